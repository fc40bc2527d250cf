"""Sentences → vectors.

An :class:`Encoder` is all that the rest of the house knows of a model. The
embedded default (:mod:`align.embed.use`) needs no download and no torch; any
sentence-transformers model can take its place (:mod:`align.embed.sbert`).
"""

from typing import TYPE_CHECKING, Any

from align.lazy import public

if TYPE_CHECKING:
    from align.embed.encoder import DEFAULT_MODEL as DEFAULT_MODEL
    from align.embed.encoder import Encoder as Encoder
    from align.embed.encoder import Runs as Runs
    from align.embed.encoder import load_encoder as load_encoder

# Not imported before it is asked for: numpy takes as long to load as a search of a memory.
_PUBLIC = dict.fromkeys(("DEFAULT_MODEL", "Encoder", "Runs", "load_encoder"), "align.embed.encoder")

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    return public(__name__, _PUBLIC, name)
