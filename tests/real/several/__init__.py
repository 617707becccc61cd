"""Several workers on one PostgreSQL, as processes, and what happens to them.

books  every row that was ever in the outbox, kept beside it by triggers
crew   the workers: who leads, who is killed, stopped, cut off
talk   people who write to them all the while, and how long each answer takes
kills  one worker after another is killed at random under that load; `python -m tests.real.several` does it fifty times
"""
