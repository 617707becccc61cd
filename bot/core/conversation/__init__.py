"""The conversation: the question being asked, the answers so far, and what an incoming message changes in both.

Answers are stored, the position is computed: the question being asked is the first one that applies and has no
valid answer. A new release may therefore add or drop questions under people's feet, and `/retour` only has to drop
the last answer. `step.step` is the one way in.
"""
