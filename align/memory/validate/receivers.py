"""What each receiver of TMX takes: one table, and where each line of it comes from.

``MEASURED``: the program itself was run over tests/memory/files and its units were counted.
``READ``: from its source code or its maker's documentation, not run here. ``ASSUMED``: nobody here
has seen its importer; the least that every tool asks for.
"""

from dataclasses import dataclass
from typing import Literal

MEASURED, READ, ASSUMED = "measured", "read", "assumed"


@dataclass(frozen=True)
class Receiver:
    """How a program imports TMX. The defaults are the most tolerant behaviour."""

    name: str
    title: str
    evidence: str
    #: is the source the text in the project's source language, or the one that ``srclang`` names?
    source_by: Literal["project", "srclang"] = "project"
    #: what counts as the same language: equal bytes; equal but for case and ``_`` (``usual``: and
    #: en is en-US, zh is zh-CN); the first part alone (``dash``: only before a ``-``)
    same: Literal["exact", "case", "usual", "language", "dash"] = "language"
    #: which text is the translation: that in the project's target language; that one, or any
    #: other where there is none; any other text; or the second text (the first other one)
    target: Literal["project", "project or any", "any", "second"] = "project"
    #: the whole file is refused without a ``header``
    needs_header: bool = False
    #: the whole file is refused when the header has no ``srclang``
    needs_srclang: bool = False
    #: ``srclang="*all*"`` (or none): of no effect, refuses the file, or loses each unit without
    #: a ``srclang`` of its own
    all_languages: Literal["fine", "refused", "per unit"] = "fine"
    #: the whole file is refused for one text without a language
    needs_languages: bool = False
    #: the whole file is refused for one code that is none
    needs_real_codes: bool = False
    #: ``lang`` counts where ``xml:lang`` is missing, as in TMX 1.1
    takes_lang: bool = True
    #: text inside inline codes (``hi``, too) is dropped
    drops_codes: bool = False
    #: an empty translation is imported as one
    takes_empty: bool = False
    #: the longest text, in characters; 0: no limit known
    longest: int = 0


#: One line a receiver; the comments say which fact is from where.
RECEIVERS = (
    # OmegaT 3.6.0 (Debian's), run. Newer versions take a header without srclang (code read).
    Receiver(
        "omegat",
        "OmegaT",
        MEASURED,
        same="dash",  # en_US and eng are no English for it
        target="project or any",  # French comes in as Chinese when there is no Chinese
        needs_srclang=True,  # a NullPointerException; a missing header is fine
        needs_languages=True,  # the same
        drops_codes=True,
        takes_empty=True,  # an empty text then counts as the translation
    ),
    # Trados (cloud): its documentation. Units in other languages are skipped, while the import
    # reports success; 2,000 characters a segment.
    Receiver("trados", "Trados", READ, same="case", longest=2000),
    # memoQ: its documentation. Reads TMX 1.1-1.4; the user says which code is which language.
    Receiver("memoq", "memoQ", READ),
    # Poedit: its source code (tmx_io.cpp). Codes are compared byte for byte; only text that
    # stands directly in seg is kept.
    Receiver(
        "poedit",
        "Poedit",
        READ,
        source_by="srclang",
        same="exact",
        target="any",
        all_languages="per unit",
        drops_codes=True,
    ),
    # Okapi: its source code. Throws when the header names no one source language and the user
    # names none, either.
    Receiver(
        "okapi",
        "Okapi",
        READ,
        source_by="srclang",
        same="case",
        target="any",
        needs_header=True,
        needs_srclang=True,
        all_languages="refused",
    ),
    # Weblate: its source code (memory/models.py).
    Receiver(
        "weblate",
        "Weblate",
        READ,
        source_by="srclang",
        same="case",
        target="any",
        needs_header=True,
        needs_srclang=True,
        all_languages="refused",
        needs_real_codes=True,
    ),
    # XTM and Phrase: nobody has seen their importers; two texts in the project's languages.
    Receiver("xtm", "XTM", ASSUMED),
    Receiver("phrase", "Phrase", ASSUMED),
    # translate-toolkit 3.20 (what tmx2po, Virtaal and Weblate read TMX with), run.
    Receiver(
        "translate-toolkit",
        "translate-toolkit",
        MEASURED,
        source_by="srclang",
        same="usual",
        target="second",
        takes_lang=False,
    ),
)
#: The receivers by name.
BY_NAME = {receiver.name: receiver for receiver in RECEIVERS}
