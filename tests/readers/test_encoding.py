"""Encodings: found on short texts, never guessed in silence, never a lost character."""

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import InputError, UsageError
from align.files.encoding import Detected, decode_bytes, detect
from align.files.likelihood import likelihood

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
SIMPLIFIED = "中国质量认证中心（CQC）颁发了首张碳足迹证书，客户来自浙江。"
TRADITIONAL = "中國質量認證中心（CQC）頒發了首張碳足跡證書，客戶來自浙江。"
MOSTLY_ENGLISH = (
    "The China Quality Certification Centre (中国质量认证中心) issued the first one. " * 2
)
MOSTLY_ENGLISH_TRADITIONAL = (
    "The Bureau of Standards (標準檢驗局) opened a laboratory in Taipei. " * 2
)
TYPOGRAPHIC = "“It’s the first of its kind,” she said – the café’s owner agreed."


def chinese_samples():
    """Pieces of about 200 characters of every Chinese release."""
    for path in sorted((CORPORA / "zh").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        yield from (text[i : i + 200] for i in range(0, len(text) - 200, 200))


@pytest.mark.parametrize(
    "codec", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
def test_two_hundred_characters_are_enough_for_detection(codec):
    for text in chinese_samples():
        data = text.encode(codec)
        assert decode_bytes(data, "a") == text
        assert detect(data).confidence > 0.99


def test_traditional_in_big5():
    import opencc

    convert = opencc.OpenCC("s2tw").convert
    for text in chinese_samples():
        data = convert(text).encode("cp950", "ignore")
        assert decode_bytes(data, "a") == data.decode("cp950")


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED[:8], "gbk"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL[:8], "cp950"),
        (TRADITIONAL, "gbk"),
        ("呢間餐廳嘅嘢好食，佢哋啲嘢唔貴。", "big5hkscs"),
        (MOSTLY_ENGLISH, "gb18030"),
        (MOSTLY_ENGLISH, "utf-16-le"),
        (MOSTLY_ENGLISH_TRADITIONAL, "big5"),
        (TYPOGRAPHIC, "cp1252"),
        ("One café in Zürich costs £5 more.", "cp1252"),
        ("plain ASCII", "ascii"),
        ("plain, but two bytes a letter", "utf-16-be"),
        # "目前" in GB18030 happens to be UTF-8, too, for Ŀǰ
        ("He was taken to hospital (目前), where he remains.", "gb18030"),
        ("The naïve résumé costs 5 €, ± 2 °C", "utf-8"),
        ("It costs €5.", "utf-8"),
    ],
)
def test_encoded_text_is_recovered(text, codec):
    data = text.encode(codec)
    assert decode_bytes(data, "a") == text
    assert detect(data).confidence >= 0.8


@given(st.text(st.characters(min_codepoint=0x800, exclude_categories=["Cs"]), min_size=1))
def test_what_is_utf8_is_not_read_as_anything_else(text):
    assert detect(text.encode(), declared="gb18030") == Detected("utf-8", 1.0)


# --- what is declared or known ------------------------------------------------------------------


def test_a_wrong_declaration_does_no_harm():
    for declared in ("iso-8859-1", "utf-8", "big5", "shift_jis", "koi8-r", "idna", "nonsense", ""):
        assert detect(SIMPLIFIED.encode("gb18030"), declared=declared).encoding == "gb18030"
    assert detect(TYPOGRAPHIC.encode("cp1252"), declared="gb2312").encoding == "cp1252"


def test_a_fitting_declaration_decides_close_cases():
    data = b"\xb1\xe0"  # "±à", or 编
    assert detect(data, declared="gb2312").confidence > detect(data).confidence
    assert detect(data, declared="gb2312").encoding == "gb18030"
    assert detect(data, declared="iso-8859-1").encoding == "cp1252"


def test_gb2312_is_treated_as_gb18030():
    data = "朱镕基与㐂".encode("gb18030")
    assert detect(data, declared="gb2312").encoding == "gb18030"
    assert decode_bytes(data, "a", encoding="GB2312") == "朱镕基与㐂"


def test_the_windows_euro_in_gbk():
    data = "价格：".encode("gbk") + b"\x80" + "500，含税。".encode("gbk")
    assert (
        decode_bytes(data, "a") == decode_bytes(data, "a", encoding="gbk") == "价格：€500，含税。"
    )


def test_the_language_decides_close_cases():
    data = b"\xb1\xe0"  # "±à", or 编
    assert detect(data, language="zh").confidence > detect(data).confidence


# --- errors and the log -------------------------------------------------------------------------


def refused(data, **options):
    with pytest.raises(InputError) as caught:
        decode_bytes(data, "a.txt", **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_broken_byte_is_reported_with_its_offset():
    good = SIMPLIFIED.encode("gb18030")
    message = refused(good + b"\xff" + good)
    assert f"not GB18030 (byte 0xff at offset {len(good)})" in message
    assert "--encoding" in message
    big5 = TRADITIONAL.encode("big5")
    assert f"not Big5 (byte 0xff at offset {len(big5)})" in refused(big5 + b"\xff " + big5)
    utf8 = SIMPLIFIED.encode()
    assert f"not UTF-8 (byte 0xff at offset {len(utf8)})" in refused(utf8 + b"\xff" + utf8)


def test_a_named_encoding_is_obeyed():
    assert "not UTF-8 (byte 0xd6 at offset 0)" in refused("中".encode("gbk"), encoding="utf-8")
    assert decode_bytes("中".encode("gbk"), "a", encoding="latin-1") == "ÖÐ"
    with pytest.raises(UsageError, match="unknown encoding"):
        decode_bytes(b"", "a", encoding="nonsense")


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_not_text(seed):
    import random

    assert "not a text file" in refused(random.Random(seed).randbytes(600))


@given(st.binary(max_size=200))
def test_decoding_loses_no_character(data):
    try:
        text = decode_bytes(data, "a")
    except InputError as error:
        assert "\n" not in str(error)
    else:
        found = detect(data)
        assert "\ufffd" not in text or "\ufffd".encode(found.encoding) in data


def test_the_log_states_the_encoding(caplog):
    caplog.set_level(logging.INFO)
    decode_bytes(SIMPLIFIED.encode("gb18030"), "a.txt")
    (record,) = caplog.records
    assert record.levelname == "INFO"
    assert record.getMessage() == "a.txt: read as GB18030 (confidence 1.00)"


def test_the_log_warns_about_uncertain_encodings(caplog):
    data = b"\xb1\xe0"
    assert detect(data).confidence < 0.8
    decode_bytes(data, "a.txt")
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert record.getMessage().startswith("a.txt: read as ")
    assert "--encoding" in record.getMessage()


def test_a_named_encoding_is_not_logged(caplog):
    caplog.set_level(logging.INFO)
    decode_bytes(SIMPLIFIED.encode("gb18030"), "a.txt", encoding="gb18030")
    assert not caplog.records


def test_characters_lost_earlier_are_reported(caplog):
    decode_bytes("One.\n质�认证".encode(), "a.txt")
    assert "a.txt: line 2 contains �" in caplog.text


# --- long files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["gb18030", "utf-16-le"])
def test_the_first_chinese_word_may_come_late(codec):
    text = "Nothing but English here.\n" * 40_000 + SIMPLIFIED
    assert decode_bytes(text.encode(codec), "a") == text


def test_correct_text_is_likelier_than_any_misreading():
    for text, codec in ((SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5")):
        data = text.encode(codec)
        for wrong in {"gb18030", "big5", "cp1252", "utf-16-le"} - {codec}:
            assert likelihood(text).total > likelihood(data.decode(wrong, "replace")).total
