"""Messages and saved pages: subject and text, and everything else set aside."""

from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_layouts import pages

from align.errors import InputError
from align.files.load import Source
from align.readers import read
from align.readers.mail import read_message, read_saved_page

FILES = Path(__file__).parent / "files"


def found(message: EmailMessage | bytes) -> list[tuple[str, str]]:
    data = message if isinstance(message, bytes) else message.as_bytes(policy=policy.SMTP)
    return [(p.aside, p.text) for p in read_message(Source(data, "a.eml"))]


def mail(subject: str = "The new pier") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "李安 <ann@example.org>"
    message["Subject"] = subject
    return message


def error(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_message(Source(data, "a.eml"))
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "gb2312", "big5"])
@pytest.mark.parametrize("coding", ["base64", "quoted-printable"])
def test_encodings(codec: str, coding: str) -> None:
    message = mail("会展")
    message.set_content("新年快到了。\n\n他在家。\n", charset=codec, cte=coding)
    message.replace_header("Content-Type", f'text/plain; charset="{codec}"')
    assert found(message) == [
        ("metadata", "From: 李安 <ann@example.org>"),
        ("", "会展"),
        ("", "新年快到了。"),
        ("", "他在家。"),
    ]


def test_of_two_forms_the_one_with_markup_is_read() -> None:
    message = mail()
    message.set_content("It grew.\nBy far.\n")
    message.add_alternative("<p>It <b>grew</b>.</p><p hidden>Now!</p>", subtype="html")
    message.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="码头.gif")
    assert found(message)[2:] == [
        ("repeated text", "It grew."),
        ("repeated text", "By far."),
        ("", "It grew."),
        ("hidden text", "Now!"),
        ("metadata", "码头.gif"),
    ]


def test_marks_of_quotations_and_signatures_are_set_aside() -> None:
    message = mail()
    message.set_content("It grew.\n> Did it?\n>> 何时？\nYes.\n--\nAnn\n-- not a signature\n")
    assert found(message)[2:] == [
        ("", "It grew."),
        ("", "Did it?"),
        ("", "何时？"),
        ("", "Yes."),
        ("", "Ann"),
        ("", "-- not a signature"),
        ("markup", "> >>"),
        ("separators", "--"),
    ]


@pytest.mark.parametrize(
    ("text", "parameters", "expected"),
    [
        ("The crew \nrests. \n\n From noon.\n", "", ["The crew rests. ", "From noon."]),
        ("船员 \n休息。\n", "; delsp=yes", ["船员休息。"]),
        ("> Does it \n> rest?\nYes. \n-- \nAnn\n", "", ["Does it rest?", "Yes. ", "Ann"]),
    ],
)
def test_flowed_lines_are_joined(text: str, parameters: str, expected: list[str]) -> None:
    message = mail()
    message.set_content(text)
    message.replace_header(
        "Content-Type", f'text/plain; charset="utf-8"; format=flowed{parameters}'
    )
    assert [text for aside, text in found(message)[2:] if not aside] == expected


def test_a_form_without_text_is_not_the_one() -> None:
    message = mail()
    message.set_content("It grew.\n")
    message.add_alternative("<img src=a alt='Pier'>", subtype="html")
    assert ("", "It grew.") in found(message)


def test_a_forwarded_message_follows() -> None:
    inner, message = mail("Re: pier"), mail()
    inner.set_content("It was opened.\n")
    message.set_content("See below.\n")
    message.add_attachment(inner)
    texts = [text for aside, text in found(message) if not aside]
    assert texts == ["The new pier", "See below.", "Re: pier", "It was opened."]


def test_headers_that_are_not_encoded() -> None:
    data = "Subject: 新码头\r\nFrom: =?no-such?b?Kw==?=\r\n\r\n开放了。\r\n".encode()
    assert found(data) == [
        ("metadata", "From: =?no-such?b?Kw==?="),
        ("", "新码头"),
        ("", "开放了。"),
    ]


def test_bad_messages() -> None:
    assert "empty" in error(b" \n")
    assert "no headers" in error(b"The plant was opened.\n")
    assert "no text in message" in error(b"From: a@example.org\n\n")
    locked = b"From: a@example.org\nContent-Type: application/pkcs7-mime; name=a.p7m\n\nMIAG\n"
    assert "encrypted" in error(locked)
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)
    )
    assert "hundreds of nested parts" in error(b"From: a@example.org\n" + nested + b"\n\nx\n")


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for head, reader in ((b"Subject: x\n", read_message), (b"", read_saved_page)):
        try:
            assert reader(Source(head + data, "a"))
        except InputError as refused:
            assert "\n" not in str(refused)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_saved_by_chromium(language: str) -> None:
    _, main, may_be = pages()[f"wechat-{language}"]
    paragraphs = read(FILES / f"mhtml_release_{language}.mhtml")
    texts = ["".join(p.text.split()) for p in paragraphs if not p.aside]
    assert [text for text in texts if text not in "".join(may_be)] == main
    assert [p.aside for p in paragraphs if p.aside] == [*["metadata"] * 4, "hidden text"]


def test_a_saved_page_with_a_frame() -> None:
    message = EmailMessage()
    message.set_content("<h1>Pier</h1><p>It was opened in May, as planned.</p>", subtype="html")
    message.make_related()
    message.add_related("<p>Sale! Lamps half price.</p>", subtype="html")
    saved = read_saved_page(Source(message.as_bytes(), "a.mht"))
    assert [(p.aside, p.text) for p in saved] == [
        ("", "Pier"),
        ("", "It was opened in May, as planned."),
        ("navigation", "Sale! Lamps half price."),
    ]
    with pytest.raises(InputError, match="there is none in it"):
        read_saved_page(Source(b"Subject: x\n\ny", "a.mht"))
