"""Rules of one's own: SRX 2.0 in place of the built-in ones."""

import pickle
import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from align.commands import main
from align.document import Paragraph
from align.errors import InputError, UsageError
from align.pipeline import Aligner
from align.segment import segment_paragraphs
from align.segment import srx as module
from align.segment.srx import SrxRules

FILE = Path(__file__).parent / "files" / "rules.srx"
RULES = SrxRules.load(FILE)
TEXT = FILE.read_text(encoding="utf-8")


def parts(text: str, language: str, rules: SrxRules = RULES) -> list[str]:
    return [text[start:end] for start, end in rules.split(text, language)]


def changed(tmp_path: Path, old: str, new: str, count: int = 0) -> Path:
    assert re.search(old, TEXT)
    path = tmp_path / "a.srx"
    path.write_text(re.sub(old, lambda _: new, TEXT, count=count), encoding="utf-8")
    return path


def error(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        SrxRules.load(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    return message


def test_rules_of_both_languages():
    assert parts("Dr. Li came. “Why?” She left.", "en") == ["Dr. Li came.", "“Why?”", "She left."]
    assert parts("他来了；她走了。“真的？”是的。", "zh") == [
        "他来了；",
        "她走了。",
        "“真的？”",
        "是的。",
    ]


def test_rules_for_all_languages_are_added_to_those_of_one():
    assert parts("One. Two|three", "en") == ["One.", "Two|", "three"]
    assert parts("一。二|三", "zh") == ["一。", "二|", "三"]


def test_without_cascading_the_first_map_counts(tmp_path):
    rules = SrxRules.load(changed(tmp_path, 'cascade="yes"', 'cascade="no"'))
    assert parts("One. Two|three", "en", rules) == ["One.", "Two|three"]


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("en", "zh"),
        ("EN-US", "ZH-CN"),
        ("en_US", "zh_CN"),
        ("en-US", "zh-CN"),
        ("[eE][nN]", "zh.?"),
    ],
)
def test_codes_of_languages_in_every_style(tmp_path, en, zh):
    path = tmp_path / "a.srx"
    path.write_text(TEXT.replace("EN.*|en.*", en).replace("ZH.*|zh.*", zh), encoding="utf-8")
    rules = SrxRules.load(path)
    assert parts("Yes. No.", "en", rules) == ["Yes.", "No."]
    assert parts("是。不是。", "zh", rules) == ["是。", "不是。"]


def test_maps_may_stand_before_the_rules(tmp_path):
    maps = re.search("<maprules>.*</maprules>", TEXT, re.DOTALL).group()
    path = tmp_path / "a.srx"
    moved = TEXT.replace(maps, "").replace("<languagerules>", maps + "<languagerules>")
    path.write_text(moved, encoding="utf-8")
    assert parts("Yes. No.", "en", SrxRules.load(path)) == ["Yes.", "No."]


def test_sentences_point_into_their_paragraph():
    page = [Paragraph("  Yes.  No. ", 1), Paragraph("Menu. Home.", 2, aside="navigation")]
    found = segment_paragraphs(page, "en", rules=RULES)
    assert [(s.text, s.paragraph, s.start, s.end) for s in found] == [
        ("Yes.", 0, 2, 6),
        ("No.", 0, 8, 11),
    ]


@given(st.text(st.sampled_from("Dr. Li？。；！“”|12aA \n\t\u3000𠮷é")) | st.text())
def test_nothing_is_lost(text):
    for language in ("en", "zh"):
        spans = RULES.split(text, language)
        assert "".join("".join(parts(text, language)).split()) == "".join(text.split())
        assert all(text[a:b] == text[a:b].strip() != "" for a, b in spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_not_an_srx_file(tmp_path):
    path = tmp_path / "a.srx"
    path.write_text("<tmx/>")
    assert "not an SRX file: it begins with <tmx>" in error(path)
    path.write_text("segment=1")
    assert "not an SRX file: broken XML in line 1" in error(path)
    path.unlink()
    assert "no such file" in error(path)


def test_a_broken_expression_is_named_with_its_line(tmp_path):
    message = error(changed(tmp_path, r"\[\.!\?\]", "[.!?"))
    assert "line 16: not a valid expression: '[.!?" in message
    message = error(changed(tmp_path, r"EN\.\*\|en\.\*", "en("))
    assert "line 34: not a valid expression: 'en('" in message


def test_no_rules_for_a_language(tmp_path):
    text = TEXT.replace('".*"', '"fr"').replace("ZH.*|zh.*", "ja")
    path = tmp_path / "a.srx"
    path.write_text(text, encoding="utf-8")
    assert "no rules for Chinese in it" in error(path)


def test_a_map_to_missing_rules(tmp_path):
    path = changed(tmp_path, 'languagerulename="Everywhere"/>', 'languagerulename="Nowhere"/>')
    assert "line 36: no rules have the name 'Nowhere'" in error(path)


def test_entities_are_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("[.]")
    for entity in (f'SYSTEM "{secret.as_uri()}"', '"[.]"'):
        path = tmp_path / "a.srx"
        doctype = f"<!DOCTYPE srx [<!ENTITY e {entity}>]>"
        text = TEXT.replace("<srx", doctype + "<srx").replace("[.!?]", "&e;")
        path.write_text(text, encoding="utf-8")
        assert "an SRX file with an entity" in error(path)


def test_a_rule_that_takes_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "TIMEOUT", 0.2)
    rules = SrxRules.load(changed(tmp_path, r"\[\.!\?\]", "(?:a|aa)+[.!?]", 1))
    with pytest.raises(InputError, match="takes too long"):
        rules.split("a" * 60, "en")


def test_a_missing_library_is_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "choppa", None)
    assert "pip install 'tmxalign[srx]'" in error(FILE)


def test_rules_can_be_pickled():
    copy = pickle.loads(pickle.dumps(RULES))
    assert parts("Yes. No.", "en", copy) == ["Yes.", "No."]


def test_aligner_uses_the_rules_everywhere(tmp_path):
    aligner = Aligner(srx=FILE)
    (tmp_path / "a.txt").write_text("I like tea| and coffee.", encoding="utf-8")
    assert aligner.read(tmp_path / "a.txt", "en").texts == ("I like tea|", "and coffee.")
    both = aligner.align_texts("I like tea| and coffee.", "我喜欢茶|和咖啡。")
    assert both.en.texts, both.zh.texts == (
        ("I like tea|", "and coffee."),
        ("我喜欢茶|", "和咖啡。"),
    )
    (tmp_path / "b.tsv").write_text("en\tzh\nI like tea|not milk\t我喜欢茶|不是牛奶\n", "utf-8")
    assert len(aligner.align_bitext(tmp_path / "b.tsv").en) == 2


def test_settings_distinguish_rules(tmp_path):
    other = changed(tmp_path, "Dr", "Drs")
    settings = [Aligner(srx=path).settings.get("srx") for path in (None, FILE, other)]
    assert settings[0] is None
    assert len(set(settings)) == 3


def test_semicolons_are_for_the_built_in_rules():
    with pytest.raises(UsageError, match="cannot be combined"):
        Aligner(srx=FILE, semicolons=True).align_texts("Yes.", "是。")


def test_option(tmp_path):
    (tmp_path / "en.txt").write_text("I like tea| and coffee.", encoding="utf-8")
    (tmp_path / "zh.txt").write_text("我喜欢茶|和咖啡。", encoding="utf-8")
    command = ["align", str(tmp_path / "en.txt"), str(tmp_path / "zh.txt"), "--format", "tsv"]
    found = CliRunner().invoke(main, [*command, "--srx", str(FILE)])
    assert "I like tea|\t我喜欢茶|" in found.output
