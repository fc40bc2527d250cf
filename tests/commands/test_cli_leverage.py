"""``tmxalign leverage``: the table, the CSV, the XLIFF."""

import csv
import io
import json
import os

import pytest
from cli_parts import EN, ZH
from lxml import etree

from align.memory import Header, Memory, Unit, Variant, write

CHANGED = "CQC opened a new laboratory in Guangzhou!\nNobody else was there.\n"


@pytest.fixture
def memory(tmp_path):
    pairs = zip(EN.splitlines(), ZH.splitlines(), strict=True)
    units = [Unit([Variant("en-US", (en,)), Variant("zh-CN", (zh,))]) for en, zh in pairs]
    write(Memory(Header(), units), tmp_path / "m.tmx")
    (tmp_path / "new.txt").write_text(EN + CHANGED + EN.splitlines()[0] + "\n", encoding="utf-8")
    return "m.tmx"


def rows(text):
    return {
        (r["document"], r["match"]): [int(r[k]) for k in ("segments", "words", "characters")]
        for r in csv.DictReader(io.StringIO(text))
    }


def test_the_table_counts_matches(cli, memory):
    done = cli("leverage", "new.txt", "--memory", memory)
    assert done.exit_code == 0, done.stderr
    lines = [line.replace("│", " ").split() for line in done.stdout.splitlines()]
    table = {line[0]: line[-4:] for line in lines if len(line) > 4}
    assert table["100"] == ["3", "20", "0", "53%"]
    assert table["repetitions"] == ["1", "7", "0", "18%"]
    assert table["95-99"] == ["1", "7", "0", "18%"]
    assert table["no"][0] == "1"
    assert table["total"][:2] == ["6", "38"]
    assert "3 units compared" in done.stderr


def test_the_csv_counts_each_document_and_all(cli, memory, tmp_path):
    (tmp_path / "zh.txt").write_text(ZH, encoding="utf-8")
    files = ("new.txt", "zh.txt")
    done = cli("leverage", *files, "--memory", memory, "--csv", "t.csv", "-q")
    assert done.exit_code == 0, done.stderr
    assert not done.output
    found = rows((tmp_path / "t.csv").read_text("utf-8-sig"))
    assert found["zh.txt", "100"] == [3, 2, 28]
    for row in ("repetitions", "100", "95-99", "no match", "total"):
        parts = zip(found["new.txt", row], found["zh.txt", row], strict=True)
        assert found["total", row] == [sum(part) for part in parts]
    on_stdout = cli("leverage", *files, "--memory", memory, "--csv", "-", "-q").stdout
    assert rows(on_stdout) == found


def test_json_has_the_same_figures(cli, memory):
    found = json.loads(cli("leverage", "new.txt", "--memory", memory, "--json").stdout)
    assert found["units"] == 3
    [one] = found["documents"]
    assert (one["name"], one["language"]) == ("new.txt", "en")
    assert one["rows"][1] == {"match": "100", "segments": 3, "words": 20, "characters": 0}
    assert found["total"] == one["rows"]


def targets(folder):
    found = etree.parse(folder / "new.xlf").iterfind(".//{*}trans-unit/{*}target")
    return [target.text for target in found if target.get("state") != "needs-translation"]


def test_the_xliff_has_the_matches_filled_in(cli, memory, tmp_path):
    done = cli("leverage", "new.txt", "--memory", memory, "-o", "new.xlf")
    assert "6 segments, 5 with a target" in done.stderr
    assert targets(tmp_path) == [*ZH.splitlines(), ZH.splitlines()[0], ZH.splitlines()[0]]
    cli("leverage", "new.txt", "--memory", memory, "-o", "new.xlf", "--min-match", "100")
    assert len(targets(tmp_path)) == 4


def test_a_pretranslated_file_can_be_read_as_a_memory(cli, memory):
    cli("leverage", "new.txt", "--memory", memory, "-o", "new.xlf", "-q")
    assert "CQC在广州新建实验室。" in cli("search", "new.xlf", "Guangzhou").stdout


def test_several_memories_and_reading_options(cli, memory, tmp_path):
    unit = Unit([Variant("en", ("Nobody else was there.",)), Variant("zh", ("没有别人。",))])
    write(Memory(Header(), [unit]), tmp_path / "b.tmx")
    both = ("--memory", memory, "--memory", "b.tmx", "--json")
    found = json.loads(cli("leverage", "new.txt", *both).stdout)
    assert found["units"] == 4
    assert found["total"][1]["segments"] == 4
    (tmp_path / "gbk.txt").write_bytes(ZH.encode("gb18030"))
    told = ("--language", "zh", "--encoding", "gb18030", "--segmented")
    found = json.loads(cli("leverage", "gbk.txt", *told, *both).stdout)
    assert found["total"][1]["segments"] == 3


def test_the_side_of_a_bilingual_file_is_named(cli, memory, refused):
    message = refused("leverage", memory, "--memory", memory, status=3)
    assert "bilingual" in message
    done = cli("leverage", memory, "--memory", memory, "--language", "zh", "--json")
    assert json.loads(done.stdout)["total"][1]["segments"] == 3


def test_a_document_on_standard_input(cli, memory, refused):
    text = (EN + CHANGED).encode()
    done = cli("leverage", "-", "--language", "en", "--memory", memory, "--json", stdin=text)
    assert json.loads(done.stdout)["total"][-1]["segments"] == 5
    assert "--language" in refused("leverage", "-", "--memory", memory, status=2)


def test_bad_input(refused, memory, tmp_path):
    refused("leverage", status=2)
    refused("leverage", "new.txt", status=2)
    known = ("--memory", memory)
    assert "no such file" in refused("leverage", "no.txt", *known, status=3)
    assert "no such file" in refused("leverage", "new.txt", "--memory", "no.tmx", status=3)
    (tmp_path / "empty.txt").write_bytes(b"")
    assert "empty" in refused("leverage", "empty.txt", *known, status=3)
    (tmp_path / "half.tmx").write_text("<tmx><header/><body/></tmx>")
    assert "no unit" in refused("leverage", "new.txt", "--memory", "half.tmx", status=3)
    assert ".xlf" in refused("leverage", "new.txt", *known, "-o", "a.tmx", status=2)
    refused("leverage", "new.txt", *known, "--min-match", "30", status=2)
    refused("leverage", "new.txt", *known, "-o", "-", "--json", status=2)
    refused("leverage", "-", "-", *known, status=2)


def test_matches_of_another_variety_numbers_and_tags(cli, tmp_path):
    texts = [
        ("Install the software.", "zh-TW", "安裝軟體。"),
        ("Install the software.", "zh-CN", "安装软件。"),
        ("It issued 12 certificates.", "zh-CN", "颁发证书12张。"),
        ("Click <f0>Save</f0>.", "zh-CN", "点击<f0>保存</f0>。"),
    ]
    units = [Unit([Variant("en-US", (en,)), Variant(code, (zh,))]) for en, code, zh in texts]
    write(Memory(Header(), units), tmp_path / "v.tmx")
    (tmp_path / "v.txt").write_text(
        "Install the software.\nIt issued 15 certificates.\nClick Save.\n", encoding="utf-8"
    )
    arguments = ("leverage", "v.txt", "--memory", "v.tmx", "-o", "new.xlf", "-q")
    for options, expected in (
        ((), ["安装软件。", "颁发证书12张。", "点击保存。"]),
        (("--target", "zh-TW"), ["安裝軟體。"]),
        (("--numbers",), ["安装软件。", "颁发证书15张。", "点击保存。"]),
        (("--tags", "text"), ["安装软件。", "颁发证书12张。"]),
        (("--tags", "ignore", "--min-match", "100"), ["安装软件。", "点击保存。"]),
    ):
        assert cli(*arguments, *options).exit_code == 0
        assert targets(tmp_path) == expected
    cli(*arguments, "--matches", "1")
    assert len(etree.parse(tmp_path / "new.xlf").findall(".//{*}alt-trans")) == 3
    assert "no target" in cli(*arguments, "--target", "en-GB").stderr


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text(cli, memory, tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / name).write_text(EN, encoding="utf-8")
    known = os.fsdecode(b"m\xe9.tmx")
    (tmp_path / memory).rename(tmp_path / known)
    done = cli("leverage", name, "--memory", known, "--csv", "a.csv", "-o", "a.xlf")
    assert done.exit_code == 0, done.stderr
    assert "caf\ufffd.txt,100,3" in (tmp_path / "a.csv").read_text("utf-8-sig")
    assert b'original="caf\xef\xbf\xbd.txt"' in (tmp_path / "a.xlf").read_bytes()
    found = json.loads(cli("leverage", name, "--memory", known, "--json").stdout)
    assert found["documents"][0]["name"] == "caf\ufffd.txt"


def test_no_output_replaces_an_input(refused, memory, tmp_path):
    before = (tmp_path / "new.txt").read_bytes()
    known = ("--memory", memory)
    refused("leverage", "new.txt", *known, "--csv", "new.txt", status=2)
    refused("leverage", "new.txt", *known, "--csv", memory, status=2)
    (tmp_path / "job.xlf").write_text("<xliff/>")
    refused("leverage", "job.xlf", *known, "-o", "job.xlf", status=2)
    refused("leverage", "new.txt", *known, "-o", "a.xlf", "--csv", "a.xlf", status=2)
    assert (tmp_path / "new.txt").read_bytes() == before
