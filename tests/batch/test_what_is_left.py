"""What a build leaves for the morning: the log, the report, the weak units, the summary."""

import json
from pathlib import Path

import pytest

from align.batch import build
from align.batch.batch_log import Account
from align.batch.pair_records import PairRecord
from align.batch.report import BuildReport
from align.errors import InputError, OutputError, UsageError
from align.memory import Memory, read_memory, write
from align.pipeline import Aligner

TEXTS = {
    "lab": (
        "CQC opened its laboratory to the public.\nMore than 100 citizens came.\n"
        "They saw how kettles are tested.\n",
        "中国质量认证中心的实验室向公众开放。\n100多名市民前来参观。\n大家喝了热水。\n",
    ),
    "visit": (
        "A delegation from Vietnam visited the centre.\nBoth sides signed an agreement.\n",
        "越南代表团访问了该中心。\n双方签署了协议。\n",
    ),
}
ALIGNER = Aligner()
#: Of all pairs of sentences, only this one is less sure.
SURE = 0.9
WEAK_PAIR = ("They saw how kettles are tested.", "大家喝了热水。")


@pytest.fixture
def texts(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.chdir(tmp_path)
    for name, sides in TEXTS.items():
        put(name, *sides)
    return Path("texts")


def put(name, en, zh):
    for side, text in (("en", en), ("zh", zh)):
        path = Path("texts", side, f"{name}.txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def made(texts, **options):
    sure = {"weak_below": SURE} if "weak" in options else {}
    return build(texts, "memory.tmx", **{"aligner": ALIGNER, "jobs": 1, **sure, **options})


def events(path="build.log"):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def pairs_in(path):
    return [(unit.text("en"), unit.text("zh")) for unit in read_memory(path)]


# ------------------------------------------------------------------ the log


def test_the_log_tells_what_is_done_of_each_pair_and_how_it_ended(texts):
    put("empty", "", "空。")
    Path("texts/en/alone.txt").write_text("Nobody translated this sentence.", encoding="utf-8")
    made(texts, log="build.log", by_name=True)
    first, *some, last = events()
    assert (first["event"], first["schema"]) == ("run", "tmxalign/batch-log/1")
    assert (first["pairs"], first["files"]["out"]) == (3, "memory.tmx")
    files = [line for line in some if line["event"] == "file"]
    assert [(Path(f["name"]).name, f["state"]) for f in files] == [("alone.txt", "unpaired")]
    pairs = {line["name"]: line for line in some if line["event"] == "pair"}
    assert {name: line["state"] for name, line in pairs.items()} == {
        "empty": "failed", "lab": "aligned", "visit": "aligned"
    }  # fmt: skip
    assert (pairs["visit"]["units"], pairs["visit"]["sentences"]) == (2, [2, 2])
    assert "empty" in pairs["empty"]["error"]
    assert pairs["empty"]["kind"] == "input"
    assert (last["event"], last["ended"], last["aligned"], last["failed"]) == ("end", "done", 2, 1)


def test_the_next_run_is_appended_and_names_what_is_unchanged(texts):
    made(texts, log="build.log")
    with Path("build.log").open("a") as log:  # it was killed here
        log.write('{"event": "pair", "na')
    made(texts, log="build.log")
    *before, cut, first, one, other, last = Path("build.log").read_text().splitlines()
    assert cut.endswith('"na')
    assert len(before) == 4
    assert json.loads(first)["event"] == "run"
    assert {json.loads(line)["state"] for line in (one, other)} == {"unchanged"}
    assert json.loads(last)["unchanged"] == 2


def test_a_log_never_goes_into_another_file(texts):
    Path("notes.txt").write_text("Buy milk.\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"notes\.txt: is there already and no log of a build"):
        made(texts, log="notes.txt")
    with pytest.raises(OutputError, match="a part of the path is a file"):
        made(texts, log="notes.txt/build.log")
    with pytest.raises(UsageError, match="the same file for two outputs"):
        made(texts, log="memory.tmx")
    assert Path("notes.txt").read_text(encoding="utf-8") == "Buy milk.\n"
    made(texts, log="new/build.log")  # its folder is made, as that of any output
    assert Path("new/build.log").is_file()


def test_a_log_that_cannot_go_on_does_not_stop_the_work(texts, caplog):
    if not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    assert made(texts, log="/dev/full").pairs == 2
    assert caplog.text.count("the disk is full; the build goes on without it") == 1


def test_only_the_end_of_a_traceback_is_in_the_log():
    trace = "\n".join(f"line {n}" for n in range(100))
    with Account(log="/dev/null") as account:
        account._log.write = lambda event, about: lines.append(about)
        lines = []
        account.note([PairRecord("a", "a", "b", "failed", kind="internal", trace=trace)])
    assert lines[0]["trace"].splitlines() == [f"line {n}" for n in range(88, 100)]


# ------------------------------------------------------------------ the report


def test_the_report_has_totals_and_each_pair(texts):
    put("empty", "", "空。")
    made(texts, report="report.json")
    text = Path("report.json").read_text(encoding="utf-8")
    data = json.loads(text)
    assert json.loads(text.splitlines()[0].removesuffix(",") + "}")["schema"] == (
        "tmxalign/batch-report/1"
    )
    summary = data["summary"]
    assert (summary["pairs"], summary["aligned"], summary["failed"]) == (3, 2, 1)
    assert (summary["ended"], summary["units"]) == ("done", 5)
    assert sum(data["bands"]) == 5
    assert data["least_confident"][0]["name"] == "lab"
    assert [(f["kind"], f["names"]) for f in data["failed"]] == [("input", ["empty"])]
    assert [pair["name"] for pair in data["pairs"]] == ["empty", "lab", "visit"]
    assert {pair["state"] for pair in data["pairs"]} == {"aligned", "failed"}


def test_an_interrupted_build_leaves_its_report(texts):
    def interrupt(done, *more):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made(texts, report="report.json", log="build.log", progress=interrupt)
    data = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert data["summary"]["ended"] == "interrupted"
    assert (data["summary"]["pairs"], data["summary"]["expected"]) == (1, 2)
    assert len(data["pairs"]) == 1
    assert events()[-1]["ended"] == "interrupted"


def test_a_build_in_which_all_fails_says_why(texts):
    for path in texts.rglob("*.txt"):
        path.write_text("", encoding="utf-8")
    with pytest.raises(InputError):
        made(texts, report="report.json")
    data = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert (data["summary"]["failed"], len(data["failed"])) == (2, 1)
    assert "no pair could be aligned" in data["summary"]["ended"]


def test_a_report_of_another_kind_is_refused_before_the_work(texts):
    with pytest.raises(UsageError, match=r"a report of a build is a \.json or an \.html"):
        made(texts, report="report.pdf")
    assert not Path("memory.tmx").exists()


# ------------------------------------------------------------------ weak units


def test_weak_units_are_in_a_file_of_their_own(texts):
    report = made(texts, weak="weak.tmx")
    assert pairs_in("weak.tmx") == [WEAK_PAIR]
    assert WEAK_PAIR not in pairs_in("memory.tmx")
    assert len(pairs_in("memory.tmx")) == 4
    weak = next(iter(read_memory("weak.tmx")))
    assert (weak.document, weak.confidence < SURE) == ("lab", True)
    assert "1   units in weak.tmx, not in the memory" in str(report)


@pytest.mark.parametrize("suffix", ["tmx", "xlsx"])
def test_nothing_is_lost_when_only_one_pair_changes(texts, suffix):
    made(texts, weak=f"weak.{suffix}")
    put("visit", *(text + text for text in TEXTS["visit"]))
    assert made(texts, weak=f"weak.{suffix}").reused == 1
    assert pairs_in(f"weak.{suffix}") == [WEAK_PAIR]
    again = made(texts, weak=f"weak.{suffix}")
    assert again.reused == 2
    assert pairs_in(f"weak.{suffix}") == [WEAK_PAIR]
    assert len(pairs_in("memory.tmx")) == 6


def test_without_the_option_they_come_back_and_a_lost_file_is_made_again(texts):
    made(texts)
    whole = Path("memory.tmx").read_bytes()
    made(texts, weak="weak.tmx")
    made(texts)
    assert sorted(pairs_in("memory.tmx")) == sorted(
        (u.text("en"), u.text("zh")) for u in read_memory("memory.tmx")
    )
    assert WEAK_PAIR in pairs_in("memory.tmx")
    made(texts, weak="weak.tmx")
    Path("weak.tmx").unlink()
    made(texts, weak="weak.tmx")
    assert pairs_in("weak.tmx") == [WEAK_PAIR]
    made(texts, fresh=True)
    assert Path("memory.tmx").read_bytes() == whole


def test_another_bound_divides_all_units_anew(texts):
    made(texts, weak="weak.tmx", weak_below=1.0)
    assert len(pairs_in("weak.tmx")) == 5
    made(texts, weak="weak.tmx")
    assert (len(pairs_in("weak.tmx")), len(pairs_in("memory.tmx"))) == (1, 4)


def test_what_people_decide_in_that_file_counts_in_the_next_build(texts):
    made(texts, weak="weak.tmx")
    memory = read_memory("weak.tmx")
    units = []
    for unit in memory:
        unit.variants[1].parts = ("他们看到了水壶的检测过程。",)
        units.append(unit)
    write(Memory(memory.header, units), "weak.tmx")
    report = made(texts, weak="weak.tmx")
    assert pairs_in("weak.tmx") == []
    assert (WEAK_PAIR[0], "他们看到了水壶的检测过程。") in pairs_in("memory.tmx")
    assert [decision.kind for decision in report.decided.taken] == ["correct"]


def test_a_bound_below_the_least_confidence_makes_no_sense(texts):
    with pytest.raises(UsageError, match="raise --weak-below"):
        made(texts, weak="weak.tmx", minimum=0.95)


# ------------------------------------------------------------------ the summary


def test_many_failures_are_a_few_lines():
    report = BuildReport(expected=500)
    report.about = {"files": {"report": "night.html"}}
    for n in range(500):
        why = "took longer than 60 s" if n % 5 else f"zh/{n}.pdf: not a PDF file"
        report.add(PairRecord(f"p{n}", f"en/{n}.pdf", f"zh/{n}.pdf", "failed", error=why))
    report.unpaired = [f"en/alone-{n}.txt" for n in range(30)]
    lines = report.lines()
    assert lines[-5:] == [
        "failed          500   pairs or files that could not be read or aligned:",
        "    400 × took longer than 60 s",
        "        p1, p2, p3 … and 397 more",
        "    100 × not a PDF file",
        "        p0, p5, p10 … and 97 more",
    ]
    assert "    … and 10 more; see night.html" in lines
    assert len(lines) < 35


def test_two_failures_of_a_kind_are_two_lines():
    report = BuildReport(expected=2)
    for n in range(2):
        report.fail(f"p{n}", f"zh/p{n}.pdf: not a PDF file", "input", f"zh/p{n}.pdf")
    assert report.lines()[-2:] == [f"    p{n}: zh/p{n}.pdf: not a PDF file" for n in range(2)]


def test_weak_units_name_the_command_that_shows_them():
    report = BuildReport(about={"files": {"out": "out/my memory.tmx"}})
    report.add(PairRecord("a", "a.en", "a.zh", units=10, confidence=0.9, weak=3))
    assert report.lines()[1].endswith("3 below 0.50")
    assert report.lines()[2].strip() == "see them: tmxalign review 'out/my memory.tmx'"
    assert max(map(len, report.lines())) <= 80
