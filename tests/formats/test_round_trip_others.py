"""TMX → another format → TMX: equal, or the difference is counted by name."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from align.formats.tmx.read import read_tmx
from align.memory import convert, write
from align.unit import Code, Header, Memory, Prop, Unit, Variant

ODD = [
    *["\n", "a\r\nb", "a\rb", "\ta", "\x85", "\u2028", "\u2029", " a ", "\u3000a\u3000"],
    *["\xa0=1+1", "\n=1", "  @x", "'=1", "_x000D_", "_x0041_x0042_", "<r><t>x</t></r>"],
    *["]]>&amp;<b>", "😀𠮷", '"a,b;c"', "\ufeffa", "0.50", "{1}", "a  b", "\u200b", "# a"],
]
LEGAL = st.characters(
    exclude_categories=["Cs"],
    exclude_characters="".join(chr(c) for c in [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]),
)
TEXT = st.sampled_from(ODD) | st.text(LEGAL, min_size=1, max_size=8)
NAME = st.sampled_from(["x-client", "x-a", "domain", "x-note"])
CODES = st.builds(
    lambda tag, kind, number, inside: Code(
        tag, (*((("type", kind),) if kind else ()), ("x", number)), inside
    ),
    st.sampled_from(["ph", "it", "hi", "ut"]),
    st.sampled_from(["", "bold", "lb", "x-own"]),
    st.sampled_from(["1", "2"]),
    st.lists(TEXT, max_size=1).map(tuple),
)
KNOWN = {
    "x-confidence": st.floats(0, 1).map(lambda x: f"{x:.3f}"),
    "x-status": st.sampled_from(["approved", "wrong", "draft", "unsure"]),
    "x-bead": TEXT,
    "x-document": TEXT,
    "x-position": TEXT,
}
PROPS = st.lists(st.builds(Prop, NAME, TEXT, st.just(())), max_size=2).map(tuple)
NOTES = st.lists(TEXT, max_size=2).map(tuple)
ABOUT = st.dictionaries(
    st.sampled_from(["creationdate", "changedate", "changeid", "usagecount"]),
    st.sampled_from(["20240102T030405Z", "LI", "3"]),
    max_size=2,
)


def variant(code: st.SearchStrategy[str], letter: str) -> st.SearchStrategy[Variant]:
    """A text with a letter of its language somewhere in it, and codes."""
    pair = Code("bpt", (("i", "1"), ("x", "1")), ("<b>",)), letter, Code("ept", (("i", "1"),))
    around = st.lists(CODES, max_size=1).map(tuple) | st.just(pair)
    parts = st.tuples(TEXT, around, TEXT).map(lambda some: (some[0], *some[1], letter + some[2]))
    return st.builds(Variant, code, parts, ABOUT, PROPS, NOTES)


@st.composite
def units(draw: st.DrawFn) -> Unit:
    known = [Prop(k, draw(v)) for k, v in KNOWN.items() if draw(st.booleans())]
    en = draw(variant(st.sampled_from(["en-US", "en-US", "en-GB"]), "A"))
    zh = draw(variant(st.sampled_from(["zh-CN", "zh-CN", "zh-TW"]), "甲"))
    more = draw(st.lists(variant(st.sampled_from(["zh-HK", "fr-FR"]), "é"), max_size=1))
    props = (*known, *draw(PROPS))
    return Unit([en, zh, *more], draw(st.just("") | TEXT), draw(ABOUT), props, draw(NOTES))


UNITS = st.lists(units(), min_size=1, max_size=3)
FORMATS: dict[str, tuple[str, dict[str, str]]] = {
    "XLIFF 1.2": (".xlf", {"xliff_version": "1.2"}),
    "XLIFF 2.1": (".xlf", {"xliff_version": "2.1"}),
    "XLSX": (".xlsx", {}),
    "CSV": (".csv", {}),
    "TSV": (".tsv", {}),
    "JSONL": (".jsonl", {}),
    "JSON of units": (".units.jsonl", {}),
    "Parquet": (".parquet", {}),
    "Moses": (".en", {}),
}


def differences(before: Unit, after: Unit) -> list[tuple[str, tuple[str, ...]]]:
    """What is different, and the names of the losses that would say so."""
    found: list[tuple[str, tuple[str, ...]]] = []

    def differ(what: object, *names: str) -> None:
        found.append((repr(what), names))

    if before.id != after.id:
        differ(before.id, "tuid")
    compare_about(before, after, differ)
    pair = [before.variant(side) for side in ("en", "zh")]
    beside = [v for v in before.variants if v not in pair]
    if len(after.variants) != len(before.variants):
        differ(beside, "text beside the pair", "text in another language", "second text")
    for one, two in zip(pair, after.variants, strict=False):
        assert one is not None
        if one.lang != two.lang:
            differ(one.lang, f"language code {one.lang}")
        if [*map(unnumbered, one.codes)] != [*map(unnumbered, two.codes)]:
            kinds = {c.tag for c in one.codes}
            differ(one.codes, "inline code", *(f"{kind} as such" for kind in kinds))
        if one.text != two.text:
            names = ["tab or line end", "line end", "illegal"]
            if any(dict(code.attributes).get("type") == "lb" for code in one.codes):
                names.append("inline code")
            differ((one.text, two.text), *names)
        compare_about(one, two, differ)
    return found


def compare_about(before: Unit | Variant, after: Unit | Variant, differ: object) -> None:
    assert callable(differ)
    for name, value in before.attributes.items():
        if after.attributes.get(name) != value:
            differ((name, value), name)
    left = [(p.type, same(p)) for p in after.props]
    for prop in before.props:
        if (prop.type, same(prop)) in left:
            left.remove((prop.type, same(prop)))
        else:
            differ(prop, prop.type, "tab or line end")
    if before.notes != after.notes:
        differ(before.notes, "note", "separate note")


def unnumbered(code: Code) -> Code:
    """Numbers of codes may be others, if they are the same in both texts."""
    kept = tuple(about for about in code.attributes if about[0] not in ("i", "x", "pos"))
    return code._replace(attributes=kept)


def same(prop: Prop) -> object:
    """A confidence is a number."""
    return float(prop.value) if prop.type == "x-confidence" else prop.value


@pytest.mark.parametrize("name", FORMATS)
@given(made=UNITS)
@settings(
    deadline=None,
    max_examples=12,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_equal_or_counted(
    tmp_path_factory: pytest.TempPathFactory, name: str, made: list[Unit]
) -> None:
    folder = tmp_path_factory.mktemp("m")
    suffix, options = FORMATS[name]
    first, other, last = folder / "a.tmx", folder / f"b{suffix}", folder / "c.tmx"
    write(Memory(Header({"srclang": "en-US"}), made), first)
    report = convert(first, other, **options)
    back = convert(other, last)
    assert not back.lost
    assert not back.left_out
    before, after = list(read_tmx(first)), list(read_tmx(last))
    assert len(before) == len(made)
    left_out = report.nulls_left_out + report.empty + report.lost.get("unit in other languages", 0)
    assert len(after) + left_out == len(before)
    if left_out:
        return
    lost = {**report.lost, "illegal": report.illegal}
    for one, two in zip(before, after, strict=True):
        for what, names in differences(one, two):
            assert any(lost.get(some) for some in names), (what, names, lost)
