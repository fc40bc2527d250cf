"""Resource files: texts by key, and two files of them are rows."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import InputError
from align.files.load import Source
from align.pipeline import Aligner
from align.readers import read
from align.readers.resources import read_resources

JSON = r"""{
  "title": "Harbour \u201cNorth\u201d",
  "menu": {"open": "Open", "sizes": ["Small", "Large"]},
  "boats_one": "{{count}} boat",
  "boats_other": "{{count}} boats",
  "retries": 3, "debug": false, "empty": ""
}"""
YAML = """\
# translators: keep it short
en:
  title: "Harbour \\"North\\""
  menu: &menu
    open: Open   # a verb
    close: 'Don''t close'
  other: *menu
  boats:
    one: "%{count} boat"
    other: "%{count} boats"
  long: |
    One line.
    Another line.
  days: [Monday, Tuesday]
  answer: Yes
  size: 12
"""
PROPERTIES = r"""
# a remark
title = Harbour
open.it: Open \
         the door
path=C:\\boats
greeting  \u4f60\u597d, {0}
key\ with\ spaces=Text
"""
STRINGS = """\
/* The title,
   in the window */
"title" = "Harbour";
// a verb
"open \\"it\\"" = "Open the \\"door\\"\\nnow"; /* end */
plain.key = "%@ boats";
"""
RESX = """<?xml version="1.0" encoding="utf-8"?>
<!-- schema -->
<root>
  <resheader name="version"><value>2.0</value></resheader>
  <data name="Title" xml:space="preserve"><value>Harbour</value><comment>the page</comment></data>
  <data name="Icon" type="System.Drawing.Bitmap"><value>icon.png</value></data>
  <data name="Boats"><value>{0} boats &amp; more</value></data>
</root>
"""
ANDROID = r"""<?xml version="1.0" encoding="utf-8"?>
<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2">
  <!-- the title -->
  <string name="title">The captain\'s <b>harbour</b></string>
  <string name="hello">Hello, <xliff:g id="name">%1$s</xliff:g>!\nWelcome.</string>
  <string name="quoted">"It is  here"</string>
  <string-array name="days"><item>Monday</item><item>Tuesday</item></string-array>
  <plurals name="boats">
    <item quantity="one">%d boat</item><item quantity="other">%d boats</item>
  </plurals>
  <color name="blue">#0000ff</color>
</resources>
"""

FILES = {
    "en.json": (JSON, {
        "title": "Harbour “North”", "menu.open": "Open", "menu.sizes[0]": "Small",
        "menu.sizes[1]": "Large", "boats_one": "{{count}} boat", "boats_other": "{{count}} boats",
    }),
    "nested.json": ('{"zh-CN": {"a": {"b": "好"}, "c": "坏"}}', {"a.b": "好", "c": "坏"}),
    "both.json": ('{"en": {"a": "Good"}, "zh": {"a": "好"}}', {"a": "好"}),
    "messages.json": (
        '{"a": {"message": "Open $1", "description": "", "placeholders": {"x": {}}}}',
        {"a": "Open $1"},
    ),
    "zh.json": (
        '{"locale": "zh", "lang": {"code": "zh-Hans-CN", "name": "中文", "is": "is", "EN": "EN"}}',
        {"lang.name": "中文", "lang.is": "is", "lang.EN": "EN"},
    ),
    "app.arb": ('{"@@locale": "en", "a": "Open", "@a": {"description": "a verb"}}', {"a": "Open"}),
    "en.yml": (YAML, {
        "title": 'Harbour "North"', "menu.open": "Open", "menu.close": "Don't close",
        "boats.one": "%{count} boat", "boats.other": "%{count} boats",
        "long": "One line.\nAnother line.\n", "days[0]": "Monday", "days[1]": "Tuesday",
        "answer": "Yes",
    }),
    "a.properties": (PROPERTIES, {
        "title": "Harbour", "open.it": "Open the door", "path": "C:\\boats",
        "greeting": "你好, {0}", "key with spaces": "Text",
    }),
    "a.strings": (STRINGS, {
        "title": "Harbour", 'open "it"': 'Open the "door"\nnow', "plain.key": "%@ boats",
    }),
    "a.resx": (RESX, {"Title": "Harbour", "Boats": "{0} boats & more"}),
    "strings.xml": (ANDROID, {
        "title": "The captain's harbour", "hello": "Hello, %1$s!\nWelcome.",
        "quoted": "It is here", "days[0]": "Monday", "days[1]": "Tuesday",
        "boats.one": "%d boat", "boats.other": "%d boats",
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_texts_have_keys(name: str) -> None:
    text, expected = FILES[name]
    found = read_resources(Source(text.encode(), name))
    assert {p.key: p.text for p in found if not p.aside} == expected
    assert {p.aside for p in found} <= {"", "keys", "comments", "metadata", "markup"}


def test_lines_and_comments() -> None:
    found = read_resources(Source(YAML.encode(), "en.yml"))
    assert [p.line for p in found if not p.aside] == [3, 5, 6, 9, 10, 11, 14, 14, 15]
    assert [p.text for p in found if p.aside == "comments"] == [
        "# translators: keep it short",
        "# a verb",
    ]
    found = read_resources(Source(STRINGS.encode("utf-16"), "a.strings"))
    assert "/* The title,\n   in the window */" in [p.text for p in found if p.aside == "comments"]


_DECLARED = '<!DOCTYPE r [<!ENTITY a "Pier App"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.xml", "<resources><string name='t'>&a; opens &a; <b>now</b> &a;</string></resources>"),
        ("a.resx", "<root><data name='t'><value>&a; opens &a; now &a;</value></data></root>"),
    ],
)
def test_an_entity_is_the_text_that_the_file_declares(name: str, text: str) -> None:
    found = read_resources(Source((_DECLARED + text).encode(), name))
    assert [p.text for p in found] == ["Pier App opens Pier App now Pier App"]


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("a.json", "[1, 2]", "not a tree of texts by key"),
        ("a.json", '{"a": 1, "b": 2, "c": "Text"}', "not a tree of texts by key"),
        ("a.json", '{"a": "x",}', "not JSON"),
        ("a.json", '{"a":' * 100_000, "not JSON"),
        ("a.json", "  ", "empty"),
        ("a.json", '{"a": ""}', "no text"),
        ("a.yml", "- One\n- Two", "not a tree of texts by key"),
        ("a.yml", "a: [x", "not YAML"),
        ("a.yml", "a: {{ x }}: y", "not YAML"),
        ("a.yml", "a: \x01", "not YAML"),
        ("a.yml", "- " * 10_000, "nested too deeply"),
        ("a.strings", "Hello.", "line 1"),
        ("a.resx", "<a/>", "root element is <a>"),
        ("a.xml", "<article><p>Text</p></article>", "root element <article>"),
        ("a.xml", "<resources>", "not XML"),
        ("a.xml", _DECLARED + "<resources><string>Go &b; on</string></resources>", "entity &b;"),
        ("a.resx", _DECLARED + "<root><data><value>Go &b; on</value></data></root>", "entity &b;"),
        ("a.xml", "<resources/>", "no text"),
    ],
)
def test_bad_files(name: str, text: str, what: str) -> None:
    with pytest.raises(InputError) as caught:
        read_resources(Source(text.encode(), name))
    assert what in str(caught.value) and "\n" not in str(caught.value)


def test_tags_of_yaml_are_not_obeyed() -> None:
    found = read_resources(Source(b"a: !!python/object/apply:os.system [Text]", "a.yml"))
    assert [p.text for p in found if not p.aside] == ["Text"]


def test_an_alias_does_not_multiply() -> None:
    lines = ["a0: &a0 [Text, Text]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    found = read_resources(Source("\n".join(lines).encode(), "a.yml"))
    assert [p.text for p in found if not p.aside] == ["Text", "Text"]


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for name in FILES:
        try:
            read_resources(Source(text.encode(), name, "utf-8"))
        except InputError as refused:
            assert "\n" not in str(refused)


def test_two_files_are_rows_in_whatever_order(tmp_path) -> None:
    en = '{"home": "Home", "open": "Open the door. It is late.", "bye": "Bye"}'
    zh = "zh-CN:\n  open: 打开门。已经很晚了。\n  bye: 再见\n  home: 首页\n"
    (tmp_path / "en.json").write_text(en, "utf-8")
    (tmp_path / "zh.yml").write_text(zh, "utf-8")
    alignment = Aligner().align_files(tmp_path / "en.json", tmp_path / "zh.yml")
    assert {alignment.text(b) for b in alignment.units} == {
        ("Home", "首页"),
        ("Open the door.", "打开门。"),
        ("It is late.", "已经很晚了。"),
        ("Bye", "再见"),
    }
    assert next(p.key for p in read(tmp_path / "zh.yml", language="zh") if p.key) == "open"


def test_the_key_joins_resources_that_say_too_little(tmp_path: Path) -> None:
    en = {"add": "Add", "sum": "Grand Total", "more": "Expand", "day": "Mo", "ok": "Save it. Now."}
    zh = {"day": "一", "sum": "合计", "more": "展开", "add": "创建", "ok": "立即保存。"}
    for name, texts in (("en", en), ("zh", zh)):
        (tmp_path / f"{name}.json").write_text(json.dumps(texts), encoding="utf-8")
    found = Aligner().align_files(tmp_path / "en.json", tmp_path / "zh.json")
    pairs = dict(found.text(bead) for bead in found)
    assert found.nulls == (0, 0)
    assert [pairs[en[key]] for key in ("add", "sum", "more", "day")] == [
        "创建",
        "合计",
        "展开",
        "一",
    ]
