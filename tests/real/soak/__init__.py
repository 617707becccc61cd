"""Many people for a long time, against the bot as it runs: what grows, what leaks, what is lost, what comes twice.

lives    what a person says, and how the answer to each line ends
people   somebody on either network, who notices what they were not to get
process  the bot as a process that can be looked at from outside (started by watched)
audit    every row that was ever in the outbox, and what became of it
crowd    all of them at once, for so many minutes
record   a line a minute, and what is not as it should be
"""
