"""A translation job comes back as it went in, with the matches filled in."""

import shutil
import subprocess

import pytest
from lxml import etree

from align.errors import InputError
from align.formats.read import read_memory
from align.library import leverage
from align.memory import Header, Memory, Unit, Variant, write

PAIRS = [
    ("The gate opens at nine.", "大门九点开。"),
    ("It tests chargers for electric cars.", "它测试电动汽车充电桩。"),
    ("Press Save now.", "现在按保存。"),
    ("Done.", "完成。"),
]
PLAIN = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand --><?keep this?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:x="urn:x">
<file original="a.html" source-language="en-US" target-language="zh-CN" datatype="html">
<header><x:skeleton>keep me</x:skeleton></header><body><group id="g">
<trans-unit id="t-7" x:keep="yes"><source>The gate opens at nine.</source><note>Sign.</note></trans-unit>
<trans-unit id="t-8"><source>It tests chargers for new electric cars.</source><target state="new">It tests chargers for new electric cars.</target></trans-unit>
<trans-unit id="t-9"><source>Press <g id="1" ctype="bold">Save</g> now.</source></trans-unit>
<trans-unit id="t-10"><source>Nothing like it &amp; more.</source></trans-unit>
<trans-unit id="t-11"><source>Done.</source><target state="final" xml:lang="zh-CN">好了。</target></trans-unit>
<trans-unit id="t-12"><source>It tests chargers.</source><target state="needs-review-translation">它测充电桩</target></trans-unit>
<trans-unit id="t-13" translate="no"><source>Done.</source></trans-unit>
</group></body></file></xliff>
"""  # noqa: E501
TRADOS = """<?xml version="1.0" encoding="utf-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"
 xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" sdl:version="1.0">
<file original="a.docx" source-language="en-US" target-language="zh-CN" datatype="x-sdlfilterframework2">
<body><trans-unit id="u1"><source>The gate opens at nine. It tests chargers for new electric cars. More.</source>
<seg-source><mrk mtype="seg" mid="1">The gate opens at nine.</mrk> <mrk mtype="seg" mid="2">It tests chargers for new electric cars.</mrk> <mrk mtype="seg" mid="3">More.</mrk></seg-source>
<sdl:seg-defs><sdl:seg id="1"/><sdl:seg id="2"/><sdl:seg id="3"/></sdl:seg-defs></trans-unit>
<trans-unit id="u2"><source>Done.</source><seg-source><mrk mtype="seg" mid="4">Done.</mrk></seg-source>
<target><mrk mtype="seg" mid="4">好了。</mrk></target>
<sdl:seg-defs><sdl:seg id="4" conf="Translated"/></sdl:seg-defs></trans-unit></body></file></xliff>
"""  # noqa: E501
VERSION_2 = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh-CN">
<file id="f"><unit id="1"><originalData><data id="d">x</data></originalData>
<segment id="s1"><source>The gate opens at nine.</source></segment>
<ignorable><source> </source></ignorable>
<segment id="s2"><source>It tests chargers for 2 electric cars.</source></segment></unit>
<unit id="2"><segment state="final"><source>Done.</source><target>好了。</target></segment></unit>
</file></xliff>
"""


@pytest.fixture
def job(tmp_path):
    pairs = [*PAIRS, ("It tests chargers for 1 electric cars.", "它测试1辆电动汽车。")]
    units = [Unit([Variant("en-US", (en,)), Variant("zh-CN", (zh,))]) for en, zh in pairs]
    write(Memory(Header(), units), tmp_path / "m.tmx")

    def run(text, suffix=".xlf", out=".xlf", **options):
        (tmp_path / f"job{suffix}").write_text(text, encoding="utf-8")
        path = tmp_path / f"out{out}"
        found = leverage(tmp_path / f"job{suffix}", tmp_path / "m.tmx", path, **options)
        return found, etree.parse(path).getroot(), path

    return run


def without(root, *names):
    """The file without what was filled in, as canonical XML."""
    for name in names:
        for element in list(root.iter(f"{{*}}{name}")):
            element.getparent().remove(element)
    return etree.tostring(root, method="c14n").split()


def test_an_xliff_keeps_all_that_is_not_filled_in(job):
    found, root, path = job(PLAIN)
    targets = {
        unit.get("id"): (target.text, target.get("state"))
        for unit in root.iter("{*}trans-unit")
        if (target := unit.find("{*}target")) is not None
    }
    assert targets == {
        "t-7": ("大门九点开。", "translated"),
        "t-8": ("它测试电动汽车充电桩。", "needs-review-translation"),
        "t-9": ("现在按保存。", "needs-review-translation"),  # its code is missing
        "t-10": ("Nothing like it & more.", "needs-translation"),
        "t-11": ("好了。", "final"),
        "t-12": ("它测充电桩", "needs-review-translation"),  # somebody's draft
    }
    before = etree.fromstring(PLAIN.encode())
    assert without(root, "target", "alt-trans") == without(before, "target")
    assert "<!-- made by hand --><?keep this?>" in path.read_text("utf-8")
    assert (found.written.segments, found.written.filled, found.written.finished) == (6, 4, 1)
    assert found.counts["finished"].segments == 1


def test_the_file_names_the_language_that_is_filled_in(job):
    assert job(PLAIN)[1].find("{*}file").get("target-language") == "zh-CN"
    other = job(PLAIN, target="zh-TW")[1]
    assert other.find("{*}file").get("target-language") == "zh-TW"
    assert (
        job(PLAIN.replace('target-language="zh-CN" ', ""))[1].find("{*}file").get("target-language")
        == "zh-CN"
    )
    assert job(VERSION_2, target="zh-HK")[1].get("trgLang") == "zh-HK"
    assert job(VERSION_2)[1].find("{*}file").attrib == {"id": "f"}


def test_a_draft_gives_way_to_an_exact_match(job):
    text = PLAIN.replace("It tests chargers.<", "Press Save now.<")
    _, root, _ = job(text)
    [target] = [u.find("{*}target") for u in root.iter("{*}trans-unit") if u.get("id") == "t-12"]
    assert (target.text, target.get("state-qualifier")) == ("现在按保存。", "exact-match")
    # not to one that lacks the codes of the source
    found, root, _ = job(text.replace("Press Save now.<", 'Press <g id="1">Save</g> now.<'))
    [target] = [u.find("{*}target") for u in root.iter("{*}trans-unit") if u.get("id") == "t-12"]
    assert (target.text, found.written.kept) == ("它测充电桩", 1)


def test_the_result_is_a_job_again_and_its_translations_are_read(job, tmp_path):
    _, _, path = job(PLAIN)
    pairs = {unit.text("en"): unit.text("zh") for unit in read_memory(path) if unit.text("zh")}
    assert pairs == {"The gate opens at nine.": "大门九点开。", "Done.": "好了。"}
    again = leverage(path, tmp_path / "m.tmx", tmp_path / "again.xlf")
    assert again.counts["finished"].segments == 2


def test_segments_of_trados_are_filled_one_by_one(job):
    _, root, path = job(TRADOS, ".sdlxliff", ".sdlxliff")
    first, second = root.iter("{*}target")
    assert [mark.text for mark in first] == ["大门九点开。", "它测试电动汽车充电桩。", None]
    assert [mark.text for mark in second] == ["好了。"]
    defs = [(s.get("conf"), s.get("origin"), s.get("percent")) for s in root.iter("{*}seg")]
    assert defs == [
        ("Translated", "tm", "100"), ("Draft", "tm", "86"), (None, None, None),
        ("Translated", None, None),
    ]  # fmt: skip
    assert not list(root.iter("{*}alt-trans"))
    assert [unit.text("zh") for unit in read_memory(path)] == ["大门九点开。", "", "", "好了。"]


def test_xliff_2_is_filled(job):
    found, root, path = job(VERSION_2, numbers=True)
    segments = [(s.findtext("{*}target"), s.get("state")) for s in root.iter("{*}segment")]
    assert segments == [
        ("大门九点开。", "translated"),
        ("它测试2辆电动汽车。", "initial"),
        ("好了。", "final"),
    ]
    assert root.findtext("{*}file/{*}unit/{*}notes/{*}note") == "numbers put in: 1辆 → 2辆" or (
        found.written.numbered == 1
    )
    assert [unit.text("zh") for unit in read_memory(path)] == ["大门九点开。", "", "好了。"]


def test_memoq_and_phrase_are_filled(job):
    memoq = PLAIN.replace('x:keep="yes"', 'x:keep="yes" x:status="NotStarted"')
    _, root, _ = job(memoq, ".mqxliff", ".mqxliff")
    assert root.find(".//{*}trans-unit").get("{urn:x}status") == "Pretranslated"
    phrase = PLAIN.replace("urn:x", "http://www.memsource.com/mxlf/2.0").replace(
        'Press <g id="1" ctype="bold">Save</g> now.', "Press {1&gt;Save&lt;1} now."
    )
    _, root, _ = job(phrase, ".mxliff", ".mxliff")
    [unit] = [unit for unit in root.iter("{*}trans-unit") if unit.get("id") == "t-9"]
    assert unit.find("{*}target").get("state") == "needs-review-translation"
    assert unit.findtext("{*}source") == "Press {1>Save<1} now."


def test_other_encodings_and_entities(job):
    text = PLAIN.replace("UTF-8", "UTF-16")
    _, root, path = job(PLAIN)
    (path.parent / "wide.xlf").write_bytes(text.encode("utf-16"))
    leverage(path.parent / "wide.xlf", path.parent / "m.tmx", path.parent / "wide-out.xlf")
    other = etree.parse(path.parent / "wide-out.xlf").getroot()
    assert etree.tostring(other, method="c14n") == etree.tostring(root, method="c14n")


def test_a_false_declaration_of_utf_16(job):
    _, root, _ = job(PLAIN)
    text = PLAIN.replace("UTF-8", "UTF-16")
    assert etree.tostring(job(text)[1], method="c14n") == etree.tostring(root, method="c14n")


def test_two_documents_or_another_format_make_a_new_xliff(job, tmp_path):
    job(PLAIN)
    (tmp_path / "b.po").write_text('msgid "Done."\nmsgstr ""\n', encoding="utf-8")
    leverage([tmp_path / "job.xlf", tmp_path / "b.po"], tmp_path / "m.tmx", tmp_path / "both.xlf")
    root = etree.parse(tmp_path / "both.xlf").getroot()
    assert [file.get("original") for file in root] == ["job.xlf", "b.po"]
    states = [target.get("state") for target in root.iterfind(".//{*}trans-unit/{*}target")]
    new = "needs-translation"
    assert states[3:] == [new, "translated", new, "translated"]
    for name, text in (("b.po", None), ("c.csv", "en,zh\nDone.,\nYes.,是。\n")):
        if text:
            (tmp_path / name).write_text(text, encoding="utf-8")
        leverage(tmp_path / name, tmp_path / "m.tmx", tmp_path / "alone.xlf", language="en")
        root = etree.parse(tmp_path / "alone.xlf").getroot()
        assert root.find(".//{*}trans-unit/{*}target").text == "完成。"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.po", 'msgid "Done."\nmsgstr ""\n\nmsgid "Press Save now."\nmsgstr "请保存。"\n'),
        ("a.csv", "English,Chinese\nDone.,\nPress Save now.,请保存。\n"),
        ("a.tsv", "en\tzh\nDone.\t\nPress Save now.\t请保存。\n"),
    ],
)
def test_a_job_in_another_format_becomes_an_xliff(job, tmp_path, name, text):
    job(PLAIN)
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = leverage(tmp_path / name, tmp_path / "m.tmx", tmp_path / "new.xlf", language="en")
    targets = etree.parse(tmp_path / "new.xlf").getroot().iter("{*}target")
    assert [target.text for target in targets][::2] == ["完成。", "请保存。"]
    assert (found.written.filled, found.written.finished) == (2, 1)


def test_a_broken_job_is_named(job):
    with pytest.raises(InputError, match=r"job\.xlf"):
        job(PLAIN[:-40])


@pytest.mark.skipif(not shutil.which("omegat"), reason="OmegaT is not installed: NOT tested")
@pytest.mark.slow
def test_omegat_shows_every_segment(job, tmp_path):
    job(PLAIN)
    (tmp_path / "new.txt").write_text("Done.\nNothing like it.\n\nNew.\n", encoding="utf-8")
    leverage(tmp_path / "new.txt", tmp_path / "m.tmx", tmp_path / "new.xlf")
    folder = tmp_path / "project"
    for name in ("source", "target", "tm", "glossary", "dictionary", "omegat"):
        (folder / name).mkdir(parents=True)
    (folder / "omegat.project").write_text(
        '<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>'
        "__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__"
        "</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>EN-US"
        "</source_lang><target_lang>ZH-CN</target_lang><sentence_seg>false</sentence_seg>"
        "</project></omegat>"
    )
    for name in ("out.xlf", "new.xlf"):
        shutil.copy(tmp_path / name, folder / "source")
    done = subprocess.run(
        ["omegat", str(folder), "--mode=console-translate"],
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    lines = (folder / "omegat" / "project_stats.txt").read_text("utf-8-sig").splitlines()
    shown = {line.split()[0]: int(line.split()[1]) for line in lines if ".xlf" in line}
    assert shown == {"out.xlf": 6, "new.xlf": 3}
