"""The SARIF report is what the standard says, and code hosts find the line in it."""

import json
import shutil
import subprocess
import tarfile

import pytest
from report_parts import CHECKS, FINDINGS, make_report

from align.audit.reports import write_report

#: It holds the schema of the standard; SARIF itself is published as a document.
PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
SCHEMA = "package/lib/schemas/sarif-2.1.0-rtm.5.json"


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    if not shutil.which("npm"):
        pytest.skip("npm is not installed: SARIF is NOT validated")
    folder = tmp_path_factory.mktemp("sarif")
    done = subprocess.run(
        ["npm", "pack", "--silent", PACKAGE],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
    )
    if done.returncode:
        pytest.skip(f"npm cannot get the schema, SARIF is NOT validated: {done.stderr[-200:]}")
    with tarfile.open(folder / done.stdout.strip()) as package:
        return json.load(package.extractfile(SCHEMA))


def written(tmp_path, **fields):
    with make_report(**fields) as report:
        if "source" in fields:
            report.sources = (fields["source"],)
        write_report(report, tmp_path / "a.sarif")
    return json.loads((tmp_path / "a.sarif").read_text(encoding="utf-8"))


def problems(schema, data):
    jsonschema = pytest.importorskip("jsonschema")
    kind = jsonschema.validators.validator_for(schema)
    return [error.message for error in kind(schema).iter_errors(data)]


@pytest.mark.slow
def test_it_is_valid_and_the_validator_detects_errors(schema, tmp_path):
    data = written(tmp_path)
    assert problems(schema, data) == []
    for fields in ({"findings": []}, {"findings": [], "checks": {}}, {"failed": (), "date": ""}):
        assert problems(schema, written(tmp_path, **fields)) == []
    data["runs"][0]["results"][0]["level"] = "grave"
    assert problems(schema, data)


def test_every_finding_is_a_result_of_its_rule(tmp_path):
    run = written(tmp_path)["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == set(CHECKS)
    for rule in rules:
        assert rule["defaultConfiguration"]["level"] == CHECKS[rule["id"]].severity
        assert CHECKS[rule["id"]].rationale in rule["help"]["text"]
    findings = sorted(FINDINGS, key=lambda f: f.number)
    assert len(run["results"]) == len(findings)
    for finding, result in zip(findings, run["results"], strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.check
        assert result["level"] == finding.severity
        assert result["locations"]
        if "\ud800" not in finding.en:
            assert result["properties"].get("en", "") == finding.en
            assert result["message"]["text"].startswith(finding.message)
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"][0]["executionSuccessful"] is False  # an input was not read


def test_a_result_states_file_line_document_and_fingerprint(tmp_path):
    result = written(tmp_path)["runs"][0]["results"][1]
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "sub%20folder/%E8%AE%B0%E5%BF%86.tmx"},
        "region": {"startLine": 7},
    }
    assert location["logicalLocations"] == [
        {"name": "a", "fullyQualifiedName": "a 1:1 u1", "kind": "segment"}
    ]
    assert result["partialFingerprints"] == {"tmxalign/v1": "f0"}


def test_every_result_has_a_file_and_a_line(tmp_path, monkeypatch):
    """Code hosts refuse the whole report otherwise."""
    monkeypatch.chdir(tmp_path)
    with make_report() as report:
        for sources in ((str(tmp_path / "releases"),), ("releases", "b.tmx")):
            report.sources = sources
            write_report(report, "a.sarif")
            results = json.loads((tmp_path / "a.sarif").read_bytes())["runs"][0]["results"]
            places = [result["locations"][0]["physicalLocation"] for result in results]
            assert [p["artifactLocation"]["uri"] for p in places[2:]] == ["releases"] * 16
            assert [p["region"]["startLine"] for p in places] == [1, 7, *[1] * 16]


def test_a_file_elsewhere_has_an_absolute_address(tmp_path):
    source = (tmp_path / "a b.tmx").as_posix()
    findings = [FINDINGS[1]._replace(source=source)]
    (result,) = written(tmp_path, findings=findings)["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == (tmp_path / "a b.tmx").as_uri()
