"""``validate`` says what is wrong, where, and who would import how much."""

import io
import json
import tracemalloc
from pathlib import Path

import pytest
from lxml import etree

from align.commands.main import main
from align.commands.options import PROFILES as OFFERED
from align.errors import InputError, UsageError
from align.formats.profiles import PROFILES, Shaper, profile_named
from align.formats.tmx.read import read_tmx
from align.formats.tmx.write import TmxWriter
from align.memory.validate import RECEIVERS, validate
from align.unit import Code, Header, Memory, Prop, Unit, Variant

FILES = Path(__file__).with_name("files")
HEADER = (
    '<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" '
    'srclang="en-US" datatype="plaintext"/>'
)
UNIT = (
    '<tu><tuv xml:lang="en-US"><seg>One {0}.</seg></tuv>\n'
    '<tuv xml:lang="zh-CN"><seg>一 {0}。</seg></tuv></tu>\n'
)


def tmx(tmp_path, body, header=HEADER, start='<tmx version="1.4">'):
    path = tmp_path / "a.tmx"
    path.write_text(f"{start}\n{header}\n<body>\n{body}</body>\n</tmx>", encoding="utf-8")
    return path


# --- the specification --------------------------------------------------------------------------

PLACES = {
    "late-notes": [(9, 1, "<note> is not allowed there"), (14, 2, "<note> is not allowed there")],
    "no-header": [(4, 0, "<body> is not allowed there")],
    "xliff-codes": [
        (7, 1, "<g> is no element of TMX; tmxalign convert makes codes of it in a text"),
        (11, 2, "<x> is no element of TMX; tmxalign convert makes codes of it in a text"),
    ],
    "no-language": [
        (12, 2, '<tuv>: the attribute xml:lang is missing; add it, for example xml:lang="en-US"')
    ],
    "entity-unknown": [
        (
            6,
            1,
            "the entity &nbsp; is not declared; save what can be saved with: "
            "tmxalign convert --repair",
        )
    ],
}


@pytest.mark.parametrize("name", PLACES)
def test_violations_have_their_places(name):
    found = validate(FILES / f"{name}.tmx")
    assert [(v.line, v.unit, v.message) for v in found.violations] == PLACES[name]
    assert not found.valid


# in the second line of a unit: what is wrong, and what the message says
WRONG = {
    '<tuv lang="en"><seg>A</seg></tuv>': "<tuv>: the attribute xml:lang is missing; "
    'write lang="en" as xml:lang',
    '<tuv xml:lang="en US"><seg>A</seg></tuv>': '<tuv>: xml:lang="en US" is not a language code; '
    "write one such as en-US or zh-CN",
    '<tuv xml:lang="en-US "><seg>A</seg></tuv>': '<tuv>: xml:lang="en-US " is not a language code; '
    "write one such as en-US or zh-CN",
    '<tuv xml:lang="en" creationdate="2026-01-31"><seg>A</seg></tuv>': "<tuv>: "
    'creationdate="2026-01-31" is not a date of TMX; write it as 20260131T120000Z, or remove it',
    '<tuv xml:lang="en" usagecount="many"><seg>A</seg></tuv>': '<tuv>: usagecount="many" is not a '
    "number; write it in digits, or remove it",
    '<tuv xml:lang="en" xml:space="preserve"><seg>A</seg></tuv>': "<tuv>: the attribute "
    'xml:space="preserve" is none of TMX 1.4; remove it',
    '<tuv xml:lang="en" xmlns:x="urn:x" x:id="1"><seg>A</seg></tuv>': "<tuv>: the attribute "
    'x:id="1" is none of TMX 1.4; remove it',
    '<tuv xml:lang="en"><prop>A</prop><seg>A</seg></tuv>': "<prop>: the attribute type is missing; "
    "add it",
    '<tuv xml:lang="en"><seg>A<it pos="open">b</it></seg></tuv>': '<it>: pos="open" is not begin '
    "or end",
    '<tuv xml:lang="en"><seg id="1">A</seg></tuv>': '<seg>: the attribute id="1" is none of '
    "TMX 1.4; remove it",
    '<tuv xml:lang="en"><seg>A<span>b</span></seg></tuv>': "<span> is no element of TMX; "
    "tmxalign convert makes codes of it in a text",
}


@pytest.mark.parametrize("tuv", WRONG)
def test_messages_name_the_attribute_its_value_and_what_to_do(tmp_path, tuv):
    found = validate(tmx(tmp_path, f'<tu>\n{tuv}<tuv xml:lang="zh"><seg>甲</seg></tuv></tu>'))
    assert [(v.line, v.unit, v.message) for v in found.violations] == [(5, 1, WRONG[tuv])]


def test_the_attributes_of_the_header_and_of_several_elements(tmp_path):
    header = HEADER.replace('o-tmf="x" ', "").replace('"sentence"', '"word"')
    unit = UNIT.format(1).replace("<tu>", '<tu tuid="a b">').replace("<seg>", '<seg a="1">', 1)
    found = validate(tmx(tmp_path, unit, header))
    assert {(v.line, v.message) for v in found.violations} == {
        (2, "<header>: the attribute o-tmf is missing; add it"),
        (2, '<header>: segtype="word" is not block or paragraph or sentence or phrase'),
        (4, '<tu>: tuid="a b" is not one word; use letters, digits and . - _ : only'),
        (4, '<seg>: the attribute a="1" is none of TMX 1.4; remove it'),
    }


@pytest.mark.parametrize(
    "name", ["plain", "codes", "cdata", "utf-16-le", "utf-16-be", "srclang-all", "several-of-one"]
)
def test_a_valid_file_is_valid(name):
    found = validate(FILES / f"{name}.tmx")
    assert found.valid
    assert not found.violations


def test_content_between_units_is_a_violation(tmp_path):
    body = UNIT.format(1) + "stray" + UNIT.format(2) + "<junk/>" * 3 + UNIT.format(3)
    found = validate(tmx(tmp_path, body))
    messages = [v.message for v in found.violations]
    assert "text between units" in messages
    assert any("junk" in message for message in messages)
    assert found.units == 3


@pytest.mark.parametrize("name", ["cut-off", "illegal-character"])
def test_malformed_xml_is_located_and_not_imported(name):
    found = validate(FILES / f"{name}.tmx")
    assert "in line 1" in found.broken
    assert {outcome.imported for outcome in found.outcomes.values()} == {0}


@pytest.mark.parametrize("text", ["", "plain text", "<xliff/>", "<memory><tu/></memory>"])
def test_files_other_than_tmx(tmp_path, text):
    (tmp_path / "a.tmx").write_text(text)
    found = validate(tmp_path / "a.tmx")
    assert found.broken
    assert not found.valid


# --- the receivers ------------------------------------------------------------------------------


def test_our_memories_are_imported_completely_by_all():
    found = validate(FILES / "plain.tmx")
    assert {name: found.loses(name) for name in found.outcomes} == dict.fromkeys(
        (receiver.name for receiver in RECEIVERS), 0
    )


LOST = [
    ("poedit", "srclang-case", "no text in en-us", [6, 14]),
    ("poedit", "codes", "the source is only inside inline codes", [22]),
    ("trados", "long", "the source is longer than 2,000 characters", [6]),
    ("omegat", "underscores", "no text in en-US", [6, 10]),
    ("memoq", "empty", "the translation is empty", [14, 18, 25]),
]


@pytest.mark.parametrize(("receiver", "name", "reason", "lines"), LOST)
def test_units_that_are_lost_have_a_reason_and_a_line(receiver, name, reason, lines):
    found = validate(FILES / f"{name}.tmx", profiles=[receiver], source="en-US", target="zh-CN")
    assert list(found.outcomes[receiver].lost.lines[reason]) == lines


REFUSED = [
    ("weblate", "srclang-all", 'the header has srclang="*all*"'),
    ("okapi", "no-srclang", "the header has no srclang"),
    ("omegat", "no-srclang", "the header has no srclang"),
    ("omegat", "no-language", "a text has no language (line 10)"),
    ("weblate", "no-header", "there is no header"),
]


@pytest.mark.parametrize(("receiver", "name", "reason"), REFUSED)
def test_files_that_are_refused_whole(receiver, name, reason):
    outcome = validate(FILES / f"{name}.tmx").outcomes[receiver]
    assert (outcome.imported, outcome.refused) == (0, reason)


def test_changed_units_are_reported():
    omegat = validate(FILES / "codes.tmx").outcomes["omegat"]
    assert list(omegat.changed.lines["text inside inline codes is dropped"])
    french = validate(FILES / "other-languages.tmx", source="en-US", target="zh-CN")
    reason = "no text in zh-CN; fr-FR is used instead"
    assert list(french.outcomes["omegat"].changed.units[reason]) == [1]


def test_the_project_is_taken_from_the_file():
    found = validate(FILES / "reversed.tmx")
    assert (found.source, found.target) == ("zh-CN", "en-US")
    assert validate(FILES / "scripts.tmx").target == "zh-CN"


def test_unknown_receiver():
    with pytest.raises(UsageError, match="omegat"):
        validate(FILES / "plain.tmx", profiles=["word"])


# --- strangers' files ---------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "billion laughs": f'<!DOCTYPE tmx [<!ENTITY a0 "ha">{LAUGHS}]>',
    "a file of the machine": '<!DOCTYPE tmx [<!ENTITY a9 SYSTEM "file:///etc/hostname">]>',
    "a page of the net": '<!DOCTYPE tmx [<!ENTITY a9 SYSTEM "http://attack.invalid/x">]>',
    "parameter entity": '<!DOCTYPE tmx [<!ENTITY % p SYSTEM "http://attack.invalid/x"> %p;]>',
}


@pytest.mark.parametrize("doctype", HOSTILE.values(), ids=HOSTILE)
def test_foreign_entities_are_refused(tmp_path, monkeypatch, doctype):
    def no_net(*_):
        raise AssertionError("the network was used")

    monkeypatch.setattr("socket.socket.connect", no_net)
    path = tmx(tmp_path, UNIT.format("&a9;"), start=f'{doctype}<tmx version="1.4">')
    try:
        found = validate(path)
    except InputError as error:
        assert "entit" in str(error)
    else:  # or the parser sees that it is an attack
        assert found.broken
    with pytest.raises(InputError):
        list(read_tmx(path))


@pytest.mark.parametrize("dtd", ["http://attack.invalid/x.dtd", "file:///dev/zero", "tmx14.dtd"])
def test_foreign_dtds_are_not_fetched(tmp_path, dtd):
    path = tmx(tmp_path, UNIT.format(1), start=f'<!DOCTYPE tmx SYSTEM "{dtd}"><tmx version="1.4">')
    assert validate(path).valid
    assert len(list(read_tmx(path))) == 1


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(number):  # more than a parser's chunk
        path = tmx(tmp_path, "".join(UNIT.format(n) for n in range(number)))
        tracemalloc.start()
        assert validate(path).units == number
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(3000)
    assert peak(9000) < peak(3000) + 50_000


# --- the command --------------------------------------------------------------------------------


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(["validate", *map(str, arguments)], prog_name="tmxalign")
    return stop.value.code, capsys.readouterr()


def test_status_0_if_everything_is_imported(capsys):
    status, said = run(capsys, FILES / "plain.tmx", "--profile", "omegat")
    assert status == 0
    assert "3 imported" in said.out


def test_status_0_if_only_other_receivers_lose_units(capsys):
    assert run(capsys, FILES / "srclang-all.tmx")[0] == 0
    assert run(capsys, FILES / "srclang-all.tmx", "--profile", "omegat")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["cut-off.tmx"],
        ["late-notes.tmx"],
        ["srclang-all.tmx", "--profile", "omegat", "--profile", "poedit"],
        ["srclang-all.tmx", "--profile", "weblate", "--json"],
        ["is-not-there.tmx"],
    ],
)
def test_status_3(capsys, arguments):
    name, *options = arguments
    assert run(capsys, FILES / name, *options)[0] == 3


def test_json_has_every_unit(capsys):
    _, said = run(capsys, FILES / "srclang-case.tmx", "--json", "--en-locale", "en-US")
    found = json.loads(said.out)
    assert found["valid"]
    poedit = found["receivers"]["poedit"]
    assert poedit["imported"] == 1
    assert poedit["lost"] == [{"reason": "no text in en-us", "units": [1, 3], "lines": [6, 14]}]


def test_unknown_profile_is_a_usage_error(capsys):
    assert run(capsys, FILES / "plain.tmx", "--profile", "word")[0] == 2


# --- exports with a profile ---------------------------------------------------------------------

MIXED = [
    Unit(
        [
            Variant("EN_us", ("Press ", Code("hi", (), ("Start",)), ".")),
            Variant("zh-Hans", ("按",)),
        ],
        props=(Prop("x-document", "a"),),
    ),
    Unit([Variant("en-us", ("Stop.",)), Variant("cmn-Hans-CN", ("停",))]),
]


@pytest.mark.parametrize("name", PROFILES)
def test_an_export_for_a_tool_is_valid_and_loses_nothing_there(tmp_path, name):
    with (tmp_path / "a.tmx").open("wb") as stream:
        TmxWriter.write(Memory(Header({"srclang": "*all*"}), MIXED), stream, profile=name)
    found = validate(tmp_path / "a.tmx", profiles=[name])
    assert found.valid
    assert found.loses(name) == 0
    root = etree.parse(tmp_path / "a.tmx").getroot()
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    codes = {tuv.get(lang) for tuv in root.iter("tuv")}
    assert len(codes) == 2
    assert root.find("header").get("srclang") in codes


def shaped(units, name):
    shaper = Shaper(profile_named(name))
    return [done for unit in (*units, None) for done in shaper.units(unit)]


def test_what_profiles_change():
    def codes(name):
        return {variant.lang for unit in shaped(MIXED, name) for variant in unit.variants}

    assert codes("trados") == {"en-US", "zh-CN"}
    assert codes("poedit") == {"en", "zh-CN"}
    assert codes("weblate") == {"en", "zh-Hans"}
    kept = "Chinese (PRC)"  # no code, so nothing to normalise
    real = {"zh-CHS": "zh-Hans", "zh-CHT": "zh-Hant", "zh-CN ": "zh-Hans", "ZH_hk": "zh-Hant-HK"}
    for code, wanted in {**real, kept: kept}.items():
        [unit] = shaped([Unit([Variant(code, ("是",))])], "weblate")
        assert unit.variants[0].lang == wanted
    out = io.BytesIO()
    TmxWriter.write(Memory(Header(), MIXED), out, profile="memoq")
    assert out.getvalue().startswith(b"\xff\xfe")
    omegat = shaped(MIXED, "omegat")
    assert not omegat[0].variants[0].codes
    assert omegat[0].text("en") == "Press Start."


@pytest.mark.parametrize(
    ("code", "usual", "gettext", "weblate"),
    [
        ("zh-CHS", "zh-CN", "zh-CN", "zh-Hans"),
        ("zh-CHT", "zh-TW", "zh-TW", "zh-Hant"),
        ("zh-CN ", "zh-CN", "zh-CN", "zh-Hans"),
        (" zh_hans_cn", "zh-CN", "zh-CN", "zh-Hans"),
        ("chs", "zh-CN", "zh-CN", "zh-Hans"),
        ("en-us\t", "en-US", "en", "en"),
        ("zh-Hant-HK", "zh-HK", "zh-HK", "zh-Hant-HK"),
    ],
)
def test_old_codes_become_those_that_the_tool_knows(code, usual, gettext, weblate):
    units = [Unit([Variant(code, ("A",))])]
    found = {name: shaped(units, name)[0].variants[0].lang for name in PROFILES}
    assert found.pop("poedit") == gettext
    assert found.pop("weblate") == weblate
    assert set(found.values()) == {usual}


def test_xtm_gets_context_within_a_document():
    texts = [("One.", "a"), ("Two.", "a"), ("Three.", "b")]
    units = [
        Unit([Variant("en-US", (text,)), Variant("zh-CN", ("字",))], props=(Prop("x-document", d),))
        for text, d in texts
    ]
    found = shaped(units, "xtm")
    context = [(u.prop("x-context-pre"), u.prop("x-context-post")) for u in found]
    assert context == [("", "Two."), ("One.", ""), ("", "")]


def test_options_offer_all_profiles():
    assert set(PROFILES) == set(OFFERED)
    assert set(PROFILES) <= {receiver.name for receiver in RECEIVERS}
    with pytest.raises(UsageError, match="memoq"):
        profile_named("word")
