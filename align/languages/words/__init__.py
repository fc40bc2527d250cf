"""Words: content words, terms, codes, and what they mean in the other language."""
