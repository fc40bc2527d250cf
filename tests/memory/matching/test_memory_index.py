"""An index makes a search quick and changes nothing else."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import align.memory.matching.candidates as candidates_module
import align.memory.matching.index as index_module
from align.errors import InputError
from align.memory import Header, Memory, Unit, Variant, search, write
from align.memory.matching.folding import fold_text, places
from align.memory.matching.index import SUFFIX
from align.unit import Prop

GOLD = Path(__file__).resolve().parents[3] / "corpora" / "gold"


def make(path, pairs):
    units = []
    for number, (en, zh) in enumerate(pairs):
        variants = [Variant(c, (t,)) for c, t in (("en-US", en), ("zh-CN", zh)) if t]
        props = (Prop("x-document", f"d{number}"), Prop("x-confidence", "0.9"))
        units.append(Unit(variants, str(number), props=props))
    write(Memory(Header(), units), path)
    return path


def names(folder):
    return [path.name for path in folder.iterdir()]


def same(path, text, **options):
    """What is found with an index, once it is clear that it is the same without."""
    read = search(path, text, index=False, **options)
    found = search(path, text, index=True, **options)
    assert found.index in ("used", "built")
    assert replace(found, index="") == read
    return found


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The sentences of all releases; which belong together makes no difference here."""
    texts = [
        [
            line
            for path in sorted(GOLD.glob(f"*.{side}.txt"))
            for line in path.open(encoding="utf-8")
        ]
        for side in ("en", "zh")
    ]
    pairs = [(en.strip(), zh.strip()) for en, zh in zip_longest(*texts, fillvalue="")]
    assert len(pairs) > 100
    return make(tmp_path_factory.mktemp("m") / "m.tmx", pairs)


@pytest.mark.parametrize(
    "text",
    [
        "laboratory",
        "ABORATOR",
        "the",
        "e",
        "of th",
        "实验室",
        "认证",
        "ＣＱＣ",
        "2023",
        "，",
        "zebra",
    ],
)
@pytest.mark.parametrize("language", [None, "en", "zh"])
def test_exact_search_also_works_inside_words(corpus, text, language):
    found = same(corpus, text, language=language, limit=5)
    if text == "laboratory" and language == "en":
        assert found.fitting > 5


@pytest.mark.parametrize("most", [0, 3000])
@pytest.mark.parametrize("minimum", [50, 70, 90])
def test_fuzzy_search_is_the_same_for_rare_words(corpus, minimum, most, monkeypatch):
    monkeypatch.setattr(candidates_module, "MOST", most)  # 0: words choose, not all are compared
    paths = sorted(GOLD.glob("*.??.txt"))[:6]
    texts = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    asked = [" ".join(text.split()[:9])[:50] for text in texts[::9] if text.strip()]
    complete = 0
    for text in [*asked, "2023", "50 laboratories", "实验室", "\"quoted\" OR -words NEAR('x')"]:
        options = {"mode": "fuzzy", "minimum": minimum, "limit": 1000}
        read = search(corpus, text, index=False, **options)
        found = search(corpus, text, index=True, **options)
        if found.complete:
            assert replace(found, index="") == read
            complete += 1
        else:
            assert set(found.hits) <= set(read.hits)
    assert complete > len(asked) / 2


TEXT = st.text(
    st.sampled_from("abAB ÀàßẞſsKkİiı12３Ｃｃ认证。，,.'’-\"*#_ \u3000\n\t😀𠀀")
    | st.characters(codec="utf-8"),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8), TEXT, st.data())
@example([("a\nb", "x"), ("a b", "")], "A  B", None)
def test_the_result_is_the_same_for_any_texts(pairs, text, data):
    if data:  # mostly a piece of what is there
        whole = data.draw(st.sampled_from([text for pair in pairs for text in pair])) + text
        begin = data.draw(st.integers(0, len(whole)))
        text = whole[begin : begin + data.draw(st.integers(1, 8))]
    if not fold_text(text).strip():
        return
    with TemporaryDirectory() as folder:
        path = make(Path(folder, "m.tmx"), pairs)
        for language in (None, "en", "zh"):
            same(path, text, language=language)
            same(path, text, language=language, mode="fuzzy", minimum=60)


@given(TEXT, TEXT)
def test_places_fold_to_the_text(text, wanted):
    wanted = fold_text(wanted).strip()
    if wanted:
        found = places(text, wanted)
        assert bool(found) == (wanted in fold_text(text))
        assert all(fold_text(text[begin:end]) == wanted for begin, end in found)


def test_a_fuzzy_search_for_common_words_may_be_incomplete(tmp_path, monkeypatch):
    monkeypatch.setattr(candidates_module, "COMMON", 20)
    monkeypatch.setattr(candidates_module, "MOST", 10)
    monkeypatch.setattr(candidates_module, "RARE", 6)
    pairs = [(f"The company issued {n} certificates.", "证书") for n in range(100)]
    path = make(tmp_path / "m.tmx", pairs)
    found = search(path, "The company issued 77 certificates.", mode="fuzzy", index=True)
    assert not found.complete
    assert found.fitting < 100
    assert (found.hits[0].id, found.hits[0].percent) == ("77", 100)


def test_the_index_is_beside_the_memory_and_is_reused(tmp_path):
    path = make(tmp_path / "m.tmx", [("A lamp.", "灯。")])
    assert search(path, "lamp").index == ""  # a small memory is read
    assert not Path(f"{path}{SUFFIX}").exists()
    assert search(path, "lamp", index=True).index == "built"
    assert sorted(names(tmp_path)) == ["m.tmx", f"m.tmx{SUFFIX}"]
    assert search(path, "lamp").index == "used"
    assert search(path, "lamp", index=False).index == ""


def test_an_indexed_search_imports_no_format_and_nothing_heavy(tmp_path):
    path = make(tmp_path / "m.tmx", [("A lamp.", "灯。")])
    search(path, "lamp", index=True)
    code = (
        "import sys; from align.memory import search\n"
        f"assert search({str(path)!r}, 'lamp').index == 'used'\n"
        "heavy = {'numpy', 'lxml', 'align.readers', 'align.alignment',"
        " 'align.formats.table.xlsx_write'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("text", ["1", "lamp 1", "灯1", "a"])
def test_a_text_on_either_side_counts_its_unit_once(tmp_path, text):
    pairs = [(f"Lamp {n}, {n}, a.", f"{n * 7}灯{n}。") for n in range(2500)]
    path = make(tmp_path / "m.tmx", pairs)
    for language in (None, "en", "zh"):
        same(path, text, language=language, limit=3)


def test_a_large_memory_gets_an_index_automatically(tmp_path, monkeypatch):
    monkeypatch.setattr(index_module, "LARGE", 100)
    told = []
    path = make(tmp_path / "m.tmx", [("A lamp.", "灯。")] * 10_000)
    assert search(path, "lamp", progress=told.append).index == "built"
    assert told == [10_000]
    assert search(path, "lamp").fitting == 10_000


def test_a_stale_index_is_built_again(tmp_path):
    path = make(tmp_path / "m.tmx", [("A lamp.", "灯。")])
    search(path, "lamp", index=True)
    before = path.stat()
    make(path, [("A lump.", "块。")])
    assert path.stat().st_size != before.st_size or path.stat().st_mtime_ns != before.st_mtime_ns
    found = search(path, "lump")
    assert (found.index, found.fitting) == ("built", 1)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 7))
    assert search(path, "lump").index == "built"


def test_the_index_depends_on_both_files_of_a_pair(tmp_path):
    path = make(tmp_path / "m.en", [("A lamp.", "灯。")])
    assert search(path, "灯", index=True).fitting == 1
    (tmp_path / "m.zh").write_text("台灯下的灯。\n", encoding="utf-8")
    assert search(path, "台灯").index == "built"


@pytest.mark.parametrize("damage", ["empty", "text", "cut", "middle", "tables", "types"])
def test_a_damaged_index_is_built_again(tmp_path, damage):
    path = make(tmp_path / "m.tmx", [(f"Lamp {n} of the hall.", f"{n}灯。") for n in range(3000)])
    assert search(path, "lamp", index=True).index == "built"
    beside = Path(f"{path}{SUFFIX}")
    data = beside.read_bytes()
    if damage in ("tables", "types"):
        change = "drop table folded_en" if damage == "tables" else "update folded_en set texts = 5"
        database = sqlite3.connect(beside)
        database.execute(change)
        database.commit()
        database.close()
    else:
        half = len(data) // 2
        beside.write_bytes(
            {
                "empty": b"",
                "text": b"Dear Sir",
                "cut": data[:half],
                "middle": data[:4096] + bytes(len(data) - 4096),
            }[damage]
        )
    found = search(path, "lamp 2999")
    assert (found.index, found.fitting) == ("built", 1)
    assert search(path, "lamp 2999").index == "used"


def test_without_a_writable_index_the_memory_is_read(tmp_path, monkeypatch):
    path = make(tmp_path / "m.tmx", [("A lamp.", "灯。")])

    def refused(*_args, **_options):
        raise PermissionError(13, "read-only")

    monkeypatch.setattr(
        index_module, "held_beside", refused
    )  # root may write into a read-only folder
    found = search(path, "lamp", index=True)
    assert (found.index, found.fitting) == ("", 1)
    assert names(tmp_path) == ["m.tmx"]


def test_a_folder_in_place_of_the_index(tmp_path):
    path = make(tmp_path / "m.tmx", [("A lamp.", "灯。")])
    Path(f"{path}{SUFFIX}").mkdir()
    assert search(path, "lamp", index=True).fitting == 1
    assert len(names(tmp_path)) == 2


def test_half_a_surrogate_pair_does_not_fail(tmp_path):
    path = tmp_path / "m.jsonl"
    path.write_text('{"en": "half \\ud83d lamp", "zh": "\\ud83d灯"}\n', encoding="utf-8")
    assert search(path, "lamp", index=True).fitting == search(path, "lamp").fitting
    good = make(tmp_path / "m.tmx", [("A lamp.", "灯。")])
    for mode in ("exact", "fuzzy"):
        assert search(good, "lamp\udc80", index=True, mode=mode, minimum=None).fitting in (0, 1)


def test_a_broken_memory_leaves_no_index(tmp_path):
    path = make(tmp_path / "m.tmx", [(f"Lamp {n}.", "灯。") for n in range(3000)])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match="not a whole TMX"):
        search(path, "lamp", index=True)
    assert names(tmp_path) == ["m.tmx"]


KILLED = """
import os, sys
from align.memory import search
search(sys.argv[1], "lamp", index=True, progress=lambda done: os._exit(9))
"""


def test_a_kill_while_building_leaves_no_partial_index(tmp_path):
    path = make(tmp_path / "m.tmx", [(f"Lamp {n}.", f"{n}灯。") for n in range(10_000)])
    assert subprocess.run([sys.executable, "-c", KILLED, path]).returncode == 9
    assert not Path(f"{path}{SUFFIX}").exists()
    assert search(path, "lamp 9999", index=True).fitting == 1
