"""What a format cannot hold, counted by name: nothing is lost in silence."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from align.languages import LANGUAGES
from align.unit import Header, Prop, Unit, Variant, language_of

#: Names that are counted one by one; a file with more kinds of properties gets a common name.
_NAMES = 1000


@dataclass(frozen=True)
class Keeps:
    """What a format holds beside one English and one Chinese text.

    ``props`` are the properties of units by type; None stands for all of them and for the other
    attributes (dates …), of the texts too. ``texts``: any number of texts, with their own language
    codes. ``codes``: inline codes. What a writer learns only as it writes, it counts itself.
    """

    props: frozenset[str] | None = frozenset()
    id: bool = False
    notes: bool = False
    codes: bool = False
    texts: bool = False


#: A format that holds whatever a memory can.
ALL = Keeps(None, True, True, True, True)


class Losses(Counter[str]):
    """What was lost, by name.

    >>> unit = Unit([Variant("en-US", ("Hi",))], "7", {"creationdate": "20260101T000000Z"})
    >>> losses = Losses()
    >>> losses.of(unit, Keeps())
    >>> dict(losses)
    {'tuid': 1, 'creationdate': 1}
    """

    def lose(self, name: str, number: int = 1) -> None:
        """Count it."""
        self[name if name in self or len(self) < _NAMES else "other properties"] += number

    def of(self, unit: Unit, keeps: Keeps) -> None:
        """Count what a format does not hold of a unit."""
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
        """Count the own attributes of a property."""
        for name, _ in attributes:
            self.lose(f"{name} of properties")

    def _languages(self, unit: Unit) -> None:
        """One English and one Chinese text stay."""
        seen = set()
        for variant in unit.variants:
            side = language_of(variant.lang)
            if side not in LANGUAGES:
                self.lose("text in another language")
            elif side in seen:
                self.lose("second text")
            elif variant.lang != LANGUAGES[side].locale:
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
        """Count what was lost of units that are alike."""
        for kind in kinds:
            for name, number in kind.losses.items():
                self.lose(name, number * kind.units)

    def lose_some(self, name: str, number: int) -> None:
        """Count it, if there is any."""
        if number:
            self.lose(name, number)


@dataclass(slots=True)
class _Kind:
    """What is lost of each of a number of units."""

    losses: Losses
    units: int = 1


def _kind(unit: Unit) -> object:
    """What the losses of a unit depend on; None for a unit with something rare in it."""
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
    """Counts what a format does not hold of a memory.

    >>> counter = LossCounter(Keeps())
    >>> counter.count(Unit([Variant("en-US", ("Hi",))], notes=("a",)))
    >>> dict(counter.losses())
    {'note': 1}
    """

    def __init__(self, keeps: Keeps) -> None:
        self._keeps = keeps
        self._losses = Losses()
        # nearly all units of a memory are alike in what counts: of such ones the first is looked at
        self._kinds: dict[object, _Kind] = {}

    def header(self, header: Header) -> None:
        """Count what is lost of the header."""
        keeps = self._keeps
        if keeps == ALL:
            return
        if keeps.props is not None:
            self._losses.props(header.props)
        if not (keeps.notes and keeps.props is None):
            self._losses.lose_some("note", len(header.notes))
        self._losses.lose_some("other element of the header", len(header.others))

    def count(self, unit: Unit) -> None:
        """Count what is lost of a unit."""
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
        """All that was lost, by name."""
        self._losses.add(self._kinds.values())
        self._kinds.clear()
        return self._losses
