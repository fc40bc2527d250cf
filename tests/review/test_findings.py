"""Findings stand beside their rows, follow the work, and what people say of them stays."""

import json

import pytest

from align import library
from align.alignment import Alignment, Bead
from align.audit.reports.json_report import read_report
from align.document import Document
from align.errors import InputError, UsageError
from align.memory import write
from align.memory.decision_log import read_decisions
from align.review import project_audit
from align.review.calls import in_language
from align.review.findings import AuditViews
from align.review.project import NotThereError, Workplace
from tests.review.running import project_of

VALID = "The certificate is valid for five years."


def made(*pairs):
    """An alignment of pairs; an empty side is none."""
    sides, beads = ([], []), []
    for pair in pairs:
        numbers = []
        for side, text in zip(sides, pair, strict=True):
            numbers.append((len(side),) if text else ())
            side += [text] if text else []
        beads.append(Bead(*numbers, confidence=0.9))
    en, zh = (
        Document.from_sentences(some, language)
        for some, language in zip(sides, ("en", "zh"), strict=True)
    )
    return Alignment(en, zh, tuple(beads))


VISIT = made(
    ("The meeting was held in May.", "会议于5月召开。"),
    ("It cost 12 yuan.", "费用为13元。"),
    ("All who came to it were pleased with what they saw there.", ""),
    (VALID, "证书有效期为五年。"),
)
LAUNCH = made(
    (VALID, "证书的期限是五年。"), ("It is new.", "它是新的。"), (VALID, "证书的期限是五年。")
)


class Desk:
    """A page's view of the document ``visit``."""

    def __init__(self, place, folder, document="visit"):
        self.work = Workplace(folder)
        self.project = self.work.add(place)
        self.views = AuditViews(self.work)
        self.document = document

    @property
    def audit(self):
        return self.views.of(self.project.id)

    def see(self, lang="en"):
        """What the page shows when the audit has ended."""
        while True:
            found = self.views.findings(self.project.id, self.document, lang=[lang])
            if found["state"] != "running" and not found["stale"]:
                return found
            self.audit.wait()

    def cards(self, lang="en"):
        return {card["row"]: card["findings"] for card in self.see(lang)["cards"]}

    def checks(self):
        return {row: [f["check"] for f in some] for row, some in self.cards().items()}

    def say(self, row, check, verdict):
        (finding,) = (f for f in self.cards()[row] if f["check"] == check)
        data = {"key": finding["key"], "verdict": verdict}
        return self.views.verdict(self.project.id, self.document, data)

    def verdict_of(self, row, check):
        return next(f["verdict"] for f in self.cards()[row] if f["check"] == check)

    def act(self, action, *arguments):
        with self.project.session(self.document) as session:
            return getattr(session, action)(*arguments)


@pytest.fixture
def desk(tmp_path):
    place = project_of(tmp_path, visit=VISIT, launch=LAUNCH)
    return Desk(place, tmp_path / "work")


def test_findings_stand_beside_their_rows_with_all_causes(desk):
    cards = desk.cards()
    assert "e0z0" not in cards
    (number,) = cards["e1z1"]
    assert number["message"] == "the Chinese side says 13元, the English 12 yuan"
    assert (number["en"], number["zh"]) == ([[0, 8, 15]], [[0, 3, 6]])
    assert [f["check"] for f in cards["e2"]] == ["omission"]


def test_a_text_is_compared_with_all_documents_of_the_project(desk):
    (finding,) = desk.cards()["e3z2"]
    assert finding["check"] == "same-source-different-target"
    assert "launch" in finding["message"]


def test_findings_about_a_document_as_a_whole_stand_above_its_rows(tmp_path):
    place = project_of(tmp_path, visit=VISIT, alone=made(("It is new.", ""), ("It works.", "")))
    (tmp_path / "terms.csv").write_text("English,Chinese\nbody,机构\nbody,组织\n", encoding="utf-8")
    (tmp_path / "tmxalign.toml").write_text('[audit]\nglossary = ["terms.csv"]\n', "utf-8")
    alone = Desk(place, tmp_path / "work", "alone")
    whole = {finding["check"]: finding for finding in alone.see("zh")["whole"]}
    assert whole.keys() == {"one-language", "glossary-conflict"}
    assert whole["one-language"]["message"] == "alone全文都是英文：缺少另一语言的版本"
    data = {"key": whole["glossary-conflict"]["key"], "verdict": "accepted"}
    alone.views.verdict(alone.project.id, "alone", data)
    again = Desk(place, tmp_path / "work").see()["whole"]  # the other document has that one, too
    assert [(f["check"], f["verdict"]) for f in again] == [("glossary-conflict", "accepted")]


def test_in_chinese_all_of_it_is(desk):
    found = desk.see("zh")
    (number,) = next(card["findings"] for card in found["cards"] if card["row"] == "e1z1")
    assert number["message"] == "中文为“13元”，英文为“12 yuan”"
    about = {check["id"]: check for check in found["checks"]}
    assert about["numbers"]["name"] == "数字"
    assert about["numbers"]["summary"].startswith("两侧数字不一致")


def test_places_and_reasons_why_text_was_set_aside_are_in_chinese_too():
    row = {"place": ["line 3", ""], "aside": "page numbers"}
    assert in_language({"rows": [row]}, "zh")["rows"] == [
        {"place": ["第 3 行", ""], "aside": "页码"}
    ]


def test_what_is_mended_is_no_longer_found_and_the_rest_is_still_there(desk):
    before = desk.checks()
    desk.act("edit", "e1z1", "zh", "费用为12元。")
    after = desk.checks()
    assert after == {row: some for row, some in before.items() if row != "e1z1"}


def test_what_is_left_out_or_linked_is_audited_as_the_memory_has_it(desk):
    desk.act("exclude", ["e1z1"])
    desk.act("edit", "e0z0", "zh", "会议于6月召开。")
    assert "e1z1" not in desk.checks()
    assert desk.checks()["e0z0"] == ["dates"]


def test_in_a_large_project_checks_of_all_documents_wait_until_they_are_asked_for(
    desk, monkeypatch
):
    before = desk.checks()
    monkeypatch.setattr(project_audit, "PATIENCE", -1)
    desk.act("edit", "e1z1", "en", "It cost 14 yuan.")
    desk.act("edit", "e3z2", "zh", "证书的期限是五年。")
    found = desk.see()
    assert found["partial"]
    assert desk.checks() == {"e1z1": before["e1z1"], "e2": before["e2"]}
    desk.audit.start()
    desk.audit.wait()
    assert not desk.see()["partial"]


def test_a_very_large_project_is_audited_when_somebody_asks(desk, monkeypatch):
    monkeypatch.setattr(project_audit, "LARGE", 0)
    found = desk.views.findings(desk.project.id, "visit")
    assert (found["state"], found["cards"]) == ("waiting", [])
    assert desk.views.findings(desk.project.id, "visit", ask=["1"])["state"] != "waiting"
    assert "e1z1" in desk.checks()


def test_a_verdict_stays_and_is_known_to_the_next_audit(desk, tmp_path):
    answer = desk.say("e1z1", "numbers", "accepted")
    assert answer["said"] == ["verdict", {"verdict": "accepted"}]
    assert answer["summary"]["can_undo"]
    again = Desk(desk.project.place, tmp_path / "work")
    assert again.verdict_of("e1z1", "numbers") == "accepted"
    with library.audit(desk.project.place.store, no_config=True) as report:
        assert "numbers" not in {f.check for f in report}
        assert report.known == 1


def test_the_audit_of_the_memory_that_is_written_knows_it_too(desk):
    desk.act("edit", "e0z0", "zh", "会议于6月召开。")
    desk.say("e0z0", "dates", "accepted")
    desk.say("e1z1", "numbers", "false alarm")
    with desk.project.session("visit") as session:
        write(session.written()[0], desk.project.place.memory)
    with library.audit(desk.project.place.memory, no_config=True) as report:
        assert report.known == 2
        assert not {f.check for f in report} & {"dates", "numbers"}


def test_verdicts_are_undone_and_redone_like_all_else(desk):
    desk.act("approve", ["e0z0"])
    desk.say("e1z1", "numbers", "false alarm")
    desk.act("undo")
    assert desk.verdict_of("e1z1", "numbers") == ""
    desk.act("redo")
    assert desk.verdict_of("e1z1", "numbers") == "false alarm"
    desk.say("e1z1", "numbers", "open")
    assert desk.verdict_of("e1z1", "numbers") == ""


def test_what_was_called_mended_and_is_found_again_says_so(desk):
    desk.say("e1z1", "numbers", "mended")
    assert desk.verdict_of("e1z1", "numbers") == "mended"
    desk.audit.start()
    desk.audit.wait()
    (finding,) = desk.cards()["e1z1"]
    assert finding["verdict"] == ""
    assert finding["again"]


def test_a_verdict_changes_no_row_and_costs_no_audit(desk):
    def state():
        with desk.project.session("visit") as session:
            return session.version, session.table

    desk.see()
    before = state()
    desk.say("e1z1", "numbers", "accepted")
    assert state() == before


def test_verdicts_on_what_is_not_there_or_of_unknown_kinds_are_refused(desk):
    desk.see()
    for data in ({"key": "no", "verdict": "accepted"}, {"key": "no", "verdict": "so"}, {}):
        with pytest.raises((NotThereError, UsageError)):
            desk.views.verdict(desk.project.id, "visit", data)
    assert not read_decisions(desk.project.place.decisions)


def test_the_baseline_that_the_page_writes_is_one_for_the_command(desk):
    desk.say("e1z1", "numbers", "accepted")
    written = desk.views.baseline(desk.project.id, {})
    assert written["written"] == 1
    with library.audit(
        desk.project.place.store, no_config=True, no_decisions=True, baseline=written["file"]
    ) as report:
        assert report.known == 1


def test_the_configuration_beside_the_memory_counts(desk, tmp_path):
    (tmp_path / "tmxalign.toml").write_text("[audit.checks]\nnumbers = false\n", encoding="utf-8")
    assert "e1z1" not in desk.checks()


def test_a_configuration_that_cannot_be_read_is_said_and_nothing_else_breaks(desk, tmp_path):
    (tmp_path / "tmxalign.toml").write_text("[audit", encoding="utf-8")
    desk.views.findings(desk.project.id, "visit")
    desk.audit.wait()
    found = desk.views.findings(desk.project.id, "visit")
    assert found["state"] == "failed"
    assert "not TOML" in found["error"]
    assert "不是有效的" in desk.views.findings(desk.project.id, "visit", lang=["zh"])["error"]


def test_findings_of_a_report_are_shown_where_their_texts_stand(desk, tmp_path):
    report = tmp_path / "report.json"
    glossary = tmp_path / "terms.csv"
    glossary.write_text("English,Chinese\nmeeting,会晤\n", encoding="utf-8")
    with library.audit(
        desk.project.place.store, report, no_config=True, glossaries=[glossary]
    ) as found:
        assert "terminology" in {f.check for f in found}
    summary, findings = read_report(report)
    assert summary["sources"] == [str(desk.project.place.store)]
    desk.project.reported = findings
    assert "terminology" in desk.checks()["e0z0"]


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": "tmxalign/audit-report/1"}'])
def test_another_file_is_no_report(tmp_path, text):
    file = tmp_path / "report.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="not a JSON report"):
        read_report(file)


def test_what_the_page_gets_is_json(desk):
    assert json.loads(json.dumps(desk.see("zh")))["state"] == "done"
