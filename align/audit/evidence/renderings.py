"""One source, several targets: which of them to report, how severely, in which words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from align.audit.engine.check import SEVERITIES, Hit, Severity
from align.audit.engine.segment_store import SegmentStore
from align.audit.evidence.comparison import (
    TextKeys,
    comparison_key,
    conflicts,
    differing,
    excerpt,
    keys_of,
)
from align.languages import LANGUAGES
from align.languages.detection import letters
from align.languages.variant import scripts_in

#: The end marks of a sentence.
_ENDS = tuple(".!?。！？")
_CLOSING = "\"'”’」』)） "
#: Further renderings that a message shows, besides the reported and the usual one.
_MORE = 2
#: A rendering is suggested only if it is this many times as frequent as the other.
_OUTWEIGHS = 3
_DOCUMENTS = 2
#: From this similarity on, in per cent, renderings differ in a few words only.
_CLOSE = 70


class _Rendering(NamedTuple):
    text: str
    members: list[int]


@dataclass(frozen=True)
class Renderings:
    """Finds texts in the language ``source`` that have several renderings in ``target``.

    ``worst`` is the severity for a full sentence whose renderings differ in words; it is lower for
    a text shorter than ``minimum`` letters, a smaller difference, or without a usual rendering.
    ``near``: sources that differ in case, width, spaces or end mark only are compared, too.
    """

    source: str
    target: str
    worst: Severity
    minimum: int
    near: bool

    def look(self, store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        """The segments with another rendering than the usual one."""
        keys = keys_of(store)
        for group in conflicts(keys.near[self.source], keys.exact[self.target]):
            for part in self._by_script(group, store):
                yield from self._judge(part, keys, store)

    def _by_script(self, group: list[int], store: SegmentStore) -> list[list[int]]:
        """Renderings in Simplified and in Traditional characters are those of two versions.

        What may be either is with the more frequent ones.
        """
        simplified: list[int] = []
        traditional: list[int] = []
        either: list[int] = []
        of: dict[tuple[bool, bool], list[int]] = {
            (True, False): simplified, (False, True): traditional,
        }  # fmt: skip
        for number in group:
            of.get(scripts_in(self._text(store, number)), either).append(number)
        if not (simplified and traditional):
            return [group]
        more, fewer = sorted((simplified, traditional), key=len, reverse=True)
        return [sorted(more + either), fewer]

    def _judge(
        self, group: list[int], keys: TextKeys, store: SegmentStore
    ) -> Iterator[tuple[int, Hit]]:
        by_source: dict[int, list[int]] = {}
        for number in group:
            by_source.setdefault(int(keys.exact[self.source][number]), []).append(number)
        usual = []
        for members in by_source.values():
            renderings = self._renderings(members, keys, store)
            usual.append(renderings[0])
            if len(renderings) > 1:
                yield from self._report(renderings, store, exact=True)
        if self.near and len(usual) > 1:
            usual.sort(key=lambda r: (-len(r.members), r.members[0]))
            first = comparison_key(usual[0].text)
            others = [r for r in usual[1:] if comparison_key(r.text) != first]
            yield from self._report([usual[0], *others], store, exact=False)

    def _renderings(
        self, members: list[int], keys: TextKeys, store: SegmentStore
    ) -> list[_Rendering]:
        """The renderings with their segments, the most frequent first, then the earliest."""
        exact, near = keys.exact[self.target], keys.near[self.target]
        by_target: dict[int, list[int]] = {}
        for number in members:
            by_target.setdefault(int(exact[number]), []).append(number)
        weight = Counter(int(near[number]) for number in members)
        found = sorted(by_target.values(), key=lambda m: (-weight[int(near[m[0]])], -len(m), m[0]))
        return [_Rendering(self._text(store, m[0]), m) for m in found]

    def _text(self, store: SegmentStore, number: int) -> str:
        return store[number].text(self.target).strip()

    def _report(
        self, renderings: list[_Rendering], store: SegmentStore, *, exact: bool
    ) -> Iterator[tuple[int, Hit]]:
        usual = renderings[0]
        source = store[usual.members[0]].text(self.source).strip()
        tail = _tail(renderings, store)
        for rendering in renderings[1:]:
            settled = len(usual.members) > len(rendering.members)
            severity = self._severity(source, usual.text, rendering.text, exact, settled)
            if severity is None:
                continue
            message = self._message(source, renderings, rendering, store, exact) + tail
            certain = exact and len(usual.members) >= _OUTWEIGHS * len(rendering.members)
            for number in rendering.members:
                spans = differing(store[number].text(self.target), usual.text)
                yield (
                    number,
                    Hit.on(
                        self.target,
                        message,
                        spans,
                        suggestion=usual.text if certain else "",
                        group=f"{LANGUAGES[self.source].name}: {excerpt(source, width=80)}",
                        severity=severity,
                    ),
                )

    def _severity(
        self, source: str, usual: str, text: str, exact: bool, settled: bool
    ) -> Severity | None:
        """The severity; None for a source without letters.

        ``exact``: the sources are the same; ``settled``: one rendering is more frequent.
        """
        less = SEVERITIES.index(self.worst)
        size = sum(letters(source).values())
        ends = source.rstrip(_CLOSING).endswith(_ENDS)
        if ends:  # a sentence counts as long sooner than a heading
            size *= 2
        if size < self.minimum:
            less += 1 if 2 * size >= self.minimum else 2
        if comparison_key(usual) == comparison_key(text):
            less += 1
        else:
            words = LANGUAGES[self.target].words
            less += Counter(words(usual)) == Counter(words(text)) or _close(usual, text)
        less += not exact if settled else 2  # of two renderings, each may be right
        return SEVERITIES[min(less, len(SEVERITIES) - 1)] if size else None

    def _message(
        self,
        source: str,
        renderings: list[_Rendering],
        rendering: _Rendering,
        store: SegmentStore,
        exact: bool,
    ) -> str:
        usual = renderings[0]
        one = LANGUAGES[self.source].name
        same = "the same" if exact else "nearly the same"
        here = excerpt(rendering.text, differing(rendering.text, usual.text))
        there = excerpt(usual.text, differing(usual.text, rendering.text))
        return (
            f"{same} {one} is translated in {len(renderings)} ways: "
            f"here “{here}” ({_where(rendering, store)}), "
            f"elsewhere “{there}” ({_where(usual, store)})"
            + "".join(
                f", “{excerpt(r.text, differing(r.text, usual.text))}” ({_where(r, store)})"
                for r in [r for r in renderings[1:] if r is not rendering][:_MORE]
            )
        )


def _close(one: str, other: str) -> bool:
    """Whether words are nearly and numbers exactly the same: perhaps just a freer wording."""
    from rapidfuzz.fuzz import ratio

    return ratio(one, other) >= _CLOSE and _numerals(one) == _numerals(other)


def _numerals(text: str) -> Counter[str]:
    """Digits and number characters.

    >>> sorted(_numerals("3天，三天"))
    ['3', '三']
    """
    return Counter(filter(str.isnumeric, text))


def _tail(renderings: list[_Rendering], store: SegmentStore) -> str:
    left = len(renderings) - 2 - _MORE
    return f" and {left} more" if left > 0 else ""


def _where(rendering: _Rendering, store: SegmentStore) -> str:
    """How often, and in which documents, a rendering occurs."""
    count = len(rendering.members)
    names = dict.fromkeys(store[n].document for n in rendering.members[:20])
    shown = [name for name in names if name][:_DOCUMENTS]
    said = f"{count} time{'s' * (count > 1)}"
    if shown:
        said += ": " + ", ".join(shown) + (", …" if len(names) > _DOCUMENTS else "")
    return said
