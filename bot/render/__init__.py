"""Rendering messages as a network sends them: in a language, in its markup, within its length limits."""
