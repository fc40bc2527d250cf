"""Subtitles: what is said, sentence by sentence, whatever the cues."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from witnesses import WITNESSES, counted

from align.errors import InputError
from align.files.load import Source
from align.readers import read
from align.readers.subtitles import read_subtitles

FILES = Path(__file__).parent / "files"


def said(text: str, name: str = "a.srt") -> list[str]:
    return [p.text for p in read_subtitles(Source(text.encode(), name)) if not p.aside]


def srt(*cues: tuple[float, float, str]) -> str:
    def clock(seconds: float) -> str:
        return f"00:{int(seconds) // 60:02}:{int(seconds) % 60:02},{round(seconds % 1 * 1000):03}"

    return "\n\n".join(
        f"{n}\n{clock(start)} --> {clock(end)}\n{text}"
        for n, (start, end, text) in enumerate(cues, start=1)
    )


def error(text: str, name: str = "a.srt") -> str:
    with pytest.raises(InputError) as caught:
        said(text, name)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert "\n" not in message
    return message


def test_subrip():
    assert [(p.where, p.text) for p in read(FILES / "subtitles_en.srt") if not p.aside] == [
        ("0:00:01", "[music]"),
        ("0:00:03", "When is a rice cooker really safe?"),
        ("0:00:06", "Sixty consumers brought this question with them to CQC's laboratory."),
        ("0:00:12", "So many tests for one socket!"),
        ("0:00:12", "Yes, and every one of them counts."),
        ("1:00:20", "The doors stay open... ...every year on March 15."),
    ]  # fmt: skip


def test_webvtt():
    assert [(p.where, p.text) for p in read(FILES / "subtitles_zh.vtt") if not p.aside] == [
        ("0:00:01", "[音乐]"),
        ("0:00:03", "电饭锅怎样才算安全？"),
        ("0:00:06", "六十名消费者带着这个问题来到CQC广州实验室。"),
        ("0:00:12", "一个小小的插座要做这么多试验！"),
        ("0:00:12", "是的，A & B 两类都要做。"),
    ]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends(tmp_path, codec, end):
    text = srt((1, 2, "一个小小的插座要做这么多试验！"), (3, 4, "是的，每一项都要做。"))
    (tmp_path / "a.srt").write_bytes(text.replace("\n", end).encode(codec))
    found = [p.text for p in read(tmp_path / "a.srt") if not p.aside]
    assert found == ["一个小小的插座要做这么多试验！", "是的，每一项都要做。"]


def test_a_long_pause_ends_a_sentence():
    assert said(srt((1, 2, "We are"), (2.5, 3, "here."))) == ["We are here."]
    assert said(srt((1, 2, "We are"), (9, 10, "here."))) == ["We are", "here."]


def test_without_full_stops_a_cue_is_a_paragraph():
    cues = [(n, n + 0.9, text) for n, text in enumerate(["我们出发吧", "去哪里", "去实验室"])]
    assert said(srt(*cues)) == ["我们出发吧", "去哪里", "去实验室"]


def test_sounds_are_separate_paragraphs():
    found = said(srt((1, 2, "We are\n[door opens]\nback."), (2, 3, "（掌声）"), (3, 4, "Yes.")))
    assert found == ["We are", "[door opens]", "back.", "（掌声）", "Yes."]


def test_minus_and_double_dashes_are_not_dialogue():
    assert said(srt((1, 2, "It is\n-5 degrees."))) == ["It is -5 degrees."]
    assert said(srt((1, 2, "——我来了。"))) == ["——我来了。"]


def test_rolling_captions_are_read_once():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nWe are\n\n00:02.000 --> 00:03.000\nWe are\nhere.\n\n"
    text += "00:03.000 --> 00:04.000\nhere.\nYes.\n"
    assert said(text, "a.vtt") == ["We are here.", "Yes."]
    # what is said twice stays
    assert said(srt((1, 2, "No."), (2, 3, "No."))) == ["No.", "No."]


ROWS = [
    [("我们明天出发", "We leave tomorrow")],
    [("We leave tomorrow.", "我们明天出发。")],
    [("船已经到了，", "The ship is here,"), ("但是没有人下船。", "but nobody goes ashore.")],
    [("CQC的实验室", "The CQC laboratory"), ("♪", "♪")],
]


@pytest.mark.parametrize("rows", ROWS)
def test_the_lines_of_a_cue_in_both_languages_are_a_row(rows):
    found = read_subtitles(
        Source(srt(*((n, n + 1, "\n".join(row)) for n, row in enumerate(rows))).encode(), "a.srt")
    )
    texts = [p for p in found if not p.aside]
    by_key = {p.key: "\n".join(q.text for q in texts if q.key == p.key) for p in texts}
    assert list(by_key.values()) == ["\n".join(row) if row[0] != row[1] else "♪ ♪" for row in rows]
    assert all(p.key for p in texts)


def test_two_cues_at_one_time_are_a_row():
    text = srt((1, 2, "我们明天出发"), (1, 2, "We leave tomorrow"), (3, 4, "好"), (3, 4, "Good"))
    found = [p for p in read_subtitles(Source(text.encode(), "a.srt")) if not p.aside]
    assert [(p.key, p.text) for p in found] == [
        ("0:00:01.000", "我们明天出发"),
        ("0:00:01.000", "We leave tomorrow"),
        ("0:00:03.000", "好"),
        ("0:00:03.000", "Good"),
    ]


def test_dialogue_in_both_languages():
    text = srt((1, 2, "- 你来吗？\n- 来。\n- Are you coming?\n- Yes."), (3, 4, "走吧 Let us go"))
    found = [p for p in read_subtitles(Source(text.encode(), "a.srt")) if not p.aside]
    assert [(p.key[-5:], p.text) for p in found] == [
        ("1.000", "你来吗？"),
        ("1.000", "来。"),
        ("1.000", "Are you coming?"),
        ("1.000", "Yes."),
        ("3.000", "走吧 Let us go"),
    ]


def test_subtitles_in_one_language_are_no_rows(tmp_path):
    text = srt(
        (1, 2, "我们参观了CQC"), (2, 3, "Laboratory"), (3, 4, "的新实验室。"), (4, 5, "真大。")
    )
    assert not any(p.key for p in read_subtitles(Source(text.encode(), "a.srt")))
    # nor is a cue with both when the file is one side of two
    (tmp_path / "a.srt").write_text(srt((1, 2, "我们明天出发\nWe leave")), "utf-8")
    assert any(p.key for p in read(tmp_path / "a.srt"))
    assert not any(p.key for p in read(tmp_path / "a.srt", language="zh"))


def test_a_translation_is_not_the_end_of_a_sentence():
    text = srt(
        (1, 2, "He opened the door."),
        (2, 3, "Then he left"),
        (3, 4, "然后他走了"),
        (4, 5, "It was late."),
        (5, 6, "Very late."),
    )
    assert said(text)[1:3] == ["Then he left", "然后他走了"]


ASS = """\
[Script Info]
; A remark
Title: Harbour

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:05.00,Default,,0,0,0,,another remark
Dialogue: 0,0:00:04.00,0:00:06.00,Default,,0,0,0,,{\\pos(10,20)}船, 已经到了\\NThe ship, now here
Dialogue: 0,0:00:01.00,0:00:03.50,Default,Anna,0,0,0,,我们明天出发\\N{\\fs12\\i1}We leave tomorrow
Dialogue: 0,0:00:06.00,0:00:08.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}
Dialogue: 0,0:00:09.00,0:00:11.00,Default,,0,0,0,,好的{really}\\N\\hAll right
"""


def test_substation_alpha():
    found = read_subtitles(Source(ASS.encode(), "a.ass"))
    assert [(p.line, p.key, p.text) for p in found if not p.aside] == [
        (13, "0:00:01.000", "我们明天出发"),
        (13, "0:00:01.000", "We leave tomorrow"),
        (12, "0:00:04.000", "船, 已经到了"),
        (12, "0:00:04.000", "The ship, now here"),
        (15, "0:00:09.000", "好的"),
        (15, "0:00:09.000", "All right"),
    ]
    assert {p.aside for p in found} == {"", "metadata", "comments", "time codes", "markup"}
    indented = ASS.replace("\n", "\n  ")
    assert said(indented, "a.ass") == said(ASS, "a.ass")
    set_aside = {p.aside for p in read_subtitles(Source(indented.encode(), "a.ass"))}
    assert set_aside == {p.aside for p in found}
    assert said(ASS.replace("Start, End", "End, Start"), "a.ssa")[0] == "我们明天出发"
    assert "no times or no text in line 12" in error(ASS.replace("0:00:04.00", "later"), "a.ass")
    assert "no text in it" in error("[Script Info]\n", "a.ass")


def test_numbers_and_marks_are_set_aside():
    text = srt((1, 2, "<i>Twelve</i> men"), (2, 3, "{\\an8}and 12 boats."))
    found = read_subtitles(Source(text.encode(), "a.srt"))
    assert [(p.text, p.aside) for p in found] == [
        ("1", "time codes"),
        ("Twelve men and 12 boats.", ""),
        ("00:00:01,000 --> 00:00:02,000\n2\n00:00:02,000 --> 00:00:03,000", "time codes"),
        ("<i> </i>\n{\\an8}", "markup"),
    ]


def test_less_than_is_not_a_tag():
    assert said(srt((1, 2, "If 3 < 5 and 7 > 6, then."))) == ["If 3 < 5 and 7 > 6, then."]
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nWrite &lt;i&gt;.\n"
    assert said(text, "a.vtt") == ["Write <i>."]


def test_bad_files():
    assert "no number and time at 'Hello.'" in error("Hello.\nHow are you?")
    assert "not a subtitle file" in error("WEBVT\n\n00:01.000 --> 00:02.000\nHi.", "a.vtt")
    assert "empty" in error("  \n")
    assert "no text in it" in error("WEBVTT\n", "a.vtt")
    assert "no text in it" in error(srt((1, 2, "{\\an8}<i></i>")))
    assert "1 of its times cannot be read" in error("WEBVTT\n\n00:01,000 --> 00:02,000\nHi.")
    assert "not a subtitle file" in error("1\n99999999999999:00:01,000 --> 00:00:02,000\nHi.")


@pytest.mark.parametrize("text", [" \n" * 20_000, "1" * 20_000, "1 \n" * 20_000, "<" * 50_000])
def test_reading_time_is_bounded(text):
    # each of these, as it stands, keeps the libraries busy for minutes
    assert error(text)
    assert said(f"1\n00:00:01,000 --> 00:00:02,000\nHello.\n{text[:30]}x")


@given(st.lists(st.tuples(st.integers(0, 5), st.text("ab.?我。，", min_size=1)), min_size=1))
def test_no_word_is_lost(parts):
    cues, now = [], 0
    for pause, text in parts:
        now += pause + 1
        cues.append((now - 1, now, text))
    found = "".join("".join(said(srt(*cues))).split())
    assert found == "".join(text for _, text in parts)


@given(st.text() | st.text(st.sampled_from("ab -.{}\\N<i>/&;lt中文。！♪[]\n1")))
def test_every_character_of_any_text_is_accounted_for(text):
    cue = f"1\n00:00:01.000 --> 00:00:02.000\n{text}"
    ass = f"[Script Info]\nDialogue: 0,0:00:01.00,0:00:02.00,,,0,0,0,,{text}"
    for name, whole in (
        ("a.srt", text),
        ("a.srt", cue),
        ("a.vtt", f"WEBVTT\n\n{cue}"),
        ("a.ass", ass),
    ):
        try:
            found = read_subtitles(Source(whole.encode(), name, "utf-8"))
        except InputError as caught:
            assert "\n" not in str(caught)
            continue
        ours = counted("".join(p.text for p in found))
        assert ours == counted(WITNESSES[name[1:]](whole.encode()))
