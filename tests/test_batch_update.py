"""Rebuilding into an existing memory: changed releases replace their own units only."""

import pytest

from align.batch import build
from align.errors import InputError, UsageError
from align.memory import read_memory, write
from align.pipeline import Aligner
from align.unit import Code, Memory, Prop, Unit, Variant

ALIGNER = Aligner()
TEXTS = {
    "lab": ("The laboratory is open.\nMany citizens came.\n", "实验室开放了。\n许多市民来了。\n"),
    "visit": ("A delegation came.\nIt signed an agreement.\n", "代表团来了。\n签署了协议。\n"),
}
EARLIER, LATER = "1600000000", "1700000000"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EARLIER)
    for name, (en, zh) in TEXTS.items():
        put(tmp_path, name, en, zh)
    make(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", LATER)
    return tmp_path


def put(folder, name, en, zh):
    for side, text in (("en", en), ("zh", zh)):
        (folder / "texts" / side).mkdir(parents=True, exist_ok=True)
        (folder / "texts" / side / f"{name}.txt").write_text(text, encoding="utf-8")


def make(folder, **options):
    return build(folder / "texts", folder / "m.tmx", aligner=ALIGNER, **options)


def edit(folder, change):
    """Edit the memory as another tool would."""
    memory = read_memory(folder / "m.tmx")
    units = [unit for old in memory if (unit := change(old))]
    write(Memory(memory.header, units), folder / "m.tmx")


def units(folder):
    return {unit.text("en"): unit for unit in read_memory(folder / "m.tmx")}


def test_a_changed_release_replaces_its_own_units(folder):
    before = units(folder)
    put(folder, "visit", "A delegation came.\nIt left again.\n", "代表团来过了。\n又走了。\n")
    report = make(folder)
    after = units(folder)
    assert list(after) == [
        "The laboratory is open.", "Many citizens came.", "A delegation came.", "It left again."
    ]  # fmt: skip
    assert (report.updated.replaced, report.updated.kept) == (2, 2)
    # same source, new translation: creationdate kept, changedate new
    changed = after["A delegation came."].attributes
    assert changed["creationdate"] == before["A delegation came."].attributes["creationdate"]
    assert changed["changedate"] == "20231114T221320Z"
    assert after["It left again."].attributes == {"creationdate": "20231114T221320Z"}
    for text in ("The laboratory is open.", "Many citizens came."):
        assert after[text] == before[text] or after[text].variants == before[text].variants


def test_creation_id_and_date_are_kept(folder):
    def sign(unit):
        unit.attributes = {
            **unit.attributes,
            "creationid": "LI Na",
            "changedate": "20210101T000000Z",
        }
        return unit

    edit(folder, sign)
    put(folder, "visit", TEXTS["visit"][0] + "Good.\n", TEXTS["visit"][1] + "好。\n")
    make(folder)
    for text in ("A delegation came.", "Many citizens came."):
        about = units(folder)[text].attributes
        assert about["creationid"] == "LI Na"
        assert about["changedate"] == "20210101T000000Z"
        assert about["creationdate"] == "20200913T122640Z"


def test_edited_units_are_kept(folder):
    def edit_unit(unit):
        if unit.text("en") == "Many citizens came.":
            unit.variants[1] = Variant("zh-CN", ("很多市民来了。",))
        return unit

    edit(folder, edit_unit)
    make(folder)
    assert units(folder)["Many citizens came."].text("zh") == "很多市民来了。"
    make(folder, fresh=True)
    assert units(folder)["Many citizens came."].text("zh") == "很多市民来了。"


def test_what_people_and_tools_wrote_about_a_unit_is_kept(folder):
    """Dates of the texts, notes, properties, and inline codes where the text is the same."""
    bold = ("Many ", Code("bpt", (("i", "1"),), ("<b>",)), "citizens", Code("ept", (("i", "1"),)))

    def add(unit):
        if unit.text("en") == "Many citizens came.":
            en, zh = unit.variants
            en.parts = (*bold, " came.")
            zh.attributes = {"creationdate": "20200101T000000Z", "creationid": "ye"}
            zh.notes, unit.notes = ("Said twice.",), ("See page 2.",)
            unit.props = (*unit.props, Prop("x-client", "CQC"))
        return unit

    edit(folder, add)
    put(folder, "lab", TEXTS["lab"][0] + "Good.\n", TEXTS["lab"][1] + "好。\n")
    make(folder)
    unit = units(folder)["Many citizens came."]
    assert unit.variants[0].parts[:3] == bold[:3]
    assert unit.variants[1].attributes == {
        "creationdate": "20200101T000000Z", "creationid": "ye"
    }  # fmt: skip
    assert unit.variants[1].notes == ("Said twice.",)
    assert unit.notes == ("See page 2.",)
    assert unit.prop("x-client") == "CQC"

    put(folder, "lab", TEXTS["lab"][0], TEXTS["lab"][1].replace("许多市民", "许多的市民"))
    make(folder)
    unit = units(folder)["Many citizens came."]
    assert unit.variants[1].attributes == {
        "creationdate": "20200101T000000Z", "creationid": "ye", "changedate": "20231114T221320Z"
    }  # fmt: skip
    assert unit.notes == ("See page 2.",)


def test_units_from_elsewhere_are_kept(folder):
    memory = read_memory(folder / "m.tmx")
    own = Unit([Variant("en-US", ("Mine.",)), Variant("zh-CN", ("我的。",))], "mine")
    write(Memory(memory.header, [own, *memory]), folder / "m.tmx")
    make(folder)
    make(folder, prune=True)  # it belongs to no document
    assert next(iter(units(folder))) == "Mine."


def test_a_higher_threshold_applies_to_existing_units(folder):
    lowest = min(units(folder).values(), key=lambda unit: unit.confidence)
    make(folder, minimum=lowest.confidence + 0.0005)
    assert lowest.text("en") not in units(folder)


def test_another_source_language_is_refused_early(folder):
    before = (folder / "m.tmx").read_bytes()
    with pytest.raises(UsageError, match="source language is en-US, not zh-CN"):
        make(folder, source="zh")
    assert (folder / "m.tmx").read_bytes() == before
    make(folder, source="zh", fresh=True)


def test_a_file_that_is_not_a_memory_is_not_overwritten(folder):
    (folder / "m.tmx").write_bytes(b"A diary.")
    with pytest.raises(InputError, match=r"m\.tmx: "):
        make(folder)
    assert (folder / "m.tmx").read_bytes() == b"A diary."
