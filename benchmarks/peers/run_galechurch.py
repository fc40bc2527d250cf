"""The package galechurch: Gale and Church's length-based program of 1993.

Run in its own environment: ``python run_galechurch.py FOLDER``; see ``exchange.py``.
Its defaults, except for the expected length ratio: the default 1.0 is for European languages and
does not suit Chinese, so the ratio of the text is passed.
"""

import galechurch
from exchange import Text, serve


def align(text: Text):
    # 0.1.0 documents (and its calibration computes) target characters per source character, but
    # its core uses the inverse: with 0.3, 100 against 30 characters cost 1299, 333 cost nothing.
    ratio = sum(text.lengths["en"]) / sum(text.lengths["zh"])
    found = galechurch.align(text.sentences["en"], text.sentences["zh"], mean_xy=ratio)
    return [
        (range(bead.source_start, bead.source_end), range(bead.target_start, bead.target_end))
        for bead in found.beads
    ]


if __name__ == "__main__":
    serve(align)
