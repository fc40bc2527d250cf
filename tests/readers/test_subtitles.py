"""Subtitles: what is said, sentence by sentence, whatever the cues."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import InputError
from align.files.load import Source
from align.readers import read
from align.readers.subtitles import read_subtitles

FILES = Path(__file__).parent / "files"


def said(text: str, name: str = "a.srt") -> list[str]:
    return [p.text for p in read_subtitles(Source(text.encode(), name))]


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
    assert [(p.where, p.text) for p in read(FILES / "subtitles_en.srt")] == [
        ("0:00:01", "[music]"),
        ("0:00:03", "When is a rice cooker really safe?"),
        ("0:00:06", "Sixty consumers brought this question with them to CQC's laboratory."),
        ("0:00:12", "So many tests for one socket!"),
        ("0:00:12", "Yes, and every one of them counts."),
        ("1:00:20", "The doors stay open... ...every year on March 15."),
    ]  # fmt: skip


def test_webvtt():
    assert [(p.where, p.text) for p in read(FILES / "subtitles_zh.vtt")] == [
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
    found = [p.text for p in read(tmp_path / "a.srt")]
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


@given(st.text())
def test_any_text(text):
    for name in ("a.srt", "a.vtt"):
        try:
            assert said("WEBVTT\n\n" + text if name == "a.vtt" else text, name)
        except InputError as caught:
            assert "\n" not in str(caught)
