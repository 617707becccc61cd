"""Matrix, as a network."""
