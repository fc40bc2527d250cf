"""Quantities in English and Chinese text."""
