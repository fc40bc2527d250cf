"""Folders as people have them: names that tell, names that do not, and what is no document."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from align.errors import InputError
from align.pair import pair_files
from align.pair.sides import walk
from align.pipeline import Aligner
from align.runners import InProcess, Processes, processes

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
RELEASES = sorted(path.name for path in (CORPORA / "en").iterdir())[:12]
ALIGNER = Aligner()


def put(root, language, release, name):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(CORPORA / language / RELEASES[release], path)
    return path


def paired(root, *more, **options):
    found = pair_files(root, *more, aligner=ALIGNER, **options)
    return {(p.en.name, p.zh.name): p.how for p in found.pairs}, found


def test_names_first_then_content_for_the_rest(tmp_path):
    put(tmp_path, "en", 0, "en/spring.txt")
    put(tmp_path, "zh", 0, "zh/spring.txt")
    put(tmp_path, "en", 1, "en/kqxz.txt")
    put(tmp_path, "zh", 1, "zh/mwvu.md")
    put(tmp_path, "en", 2, "en/autumn.txt")
    pairs, found = paired(tmp_path)
    assert pairs == {("spring.txt", "spring.txt"): "name", ("kqxz.txt", "mwvu.md"): "content"}
    assert [path.name for path in found.unpaired] == ["autumn.txt"]
    content = next(pair for pair in found.pairs if pair.how == "content")
    assert content.name == "kqxz"
    assert content.confidence > 0.9
    assert content.parts
    pairs, _ = paired(tmp_path, by_name=True)
    assert list(pairs) == [("spring.txt", "spring.txt")]


def test_files_that_share_a_name_are_distinguished_by_content(tmp_path):
    put(tmp_path, "en", 0, "en/a.txt")
    put(tmp_path, "en", 1, "en/a.md")
    put(tmp_path, "zh", 1, "zh/a.txt")
    pairs, found = paired(tmp_path)
    assert pairs == {("a.md", "a.txt"): "content"}
    assert not found.failed


def test_meaningless_numbers_do_not_pair(tmp_path):
    for n in range(6):
        put(tmp_path, "en", n, f"en/doc{n}.txt")
        put(tmp_path, "zh", n, f"zh/doc{(n + 2) % 6}.txt")
    pairs, _ = paired(tmp_path)
    expected = {(f"doc{n}.txt", f"doc{(n + 2) % 6}.txt"): "content" for n in range(6)}
    assert pairs == expected


def test_meaningful_numbers_pair_regardless_of_the_text(tmp_path):
    for n in range(5):
        put(tmp_path, "en", n, f"en/doc{n}.txt")
        put(tmp_path, "zh", n, f"zh/doc{n}.txt")
    (tmp_path / "zh" / "doc4.txt").write_text("今天天气很好，我们去公园散步。", encoding="utf-8")
    pairs, _ = paired(tmp_path)
    assert pairs == {(f"doc{n}.txt", f"doc{n}.txt"): "name" for n in range(5)}


def test_of_a_long_series_a_sample_is_read(tmp_path):
    for n in range(12):
        put(tmp_path, "en", n, f"en/doc{n}.txt")
        put(tmp_path, "zh", n, f"zh/doc{n}.txt")
    put(tmp_path, "en", 0, "en/alone.txt")
    told = []
    pairs, _ = paired(tmp_path, progress=lambda *step: told.append(step))
    assert pairs == {(f"doc{n}.txt", f"doc{n}.txt"): "name" for n in range(12)}
    assert [step[:2] for step in told] == [(n, 16) for n in range(1, 17)]
    assert len({step[2] for step in told}) == 8


def test_of_many_names_with_the_same_marks_a_sample_is_read(tmp_path):
    for n in range(12):
        put(tmp_path, "en", n, f"en/{RELEASES[n]}_e.txt")
        put(tmp_path, "zh", n, f"zh/{RELEASES[n]}_tc.txt")
    told = []
    pairs, _ = paired(tmp_path, progress=lambda *step: told.append(step))
    assert pairs == {(f"{name}_e.txt", f"{name}_tc.txt"): "name" for name in RELEASES}
    assert len(told) == 16


def test_too_short_texts_are_believed_beside_others_with_the_same_marks(tmp_path):
    for n in range(4):
        put(tmp_path, "en", n, f"en/{n}_e.txt")
        put(tmp_path, "zh", n, f"zh/{n}_c.txt")
    for side, text in (("en", "See below."), ("zh", "敬请期待本局的最新消息。")):
        (tmp_path / side / f"note_{'ec'[side == 'zh']}.txt").write_text(text, encoding="utf-8")
    pairs, _ = paired(tmp_path)
    assert set(pairs.values()) == {"name"}
    assert ("note_e.txt", "note_c.txt") in pairs


def test_a_series_that_gets_out_of_step_is_compared_as_a_whole(tmp_path):
    for n in range(12):
        put(tmp_path, "en", n, f"en/doc{n}.txt")
        put(tmp_path, "zh", n, f"zh/doc{n if n < 10 else 21 - n}.txt")  # the last two exchanged
    pairs, _ = paired(tmp_path)
    expected = {(f"doc{n}.txt", f"doc{n}.txt"): "name" for n in range(10)}
    swapped = {("doc10.txt", "doc11.txt"): "content", ("doc11.txt", "doc10.txt"): "content"}
    assert pairs == expected | swapped


def test_both_languages_in_one_folder(tmp_path):
    put(tmp_path, "en", 0, "q1.txt")
    put(tmp_path, "zh", 0, "w7.txt")
    put(tmp_path, "en", 1, "report.txt")
    put(tmp_path, "zh", 1, "report_中文.txt")
    both = tmp_path / "both.txt"
    both.write_text("Good morning to all of you.\n大家早上好。\nGoodbye.\n再见。\n", "utf-8")
    (tmp_path / "zh_CN.csv").write_text("en,zh\nGoodbye.,再见。\n", encoding="utf-8")
    pairs, found = paired(tmp_path)
    assert pairs == {
        ("q1.txt", "w7.txt"): "content",
        ("report.txt", "report_中文.txt"): "name",
        ("both.txt", "both.txt"): "bilingual",
        ("zh_CN.csv", "zh_CN.csv"): "bilingual",
    }
    assert not found.unpaired


TERMS = "| Name | 说明 | Type |\n|-|-|-|\n" + "".join(
    f"| the {word} option | {text} | a {word} value |\n"
    for word, text in (("width", "闸门的宽度"), ("depth", "航道的深度"), ("load", "最大的载重量"))
)


@pytest.mark.parametrize(
    ("names", "pair"),
    [
        (("lock.md", "lock.en-US.md"), ("lock.en-US.md", "lock.md")),
        (("docs/a.md", "docs/a_EN.md"), ("a_EN.md", "a.md")),
        (("a.md", "en/a.md"), ("a.md", "a.md")),
        (("lock.md", "quay.en.md"), ("lock.md", "lock.md")),  # no version of it: in both languages
    ],
)
def test_a_document_beside_its_other_version_is_in_one_language(tmp_path, names, pair):
    for name, text in zip(
        names, (f"船闸\n\n{TERMS}", "# Lock\n\nThe gate is wide.\n"), strict=True
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    found = pair_files(tmp_path, aligner=ALIGNER, by_name=True)
    assert [(p.en.name, p.zh.name) for p in found.pairs] == [pair] * (names[1] != "quay.en.md")
    assert len(found.failed) == (names[1] == "quay.en.md")  # two English columns


def test_bad_files_are_listed_and_the_others_paired(tmp_path):
    put(tmp_path, "en", 0, "en/x.txt")
    put(tmp_path, "zh", 0, "zh/y.txt")
    put(tmp_path, "zh", 1, "en/chinese.txt")
    (tmp_path / "en" / "empty.txt").write_bytes(b"")
    (tmp_path / "zh" / "bad.docx").write_bytes(b"PK\x03\x04")
    pairs, found = paired(tmp_path)
    assert list(pairs) == [("x.txt", "y.txt")]
    messages = {path.name: message for path, message in found.failed}
    assert messages.keys() == {"chinese.txt", "empty.txt", "bad.docx"}
    assert "expected English, but the text looks Chinese" in messages["chinese.txt"]
    assert all(str(tmp_path) in m and "\n" not in m for m in messages.values())
    assert not found.unpaired


def test_progress_is_reported_per_file(tmp_path):
    put(tmp_path, "en", 0, "en/x.txt")
    put(tmp_path, "zh", 0, "zh/y.txt")
    told = []
    pair_files(tmp_path, aligner=ALIGNER, progress=lambda *step: told.append(step))
    assert told == [(1, 2, "x.txt"), (2, 2, "y.txt")]


def test_an_empty_folder_is_reported_with_advice(tmp_path):
    with pytest.raises(InputError, match="contains no documents; put"):
        pair_files(tmp_path)
    (tmp_path / "a.jpg").write_bytes(b"")
    with pytest.raises(InputError, match=r"contains no documents, only 1 \.jpg; put"):
        pair_files(tmp_path)


def test_a_folder_alone_and_the_same_folder_twice_are_the_same(tmp_path):
    put(tmp_path, "en", 0, "a_en.txt")
    put(tmp_path, "zh", 0, "a_zh.txt")
    assert paired(tmp_path, tmp_path)[0] == paired(tmp_path)[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_other_files_are_not_opened(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / ".hidden.txt").write_text("x")
    (tmp_path / "~$a.docx").write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text("x")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    (tmp_path / "again").symlink_to(tmp_path)  # a folder inside of itself
    (tmp_path / "tab\there.txt").write_text("x")
    found = walk(tmp_path)
    assert [path.name for path in found.files] == ["a.txt"]
    messages = {path.name: message for path, message in found.failed}
    assert messages.keys() == {"pipe.txt", "self", "gone.txt", "tab\there.txt"}
    assert messages["pipe.txt"] == f"{tmp_path / 'pipe.txt'}: a named pipe, not a file"
    assert all(message.isprintable() for message in messages.values())


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything"
)
def test_a_folder_without_permission_is_listed(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "closed").mkdir(mode=0)
    found = walk(tmp_path)
    assert [path.name for path in found.files] == ["a.txt"]
    assert [path.name for path, _ in found.failed] == ["closed"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names themselves")
def test_a_name_that_is_not_utf_8_is_listed(tmp_path):
    (tmp_path / os.fsdecode(b"\xd0\xc2.txt")).write_text("x")
    found = walk(tmp_path)
    assert not found.files
    ((_, message),) = found.failed
    assert "not UTF-8" in message
    message.encode("utf-8")


@pytest.mark.parametrize("mixed", [True, False])
def test_any_number_of_processes_gives_the_same_pairs(tmp_path, monkeypatch, mixed):
    """Also in a mixed folder with a picture, an empty file, and one that is cut off."""
    for n in range(4):
        put(tmp_path, "en", n, f"{'' if mixed else 'en/'}k{n}.txt")
        put(tmp_path, "zh", n, f"{'' if mixed else 'zh/'}{9 - n}x.txt")
    folder = tmp_path if mixed else tmp_path / "en"
    (folder / "empty.txt").touch()
    (folder / "cut.docx").write_bytes(b"PK\x03\x04 cut off")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    monkeypatch.setattr(processes, "may_fork", lambda: hasattr(os, "fork"))
    monkeypatch.setattr(processes, "_ENDING", 0)
    steps = []
    one, two = (
        pair_files(
            tmp_path, aligner=ALIGNER, runner=runner, progress=lambda *step: steps.append(step)
        )
        for runner in (InProcess(), Processes(2))
    )
    assert one == two
    assert len(one.pairs) == 4
    assert len(one.failed) == 3
    half = len(steps) // 2
    assert [done for done, _, _ in steps[:half]] == [done for done, _, _ in steps[half:]]
