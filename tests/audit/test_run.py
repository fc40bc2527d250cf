"""One audit: what is read, asked, counted and left unsaid."""

from functools import partial

import pytest
from audited import memory_in, unit

from align.alignment import Alignment, Bead
from align.audit import Config, audit
from align.audit.engine import run as run_module
from align.audit.engine import sources
from align.audit.engine.sources import collect_segments
from align.document import Document
from align.errors import InputError
from align.memory import write


@pytest.fixture
def memory(tmp_path):
    return partial(memory_in, tmp_path)


LEFT = "This sentence was left in English."
ONLY = Config(only=("untranslated",))


def test_findings_state_their_places(memory):
    path = memory(unit("Hello.", "你好。", "a"), unit(LEFT, LEFT, "b", position="4:5"))
    with audit(path, config=ONLY) as report:
        (found,) = report
    assert (found.check, found.severity, found.number) == ("untranslated", "error", 1)
    assert (found.document, found.place, found.en) == ("b", "4:5", LEFT)
    assert path.read_text(encoding="utf-8").splitlines()[found.line - 1].strip().startswith("<tu")
    assert report.summary()["by_severity"] == {"error": 1, "warning": 0, "note": 0}
    assert (report.units, report.documents, report.per_thousand()) == (2, 2, 500.0)


def test_the_report_does_not_depend_on_the_number_of_cores(memory, monkeypatch):
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


def test_a_unit_can_silence_checks(memory):
    path = memory(
        unit(LEFT, LEFT, **{"audit-ignore": "numbers, untranslated"}),
        unit(LEFT, LEFT, note=["tmxalign: ignore untranslated"]),
        unit(LEFT, LEFT, note=["tmxalign: ignore"]),
        unit(LEFT, LEFT, note=["tmxalign: ignore numbers"]),
    )
    with audit(path, config=ONLY) as report:
        assert [f.number for f in report] == [3]
    assert report.ignored == 3


def test_null_beads_of_an_alignment_are_audited_with_places(tmp_path):
    en = Document.from_sentences(["Hello.", "It was added.", "Bye."], "en", name="a")
    zh = Document.from_sentences(["你好。", "再见。"], "zh", name="a")
    beads = (Bead((0,), (0,)), Bead((1,), ()), Bead((2,), (1,)))
    write(Alignment(en, zh, beads), tmp_path / "a.align.json")
    with collect_segments([tmp_path / "a.align.json"]) as store:
        segments = list(store)
    assert [s.is_null for s in segments] == [False, True, False]
    assert segments[1].en_place == "line 2"


def test_a_folder_of_documents_is_paired_and_aligned(tmp_path):
    (tmp_path / "a.en.txt").write_text("The talks began on Monday.\n", encoding="utf-8")
    (tmp_path / "a.zh.txt").write_text("会谈于星期一开始。\n", encoding="utf-8")
    (tmp_path / "b.en.txt").write_text("Nobody translated this page.\n", encoding="utf-8")
    with collect_segments([tmp_path]) as store:
        assert [(s.en, s.zh) for s in store] == [
            ("The talks began on Monday.", "会谈于星期一开始。")
        ]
        assert [name for name, *_ in store.unpaired] == ["b.en.txt"]


def test_every_finding_has_a_file_and_a_line(memory, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = memory(unit("Hello.", "你好。"), unit(LEFT, LEFT))
    path.rename(tmp_path / "first.tmx")
    (tmp_path / "sub").mkdir()
    rows = ("Hello.,你好。", "Thank you.,谢谢。", "Bye.,再见。", f"{LEFT},{LEFT}")
    table = "\n".join(("English,Chinese", *rows))
    (tmp_path / "sub" / "b.csv").write_text(table, encoding="utf-8")
    with audit([tmp_path / "first.tmx", "sub/../sub/b.csv"], config=ONLY) as report:
        first, second = report
    assert (first.source, second.source, second.line) == ("first.tmx", "sub/b.csv", 5)
    lines = (tmp_path / "first.tmx").read_text(encoding="utf-8").splitlines()
    assert lines[first.line - 1].strip().startswith("<tu")
    assert LEFT in "".join(lines[first.line : first.line + 3])


def test_a_finding_in_a_folder_names_its_document(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "texts"
    folder.mkdir()
    en = "The talks began on Monday.\n\nThe delegation then visited our laboratory in Suzhou.\n"
    (folder / "a.en.txt").write_text(en, encoding="utf-8")
    (folder / "a.zh.txt").write_text("会谈于星期一开始。\n", encoding="utf-8")
    (folder / "b.en.txt").write_text("It was opened in May.\n", encoding="utf-8")
    zh = "中心于五月成立。\n\n\n随后与会专家参观了位于苏州的实验室并进行了深入的技术交流。\n"
    (folder / "b.zh.txt").write_text(zh, encoding="utf-8")
    (folder / "c.zh.txt").write_text("没有人翻译。\n", encoding="utf-8")
    asked = Config(only=("omission", "addition", "one-language"))
    with audit("texts", config=asked, alignments="kept") as report:
        found = {f.check: (f.source, f.line) for f in report}
    assert found == {
        "omission": ("texts/a.en.txt", 3),
        "addition": ("texts/b.zh.txt", 4),
        "one-language": ("texts/c.zh.txt", 0),
    }
    with audit("kept", config=Config(only=("omission",))) as report:  # where no text is known
        assert {f.source for f in report} == {"kept/a.align.json"}


def test_a_glossary_conflict_is_placed_in_the_glossary(memory, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = "English,Chinese\nbody,机构\nbody,组织\n"
    (tmp_path / "terms.csv").write_text(rows, encoding="utf-8")
    path = memory(unit("Hello.", "你好。"))
    asked = Config(only=("glossary-conflict",))
    with audit(path, config=asked, glossaries=[tmp_path / "terms.csv"]) as report:
        assert {f.source for f in report} == {"terms.csv"}


def test_unreadable_files_are_listed_and_the_rest_audited(memory, tmp_path):
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
