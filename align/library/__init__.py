"""The commands as functions of the same names.

Each command of ``tmxalign`` parses its options, calls the function of its name and prints what that
returns: a report that prints itself and has the numbers as fields.

Files are names or paths; ``-`` is standard input or output. These parameters mean the same in all
functions:

- ``format`` is the output format, if the suffix of ``out`` does not show it;
- ``aligner`` says how documents are read and aligned (default: :class:`align.pipeline.Aligner`);
- ``minimum`` is the least confidence, 0 to 1; anything below it is left out;
- ``source`` (``"en"``, ``"zh"``) is the source language of a TMX and ``locales`` are the language
  codes (``{"zh": "zh-TW"}``); ``encoding`` (``"utf-8"``, ``"utf-16"``) and ``profile`` (the tool it
  is for) are further options of TMX;
- ``jobs`` is the number of processes for large inputs (default: one per core);
- ``progress`` is called with the number of units done, or with the number done, the total,
  and the name of the last one.

Errors that a user can correct are :class:`align.errors.TmxalignError`.
"""

from align.library.aligning import AlignReport, align, build, decide, evaluate, links, pair
from align.library.auditing import TermsReport, audit, terms
from align.library.diagnosing import DoctorReport, doctor
from align.library.managing import (
    SplitReport,
    clean,
    convert,
    diff,
    leverage,
    merge,
    sample,
    search,
    split,
    stats,
    validate,
)
from align.library.reviewing import review

__all__ = [
    "AlignReport",
    "DoctorReport",
    "SplitReport",
    "TermsReport",
    "align",
    "audit",
    "build",
    "clean",
    "convert",
    "decide",
    "diff",
    "doctor",
    "evaluate",
    "leverage",
    "links",
    "merge",
    "pair",
    "review",
    "sample",
    "search",
    "split",
    "stats",
    "terms",
    "validate",
]
