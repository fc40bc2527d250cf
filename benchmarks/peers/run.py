"""Run peers over texts: vectors and sentences out, beads back."""

import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from align.document import Document
from align.embed.encoder import Encoder, Runs
from align.languages import get_language
from peers.environments import HERE, PEERS, Unavailable, python_of
from peers.exchange import read_answer, write_text

Beads = list[tuple[tuple[int, ...], tuple[int, ...]]]
LONGEST = 8  # sentences in a run; SentWeave asks for most


class SharedVectors:
    """An encoder that embeds each document once, so that all aligners see the same numbers."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept: dict[tuple[str, ...], Runs] = {}
        self.name, self.dimensions = encoder.name, encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Runs:
        return self._encoder.encode(texts)

    def encode_runs(self, texts: Sequence[str], joiner: str, longest: int) -> Runs:
        key = (joiner, *texts)
        if key not in self._kept:
            self._kept[key] = self._encoder.encode_runs(texts, joiner, max(longest, LONGEST))
        return self._kept[key][:longest]


class Field:
    """The peers that can be had here, and a work folder to reach them by."""

    def __init__(self, names: Iterable[str], encoder: Encoder) -> None:
        self.names = list(names)
        self._encoder = encoder
        self._pythons: dict[str, str] = {}
        for name in self.names:
            try:
                self._pythons[name] = python_of(PEERS[name])
            except Unavailable as reason:
                print(f"{name}: not measured: {reason}", file=sys.stderr, flush=True)

    def align(self, pairs: Iterable[tuple[Document, Document]]) -> dict[str, list[Beads] | None]:
        """Each peer's beads of all pairs; None for a peer that failed on any of them."""
        with TemporaryDirectory() as work:
            folder = Path(work)
            texts = [self._write(folder, f"{k:05}", *pair) for k, pair in enumerate(pairs)]
            return {name: self._run(name, folder, texts) for name in self.names}

    def _write(self, folder: Path, name: str, *sides: Document) -> str:
        runs = [
            self._encoder.encode_runs(side.texts, get_language(side.language).joiner, LONGEST)
            for side in sides
        ]
        pad = self._encoder.encode(["PAD"])[0]
        write_text(folder, name, *(list(side.texts) for side in sides), *runs, pad)
        return name

    def _run(self, name: str, folder: Path, texts: list[str]) -> list[Beads] | None:
        if name not in self._pythons:
            return None
        command = [self._pythons[name], str(HERE / PEERS[name].script), str(folder)]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
        answers = list(_taken(folder, texts))
        failed = answers.count(None)
        if failed or done.returncode:
            said = (done.stderr.strip().splitlines() or ["no message"])[-1]
            print(f"{name}: failed on {failed} of {len(texts)} texts: {said}", file=sys.stderr)
            return None
        return answers


def _taken(folder: Path, texts: list[str]) -> Iterator[Beads | None]:
    """The answers, taken out of the folder: the next peer must not be credited with them."""
    for text in texts:
        yield read_answer(folder, text)
        Path(folder, f"{text}.beads.json").unlink(missing_ok=True)
