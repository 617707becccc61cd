"""Telegram as a network: long polling with our own loop, inline buttons, and a closed list of what may be resent."""
