"""One audit: what is read, asked, counted and left unsaid."""

from functools import partial

import pytest
from audited import memory_in, unit

from align.alignment import Alignment, Bead
from align.audit import Config, audit, sources
from align.audit import run as run_module
from align.audit.sources import collect
from align.document import Document
from align.errors import InputError
from align.memory import write


@pytest.fixture
def memory(tmp_path):
    return partial(memory_in, tmp_path)


LEFT = "This sentence was left in English."
ONLY = Config(only=("untranslated",))


def test_findings_say_where_they_are(memory):
    path = memory(unit("Hello.", "你好。", "a"), unit(LEFT, LEFT, "b", position="4:5"))
    with audit(path, config=ONLY) as report:
        (found,) = report
    assert (found.check, found.severity, found.number) == ("untranslated", "error", 1)
    assert (found.document, found.place, found.en) == ("b", "4:5", LEFT)
    assert path.read_text(encoding="utf-8").splitlines()[found.line - 1].strip().startswith("<tu")
    assert report.summary()["by_severity"] == {"error": 1, "warning": 0, "note": 0}
    assert (report.units, report.documents, report.per_thousand()) == (2, 2, 500.0)


def test_the_report_is_the_same_on_one_core_and_on_many(memory, monkeypatch):
    monkeypatch.setattr(run_module, "EVERY", 7)
    monkeypatch.setattr(sources, "EVERY", 7)
    texts = [f"Sentence {n} was left in English." for n in range(50)]
    path = memory(*(unit(t, t if n % 3 else f"第{n}句。", f"d{n}") for n, t in enumerate(texts)))
    found = []
    for jobs in (1, 2):
        with audit(path, config=ONLY, jobs=jobs) as report:
            found.append([report.summary() | {"date": ""}, list(report)])
    assert found[0] == found[1]
    assert len(found[0][1]) == 33


def test_a_unit_can_be_told_to_be_left_alone(memory):
    path = memory(
        unit(LEFT, LEFT, **{"audit-ignore": "numbers, untranslated"}),
        unit(LEFT, LEFT, note=["tmxalign: ignore untranslated"]),
        unit(LEFT, LEFT, note=["tmxalign: ignore"]),
        unit(LEFT, LEFT, note=["tmxalign: ignore numbers"]),
    )
    with audit(path, config=ONLY) as report:
        assert [f.number for f in report] == [3]
    assert report.ignored == 3


def test_an_alignment_brings_its_null_beads_and_their_places(tmp_path):
    en = Document.from_sentences(["Hello.", "It was added.", "Bye."], "en", name="a")
    zh = Document.from_sentences(["你好。", "再见。"], "zh", name="a")
    beads = (Bead((0,), (0,)), Bead((1,), ()), Bead((2,), (1,)))
    write(Alignment(en, zh, beads), tmp_path / "a.align.json")
    with collect([tmp_path / "a.align.json"]) as store:
        segments = list(store)
    assert [s.is_null for s in segments] == [False, True, False]
    assert segments[1].en_place == "line 2"


def test_a_folder_of_documents_is_paired_and_aligned(tmp_path):
    (tmp_path / "a.en.txt").write_text("The talks began on Monday.\n", encoding="utf-8")
    (tmp_path / "a.zh.txt").write_text("会谈于星期一开始。\n", encoding="utf-8")
    (tmp_path / "b.en.txt").write_text("Nobody translated this page.\n", encoding="utf-8")
    with collect([tmp_path]) as store:
        assert [(s.en, s.zh) for s in store] == [
            ("The talks began on Monday.", "会谈于星期一开始。")
        ]
        assert store.unpaired == [("b.en.txt", "")]


def test_what_cannot_be_read_is_listed_and_the_rest_is_audited(memory, tmp_path):
    good = memory(unit("Hello.", "你好。"))
    bad = tmp_path / "bad.tmx"
    bad.write_text("<tmx><body><tu>", encoding="utf-8")
    with audit([bad, good], config=ONLY) as report:
        assert report.units == 1
    assert len(report.failed) == 1
    assert "bad.tmx" in report.failed[0]
    with pytest.raises(InputError, match=r"bad\.tmx"):
        audit([bad])


def test_the_store_leaves_nothing_behind(memory, monkeypatch, tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with audit(memory(unit("Hello.", "你好。")), config=ONLY):
        pass
    with pytest.raises(InputError):
        audit([tmp_path / "nothing.tmx"])
    assert list(folder.iterdir()) == []
