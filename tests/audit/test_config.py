"""tmxalign.toml and baselines: how a team lives with an audit."""

import json
from functools import partial

import pytest
from audited import memory_in, unit

from align.audit import Config, audit, find_config, read_config
from align.audit.engine.baseline import Baseline, write_baseline
from align.audit.engine.check import wrong_examples
from align.audit.engine.config import kinds
from align.errors import InputError, TmxalignError, UsageError


@pytest.fixture
def memory(tmp_path):
    return partial(memory_in, tmp_path)


LEFT = "This sentence was left in English."
ONLY = ("untranslated",)


def config(tmp_path, text):
    path = tmp_path / "tmxalign.toml"
    path.write_text(text, encoding="utf-8")
    return path


def severities(settings):
    return {id: s.severity for id, s in settings.items()}


def test_checks_can_be_disabled_and_their_severity_set(tmp_path):
    path = config(tmp_path, '[audit]\nfail-on = "warning"\n[audit.checks]\nuntranslated = "note"\n')
    found = read_config(path)
    assert found.fail_on == "warning"
    assert severities(found.settings())["untranslated"] == "note"
    off = read_config(config(tmp_path, "[audit.checks]\nuntranslated = false\n"))
    assert severities(off.settings())["untranslated"] is None
    table = '[audit.checks.untranslated]\nseverity = "warning"\nenabled = true\n'
    assert severities(read_config(config(tmp_path, table)).settings())["untranslated"] == "warning"


def test_settings_can_depend_on_the_document(memory):
    path = memory(unit(LEFT, LEFT, "2019/a"), unit(LEFT, LEFT, "2024/a"))
    chosen = Config(paths=(("2019/*", {"untranslated": "note"}),), only=ONLY)
    with audit(path, config=chosen) as report:
        assert [(f.document, f.severity) for f in report] == [
            ("2019/a", "note"),
            ("2024/a", "error"),
        ]


def test_by_path_a_whole_memory_check_can_be_lowered_or_disabled(memory):
    path = memory(*(unit(LEFT, text, "old") for text in ("甲有效。", "甲有效。", "乙无效。")))
    id = "same-source-different-target"
    for change, found in (("note", ["note"]), ({"severity": "note"}, ["note"]), (False, [])):
        chosen = Config(paths=(("old", {id: change}),), only=(id,))
        with audit(path, config=chosen) as report:
            assert [f.severity for f in report] == found
    with pytest.raises(UsageError, match="looks at the whole memory"):
        Config(paths=(("old", {id: {"severity": "note", "minimum": 9}}),))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[audit", "not TOML"),
        ("[audit.checks]\nuntranslatd = false\n", "did you mean 'untranslated'"),
        ('[audit.checks]\nuntranslated = "grave"\n', "error, warning, note or off"),
        ("[audit.checks.untranslated]\nnothing = 1\n", "no parameter 'nothing'"),
        ('[audit.checks.untranslated]\nenabled = "yes"\n', "true or false"),
        ("[audit]\nfail-on = 3\n", "fail-on"),
        ("[audit]\njobs = 0\n", "jobs"),
        ("[audit]\nfail_on = 'error'\n", "unknown 'fail_on'"),
        ("[[audit.paths]]\nchecks = {}\n", "match"),
        ('[[audit.paths]]\nmatch = "a"\nchecks = { untranslatd = false }\n', "did you mean"),
        (
            '[[audit.paths]]\nmatch = "[ab]*"\n[audit.paths.checks.omission]\ncharacters = 25\n',
            "omission looks at the whole memory at once",
        ),
    ],
)
def test_a_mistake_in_the_file_is_reported(tmp_path, text, said):
    path = config(tmp_path, text)
    with pytest.raises(TmxalignError) as error:
        read_config(path)
    assert error.value.status == (3 if said == "not TOML" else 2)
    assert said in str(error.value)
    assert str(path) in str(error.value)


def test_the_nearest_file_is_used(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find_config(tmp_path / "a" / "b") != tmp_path / "tmxalign.toml"
    path = config(tmp_path, "")
    assert find_config(tmp_path / "a" / "b") == path


def test_an_unknown_check_on_the_command_line_is_reported():
    with pytest.raises(UsageError, match="did you mean 'untranslated'"):
        Config().with_checks(only=["untransleted"])


def test_a_baseline_hides_known_findings_and_shows_new_ones(memory, tmp_path):
    known = tmp_path / "known.json"
    old = unit(LEFT, LEFT, "a")
    with audit(memory(old), config=Config(only=ONLY)) as report:
        assert write_baseline(report, known) == 1
    new = unit("Another one was left.", "Another one was left.", "a")
    # other places in the file, the same fault twice, and a new one
    path = memory(unit("Hello.", "你好。", "a"), old, new, old)
    with audit(path, config=Config(only=ONLY), baseline=known) as report:
        assert [f.number for f in report] == [2, 3]
    assert (report.known, report.mended) == (1, 0)
    with audit(
        memory(unit("Hello.", "你好。")), config=Config(only=ONLY), baseline=known
    ) as report:
        assert (len(report.findings), report.mended) == (0, 1)


def test_a_file_that_is_not_a_baseline_is_refused(tmp_path):
    path = tmp_path / "b.json"
    for text in ("[]", "{", '{"schema": "x"}', json.dumps("x"), "[" * 100_000):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="not a baseline") as caught:
            Baseline.read(path)
        assert "\n" not in str(caught.value)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not a baseline"):
        Baseline.read(path)


def test_a_baseline_of_another_version_is_refused(tmp_path):
    path = tmp_path / "b.json"
    path.write_text('{"schema": "tmxalign/audit-baseline/2", "findings": []}', encoding="utf-8")
    with pytest.raises(InputError, match="another version of tmxalign"):
        Baseline.read(path)


def test_the_kind_of_text_sets_severities_and_the_configuration_comes_after_it(tmp_path):
    assert kinds() == ["release", "technical", "legal", "subtitle"]
    plain, short = (Config(kind=name).settings() for name in ("release", "subtitle"))
    assert (plain["end-punctuation"].severity, short["end-punctuation"].severity) == (
        "warning", None,
    )  # fmt: skip
    assert Config(kind="legal").settings()["omission"].parameters["free"] == 1.0
    text = '[audit]\nkind = "subtitle"\n[audit.checks]\nend-punctuation = "note"\n'
    found = read_config(config(tmp_path, text)).settings()
    assert found["end-punctuation"].severity == "note"
    assert found["length"].severity == "note"
    with pytest.raises(UsageError, match="there are: release, technical, legal, subtitle"):
        read_config(config(tmp_path, '[audit]\nkind = "novel"\n'))


PATTERN = """
[[audit.pattern]]
id = "embargo"
en = "for immediate release"
zh = "即时发布"
rule = "must"
when = "both"
severity = "error"
message = "the line about the embargo is another one"
fires = [["For immediate release", "马上发布"], ["Released now", "即时发布"]]
silent = [["FOR IMMEDIATE RELEASE", "即时发布"], ["It opened.", "开业。"]]

[[audit.pattern]]
id = "slogans"
zh = "最(好|佳)"
rule = "must-not"
"""


def test_own_checks_are_patterns_in_the_configuration(tmp_path, memory):
    found = read_config(config(tmp_path, PATTERN))
    path = memory(
        unit("For immediate release", "马上发布"),
        unit("For immediate release", "即时发布"),
        unit("The best tea", "最好的茶，最佳的水"),
    )
    for jobs in (1, 2):
        with audit(path, config=found, jobs=jobs) as report:
            mine = [f for f in report if f.check in ("embargo", "slogans")]
        assert [(f.check, f.severity, f.message, f.zh_spans) for f in mine] == [
            ("embargo", "error", "the line about the embargo is another one", ()),
            ("slogans", "warning", "the Chinese side matches the pattern slogans",
             ((0, 2), (5, 7))),
        ]  # fmt: skip
    assert [wrong_examples(found.known[id]) for id in ("embargo", "slogans")] == [[], []]
    assert list(found.known)[-2:] == ["embargo", "slogans"]
    assert found.with_checks(only=["slogans"]).settings()["embargo"].severity is None
    off = read_config(config(tmp_path, PATTERN + "[audit.checks]\nslogans = false\n"))
    assert off.settings()["slogans"].severity is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('id = "numbers"\nzh = "a"', "there is a check of this name"),
        ('id = "Own"\nzh = "a"', "it must be like 'no-slogans'"),
        ('id = "own"\nzh = "("\nrule = "must-not"', "zh in .* is no regular expression"),
        ('id = "own"\nzh = "a"', "needs en and zh"),
        ('id = "own"\nrule = "must-not"', "needs en or zh"),
        ('id = "own"\nzh = "a"\nrule = "may"', "must or must-not"),
        ('id = "own"\nzh = "a"\ncolour = "red"', "unknown 'colour'"),
        ('id = "own"\nzh = "a"\nen = "b"\nfires = ["a"]', "an example is"),
        ('id = "own"\nzh = "a"\nen = "b"\nseverity = "grave"', "error or warning or note"),
    ],
)
def test_a_pattern_that_makes_no_sense_is_refused_in_a_line(tmp_path, line, said):
    with pytest.raises(UsageError, match=said) as error:
        read_config(config(tmp_path, f"[[audit.pattern]]\n{line}\n"))
    assert "\n" not in str(error.value)
