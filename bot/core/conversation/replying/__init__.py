"""What is done with a message that is more, or something else, than an answer to the question that stands."""
