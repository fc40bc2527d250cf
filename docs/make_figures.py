"""Write the figures of the README from where they were measured: `python docs/make_figures.py`.

The cross-validated ones stand in the shipped weights (benchmarks/train.py put them there);
those of corpora/ are measured here.
"""

import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from align.batch import build
from align.evaluation import evaluate
from align.score.weights import shipped_weights

SETS = {
    "mac-dev": "MAC-Dev: six chapters of Chinese novels, free translation",
    "mac-dev+deleted": "… with 6 % of the 1–1 sentences deleted on each side",
    "mac-dev+runs": "… deleted in runs of up to four",
    "ntrex-dev": "news, with sentences merged and deleted",
    "k8s-perturbed": "a software project's blog, with splits, merges, deletions, swaps",
    "tidb-notes": "release notes with natural omissions",
}
FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- /figures -->)", re.DOTALL)


def table() -> str:
    """The rows of the README's table."""
    rows = ["| texts | strict F1 | F1 of left-out sentences |", "|---|---|---|"]
    for name, scores in shipped_weights().origin["cross-validated"].items():
        rows.append(f"| {SETS[name]} | {scores['strict F1']:.3f} | {scores['null F1']:.3f} |")
    with tempfile.TemporaryDirectory() as folder:
        build(ROOT / "corpora", f"{folder}/memory.tmx")
        score = evaluate(f"{folder}/memory.alignments", ROOT / "corpora" / "gold")
    rows.append(
        f"| `corpora/`: press releases, free translation, two moved paragraphs "
        f"| {score.strict.f1:.3f} | {score.nulls.f1:.3f} |"
    )
    return "\n".join(rows) + "\n"


def main() -> None:
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(FIGURES.sub(lambda _: table(), text), encoding="utf-8")
    print("wrote the table of README.md")


if __name__ == "__main__":
    main()
