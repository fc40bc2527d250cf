"""Cleaning: every rule does what its examples say, and no unit is lost on the way."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import InputError, UsageError
from align.formats.tmx.read import read_tmx
from align.languages.detection import foreign_language
from align.memory import Header, Memory, Unit, Variant, read_memory, write
from align.memory.clean import RULES, clean_memory
from align.memory.clean.rule import example_unit, is_plain, texts_of
from align.unit import Code

EXAMPLES = [
    (rule.name, kind, number)
    for rule in RULES.values()
    for kind in ("removes", "keeps")
    for number in range(len(getattr(rule, kind)))
]


def saved(path, units, **header):
    write(Memory(Header(header), units), path, incomplete=True)
    return path


@pytest.fixture
def cleaned(tmp_path):
    """Clean units; the kept ones, the removed ones, and the report."""

    def run(units, **options):
        path = saved(tmp_path / "in.tmx", units)
        out, rejected = tmp_path / "out.tmx", tmp_path / "rejected.tmx"
        report = clean_memory(path, out, rejected=rejected, **options)
        kept, gone = list(read_tmx(out)), list(read_tmx(rejected))
        assert (len(kept), len(gone)) == (report.kept, sum(report.removed.values()))
        assert report.read == report.kept + len(gone) == len(units)
        return kept, gone, report

    return run


@pytest.mark.parametrize(("name", "kind", "number"), EXAMPLES)
def test_a_rule_follows_its_examples(cleaned, name, kind, number):
    example = getattr(RULES[name], kind)[number]
    _, gone, _ = cleaned(example, rules=[name])
    assert len(gone) == (kind == "removes")


@pytest.mark.parametrize("name", [rule.name for rule in RULES.values() if rule.make])
def test_kept_examples_are_kept_by_all_rules(cleaned, name):
    """What a rule must keep, all rules together keep, too."""
    for example in RULES[name].keeps:
        if name != "identical":
            _, gone, _ = cleaned(example)
            assert not gone, gone


def test_every_rule_has_examples_and_a_summary():
    for rule in RULES.values():
        assert rule.summary
        assert rule.keeps
        assert rule.removes or rule.name in ("translations", "variety")  # keep all unless told


SOME = [
    example_unit("The centre opened a laboratory.", "中心新建实验室。"),
    example_unit("", "只有中文。"),
    Unit([Variant("en-US", ("Only English.",))]),
    example_unit("100 %", "100%"),
    example_unit("The centre opened a laboratory.", "中心新建实验室。"),
    example_unit("THE centre opened a  laboratory.", "中心新建实验室。"),
    example_unit("The report is here.", "报告在此。", confidence="0.12"),
]


def test_each_removed_unit_has_a_reason(cleaned):
    kept, gone, report = cleaned(SOME)
    assert [u.text("zh") for u in kept] == ["中心新建实验室。"]
    assert [u.prop("x-rejected") for u in gone] == [
        "empty: a side has no text",
        "empty: one side only",
        "no-words: a side has no letters",
        "duplicate",
        "near-duplicate",
        "confidence: 0.12",
    ]
    assert {k: n for k, n in report.removed.items() if n} == {
        "empty": 2,
        "no-words": 1,
        "duplicate": 1,
        "near-duplicate": 1,
        "confidence": 1,
    }
    assert report.examples["no-words"] == "100 % | 100%"


def test_wrongly_removed_units_can_be_restored(cleaned, tmp_path):
    _, gone, _ = cleaned(SOME)
    again = clean_memory(tmp_path / "rejected.tmx", tmp_path / "again.tmx", rules=[])
    assert again.kept == len(gone)


def test_the_newest_of_equal_units_is_kept_in_place(cleaned):
    units = [
        example_unit("One.", "第一。", date="20240101T000000Z"),
        example_unit("Two.", "第二。"),
        example_unit("One.", "第一。", date="20260101T000000Z"),
        example_unit("ONE.", "第一。", date="20250101T000000Z"),
    ]
    kept, gone, report = cleaned(units)
    assert [u.text("en") for u in kept] == ["Two.", "One."]
    assert kept[1].attributes["changedate"] == "20260101T000000Z"
    assert [u.prop("x-rejected") for u in gone] == ["duplicate", "near-duplicate"]
    assert report.read == 4


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        ("all", ["甲方。", "乙方。", "乙方。"]),
        ("newest", ["甲方。"]),
        ("most-frequent", ["乙方。"] * 2),
    ],
)
def test_the_chosen_targets_of_a_source_are_kept(cleaned, keep, expected):
    units = [
        example_unit("Party.", "甲方。", date="20260101T000000Z"),
        example_unit("Party.", "乙方。"),
        example_unit("Party.", "乙方。"),
    ]
    rules = ["translations"]
    kept, _, _ = cleaned(units, rules=rules, translations_keep=keep)
    assert [u.text("zh") for u in kept] == expected


def test_inline_codes_and_properties_survive(cleaned):
    bold = (
        Code("bpt", (("i", "1"),), ("<b>",)),
        "laboratory",
        Code("ept", (("i", "1"),), ("</b>",)),
    )
    unit = Unit([Variant("en-US", ("A new ", *bold)), Variant("zh-CN", ("新的实验室",))], "7")
    [kept], _, _ = cleaned([unit])
    assert (kept.id, kept.variants[0].parts) == ("7", unit.variants[0].parts)


def test_a_third_language_keeps_units_apart(cleaned):
    def three(last):
        return Unit([*example_unit("Hello.", "你好。").variants, Variant("fr-FR", (last,))])

    kept, _, _ = cleaned([three("Bonjour."), three("Salut."), three("Salut.")])
    assert [u.text("fr") for u in kept] == ["Bonjour.", "Salut."]


def test_a_memory_can_be_cleaned_in_place(tmp_path):
    path = saved(tmp_path / "a.tmx", SOME)
    assert clean_memory(path, path).kept == 1
    assert len(list(read_memory(path))) == 1


def test_a_dry_run_writes_nothing_and_counts_the_same(tmp_path, cleaned):
    _, _, report = cleaned(SOME)
    before = sorted(tmp_path.iterdir())
    dry = clean_memory(tmp_path / "in.tmx", None)
    assert (dry.removed, dry.kept) == (report.removed, report.kept)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "options",
    [
        {"rules": ["spelling"]},
        {"ratio_factr": 3},
        {"translations_keep": "oldest"},
        {"rejected": "gone.xlsx"},
        {"rejected": "out.tmx"},
    ],
)
def test_impossible_requests_are_refused_before_writing(tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    saved("in.tmx", SOME)
    with pytest.raises(UsageError):
        clean_memory("in.tmx", "out.tmx", **options)
    assert [p.name for p in tmp_path.iterdir()] == ["in.tmx"]


def test_a_broken_memory_leaves_both_files_as_they_were(tmp_path):
    path = saved(tmp_path / "in.tmx", SOME)
    path.write_bytes(path.read_bytes()[:-30])
    for name in ("out.tmx", "rejected.tmx"):
        (tmp_path / name).write_text("old")
    with pytest.raises(InputError):
        clean_memory(path, tmp_path / "out.tmx", rejected=tmp_path / "rejected.tmx")
    assert {(tmp_path / n).read_text() for n in ("out.tmx", "rejected.tmx")} == {"old"}


TEXTS = st.sampled_from(["", " ", "One.", "ONE.", "Two.", "3", "第一。", "第 一。", "第二。", "，"])
DATES = st.sampled_from(["", "20240101T000000Z", "20250101T000000Z"])
SMALL = st.lists(
    st.builds(lambda en, zh, d: example_unit(en, zh, date=d), TEXTS, TEXTS, DATES), max_size=9
)


@given(SMALL, st.sampled_from(["all", "newest", "most-frequent"]))
def test_kept_and_removed_units_add_up_and_cleaning_is_idempotent(tmp_path_factory, units, keep):
    folder = tmp_path_factory.mktemp("m")
    path = saved(folder / "a.tmx", units)
    out, rejected = folder / "b.tmx", folder / "c.tmx"
    report = clean_memory(path, out, rejected=rejected, translations_keep=keep)
    kept, gone = list(read_tmx(out)), list(read_tmx(rejected))
    assert len(kept) + len(gone) == len(units) == report.read

    def seen(some):
        return sorted(
            (u.text("en"), u.text("zh"), u.attributes.get("changedate", "")) for u in some
        )

    assert seen([*kept, *gone]) == seen(units)
    again = clean_memory(out, None, translations_keep=keep)
    assert keep == "most-frequent" or not sum(again.removed.values())


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.sampled_from("ab中，３"))
def test_rules_skipped_for_plain_text_never_fire_on_it(text, more):
    unit = example_unit(text + more, "中" + text)
    texts = texts_of(unit)
    if is_plain(texts):
        for rule in RULES.values():
            if rule.plain:
                check = rule.make(**{p.name: p.default for p in rule.parameters})
                assert not check(texts, unit), rule.name


def test_the_bundled_releases_are_kept(tmp_path):
    """Good pairs of a real memory are not taken for bad ones."""
    gold = Path(__file__).resolve().parents[2] / "corpora" / "gold"
    units = []
    for table in sorted(gold.glob("*.gold.tsv")):
        sides = [table.with_name(table.name.replace("gold.tsv", f"{s}.txt")) for s in ("en", "zh")]
        en, zh = (list(filter(None, side.read_text("utf-8").splitlines())) for side in sides)
        for line in table.read_text("utf-8").splitlines():
            a, b = ([int(n) for n in ids.split(",") if n] for ids in line.split("\t")[:2])
            if a and b:
                units.append(example_unit(" ".join(en[n] for n in a), "".join(zh[n] for n in b)))
    assert len(units) > 200
    rules = [name for name in RULES if "duplicate" not in name]
    report = clean_memory(saved(tmp_path / "a.tmx", units), None, rules=rules)
    assert report.kept == len(units), report.examples


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "De kwaliteit van het product is een zaak van de klant.",
            "another language in Latin letters",
        ),
        ("Сертификат выдан.", "Cyrillic"),
        ("인증서가 발급되었습니다.", "Korean"),
        ("The El Niño de la Paz report", ""),
        ("Rio de Janeiro, São Paulo", ""),
        ("日本的“の”字", ""),
        ("", ""),
    ],
)
def test_a_third_language_is_recognized(text, expected):
    assert foreign_language(text) == expected


#: Good units that look odd: one character, code, mark-up, formats, names, numbers.
GOOD = [
    ("Yes", "是"), ("No", "否"), ("Left", "左"), ("Up", "上"), ("May", "五月"), ("W", "西"),
    ("Sat", "六"), ("minutes", "分"), ("rows", "行"), ("kilograms", "kg"), ("M", "百万"),
    ("€", "欧元"), ("percent", "%"), ("→", "下一步"), ("plus", "＋"),
    ("First name", "名"), ("the value", "值"), (" or ", " 或 "),
    ("tool [--all] [-o | --out=<file>] <memory>", "tool [--all] [-o | --out=<file>] <记忆库>"),
    ("Usage: reader [--quiet] <path> [<option>...]", "用法：reader [--quiet] <path> [<选项>...]"),
    ("open_socket(): failed (e=%ld)", "open_socket()：失败 (e=%ld)"),
    ('<a class="button primary" href="/orders/list.html">Orders</a>',
     '<a class="button primary" href="/orders/list.html">订单</a>'),
    ("one of {name: string, size?: number | null}", "其一：{name: string, size?: number | null}"),
    ("C, Fortran, Lisp, Java and Python only", "仅限C, Fortran, Lisp, Java, Python"),
    ("Copyright Ann Walker and Bob Miller", "Copyright Ann Walker 和 Bob Miller"),
    ("%d %B %Y, %H:%M", "%Y-%m-%d %H:%M"),
    ("Tahr 9.1 'Brave Badger'", "Tahr 9.1（Brave Badger版）"),
    ("Write 质量认证 in the first field.", "在第一栏填写质量认证。"),
    ("Report errors to <%s>.", "请把错误报告给 <%s>，或者写信给 <zh-team@list.example.org>。"),
    ("form;table;list", "form;table;list;表单;表格;列表;清单"),
    ("CQC", "中国质量认证中心"),
]  # fmt: skip
BAD = [
    ("Open the door of the new laboratory.", "Open the door of the new laboratory。", "identical"),
    ("Open the door of the new laboratory.", "Open the gate of the old house.", "script"),
    ("Open the new house.", "打开the door of the new laboratory of the old town", "script"),
    ("Release notes of the server", "Notes on releases", "script"),
    ("Open the door.", "Ouvrir maintenant porte ici.", "script"),
    ("打开新实验室的门。", "打开实验室。", "script"),
    ("B", "第二部分：附件和申请表", "short"),
    ("A long sentence without any end, about nothing in particular.", "x", "short"),
    ("close: %s", "close：%s", "identical"),
    ("14:30", "14：30", "no-words"),
    ("€ 5", "欧元", "no-words"),
    ("→", "→", "no-words"),
    ("…", "省略", "no-words"),
    ("The whole first chapter of a book about tea and porcelain. " * 4, "茶", "ratio"),
]


@pytest.mark.parametrize("pair", GOOD, ids=[en.strip()[:20] for en, _ in GOOD])
def test_odd_translations_are_kept(tmp_path, pair):
    report = clean_memory(saved(tmp_path / "a.tmx", [example_unit(*pair)]), None)
    assert report.kept == 1, report.examples


@pytest.mark.parametrize(("en", "zh", "rule"), BAD)
def test_bad_units_are_removed_for_the_right_reason(tmp_path, en, zh, rule):
    report = clean_memory(saved(tmp_path / "a.tmx", [example_unit(en, zh)]), None)
    assert [name for name, number in report.removed.items() if number] == [rule]
