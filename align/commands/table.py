"""An alignment as a table that a person can read in a terminal."""

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from align.alignment import Alignment, Bead

#: Units below this confidence are marked: somebody should look at them.
UNCERTAIN = 0.7


class _Console(Console):
    """Rich would exit with status 1 when the reader goes away; that is for ``main`` to decide."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def make_console() -> Console:
    """Standard output as Rich sees it; in a pipe it is wide, whatever the terminal is."""
    piped = not sys.stdout.isatty()
    return _Console(highlight=False, width=120 if piped else None, legacy_windows=False)


def show(alignment: Alignment, *, console: Console | None = None) -> None:
    """Print English and Chinese side by side; null beads and uncertain pairs stand out."""
    console = console or make_console()
    table = Table(show_edge=False, pad_edge=False, header_style="bold", row_styles=["", "on grey7"])
    table.add_column("", justify="right", style="dim", no_wrap=True)
    table.add_column(Text(alignment.en.name or "English"), ratio=1, overflow="fold")
    table.add_column(Text(alignment.zh.name or "Chinese"), ratio=1, overflow="fold")
    table.add_column("sure", justify="right", no_wrap=True)
    explained = any(bead.parts for bead in alignment)
    if explained:
        table.add_column("why", no_wrap=True)
    for number, bead in enumerate(alignment, start=1):
        en, zh = alignment.text(bead)
        mark, style = _mark(bead)
        sure = f"{mark}{bead.confidence:4.0%}"
        cells = [Text(str(number)), Text(en or "—"), Text(zh or "—"), Text(sure, style=style)]
        if explained:
            cells.append(Text(why(alignment, bead), style="dim"))
        table.add_row(*cells)
    console.print(table)
    uncertain = sum(not b.is_null and b.confidence < UNCERTAIN for b in alignment)
    lost_en, lost_zh = alignment.nulls
    crossings = sum(b.crossing for b in alignment)
    parts = [
        f"{len(alignment.units)} units",
        f"{uncertain} uncertain (?)",
        f"without a counterpart (∅): {lost_en} English, {lost_zh} Chinese",
    ]
    if crossings:
        parts.append(f"{crossings} in another place (↕)")
    console.print(Text("\n" + "   ".join(parts), style="bold"))


def why(alignment: Alignment, bead: Bead) -> str:
    """What spoke for and against a bead, most first, and the runner-up: a line each.

    ``else 3-4:5 12%``: English sentences 3–4 with Chinese 5, at a probability of 12 %.
    """
    parts = sorted(bead.parts.items(), key=lambda part: -abs(part[1]))
    lines = [f"{value:+5.1f} {name}".replace("-", "−", 1) for name, value in parts[:3]]
    if bead.rival:
        other = alignment.position(Bead(bead.rival.en, bead.rival.zh))
        lines.append(f"else {other} {bead.rival.probability:.0%}")
    return "\n".join(lines)


def _mark(bead: Bead) -> tuple[str, str]:
    if bead.is_null:
        return "∅ ", "yellow"
    if bead.confidence < UNCERTAIN:
        return "? ", "bold red"
    return ("↕ ", "cyan") if bead.crossing else ("  ", "green")
