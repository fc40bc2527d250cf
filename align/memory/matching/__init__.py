"""What a memory has for a text: concordance, matches in percent, the analysis of a document."""
