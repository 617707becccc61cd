"""A person's case: what happened, what runs, what can be done next, of what they are reminded."""
