"""Bilingual files and memories, each format once: what reads it and what writes it."""
