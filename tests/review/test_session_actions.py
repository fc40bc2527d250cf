"""Whatever is done to a document: no sentence is lost or doubled, and all of it can be undone."""

import os
import random
import signal
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from align.alignment import Alignment, Bead, Rival
from align.document import Document, Paragraph, Sentence
from align.errors import TmxalignError
from align.formats.write import write
from align.review.session import Session

ACTIONS = 300
TEXTS = {
    "en": ("This is number {}, and it is long.", "Menu {}."),
    "zh": ("这是第{}句，它很长。", "菜单{}。"),
}
BYTES = 4  # say which action, on which row, and two more choices


class Dice:
    """An aligner that pairs what is left by chance, but the same each time."""

    settings: ClassVar[dict[str, Any]] = {}

    class reader:
        @staticmethod
        def sentences(paragraphs: Sequence[Paragraph], language: str) -> tuple[Sentence, ...]:
            return tuple(
                Sentence(p.text, n, 0, len(p.text)) for n, p in enumerate(paragraphs) if not p.aside
            )

    def align_documents(
        self, en: Document, zh: Document, *, anchors: Sequence[Bead] = (), names: object = None
    ) -> Alignment:
        dice = random.Random(f"{len(en)} {len(zh)} {[(b.en, b.zh) for b in anchors]}")
        free = [
            [
                n
                for n in range(len(side))
                if all(n not in getattr(b, side.language) for b in anchors)
            ]
            for side in (en, zh)
        ]
        beads = [*anchors]
        while any(free):
            sizes = [min(len(side), dice.randint(0, 2)) for side in free]
            if any(sizes):
                taken = [tuple(side[:size]) for side, size in zip(free, sizes, strict=True)]
                free = [side[size:] for side, size in zip(free, sizes, strict=True)]
                rival = Rival(taken[0][:1], taken[1][-1:], 0.3) if dice.random() < 0.5 else None
                beads.append(Bead(*taken, confidence=round(dice.random(), 2), rival=rival))
        return Alignment(en, zh, tuple(beads))


def document(language: str, dice: random.Random) -> Document:
    """Five to twelve sentences, some of them said twice, and menus that were set aside."""
    paragraphs: list[Paragraph] = []
    for n in range(dice.randint(5, 12)):
        said, menu = TEXTS[language]
        if dice.random() < 0.15:
            paragraphs.append(Paragraph(menu.format(n), aside="navigation"))
        paragraphs.append(Paragraph(said.format(n if dice.random() < 0.8 else 1)))
    sentences = Dice.reader.sentences(paragraphs, language)
    return Document(tuple(paragraphs), sentences, language, "a")


class Work:
    """A folder with a document, and what is done to it."""

    def __init__(self, folder: str, seed: int) -> None:
        dice = random.Random(seed)
        self.kept, self.decisions = Path(folder, "a.align.json"), Path(folder, "m.decisions.jsonl")
        sides = document("en", dice), document("zh", dice)
        write(Dice().align_documents(*sides), self.kept)

    def open(self) -> Session:
        return Session.open(self.kept, self.decisions, aligner=Dice())  # type: ignore[arg-type]


def shown(session: Session) -> list[Any]:
    """All that a page shows of the rows."""
    return [
        (r.id, r.sides, r.whole, r.decided, r.status, r.note, r.crossing, r.aside, r.confidence)
        for r in session.table
    ]


def complete(session: Session) -> bool:
    """Whether every sentence is in one row, and every row has a name of its own."""
    there: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    for row in session.table:
        if not row.aside and row.part == 0:
            for counter, numbers in zip(there, row.numbers, strict=True):
                counter.update(numbers)
    every = tuple(Counter(range(len(side))) for side in session.documents)
    return there == every and len({row.id for row in session.table}) == len(session.table)


def arguments(session: Session, row: int, one: int, two: int) -> dict[str, dict[str, Any]]:
    """What each action is called with, by three numbers."""
    rows = [r for r in session.table if not r.aside]
    place = row % len(rows)
    here, other = rows[place].id, rows[one % len(rows)].id
    asides = [r.id for r in session.table if r.aside] or ["none"]
    side = ("en", "zh")[one % 2]
    return {
        "approve": {"rows": [here]},
        "undo": {},
        "redo": {},
        "merge": {"rows": [r.id for r in rows[place : place + 2 + two % 2]]},
        "split": {"row": here, side: two % 4},
        "move": {"row": here, "side": side, "to": ("next", "previous")[two % 2]},
        "unlink": {"row": here},
        "link": {"rows": [here, other]},
        "runner_up": {"row": here},
        "cut": {"row": here, "side": side, "piece": one % 3 // 2, "offset": two % 12},
        "join": {"row": here, "side": side, "piece": two % 2},
        "edit": {"row": here, "side": side, "text": ("New text 新。", "Other", "")[two % 3]},
        "swap": {"row": here},
        "comment": {"row": here, "text": ("Why?", "")[two % 2]},
        "exclude": {"rows": [here, other]},
        "include": {"rows": [here]},
        "reject": {"rows": [here]},
        "restore": {"aside": asides[one % len(asides)]},
        "approve_above": {"confidence": one % 101 / 100},
        "replace": {"text": ("number", "是")[one % 2], "replacement": ("X", "")[two % 2]},
        "align_again": {},
    }


def act(session: Session, script: bytes) -> bool:
    """Take the action that some bytes describe; whether it could be done."""
    possible = arguments(session, *script[1:])
    name = [*possible][script[0] % len(possible)]
    before = shown(session)
    try:
        session.act(name, session.version, **possible[name])
    except TmxalignError:
        assert shown(session) == before  # what is refused does nothing
        return False
    return True


@pytest.fixture
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda file: None)  # the power stays on


@settings(max_examples=2, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 999_999))
def take_actions(seed: int) -> None:
    script = random.Random(seed).randbytes(ACTIONS * BYTES)
    with TemporaryDirectory() as folder:
        work = Work(folder, seed)
        session = work.open()
        start = shown(session)
        for at in range(0, len(script), BYTES):
            if act(session, script[at : at + BYTES]):
                assert complete(session)
                if script[at + BYTES - 1] % 16 == 0:
                    assert shown(work.open()) == shown(session)
        end, steps = shown(session), 0
        while session.summary()["can_undo"]:
            session.undo()
            steps += 1
        assert shown(session) == start == shown(work.open())
        for _ in range(steps):
            session.redo()
        assert shown(session) == end == shown(work.open())


def test_300_actions_keep_every_sentence_once_and_undo_to_the_start(unsynced: None) -> None:
    take_actions()


def killed_after(work: Work, name: str, script: bytes) -> str:
    """What another process saw after an action; then it was killed."""
    sight, told = os.pipe()
    if not (child := os.fork()):
        session = work.open()
        with suppress(TmxalignError):
            session.act(name, session.version, **arguments(session, *script)[name])
        os.write(told, repr(shown(session)).encode())
        os.kill(os.getpid(), signal.SIGKILL)
    os.close(told)
    with os.fdopen(sight, "rb") as file:
        seen = file.read().decode()
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    return seen


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks here")
def test_a_process_killed_after_any_action_loses_nothing(tmp_path: Path) -> None:
    work = Work(str(tmp_path), 7)
    dice = random.Random(7)
    names = [*arguments(work.open(), 0, 0, 0)]
    for name in [*names, *dice.sample(names, len(names))]:
        seen = killed_after(work, name, dice.randbytes(BYTES - 1))
        session = work.open()
        assert repr(shown(session)) == seen, name
        assert complete(session)


def test_a_line_cut_off_anywhere_leaves_a_whole_document(tmp_path: Path, unsynced: None) -> None:
    """The power fails while an action writes: it was not confirmed, and the rest is there."""
    work = Work(str(tmp_path), 3)
    session = work.open()
    session.approve([next(row.id for row in session.table if not row.aside)])
    before, state = work.decisions.read_bytes(), shown(session)
    rows = [row.id for row in session.table if not row.aside]
    session.merge(rows[1:3])
    written = work.decisions.read_bytes()
    for end in range(len(before) + 1, len(written) - 1, 7):
        work.decisions.write_bytes(written[:end])
        assert shown(work.open()) == state
    work.decisions.write_bytes(written)
    assert shown(work.open()) == shown(session)
