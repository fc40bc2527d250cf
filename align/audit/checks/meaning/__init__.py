"""Checks of the meaning: what a text says of whom, where, when, how much."""
