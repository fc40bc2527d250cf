"""What was decided in the page is in the memory after each rebuild, whatever is lost meanwhile."""

import shutil

import pytest

from align.batch import build
from align.formats.read import read_memory
from align.memory.decision_log import Decisions, read_decisions
from align.memory.decisions import Decision
from align.review.exporting import update_memory
from align.review.project import Place, ReviewProject
from align.review.session import Session

EN = """Three laboratories opened in the port of Ningbo on Monday.
They test cables, plugs and small motors, and they employ 48 engineers.
Customers send their samples by post.
The first certificates are expected in March.
Visitors are welcome on Fridays."""
ZH = """三家实验室周一在宁波港揭牌。
实验室检测电缆、插头和小型电机，共有48名工程师。
客户可以邮寄样品。
首批证书预计三月颁发。
周五欢迎参观。"""
MENU = "Home | Products | About us"


@pytest.fixture
def folder(tmp_path):
    for side, text in (("en", EN), ("zh", ZH)):
        (tmp_path / "docs" / side).mkdir(parents=True)
        paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines())
        menu = f"<nav>{MENU}</nav>" if side == "en" else ""
        page = f"<html><body>{menu}<article>{paragraphs}</article></body></html>"
        (tmp_path / f"docs/{side}/port.html").write_text(page, encoding="utf-8")
    return tmp_path


def made(folder, **options):
    report = build(folder / "docs", folder / "m.tmx", **options)
    assert not report.failed
    return report


def texts(folder):
    return [(unit.text("en"), unit.text("zh")) for unit in read_memory(folder / "m.tmx")]


def opened(folder):
    return Session.open(folder / "m.alignments/port.align.json", folder / "m.decisions.jsonl")


def decided(session):
    """Some of everything, in a document of five pairs."""
    session.approve(["e0z0"])
    session.cut("e1z1", "en", 0, EN.index("and they") - EN.index("They test"))
    session.edit("e2z2", "zh", "客户可以通过邮寄方式送样。")
    session.exclude(["e4z4"])
    session.comment("e3z3", "ask which year")
    session.restore(next(row.id for row in session.table if row.aside == "navigation"))
    session.edit("e0", "zh", "首页 | 产品 | 关于我们")


def is_kept(folder):
    found = texts(folder)
    assert (
        "They test cables, plugs and small motors,",
        "实验室检测电缆、插头和小型电机，",
    ) in found
    assert ("and they employ 48 engineers.", "共有48名工程师。") in found
    assert ("Customers send their samples by post.", "客户可以通过邮寄方式送样。") in found
    assert not any("Fridays" in en for en, _ in found)
    assert (MENU, "首页 | 产品 | 关于我们") in found
    notes = [unit.notes for unit in read_memory(folder / "m.tmx") if "March" in unit.text("en")]
    assert notes == [("ask which year",)]


def test_a_rebuild_keeps_what_was_decided_also_from_nothing(folder):
    made(folder)
    session = opened(folder)
    decided(session)
    shown = [(row.en, row.zh, row.status) for row in session.table if row.decided]
    report = made(folder)
    assert report.decided.unfit == []
    is_kept(folder)
    made(folder, fresh=True)
    is_kept(folder)
    shutil.rmtree(folder / "m.alignments")
    (folder / "m.tmx").unlink()
    assert made(folder).decided.unfit == []
    is_kept(folder)
    again = opened(folder)
    assert [(row.en, row.zh, row.status) for row in again.table if row.decided] == shown


def test_a_revised_document_keeps_what_was_decided(folder):
    made(folder)
    decided(opened(folder))
    page = folder / "docs/en/port.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("<article>", "<article><p>Ningbo, 3 June.</p>"), encoding="utf-8")
    assert made(folder).decided.unfit == []
    is_kept(folder)


def test_what_was_undone_is_not_in_the_memory(folder):
    made(folder)
    before = texts(folder)
    session = opened(folder)
    decided(session)
    while session.summary()["can_undo"]:
        session.undo()
    made(folder, fresh=True)
    assert texts(folder) == before
    session = opened(folder)
    session.redo()
    assert session.row("e0z0").status == "approved"


def test_an_undo_counts_in_any_order_of_the_lines(folder):
    made(folder)
    session = opened(folder)
    session.merge(["e0z0", "e1z1"])
    session.undo()
    session.redo()
    session.approve(["e2z2"])
    session.undo()
    log = read_decisions(folder / "m.decisions.jsonl")
    assert [d.kind for d in log.of("port")] == ["merge"]
    assert [d.kind for d in Decisions(reversed([*log, *log])).of("port")] == ["merge"]


def test_parts_of_a_cut_row_are_left_out_alone(folder):
    made(folder)
    session = opened(folder)
    session.cut("e1z1", "en", 0, EN.index("and they") - EN.index("They test"))
    session.exclude(["e1z1.2"])
    report = made(folder)
    assert report.decided.left_out == {"excluded": 1}
    found = texts(folder)
    assert not any("48" in en for en, _ in found)
    assert any(en.endswith("motors,") for en, _ in found)
    session = opened(folder)
    session.include(["e1z1.2"])
    made(folder)
    assert any("48" in en for en, _ in texts(folder))


def test_repeated_sentences_are_told_apart_by_their_exact_place(tmp_path):
    (tmp_path / "docs/en").mkdir(parents=True)
    (tmp_path / "docs/zh").mkdir(parents=True)
    (tmp_path / "docs/en/a.txt").write_text("Agreed.\n" * 6, encoding="utf-8")
    (tmp_path / "docs/zh/a.txt").write_text("同意。\n" * 6, encoding="utf-8")
    made(tmp_path)
    session = Session.open(tmp_path / "m.alignments/a.align.json", tmp_path / "m.decisions.jsonl")
    session.link(["e1z1", "e4z4"])
    session.exclude(["e3z3"])
    made(tmp_path)
    again = Session.open(tmp_path / "m.alignments/a.align.json", tmp_path / "m.decisions.jsonl")
    assert again.row("e1,4z1,4").decided
    assert again.row("e3z3").status == "excluded"


def test_text_for_an_empty_side_is_written(folder):
    made(folder)
    session = opened(folder)
    session.unlink("e4z4")
    session.edit("z4", "en", "You are welcome on Fridays.")
    made(folder)
    assert ("You are welcome on Fridays.", "周五欢迎参观。") in texts(folder)


def test_a_decision_of_a_newer_kind_stays(folder):
    made(folder)
    session = opened(folder)
    session.approve(["e0z0"])
    path = folder / "m.decisions.jsonl"
    line = Decision("praise", "port", "Visitors are welcome on Fridays.", when="2027").line
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    session.approve(["e2z2"])
    session.undo()
    assert line in path.read_text(encoding="utf-8").splitlines()


def project_of(folder):
    return ReviewProject(Place.of(folder / "m.tmx"))


def test_the_page_brings_the_memory_up_to_date_as_a_build_does(folder):
    made(folder)
    decided(opened(folder))
    done = update_memory(project_of(folder))
    assert ["excluded", 1] in done["left_out"]
    is_kept(folder)
    before = texts(folder)
    assert made(folder).decided.unfit == []
    assert sorted(texts(folder)) == sorted(before)


def test_what_was_edited_in_the_memory_is_taken_in_before_it_is_updated(folder):
    made(folder)
    opened(folder).approve(["e0z0"])
    path = folder / "m.tmx"
    edited = path.read_text(encoding="utf-8").replace("周五欢迎参观。", "每周五开放参观。")
    path.write_text(edited, encoding="utf-8")
    update_memory(project_of(folder))
    assert ("Visitors are welcome on Fridays.", "每周五开放参观。") in texts(folder)
    assert opened(folder).row("e4z4").zh == ("每周五开放参观。",)


def test_units_of_others_stay_in_a_memory_that_is_updated(folder):
    made(folder)
    path = folder / "m.tmx"
    codes = (("en-US", "Hi."), ("zh-CN", "嗨。"))
    tuvs = "".join(f'<tuv xml:lang="{code}"><seg>{text}</seg></tuv>' for code, text in codes)
    unit = f"<tu>{tuvs}</tu>"
    edited = path.read_text(encoding="utf-8").replace("</body>", f"{unit}</body>")
    path.write_text(edited, encoding="utf-8")
    update_memory(project_of(folder))
    assert ("Hi.", "嗨。") in texts(folder)


def test_a_note_stays_whatever_becomes_of_its_row(folder):
    made(folder)
    session = opened(folder)
    session.approve(["e0z0"])
    session.comment("e0z0", "check the name of the port")
    session.merge(["e0z0", "e1z1"])
    assert session.row("e0,1z0,1").note == "check the name of the port"
    session.edit("e0,1z0,1", "en", session.documents[0].texts[1])
    assert [row.note for row in session.table if row.note] == ["check the name of the port"]
    assert [row.note for row in opened(folder).table] == [row.note for row in session.table]
