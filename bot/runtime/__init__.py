"""What moves messages while the program runs."""
