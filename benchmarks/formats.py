"""Measure readers on real documents: ``python benchmarks/formats.py [--sets …] [--formats …]``.

Bilingual texts are saved in every format by other programs (LibreOffice, Chromium; Markdown, EPUB
and web pages by this script), read again and aligned. Their beads are compared with those of the
plain text: precision, recall and F1 of pairs of texts, white space aside. Beside them, by format:
how many characters of the source are in the result of the reader (as text, or set aside for a
reason), by the witnesses of the tests, and how many are set aside.

A document that is read like its plain text is not aligned again. ``--errors N`` shows what differs.
"""

import argparse
import html
import io
import json
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "tests" / "readers")]

from text_sets import CORPORA, DATA, Text, read_set
from witnesses import GENERATORS, WITNESSES, counted

from align.alignment import Alignment
from align.document import Document, Paragraph
from align.errors import InputError
from align.languages import get_language
from align.ledger import Ledger
from align.pipeline import Aligner
from align.readers import read

SETS = ("mac-dev", "ntrex-dev", "k8s-perturbed", "tidb-notes", "corpora")
#: What LibreOffice makes, by its filter, from a text file with a paragraph a line.
OFFICE = {".docx": "docx", ".odt": "odt", ".rtf": "rtf", ".doc": "doc", ".pdf": "pdf"}
LANGUAGES = ("en", "zh")
Pairs = Counter[tuple[str, str]]


#: Most segments of a paragraph: LibreOffice divides one of tens of thousands of characters.
LONGEST = 20


def paragraphs(lines: Sequence[str], language: str) -> list[str]:
    """The paragraphs of a text with a segment a line."""
    joiner = get_language(language).joiner
    blocks: list[list[str]] = [[]]
    for line in lines:
        if blocks[-1] and (not line.strip() or len(blocks[-1]) == LONGEST):
            blocks.append([])
        if line.strip():
            blocks[-1].append(line.strip())
    return [joiner.join(block) for block in blocks if block]


def page(texts: Sequence[str], language: str) -> str:
    body = "\n".join(f"<p>{html.escape(text)}</p>" for text in texts)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>x</title>'
        f"</head>\n<body>\n<article>{body}</article>\n</body></html>\n"
    )


def markdown(texts: Sequence[str]) -> str:
    escaped = (
        "".join(f"\\{char}" if char in "\\`*_{}[]<>()#+-.!|~$^:=@%" else char for char in text)
        for text in texts
    )
    return "\n\n".join(escaped) + "\n"


def epub(texts: Sequence[str], language: str) -> bytes:
    out = io.BytesIO()
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="b.opf" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>"
    )
    book = (
        '<package version="3.0" xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest>'
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    body = "\n".join(f"<p>{html.escape(text)}</p>" for text in texts)
    chapter = (
        f'<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}"><head><title>x</title>'
        f"</head><body>{body}</body></html>"
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("b.opf", book)
        archive.writestr("a.xhtml", chapter)
    return out.getvalue()


@dataclass
class Maker:
    """Saves texts in every format below ``folder``: ``folder/FORMAT/N.LANGUAGE.SUFFIX``."""

    folder: Path
    plain: dict[str, list[str]] = field(default_factory=dict)  # N.LANGUAGE → its paragraphs

    def add(self, name: str, texts: list[str]) -> None:
        self.plain[name] = texts

    def files(self, format: str) -> dict[str, Path]:
        """The files of a format by name; none where the program is missing."""
        target = self.folder / format.replace(" ", "-")
        target.mkdir(exist_ok=True)
        if format.endswith("Chromium"):
            self._chromium(target, format.split()[0])
        elif format in OFFICE:
            self._office(target, OFFICE[format])
        else:
            for name, texts in self.plain.items():
                self._own(target / f"{name}{format}", texts, name[-2:])
        found = {path.name[: -len(path.suffix)]: path for path in target.iterdir()}
        missing = set(self.plain) - set(found)
        if missing:
            print(f"{format}: {len(missing)} documents were not made", file=sys.stderr)
        return found

    @staticmethod
    def _own(path: Path, texts: list[str], language: str) -> None:
        make: dict[str, Callable[[], bytes]] = {
            ".txt": lambda: "\n".join([*texts, ""]).encode(),
            ".html": lambda: page(texts, language).encode(),
            ".md": lambda: markdown(texts).encode(),
            ".epub": lambda: epub(texts, language),
        }
        path.write_bytes(make[path.suffix]())

    def _office(self, target: Path, filter: str) -> None:
        if not shutil.which("soffice"):
            return
        with tempfile.TemporaryDirectory() as profile, tempfile.TemporaryDirectory() as source:
            names = []
            for name, texts in self.plain.items():
                path = Path(source, f"{name}.txt")
                path.write_text("\n".join(texts) + "\n", encoding="utf-8")
                names.append(str(path))
            subprocess.run(
                [
                    "soffice", "--headless", f"-env:UserInstallation=file://{profile}",
                    "--infilter=Text (encoded):UTF8,LF,,,", "--convert-to", filter,
                    "--outdir", str(target), *names,
                ],
                check=True,
                capture_output=True,
            )  # fmt: skip

    def _chromium(self, target: Path, suffix: str) -> None:
        program = shutil.which("chromium")
        if not program:
            return
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            tab = browser.new_page()
            for name, texts in self.plain.items():
                source = self.folder / "page.html"
                source.write_text(page(texts, name[-2:]), encoding="utf-8")
                tab.goto(source.as_uri())
                out = target / f"{name}{suffix}"
                if suffix == ".pdf":
                    tab.pdf(path=str(out), format="A4")
                else:
                    devtools = tab.context.new_cdp_session(tab)
                    saved = devtools.send("Page.captureSnapshot", {"format": "mhtml"})
                    out.write_bytes(saved["data"].encode())
            browser.close()


FORMATS = (
    ".html", ".md", ".epub", ".docx", ".odt", ".rtf", ".doc", ".pdf", ".pdf of Chromium",
    ".mhtml of Chromium",
)  # fmt: skip


@dataclass
class Result:
    """The figures of one format."""

    documents: int = 0
    same: int = 0
    hit: int = 0
    found: int = 0
    gold: int = 0
    lost: int = 0
    added: int = 0
    witnessed: int = 0
    failed: int = 0
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def f1(self) -> float:
        return 2 * self.hit / (self.found + self.gold) if self.found + self.gold else 0.0

    def add(self, path: Path, paragraphs: Sequence[Paragraph]) -> None:
        """Compare all that was read of a file with what its witness sees."""
        self.ledger.add(Document(tuple(paragraphs), (), "en"))
        if witness := WITNESSES.get(path.suffix):
            theirs = counted(witness(path.read_bytes()))
            ours = counted("".join(p.text for p in paragraphs))
            if ours != theirs:
                lost, added = (Counter.elements(c) for c in (theirs - ours, ours - theirs))
                print(f"{path.name}: lost {''.join(lost)!r}, added {''.join(added)!r}")
            self.witnessed += theirs.total()
            self.lost += (theirs - ours).total()
            self.added += (ours - theirs).total()

    def account(self) -> dict[str, object]:
        """Characters by the witness, and the share of them that is set aside, by reason."""
        letters = self.ledger.letters
        whole = self.ledger.kept + letters.total()
        return {
            "characters": self.witnessed,
            "lost": self.lost,
            "added": self.added,
            "aside": {reason: round(n / whole, 4) for reason, n in letters.most_common()},
        }

    def to_dict(self) -> dict[str, object]:
        return {
            "documents": self.documents,
            "same": self.same,
            "f1": round(self.f1, 4),
            "failed": self.failed,
            **self.account(),
        }


def squeezed(document: Document) -> list[str]:
    return ["".join(text.split()) for text in document.texts]


def pairs_of(alignment: Alignment) -> Pairs:
    return Counter(
        ("".join(en.split()), "".join(zh.split()))
        for en, zh in (alignment.text(bead) for bead in alignment)
    )


def measure(
    names: Sequence[str], maker: Maker, formats: Sequence[str], aligner: Aligner, errors: int
) -> dict[str, Result]:
    plain = maker.files(".txt")
    texts = {
        name: [aligner.read(plain[f"{name}.{side}"], side) for side in LANGUAGES] for name in names
    }
    known: dict[str, Pairs] = {}
    results = {}
    for format in formats:
        files = maker.files(format)
        result = results[format] = Result()
        for name in names:
            try:
                both = [aligner.read(files[f"{name}.{side}"], side) for side in LANGUAGES]
            except (KeyError, InputError) as error:
                result.failed += 1
                print(f"{format}: {name}: {error}", file=sys.stderr)
                continue
            result.documents += 1
            for side, document in zip(LANGUAGES, both, strict=True):
                result.add(files[f"{name}.{side}"], document.paragraphs)
            same = [squeezed(a) == squeezed(b) for a, b in zip(both, texts[name], strict=True)]
            result.same += all(same)
            if name not in known:
                known[name] = pairs_of(aligner.align_documents(*texts[name]))
            found = known[name] if all(same) else pairs_of(aligner.align_documents(*both))
            result.hit += (found & known[name]).total()
            result.found += found.total()
            result.gold += known[name].total()
            for a, b in list((known[name] - found).elements())[:errors]:
                print(f"{format}: {name}: not found: {a[:60]} | {b[:40]}")
            for a, b in list((found - known[name]).elements())[:errors]:
                print(f"{format}: {name}: instead: {a[:60]} | {b[:40]}")
        print(format, result.to_dict(), flush=True)
    return results


def fixtures(seeds: int = 25) -> dict[str, dict[str, object]]:
    """The figures of the documents among the tests and of generated ones, by suffix.

    They hold what readers set aside: menus, notes, hidden text, comments, running heads.
    """
    results: dict[str, Result] = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = [path for path in (ROOT / "tests").rglob("*") if path.suffix in WITNESSES]
        for suffix, generate in GENERATORS.items():
            for seed in range(seeds):
                paths.append(Path(folder, f"{seed}{suffix}"))
                paths[-1].write_bytes(generate(seed))
        for path in paths:
            result = results.setdefault(path.suffix, Result())
            try:
                found = read(path)
            except InputError:
                continue
            result.documents += 1
            result.add(path, found)
    return {
        suffix: {"documents": result.documents, **result.account()}
        for suffix, result in sorted(results.items())
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--sets", nargs="*", default=SETS, choices=SETS)
    parser.add_argument("--formats", nargs="*", default=FORMATS, choices=FORMATS)
    parser.add_argument(
        "--documents", type=int, help="at most so many of each set, drawn by chance"
    )
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument(
        "--fixtures", action="store_true", help="count what is set aside in the tests' documents"
    )
    options = parser.parse_args()
    if options.fixtures:
        found = fixtures()
        print(json.dumps(found, indent=1))
        if options.json:
            options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        return
    texts: list[Text] = []
    for name in options.sets:
        drawn = read_set(CORPORA if name == "corpora" else options.data / name)
        random.Random(0).shuffle(drawn)
        texts += drawn[: options.documents]
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(Path(folder))
        names = []
        for number, text in enumerate(texts):
            name = f"{number:03}-{Path(text.name).name}"
            names.append(name)
            for side, lines in zip(LANGUAGES, (text.en, text.zh), strict=True):
                maker.add(f"{name}.{side}", paragraphs(lines, side))
        results = measure(names, maker, options.formats, Aligner(), options.errors)
    print(f"\n{'format':20} documents  read alike  F1 of beads  characters  lost  added  set aside")
    for format, result in results.items():
        aside = result.ledger.letters.total()
        print(
            f"{format:20} {result.documents:9} {result.same:11} {result.f1:12.4f} "
            f"{result.witnessed:11,} {result.lost:5,} {result.added:6,} {aside:10,}"
        )
    if options.json:
        data = {format: result.to_dict() for format, result in results.items()}
        options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
