"""Files to core values, once, at start: campaigns, letters, catalogues, the directory of caisses."""


class ContentError(Exception):
    """A file that the bot lives from cannot be used: one line that says which, why and what to do."""
