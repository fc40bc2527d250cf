"""The alignments that are kept beside a memory: made again only when something changed."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from errno import ENAMETOOLONG
from io import BytesIO
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from align.alignment import Alignment
from align.document import Document
from align.errors import InputError, OutputError, UsageError
from align.files.atomic import atomic_write
from align.files.load import stamp_of
from align.files.remote import is_remote
from align.formats.read import read_alignment
from align.formats.table.text_write import write_native
from align.formats.xml_text import clean_text, document_name
from align.memory.applying import Settled
from align.memory.decisions import Decision, stem_of
from align.memory.desk import Desk
from align.memory.places import restored
from align.memory.written import ALIGNMENT, as_made, origin_of, with_record
from align.pair.source_files import SourceFile, read_sides
from align.pipeline import Aligner

if TYPE_CHECKING:
    from align.pair import PairOfFiles

_LOG = logging.getLogger(__name__)


def store_of(
    out: str | PathLike[str], alignments: str | PathLike[str] | None = None
) -> Path | None:
    """The folder of the alignments of a memory: ``alignments``, or one beside it.

    >>> store_of("out/memory.tmx").as_posix(), store_of("-")
    ('out/memory.alignments', None)
    """
    if is_remote(alignments):
        raise UsageError(f"{alignments}: alignments are kept on this machine; give a folder here")
    if alignments is not None:
        store = Path(alignments)
    elif fspath(out) == "-":
        return None
    else:
        store = Path(out).parent / f"{stem_of(out)}.alignments"
    return store


def kept_path(store: Path, name: str) -> Path:
    """The file of the alignment of a pair."""
    return store / f"{name}.align.json"


def is_newer(path: Path, out: str | PathLike[str]) -> bool:
    """Whether a file was written after another one."""
    try:
        return path.stat().st_mtime_ns > Path(out).stat().st_mtime_ns
    except OSError:
        return False


def document_of(name: str) -> str:
    """The name of a pair as it is written."""
    return clean_text(name).text


class Decider(Protocol):
    """Who knows what was decided about documents: a :class:`align.memory.desk.Desk`, or a part."""

    def about(self, document: str) -> list[Decision]:
        """The decisions about a document."""

    def settle(self, document: str, en: Document, zh: Document) -> Settled:
        """What they come to in the two versions of a document."""

    def take_in(self, document: str, alignment: Alignment) -> bool:
        """Take in what was edited about a document. Says whether there was anything."""


@dataclass(frozen=True)
class MadePair:
    """The alignment of a pair, as the aligner made it.

    ``keep`` is what is to be kept of it, with what was decided; None if that is there already.
    ``changed``: False if it was kept before, True if the files changed since, None if that is not
    known, or people decided something. ``anchors`` is the fingerprint of what they decided.
    """

    alignment: Alignment
    keep: Alignment | None
    changed: bool | None
    settled: Settled | None


def make_pair(
    pair: "PairOfFiles",
    en: SourceFile,
    zh: SourceFile,
    aligner: Aligner,
    former: Alignment | None = None,
    desk: Decider | None = None,
    *,
    fresh: bool = False,
) -> MadePair:
    """Align two files that are loaded (or one with both languages), without writing anything.

    ``former`` is the alignment that was kept; it is used again if the files, the settings and the
    anchors are the same, unless ``fresh``. ``desk`` has the decisions: their beads are anchors.

    Raises :class:`align.errors.InputError` for files that cannot be aligned.
    """
    settings = {**aligner.settings, "sources": [en.digest, zh.digest]}
    document, changed = document_of(pair.name), None
    if former and not fresh:
        plain = as_made(former)
        before = {name: value for name, value in former.settings.items() if name != "anchors"}
        settled = desk.settle(document, plain.en, plain.zh) if desk else None
        if before == settings and _same_anchors(former, settled):
            shown = with_record(settled.marked(plain)) if settled else None
            return MadePair(plain, None if shown == former else shown, False, settled)
        changed = before.get("sources") != settings["sources"] or None
    alignment = _made(en, zh, aligner, document, desk)
    settled = desk.settle(document, alignment.en, alignment.zh) if desk else None
    if settled and settled.fingerprint:
        settings = {**settings, "anchors": settled.fingerprint}
    alignment = replace(alignment.with_names(pair.name, pair.name), settings=settings)
    shown = with_record(settled.marked(alignment) if settled else alignment)
    return MadePair(alignment, None if shown == former else shown, changed, settled)


def _same_anchors(former: Alignment, settled: Settled | None) -> bool:
    """Whether an alignment was made between the same anchors; also if nobody asks."""
    return settled is None or settled.fingerprint == former.settings.get("anchors", "")


def _made(
    en: SourceFile, zh: SourceFile, aligner: Aligner, document: str, desk: Decider | None
) -> Alignment:
    """Read and align two files, or one with both languages."""
    names = None
    if en is zh:
        one, other = en.read_bitext(aligner.reader)
    else:
        one, other, names = read_sides(en, zh, aligner.reader)
    if desk is None:
        return aligner.align_documents(one, other, names=names)
    return align_decided(aligner, one, other, names, desk, document)


def align_decided(
    aligner: Aligner,
    en: Document,
    zh: Document,
    names: tuple[str, str] | None,
    desk: Decider,
    document: str | None = None,
) -> Alignment:
    """Align two documents between the beads that people decided on.

    What they edited in the output is taken in, if that was not done before. ``document`` is the
    name under which decisions are kept, by default that of the alignment.
    """
    if document is None:
        document = document_name(Alignment(en, zh, ()))
    log, split = desk.about(document), aligner.reader.sentences
    en, zh = (restored(side, log, split) for side in (en, zh))
    settled = desk.settle(document, en, zh)
    while True:
        made = aligner.align_documents(en, zh, names=names, anchors=settled.anchors)
        here = again = desk.settle(document, made.en, made.zh)
        if desk.take_in(document, here.joined(made)):  # no former alignment told what was edited
            again = desk.settle(document, made.en, made.zh)
        # new decisions; and what is about text that came back is no longer missing
        if again.fixed == here.fixed and len(here.fixed) == len(settled.fixed):
            return again.joined(made)
        en, zh, settled = made.en, made.zh, again


def take_in_others(
    store: Path | None,
    desk: Desk,
    pairs: Iterable["PairOfFiles"],
    there: Iterable["PairOfFiles"],
) -> None:
    """Take in what was edited about documents but these: their units may be removed.

    Those that are ``there`` were not renamed.
    """
    names = {document_of(pair.name) for pair in pairs}
    for document in sorted(desk.edited - names):
        if former := former_alignment(kept_path(store, document) if store else None):
            desk.take_in(document, as_made(former))
    desk.expect(document_of(pair.name) for pair in there)


def take_in_former(out: str | PathLike[str], desk: Desk) -> None:
    """Take in what was edited in an alignment that is made again."""
    if origin_of(fspath(out)) == ALIGNMENT and (former := former_alignment(Path(out))):
        desk.take_in_alignment(document_name(former), former)


def settled_output(alignment: Alignment, desk: Desk, *, single: bool) -> Alignment:
    """What is written of an alignment, with what people decided; counts that.

    ``single``: it is written as an alignment, with all of its beads, not as a memory.
    """
    document = document_name(alignment)
    settled = desk.settle(document, alignment.en, alignment.zh)
    written, left_out = settled.applied(alignment)
    desk.count(document, settled, left_out)
    desk.finish()
    return with_record(settled.marked(alignment)) if single else written


def native_bytes(alignment: Alignment) -> bytes:
    """The content of the file in which an alignment is kept."""
    stream = BytesIO()
    write_native([alignment], stream)
    return stream.getvalue()


def keep(data: bytes, kept: Path) -> None:
    """Save an alignment (:func:`native_bytes`) in a file; its folder is made.

    Raises :class:`align.errors.OutputError`, and :class:`align.errors.InputError` for a name that
    no file can have.
    """
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{kept.parent}: cannot make this folder ({error.strerror}); "
            "choose another with --alignments"
        ) from error
    try:
        # one that is lost with the machine is made again: the journal knows its size and time
        with atomic_write(kept, durable=False) as stream:
            stream.write(data)
    except OutputError as error:
        if getattr(error.__cause__, "errno", None) != ENAMETOOLONG:
            raise
        raise InputError(
            "the name is too long to keep an alignment under it; rename the documents"
        ) from error  # of this pair alone


def former_alignment(kept: Path | None) -> Alignment | None:
    """Read a saved alignment; None when it is missing or damaged.

    A damaged one may have been edited: it is put aside, not overwritten.
    """
    if kept is None or not stamp_of(kept):
        return None
    try:
        return read_alignment(kept)
    except InputError as error:
        damaged = kept.with_name(f"{kept.name}.damaged")
        with suppress(OSError):
            if kept.stat().st_size:
                kept.replace(damaged)
                _LOG.warning("%s; it is aligned again, and the old file kept as %s", error, damaged)
        return None
