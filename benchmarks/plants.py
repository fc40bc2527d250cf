"""Errors to plant in good segments: one function per kind; the caller seeds the generator.

Each takes a generator and a segment and returns the segment with one error, or None if
the segment has no place for it.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from align.audit.engine.segment_store import Segment

Plant = Callable[[random.Random, Segment], Segment | None]


@dataclass(frozen=True)
class Kind:
    """A kind of error: the checks that should find it, and whether its recall is promised."""

    name: str
    checks: tuple[str, ...]
    plant: Plant
    asked: bool  # a recall of 0.95 is promised


KINDS: dict[str, Kind] = {}


def kind(name: str, *checks: str, asked: bool = False) -> Callable[[Plant], Plant]:
    def add(plant: Plant) -> Plant:
        KINDS[name] = Kind(name, checks, plant, asked)
        return plant

    return add


@cache
def converter(how: str) -> Callable[[str], str]:
    """Return OpenCC's conversion ``how``; what it made of a text is remembered."""
    import opencc

    return cache(opencc.OpenCC(how).convert)


def changed(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def pick(rng: random.Random, pattern: str, text: str) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return rng.choice(found) if found else None


def other_digit(rng: random.Random, number: str) -> str:
    """Change the first digit of a number: a difference in value, not in rounding."""
    return rng.choice([d for d in "123456789" if d != number[0]]) + number[1:]


# Not part of a code, a date or a time.
NUMBER = (
    r"(?<![A-Za-z0-9_.,/:@#+-])(?<!Five-)\d[\d,]*(?:\.\d+)?"
    r"(?![A-Za-z0-9_/:+-]|[.,]\w|\s*(?:年|月|日|号|时|点|%|％|am|pm|a\.m|p\.m))"
)


@kind("number: a digit", "numbers", "units", "currency", asked=True)
def number(rng: random.Random, s: Segment) -> Segment | None:
    match = shared(rng, s.zh, s.en)
    return match and s._replace(zh=changed(s.zh, match, other_digit(rng, match[0])))


def shared(rng: random.Random, text: str, other: str) -> re.Match[str] | None:
    """Find a figure that both sides have exactly once, so that the good segment agrees."""
    match = pick(rng, NUMBER, text)
    if not match or match[0] not in re.findall(NUMBER, other) or text.count(match[0]) > 1:
        return None
    return match


@kind("number: a digit in English", "numbers", "units", "currency", asked=True)
def english_number(rng: random.Random, s: Segment) -> Segment | None:
    match = shared(rng, s.en, s.zh)
    return match and s._replace(en=changed(s.en, match, other_digit(rng, match[0])))


@kind("number: its last digit", "numbers", "units", "currency", "numbers-loose", asked=True)
def last_digit(rng: random.Random, s: Segment) -> Segment | None:
    match = shared(rng, s.zh, s.en)
    if not match:
        return None
    last = rng.choice([d for d in "0123456789" if d != match[0][-1]])
    return s._replace(zh=changed(s.zh, match, match[0][:-1] + last))


@kind("number: a digit left out", "numbers", "units", "currency", "numbers-loose", asked=True)
def digit_lost(rng: random.Random, s: Segment) -> Segment | None:
    match = shared(rng, s.zh, s.en)
    if not match or len(match[0]) < 3:
        return None
    return s._replace(zh=changed(s.zh, match, match[0][0] + match[0][2:].lstrip(",")))


@kind("number: its scale", "numbers", "units", "currency", asked=True)
def scale(rng: random.Random, s: Segment) -> Segment | None:
    if not re.search(r"\d[\d,.]*\s*(million|billion|thousand)|\d,000\b|\d{5}", s.en):
        return None
    match = pick(rng, r"(?<=[\d余多])(万|亿)", s.zh)
    return match and s._replace(zh=changed(s.zh, match, "亿" if match[0] == "万" else "万"))


MONTHS = (
    "January February March April May June July August September October November December"
).split()


@kind("date: month or day", "dates", "numbers", asked=True)
def date(rng: random.Random, s: Segment) -> Segment | None:
    month = pick(rng, "|".join(MONTHS), s.en)
    if not month:
        return None
    if f"{MONTHS.index(month[0]) + 1}月" in s.zh and rng.random() < 0.5:
        other = rng.choice([m for m in MONTHS if m != month[0]])
        return s._replace(en=changed(s.en, month, other))
    match = pick(rng, r"(?<!\d)(\d{1,2})(?=[月日])", s.zh)
    if not match:
        return None
    value = int(match[0]) % 12 + 1
    return s._replace(zh=changed(s.zh, match, str(value if value != int(match[0]) else 1)))


@kind("telephone number: a digit", "phone-numbers")
def phone(rng: random.Random, s: Segment) -> Segment | None:
    end = "".join(rng.choices("23456789", k=4))
    wrong = end[:2] + str((int(end[2]) + 1) % 10) + end[3]
    return s._replace(en=f"{s.en} Tel: +86-10-8388{end}", zh=f"{s.zh}电话：010-8388{wrong}")


@kind("date: year", "dates", "numbers", asked=True)
def year(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, r"(?<!\d)(19|20)\d\d(?=年)", s.zh)
    if not match or match[0] not in s.en:
        return None
    return s._replace(zh=changed(s.zh, match, str(int(match[0]) + rng.choice([-10, -1, 1, 10]))))


@kind("percentage", "percent", "numbers")
def percent(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, r"\d+(\.\d+)?(?=[%％])", s.zh)
    if not match or match[0] not in s.en:
        return None
    return s._replace(zh=changed(s.zh, match, other_digit(rng, match[0])))


@kind("code: a character", "codes", "latin-names", "abbreviations", asked=True)
def code(rng: random.Random, s: Segment) -> Segment | None:
    pattern = (
        r"(?<![\w/.-])(?:[A-Z]{2,}[/A-Z]* ?(?!(?:19|20)\d\d\b)\d{3,}[\d.:-]*\d"
        r"|v\d+\.\d+(?:\.\d+)?|[A-Z]{2,}-\d+)"
    )
    match = pick(rng, pattern, s.zh)
    if not match or match[0] not in s.en or s.zh.count(match[0]) > 1:
        return None
    at = rng.choice([i for i, c in enumerate(match[0]) if c.isdigit()])
    old = match[0]
    new = old[:at] + rng.choice([d for d in "0123456789" if d != old[at]]) + old[at + 1 :]
    return s._replace(zh=changed(s.zh, match, new))


@kind("abbreviation: two letters swapped", "abbreviations", "latin-names", "codes")
def abbreviation(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, r"(?<![A-Za-z0-9/.-])[A-Z]{3,6}(?![A-Za-z0-9/.-])", s.zh)
    if not match or match[0] not in s.en or s.zh.count(match[0]) > 1 or match[0][0] == match[0][1]:
        return None
    return s._replace(zh=changed(s.zh, match, match[0][1] + match[0][0] + match[0][2:]))


@kind("Latin name: a letter dropped", "latin-names", "codes")
def latin(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, r"(?<![\w./@-])[A-Z][a-z]{4,}(?![\w./@-])", s.zh)
    if not match or match[0] not in s.en or s.zh.count(match[0]) > 1:
        return None
    at = rng.randrange(1, len(match[0]) - 1)
    return s._replace(zh=changed(s.zh, match, match[0][:at] + match[0][at + 1 :]))


@kind("web address changed", "urls")
def url(rng: random.Random, s: Segment) -> Segment | None:
    here = "https://www.example.org/certificates/2024"
    en, zh = f"{s.en} See {here} for more.", f"{s.zh}详见 {here} 。"
    return s._replace(en=en, zh=zh.replace("certificates", "certificate"))


@kind("e-mail dropped", "emails")
def email(rng: random.Random, s: Segment) -> Segment | None:
    return s._replace(en=f"{s.en} Write to press@example.org.", zh=f"{s.zh}请来信联系。")


@kind("sentence left out", "omission", "unaligned", asked=True)
def omission(rng: random.Random, s: Segment) -> Segment | None:
    return s._replace(zh="") if len(s.en.split()) > 5 and s.en.rstrip()[-1:] in ".!?" else None


@kind("sentence added", "addition", "unaligned", asked=True)
def addition(rng: random.Random, s: Segment) -> Segment | None:
    return s._replace(en="") if len(s.zh) > 12 and s.zh.rstrip()[-1:] in "。！？" else None


@kind("not translated", "untranslated", "same-text", asked=True)
def untranslated(rng: random.Random, s: Segment) -> Segment | None:
    return s._replace(zh=s.en) if len(re.findall("[a-z]{3,}", s.en)) > 4 else None


@kind("cut in half", "length", "missing-part")
def cut(rng: random.Random, s: Segment) -> Segment | None:
    return s._replace(zh=s.zh[: len(s.zh) * 2 // 5]) if len(s.zh) > 60 else None


@kind("bracket dropped or of the other kind", "brackets", "width", asked=True)
def bracket(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, "[（）《》]", s.zh)
    if not match:
        return None
    new = rng.choice(["", {"（": "【", "）": "】", "《": "（", "》": "）"}[match[0]]])
    return s._replace(zh=changed(s.zh, match, new))


@kind("quotation mark dropped", "quotes")
def quote(rng: random.Random, s: Segment) -> Segment | None:
    if s.zh.count("“") != s.zh.count("”"):
        return None
    match = pick(rng, "[“”]", s.zh)
    return match and s._replace(zh=changed(s.zh, match, ""))


@kind("half-width punctuation", "width", asked=True)
def width(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, "(?<=[一-鿿])[，。；：？！](?=[一-鿿])", s.zh)
    if not match:
        return None
    return s._replace(
        zh=changed(s.zh, match, dict(zip("，。；：？！", ",.;:?!", strict=True))[match[0]])
    )


@kind("full-width letter or digit", "full-width", asked=True)
def wide(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, "(?<![A-Za-z0-9])[A-Za-z0-9]+", s.zh)
    return match and s._replace(
        zh=changed(s.zh, match, "".join(chr(ord(c) + 0xFEE0) for c in match[0]))
    )


@kind("double space", "spaces")
def space(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, "(?<=[a-z]) (?=[a-z])", s.en)
    return match and s._replace(en=changed(s.en, match, "  "))


@kind("zero-width space", "characters")
def invisible(rng: random.Random, s: Segment) -> Segment | None:
    at = rng.randrange(1, len(s.zh)) if len(s.zh) > 1 else 0
    return s._replace(zh=s.zh[:at] + "\u200b" + s.zh[at:]) if at else None


@kind("word repeated", "repeated-words")
def repeated(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, r"(?<= )(the|of|and|in|to|with|for|from)(?= )", s.en)
    return match and s._replace(en=changed(s.en, match, f"{match[0]} {match[0]}"))


@kind("end mark dropped", "end-punctuation")
def end_mark(rng: random.Random, s: Segment) -> Segment | None:
    return s._replace(zh=s.zh[:-1]) if s.zh.endswith("。") and s.en.endswith(".") else None


@kind("traditional characters", "variant")
def traditional(rng: random.Random, s: Segment) -> Segment | None:
    if len(s.zh) < 20:
        return None
    new = converter("s2t")(s.zh)
    return s._replace(zh=new) if sum(a != b for a, b in zip(s.zh, new, strict=False)) > 4 else None


@kind("inline code dropped", "inline-codes")
def inline(rng: random.Random, s: Segment) -> Segment | None:
    return s._replace(en_codes=("bpt:1", "ept:1"), zh_codes=("bpt:1",))


@kind("placeholder dropped", "inline-codes", "placeholders")
def placeholder(rng: random.Random, s: Segment) -> Segment | None:
    return s._replace(en=f"{s.en} ({{count}})", zh=f"{s.zh}（{{total}}）")
