"""The log on stderr: warnings always, what was found out with --verbose."""

import logging

import opencc
from cli_parts import EN, ZH

from align.files.encoding import detect

UNSURE = b"\xb1\xe0"  # two letters of Windows-1252, or one Chinese character


def test_certain_detections_are_not_logged(cli, pair):
    done = cli("align", *pair, "-o", "a.tsv")
    assert done.stderr.splitlines() == ["a.tsv: 3 units written"]


def test_verbose_logs_what_was_detected(cli, pair, tmp_path):
    (tmp_path / "zh.txt").write_text(ZH, encoding="gb18030")
    for option in ("-v", "--verbose"):
        lines = cli(option, "align", *pair, "-o", "a.tsv").stderr.splitlines()
        assert "tmxalign: en.txt: read as ASCII (confidence 1.00)" in lines
        assert "tmxalign: zh.txt: read as GB18030 (confidence 1.00)" in lines
        assert "tmxalign: zh.txt: zh-CN (confidence 1.00)" in lines


def test_an_uncertain_encoding_is_one_warning(cli, pair, tmp_path):
    assert detect(UNSURE, language="zh").confidence < 0.8
    (tmp_path / "zh.txt").write_bytes(UNSURE)
    done = cli("align", "--force", *pair, "-o", "a.tsv")
    warnings = [line for line in done.stderr.splitlines() if line.startswith("tmxalign: warning: ")]
    assert len(warnings) == 1
    assert "zh.txt: read as" in warnings[0]
    assert "--encoding" in warnings[0]
    assert not cli("align", "--force", "--encoding", "gb18030", *pair).stderr


def test_mixed_scripts_are_one_warning(cli, pair, tmp_path):
    mixed = ZH + ZH + opencc.OpenCC("s2tw").convert(ZH)
    (tmp_path / "zh.txt").write_text(mixed, encoding="utf-8")
    (tmp_path / "en.txt").write_text(3 * EN, encoding="utf-8")
    done = cli("align", *pair, "-o", "a.tsv")
    (warning,) = [line for line in done.stderr.splitlines() if "warning" in line]
    assert warning.startswith("tmxalign: warning: zh.txt: simplified and traditional characters")
    assert "line 7" in warning


def test_the_variant_is_recorded_in_the_memory(cli, pair, tmp_path):
    chinese = opencc.OpenCC("s2tw").convert(ZH)
    (tmp_path / "zh.txt").write_text(chinese, encoding="big5")
    assert "its region is not known" in cli("-v", "align", *pair, "-o", "a.tmx").stderr
    assert 'xml:lang="zh-Hant"' in (tmp_path / "a.tmx").read_text("utf-8")
    (tmp_path / "zh.txt").write_text(f"立法院和行政院\n\n{chinese}", encoding="big5")
    assert cli("align", *pair, "-o", "a.tmx").exit_code == 0
    assert 'xml:lang="zh-TW"' in (tmp_path / "a.tmx").read_text("utf-8")
    assert cli("align", "--zh-locale", "zh-HK", *pair, "-o", "a.tmx").exit_code == 0
    assert 'xml:lang="zh-HK"' in (tmp_path / "a.tmx").read_text("utf-8")
    assert cli("align", "--source", "zh", *pair, "-o", "a.tmx").exit_code == 0
    assert 'srclang="zh-TW"' in (tmp_path / "a.tmx").read_text("utf-8")


def test_the_logging_of_a_calling_program_is_restored(cli, pair):
    log = logging.getLogger("align")
    before = (log.level, list(log.handlers))
    cli("-v", "align", *pair)
    cli("align", "missing.txt", "zh.txt")
    assert (log.level, log.handlers) == before
