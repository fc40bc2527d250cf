"""The only door for bytes: loading, archives, encodings, hardened XML, atomic writing, spooling."""
