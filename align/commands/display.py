"""Alignments, pairs of documents, search hits and match analyses as tables for a terminal."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from align.alignment import Alignment, Bead
from align.files.screen import make_console
from align.files.widths import percent
from align.frames import UNCERTAIN

if TYPE_CHECKING:
    from rich.console import Console

    from align.memory.matching.analysis import Leverage
    from align.memory.matching.hits import Concordance, HitText
    from align.pair import Pairing


def _screen() -> "Console":
    """Standard output; in a pipe as wide as ``COLUMNS`` says, or 120 columns."""
    known = sys.stdout.isatty() or os.environ.get("COLUMNS")
    return make_console(width=None if known else 120)


def show(alignment: Alignment, *, console: "Console | None" = None) -> None:
    """Print English and Chinese side by side, with null beads and uncertain pairs highlighted."""
    console = console or _screen()
    table = _table()
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
        sure = f"{mark}{percent(bead.confidence):>4}"
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
    """The strongest evidence for and against a bead, and the runner-up: a line each.

    ``else 3-4:5 12%``: English sentences 3–4 with Chinese 5, at a probability of 12 %.
    """
    parts = sorted(bead.parts.items(), key=lambda part: -abs(part[1]))
    lines = [f"{value:+5.1f} {name}".replace("-", "−", 1) for name, value in parts[:3]]
    if bead.rival:
        other = alignment.position(Bead(bead.rival.en, bead.rival.zh))
        lines.append(f"else {other} {percent(bead.rival.probability)}")
    return "\n".join(lines)


def _mark(bead: Bead) -> tuple[str, str]:
    if bead.is_null:
        return "∅ ", "yellow"
    if bead.confidence < UNCERTAIN:
        return "? ", "bold red"
    return ("↕ ", "cyan") if bead.crossing else ("  ", "green")


def show_pairs(found: "Pairing", folders: list[Path]) -> None:
    """Print the pairs of documents, with uncertain ones highlighted."""

    def name(path: Path | None) -> Text:
        if path is None:
            return Text("—")
        root = next((f for f in folders if path.is_relative_to(f)), None)
        return Text(path.relative_to(root).as_posix() if root else str(path))

    table = _table()
    table.add_column("English", ratio=1, overflow="fold")
    table.add_column("Chinese", ratio=1, overflow="fold")
    table.add_column("sure", justify="right", no_wrap=True)
    table.add_column("how", no_wrap=True)
    for pair in found.pairs:
        mark, style = ("? ", "bold red") if pair.unsure else ("  ", "green")
        sure = Text(f"{mark}{percent(pair.confidence):>4}", style=style)
        table.add_row(name(pair.en), name(pair.zh), sure, pair.how)
    for en, zh in [(p, None) for p in found.alone_en] + [(None, p) for p in found.alone_zh]:
        table.add_row(name(en), name(zh), Text("∅ ", style="yellow"), "")
    _screen().print(table)


def show_hits(found: "Concordance") -> None:
    """Print the hits of a search, with the places that match highlighted."""
    sure = any(hit.confidence is not None for hit in found.hits)
    named = any(hit.document for hit in found.hits)
    table = _table()
    table.add_column("%", justify="right", no_wrap=True)
    table.add_column("English", ratio=1, overflow="fold")
    table.add_column("Chinese", ratio=1, overflow="fold")
    if sure:
        table.add_column("sure", justify="right", no_wrap=True)
    if named:
        table.add_column("document", max_width=30, overflow="fold")
    sides = {
        side: {one.lang for hit in found.hits for one in hit.side(side)} for side in ("en", "zh")
    }
    for hit in found.hits:
        cells = [Text(f"{hit.percent}")]
        cells += [_texts(hit.side(side), coded=len(codes) > 1) for side, codes in sides.items()]
        if sure:
            cells.append(Text("" if hit.confidence is None else percent(hit.confidence)))
        if named:
            cells.append(Text(hit.document, style="dim"))
        table.add_row(*cells)
    _screen().print(table)


def _texts(some: "Sequence[HitText]", *, coded: bool) -> Text:
    """The texts of one side of a unit; ``coded``: with their language codes."""
    lines = []
    for one in some:
        text = Text(one.text)
        for start, end in one.spans:
            text.stylize("bold black on yellow", start, end)
        lines.append(Text.assemble((f"{one.lang} ", "dim"), text) if coded else text)
    return Text("\n").join(lines) if lines else Text("—")


def show_leverage(found: "Leverage") -> None:
    """Print one table per document, then one for all."""
    from align.memory.matching.analysis import total

    console = _screen()
    for name, counts in found.tables():
        table = _table(title_justify="left")
        table.title = Text(name, style="bold")
        table.add_column("match", no_wrap=True)
        for title in ("segments", "English words", "Chinese characters", "of the text"):
            table.add_column(title, justify="right")  # narrow: in two lines
        whole = total(counts)
        volume = whole.words + whole.characters
        for row, count in [*counts.items(), ("total", whole)]:
            share = (count.words + count.characters) / volume if volume else 0
            cells = [
                *(f"{number:,}" for number in count),
                percent(share) if share > 0.99 else f"{share:.0%}",
            ]
            label = f"{row} %" if row[0].isdigit() else row
            table.add_row(label, *cells, style="bold" if row == "total" else None)
        console.print(table)
        console.print()


def _table(**options: Any) -> Table:
    return Table(show_edge=False, pad_edge=False, header_style="bold", **options)
