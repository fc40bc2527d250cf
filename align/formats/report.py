"""Counts of what a writer did, and of what a format cannot hold, by name."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from align.files.xml import XML
from align.frames import Shown
from align.languages import LANGUAGES
from align.unit import Header, Prop, Unit, Variant, canonical_code, language_of

#: Number of kinds of losses that are shown.
_NAMED = 10
#: Number of names that are counted separately; any further ones are counted together.
_NAMES = 1000
#: Characters of such a name.
_LONGEST = 100
#: At most this many changes of a broken file are kept with their places; all are counted.
KEPT = 1000
#: Characters of a text that are quoted in a list of changes.
_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Mend:
    """A change of a broken file: its line, what it was, and the text that it was about.

    >>> print(Mend(3, "illegal character dropped", "U+001F"))
    line 3: illegal character dropped: U+001F
    """

    line: int
    what: str
    about: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}" + (f": {self.about}" if self.about else "")


@dataclass
class Mends:
    """The changes of a broken file: how often each was made, and the first 1,000 of them."""

    counts: dict[str, int] = field(default_factory=dict)
    places: list[Mend] = field(default_factory=list)

    def add(self, line: int, what: str, about: str = "") -> None:
        """Record a change."""
        self.counts[what] = self.counts.get(what, 0) + 1
        if len(self.places) < KEPT:
            short = about if len(about) <= _QUOTED else f"{about[:_QUOTED]}…"
            short = " ".join(short.encode("utf-8", "replace").decode().split())
            self.places.append(Mend(line, what, short))

    def lines(self, shown: int = 20) -> list[str]:
        """The changes for people, line by line; beyond ``shown`` places, how many of each kind."""
        out = [str(mend) for mend in self.places[:shown]]
        if (total := sum(self.counts.values())) > shown:
            kinds = ", ".join(f"{number:,} × {what}" for what, number in self.counts.items())
            out.append(f"in all {total:,} (--json lists their lines): {kinds}")
        return out

    def join(self, others: "Mends") -> None:
        """Add the changes of a part of the file, by line."""
        for what, number in others.counts.items():
            self.counts[what] = self.counts.get(what, 0) + number
        places = sorted(others.places, key=lambda mend: mend.line)
        self.places += places[: KEPT - len(self.places)]


@dataclass
class WriteReport(Shown):
    """The result of writing alignments to a file.

    ``units`` are the written beads with text on both sides, ``nulls`` the written null beads,
    ``nulls_left_out`` those that the format cannot hold, ``empty`` the beads left out because a
    side had no text after cleaning, ``illegal`` the dropped characters that the format cannot hold.
    ``lost`` counts what else the format cannot hold, by name (``"inline code"``,
    ``"creationdate"`` …), ``left_out`` what the file that was read contains besides its units
    (:attr:`align.unit.Memory.left_out`). ``mends`` are the changes that made a broken input
    readable. ``cut_off``: the reader of standard output closed it, so the numbers are unreliable.

    >>> print(WriteReport(units=12, nulls_left_out=1, illegal=2))
    12 units written; 1 without a counterpart left out; 2 illegal characters dropped
    """

    units: int = 0
    nulls: int = 0
    nulls_left_out: int = 0
    empty: int = 0
    illegal: int = 0
    cut_off: bool = False
    mends: Mends | None = None
    lost: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """The number of units passed to the writer."""
        return self.units + self.nulls + self.nulls_left_out + self.empty

    def add(self, other: "WriteReport") -> None:
        """Add the counts of further units, except losses."""
        self.units += other.units
        self.nulls += other.nulls
        self.nulls_left_out += other.nulls_left_out
        self.empty += other.empty
        self.illegal += other.illegal

    def __str__(self) -> str:
        if self.cut_off:
            return "stopped: the reader closed standard output"
        parts = [f"{_count(self.units, 'unit')} written"]
        if self.nulls:
            parts.append(f"{self.nulls:,} without a counterpart written")
        if self.nulls_left_out:
            parts.append(f"{self.nulls_left_out:,} without a counterpart left out")
        if self.empty:
            parts.append(f"{_count(self.empty, 'unit')} left out, a text is empty")
        if self.illegal:
            parts.append(f"{_count(self.illegal, 'illegal character')} dropped")
        if self.lost:
            parts.append(not_kept(self.lost))
        if self.left_out:
            parts.append(not_kept(self.left_out, "not read"))
        if self.mends:
            places = sum(self.mends.counts.values())
            parts.append(f"{_count(places, 'place')} mended" if places else "nothing to mend")
        return "; ".join(parts)


def not_kept(lost: Mapping[str, int], what: str = "not kept") -> str:
    """Say in one line what was lost, the most frequent first.

    >>> not_kept({"note": 1, "x-client": 3})
    'not kept: 3 × x-client, 1 × note'
    """
    most = sorted(lost.items(), key=lambda item: -item[1])
    named = [f"{number:,} × {name}" for name, number in most[:_NAMED]]
    more = [f"{len(most) - _NAMED} more kinds"] if len(most) > _NAMED else []
    return f"{what}: {', '.join(named + more)}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class Keeps:
    """What a format keeps besides one English and one Chinese text.

    ``props`` are the types of unit properties; None stands for all of them and for the other
    attributes (dates …), also those of the texts. ``texts``: any number of texts, with their own
    language codes. ``codes``: inline codes. Losses that show only during writing are counted by the
    writer.
    """

    props: frozenset[str] | None = frozenset()
    id: bool = False
    notes: bool = False
    codes: bool = False
    texts: bool = False


#: A format that keeps everything.
ALL = Keeps(None, True, True, True, True)


class Losses(Counter[str]):
    """Counts of losses, by name.

    >>> unit = Unit([Variant("en-US", ("Hi",))], "7", {"creationdate": "20260101T000000Z"})
    >>> losses = Losses()
    >>> losses.of(unit, Keeps())
    >>> dict(losses)
    {'tuid': 1, 'creationdate': 1}
    """

    def lose(self, name: str, number: int = 1) -> None:
        """Count a loss. Names come from strangers, too: long ones are cut."""
        name = name.replace(XML, "xml:")[:_LONGEST] or "unnamed"
        self[name if name in self or len(self) < _NAMES else "other properties"] += number

    def of(self, unit: Unit, keeps: Keeps) -> None:
        """Count what a format does not keep of a unit."""
        if unit.id and not keeps.id:
            self.lose("tuid")
        if keeps.props is not None:
            for name in unit.attributes:
                self.lose(name)
            before = set()
            for prop in unit.props:
                if prop.type not in keeps.props or prop.type in before:
                    self.lose(prop.type)
                self.attributes(prop.attributes)
                before.add(prop.type)
        if unit.notes and not keeps.notes:
            self.lose("note", len(unit.notes))
        if not keeps.texts:
            self._languages(unit)
        for variant in unit.variants:
            self._variant(variant, keeps)

    def props(self, props: tuple[Prop, ...]) -> None:
        """Count properties."""
        for prop in props:
            self.lose(prop.type)
            self.attributes(prop.attributes)

    def attributes(self, attributes: tuple[tuple[str, str], ...]) -> None:
        """Count the attributes of a property itself."""
        for name, _ in attributes:
            self.lose(f"{name} of properties")

    def _languages(self, unit: Unit) -> None:
        """Count the texts besides one English and one Chinese text."""
        seen = set()
        for variant in unit.variants:
            side = language_of(variant.lang)
            if side not in LANGUAGES:
                self.lose("text in another language")
            elif side in seen:
                self.lose("second text")
            elif canonical_code(variant.lang) != LANGUAGES[side].locale:
                self.lose(f"language code {variant.lang}")
            seen.add(side)

    def _variant(self, variant: Variant, keeps: Keeps) -> None:
        if keeps.props is not None:
            for name in variant.attributes:
                self.lose(name)
            self.props(variant.props)
        if not (keeps.notes and keeps.props is None):
            self.lose_some("note", len(variant.notes))
        if not keeps.codes:
            self.lose_some("inline code", len(variant.codes))

    def add(self, kinds: Iterable["_Kind"]) -> None:
        """Add the losses of a number of similar units."""
        for kind in kinds:
            for name, number in kind.losses.items():
                self.lose(name, number * kind.units)

    def lose_some(self, name: str, number: int) -> None:
        """Count ``number`` losses, if any."""
        if number:
            self.lose(name, number)


@dataclass(slots=True)
class _Kind:
    """What is lost of each of several similar units."""

    losses: Losses
    units: int = 1


def _kind(unit: Unit) -> object:
    """Return what the losses of a unit depend on; None for a unit with rare content."""
    langs = []
    for variant in unit.variants:
        parts = variant.parts
        if len(parts) != 1 or parts[0].__class__ is not str:
            return None
        if variant.attributes or variant.props or variant.notes:
            return None
        langs.append(variant.lang)
    types = []
    for prop in unit.props:
        if prop[2]:
            return None
        types.append(prop[0])
    return unit.id == "", (*unit.attributes,), len(unit.notes), tuple(langs), tuple(types)


class LossCounter:
    """Counts what a format does not keep of a memory.

    >>> counter = LossCounter(Keeps())
    >>> counter.count(Unit([Variant("en-US", ("Hi",))], notes=("a",)))
    >>> dict(counter.losses())
    {'note': 1}
    """

    def __init__(self, keeps: Keeps) -> None:
        self._keeps = keeps
        self._losses = Losses()
        # nearly all units of a memory are alike: only the first of each kind is examined
        self._kinds: dict[object, _Kind] = {}

    def header(self, header: Header) -> None:
        """Count the losses of the header."""
        keeps = self._keeps
        if keeps == ALL:
            return
        if keeps.props is not None:
            self._losses.props(header.props)
        if not (keeps.notes and keeps.props is None):
            self._losses.lose_some("note", len(header.notes))
        self._losses.lose_some("other element of the header", len(header.others))

    def count(self, unit: Unit) -> None:
        """Count the losses of a unit."""
        if (kind := _kind(unit)) is None:
            self._losses.of(unit, self._keeps)
        elif known := self._kinds.get(kind):
            known.units += 1
        else:
            found = Losses()
            found.of(unit, self._keeps)
            self._kinds[kind] = _Kind(found)
            if len(self._kinds) > _NAMES:
                self.losses()

    def losses(self) -> Losses:
        """Return all losses, by name."""
        self._losses.add(self._kinds.values())
        self._kinds.clear()
        return self._losses
