"""What several checks share: quantities paired, groups of renderings, spans, drift."""
