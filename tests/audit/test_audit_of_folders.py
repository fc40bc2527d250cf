"""What of a folder is audited: the documents as they are now, and what fits them."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from align.audit import Config, audit
from align.batch import build
from align.commands.main import main
from align.errors import InputError
from align.pipeline import Aligner
from align.runners import processes

ASKED = Config(only=("numbers", "one-language", "untranslated"))
TEXTS = {
    "a": ("The port handled 120 ships. The crew rested.", "该港口接待了120艘船。船员休息了。"),
    "b": ("The museum opened 14 rooms.", "博物馆开放了14个展厅。"),
}  # fmt: skip


@pytest.fixture(scope="module")
def aligner():
    return Aligner()


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A folder of documents in two languages, with the memory and the alignments of a build."""
    monkeypatch.chdir(tmp_path)
    for name, texts in TEXTS.items():
        for side, text in zip(("en", "zh"), texts, strict=True):
            Path("work", side).mkdir(parents=True, exist_ok=True)
            Path("work", side, f"{name}.txt").write_text(text, encoding="utf-8")
    return Path("work")


def built(work, aligner, out="memory.tmx"):
    build(work, work / out, aligner=aligner)
    return work


def edited(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def audited(path, aligner, **options):
    with audit(path, config=ASKED, aligner=aligner, **options) as report:
        return report, sorted((f.check, f.zh or f.en) for f in report)


def test_alignments_of_the_same_files_are_used(work, aligner):
    report, found = audited(built(work, aligner), aligner)
    assert (found, str(report.audited)) == ([], "2 alignments used")
    assert report.audited.notes == [
        "work/memory.tmx: not audited: a memory of the same documents; name it to audit it"
    ]


def test_an_edit_is_audited_at_once(work, aligner):
    edited(built(work, aligner) / "zh" / "a.txt", "120", "210")
    report, found = audited(work, aligner)
    assert [check for check, _ in found] == ["numbers"]
    assert "210" in found[0][1]
    assert str(report.audited) == "1 pair aligned now, 1 alignment used"
    assert report.audited.notes[0] == (
        "work/memory.alignments/a.align.json: not used: its documents have changed"
    )


@pytest.mark.parametrize("above", ["texts", "texts/of/2026"])
def test_documents_in_a_folder_below_have_changed_too(work, aligner, above):
    """They have longer names than in the alignments, which were made of the folder itself."""
    texts = work / above
    texts.mkdir(parents=True)
    for side in ("en", "zh"):
        (work / side).rename(texts / side)
    build(texts, work / "memory.tmx", aligner=aligner)
    edited(texts / "zh" / "a.txt", "120", "210")
    report, found = audited(work, aligner)
    assert [check for check, _ in found] == ["numbers"]
    assert report.audited.notes[0].endswith("a.align.json: not used: its documents have changed")


def test_what_was_mended_is_not_reported_again(work, aligner):
    edited(work / "zh" / "b.txt", "14", "41")
    built(work, aligner)
    assert [check for check, _ in audited(work, aligner)[1]] == ["numbers"]
    edited(work / "zh" / "b.txt", "41", "14")
    assert audited(work, aligner)[1] == []


def test_a_new_and_a_lost_document_count(work, aligner):
    built(work, aligner)
    for side in ("en", "zh"):
        (work / side / "a.txt").unlink()
    (work / "en" / "c.txt").write_text("Nobody translated this page.", encoding="utf-8")
    report, found = audited(work, aligner)
    assert [check for check, _ in found] == ["one-language"]
    assert str(report.audited) == "1 alignment used"
    assert report.audited.notes[0].endswith("a.align.json: not used: its documents are not here")


def test_a_renamed_pair_keeps_its_alignment(work, aligner):
    built(work, aligner)
    for side in ("en", "zh"):
        (work / side / "b.txt").rename(work / side / "z.txt")
    report, _ = audited(work, aligner)
    assert str(report.audited) == "2 alignments used"


def test_of_two_alignments_of_the_same_files_the_newer_one_is_used(work, aligner):
    built(work, aligner)
    os.utime(work / "memory.alignments" / "a.align.json", (1, 1))
    built(work, aligner, "other.tmx")
    report, _ = audited(work, aligner)
    assert str(report.audited) == "2 alignments used"
    assert len(report.audited.notes) == 2  # the two memories


def test_a_damaged_alignment_is_made_again(work, aligner):
    (built(work, aligner) / "memory.alignments" / "a.align.json").write_text("{", encoding="utf-8")
    report, _ = audited(work, aligner)
    assert str(report.audited) == "1 pair aligned now, 1 alignment used"
    assert report.failed == ()
    assert "a.align.json" in report.audited.notes[0]


def test_alignments_alone_are_audited_with_a_note(work, aligner):
    report, _ = audited(built(work, aligner) / "memory.alignments", aligner)
    assert str(report.audited) == "2 alignments used"
    assert report.audited.notes == [
        "work/memory.alignments: the documents of the alignments are not in it; "
        "whether they have changed since is not known"
    ]
    (work / "memory.alignments" / "a.align.json").write_text("{", encoding="utf-8")
    report, _ = audited(work / "memory.alignments", aligner)
    assert (str(report.audited), len(report.failed)) == ("1 alignment used", 1)


def test_an_alignment_of_its_own_does_not_say_what_it_was_made_of(work, aligner, tmp_path):
    from align.library import align

    align(work / "en" / "a.txt", work / "zh" / "a.txt", work / "a.align.json", aligner=aligner)
    report, _ = audited(work, aligner)
    assert str(report.audited) == "2 pairs aligned now"
    assert len(report.audited.notes) == 1


@pytest.mark.parametrize("mixed", [False, True])
def test_memories_of_others_are_audited_beside_documents(work, aligner, mixed):
    folder = work
    if mixed:  # a.en.txt, a.zh.txt, legacy.tmx: a memory is no pair of documents
        folder = Path("mixed")
        folder.mkdir()
        for side in ("en", "zh"):
            (work / side / "a.txt").rename(folder / f"a.{side}.txt")
    left = "This sentence was left in English."
    rows = f"English,Chinese\nHello.,你好。\n{left},{left}\nBye.,再见。\n"
    (folder / "rows.csv").write_text(rows, encoding="utf-8")
    from align.memory import read_memory, write

    write(read_memory(folder / "rows.csv"), folder / "legacy.tmx")
    (folder / "rows.csv").unlink()
    report, found = audited(folder, aligner)
    assert str(report.audited) == f"{2 - mixed} pair{'s' * (not mixed)} aligned now, 1 memory"
    assert [check for check, _ in found] == ["untranslated"]
    assert report.audited.notes == []


def test_memories_alone_are_audited(work, aligner):
    Path("alone").mkdir()
    (built(work, aligner) / "memory.tmx").rename("alone/memory.tmx")
    report, _ = audited("alone", aligner)
    assert str(report.audited) == "1 memory"
    with pytest.raises(InputError, match="no pairs"):
        Path("alone/memory.tmx").unlink()
        Path("alone/a.en.txt").write_text("Alone.", encoding="utf-8")
        audited("alone", aligner)


def test_reports_name_what_was_audited(work, aligner):
    edited(built(work, aligner) / "zh" / "a.txt", "120", "210")
    run = CliRunner()
    only = ["audit", "work", "--only", "numbers"]
    said = run.invoke(main, [*only, "--write-baseline", "known.json"])
    assert "audited 1 pair aligned now, 1 alignment used" in said.output
    assert "note: work/memory.alignments/a.align.json: not used" in said.output
    # in CI: the finding is known; a further edit is not
    asked = [*only, "--baseline", "known.json"]
    assert run.invoke(main, asked).exit_code == 0
    edited(work / "zh" / "b.txt", "14", "140")
    found = run.invoke(main, [*asked, "-o", "r.json", "-o", "r.md", "-o", "r.html"])
    assert found.exit_code == 1
    summary = json.loads(Path("r.json").read_text(encoding="utf-8"))["summary"]
    assert (summary["audited"]["pairs"], summary["audited"]["alignments"]) == (2, 0)
    assert len(summary["audited"]["notes"]) == 3
    assert "2 pairs aligned now" in Path("r.md").read_text(encoding="utf-8")
    assert "b.align.json: not used" in Path("r.md").read_text(encoding="utf-8")
    assert "b.align.json: not used" in Path("r.html").read_text(encoding="utf-8")


def test_its_own_report_and_baseline_are_no_documents(work):
    run = CliRunner()
    asked = ["audit", "work/mixed", "--no-config", "--baseline", "work/mixed/known.json"]
    Path("work/mixed").mkdir()
    for side in ("en", "zh"):
        (work / side / "a.txt").rename(work / "mixed" / f"a.{side}.txt")
    made = run.invoke(main, ["audit", "work/mixed", "--write-baseline", "work/mixed/known.json"])
    assert made.exit_code == 0
    for _ in range(2):
        found = run.invoke(main, [*asked, "-o", "work/mixed/report.html", "--fail-on", "note"])
        assert (found.exit_code, "Nothing found" in found.output) == (0, True), found.output


def test_any_number_of_processes_gives_the_same_audit(work, aligner, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "may_fork", lambda: hasattr(os, "fork"))
    monkeypatch.setattr(processes, "_ENDING", 0)
    built(work, aligner)
    edited(work / "en/a.txt", "120", "121")
    for name in "cd":
        for side, text in zip(("en", "zh"), TEXTS["b"], strict=True):
            (work / side / f"{name}.txt").write_text(text * (1 + (name == "c")), encoding="utf-8")
    (work / "en/e.docx").write_bytes(b"PK\x03\x04 cut off")
    (work / "zh/e.docx").write_bytes(b"PK\x03\x04 cut off")
    seen, steps = [], []
    for jobs in (1, 2):
        kept = tmp_path / f"kept{jobs}"
        report, found = audited(
            work, aligner, jobs=jobs, alignments=kept, pairs=lambda *step: steps.append(step)
        )
        files = {path.name: path.read_bytes() for path in sorted(kept.iterdir())}
        seen.append((found, report.audited, report.failed, files))
    assert seen[0] == seen[1]
    found, counted, failed, files = seen[1]
    assert str(counted) == "2 pairs aligned now, 2 alignments used"
    assert len(failed) == 1
    assert len(files) == 2
    assert [done for done, _, _ in steps] == [1, 2, 3, 4, 5] * 2
