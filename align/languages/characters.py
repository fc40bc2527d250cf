"""Which characters are Chinese."""

#: Unified ideographs with all extensions, and 〇, for use inside ``[...]`` of a pattern.
HAN = "〇㐀-䶿一-鿿豈-﫿𠀀-𳿿"
