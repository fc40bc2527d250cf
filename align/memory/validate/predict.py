"""What a receiver would do with a unit, from the table of receivers."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from align.languages import LANGUAGES
from align.memory.validate.receivers import Receiver
from align.unit import language_of

_CODE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_ALL = "*all*"


class Text(NamedTuple):
    """What of a ``tuv`` decides its fate: the same for most units.

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
    """The languages of the project that imports, and what the header says of itself."""

    source: str
    target: str
    header: bool = True
    srclang: str | None = None


class Verdict(NamedTuple):
    """``lost``: why the unit is not imported; ``refused``: why the whole file is not;

    ``changed``: what is not as it was in a unit that is imported.
    """

    lost: str = ""
    refused: str = ""
    changed: tuple[str, ...] = ()


def refusal(receiver: Receiver, project: Project) -> str:
    """Why a receiver refuses the whole file because of its header; empty if it does not.

    >>> from align.memory.validate.receivers import BY_NAME
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
    receiver: Receiver, project: Project, texts: tuple[Text, ...], srclang: str = ""
) -> Verdict:
    """What becomes of a unit. ``srclang`` is that of its own, where it has one.

    >>> from align.memory.validate.receivers import BY_NAME
    >>> texts = tuple(Text(code, "", True, True) for code in ("en_US", "zh_CN"))
    >>> verdict(BY_NAME["omegat"], Project("en-US", "zh-CN", srclang="en_US"), texts).lost
    'no text in en-US'
    """
    codes = [t.xml_lang or (t.lang if receiver.takes_lang else "") for t in texts]
    if receiver.needs_languages and not all(codes):
        return Verdict(refused="a text has no language")
    if receiver.needs_real_codes:
        strange = [c for c, t in zip(codes, texts, strict=True) if c and t.text]
        if bad := next((c for c in strange if not _CODE.fullmatch(c)), None):
            return Verdict(refused=f"{bad} is no language")
    source, why = _source(receiver, project, codes, srclang)
    if source is None:
        return Verdict(why)
    if why := _useless(receiver, texts[source], "source"):
        return Verdict(why)
    target, why = _target(receiver, project, codes, texts, source)
    if target is None:
        return Verdict(why)
    changed = [why] if why else []
    if why := _useless(receiver, texts[target], "translation"):
        if not receiver.takes_empty or texts[target].text is None:
            return Verdict(why)
        changed.append(f"{why}, and is taken for one")
    if receiver.drops_codes and (texts[source].codes or texts[target].codes):
        changed.append("what stands inside inline codes is dropped")
    return Verdict(changed=tuple(changed))


def _source(
    receiver: Receiver, project: Project, codes: list[str], own: str
) -> tuple[int | None, str]:
    """Which text is the source, or why none is."""
    wanted = project.source
    if receiver.source_by == "srclang":
        wanted = own or project.srclang or ""
        if wanted in ("", _ALL):
            if receiver.all_languages == "per unit":
                return None, "neither the header nor the unit says which text is the source"
            return (0, "") if codes else (None, "there is no text")
    found = _in_language(receiver, wanted, codes)
    return found, "" if found is not None else f"no text in {wanted}"


def _target(
    receiver: Receiver, project: Project, codes: list[str], texts: tuple[Text, ...], source: int
) -> tuple[int | None, str]:
    """Which text is the translation, or why none is."""
    others = [number for number in range(len(codes)) if number != source]
    if receiver.target.startswith("project"):
        found = _in_language(receiver, project.target, codes)
        if found is not None and found != source:
            return found, ""
        if receiver.target == "project" or not others:
            return None, f"no text in {project.target}"
        filled = [number for number in others if texts[number].text is not None]
        other = (filled or others)[0]
        return other, f"no text in {project.target}; that in {codes[other]} is taken instead"
    if receiver.target == "any":
        wanted = [n for n in others if _CODE.fullmatch(codes[n])]
        wanted = [n for n in wanted if _key(receiver, codes[n]) != _key(receiver, codes[source])]
        filled = [n for n in wanted if not _useless(receiver, texts[n], "")]
        return ((filled or wanted)[0], "") if wanted else (None, "no text in another language")
    if not others:
        return None, "there is no second text"
    return (1 if 1 in others else others[0]), ""


def _useless(receiver: Receiver, text: Text, role: str) -> str:
    """Why a text cannot be used; empty if it can."""
    if not text.text:
        return f"the {role} is empty"
    if receiver.drops_codes and not text.direct:
        return f"the {role} stands inside inline codes alone"
    if receiver.longest and text.length > receiver.longest:
        return f"the {role} is longer than {receiver.longest:,} characters"
    return ""


def _in_language(receiver: Receiver, wanted: str, codes: list[str]) -> int | None:
    """The text in a language: where several are, the nearest code."""
    key = _key(receiver, wanted)
    found = [number for number, code in enumerate(codes) if code and _key(receiver, code) == key]
    if not found and receiver.same == "usual" and key in LANGUAGES:
        usual = LANGUAGES[key].locale.lower()
        found = [number for number, code in enumerate(codes) if _plain(code) == usual]
    exact = [number for number in found if _plain(codes[number]) == _plain(wanted)]
    return next(iter(exact or found), None)


def _key(receiver: Receiver, code: str) -> str:
    if receiver.same == "exact":
        return code
    if receiver.same in ("case", "usual"):
        return _plain(code)
    return code.split("-", 1)[0].lower() if receiver.same == "dash" else language_of(code)


def _plain(code: str) -> str:
    return code.replace("_", "-").lower()
