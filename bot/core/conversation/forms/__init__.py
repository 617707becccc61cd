"""The forms, one subject a file."""
