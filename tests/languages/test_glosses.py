"""What links words across: dictionary, pinyin of names, stems; clauses and quotations."""

import os
import signal
import time

import pypinyin
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align import lazy
from align.languages import LANGUAGES
from align.languages.typography.marks import inside_quotes
from align.languages.words import dictionary
from align.languages.words.dictionary import load_glosses, spellings, stem


def linked(chinese, english):
    gloss = load_glosses().find([chinese])[0]
    return max((gloss.get(key, 0.0) for key in spellings(english)), default=0.0)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("证书", "certificates"),
        ("合作", "cooperated"),
        ("河流", "rivers"),
        ("證書", "certificate"),  # the dictionary knows both scripts
        ("宝玉", "bao-yu"),
        ("陈清扬", "qingyang"),
        ("王琦瑶", "qiyao"),
        ("北京市", "beijing"),
    ],
)
def test_a_translation_or_a_name_is_linked(chinese, english):
    assert linked(chinese, english) >= 0.5


@pytest.mark.parametrize(
    ("chinese", "english"),
    [("证书", "river"), ("宝玉", "certificate"), ("灿烂", "can"), ("x", "x")],
)
def test_other_words_are_not_linked(chinese, english):
    assert linked(chinese, english) == 0


@pytest.mark.parametrize("word", ["中国银行", "银行行长", "重庆人", "单于", "吕", "觉得睡觉", "〇"])
def test_words_are_read_as_pypinyin_reads_them(word):
    assert load_glosses()._syllables(word) == pypinyin.lazy_pinyin(word)


# ---- the index in the folder of caches ------------------------------------------------------


@pytest.fixture
def filled(tmp_path, monkeypatch):
    """An empty folder of caches, and a list of the fillings of a dictionary of one word."""
    monkeypatch.setenv("TMXALIGN_CACHE", str(tmp_path))
    done = []

    def fill(index):
        index.execute("CREATE TABLE gloss (word, stems)")
        index.execute("INSERT INTO gloss VALUES ('证书', 'certificat:1.0')")
        done.append(index)
        index.execute("CREATE TABLE english (stem)")
        index.execute("CREATE TABLE pinyin (text, syllables)")

    monkeypatch.setattr(dictionary, "_fill", fill)
    load_glosses.cache_clear()
    yield done
    load_glosses.cache_clear()


def test_the_index_is_made_once(filled, tmp_path):
    assert lazy.cache_folder() == tmp_path
    for _ in range(2):
        assert linked("证书", "certificate") == 1
        load_glosses.cache_clear()
    assert len(filled) == len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("content", [b"no database", b""])
def test_a_broken_index_is_rebuilt(filled, tmp_path, content):
    load_glosses()
    (index,) = tmp_path.iterdir()
    index.write_bytes(content)
    load_glosses.cache_clear()
    assert linked("证书", "certificate") == 1
    assert list(tmp_path.iterdir()) == [index] and len(filled) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_process_killed_while_it_makes_the_index_leaves_nothing(filled, tmp_path, monkeypatch):
    if not (child := os.fork()):
        fill = dictionary._fill
        monkeypatch.setattr(
            dictionary, "_fill", lambda index: (fill(index), os.kill(os.getpid(), signal.SIGKILL))
        )
        load_glosses()
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert linked("证书", "certificate") == 1
    assert len(filled) == len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_of_two_processes_one_makes_the_index(filled, monkeypatch):
    begun, begin = os.pipe()
    if not (child := os.fork()):
        fill = dictionary._fill
        monkeypatch.setattr(
            dictionary, "_fill", lambda index: (os.write(begin, b"x"), time.sleep(0.2), fill(index))
        )
        load_glosses()
        os._exit(0)
    os.read(begun, 1)
    assert linked("证书", "certificate") == 1
    assert os.waitpid(child, 0)[1] == 0
    assert filled == []


def test_the_dictionary_works_without_a_cache(filled, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TMXALIGN_CACHE", str(tmp_path / "file" / "below"))
    assert linked("证书", "certificate") == 1


def test_stems_unify_word_forms():
    assert stem("aligned") == stem("aligning") == stem("align")
    assert stem("is") == "is"  # too short to lose anything


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.code)
@given(text=st.text(st.sampled_from('ab ,;:—，；：…。.”"他说'), max_size=80))
def test_clauses_lose_no_character(language, text):
    assert "".join(language.clauses(text)) == text


@pytest.mark.parametrize(
    ("texts", "inside"),
    [
        (["'Look!' he said.", "'Who", "are you?'", "He's a boy."], [0, 0, 1, 0]),
        (['"Stop.', 'Go on," she said.', "The dogs' food."], [0, 1, 0]),
        (["他说：“走吧。", "现在就走。”", "他走了。"], [0, 1, 0]),
        (["「好。", "」", "好"], [0, 1, 0]),
    ],
)
def test_sentences_inside_a_quotation(texts, inside):
    assert inside_quotes(texts, [0] * len(texts)) == [*map(bool, inside), False]


def test_a_quotation_ends_with_its_paragraph():
    assert inside_quotes(["“好。", "他走了。"], [0, 1]) == [False, False, False]
