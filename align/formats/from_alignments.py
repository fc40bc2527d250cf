"""Alignments → units of a memory."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha1
from itertools import chain

from align.alignment import Alignment, Bead
from align.errors import UsageError
from align.formats.xml_text import clean_text, document_name, each, tidy
from align.languages import LANGUAGES, get_language
from align.languages.variant import in_region
from align.tmx_dates import tmx_date
from align.unit import Header, Memory, Prop, Unit, Variant

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

#: The properties of a unit that come from its bead.
OWN_PROPS = frozenset(
    f"x-{name}" for name in ("confidence", "bead", "document", "position", "crossing", "status")
)


def memory_of(
    alignments: Alignment | Iterable[Alignment],
    *,
    source: str = "en",
    locales: Mapping[str, str] | None = None,
    date: datetime | None = None,
) -> Memory:
    """Return the memory of alignments: one unit per bead, as a stream.

    ``source`` is the side that comes first and is the header's ``srclang``. ``locales`` are
    language codes by side (``{"zh": "zh-TW"}``); by default each document's own code,
    otherwise en-US and zh-CN. ``date`` is the creation date of all units: by default
    now, or ``SOURCE_DATE_EPOCH`` if that is set; UTC if it has no time zone. Null beads become
    units with one variant; texts are put on one line and trimmed. What is known about a bead
    becomes properties: ``x-confidence``, ``x-bead``, ``x-document``, ``x-position``,
    ``x-crossing``, ``x-status``. A bead's note becomes a note of the unit. Texts that a person
    wrote in place of a bead's (``extra["texts"]``, see
    :meth:`align.memory.applying.Settled.applied`) are its units, as they are.

    >>> from align.document import Document
    >>> en = Document.from_sentences(["Good morning."], "en", name="a")
    >>> zh = Document.from_sentences(["早上好。"], "zh", name="a")
    >>> memory = memory_of(Alignment(en, zh, (Bead((0,), (0,), confidence=0.9),)))
    >>> [(unit.text("zh"), unit.confidence, unit.document) for unit in memory]
    [('早上好。', 0.9, 'a')]

    Raises :class:`align.errors.UsageError` for an invalid code or an unknown side.
    """
    check_locales(source, locales)
    stamp = time_stamp(date)
    items = iter(each(alignments))
    first = next(items, None)
    codes = _codes(first, source, locales)
    header = Header({"srclang": codes[source], "creationdate": stamp})
    alls = chain([first] if first else [], items)
    return Memory(header, _units(alls, source, locales, stamp, codes[source]))


def _units(
    alignments: Iterable[Alignment],
    source: str,
    locales: Mapping[str, str] | None,
    stamp: str,
    srclang: str,
) -> Iterator[Unit]:
    ids = _Ids()
    usual: dict[str, str] = {}
    for alignment in alignments:
        name = document_name(alignment)
        ids.begin(name)
        # a short text may not show where it is from: the document before it does
        codes = {
            side: in_region(code, usual.get(side, ""))
            for side, code in _codes(alignment, source, locales).items()
        }
        usual = codes
        attributes = {"creationdate": stamp}
        if codes[source] != srclang:  # receivers compare it with the codes of the texts
            attributes["srclang"] = codes[source]
        for bead in alignment:
            own = alignment.text(bead)
            about = {**attributes, **_change(bead)}
            for pair in alignment.written(bead) or [(tidy(own[0]), tidy(own[1]))]:
                texts = dict(zip(("en", "zh"), pair, strict=True))
                yield Unit(
                    [
                        Variant(code, (texts[s],))
                        for s, code in codes.items()
                        if texts[s] or getattr(bead, s)
                    ],
                    ids.make(*own),
                    about,
                    tuple(_props(alignment, bead, name)),
                    (bead.note,) if bead.note else (),
                )


def _change(bead: Bead) -> dict[str, str]:
    """The attributes that say who changed a bead, and when."""
    who, when = bead.extra.get("changed") or ("", "")
    date = tmx_date(when)
    return {**({"changedate": date} if date else {}), **({"changeid": who} if who else {})}


def _codes(
    alignment: Alignment | None, source: str, locales: Mapping[str, str] | None
) -> dict[str, str]:
    """Return the language code of each side, source first."""
    own = {"en": alignment.en.locale, "zh": alignment.zh.locale} if alignment else {}
    order = sorted(LANGUAGES, key=lambda side: side != source)
    given = locales or {}
    return {s: given.get(s) or own.get(s) or LANGUAGES[s].locale for s in order}


def check_locales(source: str, locales: Mapping[str, str] | None) -> None:
    """Raise :class:`align.errors.UsageError` for an unknown side or an invalid code."""
    given = dict(locales or {})
    for side in (source, *given):
        get_language(side)
    tags = {side: given.get(side, language.locale) for side, language in LANGUAGES.items()}
    for side, tag in tags.items():
        if not _TAG.fullmatch(tag):
            raise UsageError(
                f"{tag!r} is not a language code for {LANGUAGES[side].name}; "
                f"write it like {LANGUAGES[side].locale}"
            )
    # Receivers distinguish the sides by code, most of them ignoring case.
    if len({tag.lower() for tag in tags.values()}) < len(tags):
        raise UsageError(f"both sides have the language code {tags[source]}")


def time_stamp(date: datetime | None = None) -> str:
    """Format a date for TMX, by default now: ``20260131T120000Z``.

    >>> time_stamp(datetime(2026, 1, 31, 12, tzinfo=UTC))
    '20260131T120000Z'
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if date is None and epoch:
        try:
            date = datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}, not a number of seconds") from error
    date = date or datetime.now(UTC)
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return date.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _props(alignment: Alignment, bead: Bead, name: str) -> Iterator[Prop]:
    yield Prop("x-confidence", f"{bead.confidence:.3f}")
    yield Prop("x-bead", bead.type)
    if name:
        yield Prop("x-document", name)
    yield Prop("x-position", alignment.position(bead))
    if bead.crossing:
        yield Prop("x-crossing", "yes")
    if bead.status:
        yield Prop("x-status", bead.status)


def unit_id(document: str, en: str, zh: str) -> str:
    """The id of the unit of a bead: of its document and its texts, as they were aligned.

    It stays when a person corrects the texts or the sides are exchanged; a repetition in a document
    has a number, too (``-2``).

    >>> unit_id("visit", "Good morning.", "早上好。")
    'dab270233d2f80b9'
    """
    key = "\0".join((document, clean_text(en).text, clean_text(zh).text))
    return sha1(key.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:16]


class _Ids:
    """Creates unit ids that are unique and do not depend on other units.

    Repetitions are counted per document, and documents of the same name together, so
    that memory use does not grow with the file.
    """

    def __init__(self) -> None:
        self._documents: dict[str, int] = {}
        self._repeats: dict[str, int] = {}
        self._salt = ""

    def begin(self, document: str) -> None:
        before = self._documents[document] = self._documents.get(document, -1) + 1
        self._salt = f"{document}\0{before}" if before else document
        self._repeats.clear()

    def make(self, en: str, zh: str) -> str:
        digest = unit_id(self._salt, en, zh)
        number = self._repeats[digest] = self._repeats.get(digest, 0) + 1
        return digest if number == 1 else f"{digest}-{number}"
