"""Recognising places in typed words: the gazetteer, numbers, sentences. `bot.core.directory` combines them."""
