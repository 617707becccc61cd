"""The values between the bot and its networks: incoming messages, outgoing ones, and a network's capabilities."""
