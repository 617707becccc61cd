"""The composition root: settings to a running bot. The only wing that knows all the others."""
