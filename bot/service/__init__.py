"""What is done for a person: answering, reminding, linking, cleaning, forgetting."""
