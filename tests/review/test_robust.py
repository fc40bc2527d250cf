"""What goes wrong: wrong calls, full disks, damaged files, odd documents; nothing is lost."""

import errno
import json
import os
import random
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from align.alignment import Alignment, Bead
from align.document import Document
from align.errors import InputError, OutputError, TmxalignError, UsageError
from align.formats.write import write
from align.memory.decision_log import read_decisions
from align.memory.decisions import Decision
from align.pipeline import Aligner
from align.review.calls import ACTIONS
from align.review.session import Session

sys.path.insert(0, str(Path(__file__).parent))

from running import ROOT, project_of, running

GOOD = {
    "approve": {"rows": ["e0z0"]},
    "approve_above": {"confidence": 0.4},
    "reject": {"rows": ["e0z0"]},
    "exclude": {"rows": ["e0z0"]},
    "include": {"rows": ["e0z0"]},
    "merge": {"rows": ["e0z0", "e1z1"]},
    "split": {"row": "e0z0", "en": 1, "zh": 0},
    "move": {"row": "e0z0", "side": "en", "to": "next"},
    "cut": {"row": "e0z0", "side": "en", "piece": 0, "offset": 4, "other": [0, 1]},
    "join": {"row": "e0z0", "side": "en", "piece": 0},
    "edit": {"row": "e0z0", "side": "en", "text": "Hello."},
    "unlink": {"row": "e0z0"},
    "link": {"rows": ["e0z0", "e2z2"]},
    "swap": {"row": "e0z0"},
    "comment": {"row": "e0z0", "text": "Why?"},
    "restore": {"aside": "aside-en-1"},
    "replace": {"text": "Line", "replacement": "Row", "case": False, "regex": False},
    "verdict": {"key": "no such", "verdict": "accepted"},
}
WRONG = [
    True, 1.5, -1, 10**30, "", "e9z9", "\0\n" * 99, [], [None], [["e0z0"]], [10**30, 1], {"e0z0": 1}
]  # fmt: skip
FLAWED = [
    b"",
    b"[]",
    b"null",
    b"{",
    b'{"rows": NaN}',
    rb'{"rows": ["\ud800"]}',
    b"\xff",
    b"[" * 9**5,
]


def made(size=8, name="visit"):
    en = Document.from_sentences([f"Line number {n} of it." for n in range(size)], "en", name=name)
    zh = Document.from_sentences([f"其中的第{n}行。" for n in range(size)], "zh", name=name)
    return Alignment(en, zh, tuple(Bead((n,), (n,), confidence=0.5) for n in range(size)))


class Client:
    """Asks a server, over one connection that must never break."""

    def __init__(self, server):
        self.server = server
        self.base = f"api/{server.projects[0].id}/visit"
        self._connection = HTTPConnection("127.0.0.1", server.port, timeout=60)

    def ask(self, method, path, body=None, accept="*/*"):
        headers = {"Content-Type": "application/json", "Accept": accept}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body)
        self._connection.request(method, f"/{self.server.token}/{path}", data, headers)
        answer = self._connection.getresponse()
        found = answer.read().decode()
        return answer.status, json.loads(found) if accept == "*/*" else found

    def do(self, action, data):
        return self.ask("POST", f"{self.base}/{action}", data)


def refused(answer):
    """Whether an answer is 4xx with one line."""
    status, data = answer
    line = data.get("error") or data.get("conflict")
    return 400 <= status < 500 and line.strip() and "\n" not in line and len(line) <= 1000


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("robust")
    with running(folder / "work", project_of(folder, visit=made())) as server:
        yield Client(server)


@pytest.fixture
def place(tmp_path):
    return project_of(tmp_path / "memory", visit=made())


@pytest.fixture
def opened(place):
    return Session.open(place.store / "visit.align.json", place.decisions)


# ------------------------------------------------------------------ wrong calls


@pytest.mark.parametrize("action", GOOD)
def test_a_wrong_call_is_refused_in_one_line_and_changes_nothing(client, action):
    decisions = client.server.projects[0].place.decisions
    before = decisions.read_bytes() if decisions.exists() else b""
    calls = [{**GOOD[action], name: value} for name in GOOD[action] for value in WRONG]
    calls += [{**GOOD[action], "version": value} for value in (True, 1.5, "1", [1], 10**30)]
    calls += [{**GOOD[action], name: 1} for name in ("self", "action", "more")]
    for call in calls:
        answer = client.do(action, call)
        if answer[0] == 200:  # some of it means something
            assert client.do("undo", {})[0] == 200
            before = decisions.read_bytes()
            read_decisions(decisions)  # that others can read, too
        else:
            assert refused(answer), (call, answer)
            assert (decisions.read_bytes() if decisions.exists() else b"") == before, call


@pytest.mark.parametrize("body", FLAWED)
def test_a_body_that_is_flawed_is_one_line(client, body):
    assert refused(client.ask("POST", f"{client.base}/approve", body))


@pytest.mark.parametrize("path", ["rows", "changes", "find", "replacing", "links", "place"])
def test_a_wrong_question_is_never_an_internal_error(client, path):
    names = (
        "from",
        "since",
        "id",
        "q",
        "text",
        "regex",
        "row",
        "side",
        "piece",
        "self",
        "document",
    )
    for name in names:
        for value in ("", "-1", "²", "9" * 30, "(", b"\xff", "\0"):
            status, _ = client.ask("GET", f"{client.base}/{path}?{urlencode({name: value})}")
            assert status in (200, 400, 404), (name, value)


def test_a_page_that_is_not_there_says_so_as_a_page(client):
    status, page = client.ask("GET", "doc/x/<b>", accept="text/html")
    assert status == 404
    assert "no such work; go back to the start page" in page
    assert "<b>" not in page


def test_half_a_character_in_a_note_does_not_close_the_page(place):
    with running(place.memory.parent, place) as server:
        asking = Client(server)
        line = r'{"kind": "comment", "document": "visit", "en": ["Line number 0 of it."],'
        line += r' "zh": ["其中的第0行。"], "note": "\ud800"}'
        place.decisions.write_text(line, encoding="utf-8")
        status, data = asking.ask("GET", f"{asking.base}/changes?since=0")
        assert (status, data["rows"][0]["note"]) == (200, "\ud800")


# ------------------------------------------------------------------ disks and files


def harmed_decisions(place, damage):
    place.decisions.write_bytes(place.decisions.read_bytes() + damage)


@pytest.mark.parametrize(
    "damage",
    [b"<<<<<<< ours\n", b"hello\n", b"\xff\n", b'{"kind": 5}\n', b'{"kind":"undo","of":5}\n'],
)
def test_nothing_is_done_while_the_decisions_cannot_be_read(place, opened, damage):
    opened.approve(["e0z0"])
    good = place.decisions.read_bytes()
    harmed_decisions(place, damage)
    for action in ("approve", "approve", "undo", "align_again"):
        with pytest.raises(InputError, match="decisions"):
            opened.answer(action, GOOD.get(action, {}))
    assert place.decisions.read_bytes() == good + damage
    place.decisions.write_bytes(good)
    opened.approve(["e1z1"])
    assert [row.decided for row in opened.table[:3]] == [True, True, False]


@pytest.mark.parametrize("how", ["cut", "deleted", "renamed"])
def test_nothing_is_done_while_the_alignment_cannot_be_read(place, opened, how):
    opened.approve(["e0z0"])
    file = place.store / "visit.align.json"
    good = file.read_bytes()
    away = place.store.with_name("away")
    if how == "cut":
        file.write_bytes(good[: len(good) // 2])
    elif how == "deleted":
        file.unlink()
    else:
        place.store.rename(away)
    decisions = place.decisions.read_bytes()
    for action in ("approve", "approve", "align_again"):
        with pytest.raises(InputError, match=r"visit\.align\.json"):
            opened.answer(action, GOOD.get(action, {}))
    assert place.decisions.read_bytes() == decisions
    away.rename(place.store) if how == "renamed" else file.write_bytes(good)
    assert opened.changes(opened.version)["summary"]["decided"] == 1


def test_an_action_that_does_not_fit_on_the_disk_leaves_no_part_of_it(place, opened, monkeypatch):
    opened.approve(["e0z0"])
    before = place.decisions.read_bytes()

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    for action, data in (
        ("approve_above", {"confidence": 0}),
        ("undo", {}),
        ("merge", GOOD["merge"]),
    ):
        with pytest.raises(OutputError, match="the decisions cannot be written"):
            opened.answer(action, data)
        assert place.decisions.read_bytes() == before
    monkeypatch.undo()
    assert opened.summary()["decided"] == 1
    opened.approve_above(0)
    assert opened.summary()["decided"] == len(opened.table)


def test_aligning_again_that_cannot_be_noted_changes_nothing(place, opened):
    file = place.store / "visit.align.json"
    before = file.read_bytes()
    place.decisions.mkdir()
    with pytest.raises(TmxalignError, match="decisions"):
        opened.align_again()
    assert file.read_bytes() == before


# ------------------------------------------------------------------ odd documents

ODD = {
    "nothing": ([], []),
    "one side": ([], ["一。", "二。"]),
    "one": (["One."], ["一。"]),
    "many and one": ([f"Line {n}." for n in range(60)], ["一。"]),
    "the same": (["Yes."] * 6, ["是。"] * 6),
    "white": (
        ["A\tb.", "C\nd.", "E\x85f.", "\u202eG\u2028h."],
        ["甲\t。", "乙\n。", "丙\x85。", "丁　。"],
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_documents_are_mended_reopened_and_undone(tmp_path, name):
    en, zh = (Document.from_sentences(ODD[name][k], ("en", "zh")[k], name="a") for k in (0, 1))
    beads = [Bead((n,), (n,), confidence=0.5) for n in range(min(len(en), len(zh)))]
    beads += [Bead((n,), ()) for n in range(len(zh), len(en))]
    beads += [Bead((), (n,)) for n in range(len(en), len(zh))]
    write(Alignment(en, zh, tuple(beads)), tmp_path / "a.align.json", format="align.json")
    files = tmp_path / "a.align.json", tmp_path / "a.decisions.jsonl"
    session = Session.open(*files)
    before = session.table
    chance = random.Random(name)
    for _ in range(40):
        rows = [row.id for row in session.table] or ["e0z0"]
        row, other = chance.choice(rows), chance.choice(rows)
        side = chance.choice(("en", "zh"))
        action = chance.choice(sorted(ACTIONS - {"align_again", "runner_up", "restore"}))
        given = {
            "row": row,
            "rows": [row, other],
            "side": side,
            "text": chance.choice(("", "a\tb\nc")),
        }
        given |= {"piece": 0, "offset": 2, "to": "next", "confidence": 0.5, "replacement": "z"}
        wanted = {**GOOD.get(action, {}), "undo": 1, "redo": 1}
        data = {key: value for key, value in given.items() if key in wanted}
        try:
            json.dumps(session.answer(action, data), allow_nan=False)
        except UsageError:
            continue
        for k, document in enumerate(session.documents):
            there = sorted(n for bead in session.alignment for n in (bead.en, bead.zh)[k])
            assert there == list(range(len(document)))
    assert Session.open(*files).table == session.table
    while session.summary()["can_undo"]:
        session.undo()
    assert session.table == before


def test_a_decision_of_other_types_is_never_written():
    with pytest.raises(TypeError, match="note is no text"):
        Decision("comment", "a", "One.", note=5)


PARTED = [("unlink", {"row": "e0"}), ("move", {"row": "e0", "side": "en", "to": "next"})]


@pytest.mark.parametrize("action", PARTED)
def test_a_text_that_was_written_beside_a_sentence_stays_when_they_are_parted(opened, action):
    opened.unlink("e0z0")
    opened.edit("e0", "zh", "写在旁边的话。")
    opened.answer(*action)
    assert sum("写在旁边的话。" in row.zh for row in opened.table) == 1
    assert all(decision.en or decision.zh for decision in opened.decisions)


def test_text_that_came_back_is_set_aside_again_also_after_a_new_start(tmp_path):
    name = "2023-05-20-world-metrology-day-ev-charger-certification.txt"
    aligner = Aligner(explain=True)
    made = aligner.align_files(ROOT / "corpora/en" / name, ROOT / "corpora/zh" / name)
    write(made, tmp_path / "a.align.json", format="align.json")
    files = tmp_path / "a.align.json", tmp_path / "a.decisions.jsonl"
    session = Session.open(*files, aligner=aligner)
    shown = [session.table]
    session.restore(next(row.id for row in session.table if row.aside))
    shown.append(session.table)
    session.align_again()
    session = Session.open(*files, aligner=aligner)
    shown.append(session.table)
    for before in shown[1::-1]:
        session.undo()
        assert [row.id for row in session.table] == [row.id for row in before]
    session.redo()
    session.redo()
    assert [row.id for row in session.table] == [row.id for row in shown[2]]
