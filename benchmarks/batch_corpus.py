"""Make folders of pairs to build: many good ones, and some that harm whoever reads them.

    python benchmarks/batch_corpus.py FOLDER --pairs 20000 --seed 1

The same seed gives the same bytes. A document is 3 to 60 consecutive sentences (most are short:
nine on average) of the evaluation texts and of ``../shared/data/parallel``, without those only of
``corpora/``; one sentence in 30 is missing on one side. Text, Markdown, HTML and a few DOCX files.
"""

import argparse
import gzip
import io
import os
import random
import zipfile
from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from text_sets import CORPORA, DATA, read_set

#: Sentences or paragraphs of one text in order: English, Chinese; one side may be empty.
Rows = list[tuple[str, str]]
SETS = ("mac-dev", "ntrex-dev", "k8s-perturbed", "tidb-notes", "bible")
PARALLEL = ("docs_python", "docs_react", "docs_vue", "docs_dart", "docs_rust_book", "law_taiwan")
PARALLEL += ("game_wesnoth", "stories_global_asp", "news_ud_pud", "bible_cuvs_web")
SHORTEST, LONGEST, USUAL = 3, 60, 7
#: Documents in one subfolder.
SHELF = 1000
WORDS = "harbour", "river", "market", "office", "school", "station", "garden"


def texts(*, ours: bool = False) -> list[Rows]:
    """Return the texts that documents are cut from; ``ours``: only those of ``corpora/``."""
    sets = [CORPORA, *(() if ours else (DATA / name for name in SETS))]
    found = [
        [(" ".join(text.en[i] for i in a), "".join(text.zh[j] for j in b)) for a, b in text.gold]
        for folder in sets if folder.is_dir() for text in map(dense, read_set(folder))
    ]  # fmt: skip
    if not ours and (DATA / "parallel").is_dir():
        found += [rows for name in PARALLEL for rows in parallel(DATA / "parallel", name)]
    return [rows for rows in found if len(rows) >= SHORTEST]


def dense(text):
    """A text of :mod:`datasets` without its empty lines, which gold does not count."""
    text.en[:], text.zh[:] = ([x for x in side if x.strip()] for side in (text.en, text.zh))
    return text


def parallel(folder: Path, name: str) -> Iterator[Rows]:
    """The pairs of a file by document."""
    path = next(p for p in (folder / f"{name}.tsv", folder / f"{name}.tsv.gz") if p.exists())
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode().split("\n")
    rows = [line.split("\t") for line in lines if line]
    for _, group in groupby(rows, key=lambda row: row[2]):
        yield [(en, zh) for en, zh, *_ in group]


# ------------------------------------------------------------------ good pairs


def as_text(paragraphs: list[str]) -> bytes:
    return "\n\n".join(paragraphs).encode() + b"\n"


def as_markdown(paragraphs: list[str]) -> bytes:
    return f"# {paragraphs[0]}\n\n".encode() + as_text(paragraphs[1:])


def as_html(paragraphs: list[str]) -> bytes:
    body = "".join(f"<p>{escape(text)}</p>\n" for text in paragraphs)
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"><title></title></head><body>'
    return f"{head}\n{body}</body></html>\n".encode()


def as_docx(paragraphs: list[str]) -> bytes:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    return docx(f'<?xml version="1.0"?><w:document {w}><w:body>{body}</w:body></w:document>')


def docx(document: str, *, zeros: int = 0) -> bytes:
    """The least that is a Word document; ``zeros``: megabytes that it unpacks to."""
    out = io.BytesIO()
    members: list[tuple[str, bytes]] = [
        ("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.encode())
    ]  # fmt: skip
    members += [(f"word/media/{n}.bin", bytes(20_000_000)) for n in range(zeros // 20)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            about = zipfile.ZipInfo(name)  # its date is fixed
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, content)
    return out.getvalue()


SHAPES = {".txt": as_text, ".md": as_markdown, ".html": as_html, ".docx": as_docx}
SHARES = (70, 15, 13, 2)


def document(rng: random.Random, sources: list[Rows], weights: list[int]) -> Rows:
    """Cut a document from one of the texts."""
    [rows] = rng.choices(sources, weights)
    length = min(LONGEST, SHORTEST + int(rng.expovariate(1 / USUAL)), len(rows))
    begin = rng.randrange(len(rows) - length + 1)
    return rows[begin : begin + length]


def sides(rng: random.Random, rows: Rows) -> tuple[list[str], list[str]]:
    """The paragraphs of both sides; a few sentences are missing on one of them."""
    paragraphs: tuple[list[str], list[str]] = ([], [])
    left = 0
    for number, row in enumerate(rows):
        missing = rng.choice((0, 1)) if number and rng.random() < 1 / 30 else None
        left = left - 1 if left else rng.randrange(4)
        for side, (text, joiner) in enumerate(zip(row, (" ", ""), strict=True)):
            text = " ".join(text.split())
            if text and side != missing:
                if left and paragraphs[side]:
                    paragraphs[side][-1] += joiner + text
                else:
                    paragraphs[side].append(text)
    return paragraphs


def place(folder: Path, side: str, number: int, suffix: str) -> Path:
    """The file of a document: words in its name, so that names alone pair it."""
    name = f"{WORDS[number % 7]}-{WORDS[number // 7 % 7]}-{number}{suffix}"
    return folder / side / f"shelf {number // SHELF}" / name


def make(folder: Path, pairs: int, seed: int = 1, *, ours: bool = False) -> int:
    """Write that many pairs to ``folder/en`` and ``folder/zh``; return the number of their rows."""
    sources = texts(ours=ours)
    weights = [len(rows) for rows in sources]
    total = 0
    for number in range(pairs):
        rng = random.Random(f"{seed} {number}")  # a pair is the same in a folder of any size
        while True:
            rows = document(rng, sources, weights)
            both = sides(rng, rows)
            if all(len("".join(side)) > 60 for side in both):
                break
        total += len(rows)
        [suffix] = rng.choices(list(SHAPES), SHARES)
        for side, paragraphs in zip(("en", "zh"), both, strict=True):
            path = place(folder, side, number, suffix)
            if number % SHELF == 0:
                path.parent.mkdir(parents=True)
            path.write_bytes(SHAPES[suffix](paragraphs))
    return total


def change(folder: Path, numbers: list[int], mark: str) -> None:
    """Add a sentence to both documents of some pairs; a DOCX gets another file name's place."""
    for number in numbers:
        for side, text in (("en", f"That is all for {mark}."), ("zh", f"{mark}到此为止。")):
            [path] = (p for s in SHAPES if (p := place(folder, side, number, s)).exists())
            if path.suffix == ".docx":
                path.write_bytes(as_docx([text, text]))
            else:
                end = f"\n\n{text}\n" if path.suffix != ".html" else f"<p>{text}</p>\n"
                path.write_bytes(path.read_bytes() + end.encode())


# ------------------------------------------------------------------ pairs that do harm

EN = "The laboratory opened in Beijing last week. It tests new batteries. Twelve people work there."
ZH = "该实验室上周在北京启用。它检测新型电池。有十二人在那里工作。"

#: A package of somebody else's: readers that do to their process what files can make a library do.
#: Each ends with reading the file as text, should it get so far.
READERS = '''
import os, signal, sys, time
from pathlib import Path
from align.document import Paragraph
from align.readers.base import Reader


class Strange(Exception):
    """An exception that cannot be pickled and built again."""

    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


def once(source):
    """Only the first process that comes here dies."""
    mark = Path(os.environ["HARM_MARKS"], "once")
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def endless(source):
    while True:
        time.sleep(0.05)


def deaf(source):
    """Deep in a C function, which no signal that Python handles ends."""
    for name in ("SIGTERM", "SIGINT", "SIGALRM"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    sum(range(10**15))


def crashes(source):
    import ctypes

    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    ctypes.string_at(0)


def moving(source):
    """The file gets another sentence while it is read for the first time."""
    mark = Path(os.environ["HARM_MARKS"], "moved")
    if not mark.exists():
        mark.touch()
        with open(source.name, "ab") as file:
            file.write(b"This sentence came late.\\n")


def waits(source):
    """Says that it is here, and goes on when it may."""
    marks = Path(os.environ["HARM_MARKS"])
    (marks / "here").touch()
    while not (marks / "go").exists():
        time.sleep(0.01)


def fails(error):
    def fail(source):
        raise error
    return fail


def reader(name, harm):
    def read(source):
        harm(source)
        return tuple(map(Paragraph, source.data.decode().splitlines()))
    return Reader(name, (f".{name}",), read)


globals().update(
    (name.upper(), reader(name, harm))
    for name, harm in {
        "kills": lambda source: os.kill(os.getpid(), signal.SIGKILL),
        "exits": lambda source: os._exit(0),
        "leaves": lambda source: sys.exit(5),
        "crashes": crashes,
        "endless": endless,
        "deaf": deaf,
        "once": once,
        "moving": moving,
        "waits": waits,
        "bug": fails(RuntimeError("a bug\\nof two lines")),
        "strange": fails(Strange("an", "oddity")),
        "greedy": lambda source: bytearray(1 << 60),
        "stops": fails(KeyboardInterrupt()),
    }.items()
)
'''

MODEL = '''
"""A model that costs next to nothing: what remains is everything but embedding."""
import numpy as np
from align.embed.encoder import Model


class Cheap:
    name, dimensions = "cheap", 8

    def encode(self, texts):
        sizes = np.array([len(text) for text in texts], np.float32).reshape(-1, 1)
        vectors = 2 + np.cos(sizes * np.arange(1, 9, dtype=np.float32) / 9)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_runs(self, texts, joiner, longest):
        runs = np.zeros((longest, len(texts), 8), np.float32)
        for k in range(1, longest + 1):
            if len(texts) >= k:
                joined = [joiner.join(texts[i : i + k]) for i in range(len(texts) - k + 1)]
                runs[k - 1, : len(joined)] = self.encode(joined)
        return runs


def load(**settings):
    import align.embed.models

    align.embed.models.load_encoder = Cheap  # that of words
    return Cheap()


MODEL = Model("cheap", load)
'''


def install(folder: Path) -> Path:
    """Leave in ``folder`` what pip leaves there of a package with these readers and this model."""
    info = folder / "harm-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / "harm_readers.py").write_text(READERS, "utf-8")
    (folder / "harm_model.py").write_text(MODEL, "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: harm\nVersion: 1.0\n")
    points = "[tmxalign.readers]\nours = harm_readers\n[tmxalign.encoders]\nours = harm_model\n"
    (info / "entry_points.txt").write_text(points)
    return folder


def page(depth: int) -> bytes:
    return b"<html><body>" + b"<div>" * depth + b"<p>Text." + b"</div>" * depth


def scanned_pdf() -> bytes:
    """One page with a picture on it and no text."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length 27>>stream\n200 0 0 200 0 0 cm /I Do   \nendstream",
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Length 1>>stream\n0\nendstream",
    ]
    out = b"%PDF-1.4\n"
    for number, body in enumerate(objects, start=1):
        out += b"%d 0 obj%sendobj\n" % (number, body)
    return out + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF"


def dangling(path: Path) -> None:
    path.symlink_to("nowhere.txt")


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def unreadable(path: Path) -> None:
    """Permissions do not stop root; this is a file that reading fails of."""
    path.symlink_to("/proc/self/mem")


def long_line(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"certificates " * 77_000)


#: Name → what is in the English file, or a function that makes it (the Chinese one is good).
BAD: dict[str, bytes | Callable[[Path], None]] = {
    "empty.txt": b"",
    "blank.txt": b" \n\n\t\n",
    "binary.txt": bytes(range(256)) * 20,
    "chinese.txt": ZH.encode(),
    "cut.docx": as_docx([EN])[:-40],
    "bomb.docx": docx("<w/>", zeros=800),
    "text.docx": EN.encode(),
    "broken.docx": docx("<w:document><w:body>"),
    "word97.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
    "scanned.pdf": scanned_pdf(),
    "cut.pdf": scanned_pdf()[:200],
    "script.html": b"<html><script>var a = 1;</script></html>",
    "deep.html": page(100_000),
    "pipe.txt": os.mkfifo,
    "unreadable.txt": unreadable,
    "long.txt": long_line,
}
#: Readers that fail or end their process, and how the failure is called.
HARM = {
    "kills": "killed", "exits": "killed", "leaves": "internal", "crashes": "killed",
    "endless": "timeout", "deaf": "timeout", "bug": "internal", "strange": "internal",
    "greedy": "memory", "stops": "internal",
}  # fmt: skip
#: Listed while the folder is read: no pair.
LINKS = {"dangling.txt": dangling, "circle.txt": circle}


def poison(folder: Path, names: Iterable[str] = (*BAD, *HARM)) -> list[str]:
    """Write pairs that fail to ``folder/en`` and ``folder/zh``; return their names.

    A name is one of those above, or ``once``, which fails once only.
    """
    made = []
    for name in names:
        file = name if "." in name else f"it-{name}.{name}"
        content = {**BAD, **LINKS}.get(file, EN.encode())
        stem = file.replace(".", "-")
        en = folder / "en" / f"{stem}{Path(file).suffix}"
        zh = folder / "zh" / f"{stem}.txt"
        for path in en, zh:
            path.parent.mkdir(parents=True, exist_ok=True)
        zh.write_text(ZH, "utf-8")
        if callable(content):
            content(en)
        else:
            en.write_bytes(content)
        made.append(stem)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--poison", action="store_true", help="also those that do harm")
    options = parser.parse_args()
    rows = make(options.folder, options.pairs, options.seed)
    bad = poison(options.folder) if options.poison else []
    print(f"{options.pairs:,} pairs of {rows:,} sentences, and {len(bad)} that do harm")


if __name__ == "__main__":
    main()
