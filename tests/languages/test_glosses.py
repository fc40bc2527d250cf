"""What links words across: dictionary, pinyin of names, stems; clauses and quotations."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align import lazy
from align.languages import LANGUAGES
from align.languages.typography.marks import inside_quotes
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


def test_a_broken_index_is_rebuilt(tmp_path, monkeypatch):
    monkeypatch.setenv("TMXALIGN_CACHE", str(tmp_path))
    assert lazy.cache_folder() == tmp_path
    load_glosses.cache_clear()
    try:
        assert linked("证书", "certificate") == 1
        (index,) = tmp_path.iterdir()
        index.write_bytes(b"no database")
        load_glosses.cache_clear()
        assert linked("证书", "certificate") == 1
        assert sqlite3.connect(index).execute("SELECT count(*) FROM gloss").fetchone()[0] > 100_000
        assert list(tmp_path.iterdir()) == [index]
    finally:
        load_glosses.cache_clear()


def test_the_dictionary_works_without_a_cache(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TMXALIGN_CACHE", str(tmp_path / "file" / "below"))
    load_glosses.cache_clear()
    try:
        assert linked("证书", "certificate") == 1
    finally:
        load_glosses.cache_clear()


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
