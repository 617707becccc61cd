"""The composition root, which makes a running bot from settings. Only this wing imports all the others."""
