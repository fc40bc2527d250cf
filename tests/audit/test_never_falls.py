"""A check that fails does not take the others, the report or the command with it."""

import json
from dataclasses import replace

import pytest
from audited import memory_in, unit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from align.audit import CHECKS, Config, audit
from align.audit.checks import repeated_words
from align.audit.engine.check import INTERNAL, Context
from align.audit.engine.finding import quality_score
from align.audit.engine.run import audit_store
from align.audit.engine.segment_store import case, stored
from align.languages.phrases import translated
from cli import main


@pytest.fixture
def broken(monkeypatch):
    """Replaces what a check does."""

    def breaking(id, make):
        assert CHECKS[id].make is not make  # it is loaded
        monkeypatch.setitem(CHECKS._things, id, replace(CHECKS[id], make=make))

    return breaking


def failing_look(context):
    def look(segment):
        if "vice" in segment.en:
            raise KeyError("总统")
        return ()

    return look


def failing_search(context, **parameters):
    def look(store):
        raise RuntimeError("no\nway")
        yield

    return look


def test_a_vice_president_ends_no_audit(tmp_path):
    with audit(memory_in(tmp_path, unit("The vice president spoke.", "副总统发言。"))) as report:
        assert len(report.findings) == 0


def test_a_check_that_fails_is_a_finding_and_the_others_go_on(broken):
    broken("repeated-words", failing_look)
    broken("misaligned", failing_search)
    texts = [
        case("The vice president said 12.", "副总统说13。", document="a"),
        case("The the lab", "实验室", document="a"),
    ]
    with stored(texts) as store, audit_store(store) as report:
        found = [(f.check, f.message) for f in report if f.check in (INTERNAL.id, "numbers")]
        assert report.has_failed_checks
        assert report.checks[INTERNAL.id] is INTERNAL
        errors = report.findings.count("error") - 2  # those of the checks that failed
        assert report.score == quality_score(report.words, errors, report.findings.count("warning"))
    (last,) = [message for check, message in found if "repeated-words" in message]
    assert last.startswith(
        "the check repeated-words failed: KeyError: '总统' (test_never_falls.py:"
    )
    assert [check for check, _ in found].count("numbers") == 1
    (whole,) = [message for _, message in found if "misaligned" in message]
    assert "RuntimeError: no way" in whole
    assert translated(last, "zh").startswith("检查项“")


def test_a_check_that_cannot_be_made_is_told_once_for_all(broken):
    def make(context):
        raise ValueError("no list")

    broken("repeated-words", make)
    texts = [case(f"Lab {n}", f"实验室{n}") for n in range(200)]
    with stored(texts) as store, audit_store(store) as report:
        found = [f for f in report if f.check == INTERNAL.id]
    assert len(found) == 51
    assert found[0].message.endswith(", and 150 times more")


def test_the_command_writes_the_report_and_ends_with_status_70(broken, tmp_path, capsys):
    broken("repeated-words", failing_look)
    memory = memory_in(tmp_path, unit("The vice president", "副总统"), unit("Lab 12", "实验室13"))
    out = tmp_path / "report.json"
    with pytest.raises(SystemExit) as end:
        main(["audit", str(memory), "-o", str(out), "--jobs", "1", "--no-config"])
    assert end.value.code == 70
    checks = [finding["check"] for finding in json.loads(out.read_text("utf-8"))["findings"]]
    assert checks == [INTERNAL.id, "numbers"]
    assert "a check failed" in capsys.readouterr().err


SIGNS = st.sampled_from(
    "The the lab 1 2 30 % $ 5.5 12:30 May 3 2024 Mon vice president not at least one in five "
    "第 一 二 三 十 万 亿 兆 成 年 月 日 时 点 副 总统 主席 实验室 不 至少 增长 倍 分之 北 南 後 "
    "CQC ISO9001 { } %s %1$d <b> &amp; http://a.b a@b.c ( ） “ ” 「 … — , 。 ；".split(" ")
) | st.sampled_from("\u200b\u3000\t")
TEXTS = (
    st.lists(SIGNS, max_size=12).map(lambda parts: "".join(parts))
    | st.lists(SIGNS, max_size=12).map(lambda parts: " ".join(parts))
    | st.text(max_size=40)
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_no_check_fails_whatever_the_texts(pairs):
    texts = [case(*pair, document="a", place=f"{n}:{n}") for n, pair in enumerate(pairs, 1)]
    with stored(texts) as store, audit_store(store, config=Config()) as report:
        assert [f.message for f in report if f.check == INTERNAL.id] == []


def test_every_check_can_be_made_with_its_defaults():
    for check in CHECKS.values():
        assert check.make(Context(), **check.defaults())
    assert repeated_words.check_repeated_words(Context())
