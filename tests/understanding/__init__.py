"""How much of what people type is understood, measured on lists that were made before the work."""
