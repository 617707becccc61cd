"""The moving of messages while the program runs: from networks to the service, from the outbox to networks."""
