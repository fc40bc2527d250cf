"""XLIFF of other tools: which translations count, what became of tracked changes and comments."""

from pathlib import Path

import pytest
from reading_rows import all_rows

from align.audit.engine.sources import collect_segments
from align.errors import InputError
from align.formats.read import read_memory, read_rows
from align.memory import convert, write
from align.unit import Header, Memory, Prop, Unit, Variant

V12 = (
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" {spaces}>{before}'
    '<file original="a" source-language="en-US" target-language="zh-CN"><body>{units}</body>'
    "</file></xliff>"
)
V2 = (
    '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh">'
    '<file id="f">{units}</file></xliff>'
)
SDL = 'xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0"'
OTHERS = 'xmlns:mq="MQXliff" xmlns:m="http://www.memsource.com/mxlf/2.0"'


def unit(about: str = "", target: str = "", text: str = "船已离港。") -> str:
    return (
        f'<trans-unit id="1" {about}><source>The ship has left.</source>'
        f"<target {target}>{text}</target></trans-unit>"
    )


def of_trados(about: str, text: str = "船已离港。", source: str = "The ship has left.") -> str:
    return (
        f'<trans-unit id="1"><source>{source}</source>'
        f'<seg-source><mrk mtype="seg" mid="7">{source}</mrk></seg-source>'
        f'<target><mrk mtype="seg" mid="7">{text}</mrk></target>'
        f'<sdl:seg-defs><sdl:seg id="7" {about}/></sdl:seg-defs></trans-unit>'
    )


def of_version_2(about: str) -> str:
    return (
        f'<unit id="u"><segment {about}><source>The ship has left.</source>'
        "<target>船已离港。</target></segment></unit>"
    )


def file(folder: Path, units: str, suffix: str = ".xlf", spaces: str = OTHERS) -> Path:
    path = folder / f"a{suffix}"
    text = V2 if units.startswith("<unit") else V12
    spaces = SDL if "sdl:" in units else spaces
    path.write_text(text.format(units=units, spaces=spaces, before=""), "utf-8")
    return path


STATUSES = {
    of_trados('conf="Draft"'): "draft",
    of_trados('conf="Draft" origin="nmt"'): "machine",
    of_trados('conf="Draft" origin="mt" origin-system="x"'): "machine",
    of_trados('origin="amt"'): "machine",
    of_trados('conf="RejectedTranslation" origin="interactive"'): "wrong",
    of_trados('conf="RejectedSignOff"'): "wrong",
    of_trados('conf="Translated" origin="interactive"'): "",
    of_trados('conf="Translated" origin="tm" percent="100"'): "",
    of_trados('conf="Translated" origin="nmt"'): "machine, accepted",
    of_trados('conf="ApprovedTranslation" origin="mt"'): "approved",
    of_trados('conf="ApprovedSignOff"'): "approved",
    unit(target='state="new"'): "new",
    unit(target='state="needs-translation"'): "new",
    unit(target='state="needs-review-translation"'): "draft",
    unit(target='state="needs-adaptation"'): "draft",
    unit(target='state="translated"'): "",
    unit(target='state="translated" state-qualifier="leveraged-mt"'): "machine",
    unit('approved="yes"', 'state="translated" state-qualifier="mt-suggestion"'): "approved",
    unit(target='state="needs-review-translation" state-qualifier="rejected-grammar"'): "wrong",
    unit(target='state="final"'): "approved",
    unit('approved="yes"'): "approved",
    unit('approved="no"'): "",
    unit('mq:status="NotStarted"'): "new",
    unit('mq:status="PartiallyEdited"'): "draft",
    unit('mq:status="Pretranslated"'): "draft",
    unit('mq:status="Rejected"'): "wrong",
    unit('mq:status="MachineTranslated"'): "machine",
    unit('mq:status="AssembledFromFragments"'): "draft",
    unit('mq:status="AutoJoined"'): "draft",
    unit('mq:status="Reviewer1Confirmed"'): "",
    unit('mq:status="ManuallyConfirmed"'): "",
    unit('mq:status="Proofread"'): "approved",
    unit('m:confirmed="0" m:trans-origin="mt"'): "machine",
    unit('m:confirmed="0" m:trans-origin="null"'): "draft",
    unit('m:confirmed="1" m:trans-origin="tm"'): "",
    of_version_2('state="initial"'): "draft",
    of_version_2('state="translated"'): "",
    of_version_2('state="translated" subState="tool:mt"'): "machine",
    of_version_2('state="translated" subState="tool:rejected"'): "wrong",
    of_version_2('state="reviewed"'): "approved",
    of_version_2('state="final"'): "approved",
    of_version_2(""): "",
}
YES = 'translate="yes"'
COUNT = {"", "approved", "machine, accepted"}
NAMES = {
    "draft": "draft translation",
    "machine": "machine translation",
    "new": "untranslated target",
    "wrong": "rejected translation",
}


@pytest.mark.parametrize("units", STATUSES)
def test_only_translations_that_count_are_read(tmp_path: Path, units: str) -> None:
    path, status = file(tmp_path, units), STATUSES[units]
    memory = read_memory(path)
    [found] = memory
    text = "船已离港。" if status in COUNT else ""
    assert (found.text("en"), found.text("zh")) == ("The ship has left.", text)
    assert +memory.left_out == ({} if status in COUNT else {NAMES[status]: 1})
    [found] = read_memory(path, drafts=True)
    expected = ("", "") if status == "new" else ("船已离港。", status)
    assert (found.text("zh"), found.prop("x-status")) == expected
    if status not in COUNT:
        more = units + (of_version_2("") if units.startswith("<unit") else unit())
        rows = all_rows("a.xlf", file(tmp_path, more, spaces=f"{SDL} {OTHERS}").read_text("utf-8"))
        assert [row.zh for row in rows if row.aside == "untranslated units" and row.zh] == [
            "船已离港。"
        ]


@pytest.mark.parametrize(
    "units",
    [
        unit('translate="no"') + unit(),
        of_trados('conf="Draft"').replace('id="1"', 'id="1" translate="no"'),
        of_version_2("").replace('id="u"', 'id="u" translate="no"') + of_version_2(""),
        '<unit id="u" translate="no"><segment><source>A.</source></segment>'
        "<segment><source>B.</source></segment></unit>",
        '<unit id="u" translate="no"><segment><source> </source></segment></unit>'
        + of_version_2("").replace('id="u"', 'id="v" translate="no"'),
    ],
)
def test_units_that_are_not_to_be_translated_are_counted(tmp_path: Path, units: str) -> None:
    memory = read_memory(file(tmp_path, units))
    assert all(unit.text("zh") for unit in memory)
    assert +memory.left_out == {'unit with translate="no"': 1}


def test_a_conversion_says_what_it_left_out(tmp_path: Path) -> None:
    units = of_trados('conf="Draft"') + of_trados('conf="RejectedTranslation"', "不对。")
    units += unit('translate="no"') + unit(text="船还在。")
    path = file(tmp_path, units, ".sdlxliff")
    report = convert(path, tmp_path / "a.tmx")
    assert report.left_out == {
        "draft translation": 1,
        "rejected translation": 1,
        'unit with translate="no"': 1,
    }
    assert "not read: 1 × draft translation, 1 × rejected translation" in str(report)
    text = (tmp_path / "a.tmx").read_text("utf-8")
    assert ("船还在。" in text, "船已离港。" in text, "不对。" in text) == (True, False, False)
    report = convert(path, tmp_path / "b.tmx", drafts=True)
    assert report.left_out == {'unit with translate="no"': 1}
    assert '<prop type="x-status">wrong</prop>' in (tmp_path / "b.tmx").read_text("utf-8")


@pytest.mark.parametrize("status", ["wrong", "draft", "machine", "new", "unsure", "approved"])
@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_what_a_memory_holds_comes_back(tmp_path: Path, status: str, version: str) -> None:
    pair = [Variant("en-US", ("Yes.",)), Variant("zh-CN", ("是。",))]
    made = Unit(pair, props=(Prop("x-status", status),))
    write(Memory(Header(), [made]), tmp_path / "a.xlf", xliff_version=version)
    [found] = read_memory(tmp_path / "a.xlf")
    assert (found.text("zh"), found.props) == ("是。", made.props)


DELETED = '<mrk mtype="x-sdl-deleted" sdl:revid="1">不要</mrk>'
ADDED = '<mrk mtype="x-sdl-added" sdl:revid="2">一定</mrk>'
CHANGES = {
    f"{DELETED}做。": "做。",
    f"{ADDED}{DELETED}做。": "一定做。",
    f"做{DELETED}。{DELETED}": "做。",
    f'<g id="1">{DELETED}{ADDED}</g>做。': "一定做。",
    '<mrk mtype="x-sdl-feedback-deleted">不要</mrk>做。': "做。",
    '<mrk mtype="x-sdl-deleted">不<g id="1">要</g></mrk>做。': "做。",
}


@pytest.mark.parametrize("text", CHANGES)
def test_tracked_deletions_are_set_aside(tmp_path: Path, text: str) -> None:
    path = file(tmp_path, of_trados('conf="Translated"', text, "Do it."), ".sdlxliff")
    memory = read_memory(path)
    [found] = memory
    assert (found.text("en"), found.text("zh")) == ("Do it.", CHANGES[text])
    number = text.count("deleted")
    assert +memory.left_out == {"deleted text": number}
    rows = all_rows("a.sdlxliff", path.read_text("utf-8"))
    assert [row.zh for row in rows if row.aside == "deleted text"] == ["不要"] * number
    assert [row.zh for row in rows if not row.aside] == [CHANGES[text]]


def test_deletions_of_the_source(tmp_path: Path) -> None:
    source = 'Do <mrk mtype="x-sdl-deleted">not </mrk>it.'
    [found] = read_memory(file(tmp_path, of_trados('conf="Translated"', "做。", source)))
    assert found.text("en") == "Do it."


def test_comments_of_trados_are_notes(tmp_path: Path) -> None:
    defs = (
        '<doc-info xmlns="http://sdl.com/FileTypes/SdlXliff/1.0"><cmt-defs><cmt-def id="c1">'
        '<Comments><Comment user="li" severity="Low">Check the port.</Comment></Comments></cmt-def>'
        "</cmt-defs></doc-info>"
    )
    text = '船已<mrk mtype="x-sdl-comment" sdl:cid="c1">离港</mrk>。'
    path = tmp_path / "a.sdlxliff"
    units = of_trados('conf="Translated"', text)
    path.write_text(V12.format(units=units, spaces=SDL, before=defs), "utf-8")
    [found] = read_memory(path)
    assert [(v.text, v.notes) for v in found.variants] == [
        ("The ship has left.", ()),
        ("船已离港。", ("Check the port.",)),
    ]


@pytest.mark.parametrize("suffix", [".mqxliff", ".txlf", ".xliff2", ".mxliff", ".SDLXLIFF"])
def test_suffixes_of_other_tools(tmp_path: Path, suffix: str) -> None:
    [found] = read_memory(file(tmp_path, of_version_2("") if suffix == ".xliff2" else unit()))
    assert found.text("zh") == "船已离港。"
    path = file(tmp_path, of_version_2("") if suffix == ".xliff2" else unit(), suffix)
    assert convert(path, tmp_path / "a.tmx").units == 1


@pytest.mark.parametrize(
    ("units", "number"),
    [
        (unit('translate="no"'), 1),
        (f'<group translate="no"><group>{unit()}{unit()}</group></group>', 2),
        (f'<group translate="no">{unit(YES)}</group>', 0),
        ('<trans-unit id="1" translate="no"><source><x id="1"/></source></trans-unit>', 0),
    ],
)
def test_units_that_are_not_translated_are_counted(tmp_path: Path, units: str, number: int) -> None:
    memory = read_memory(file(tmp_path, units + unit(text="船还在。")))
    assert [found.text("zh") for found in memory][-1] == "船还在。"
    assert +memory.left_out == ({'unit with translate="no"': number} if number else {})


def test_all_segments_of_a_unit_come(tmp_path: Path) -> None:
    """Also those in nested groups, with the same number or with none."""
    sources = [("1", "One."), ("1", "Two."), ("", "Three."), ("", "Four.")]
    targets = [("", "三。"), ("1", "一。"), ("1", "二。"), ("", "四。")]

    def marked(texts: list[tuple[str, str]]) -> str:
        return "".join(f'<g id="1"><mrk mtype="seg" mid="{n}">{t}</mrk></g> ' for n, t in texts)

    units = (
        f"<group><group><trans-unit id='1'><source>x</source><seg-source>{marked(sources)}"
        f"</seg-source><target>{marked(targets)}</target></trans-unit></group></group>"
    )
    found = [(u.text("en"), u.text("zh")) for u in read_memory(file(tmp_path, units))]
    assert found == [("One.", "一。"), ("Two.", "二。"), ("Three.", "三。"), ("Four.", "四。")]


def test_suggestions_are_counted(tmp_path: Path) -> None:
    other = "<alt-trans><source>A ship.</source><target>一艘船。</target></alt-trans></trans-unit>"
    memory = read_memory(file(tmp_path, unit().replace("</trans-unit>", other)))
    assert [found.text("zh") for found in memory] == ["船已离港。"]
    assert +memory.left_out == {"suggestion": 1}


def test_a_text_without_a_translation_has_a_place_for_one(tmp_path: Path) -> None:
    """OmegaT shows only units with a target; the copy of the source in it is no translation."""
    alone = Unit([Variant("en-US", ("The ship has left.",))], props=(Prop("x-status", "unsure"),))
    write(Memory(Header({"srclang": "en-US"}), [alone]), tmp_path / "a.xlf")
    text = (tmp_path / "a.xlf").read_text("utf-8")
    assert '<target state="needs-translation">The ship has left.</target>' in text
    for drafts in (False, True):
        memory = read_memory(tmp_path / "a.xlf", drafts=drafts)
        assert [[v.text for v in found.variants] for found in memory] == [["The ship has left."]]
        assert not +memory.left_out


def test_an_audit_judges_drafts(tmp_path: Path) -> None:
    """They need it most; what is not translated yet has no counterpart."""
    units = of_trados('conf="Draft"', "船于2031年离港。", "The ship left in 2030.")
    units += unit(target='state="new"', text="The ship has left.") + unit()
    store = collect_segments([file(tmp_path, units, ".sdlxliff")])
    assert [(segment.zh, segment.status) for segment in store] == [
        ("船于2031年离港。", "draft"),
        ("", ""),
        ("船已离港。", ""),
    ]
    store.close()


def test_a_file_of_drafts_says_why_it_has_no_pair(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="in drafts: 2"):
        read_rows(file(tmp_path, of_trados('conf="Draft"'), ".sdlxliff"))
