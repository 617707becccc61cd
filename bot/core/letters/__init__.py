"""Letters: filling a template, noting the law that it cites, and laying the text out as a page."""
