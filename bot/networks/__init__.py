"""Telegram, Matrix, the terminal: thin adapters that translate and deliver, and decide nothing."""
