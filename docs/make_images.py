"""Draw the pictures of the documentation from real output: `python docs/make_images.py`."""

import io
import re
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from align.commands.table import show
from align.pipeline import Aligner

NAME = "2023-08-11-cb-system-work-conference.txt"


def main() -> None:
    alignment = Aligner().align_files(ROOT / "corpora/en" / NAME, ROOT / "corpora/zh" / NAME)
    part = replace(alignment, beads=alignment.beads[7:15])
    console = Console(record=True, width=112, file=io.StringIO(), force_terminal=True)
    console.print(f"$ tmxalign align corpora/en/{NAME[:10]}….txt corpora/zh/{NAME[:10]}….txt")
    show(part, console=console)
    target = ROOT / "docs" / "images" / "align.svg"
    drawn = console.export_svg(title="tmxalign align")
    # no fonts from the network: whatever monospaced font the reader has
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)
    target.write_text(drawn.replace("Fira Code, monospace", "monospace"), encoding="utf-8")
    print(f"wrote {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
