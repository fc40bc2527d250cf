"""``tmxalign search``: what a translator sees, and what a script gets."""

import itertools
import json

import pytest

from align.commands import progress
from align.memory import Header, Memory, Unit, Variant, write
from align.memory.matching import vectors as embedding
from align.unit import Prop

PAIRS = [
    ("CQC opened a new laboratory in Guangzhou.", "CQC在广州新建实验室。"),
    ("It tests chargers for electric cars.", "该实验室检测电动汽车充电桩。"),
    ("More than 90 people attended the ceremony.", "90余人参加了仪式。"),
]


@pytest.fixture
def memory(tmp_path):
    units = [
        Unit(
            [Variant("en-US", (en,)), Variant("zh-CN", (zh,))],
            props=(Prop("x-document", "opening"), Prop("x-confidence", "0.98")),
        )
        for en, zh in PAIRS
    ]
    write(Memory(Header(), units), tmp_path / "m.tmx")
    return "m.tmx"


def test_units_are_shown_with_document_and_confidence(cli, memory):
    done = cli("search", memory, "LABORATORY")
    assert done.exit_code == 0, done.stderr
    for shown in ("100", "CQC opened", "CQC在广州新建实验室。", "98%", "opening"):
        assert shown in done.stdout
    assert "chargers" not in done.stdout
    assert done.stderr == "1 found in 3 units\n"


def test_either_direction(cli, memory):
    done = cli("search", memory, "实验室")
    assert "CQC opened" in done.stdout
    assert "It tests chargers" in done.stdout
    assert "2 found" in done.stderr
    assert "CQC在广州" in cli("search", memory, "CQC", "--in", "zh").stdout


def test_chinese_is_found_in_every_locale(cli, memory, monkeypatch):
    monkeypatch.setattr("os.fsencode", lambda text: text.encode("gbk", "surrogateescape"))
    typed = "实验室"
    for given in (typed, typed.encode().decode("ascii", "surrogateescape")):
        assert "2 found" in cli("search", memory, given).stderr


def test_fuzzy_and_meaning_with_a_minimum(cli, memory):
    text = "It tests batteries for electric cars."
    assert "nothing found in 3 units; --mode fuzzy" in cli("search", memory, text).stderr
    assert "84" in cli("search", memory, text, "--mode", "fuzzy").stdout
    strict = cli("search", memory, text, "--mode", "fuzzy", "--min-match", "90")
    assert strict.exit_code == 0
    assert not strict.stdout
    assert "nothing found" in strict.stderr
    by_meaning = ("--mode", "meaning", "--in", "zh", "-n", "1", "--min-match", "10")
    done = cli("search", memory, text, *by_meaning)
    assert "该实验室检测电动汽车充电桩。" in done.stdout


def test_json_has_the_same_figures(cli, memory):
    done = cli("search", memory, "laboratory", "--json", "-q")
    found = json.loads(done.stdout)
    assert (found["units"], found["fitting"], found["mode"]) == (3, 1, "exact")
    [hit] = found["hits"]
    [(start, end)] = hit["spans"]
    assert hit["en"][start:end] == "laboratory"
    assert json.loads(cli("search", memory, "zebra", "--json").stdout)["hits"] == []
    assert not done.stderr


def test_the_limit_is_shown_and_the_rest_counted(cli, memory):
    done = cli("search", memory, "the", "-n", "1", "--mode", "fuzzy", "--min-match", "0")
    assert "3 found in 3 units; the best 1" in done.stderr


def test_an_index_is_made_once_on_demand_and_then_used(cli, memory, tmp_path):
    done = cli("search", memory, "laboratory", "--index")
    assert done.stderr.splitlines()[-1].endswith("next searches: m.tmx.tmxalign-index")
    assert (tmp_path / "m.tmx.tmxalign-index").is_file()
    for options, how in (((), "used"), (("--no-index",), "")):
        done = cli("search", memory, "laboratory", "--json", *options)
        assert (json.loads(done.stdout)["index"], done.stderr) == (how, "")
    fuzzy = cli("search", memory, "More than 70 people attended the ceremony.", "--mode", "fuzzy")
    assert fuzzy.stderr == "1 found in 3 units\n"


def test_vectors_are_made_once_for_searches_by_meaning(cli, memory, tmp_path):
    by_meaning = ("search", memory, "people at the ceremony", "--mode", "meaning")
    done = cli(*by_meaning, "--index")
    assert "90余人" in done.stdout
    assert done.stderr.splitlines()[-1].endswith("next searches: m.tmx.tmxalign-vectors-en")
    assert (tmp_path / "m.tmx.tmxalign-vectors-en").is_file()
    for options, how in (((), "used"), (("--no-index",), "")):
        again = cli(*by_meaning, "--json", *options)
        assert (json.loads(again.stdout)["index"], again.stderr) == (how, "")
    both = cli("search", memory, "90", "--mode", "meaning")
    assert both.stderr.splitlines()[-1].endswith("-vectors-en and m.tmx.tmxalign-vectors-zh")
    (tmp_path / "m.tmx.tmxalign-vectors-en").unlink()
    (tmp_path / "m.tmx.tmxalign-vectors-en").mkdir()
    assert "no index could be built beside m.tmx" in cli(*by_meaning, "--index").stderr


def test_the_embedding_time_is_announced(cli, memory, tmp_path, monkeypatch):
    monkeypatch.setattr(embedding, "TEXTS", 1)
    monkeypatch.setattr(progress, "clock", itertools.count(step=3).__next__)
    said = "embedding 3 texts once, for the next searches by meaning: about "
    by_meaning = ("search", memory, "people", "--mode", "meaning", "--index")
    assert cli(*by_meaning).stderr.count(said) == 1
    (tmp_path / "m.tmx.tmxalign-vectors-en").unlink()
    assert not cli(*by_meaning, "-q").stderr


def test_a_failure_to_build_an_index_is_reported(cli, memory, tmp_path):
    (tmp_path / "m.tmx.tmxalign-index").mkdir()
    done = cli("search", memory, "laboratory", "--index")
    assert "CQC opened" in done.stdout
    assert "no index could be built beside m.tmx" in done.stderr


def test_a_memory_on_standard_input(cli, memory, tmp_path):
    done = cli("search", "-", "ceremony", stdin=(tmp_path / memory).read_bytes())
    assert "90余人" in done.stdout


def test_control_characters_do_not_reach_the_terminal(cli, tmp_path):
    row = {"en": "A \x1b[31mred\x1b[0m lamp", "zh": "红灯"}
    (tmp_path / "m.jsonl").write_text(json.dumps(row), encoding="utf-8")
    done = cli("search", "m.jsonl", "lamp")
    assert "lamp" in done.stdout
    assert "\x1b" not in done.stdout


def test_matches_are_highlighted_on_a_terminal(terminal, memory, tmp_path):
    printed, status = terminal("search", tmp_path / memory, "laboratory")
    assert status == 0
    assert "\x1b[1;30;43mlaboratory\x1b[0m" in printed


def test_bad_input(refused, memory, tmp_path):
    assert "empty" in refused("search", memory, " ", status=2)
    assert "no such file" in refused("search", "no.tmx", "a", status=3)
    (tmp_path / "broken.tmx").write_text("<tmx><header/><body><tu>")
    assert "not a whole TMX" in refused("search", "broken.tmx", "a", status=3)
    (tmp_path / "letter.txt").write_text("Dear Sir")
    assert "not a memory" in refused("search", "letter.txt", "a", status=3)
    assert "exact" in refused("search", memory, "a", "--min-match", "80", status=2)
    refused("search", memory, "a", "--mode", "psychic", status=2)
    refused("search", memory, "a", "--in", "fr", status=2)
    refused("search", memory, status=2)


@pytest.fixture
def varieties(tmp_path):
    texts = [
        [("en-US", "Install the software."), ("zh-CN", "安装软件。"), ("zh-TW", "安裝軟體。")],
        [("en-US", "The company’s “software” — new…"), ("zh-TW", "公司的新「軟體」……")],
        [("en-US", "Softwares and memories"), ("zh-CN", "软件与内存")],
    ]
    units = [Unit([Variant(code, (text,)) for code, text in some]) for some in texts]
    write(Memory(Header(), units), tmp_path / "v.tmx")
    return "v.tmx"


def test_options_of_an_exact_search(cli, varieties):
    def found(*options):
        done = cli("search", varieties, *options, "--json", "-q")
        assert done.exit_code == 0, done.stderr
        return [hit["en"] for hit in json.loads(done.stdout)["hits"]]

    first, second, third = found("software")
    assert found("software", "--whole-word") == [first, second]
    assert found("Software", "--case") == [third]
    assert found("memories softwares", "--any-order") == [third]
    assert found(r"\bsoftware\b\.", "--regex") == [first]
    assert found('company\'s "software" - new...') == [second]
    assert found("--en", "software", "--zh", "软件") == [first, third]
    assert found("memory", "--mode", "fuzzy") == [third]
    assert found("軟體", "--in", "zh-CN") == []
    assert found("軟體", "--in", "zh-TW") == [first, second]


def test_the_texts_of_several_countries_have_their_codes(cli, varieties, memory):
    lines = cli("search", varieties, "software").stdout.splitlines()
    assert [line for line in lines if "zh-CN 安装软件。" in line]
    assert [line for line in lines if "zh-TW 安裝軟體。" in line]
    assert "zh-CN" not in cli("search", memory, "laboratory").stdout


def test_a_bad_pattern_is_one_line(refused, varieties):
    for pattern in ("(a+", "[", r"\p{Nope}"):
        message = refused("search", varieties, pattern, "--regex", status=2)
        assert "not a regular expression" in message
        assert len(message.splitlines()) == 1
    refused("search", varieties, "a", "--regex", "--mode", "fuzzy", status=2)
    refused("search", varieties, "a", "--regex", "--any-order", status=2)
    refused("search", varieties, "--in", "zh", "--en", "a", status=2)
