"""Fuzzing of whatever takes what strangers send, and of the files that are read: `make fuzz`; what it found is kept.

An input is made from a seed, the target's name and a number, so that each can be made again.
"""
