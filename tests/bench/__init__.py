"""`make bench`: how fast the bot is, beside the bots that everybody writes, in one run on one machine.

journeys  what people say, and how the answer to each line ends
peers     an echo, and the usual bot, as programs
running   a program whose processor time and memory are looked at from outside
crowd     many people at once, through a Bot API server
rows      how long claims, ticks and reminders take, by how many rows there are
core      what is pure: steps, letters, files, searches
paper     docs/performance.md and its figures
"""
