"""What each receiver of TMX imports: a table with its sources, and the verdict on a unit.

``MEASURED``: the program was run on tests/memory/files and its units were counted. ``READ``:
from its source code or its vendor's documentation, not run here. ``ASSUMED``: its importer is not
known; the minimum that every tool requires.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from align.languages import LANGUAGES
from align.unit import language_of

MEASURED, READ, ASSUMED = "measured", "read", "assumed"
_CODE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_ALL = "*all*"
#: The number of the text, and a remark on it; or None, and the reason.
_Choice: TypeAlias = tuple[int | None, str]


@dataclass(frozen=True)
class Receiver:
    """How a program imports TMX. The defaults are the most tolerant behaviour."""

    name: str
    title: str
    evidence: str
    #: the source: the text in the project's source language, or the one that ``srclang`` names
    source_by: Literal["project", "srclang"] = "project"
    #: what counts as the same language: equal bytes; equal except for case and ``_`` (``usual``:
    #: and en is en-US, zh is zh-CN); the first part alone (``dash``: only before a ``-``)
    same: Literal["exact", "case", "usual", "language", "dash"] = "language"
    #: the translation: the text in the project's target language; that one, or else any other;
    #: any other text; or the second text (the first other one)
    target: Literal["project", "project or any", "any", "second"] = "project"
    #: whether a file without a ``header`` is refused
    needs_header: bool = False
    #: whether a file without a ``srclang`` in the header is refused
    needs_srclang: bool = False
    #: effect of ``srclang="*all*"`` (or none): none, the file is refused, or each unit without
    #: its own ``srclang`` is lost
    all_languages: Literal["fine", "refused", "per unit"] = "fine"
    #: whether a file with a text without a language is refused
    needs_languages: bool = False
    #: whether a file with an invalid code is refused
    needs_real_codes: bool = False
    #: whether ``lang`` replaces a missing ``xml:lang``, as in TMX 1.1
    takes_lang: bool = True
    #: whether text inside inline codes (including ``hi``) is dropped
    drops_codes: bool = False
    #: whether empty translations are imported
    takes_empty: bool = False
    #: the longest text, in characters; 0: no known limit
    longest: int = 0


#: The receivers; the comments state the sources.
RECEIVERS = (
    # OmegaT 3.6.0 (Debian), run. Newer versions accept a header without srclang (from the code).
    Receiver(
        "omegat",
        "OmegaT",
        MEASURED,
        same="dash",  # it does not take en_US and eng for English
        target="project or any",  # without Chinese, French is imported as Chinese
        needs_srclang=True,  # a NullPointerException; a missing header is accepted
        needs_languages=True,  # the same
        drops_codes=True,
        takes_empty=True,  # then an empty text counts as the translation
    ),
    # Trados (cloud): its documentation. Units in other languages are skipped, while the import
    # reports success; 2,000 characters per segment.
    Receiver("trados", "Trados", READ, same="case", longest=2000),
    # memoQ: its documentation. Reads TMX 1.1-1.4; the user says which code is which language.
    Receiver("memoq", "memoQ", READ),
    # Poedit: its source code (tmx_io.cpp). Codes are compared byte for byte; only text directly
    # in seg is kept.
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
    # Okapi: its source code. Throws if neither the header nor the user names a source language.
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
    # XTM and Phrase: importers unknown; two texts in the project's languages are assumed.
    Receiver("xtm", "XTM", ASSUMED),
    Receiver("phrase", "Phrase", ASSUMED),
    # translate-toolkit 3.20 (used by tmx2po, Virtaal and Weblate), run.
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


class TuvSummary(NamedTuple):
    """The properties of a ``tuv`` that decide whether it is imported: few combinations occur.

    ``codes``: it has inline codes. ``direct``: there is text outside them, ``text``: anywhere;
    ``None``: there is no ``seg``. ``length`` is 0 below the shortest limit of all receivers.
    """

    xml_lang: str
    lang: str
    direct: bool | None
    text: bool | None
    codes: bool = False
    length: int = 0


@dataclass(frozen=True)
class Project:
    """The languages of the importing project, and the declarations of the header."""

    source: str
    target: str
    header: bool = True
    srclang: str | None = None


class Verdict(NamedTuple):
    """The verdict on a unit.

    ``lost``: why it is not imported; ``refused``: why the whole file is not; ``changed``: how an
    imported unit differs.
    """

    lost: str = ""
    refused: str = ""
    changed: tuple[str, ...] = ()


def refusal(receiver: Receiver, project: Project) -> str:
    """Return why a receiver refuses the whole file because of its header; empty if it does not.

    >>> refusal(BY_NAME["weblate"], Project("en-US", "zh-CN", srclang="*all*"))
    'the header has srclang="*all*"'
    """
    if not project.header:
        return "there is no header" if receiver.needs_header else ""
    if project.srclang is None and receiver.needs_srclang:
        return "the header has no srclang"
    if (project.srclang or _ALL) == _ALL and receiver.all_languages == "refused":
        return f'the header has srclang="{project.srclang or ""}"'
    return ""


def verdict(
    receiver: Receiver, project: Project, texts: tuple[TuvSummary, ...], srclang: str = ""
) -> Verdict:
    """Return the verdict on a unit. ``srclang`` is its own, if it has one.

    >>> texts = tuple(TuvSummary(code, "", True, True) for code in ("en_US", "zh_CN"))
    >>> verdict(BY_NAME["omegat"], Project("en-US", "zh-CN", srclang="en_US"), texts).lost
    'no text in en-US'
    """
    codes = [t.xml_lang or (t.lang if receiver.takes_lang else "") for t in texts]
    if why := _refusal_of_codes(receiver, codes, texts):
        return Verdict(refused=why)
    source, why = _source(receiver, project, codes, srclang)
    if source is None:
        return Verdict(why)
    if why := _useless(receiver, texts[source], "source"):
        return Verdict(why)
    target, instead = _TARGETS[receiver.target](receiver, project, codes, texts, source)
    if target is None:
        return Verdict(instead)
    why = _useless(receiver, texts[target], "translation")
    if why and (not receiver.takes_empty or texts[target].text is None):
        return Verdict(why)
    codes_dropped = receiver.drops_codes and (texts[source].codes or texts[target].codes)
    changed = (
        instead,
        why and f"{why}, and is taken for one",
        "text inside inline codes is dropped" if codes_dropped else "",
    )
    return Verdict(changed=tuple(filter(None, changed)))


def _refusal_of_codes(receiver: Receiver, codes: Sequence[str], texts: Sequence[TuvSummary]) -> str:
    """Return why a receiver refuses the whole file because of a unit's language codes."""
    if receiver.needs_languages and not all(codes):
        return "a text has no language"
    if receiver.needs_real_codes:
        with_text = [c for c, t in zip(codes, texts, strict=True) if c and t.text]
        if bad := next((c for c in with_text if not _CODE.fullmatch(c)), None):
            return f'"{bad}" is not a language code'
    return ""


def _source(
    receiver: Receiver, project: Project, codes: list[str], own: str
) -> tuple[int | None, str]:
    """Return which text is the source, or why none is."""
    wanted = project.source
    if receiver.source_by == "srclang":
        wanted = own or project.srclang or ""
        if wanted in ("", _ALL):
            if receiver.all_languages == "per unit":
                return None, "neither the header nor the unit says which text is the source"
            return (0, "") if codes else (None, "there is no text")
    found = _in_language(receiver, wanted, codes)
    return found, "" if found is not None else f"no text in {wanted}"


def _in_target_language(
    receiver: Receiver,
    project: Project,
    codes: list[str],
    texts: tuple[TuvSummary, ...],
    source: int,
) -> _Choice:
    found = _in_language(receiver, project.target, codes)
    if found is not None and found != source:
        return found, ""
    return None, f"no text in {project.target}"


def _in_target_language_or_any(
    receiver: Receiver,
    project: Project,
    codes: list[str],
    texts: tuple[TuvSummary, ...],
    source: int,
) -> _Choice:
    found, why = _in_target_language(receiver, project, codes, texts, source)
    others = [number for number in range(len(codes)) if number != source]
    if found is not None or not others:
        return found, why
    filled = [number for number in others if texts[number].text is not None]
    other = (filled or others)[0]
    return other, f"{why}; {codes[other]} is used instead"


def _in_any_other_language(
    receiver: Receiver,
    project: Project,
    codes: list[str],
    texts: tuple[TuvSummary, ...],
    source: int,
) -> _Choice:
    own = _language_key(receiver, codes[source])
    wanted = [
        number
        for number, code in enumerate(codes)
        if number != source and _CODE.fullmatch(code) and _language_key(receiver, code) != own
    ]
    filled = [number for number in wanted if not _useless(receiver, texts[number], "")]
    return ((filled or wanted)[0], "") if wanted else (None, "no text in another language")


def _second(
    receiver: Receiver,
    project: Project,
    codes: list[str],
    texts: tuple[TuvSummary, ...],
    source: int,
) -> _Choice:
    others = [number for number in range(len(codes)) if number != source]
    if not others:
        return None, "there is no second text"
    return (1 if 1 in others else others[0]), ""


_TARGETS = {
    "project": _in_target_language,
    "project or any": _in_target_language_or_any,
    "any": _in_any_other_language,
    "second": _second,
}


def _useless(receiver: Receiver, text: TuvSummary, role: str) -> str:
    """Return why a text cannot be used; empty if it can."""
    if not text.text:
        return f"the {role} is empty"
    if receiver.drops_codes and not text.direct:
        return f"the {role} is only inside inline codes"
    if receiver.longest and text.length > receiver.longest:
        return f"the {role} is longer than {receiver.longest:,} characters"
    return ""


def _in_language(receiver: Receiver, wanted: str, codes: list[str]) -> int | None:
    """Return the text in a language; of several, the one with the nearest code."""
    key = _language_key(receiver, wanted)
    found = [
        number for number, code in enumerate(codes) if code and _language_key(receiver, code) == key
    ]
    if not found and receiver.same == "usual" and key in LANGUAGES:
        usual = LANGUAGES[key].locale.lower()
        found = [number for number, code in enumerate(codes) if _lowered(code) == usual]
    exact = [number for number in found if _lowered(codes[number]) == _lowered(wanted)]
    return next(iter(exact or found), None)


def _language_key(receiver: Receiver, code: str) -> str:
    if receiver.same == "exact":
        return code
    if receiver.same in ("case", "usual"):
        return _lowered(code)
    return code.split("-", 1)[0].lower() if receiver.same == "dash" else language_of(code)


def _lowered(code: str) -> str:
    return code.replace("_", "-").lower()
