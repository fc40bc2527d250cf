"""TMX, the format of translation memories."""
