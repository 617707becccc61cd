"""Reading places in what people type: words, the gazetteer, sentences. `bot.core.directory` puts them together."""
