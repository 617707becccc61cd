"""A campaign as values: recipients, letters, delays and dated facts, read from its folder once, at start."""
