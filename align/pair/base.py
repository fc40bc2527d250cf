"""What a pairing of files is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: How a pair came about: by name, by content, one file with both languages, written by somebody.
HOW = ("name", "content", "bilingual", "table")
#: Pairs below this confidence are marked: somebody should look at them.
UNSURE = 0.8


@dataclass(frozen=True)
class PairOfFiles:
    """Two files that belong together; ``name`` is what the pair is called.

    ``how`` is one of :data:`HOW`. Where ``en`` and ``zh`` are the same file, it holds both
    languages. ``parts`` explain a pair by content: they sum up to the log-odds of ``confidence``.
    """

    name: str
    en: Path
    zh: Path
    confidence: float = 1.0
    how: str = "name"
    parts: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def unsure(self) -> bool:
        """Whether somebody should look at it."""
        return self.confidence < UNSURE


@dataclass(frozen=True)
class Pairing:
    """Pairs in the order of their names; files without a counterpart; what could not be read.

    ``failed``: files that are no documents, cannot be read, or whose name fits several others; each
    with one line that says so.
    """

    pairs: tuple[PairOfFiles, ...]
    alone_en: tuple[Path, ...] = ()
    alone_zh: tuple[Path, ...] = ()
    failed: tuple[tuple[Path, str], ...] = ()

    @property
    def unpaired(self) -> tuple[Path, ...]:
        """All files without a counterpart, in order."""
        return tuple(sorted((*self.alone_en, *self.alone_zh)))
