"""Exchange of texts and beads with an aligner in another Python.

A work folder holds ``NAME.json`` (the sentences of both sides and their lengths) and
``NAME.npz`` (the run embeddings) of each text; an adapter writes ``NAME.beads.json`` beside
them: a list of ``[[English numbers], [Chinese numbers]]``. Imported by adapters in
environments that may contain nothing but the peer, so only NumPy is used here, and only
if the vectors are requested.
"""

import json
import sys
import traceback
from functools import cached_property
from pathlib import Path


class Text:
    """One text of the work folder.

    ``lengths`` counts characters without white space, as the aligner itself does.
    """

    def __init__(self, file: Path) -> None:
        data = json.loads(file.read_text(encoding="utf-8"))
        self.sentences = {"en": data["en"], "zh": data["zh"]}
        self.lengths = {"en": data["en_lengths"], "zh": data["zh_lengths"]}
        self._vectors = file.with_suffix(".npz")

    @cached_property
    def runs(self) -> dict:
        """Run embeddings, ``runs[side][k - 1, i]`` for sentences i … i + k − 1, and that of PAD."""
        import numpy as np

        with np.load(self._vectors) as vectors:
            return {name: vectors[name] for name in ("en", "zh", "pad")}

    def overlaps(self, side: str, longest: int):
        """Run embeddings as Vecalign and its descendants index them: by the run's *last* sentence.

        A run that would begin before the text has the vector of the word PAD, as in theirs.
        """
        import numpy as np

        runs = self.runs[side]
        out = np.empty((longest, *runs.shape[1:]), dtype=np.float32)
        for k in range(longest):
            out[k, :k] = self.runs["pad"]
            out[k, k:] = runs[k, : max(0, runs.shape[1] - k)]  # a text may be shorter than a run
        return out


def write_text(folder: Path, name: str, en: list[str], zh: list[str], en_runs, zh_runs, pad):
    """Write one text to the work folder; ``pad`` is the vector of the word PAD."""
    import numpy as np

    data = {"en": en, "zh": zh}
    for side in ("en", "zh"):
        data[f"{side}_lengths"] = [sum(map(len, line.split())) for line in data[side]]
    text = json.dumps(data, ensure_ascii=False)
    Path(folder, f"{name}.json").write_text(text, encoding="utf-8")
    np.savez(Path(folder, f"{name}.npz"), en=en_runs, zh=zh_runs, pad=pad)


def read_answer(folder: Path, name: str) -> list | None:
    """Read the beads that an adapter found; None if it failed on this text."""
    file = Path(folder, f"{name}.beads.json")
    if not file.is_file():
        return None
    beads = json.loads(file.read_text(encoding="utf-8"))
    return [(tuple(en), tuple(zh)) for en, zh in beads]


def serve(align) -> None:
    """Run an adapter: ``align(text) -> beads`` over the work folder named on the command line.

    If the peer fails on a text, the text has no beads, a line goes to standard error, and the
    run continues.
    """
    for file in sorted(Path(sys.argv[1]).glob("*.npz")):
        text = Text(file.with_suffix(".json"))
        try:
            beads = [[list(map(int, en)), list(map(int, zh))] for en, zh in align(text)]
        except Exception:  # a peer may raise anything
            print(f"{file.stem}: {traceback.format_exc(limit=-1).strip()}", file=sys.stderr)
            continue
        answer = file.with_name(f"{file.stem}.beads.json")
        answer.write_text(json.dumps(beads), encoding="utf-8")
