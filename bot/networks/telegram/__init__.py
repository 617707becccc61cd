"""Telegram, as a network."""
