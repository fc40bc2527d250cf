"""Sentences and words → vectors.

An :class:`Encoder` turns texts into vectors; :class:`Encoders` are the two that an alignment needs,
one for sentences and one for words. The embedded model (:mod:`align.embed.use`) needs no download
and no torch; any sentence-transformers model can encode the sentences instead
(:mod:`align.embed.sbert`).
"""

from typing import TYPE_CHECKING, Any

from align.lazy import public

if TYPE_CHECKING:
    from align.embed.encoder import DEFAULT_MODEL as DEFAULT_MODEL
    from align.embed.encoder import Encoder as Encoder
    from align.embed.encoder import Encoders as Encoders
    from align.embed.encoder import Runs as Runs
    from align.embed.models import load_encoder as load_encoder

# Imported on first use: numpy takes as long to load as a search of a memory.
_PUBLIC = {
    **dict.fromkeys(("DEFAULT_MODEL", "Encoder", "Encoders", "Runs"), "align.embed.encoder"),
    "load_encoder": "align.embed.models",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    return public(__name__, _PUBLIC, name)
