"""Build servers read the JUnit report: a suite a check, a failure where the build shall fail."""

import pytest
from lxml import etree
from report_parts import CHECKS, FILE, FINDINGS, make_report, many

from align.audit.engine.finding import Finding
from align.audit.reports import write_report
from align.formats.xml_text import legal

junitparser = pytest.importorskip("junitparser", reason="junitparser: JUnit is NOT read back")


def read(tmp_path, fields=None, **options):
    with make_report(**(fields or {})) as report:
        write_report(report, tmp_path / "a.xml", **options)
    return junitparser.JUnitXml.fromfile(str(tmp_path / "a.xml"))


def failing(xml):
    return {
        (suite.name, case.name)
        for suite in xml
        for case in suite
        if any(isinstance(result, junitparser.Failure) for result in case.result)
    }


@pytest.mark.parametrize("fail_on", ["error", "warning", "note", "never"])
def test_findings_at_the_threshold_fail_and_others_are_output(fail_on, tmp_path):
    xml = read(tmp_path, fail_on=fail_on)
    order = ["never", "error", "warning", "note"]
    grave = order[1 : order.index(fail_on) + 1]
    expected = {
        (f.check, legal(f.document).text or CHECKS[f.check].summary)
        for f in FINDINGS
        if f.severity in grave
    }
    assert failing(xml) == expected
    for suite in xml:
        assert suite.tests == len(list(suite))
        assert suite.failures == sum(name == suite.name for name, _ in expected)
    assert (xml.tests, xml.failures, xml.errors) == (
        sum(s.tests for s in xml), sum(s.failures for s in xml), 1,
    )  # fmt: skip
    texts = etree.parse(tmp_path / "a.xml").getroot().itertext()
    body = "".join(texts)
    for finding in FINDINGS:
        assert legal(finding.message).text in body


def test_each_check_is_a_suite_which_passes_without_findings(tmp_path):
    xml = read(tmp_path)
    suites = {suite.name: suite for suite in xml}
    assert set(suites) == {*CHECKS, "input"}
    (case,) = suites["quiet"]
    assert case.is_passed
    (case,) = suites["input"]
    assert isinstance(case.result[0], junitparser.Error)
    assert case.name == "x<y>.tmx: not XML"


def test_a_case_is_named_by_its_document_or_else_its_file(tmp_path):
    known, unknown = FINDINGS[1], FINDINGS[-1]._replace(source="b.tmx")
    with make_report([known, unknown]) as report:
        write_report(report, tmp_path / "a.xml")
    cases = etree.parse(tmp_path / "a.xml").findall(".//testcase[@file]")
    assert [(c.get("name"), c.get("file")) for c in cases] == [("a", FILE), ("b.tmx", "b.tmx")]
    assert f"{FILE}:7" in cases[0].findtext("failure")


def test_the_most_severe_findings_of_a_check_are_written(tmp_path):
    findings = [
        Finding("numbers", severity, severity * 2, n, "a")
        for n, severity in enumerate(("note", "warning", "error"))
    ]
    with make_report(findings) as report:
        write_report(report, tmp_path / "a.xml", limit=1)
    text = (tmp_path / "a.xml").read_text(encoding="utf-8")
    assert "error: errorerror" in text
    assert "notenote" not in text
    assert "and 2 more" in text


def test_all_findings_are_counted_and_some_are_written(tmp_path):
    with many(7_000) as report:
        write_report(report, tmp_path / "a.xml", limit=100, fail_on="note")
    text = (tmp_path / "a.xml").read_text(encoding="utf-8")
    assert text.count("finding number") < 1_200  # in texts, and once as a message
    cases = [case for suite in junitparser.JUnitXml.fromstring(text.encode()) for case in suite]
    assert sum(int(case.result[0].message.split()[0]) for case in cases) == 7_000
