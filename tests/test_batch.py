"""Building a memory from a folder, and rebuilding only what changed."""

import json
import os
import re
import shutil
import time
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest

from align.batch import build
from align.errors import InputError, UsageError
from align.files import load
from align.memory import read_alignment
from align.pipeline import Aligner
from align.segment import document_reader

TEXTS = {
    "lab": (
        "CQC opened its laboratory to the public.\nMore than 100 citizens came.\n"
        "They saw how kettles are tested.\n",
        "中国质量认证中心的实验室向公众开放。\n100多名市民前来参观。\n他们观看了水壶的检测过程。\n",
    ),
    "meeting": (
        "The annual meeting was held in Beijing.\nThe director gave a report.\n",
        "年度会议在北京召开。\n主任作了工作报告。\n",
    ),
    "visit": (
        "A delegation from Vietnam visited the centre.\nBoth sides signed an agreement.\n"
        "It is valid for three years.\n",
        "越南代表团访问了该中心。\n双方签署了协议。\n协议有效期为三年。\n",
    ),
}
ALIGNER = Aligner()  # one model for all tests


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    root = tmp_path / "texts"
    for name, (en, zh) in TEXTS.items():
        put(root, name, en, zh)
    return root


def put(root, name, en=None, zh=None):
    for side, text in (("en", en), ("zh", zh)):
        if text is not None:
            path = root / side / f"{name}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def make(folder, out="memory.tmx", **options):
    return build(folder, folder.parent / out, **{"aligner": ALIGNER, **options})


def memory(folder, out="memory.tmx"):
    return (folder.parent / out).read_bytes()


def kept(folder, name):
    return folder.parent / "memory.alignments" / f"{name}.align.json"


def remade(folder, before):
    """Return the names of the pairs whose alignment was rewritten."""
    return [name for name in TEXTS if kept(folder, name).stat().st_mtime_ns != before[name]]


def stamps(folder):
    """Give every saved alignment an old date, so that rewriting is visible."""
    for name in TEXTS:
        os.utime(kept(folder, name), (1, 1))
    return {name: kept(folder, name).stat().st_mtime_ns for name in TEXTS}


def test_every_pair_is_in_the_memory(folder):
    report = make(folder)
    assert (report.pairs, report.reused, report.units) == (3, 0, 8)
    assert (report.failed, report.unpaired, report.null_en, report.null_zh) == ([], [], 0, 0)
    assert 0.5 < report.confidence <= 1
    text = memory(folder).decode("utf-8")
    for en, zh in TEXTS.values():
        for line in [*en.splitlines(), *zh.splitlines()]:
            assert f"<seg>{line}</seg>" in text
    assert text.count("<tu>") + text.count("<tu ") == 8
    assert [kept(folder, name).is_file() for name in TEXTS] == [True] * 3


def test_each_alignment_is_saved_under_the_pair_name(folder):
    make(folder)
    alignment = read_alignment(kept(folder, "visit"))
    assert (alignment.en.name, alignment.zh.name) == ("visit", "visit")
    fresh = ALIGNER.align_files(folder / "en" / "visit.txt", folder / "zh" / "visit.txt")
    assert [(b.en, b.zh) for b in alignment] == [(b.en, b.zh) for b in fresh]


@pytest.mark.parametrize("layout", ["by name", "by content", "mixed", "table", "both in one"])
def test_each_file_is_loaded_and_segmented_once_a_build(tmp_path, monkeypatch, layout):
    folder = tmp_path / "texts"
    names = {"by name": ("{}", "{}"), "table": ("{}", "{}")}.get(layout, ("{}", "other-{}"))
    for name, (en, zh) in TEXTS.items():
        for side, text, called in zip(("en", "zh"), (en, zh), names, strict=True):
            path = folder / ("" if layout == "mixed" else side) / f"{called.format(name)}.txt"
            if layout == "both in one":
                path, text = folder / f"{name}.txt", f"{en}\n{zh}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    options = {"folder": folder}
    if layout == "table":
        rows = [f"texts/en/{name}.txt\ttexts/zh/{name}.txt" for name in TEXTS]
        (tmp_path / "pairs.tsv").write_text("en\tzh\n" + "\n".join(rows))
        options = {"folder": None, "pairs": tmp_path / "pairs.tsv"}
    loaded, segmented = Counter(), Counter()
    read_within, segment = load.read_within, document_reader.segment_paragraphs

    def count_loaded(stream, most, name):
        loaded[Path(name)] += folder in Path(name).parents and not isinstance(stream, BytesIO)
        return read_within(stream, most, name)

    def count_segmented(paragraphs, *more, **options):
        segmented[tuple(p.text for p in paragraphs)] += 1
        return segment(paragraphs, *more, **options)

    monkeypatch.setattr(load, "read_within", count_loaded)
    monkeypatch.setattr(document_reader, "segment_paragraphs", count_segmented)
    report = build(out=tmp_path / "memory.tmx", aligner=ALIGNER, jobs=1, **options)
    assert (report.pairs, report.units, report.failed) == (3, 8, [])
    assert report.by_content == (3 if layout in ("by content", "mixed") else 0)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert +loaded == Counter(files)
    assert list(segmented.values()) == [1] * 6
    loaded.clear()
    segmented.clear()
    again = build(out=tmp_path / "memory.tmx", aligner=ALIGNER, jobs=1, **options)
    assert again.reused == 3
    assert +loaded == Counter(files)  # for their digests
    assert set(segmented.values()) <= {1}


def test_unchanged_files_are_not_aligned_again(folder):
    make(folder)
    before, first = stamps(folder), memory(folder)
    for name in TEXTS:  # touched, copied, checked out again: content decides, not the date
        os.utime(folder / "en" / f"{name}.txt", (time.time() + 500,) * 2)
    report = make(folder)
    assert (report.pairs, report.reused, report.units) == (3, 3, 8)
    assert remade(folder, before) == []
    assert memory(folder) == first
    assert "3 unchanged, reused" in report.lines()[0]


def test_one_changed_file_realigns_one_pair(folder):
    make(folder)
    before = stamps(folder)
    en, zh = TEXTS["meeting"]
    put(folder, "meeting", en + "Then all went home.\n", zh + "随后大家回家了。\n")
    path = folder / "en" / "meeting.txt"
    os.utime(path, (1, 1))  # older than the alignment, but changed
    report = make(folder)
    assert (report.pairs, report.reused, report.units) == (3, 2, 9)
    assert remade(folder, before) == ["meeting"]
    assert "Then all went home." in memory(folder).decode("utf-8")


def test_a_changed_option_realigns_every_pair(folder):
    make(folder)
    before = stamps(folder)
    other = Aligner(semicolons=True, encoder=None)
    assert make(folder, aligner=other).reused == 0
    assert remade(folder, before) == list(TEXTS)
    assert make(folder, aligner=other).reused == 3


def test_fresh_realigns_every_pair_with_the_same_result(folder):
    make(folder)
    before, first = stamps(folder), memory(folder)
    assert make(folder, fresh=True).reused == 0
    assert remade(folder, before) == list(TEXTS)
    assert memory(folder) == first


def test_added_and_removed_pairs(folder):
    make(folder)
    (folder / "zh" / "lab.txt").unlink()
    put(folder, "extra", "Good morning.\n", "早上好。\n")
    report = make(folder)
    assert (report.pairs, report.reused) == (3, 2)
    assert report.unpaired == [str(folder / "en" / "lab.txt")]
    text = memory(folder).decode("utf-8")
    assert "早上好。" in text
    assert "kettles" in text  # units of other documents are not this build's to remove
    assert report.updated.documents == {"lab"}
    make(folder, prune=True)
    assert "kettles" not in memory(folder).decode("utf-8")


def test_files_without_a_counterpart_are_listed(folder):
    put(folder, "alone", en="Nobody translated this.\n")
    report = make(folder)
    assert report.unpaired == [str(folder / "en" / "alone.txt")]
    assert report.pairs == 3
    assert any("alone.txt" in line for line in report.lines())


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"schema": "tmxalign/alignment/1"}', b"\xff\xfe", "cut"]
)
def test_a_damaged_alignment_is_rebuilt(folder, damage):
    make(folder)
    first, path = memory(folder), kept(folder, "visit")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] if damage == "cut" else damage)
    report = make(folder)
    assert (report.reused, report.failed) == (2, [])
    assert memory(folder) == first
    assert path.read_bytes() == content


def test_an_approved_alignment_is_not_lost(folder):
    """Beads corrected by hand are kept while the texts are unchanged."""
    make(folder)
    path = kept(folder, "visit")
    data = json.loads(path.read_text("utf-8"))
    data["beads"][0]["status"] = "approved"
    path.write_text(json.dumps(data), encoding="utf-8")
    make(folder)
    assert read_alignment(path).beads[0].status == "approved"


def test_a_failed_pair_is_reported_and_the_others_continue(folder):
    put(folder, "meeting", zh="This is English, too.\nIt is no translation.\n")
    put(folder, "visit", en="")
    report = make(folder)
    assert [name for name, _ in report.failed] == ["meeting", "visit"]
    assert (report.pairs, report.units) == (1, 3)
    messages = [message for _, message in report.failed]
    assert "looks English" in messages[0]
    assert "visit.txt: the file is empty" in messages[1]
    assert all("\n" not in message for message in messages)
    assert all(any(message in line for line in report.lines()) for message in messages)
    assert "kettles" in memory(folder).decode("utf-8")


def test_a_failed_pair_is_retried(folder):
    put(folder, "visit", en="")
    assert make(folder).failed
    put(folder, "visit", *TEXTS["visit"])
    report = make(folder)
    assert (report.pairs, report.reused, report.failed) == (3, 2, [])


def test_no_memory_is_written_if_all_pairs_fail(folder):
    for name in TEXTS:
        put(folder, name, en="")
    with pytest.raises(InputError, match="no pair could be aligned") as caught:
        make(folder)
    assert all(name in str(caught.value) for name in TEXTS)
    assert "\n" not in str(caught.value)
    assert not (folder.parent / "memory.tmx").exists()


def test_the_old_memory_is_kept_if_all_pairs_fail(folder):
    make(folder)
    first = memory(folder)
    for name in TEXTS:
        put(folder, name, en="")
    with pytest.raises(InputError):
        make(folder)
    assert memory(folder) == first


def test_units_below_the_minimum_confidence_are_left_out(folder):
    put(folder, "visit", zh="昨天下了雨。\n猫喜欢鱼。\n我的自行车坏了。\n")  # not a translation
    everything = make(folder)
    values = sorted(
        bead.confidence for name in TEXTS for bead in read_alignment(kept(folder, name)).units
    )
    assert len(values) == everything.units
    middle = (values[len(values) // 2 - 1] + values[len(values) // 2]) / 2
    sure = make(folder, out="sure.tmx", minimum=middle, alignments=kept(folder, "x").parent)
    expected = sum(value >= middle for value in values)
    assert (sure.units, sure.below) == (expected, len(values) - expected)
    assert 0 < expected < len(values)
    assert memory(folder, "sure.tmx").count(b"</tu>") == expected
    assert memory(folder).count(b"</tu>") == len(values)
    # saved alignments are complete: a lower minimum later needs no new alignment
    assert make(folder, minimum=0.0).reused == 3
    assert memory(folder).count(b"</tu>") == len(values)


def edit(folder, number):
    """Change one translation as a CAT tool would."""
    path = folder.parent / "memory.tmx"
    found = list(re.finditer(r"<tu\b.*?</tu>", path.read_text("utf-8"), re.DOTALL))[number]
    unit = re.sub('tuid="[^"]*"', r'\g<0> changeid="li"', found[0])
    head, last = unit.rsplit("<seg>", 1)
    unit = f"{head}<seg>改过的译文。{last[last.index('</seg>') :]}"
    path.write_text(path.read_text("utf-8").replace(found[0], unit), "utf-8")


def test_edited_units_are_kept_without_alignments(folder):
    make(folder)
    edit(folder, 1)
    shutil.rmtree(folder.parent / "memory.alignments")
    report = make(folder)
    assert memory(folder).decode().count("改过的译文") == 1
    assert [(d.kind, d.who) for d in report.decided.taken] == [("correct", "li")]
    assert "taken in          1   edits: 1 correct (tmx)" in "\n".join(report.lines())


def other_version(path):
    stored = json.loads(path.read_text("utf-8"))
    stored["settings"]["tmxalign"] = "0.0.1"
    path.write_text(json.dumps(stored), "utf-8")


@pytest.mark.parametrize(
    "harm", [lambda path: path.write_bytes(path.read_bytes()[:100]), other_version]
)
def test_edited_units_are_kept_if_no_file_changed(folder, harm):
    make(folder)
    edit(folder, 1)
    for name in TEXTS:
        harm(kept(folder, name))
    report = make(folder)
    assert memory(folder).decode().count("改过的译文") == 1
    assert (report.reused, len(report.decided.taken)) == (0, 1)


def test_a_change_reaches_the_memory_after_another_file_was_built(folder):
    make(folder)
    en, zh = TEXTS["lab"]
    put(folder, "lab", en, zh.replace("100多名", "一百多名"))
    make(folder, "memory.tsv")
    assert "一百多名" not in memory(folder).decode()
    make(folder)
    assert "一百多名" in memory(folder).decode()


def test_memory_names_with_a_dot_have_separate_folders(folder):
    make(folder, "cqc.2023.tmx")
    assert (folder.parent / "cqc.2023.alignments" / "lab.align.json").is_file()


def test_edited_units_are_kept_when_their_release_changes(folder):
    make(folder)
    edit(folder, 1)
    for name, (en, zh) in TEXTS.items():
        put(folder, name, f"{en}\nAnd that is all.", f"{zh}\n就是这样。")
    report = make(folder)
    assert memory(folder).decode().count("改过的译文") == 1
    assert len(report.decided.kept) == 1


def test_alignments_folder_option(folder):
    make(folder, alignments=folder.parent / "elsewhere" / "deep")
    assert sorted(p.name for p in (folder.parent / "elsewhere" / "deep").iterdir()) == [
        ".journal.sqlite", ".lock", *(f"{name}.align.json" for name in TEXTS)
    ]  # fmt: skip
    assert not kept(folder, "lab").parent.exists()


def test_pairs_in_subfolders_do_not_overwrite_each_other(folder):
    put(folder, "2024/lab", "Good morning.\n", "早上好。\n")
    report = make(folder)
    assert (report.pairs, report.units) == (4, 9)
    assert kept(folder, "2024/lab").is_file()
    assert read_alignment(kept(folder, "lab")).en.texts != ("Good morning.",)
    assert make(folder).reused == 4


def test_an_unknown_format_fails_early(folder):
    with pytest.raises(UsageError, match="xyz"):
        make(folder, out="memory.xyz")
    assert not kept(folder, "lab").parent.exists()


def test_progress_is_reported_per_pair(folder):
    reported = []
    put(folder, "meeting", en="")  # a failed pair counts too
    make(folder, progress=lambda *step: reported.append(step))
    assert reported == [(1, 3, "lab", 0), (2, 3, "meeting", 1), (3, 3, "visit", 1)]


def test_output_is_reproducible(folder):
    make(folder)
    make(folder, out="again.tmx")
    assert memory(folder) == memory(folder, "again.tmx")
