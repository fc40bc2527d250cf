"""tmxalign: the English and the Chinese version of a document in, sentence pairs out.

Everything that the commands do is here under the same name:

>>> import align
>>> pairs = align.Aligner().align_texts("Good morning. Bye.", "早上好。再见。")
>>> [pairs.text(bead) for bead in pairs]
[('Good morning.', '早上好。'), ('Bye.', '再见。')]
"""

from typing import Any

from align.lazy import public
from align.version import __version__

# name → module. Nothing is imported before it is asked for: the command line answers at once.
_PUBLIC = {
    "Aligner": "align.pipeline",
    "Alignment": "align.alignment",
    "Bead": "align.alignment",
    "Rival": "align.alignment",
    "BuildReport": "align.batch",
    "Document": "align.document",
    "PairOfFiles": "align.pair",
    "Pairing": "align.pair",
    "Paragraph": "align.document",
    "Score": "align.evaluation",
    "Sentence": "align.document",
    "TmxalignError": "align.errors",
    "align_documents": "align.pipeline",
    "align_files": "align.pipeline",
    "build": "align.batch",
    "evaluate": "align.evaluation",
    "load_encoder": "align.embed",
    "pair_documents": "align.pair",
    "pair_files": "align.pair",
    "read_alignment": "align.memory",
    "read_pairs": "align.pair",
    "write": "align.memory",
    "write_pairs": "align.pair",
}

__all__ = ["__version__", *sorted(_PUBLIC)]


def __getattr__(name: str) -> Any:
    return public(__name__, _PUBLIC, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
