"""Punctuation, spacing, look-alike characters, links."""
