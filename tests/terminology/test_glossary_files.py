"""Glossaries are read in the forms that people have them in, and held against texts."""

from pathlib import Path

import pytest
import xlsxwriter

from align.audit import CHECKS
from align.audit.engine.check import Context, Hit
from align.audit.engine.segment_store import case, stored
from align.errors import InputError
from align.languages.words.term_finder import ChineseTerms, EnglishTerms
from align.terminology import Entry, Glossary, Term, read_glossary

BODY = (Term("认证机构"), Term("认证单位", "allowed"), Term("认证公司", "forbidden"))

TBX_2008 = """<?xml version="1.0" encoding="UTF-8"?>
<martif type="TBX-Basic" xml:lang="en"><text><body>
<termEntry id="c1"><note>of the law</note>
<langSet xml:lang="en-US"><tig><term>certification body</term></tig></langSet>
<langSet xml:lang="zh-CN">
<tig><term>认证机构</term>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
<ntig><termGrp><term>认证单位</term>
<termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termGrp></ntig>
<tig><term>认证公司</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
</langSet></termEntry></body></text></martif>"""

TBX_DCA = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader/><text><body><conceptEntry id="c1"><note>of the law</note>
<langSec xml:lang="en"><termSec><term>certification body</term></termSec></langSec>
<langSec xml:lang="zh">
<termSec><term>认证机构</term>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
<termSec><term>认证单位</term>
<termNote type="normativeAuthorization">admittedTerm</termNote></termSec>
<termSec><term>认证公司</term>
<termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termSec>
</langSec></conceptEntry></body></text></tbx>"""

TBX_DCT = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Min" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min">
<tbxHeader/><text><body><conceptEntry id="c1"><note>of the law</note>
<langSec xml:lang="en"><termSec><term>certification body</term></termSec></langSec>
<langSec xml:lang="zh-Hans">
<termSec><term>认证机构</term>
<min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec>
<termSec><term>认证单位</term>
<min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec>
<termSec><term>认证公司</term>
<min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>
</langSec></conceptEntry></body></text></tbx>"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def hits(glossary: Glossary, en: str, zh: str, **parameters: str) -> list[Hit]:
    check = CHECKS["terminology"]
    look = check.make(Context(glossary=glossary), **check.defaults() | parameters)
    return list(look(case(en, zh)))


def conflicts(glossary: Glossary) -> list[tuple[int | str, Hit]]:
    check = CHECKS["glossary-conflict"]
    with stored([case("Hello.", "你好。")]) as store:
        return list(check.make(Context(glossary=glossary))(store))


@pytest.mark.parametrize("text", [TBX_2008, TBX_DCA, TBX_DCT], ids=["2008", "dca", "dct"])
def test_all_tbx_dialects_give_the_same_terms(tmp_path: Path, text: str) -> None:
    (entry,) = read_glossary(written(tmp_path, "terms.tbx", text)).entries
    assert entry.en == (Term("certification body"),)
    assert entry.zh == BODY
    assert entry.note == "of the law"
    assert entry.where.startswith("line ")


def test_an_entity_in_tbx_is_refused(tmp_path: Path) -> None:
    text = TBX_2008.replace("<martif", '<!DOCTYPE martif [<!ENTITY x "y">]><martif', 1)
    path = written(tmp_path, "terms.tbx", text.replace("of the law", "&x;"))
    with pytest.raises(InputError, match="the entity &x;"):
        read_glossary(path)


@pytest.mark.parametrize(
    "text",
    [
        "English,Chinese,status,note\n"
        "certification body,认证机构,preferred,of the law\n"
        "certification body,认证单位,allowed,\n"
        "certification body,认证公司,forbidden,\n",
        "英文\t中文\t状态\t备注\n"
        "certification body\t认证机构\t首选\tof the law\n"
        "certification body\t认证单位\t允许\t\n"
        "certification body\t认证公司\t禁用\t\n",
        "术语,译文,status\n"
        "certification body,认证机构,Preferred\n"
        "certification body,认证单位,admitted\n"
        "certification body,认证公司,deprecated\n",
    ],
)
def test_one_term_per_row(tmp_path: Path, text: str) -> None:
    name = "terms.tsv" if "\t" in text else "terms.csv"
    glossary = read_glossary(written(tmp_path, name, text))
    assert tuple(term for entry in glossary.entries for term in entry.zh) == BODY
    assert [entry.where for entry in glossary.entries] == ["row 2", "row 3", "row 4"]


def test_several_terms_in_a_cell_and_a_column_of_forbidden_ones(tmp_path: Path) -> None:
    text = "en,zh,forbidden\ncertification body|certifier,认证机构；认证单位,认证公司; cert firm\n"
    (entry,) = read_glossary(written(tmp_path, "terms.csv", text)).entries
    assert entry.en == (
        Term("certification body", "allowed"),
        Term("certifier", "allowed"),
        Term("cert firm", "forbidden"),
    )
    assert [term.status for term in entry.zh] == ["allowed", "allowed", "forbidden"]


def test_a_column_of_forbidden_marks(tmp_path: Path) -> None:
    text = "English,Chinese,禁用\ncertificate,证书,否\ncertificate,认证书,是\n"
    entries = read_glossary(written(tmp_path, "terms.csv", text)).entries
    assert [entry.zh[0].status for entry in entries] == ["preferred", "forbidden"]


def test_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "terms.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("read me").write_row(0, 0, ["Please use these terms."])
        sheet = book.add_worksheet("terms")
        sheet.write_row(0, 0, ["No.", "中文", "English", "状态"])
        sheet.write_row(1, 0, [1, "证书", "certificate", ""])
        sheet.write_row(2, 0, [2, "认证书", "certificate", "禁用"])
    entries = read_glossary(path).entries
    assert [entry.zh[0] for entry in entries] == [Term("证书"), Term("认证书", "forbidden")]
    assert entries[1].en == (Term("certificate"),)
    assert entries[1].where == "sheet terms, row 3"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "English,Chinese,status\nmark,标志,maybe\n", "row 2 has the status 'maybe'"),
        ("a.csv", "English,Chinese\nmark,标志,x,y\n", "row 2 has 4 cells"),
        ("a.csv", "English,Chinese\n", "no English and Chinese terms"),
        ("a.csv", "", "the file is empty"),
        ("a.tbx", "<martif><text>", "broken XML in line 1"),
        ("a.tbx", "<html></html>", "root element is <html>"),
        ("a.tbx", "<martif><text><body/></text></martif>", "no English and Chinese terms"),
        ("a.doc", "mark 标志", "not a glossary"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        read_glossary(written(tmp_path, name, text))
    assert said in str(error.value)
    assert name in str(error.value)
    assert "\n" not in str(error.value)


def test_glossaries_can_be_merged() -> None:
    one = Glossary((Entry((Term("mark"),), (Term("标志"),), where="row 2"),), "a.csv")
    two = Glossary((Entry((Term("mark"),), (Term("标识", "forbidden"),), where="row 5"),), "b.csv")
    both = one.merged([two])
    (hit,) = hits(both, "The mark is green.", "标识是绿色的。")
    assert hit.suggestion == "标志"
    assert [entry.where for entry in both.entries] == ["a.csv: row 2", "b.csv: row 5"]


@pytest.mark.parametrize(
    ("term", "texts"),
    [
        ("certify", "certified certifies certify Certified"),
        ("certification body", "certification-bodies; Certification body"),
        ("analysis", "analyses"),
        ("issue certificates", "issued certificates; issues certificate"),
        ("e-mail", "email e-mails E-mail"),
        ("onsite", "on-site onsite"),
        ("R&D", "R&D"),
        ("CB", "CB CBs"),
        ("recertify", "recertified"),
    ],
)
def test_english_terms_are_found_in_their_forms(term: str, texts: str) -> None:
    find = EnglishTerms([term])
    for text in texts.split("; ") if ";" in texts or " " in term else texts.split():
        ((start, end, found, sure),) = find(f"So {text} it is.")
        assert (start, end, found, sure) == (3, 3 + len(text), term, True)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("certify", "certification"),
        ("IT", "it is"),
        ("certification body", "certification, body"),
        ("testing", "they test it"),
        ("art", "artful party"),
    ],
)
def test_other_words_are_not_the_term(term: str, text: str) -> None:
    assert not EnglishTerms([term])(text)


def test_a_form_that_may_be_another_word_is_uncertain() -> None:
    ((*_, sure),) = EnglishTerms(["build"])("a building")
    assert not sure


def test_the_longest_chinese_term_wins() -> None:
    terms = ["认证", "认证机构", "机构", "中国质量认证中心"]
    text = "中国质量认证中心是认证机构。"
    assert [f.term for f in ChineseTerms(terms)(text)] == ["中国质量认证中心", "认证机构"]


GLOSSARY = Glossary((Entry((Term("certification body"),), BODY),), "terms.csv")


def test_a_forbidden_term_is_marked_and_the_preferred_one_suggested() -> None:
    zh = "两家认证公司签了字。"
    (hit,) = hits(GLOSSARY, "Two certification bodies signed.", zh)
    assert [zh[a:z] for a, z in hit.zh] == ["认证公司"]
    assert hit.suggestion == "认证机构"
    assert hit.severity == "error"


def test_a_forbidden_term_that_may_stand_for_something_else_is_a_warning() -> None:
    (hit,) = hits(GLOSSARY, "Two firms signed.", "两家认证公司签了字。")
    assert hit.severity == "warning"


def test_a_missing_term_is_marked_at_its_counterpart() -> None:
    en = "Two certification bodies signed."
    (hit,) = hits(GLOSSARY, en, "两家单位签了字。")
    assert [en[a:z] for a, z in hit.en] == ["certification bodies"]
    assert hit.severity == "error"
    assert "认证机构" in hit.message
    (hit,) = hits(GLOSSARY, en, "两家单位签了字。", missing="note")
    assert hit.severity == "note"


def test_an_allowed_term_is_a_note() -> None:
    (hit,) = hits(GLOSSARY, "Two certification bodies signed.", "两家认证单位签了字。")
    assert hit.severity == "note"
    assert hit.suggestion == "认证机构"


def test_the_english_side_is_checked_less_strictly() -> None:
    (hit,) = hits(GLOSSARY, "Both signed.", "两家认证机构签了字。")
    assert hit.severity == "warning"
    assert not hits(GLOSSARY, "Both signed.", "两家认证机构签了字。", reverse="off")


def test_either_of_two_translations_in_two_entries_is_accepted() -> None:
    entries = (Entry((Term("body"),), (Term("机构"),)), Entry((Term("body"),), (Term("身体"),)))
    for zh in ("该机构成立了。", "身体很好。"):
        assert not hits(Glossary(entries), "The body is fine.", zh)


def test_without_a_glossary_nothing_is_reported() -> None:
    check = CHECKS["terminology"]
    assert not list(check.make(Context(), **check.defaults())(case("A body.", "一个人。")))


def test_two_preferred_translations_are_a_conflict() -> None:
    entries = (
        Entry((Term("Body"),), (Term("机构"),), where="row 2"),
        Entry((Term("body"),), (Term("组织"),), where="row 9"),
    )
    ((where, hit),) = conflicts(Glossary(entries, "terms.csv"))
    assert where == "terms.csv"
    assert "“机构” (row 2), “组织” (row 9)" in hit.message


def test_preferred_and_forbidden_at_once_is_a_conflict() -> None:
    entries = (
        Entry((Term("body"),), (Term("机构"),), where="row 2"),
        Entry((Term("body"),), (Term("机构", "forbidden"),), where="row 3"),
    )
    ((_, hit),) = conflicts(Glossary(entries))
    assert "both accepted (row 2) and forbidden (row 3)" in hit.message


def test_a_consistent_glossary_has_no_conflict() -> None:
    assert not conflicts(GLOSSARY)
