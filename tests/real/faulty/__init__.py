"""A network that fails in every way that networks fail, between the bot and a real peer; and the table of it.

`proxy` stands between the two and commits the faults, `benches` has a bot, a peer and a person on each network,
`scenario` lives one row of the table, `table` writes the rows down. `make faults` lives all of them.
"""
