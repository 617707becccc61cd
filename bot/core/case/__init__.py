"""A person's case: its events, and the deadlines, next steps and reminders that are computed from them."""
