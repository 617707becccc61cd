"""Objecteur: a chat bot that takes people in France through objecting to the use of their health data."""

__version__ = "0.1.0"
