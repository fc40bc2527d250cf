"""What a file says about a translation: approved, rejected, a draft, made by a machine.

XLIFF 1.2 and 2 have states of their own; Trados (``conf``, ``origin``), memoQ (``status``) and
Phrase (``confirmed``, ``trans-origin``) add theirs in attributes of their namespaces.
"""

import re
from functools import lru_cache
from typing import Any

from align.files.xml import local

#: The statuses of translations that do not count, with their names in reports.
DRAFTS = {
    "draft": "draft translation",
    "machine": "machine translation",
    "new": "untranslated target",
    "wrong": "rejected translation",
}
_REJECTED = re.compile(r"reject|refus")
_NEW = re.compile(r"new|needs-translation|notstarted|untranslated|not-translated")
# "needs-review-translation", "PartiallyEdited", "Pretranslated", "AutoSplit"; by Phrase,
# "confirmed" is 0
_DRAFT = re.compile(
    r"needs-.*|draft|initial|partially.*|.*edited|pre-?translated|assembled.*|auto.*|fuzzy|0"
)
_APPROVED = re.compile(r"approved.*|final|signed-?off|reviewed|proofread|confirmedreviewer.*")
#: A person accepted the translation, whatever it was made from.
_CONFIRMED = re.compile(r"translated|.*confirmed.*|[1-9]")
_MACHINE = re.compile(r"(?:.*[^a-z])?[an]?mt(?:[^a-z].*)?|.*machine.*")
#: Attributes of other tools' namespaces, by local name.
_STATES, _ORIGINS = frozenset({"status", "confirmed", "conf"}), frozenset({"trans-origin"})
#: Those of XLIFF that say how a state came about.
_QUALIFIERS = frozenset({"state-qualifier", "subState"})


class Statuses:
    """The statuses of the translations of a unit, in the words of ``x-status``.

    They are ``approved``, ``machine, accepted`` (by a person, as it was) and those of
    :data:`DRAFTS`; empty if the file says nothing, or just that it is translated.

    >>> from lxml import etree
    >>> unit = etree.XML("<trans-unit><target state='needs-review-l10n'>是</target></trans-unit>")
    >>> Statuses(unit).of(unit[0])
    'draft'
    """

    def __init__(self, unit: Any) -> None:
        self._unit = unit
        self._of_trados: dict[str, Any] | None = None

    def of(self, target: Any) -> str:
        """Return the status of a target element, or of a segment marked in one."""
        tag = local(target)
        holder = target
        if local(self._unit) == "unit":  # XLIFF 2
            holder = target.getparent()
        elif tag != "target":
            holder = next(target.iterancestors("{*}target"))
        states, origins, tools = set(), set(), set()
        for element in (self._unit, holder):
            for name, value in element.items():
                own = name.rpartition("}")[2]
                if own == name:
                    if element is holder and name == "state":
                        states.add(value)
                    elif element is holder and name in _QUALIFIERS:
                        origins.add(value.rpartition(":")[2])
                elif own in _STATES:
                    tools.add(value)
                elif own in _ORIGINS:
                    origins.add(value)
        if self._of_trados is None:
            self._of_trados = segments_of_trados(self._unit)
        if tag == "mrk" and (segment := self._of_trados.get(target.get("mid"))) is not None:
            tools.add(segment.get("conf", ""))
            origins.add(segment.get("origin", ""))
        approved = self._unit.get("approved") == "yes"
        return _verdict(frozenset(states), frozenset(origins), frozenset(tools), approved)


@lru_cache(maxsize=1000)  # most units of a file say the same
def _verdict(
    states: frozenset[str], origins: frozenset[str], tools: frozenset[str], approved: bool
) -> str:
    """Return a status by what the file calls the state, the origin, and what a tool recorded."""
    accepted = any(_CONFIRMED.fullmatch(tool.lower()) for tool in tools)
    every = {state.lower() for state in states | tools}
    # memoQ says "MachineTranslated" as a state
    origins = frozenset(map(str.lower, origins | tools))
    if any(map(_REJECTED.match, every | origins)):
        return "wrong"
    if any(map(_NEW.fullmatch, every)):
        return "new"
    if approved or any(map(_APPROVED.fullmatch, every)):
        return "approved"
    draft = any(map(_DRAFT.fullmatch, every))
    if any(map(_MACHINE.fullmatch, origins)):
        return "machine, accepted" if accepted and not draft else "machine"
    return "draft" if draft else ""


def segments_of_trados(unit: Any) -> dict[str, Any]:
    """Return what Trados says of the segments of a unit, by number: it stands beside the texts.

    >>> from lxml import etree
    >>> texts = "<target><mrk mid='1'/></target><seg-defs><seg id='1' conf='Draft'/></seg-defs>"
    >>> unit = etree.XML(f"<trans-unit>{texts}</trans-unit>")
    >>> segments_of_trados(unit)["1"].get("conf")
    'Draft'
    """
    found = unit.iterfind("{*}seg-defs/{*}seg")
    return {number: segment for segment in found if (number := segment.get("id"))}


def is_deletion(element: Any) -> bool:
    """Whether a marker contains text that was deleted while changes were tracked.

    >>> from lxml import etree
    >>> is_deletion(etree.XML("<mrk mtype='x-sdl-deleted'/>")), is_deletion(etree.XML("<mrk/>"))
    (True, False)
    """
    kind = element.get("mtype") or element.get("type") or ""
    return _DELETED.search(kind) is not None


_DELETED = re.compile(r"(?:^|[-:])delet(?:ed|ion|e)$")


def is_translatable(element: Any) -> bool:
    """Whether the text of a unit may be translated; what a group or file says holds for its units.

    >>> from lxml import etree
    >>> is_translatable(etree.XML("<group translate='no'><unit/></group>")[0])
    False
    """
    while element is not None:
        if said := element.get("translate"):
            return bool(said != "no")
        element = element.getparent()
    return True
