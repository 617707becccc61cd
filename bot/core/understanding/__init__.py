"""What a sentence means, whatever is being asked: read once, by a small model that is trained from examples."""
