"""Run peers over texts: send sentences and vectors, receive beads."""

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
LONGEST = 8  # sentences per run; SentWeave needs the most


class SharedVectors:
    """An encoder that embeds each document once, so that all aligners get the same vectors."""

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
    """The available peers, and a work folder to exchange texts with them."""

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
        """Return each peer's beads for all pairs; None for a peer that failed on any of them."""
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
    """Remove the answers from the folder and return them, so that the next peer is not credited."""
    for text in texts:
        yield read_answer(folder, text)
        Path(folder, f"{text}.beads.json").unlink(missing_ok=True)
