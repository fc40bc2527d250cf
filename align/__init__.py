"""tmxalign: the English and the Chinese version of a document in, sentence pairs out.

Every command is a function of the same name (:mod:`align.library`); the classes below do the work
on documents that are already in memory:

>>> import align
>>> pairs = align.Aligner().align_texts("Good morning. Bye.", "早上好。再见。")
>>> [pairs.text(bead) for bead in pairs]
[('Good morning.', '早上好。'), ('Bye.', '再见。')]
"""

from typing import Any

from align.lazy import public
from align.version import __version__

# name → module. Imported on first use, so that the command line starts quickly.
_PUBLIC = {
    "Aligner": "align.pipeline",
    "Alignment": "align.alignment",
    "Bead": "align.alignment",
    "BuildReport": "align.batch",
    "Decision": "align.memory.decisions",
    "Document": "align.document",
    "Link": "align.linking.bead_links",
    "PairOfFiles": "align.pair",
    "Pairing": "align.pair",
    "Paragraph": "align.document",
    "Rival": "align.alignment",
    "Score": "align.evaluation",
    "Sentence": "align.document",
    "TmxalignError": "align.errors",
    "align_documents": "align.pipeline",
    "align_files": "align.pipeline",
    "load_encoder": "align.embed",
    "pair_documents": "align.pair",
    "pair_files": "align.pair",
    "read_alignment": "align.memory",
    "read_pairs": "align.pair",
    "write": "align.memory",
    "write_pairs": "align.pair",
    **dict.fromkeys(
        (
            "align", "build", "clean", "convert", "decide", "diff", "doctor", "evaluate",
            "leverage", "links", "merge", "sample", "split", "stats", "terms", "validate",
        ),
        "align.library",
    ),
    # packages that can be called
    **{name: f"align.{name}" for name in ("audit", "pair", "review", "search")},
}  # fmt: skip

__all__ = ["__version__", *sorted(_PUBLIC)]


def __getattr__(name: str) -> Any:
    return public(__name__, _PUBLIC, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
