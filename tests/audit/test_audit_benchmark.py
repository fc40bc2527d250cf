"""The benchmark of the audit: what it plants, and the table of judged findings."""

import random
from pathlib import Path

import pytest

from align.audit import CHECKS
from align.audit.engine.check import SEVERITIES
from align.audit.engine.finding import Finding
from align.audit.engine.segment_store import Segment

ROOT = Path(__file__).resolve().parents[2]

PLANTED = [
    ("direction: north, import …", "Snow fell in the northern hills.", "北部山区下了雪。"),
    ("ordinal", "This is the third attempt.", "这是第三次尝试。"),
    ("part of the day", "She left in the morning.", "她上午走了。"),
    ("last, this, next", "It opened last year.", "它去年开放。"),
    ("last, this, next", "He called yesterday.", "他昨天打来电话。"),
    ("he, she", "He is late.", "他迟到了。"),
    ("up, down", "Prices fell sharply.", "价格大幅下跌。"),
    ("at least, at most", "Use at least two keys.", "请至少使用两个密钥。"),
    ("country", "They moved to Spain.", "他们搬到了西班牙。"),
    ("country", "They moved to Greece.", "他們搬到了希臘。"),
    ("an organization's acronym", "NATO agreed.", "北约同意了。"),
    ("another acronym", "Open the PDF now.", "现在打开 PDF。"),
    ("another Latin name", "Ask Miriam first.", "先问 Miriam。"),
    ("another Chinese person", "Wang Xiaoming sang.", "王晓明唱了歌。"),
    ("a negation lost", "You must not enter.", "你不能进去。"),
    ("a negation added", "You can enter here.", "你可以从这里进去。"),
    ("chapter: its number", "See Chapter IV.", "见第四章。"),
    ("an item of a list left out", "Apples, pears, plums, figs.", "苹果、梨子、李子和无花果。"),
    (
        "another character in Traditional text",
        "After the meeting, we walk.",
        "會議之後我們過來這裡。",
    ),
]


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))


@pytest.mark.parametrize(("name", "en", "zh"), PLANTED)
def test_an_error_is_planted_into_the_chinese_text(name: str, en: str, zh: str) -> None:
    import plants_meaning  # noqa: F401
    from plants import KINDS

    found = KINDS[name].plant(random.Random(1), Segment(0, en, zh))
    assert found is not None
    assert found.en == en
    assert found.zh != zh


def test_nothing_is_planted_where_the_sides_do_not_have_the_value() -> None:
    import plants_meaning  # noqa: F401
    from plants import KINDS

    for name, en, zh in PLANTED:
        if "added" not in name and "Traditional" not in name:  # they look at Chinese alone
            other = Segment(0, "Nothing here.", zh)
            assert KINDS[name].plant(random.Random(1), other) is None
        assert KINDS[name].plant(random.Random(1), Segment(0, en, "空的")) is None


def test_the_table_of_judged_findings() -> None:
    import judging

    lines = judging.TABLE.read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t") == list(judging.FIELDS)
    rows = [line.split("\t") for line in lines[1:]]
    assert len(rows) == len(judging.judged())
    for check, severity, file, place, verdict, why in rows:
        assert check in CHECKS
        assert severity in SEVERITIES
        assert file and place
        assert verdict in judging.VERDICTS
        # the texts of the sets are not ours to publish
        assert not any("\u3400" <= c <= "\u9fff" for c in why), why
        assert len(why) < 80


def test_estimates_follow_the_judged_places(monkeypatch: pytest.MonkeyPatch) -> None:
    import judging

    found = [Finding("numbers", "error", "", n, "a", str(n)) for n in range(10)]
    verdicts = {judging.key(f): "true" for f in found[:3]} | {judging.key(found[3]): "false"}
    monkeypatch.setattr(judging, "judged", lambda: verdicts)
    counted = judging.precision(found)["error"]
    assert counted["numbers"]["judged"] == 4
    assert judging.estimate(counted, "true") == 7.5
    assert judging.estimate(counted, "false") == 2.5
    more = judging.precision([*found, Finding("units", "error", "", 0, "b", "1")])["error"]
    assert judging.estimate(more, "false") == 3.5  # what nobody judged counts as false


def test_a_sample_is_judged_and_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import judging

    table = tmp_path / "table.tsv"
    table.write_text("\t".join(judging.FIELDS) + "\n", encoding="utf-8")
    monkeypatch.setattr(judging, "TABLE", table)
    found = [
        Finding("numbers", "error", "five\tsix", n, "a", str(n), en="five", zh="六")
        for n in range(9)
    ]
    sample = tmp_path / "sample.tsv"
    assert judging.draw(found, 4, sample, ["error"]) == 4
    header, *rows = sample.read_text(encoding="utf-8").splitlines()
    cells = [row.split("\t") for row in rows]
    for row in cells:
        row[4:6] = ["false", "five is six"]
    sample.write_text("\n".join([header, *map("\t".join, cells)]), encoding="utf-8")
    assert judging.keep(sample) == 4
    assert "六" not in table.read_text(encoding="utf-8")
    assert judging.draw(found, 4, sample, ["error"]) == 0
    assert judging.draw(found, 6, sample, ["error"]) == 2
    assert judging.draw(found, 6, sample, ["warning"]) == 0
