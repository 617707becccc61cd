"""What stands in `deploy/`, compared with what the program has and does."""
