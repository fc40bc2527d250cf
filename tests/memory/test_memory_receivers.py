"""Programs that nobody here wrote read our memories whole, and do with difficult files exactly

what ``validate`` says that they will do.
"""

import codecs
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from align.alignment import Alignment, Bead
from align.document import Document
from align.evaluation import read_beads
from align.formats.read import read_memory
from align.memory import convert, write
from align.memory.validate import validate

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(Path(__file__).with_name("files").glob("*.tmx"))
STORE = pytest.importorskip("translate.storage.tmx").tmxfile  # GPL: only ever a test's reader


def decoded(path):
    data = path.read_bytes()
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if utf16 else "utf-8")


def texts_by_unit(path):
    """What a source text could be, unit by unit; read without our reader, broken files, too."""
    out = []
    for tu in re.findall(r"<tu(?: [^>]*)?>.*?</tu>", decoded(path), re.DOTALL):
        texts = set()
        for seg in re.findall(r"<seg>.*?</seg>", tu, re.DOTALL):
            element = etree.fromstring(seg, etree.XMLParser(recover=True))
            texts.add("".join(element.itertext()).strip())
            texts.add(((element.text or "") + "".join(e.tail or "" for e in element)).strip())
        out.append(sorted(texts - {""}))
    return out


@pytest.fixture(scope="module")
def memory(tmp_path_factory):
    """The memory that the gold alignments of corpora/ make: all that a user would import."""
    path = tmp_path_factory.mktemp("memory") / "memory.tmx"
    alignments = []
    seen = set()  # a receiver has one translation a source
    for gold in sorted((ROOT / "corpora" / "gold").glob("*.gold.tsv")):
        stem = gold.name.removesuffix(".gold.tsv")
        sides = [
            (gold.with_name(f"{stem}.{side}.txt").read_text(encoding="utf-8").split("\n"), side)
            for side in ("en", "zh")
        ]
        en, zh = (Document.from_sentences(filter(None, lines), side) for lines, side in sides)
        alignment = Alignment(en, zh, tuple(Bead(*bead) for bead in read_beads(gold)))
        beads = []
        for bead in alignment:
            text = alignment.text(bead)[0]
            if not bead.is_null and text not in seen:
                beads.append(bead)
                seen.add(text)
        alignments.append(Alignment(en, zh, tuple(beads)))
    report = write(alignments, path)
    assert report.units == len(seen) > 200
    return path


# --- OmegaT -------------------------------------------------------------------------------------

PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
  <source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
  <tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir>
  <glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
  <source_lang>EN-US</source_lang><target_lang>ZH-CN</target_lang>
  <source_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</source_tok>
  <target_tok>org.omegat.tokenizer.LuceneSmartChineseTokenizer</target_tok>
  <sentence_seg>false</sentence_seg>
  <support_default_translations>true</support_default_translations>
  <remove_tags>false</remove_tags>
</project></omegat>
"""
needs_omegat = pytest.mark.skipif(
    not shutil.which("omegat"),
    reason="OmegaT is not installed (apt-get install omegat): its import is NOT tested",
)


def omegat(folder, memories, sources):
    """Translate texts with memories; the translations by name, and the lines of the statistics."""
    for name in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat"):
        (folder / name).mkdir(parents=True)
    (folder / "omegat.project").write_text(PROJECT)
    for path in memories:
        shutil.copy(path, folder / "tm" / "auto")
    for name, text in sources.items():
        (folder / "source" / f"{name}.txt").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["omegat", str(folder), "--mode=console-translate"],
        capture_output=True,
        text=True,
        timeout=600,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    out = {
        name: (folder / "target" / f"{name}.txt").read_text(encoding="utf-8-sig").strip()
        for name in sources
    }
    statistics = (folder / "omegat" / "project_stats.txt").read_text(encoding="utf-8-sig")
    return out, statistics


BROKEN = """<tmx version="1.4"><header srclang="en-US"/><body><tu>
<tuv xml:lang="en-US"><seg>Fold & press the <g id="1">paper</g>.</tuv>
<tuv><seg>Without a language.</seg></tuv>
<tuv xml:lang="zh-CN"><seg>把<g id="1">纸</g>折好压平。\x1f</seg></tuv></tu><tu><tuv"""


@needs_omegat
@pytest.mark.slow
def test_omegat_loads_every_unit_and_counts_the_matches(tmp_path, memory):
    units = list(read_memory(memory))
    sources = {str(number): unit.text("en") for number, unit in enumerate(units)}
    out, statistics = omegat(tmp_path / "project", [memory], sources)
    assert out == {str(number): unit.text("zh") for number, unit in enumerate(units)}
    counts = {
        line.split(":")[0]: int(line.split()[1])
        for line in statistics.splitlines()
        if line.startswith(("Total:", "Remaining:"))
    }
    assert counts == {"Total": len(units), "Remaining": 0}
    assert validate(memory).outcomes["omegat"].imported == len(units)


@needs_omegat
@pytest.mark.slow
def test_validate_predicts_what_omegat_loads(tmp_path):
    # one start for all: no text is in two of the files
    sources = {
        f"{path.stem}.{number}.{which}": text
        for path in FILES
        for number, texts in enumerate(texts_by_unit(path))
        for which, text in enumerate(texts)
    }
    assert len(set(sources.values())) == len(sources)
    mended, sources["mended"] = tmp_path / "mended.tmx", "Fold & press the paper."
    (tmp_path / "broken.tmx").write_text(BROKEN, encoding="utf-8")
    convert(tmp_path / "broken.tmx", mended, repair=True)
    out, _ = omegat(tmp_path / "project", [*FILES, mended], sources)
    assert out.pop("mended") == "把纸折好压平。"  # nothing lost in an element that it does not know
    del sources["mended"]
    loaded = {path.stem: set() for path in FILES}
    for name, text in sources.items():
        if out[name] != text:
            stem, number, _ = name.rsplit(".", 2)
            loaded[stem].add(number)
    predicted = {
        path.stem: validate(path, source="en-US", target="zh-CN").outcomes["omegat"].imported
        for path in FILES
    }
    assert predicted == {stem: len(units) for stem, units in loaded.items()}
    assert sum(predicted.values()) > 40


# --- translate-toolkit --------------------------------------------------------------------------


def test_translate_toolkit_returns_every_unit(memory):
    ours = [(unit.text("en"), unit.text("zh")) for unit in read_memory(memory)]
    theirs = STORE.parsefile(str(memory)).units
    assert [(str(unit.source), str(unit.target)) for unit in theirs] == ours


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_validate_predicts_what_translate_toolkit_loads(path):
    try:
        units = STORE.parsefile(str(path)).units
    except etree.XMLSyntaxError:
        units = []
    loaded = [u for u in units if (u.source or "").strip() and (u.target or "").strip()]
    found = validate(path, source="en-US", target="zh-CN")
    assert found.outcomes["translate-toolkit"].imported == len(loaded)
    assert found.broken or found.units == len(units)


def test_there_are_twenty_difficult_files():
    assert len(FILES) >= 20


def test_po_round_trip(tmp_path, memory):
    # TMX to PO by its library (it has no command for that), PO to TMX by its command
    catalogue = pytest.importorskip("translate.storage.po").pofile()
    for unit in STORE.parsefile(str(memory)).units:
        catalogue.addsourceunit(str(unit.source)).target = str(unit.target)
    catalogue.savefile(str(tmp_path / "a.po"))
    command = [sys.executable, "-m", "translate.convert.po2tmx", "--progress=none", "-l", "zh-CN"]
    subprocess.run([*command, "a.po", "a.tmx"], cwd=tmp_path, check=True, timeout=600)
    back = [(unit.text("en"), unit.text("zh")) for unit in read_memory(tmp_path / "a.tmx")]
    assert back == [(unit.text("en"), unit.text("zh")) for unit in read_memory(memory)]


# --- a JavaScript reader ------------------------------------------------------------------------

SCRIPT = """
const fs = require('fs');
const tmx2js = require('tmexchange').tmx2js;
tmx2js(fs.readFileSync(process.argv[2], 'utf8')).then(r => console.log(JSON.stringify(r)));
"""


@pytest.mark.slow
def test_a_javascript_reader_returns_every_unit(tmp_path, memory):
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip("Node and npm are not installed: the JavaScript reader is NOT tested")
    (tmp_path / "package.json").write_text('{"private": true}')
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "tmexchange@2.0.6"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    if done.returncode:
        pytest.skip(f"npm cannot install tmexchange, NOT tested: {done.stderr.strip()[-200:]}")
    (tmp_path / "read.cjs").write_text(SCRIPT)
    command = ["node", "read.cjs", str(memory)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    assert theirs["sourceLanguage"] == "en-US"
    assert theirs["resources"] == {
        unit.id: {variant.lang: variant.text for variant in unit.variants}
        for unit in read_memory(memory)
    }
