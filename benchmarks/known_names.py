"""Bring align/languages/names/known_names.tsv up to date with the names of countries in the CLDR.

The table is our own but for those names, from the Unicode CLDR (Unicode License v3) in the package
Babel: this adds the English, Simplified and Traditional ones that it lacks, and the Traditional
forms of all. Whatever is there stays.

    pip install babel opencc
    python benchmarks/known_names.py
"""

import re
from pathlib import Path

import opencc
from babel import Locale

TABLE = Path(__file__).parents[1] / "align" / "languages" / "names" / "known_names.tsv"
TRADITIONAL = [opencc.OpenCC(way) for way in ("s2t", "s2tw", "s2hk")]
SIMPLIFIED = opencc.OpenCC("t2s")
#: Names that the CLDR gives in long forms, as of a part of another country.
OWN = ("HK", "MO", "EU")


def of_the_cldr(code: str, locale: str) -> str:
    name = Locale.parse(locale).territories[code].replace(" & ", " and ").replace("’", "'")
    return re.split(r"\s*[(（]", name)[0]


def completed(code: str, english: list[str], chinese: list[str]) -> tuple[list[str], list[str]]:
    if re.fullmatch("[A-Z]{2}", code) and code not in OWN:
        english.append(of_the_cldr(code, "en"))
        for locale in ("zh_Hans", "zh_Hant", "zh_Hant_HK"):
            name = of_the_cldr(code, locale)
            chinese += [SIMPLIFIED.convert(name), name]
    simplified = [form for form in chinese if SIMPLIFIED.convert(form) == form]
    chinese += [way.convert(form) for form in simplified for way in TRADITIONAL]
    return english, chinese


def column(forms: list[str]) -> str:
    """The forms, each once; one that is marked as not sure stays so."""
    return "|".join(dict.fromkeys(f for f in forms if f"~{f}" not in forms))


def main() -> None:
    lines = TABLE.read_text("utf-8").splitlines()
    with TABLE.open("w", encoding="utf-8") as file:
        for line in lines:
            if not line.startswith("#"):
                code, english, chinese = line.split("\t")
                both = completed(code, english.split("|"), chinese.split("|"))
                line = "\t".join((code, *map(column, both)))
            file.write(f"{line}\n")


if __name__ == "__main__":
    main()
