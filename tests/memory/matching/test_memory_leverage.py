"""The analysis counts every segment once, and the best match is really the best."""

import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage.xliff import xlifffile

from align.document import Document
from align.errors import InputError, UsageError
from align.formats.read import read_memory
from align.languages.words.content import count_characters, count_words
from align.memory import Header, Memory, Unit, Variant, leverage
from align.memory.matching.analysis import ROWS, band_of, total
from align.memory.matching.fuzzy import LOWEST, match_percent, normal
from align.memory.matching.lookup import Lookup
from align.memory.matching.pretranslation import pretranslate
from align.runners import make_runner, processes

PAIRS = [
    ("CQC opened a new laboratory in Guangzhou.", "CQC在广州新建实验室。"),
    ("It tests chargers for electric cars.", "该实验室检测电动汽车充电桩。"),
    ("More than 90 people attended the ceremony.", "90余人参加了仪式。"),
]
NEW = [
    "CQC opened a new laboratory in Guangzhou.",  # 100
    "It tests chargers for electric cars!",  # a mark
    "More than 120 people attended the ceremony.",  # a number
    "It tests batteries for electric cars.",  # a word of six
    "Tickets are sold at the gate.",  # nothing
    "It tests chargers for  electric cars!",  # again
]


def unit(en, zh, date=""):
    attributes = {"changedate": date} if date else {}
    return Unit([Variant("en-US", (en,)), Variant("zh-CN", (zh,))], attributes=attributes)


def memory(*units, name=""):
    return Memory(Header(), list(units or (unit(*pair) for pair in PAIRS)), name)


def new(texts=NEW, language="en", name="new.txt"):
    return Document.from_sentences(texts, language, name=name)


def test_every_segment_is_in_its_row():
    found = leverage(new(), memory())
    [analysed] = found.documents
    assert [segment.row for segment in analysed.segments] == [
        "100",
        "95-99",
        "95-99",
        "75-84",
        "no match",
        "repetitions",
    ]
    assert found.units == 3
    assert list(found.counts) == list(ROWS)


def test_the_rows_add_up_to_the_documents():
    more = new(["CQC opened a new laboratory in Guangzhou.", "One more."], name="b.txt")
    found = leverage([new(), more], memory())
    texts = [*NEW, *more.texts]
    assert found.total.segments == len(texts)
    assert found.total.words == sum(map(count_words, texts))
    for analysed in found.documents:
        assert total(analysed.counts).segments == len(analysed.document)
    # a repetition may be of another document
    assert found.documents[1].segments[0].row == "repetitions"
    names = [name for name, _ in found.tables()]
    assert names == ["new.txt", "b.txt", "total"]
    assert found.to_dict()["total"][-1] == {"match": "total", **found.total._asdict()}


def test_repetitions_do_not_depend_on_the_memory():
    found = leverage(new([NEW[0], NEW[0], "No match here.", "No match here."]), memory())
    rows = [segment.row for segment in found.documents[0].segments]
    assert rows == ["100", "repetitions", "no match", "repetitions"]
    assert found.documents[0].segments[1].match.percent == 100


def test_chinese_documents_count_characters():
    found = leverage(new(["CQC在北京新建实验室。"], "zh"), memory())
    [segment] = found.documents[0].segments
    assert (segment.row, segment.match.target) == ("75-84", PAIRS[0][0])
    assert segment.count == (1, 1, 8)


def test_both_languages_in_one_analysis():
    found = leverage([new(), new(["90余人参加了仪式。"], "zh")], memory())
    assert found.documents[1].segments[0].row == "100"


def test_the_newest_translation_of_a_text_is_used():
    text = "See you soon."
    old, newer = (
        unit(text, "再见。", "20200101T000000Z"),
        unit(text, "回头见。", "20240101T000000Z"),
    )
    for order in ((old, newer), (newer, old)):
        [segment] = leverage(new([text]), memory(*order)).documents[0].segments
        assert segment.match.target == "回头见。"


def test_an_earlier_memory_takes_precedence():
    text = "See you soon."
    first = memory(unit(text, "再见。", "20200101T000000Z"), name="first.tmx")
    second = memory(unit(text, "回头见。", "20240101T000000Z"), name="second.tmx")
    [segment] = leverage(new([text]), [first, second]).documents[0].segments
    assert (segment.match.target, segment.match.memory) == ("再见。", "first.tmx")
    near = memory(unit("See you later.", "再会。"), name="near.tmx")
    [segment] = leverage(new([text]), [near, second]).documents[0].segments
    assert segment.match.memory == "second.tmx"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_better_match_is_overlooked(language):
    # against all pairs, compared one by one
    chance = random.Random(5)
    words = list("的中国质量认证心电动汽车检测实验室在京召开会议") if language == "zh" else (
        "the a of and in new laboratory tests chargers cars 12 90 , . certificate Certificate"
    ).split()  # fmt: skip
    joiner = "" if language == "zh" else " "

    def some():
        weights = [40 / (n + 3) for n in range(len(words))]
        return joiner.join(chance.choices(words, weights, k=chance.randint(1, 14)))

    segments = list(dict.fromkeys(normal(some()) for _ in range(60)))
    units = [some() for _ in range(400)]
    lookup = Lookup(segments)
    for text in units:
        lookup.add(Unit([]), text, "x")
    lookup.finish()
    best = [max(match_percent(segment, text) for text in units) for segment in segments]
    found = [match.percent if match else 0 for match in lookup.found]
    assert found == [share if share >= LOWEST else 0 for share in best]
    assert len(set(found)) > 5


@settings(max_examples=40)
@given(
    st.lists(st.text("ab甲乙. 1", min_size=1, max_size=8), min_size=1, max_size=8),
    st.lists(st.text("ab甲乙. 1", min_size=1, max_size=8), min_size=1, max_size=8),
)
def test_any_text_is_analysed(segments, units):
    lookup = Lookup(segments)
    for text in units:
        lookup.add(Unit([]), text, "x")
    lookup.finish()
    for segment, match in zip(segments, lookup.found, strict=True):
        best = max(match_percent(segment, text) for text in units)
        assert (match.percent if match else 0) == (best if best >= LOWEST else 0)


def test_rows_of_percentages():
    assert [band_of(n) for n in (100, 99, 95, 94, 85, 84, 75, 74, 50, 49, 0)] == [
        "100", "95-99", "95-99", "85-94", "85-94", "75-84", "75-84", "50-74", "50-74",
        "no match", "no match",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "characters"),
    [
        ("A state-of-the-art lab: it's open.", 5, 0),
        ("3.5 million - 1,000 units / day", 5, 0),
        ("CQC认证，ISO 9001。", 3, 2),
        ("ＣＱＣ、ＩＳＯ", 2, 0),
        ("one—two … three", 3, 0),
        ("—… 。", 0, 0),
        ("𠮷野家", 0, 3),
    ],
)
def test_words_and_characters(text, words, characters):
    assert (count_words(text), count_characters(text)) == (words, characters)


def test_files_are_read_and_segmented_and_their_language_detected(tmp_path):
    (tmp_path / "a.md").write_text("# CQC\n\nIt is new. It is open.\n", encoding="utf-8")
    (tmp_path / "b.html").write_text("<p>今天开会。明天也开会。</p>", encoding="utf-8")
    found = leverage([tmp_path / "a.md", tmp_path / "b.html"], memory())
    assert [one.document.language for one in found.documents] == ["en", "zh"]
    assert [len(one.segments) for one in found.documents] == [3, 2]


def test_files_that_cannot_be_analysed(tmp_path):
    (tmp_path / "n.txt").write_text("2023 2024", encoding="utf-8")
    with pytest.raises(InputError, match="neither English nor Chinese"):
        leverage(tmp_path / "n.txt", memory())
    with pytest.raises(InputError, match="no unit with English and Chinese"):
        leverage(new(), Memory(Header(), [Unit([Variant("en", ("One.",))])], "m.tmx"))
    with pytest.raises(UsageError):
        leverage([], memory())
    with pytest.raises(UsageError, match="--language"):
        leverage("-", memory())


def test_xliff_has_every_segment_and_the_matches(tmp_path):
    path = tmp_path / "a.xlf"
    found = leverage([new(), new(["90余人参加了仪式。"], "zh", "z.txt")], memory(name="/x/m.tmx"))
    report = pretranslate(found, path)
    assert (report.segments, report.filled, report.illegal) == (7, 6, 0)

    root = etree.parse(path).getroot()
    files = root.findall("{*}file")
    codes = [(f.get("source-language"), f.get("target-language")) for f in files]
    assert codes == [("en-US", "zh-CN"), ("zh-CN", "en-US")]
    units = list(files[0].iter("{*}trans-unit"))
    assert [u.findtext("{*}source") for u in units] == [normal(text) for text in NEW[:5]] + [NEW[5]]
    states = [t.get("state") if (t := u.find("{*}target")) is not None else None for u in units]
    review = "needs-review-translation"
    assert states == ["translated", review, review, review, "needs-translation", review]
    # OmegaT shows only units with a target, so the source stands in for the missing one
    assert units[4].findtext("{*}target") == units[4].findtext("{*}source")
    assert [a.get("match-quality") for a in units[3].iter("{*}alt-trans")] == ["84%"]
    assert units[3].findtext("{*}alt-trans/{*}source") == PAIRS[1][0]
    assert units[3].find("{*}alt-trans").get("origin") == "m.tmx"


def test_a_higher_minimum_fills_in_less(tmp_path):
    found = leverage(new(), memory())
    report = pretranslate(found, tmp_path / "a.xlf", min_match=100)
    assert report.filled == 1
    # the others are still there to choose from
    units = etree.parse(tmp_path / "a.xlf").getroot().iter("{*}trans-unit")
    assert [u.find("{*}alt-trans") is not None for u in units] == [True] * 4 + [False, True]


def test_other_readers_of_xliff_agree(tmp_path):
    path = tmp_path / "a.xlf"
    found = leverage(new(), memory())
    pretranslate(found, path)
    units = [unit for unit in read_memory(path, drafts=True) if unit.text("zh")]
    pairs = [(s.text, s.match.target) for s in found.documents[0].segments if s.match]
    assert [(unit.text("en"), unit.text("zh")) for unit in units] == pairs

    theirs = xlifffile.parsefile(str(path)).units
    assert [(one.source, one.target or "") for one in theirs] == [
        (s.text, s.match.target if s.match else s.text) for s in found.documents[0].segments
    ]
    assert [[alternative.target for alternative in one.getalttrans()] for one in theirs] == [
        [s.match.target] if s.match else [] for s in found.documents[0].segments
    ]


def test_characters_that_xml_forbids_are_dropped_and_counted(tmp_path):
    text = "A\x01 <b> & ]]> 😀 \ufffe end."
    found = leverage(new([text]), memory(unit("A <b> & ]]> 😀 end.", "甲\x0b乙<")))
    report = pretranslate(found, tmp_path / "a.xlf")
    [one] = read_memory(tmp_path / "a.xlf", drafts=True)
    assert one.text("en").split() == "A <b> & ]]> 😀 end.".split()
    assert one.text("zh") == "甲\n乙<"
    assert report.illegal == 4  # two of the source, one of the target, twice
    assert "4 illegal characters dropped" in str(report)


def test_only_xliff_is_written(tmp_path):
    with pytest.raises(UsageError, match=r"\.xlf"):
        pretranslate(leverage(new(), memory()), tmp_path / "a.tmx")
    assert not list(tmp_path.iterdir())


def test_any_number_of_processes_gives_the_same_analysis(tmp_path, monkeypatch):
    """And the first document that cannot be read is named, whichever is done first."""
    monkeypatch.setattr(processes, "may_fork", lambda: hasattr(os, "fork"))
    monkeypatch.setattr(processes, "_ENDING", 0)
    memory = Memory(Header(), [unit(*pair) for pair in PAIRS])
    files = [tmp_path / f"{n}.txt" for n in range(5)]
    for n, file in enumerate(files):
        file.write_text("\n".join(NEW[n:] + NEW[:n]), encoding="utf-8")
    documents = [*files, Document.from_sentences(NEW, "en", name="given")]
    one, two = (leverage(documents, memory, runner=make_runner(jobs)) for jobs in (1, 2))
    assert one == two
    assert [analysed.document.name for analysed in two.documents] == [
        *(file.name for file in files),
        "given",
    ]
    files[3].write_text("", encoding="utf-8")
    files[1].unlink()
    for jobs in (1, 2):
        with pytest.raises(InputError, match=r"1\.txt"):
            leverage(documents, memory, runner=make_runner(jobs))
