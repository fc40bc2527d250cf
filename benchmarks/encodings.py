"""Measure encoding detection on short texts: ``python benchmarks/encodings.py``.

    python benchmarks/encodings.py --length 200 --samples 200
    python benchmarks/encodings.py --hint            # with the language given to the reader

Samples are cut from the evaluation texts beside the checkout (../shared/data), in four kinds:
Chinese in both scripts (opencc makes the traditional one), English with one to three Chinese
words, English with typographic quotation marks. A sample is right if the text is recovered
exactly. The last column: the same samples, without the language hint, by charset-normalizer.
"""

import argparse
import functools
import logging
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from text_sets import DATA, Text, read_set

from align.errors import InputError
from align.files.encoding import SURE, decode_bytes, detect

SETS = ("ntrex-dev", "tidb-notes", "k8s-perturbed", "mac-dev")
CODECS = {
    "simplified": ("utf-8", "gb18030", "utf-16-le", "utf-16-be"),
    "traditional": ("utf-8", "big5", "gb18030", "utf-16-le", "utf-16-be"),
    "English, some simplified": ("utf-8", "gb18030", "utf-16-le", "utf-16-be"),
    "English, some traditional": ("utf-8", "big5", "gb18030", "utf-16-le", "utf-16-be"),
    "English, typographic": ("utf-8", "cp1252", "utf-16-le", "utf-16-be"),
}


def samples(kind: str, length: int, number: int) -> Iterator[str]:
    """Draw samples of one kind, reproducibly."""
    rng = random.Random(f"{kind} {length}")
    texts = all_texts()
    made = 0
    while made < number:
        text = rng.choice(texts)
        en, zh = (cut(lines, length, rng) for lines in (text.en, text.zh))
        if kind.startswith("English, some"):
            sample = with_words(re.sub(r"[^\0-\x7f]+", "", en), zh, rng)
        elif kind.startswith("English"):
            sample = typographic(en)
        else:
            sample = zh
        if kind.endswith("traditional"):
            sample = converter().convert(sample)
        if sample and not sample.isascii():
            made += 1
            yield sample


@functools.cache
def all_texts() -> list[Text]:
    return [text for name in SETS for text in read_set(DATA / name)]


@functools.cache
def converter() -> Any:
    import opencc

    return opencc.OpenCC("s2tw")


def cut(lines: list[str], length: int, rng: random.Random) -> str:
    whole = "\n".join(line for line in lines if line)
    start = rng.randrange(max(1, len(whole) - length))
    return whole[start : start + length].strip()


def with_words(en: str, zh: str, rng: random.Random) -> str:
    """Insert one to three pieces of Chinese of two to eight characters into English text."""
    runs = [run for run in re.findall(r"[\u4e00-\u9fff]+", zh) if len(run) > 1]
    places = [m.start() for m in re.finditer(" ", en)]
    if not (runs and places):
        return ""
    for _ in range(rng.randint(1, 3)):
        at = rng.choice(places)
        word = rng.choice(runs)[: rng.randint(2, 8)]
        en = en[:at] + " " + (word if rng.random() < 0.5 else f"({word})") + en[at:]
    return en


def typographic(en: str) -> str:
    """Make quotation marks typographic, within the characters of Windows-1252."""
    en = re.sub(r"(?<=\w)'", "’", en)
    en = re.sub(r'"(?=\w)', "“", en).replace('"', "”").replace(" - ", " – ")
    return en.encode("cp1252", "ignore").decode("cp1252")


def rival(data: bytes) -> str:
    """Decode with charset-normalizer."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return str(best).removeprefix("\ufeff") if best else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--length", type=int, default=200, help="characters per sample")
    parser.add_argument("--samples", type=int, default=200, help="samples of each kind")
    parser.add_argument("--hint", action="store_true", help="give the language to the reader")
    parser.add_argument("--alone", action="store_true", help="without charset-normalizer")
    parser.add_argument("--errors", type=int, default=0, help="number of wrong samples to show")
    options = parser.parse_args()
    logging.disable()  # the table has all results
    shown = 0
    print(f"{'kind':27}{'encoding':12}{'right':>8}{'wrong, sure':>13}{'right, unsure':>15}", end="")
    print("" if options.alone else f"{'charset-normalizer':>20}")
    for kind, codecs in CODECS.items():
        for codec in codecs:
            count: Counter[str] = Counter()
            for text in samples(kind, options.length, options.samples):
                data = text.encode(codec, "ignore")
                text = data.decode(codec)
                language = "en" if kind.startswith("English") else "zh"
                hint = language if options.hint else None
                found = detect(data, language=hint)
                try:
                    right = decode_bytes(data, "", language=hint) == text
                except InputError:
                    right = False
                count["right"] += right
                count["wrong, sure"] += not right and found.confidence >= SURE
                count["right, unsure"] += right and found.confidence < SURE
                count["all"] += 1
                if not options.alone:
                    count["rival"] += rival(data) == text
                if not right and shown < options.errors:
                    shown += 1
                    print(found, repr(text))
            row = f"{kind:27}{codec:12}{count['right']:>4}/{count['all']}"
            row += f"{count['wrong, sure']:>12}{count['right, unsure']:>15}"
            print(row + ("" if options.alone else f"{count['rival']:>16}/{count['all']}"))


if __name__ == "__main__":
    main()
