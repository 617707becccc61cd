"""The words that cross every line: what comes in, what goes out, what a network can do."""
