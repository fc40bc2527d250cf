"""Punctuation, spaces and characters: what is written, and what is written wrongly."""
