"""Bertalign (2.x) with its defaults, but our vectors instead of LaBSE's.

Run in its own environment: ``python run_bertalign.py FOLDER``; see ``exchange.py``.
"""

import sys
from unittest.mock import MagicMock

import numpy as np
from exchange import Text, serve

# Imported by its modules but not used here: models, language detection, splitting.
for module in ("torch", "sentence_transformers", "lingua", "sentence_splitter"):
    sys.modules[module] = MagicMock()

from bertalign import Bertalign, Encoder, aligner
from bertalign.utils import yield_overlaps


class OurVectors(Encoder):
    """Looks the embeddings up; lengths are counted as Bertalign counts them (UTF-8 bytes)."""

    model_name = "ours"

    def __init__(self, text: Text) -> None:
        self._text = text
        self._sides = iter(("en", "zh"))  # in the order in which Bertalign requests them

    def transform(self, sents, num_overlaps):
        side = next(self._sides)
        if list(sents) != [" ".join(line.split()) for line in self._text.sentences[side]]:
            raise ValueError("Bertalign changed the sentences")
        lines = [len(line.encode()) for line in yield_overlaps(sents, num_overlaps)]
        lengths = np.array(lines, dtype=np.int64).reshape(num_overlaps, len(sents))
        return self._text.overlaps(side, num_overlaps), lengths


def nearest(src_vecs, tgt_vecs, k=3):
    """Search exactly for the k most similar sentences, which Bertalign does with torch."""
    cosine = src_vecs @ tgt_vecs.T
    index = np.argsort(-cosine, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(cosine, index, axis=1), index.astype(np.int64)


aligner.find_top_k_sents = nearest
aligner.detect_lang = lambda text: "en"  # only printed: the texts are already split


def align(text: Text):
    en, zh = ("\n".join(text.sentences[side]) for side in ("en", "zh"))
    return Bertalign(en, zh, is_split=True, model=OurVectors(text)).align_sents()


if __name__ == "__main__":
    serve(align)
