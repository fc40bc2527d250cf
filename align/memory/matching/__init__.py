"""Searches in a memory: concordance, match percentages, the analysis of a document."""
