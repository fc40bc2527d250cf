"""What a file says about a translation: approved, rejected, a draft, made by a machine.

XLIFF 1.2 and 2 have states of their own; Trados (``conf``, ``origin``), memoQ (``status``) and
Phrase (``confirmed``, ``trans-origin``) add theirs in attributes of their namespaces.
"""

import re
from typing import Any, NamedTuple

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
# "needs-review-translation", "PartiallyEdited", "Pretranslated"; by Phrase, "confirmed" is 0
_DRAFT = re.compile(
    r"needs-.*|draft|initial|partially.*|.*edited|pre-?translated|assembled.*|fuzzy|0"
)
_APPROVED = re.compile(r"approved.*|final|signed-?off|reviewed|proofread|confirmedreviewer.*")
#: A person accepted the translation, whatever it was made from.
_CONFIRMED = re.compile(r"translated|.*confirmed.*|[1-9]")
_MACHINE = re.compile(r"(?:.*[^a-z])?[an]?mt(?:[^a-z].*)?|.*machine.*")
#: Attributes of other tools' namespaces, by local name.
_STATES, _ORIGINS = frozenset({"status", "confirmed", "conf"}), frozenset({"trans-origin"})


class _Said(NamedTuple):
    """What a file says of a translation: states, where it is from, what a tool recorded."""

    states: set[str]
    origins: set[str]
    tools: set[str]


def status_of(unit: Any, target: Any) -> str:
    """Return the status of a target element, in the words of ``x-status``.

    They are ``approved``, ``machine, accepted`` (by a person, as it was) and those of
    :data:`DRAFTS`; empty if the file says nothing, or just that it is translated.

    >>> from lxml import etree
    >>> unit = etree.XML("<trans-unit><target state='needs-review-l10n'>是</target></trans-unit>")
    >>> status_of(unit, unit[0])
    'draft'
    """
    states, origins, tools = _said(unit, target)
    every = states | tools
    if any(map(_REJECTED.match, every | origins)):
        return "wrong"
    if any(map(_NEW.fullmatch, every)):
        return "new"
    if unit.get("approved") == "yes" or any(map(_APPROVED.fullmatch, every)):
        return "approved"
    draft = any(map(_DRAFT.fullmatch, every))
    if any(map(_MACHINE.fullmatch, origins)):
        accepted = not draft and any(map(_CONFIRMED.fullmatch, tools))
        return "machine, accepted" if accepted else "machine"
    return "draft" if draft else ""


def _said(unit: Any, target: Any) -> _Said:
    """Collect the attributes of a target, its segment and its unit that tell its status."""
    said = _Said(set(), set(), set())
    if local(unit) == "unit":
        holder = target.getparent()
    else:  # of a marked segment, the target around it
        holder = next((e for e in target.iterancestors("{*}target")), target)
    for name, into in (("state", said.states), ("subState", said.origins),
                       ("state-qualifier", said.origins)):  # fmt: skip
        if value := holder.get(name):
            into.add(value.rpartition(":")[2].lower())
    segment = segment_of_trados(unit, target)
    if segment is not None:
        said.tools.add(segment.get("conf", "").lower())
        said.origins.add(segment.get("origin", "").lower())
    for element in {unit, holder}:
        for name, value in element.items():
            if name[0] == "{":
                tag = name.rpartition("}")[2]
                if tag in _STATES:
                    said.tools.add(value.lower())
                elif tag in _ORIGINS:
                    said.origins.add(value.lower())
    return said


def segment_of_trados(unit: Any, target: Any) -> Any:
    """Return what Trados says of a segment: beside the texts, under the segment's number; or None.

    >>> from lxml import etree
    >>> texts = "<target><mrk mid='1'/></target><seg-defs><seg id='1' conf='Draft'/></seg-defs>"
    >>> unit = etree.XML(f"<trans-unit>{texts}</trans-unit>")
    >>> segment_of_trados(unit, unit[0][0]).get("conf")
    'Draft'
    """
    number = target.get("mid")
    for segment in unit.iterfind("{*}seg-defs/{*}seg") if number else ():
        if segment.get("id") == number:
            return segment
    return None


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
    for around in (element, *element.iterancestors()):
        if said := around.get("translate"):
            return bool(said != "no")
    return True
