"""Words, their lemmas, their translations in a dictionary."""
