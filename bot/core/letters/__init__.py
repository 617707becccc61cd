"""Letters: a template filled, the law that it cites, and the same as a page."""
