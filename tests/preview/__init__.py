"""What is previewed, read once: each letter is tried out for it."""

from bot.commands.preview import load

MATERIAL = load("health-data-hub")
