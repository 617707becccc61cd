"""The steps from the first schema to the present one; each runs once, in its transaction."""
