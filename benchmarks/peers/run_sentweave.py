"""SentWeave (Vecalign's dynamic programming as a library) with our vectors and its defaults.

Run in its own environment: ``python run_sentweave.py FOLDER``; see ``exchange.py``.
"""

from exchange import Text, serve
from sentweave import align as sentweave_align

LONGEST = 8  # its default alignment_max_size: it requests runs of 1 … 8 of each side, in order


def align(text: Text):
    layers = iter([*text.overlaps("en", LONGEST), *text.overlaps("zh", LONGEST)])
    found = sentweave_align(
        text.sentences["en"], text.sentences["zh"], encoder=lambda lines: next(layers)
    )
    return [(bead.src_indices, bead.tgt_indices) for bead in found.alignments]


if __name__ == "__main__":
    serve(align)
