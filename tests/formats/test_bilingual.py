"""TMX, XLIFF and PO: which texts come out, and what is refused."""

import re
from pathlib import Path

import pytest
from reading_rows import all_rows, row_texts, rows, rows_error

from align.errors import InputError
from align.formats.read import read_column, read_memory
from align.memory.validate.validator import validate

UNIT = """<tu><tuv {a}="{en}"><seg>Good morning.</seg></tuv>
<tuv {a}="{zh}"><seg>早上好。</seg></tuv></tu>"""
TMX = """<?xml version="1.0"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><body>{}</body></tmx>"""


def seg(content: str) -> str:
    zh = '<tuv xml:lang="zh"><seg>好</seg></tuv>'
    return TMX.format(f'<tu><tuv xml:lang="en"><seg>{content}</seg></tuv>{zh}</tu>')


# ---------------------------------------------------------------- TMX


@pytest.mark.parametrize("attribute", ["xml:lang", "lang"])
@pytest.mark.parametrize(
    ("en", "zh"), [("en", "zh"), ("EN-US", "ZH-CN"), ("en_GB", "zh-Hant-HK"), ("en-us", "cmn-Hans")]
)
def test_tmx_codes_of_languages(attribute: str, en: str, zh: str) -> None:
    unit = UNIT.format(a=attribute, en=en, zh=zh)
    assert row_texts("a.tmx", TMX.format(unit)) == [("Good morning.", "早上好。")]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_tmx_encodings(codec: str) -> None:
    text = TMX.format(UNIT.format(a="lang", en="en", zh="zh"))
    declared = text.replace('"1.0"', f'"1.0" encoding="{codec.removesuffix("-sig")}"')
    assert row_texts("a.tmx", declared.encode(codec)) == [("Good morning.", "早上好。")]


def test_tmx_in_big_endian_and_with_a_false_declaration() -> None:
    text = TMX.format(UNIT.format(a="lang", en="en", zh="zh"))
    declared = text.replace('"1.0"', '"1.0" encoding="utf-16"')
    assert row_texts("a.tmx", b"\xfe\xff" + declared.encode("utf-16-be"))
    assert row_texts("a.tmx", declared.encode("utf-8")) == [("Good morning.", "早上好。")]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('A <bpt i="1">&lt;b&gt;</bpt>bold<ept i="1">&lt;/b&gt;</ept> word', "A bold word"),
        ('A <hi type="x">high<hi>er</hi></hi> word', "A higher word"),
        ('<ph x="1">{0}</ph>files<it pos="begin">x</it><ut>y</ut>.', "files."),
        ('See<ph>&lt;img alt="<sub>the map</sub>"&gt;</ph>here', "See the map here"),
        ('One<ph type="lb"/>two', "One\ntwo"),
        ("a<!-- no -->b<?pi x?>c", "abc"),
        ("&lt;b&gt; &amp; 中", "<b> & 中"),
        ("<![CDATA[<b>]]>", "<b>"),
    ],
)  # fmt: skip
def test_tmx_inline_codes(content: str, text: str) -> None:
    assert row_texts("a.tmx", seg(content)) == [(text, "好")]


def test_tmx_other_languages_and_places() -> None:
    both = UNIT.format(a="lang", en="en", zh="zh")
    alone = '<tu><tuv lang="en"><seg>Alone.</seg></tuv><tuv lang="de"><seg>Allein.</seg></tuv></tu>'
    empty = '<tu><tuv lang="en"><seg> </seg></tuv><tuv lang="zh"><seg>空</seg></tuv></tu>'
    found = all_rows("a.tmx", TMX.format(f"\n{alone}\n{both}\n{empty}\n"))
    assert [(row.where, row.line) for row in found if not row.aside] == [("unit 2", 5)]
    assert [(row.en, row.zh, row.where, row.aside) for row in found if row.aside] == [
        ("Alone.", "", "unit 1", "untranslated units"),
        ("Allein.", "", "unit 1", "other languages"),
        ("", "空", "unit 3", "untranslated units"),
    ]


def test_tmx_for_one_side_needs_no_translation(tmp_path: Path) -> None:
    alone = '<tu><tuv lang="en"><seg>Alone.</seg></tuv></tu>'
    (tmp_path / "a.tmx").write_text(TMX.format(alone + UNIT.format(a="lang", en="en", zh="zh")))
    en = read_column(tmp_path / "a.tmx", "en")
    assert [(p.text, p.where, p.aside) for p in en] == [
        ("Alone.", "unit 1", ""),
        ("Good morning.", "unit 2", ""),
        ("早上好。", "unit 2", "other languages"),
    ]


def test_tmx_the_first_of_several_texts() -> None:
    unit = UNIT.format(a="lang", en="en", zh="zh-CN")
    more = '<tuv lang="zh-TW"><seg>早安。</seg></tuv></tu>'
    assert row_texts("a.tmx", TMX.format(unit.replace("</tu>", more)))[0][1] == "早上好。"


def test_tmx_entities_do_not_expand() -> None:
    levels = "".join(f'<!ENTITY {b} "{f"&{a};" * 50}">' for a, b in ("ab", "bc", "cd", "de", "ef"))
    bomb = f'<!DOCTYPE tmx [<!ENTITY a "{"x" * 1000}">{levels}]><tmx><body>'
    inside = '<tu><tuv lang="en"><seg>&f;</seg></tuv><tuv lang="zh"><seg>好</seg></tuv></tu>'
    assert "a.tmx: " in rows_error("a.tmx", f"{bomb}{inside}</body></tmx>")
    own = '<!DOCTYPE tmx [<!ENTITY own SYSTEM "file:///etc/hostname">]>'
    assert "&own;" in rows_error("a.tmx", own + seg("x &own; y").split("?>", 1)[1].replace(
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">', ""))  # fmt: skip


def test_tmx_entities_of_html_are_text() -> None:
    assert row_texts("a.tmx", seg("10&nbsp;km &hellip;")) == [("10\xa0km …", "好")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "broken XML"),
        ("Good morning", "broken XML in line 1"),
        (TMX.format(UNIT.format(a="lang", en="en", zh="zh"))[:-20], "broken XML"),
        ("<html><body/></html>", "<html>"),
        (TMX.format(""), "none"),
        (TMX.format(UNIT.format(a="lang", en="en-US", zh="de-DE")), "de-DE, en-US"),
        ("<tmx>" + "<a>" * 100_000, "broken XML"),
    ],
)
def test_files_that_are_not_tmx(data: str, words: str) -> None:
    assert words in rows_error("a.tmx", data)


# ---------------------------------------------------------------- XLIFF

V12 = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a" source-language="{}" target-language="{}" datatype="plaintext"><body>
{}
</body></file></xliff>"""
V2 = """<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0"
srcLang="{}" trgLang="{}">
<file id="f"><group id="g">{}</group></file></xliff>"""


def unit(source: str, target: str, **more: str) -> str:
    attributes = "".join(f' {k}="{v}"' for k, v in more.items())
    return (
        f'<trans-unit id="1"><source>{source}</source><target{attributes}>{target}</target>'
        "<alt-trans><source>No.</source><target>不。</target></alt-trans><note>Nothing</note>"
        "</trans-unit>"
    )


def test_xliff_both_directions() -> None:
    assert row_texts("a.xlf", V12.format("en", "zh-CN", unit("Yes.", "是。"))) == [("Yes.", "是。")]
    assert row_texts("a.xliff", V12.format("zh-TW", "EN-us", unit("是。", "Yes."))) == [
        ("Yes.", "是。")
    ]


def test_xliff_without_a_target_language_uses_the_script() -> None:
    data = V12.format("zh", "", unit("是。", "Yes."))
    assert row_texts("a.xlf", data) == [("Yes.", "是。")]
    data = data.replace('source-language="zh" target-language=""', "")
    assert row_texts("a.xlf", data) == [("Yes.", "是。")]


def test_xliff_inline_elements() -> None:
    source = (
        'A <g id="1">good <x id="2"/>day</g><ph id="3">{0}</ph>, <bpt id="4">b</bpt>he<ept id="4"/>'
    )
    target = '<g id="1">好</g>日子<x id="9" ctype="lb"/>他'
    assert row_texts("a.xlf", V12.format("en", "zh", unit(source, target))) == [
        ("A good day, he", "好日子\n他")
    ]


def test_xliff_segments_of_a_unit() -> None:
    data = """<trans-unit id="1"><source>One. Two. Three.</source>
    <seg-source><g id="0"><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk>
    <mrk mtype="seg" mid="3">Three.</mrk></g></seg-source>
    <target><g id="0"><mrk mtype="seg" mid="2">二。</mrk>
    <mrk mtype="seg" mid="1">一。</mrk></g></target>
    </trans-unit>"""
    assert row_texts("a.sdlxliff", V12.format("en-US", "zh-CN", data)) == [
        ("One.", "一。"),
        ("Two.", "二。"),
    ]


def test_xliff_leaves_out_untranslated_segments() -> None:
    copy = unit("Later.", "Later.", state="new")
    locked = unit("Code.", "代码。").replace('id="1"', 'id="1" translate="no"')
    empty = '<trans-unit id="9"><source>Nothing yet.</source></trans-unit>'
    found = rows(
        "a.xlf", V12.format("en", "zh", copy + locked + empty + "\n" + unit("Yes.", "是。"))
    )
    assert [(r.en, r.where, r.line) for r in found] == [("Yes.", "unit 4", 4)]


def test_xliff_of_phrase_drops_its_codes() -> None:
    data = V12.format("en", "zh", unit("{1&gt;Good&lt;1} day{2}, {name}", "{1&gt;好&lt;1}日子{2}"))
    data = data.replace("<xliff", '<xliff xmlns:m="http://www.memsource.com/mxlf/2.0"')
    assert row_texts("a.mxliff", data) == [("Good day, {name}", "好日子")]


def test_xliff_2() -> None:
    data = """<unit id="u"><notes><note>No.</note></notes>
    <segment><source>One <pc id="1">and</pc><ph id="2"/>.</source>
    <target>一<mrk id="m">和</mrk>。</target></segment>
    <ignorable><source> </source></ignorable>
    <segment><source>Two.</source><target>二。</target></segment>
    <segment><source>Three.</source></segment></unit>"""
    assert row_texts("a.xlf", V2.format("en", "zh-Hans", data)) == [
        ("One and.", "一和。"),
        ("Two.", "二。"),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "broken XML"),
        ("<tmx/>", "<tmx>"),
        (V12.format("en", "de", unit("Yes.", "Ja.")), "de, en"),
        (V12.format("en", "zh", ""), "none"),
        (V12.format("en", "zh", unit("Yes.", "是。"))[:-9], "broken XML in line"),
    ],
)
def test_files_that_are_not_xliff(data: str, words: str) -> None:
    assert words in rows_error("a.xlf", data)


# ---------------------------------------------------------------- PO

PO = """# A catalogue
msgid ""
msgstr ""
"Content-Type: text/plain; charset={}\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

#: a.c:1
#, c-format
msgctxt "menu"
msgid "Open %s"
msgstr "打开 %s"

#, fuzzy
msgid "Close"
msgstr "开"

msgid "Untranslated"
msgstr ""

msgid "%d file"
msgid_plural "%d files"
msgstr[0] "%d 个文件"

msgid ""
"Good morning,\\n"
"{{name}}\\t\\"x\\""
msgstr "早上好，\\n{{name}}"

#~ msgid "Old"
#~ msgstr "旧"
"""
FOUND = [
    ("Open %s", "打开 %s"),
    ("%d file", "%d 个文件"),
    ("%d files", "%d 个文件"),
    ('Good morning,\n{name}\t"x"', "早上好，\n{name}"),
]


@pytest.mark.parametrize("charset", ["UTF-8", "GB2312", "CHARSET"])
def test_po(charset: str) -> None:
    data = PO.format(charset).encode("utf-8" if charset == "CHARSET" else charset)
    assert row_texts("a.po", data) == FOUND


def test_po_places() -> None:
    lines = PO.splitlines()
    first = rows("a.po", PO.format("utf-8"))[0]
    assert "Open" in "".join(lines[first.line - 1 : first.line + 3])


def test_po_from_chinese() -> None:
    data = 'msgid "打开 QR 码"\nmsgstr "Open QR code"\n\nmsgid "%d 天"\nmsgid_plural "%d 天"\n'
    data += 'msgstr[0] "%d day"\nmsgstr[1] "%d days"\n'
    assert row_texts("a.po", data) == [
        ("Open QR code", "打开 QR 码"),
        ("%d day", "%d 天"),
        ("%d days", "%d 天"),
    ]


def test_po_keeps_characters_that_look_like_line_ends() -> None:
    assert row_texts("a.po", 'msgid "a\u2028b\x0cc\x85d"\nmsgstr "好\u2028"\n') == [
        ("a\u2028b\x0cc\x85d", "好\u2028")
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Good morning", "broken syntax in line 1"),
        ('msgid "a"\nmsgstr "b" "c"\n', "broken syntax in line 2"),
        ('msgid "a\nmsgstr "好"\n', "a.po: "),
        ('msgid "a"\nmsgstr ""\n', "no unit"),
        ("/etc/hostname", "broken syntax"),
        ("", "no unit"),
        ('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n', "no unit"),
        ('msgid ""\nmsgstr "charset=klingon\\n"\n\nmsgid "a"\nmsgstr "好"\n', "'klingon'"),
        ('msgid ""\nmsgstr "charset=hex\\n"\n\nmsgid "a"\nmsgstr "好"\n', "'hex'"),
        ('msgid ""\nmsgstr "charset=UTF-16\\n"\n\nmsgid "a"\nmsgstr "好"\n', "a.po: "),
        ('msgid ""\nmsgstr "charset=ASCII\\n"\n\nmsgid "a"\nmsgstr "好"\n', "not ASCII"),
    ],
)
def test_files_that_are_not_po(data: str, words: str) -> None:
    assert words in rows_error("a.po", data)


def test_po_without_messages_is_no_memory(tmp_path: Path) -> None:
    (tmp_path / "a.po").write_text('msgid ""\nmsgstr "Language: zh\\n"\n')
    with pytest.raises(InputError, match="no unit in it"):
        read_memory(tmp_path / "a.po")
    with pytest.raises(InputError, match="'klingon'"):
        (tmp_path / "a.po").write_text(PO.format("klingon"), "utf-8")
        read_memory(tmp_path / "a.po")
    assert len(list(read_memory(tmp_path / "a.po", encoding="utf-8")))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("a&nbsp;b", "broken XML in line 4 (Entity 'nbsp' not defined)"),
        ("&hellip;", "broken XML in line 4 (Entity 'hellip' not defined)"),
        ("AT&T", "broken XML in line 4 (EntityRef: expecting ';'"),
        ("a < b", "broken XML in line 4 (StartTag: invalid element name"),
    ],
)
def test_broken_xml_is_named_with_its_line(tmp_path: Path, damage: str, words: str) -> None:
    head = '<tmx version="1.4"><header srclang="en"/>\n<body>\n\n'
    text = f'<tu><tuv xml:lang="en"><seg>{damage}</seg></tuv></tu></body></tmx>'
    (tmp_path / "a.tmx").write_text(head + text, "utf-8")
    with pytest.raises(InputError, match=re.escape(words)):
        list(read_memory(tmp_path / "a.tmx"))
    assert validate(tmp_path / "a.tmx").broken.startswith(words)


@pytest.mark.parametrize(
    ("language", "locale"),
    [("zh_TW", "zh-TW"), ("zh_Hant", "zh-Hant"), ("zh_Hant_HK", "zh-HK"), ("zh_SG", "zh-SG"),
     ("zh_Hans", "zh-CN"), ("zh", "zh-CN"), ("", "zh-CN"), ("fr", "zh-CN")],
)  # fmt: skip
def test_the_variety_that_a_catalogue_names(tmp_path: Path, language: str, locale: str) -> None:
    head = f'msgid ""\nmsgstr "Language: {language}\\n"\n\n'
    (tmp_path / "a.po").write_text(head + 'msgid "Close"\nmsgstr "关"\n', "utf-8")
    [unit] = read_memory(tmp_path / "a.po")
    assert [variant.lang for variant in unit.variants] == ["en-US", locale]


def test_po_counts_what_it_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "a.po").write_text(PO.format("UTF-8"), "utf-8")
    memory = read_memory(tmp_path / "a.po")
    left_out = {"fuzzy translation": 1, "obsolete message": 1, "message context": 1}
    assert +memory.left_out == left_out
    found = {unit.text("en"): unit for unit in read_memory(tmp_path / "a.po", drafts=True)}
    assert found["Close"].prop("x-status") == "fuzzy"
    assert {en for en, unit in found.items() if unit.prop("x-status")} == {"Close"}


# ---------------------------------------------------------------- files that other programs wrote


def test_files_of_the_translate_toolkit(tmp_path: Path) -> None:
    tmx = pytest.importorskip("translate.storage.tmx")
    from translate.storage import poheader, pypo, xliff

    assert poheader
    pairs = [("Good <b>morning</b> & welcome.", "早上好 & 欢迎。"), ("Bye.", "再见。")]

    memory = tmx.tmxfile()
    file = xliff.xlifffile()
    file.setsourcelanguage("en")
    file.settargetlanguage("zh_CN")
    catalogue = pypo.pofile()
    catalogue.init_headers(charset="UTF-8")
    for en, zh in pairs:
        memory.addtranslation(en, "en", zh, "zh-CN")
        for store in (file, catalogue):
            store.addsourceunit(en).target = zh
    for name, store in (("a.tmx", memory), ("a.xlf", file), ("a.po", catalogue)):
        assert row_texts(name, bytes(store)) == pairs, name
