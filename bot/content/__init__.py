"""Reading files into core values, once, at start: campaigns, letters, catalogues, the directory of caisses."""


class ContentError(Exception):
    """A file of the bot's content cannot be used: one line that says which, why and what to do."""
