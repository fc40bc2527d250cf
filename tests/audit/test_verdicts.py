"""What people said of a finding in the review holds in the next audit."""

import pytest
from audited import memory_in, unit

from align import library
from align.audit.engine.baseline import settled_findings, write_baseline
from align.errors import UsageError
from align.memory.decision_log import append_decisions, read_decisions
from align.memory.decisions import Decision

FAULTS = (
    unit("It cost 12 yuan.", "费用为13元。", "visit"),
    unit("It opened.", "It opened in May.", "visit"),
)


def said(log, finding, verdict):
    extra = {"fingerprint": finding.fingerprint, "check": finding.check, "verdict": verdict}
    append_decisions(log, [Decision("finding", finding.document, extra=extra)])


def audited(path, **options):
    with library.audit(path, no_config=True, **options) as report:
        return list(report), report.known


@pytest.fixture
def memory(tmp_path):
    return memory_in(tmp_path, *FAULTS)


def wrong_number(found):
    (finding,) = (f for f in found if f.check == "numbers")
    return finding


@pytest.mark.parametrize("verdict", ["accepted", "false alarm"])
def test_what_was_accepted_is_known_to_the_next_audit(memory, verdict):
    before, _ = audited(memory)
    finding = wrong_number(before)
    said(memory.with_name("memory.decisions.jsonl"), finding, verdict)
    after, known = audited(memory)
    assert known == 1
    assert after == [f for f in before if f != finding]
    assert audited(memory, no_decisions=True) == (before, 0)


@pytest.mark.parametrize("verdict", ["mended", "open"])
def test_what_is_found_again_after_it_was_mended_is_reported(memory, verdict):
    before, _ = audited(memory)
    log = memory.with_name("memory.decisions.jsonl")
    said(log, wrong_number(before), "false alarm")
    said(log, wrong_number(before), verdict)
    assert audited(memory) == (before, 0)


def test_the_folder_that_has_the_memory_and_its_decisions_knows_them_too(memory, tmp_path):
    said(memory.with_name("memory.decisions.jsonl"), wrong_number(audited(memory)[0]), "accepted")
    assert audited(tmp_path)[1] == 1


def test_decisions_of_another_place_are_named(memory, tmp_path):
    log = tmp_path / "others.decisions.jsonl"
    said(log, wrong_number(audited(memory)[0]), "accepted")
    assert audited(memory)[1] == 0
    assert audited(memory, decisions=log)[1] == 1
    with pytest.raises(UsageError):
        audited(memory, decisions=log, no_decisions=True)


def test_verdicts_make_a_baseline_file(memory, tmp_path):
    log = memory.with_name("memory.decisions.jsonl")
    said(log, wrong_number(audited(memory)[0]), "accepted")
    known = tmp_path / "known.json"
    assert write_baseline(settled_findings(read_decisions(log)), known) == 1
    log.unlink()
    assert audited(memory, baseline=known)[1] == 1


def test_a_verdict_decides_nothing_about_the_pair(memory):
    log = memory.with_name("memory.decisions.jsonl")
    said(log, wrong_number(audited(memory)[0]), "accepted")
    found = read_decisions(log)
    assert found.of("visit") == found.in_force == found.warnings() == []
    assert "accepted" in str(next(iter(found)))


def test_what_people_corrected_is_audited_as_they_wrote_it(tmp_path):
    """In the documents, in their alignments and in the memory alike."""
    folder = tmp_path / "docs"
    for language, text in (
        ("en", "It cost 12 yuan.\nIt opened.\n"),
        ("zh", "费用为13元。\n开业了。\n"),
    ):
        (folder / language).mkdir(parents=True)
        (folder / language / "visit.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "memory.tmx"
    library.build(folder, out=out)
    store = tmp_path / "memory.alignments"
    assert [f.check for f in audited(store)[0]] == ["numbers"]
    new = Decision("correct", "visit", ("It cost 12 yuan.",), ("费用为13元。",),
                   result=(("It cost 12 yuan.", "费用为12元。"),))  # fmt: skip
    append_decisions(tmp_path / "memory.decisions.jsonl", [new])
    assert audited(store) == ([], 0)
    assert audited(folder, alignments=store) == ([], 0)
    assert [f.check for f in audited(store, no_decisions=True)[0]] == ["numbers"]
