"""Glossaries: terms of both languages, read from tables and from TBX."""
