"""The package galechurch: Gale and Church's program of 1993, by length alone.

Run in its own environment: ``python run_galechurch.py FOLDER``; see ``exchange.py``.
Its defaults, but for the expected ratio of the lengths: 1.0 is for European languages and
makes no sense with Chinese, so it is told the ratio of the text at hand.
"""

import galechurch
from exchange import Text, serve


def align(text: Text):
    # 0.1.0 documents (and its calibration computes) target characters a source character, but
    # its core takes the inverse: with 0.3, 100 against 30 characters cost 1299, 333 nothing.
    ratio = sum(text.lengths["en"]) / sum(text.lengths["zh"])
    found = galechurch.align(text.sentences["en"], text.sentences["zh"], mean_xy=ratio)
    return [
        (range(bead.source_start, bead.source_end), range(bead.target_start, bead.target_end))
        for bead in found.beads
    ]


if __name__ == "__main__":
    serve(align)
