"""The forms of the conversation, one subject in each file."""
