"""Sentences → vectors.

An :class:`Encoder` is all that the rest of the house knows of a model. The
embedded default (:mod:`align.embed.use`) needs no download and no torch; any
sentence-transformers model can take its place (:mod:`align.embed.sbert`).
"""

from align.embed.encoder import DEFAULT_MODEL, Encoder, Runs, load_encoder

__all__ = ["DEFAULT_MODEL", "Encoder", "Runs", "load_encoder"]
