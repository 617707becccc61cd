"""From what is to be said to what a network sends: language, markup, length."""
