"""Terms that a memory holds, found without a glossary."""

import pytest
from click.testing import CliRunner
from releases import releases

from align.audit.engine.segment_store import case, stored
from align.audit.terms import extract_terms, glossary_of
from align.commands import main
from align.memory import Memory, Unit, Variant, read_memory, write
from align.unit import Header

NUMBERS = [f"number {n}" for n in "one two three four five six seven eight nine ten".split()]
#: Units that share no word with the others.
FILLING = [case(en, zh) for en, zh in zip(NUMBERS, "甲乙丙丁戊己庚辛壬癸", strict=True)]


def found(segments, **options):
    return {(term.en, term.zh) for term in extract_terms(segments, **options)}


@pytest.fixture(scope="module")
def memory(tmp_path_factory):
    """The releases as a memory."""
    path = tmp_path_factory.mktemp("terms") / "memory.tmx"
    units = [Unit([Variant("en-US", (s.en,)), Variant("zh-CN", (s.zh,))]) for s in releases()]
    write(Memory(Header(), units), path)
    return path


def run(*arguments):
    return CliRunner().invoke(main, ["terms", *map(str, arguments)])


def test_rare_terms_of_300_units_are_found():
    terms = found(releases())
    assert terms >= {
        ("management system", "管理体系"),
        ("international standard", "国际标准"),
        ("carbon footprint", "碳足迹"),
        ("CB certificate", "CB证书"),
        ("factory inspection", "工厂检查"),
        ("member country", "成员国"),
        ("Southeast Asia", "东南亚"),
        ("Belt and Road", "一带一路"),
    }


def test_names_are_linked_by_sound():
    terms = found(releases())
    assert {("Zhou Qiming", "周启明"), ("Peng Yichuan", "彭亦川"), ("Hangzhou", "杭州")} <= terms


def test_a_term_comes_with_counts_documents_and_examples():
    (term,) = [t for t in extract_terms(releases()) if t.en == "management system"]
    assert (term.together, term.en_count, term.zh_count, term.dice) == (4, 4, 4, 1.0)
    assert 0.9 < term.score <= 1
    assert len(term.documents) > 1
    assert all("管理体系" in releases()[number].zh for number in term.examples)


def test_part_of_a_longer_term_is_not_a_term():
    terms = found(releases())
    assert ("Jiangnan Rail Equipment", "江南轨道装备") in terms
    assert not {en for en, _ in terms} & {"Jiangnan Rail", "Jiangnan", "Qiming"}


def test_every_text_is_in_one_pair_only():
    terms = extract_terms(releases())
    assert len({t.en.lower() for t in terms}) == len({t.zh for t in terms}) == len(terms)


def test_a_repeated_sentence_makes_no_terms():
    again = [case("Nobody may copy this safety manual.", "本安全手册严禁复制。")] * 9
    assert found([*again, *FILLING]) == set()


def test_unchanged_latin_words_are_not_terms():
    texts = [case(f"IECEE number {n}", f"IECEE编号{n}") for n in range(4)]
    assert "IECEE" not in {zh for _, zh in found([*texts, *FILLING])}


def test_limits_are_kept():
    assert len(extract_terms(releases(), limit=5)) == 5
    assert extract_terms(releases(), limit=5) == extract_terms(releases())[:5]
    assert all(t.together >= 4 for t in extract_terms(releases(), min_count=4))
    assert all(t.score >= 0.9 for t in extract_terms(releases(), min_score=0.9))


def test_a_long_memory_is_sampled():
    with stored(list(releases())) as store:
        terms = extract_terms(store, sample=100)
        assert 0 < len(terms) < len(extract_terms(store))
        assert all(t.en_count <= 100 for t in terms)


def test_an_empty_memory_has_no_terms():
    assert extract_terms([]) == []
    assert extract_terms([case("Only English.", ""), case("", "只有中文。")]) == []


def test_a_glossary_keeps_score_counts_and_an_example():
    with stored(list(releases())) as store:
        (first, *_) = glossary_of(extract_terms(store, limit=1), store)
    assert first.confidence > 0.9
    assert first.notes[0].startswith("in ")
    assert first.text("en").split()[-1] in first.notes[0]


@pytest.mark.parametrize("suffix", [".tbx", ".csv", ".xlsx", ".tsv"])
def test_the_command_writes_formats_that_can_be_read(memory, tmp_path, suffix):
    out = tmp_path / f"terms{suffix}"
    result = run(memory, "-o", out, "--limit", 30)
    assert result.exit_code == 0, result.output
    assert "30 terms from 286 of 286 units" in result.output
    units = list(read_memory(out))
    assert len(units) == 30
    assert ("management system", "管理体系") in {(u.text("en"), u.text("zh")) for u in units}


def test_the_command_is_silent_with_quiet(memory, tmp_path):
    assert run(memory, "-o", tmp_path / "t.csv", "-q", "--min-count", 9).output == ""


def test_a_wrong_suffix_and_a_missing_file_are_reported_in_one_line(memory, tmp_path):
    wrong = run(memory, "-o", tmp_path / "terms.doc")
    assert wrong.exit_code == 2
    missing = run(tmp_path / "no.tmx", "-o", tmp_path / "t.csv")
    assert missing.exit_code == 3


WHOLE = [
    ("A nucleic acid test takes a day.", "核酸检测需要一天。"),
    ("They paid for the nucleic acid tests.", "他们支付了核酸检测费用。"),
    ("Nucleic acid testing is free in Hebei.", "河北的核酸检测免费。"),
    ("After a nucleic acid test she went home.", "做完核酸检测，她回家了。"),
    ("Trump’s plan was refused.", "特朗普的计划被否决。"),
    ("Nobody likes Trump’s new hat.", "没人喜欢特朗普的新帽子。"),
    ("It was Trump’s first visit.", "这是特朗普首次来访。"),
    ("Trump’s lawyers met twice.", "特朗普的律师见了两次面。"),
    ("A friend of Trump’s called.", "特朗普的一个朋友打来电话。"),
    ("They saw Trump’s garden.", "他们参观了特朗普的花园。"),
    ("Who paid Trump’s bills?", "谁替特朗普付账？"),
    ("The weather may allow it.", "天气或许允许。"),
    ("We allow dogs.", "我们允许带狗。"),
    ("Nobody can allow this.", "谁也不能允许这种事。"),
    ("The lake is deep.", "湖很深。"),
    ("Tea is served at noon.", "中午供应茶。"),
    ("Her brother sings.", "她哥哥会唱歌。"),
]


def test_terms_are_whole_without_possessives_and_verbs_come_last():
    terms = extract_terms([case(*pair) for pair in WHOLE])
    assert [(term.en.lower(), term.zh) for term in terms] == [
        ("trump", "特朗普"),
        ("nucleic acid test", "核酸检测"),
        ("allow", "允许"),
    ]
