"""What a sentence says by its words alone, folded: patterns that each answer one question about it."""
