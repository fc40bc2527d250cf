"""Bilingual files and memories: one module per format, with its reader and its writer."""
