"""E-mail messages: their text, subject, sender and date, with faults of any kind."""

from email.message import EmailMessage
from time import process_time

import pytest

from fonti.index.formats import Unreadable, extract
from tests.helpers.extracted_texts import list_heading_titles

DATE = "Wed, 01 May 2024 23:30:00 +0200"
HEADERS = f"From: Maria Rossi <maria@example.org>\nSubject: Il faro\nDate: {DATE}\n"
LONG_SUBJECT = "Perché il faro è alto, e perché è più alto della torre che gli sta vicino"


def make_message(plain: str | None, page: str | None = None) -> EmailMessage:
    """Return a message with a plain text, an HTML page, or both."""
    message = EmailMessage()
    message["From"] = "María Rossi <maria@example.org>"
    message["Subject"] = LONG_SUBJECT
    message["Date"] = DATE
    if plain is not None:
        message.set_content(plain, charset="iso-8859-1", cte="quoted-printable")
    if page is not None and plain is not None:
        message.add_alternative(page, subtype="html")
    elif page is not None:
        message.set_content(page, subtype="html", cte="base64")
    return message


def test_the_plain_text_is_read() -> None:
    """Of plain text and HTML, the plain text is read, with its paragraphs and lines."""
    message = make_message("Così è.\nUna riga.\n\nÈ un altro paragrafo.\n", "<p>HTML</p>")
    extracted = extract(".eml", message.as_bytes())
    assert extracted.text == "Così è.\nUna riga.\n\nÈ un altro paragrafo."


def test_headers_are_read() -> None:
    """Subject, sender and date are read, also from encoded words and folded lines."""
    extracted = extract(".eml", make_message("Testo.").as_bytes())
    assert extracted.title == LONG_SUBJECT
    assert (extracted.author, extracted.date) == ("María Rossi", "2024-05-01")


@pytest.mark.parametrize("plain", [None, "  \n"])
def test_html_is_read_without_plain_text(plain: str | None) -> None:
    """A message in HTML is read as a web page is, without hidden elements."""
    page = (
        "<h1>Il faro</h1><style>p{}</style><script>SEGRETO</script><p hidden>SEGRETO</p>"
        "<p>Testo&nbsp;suo.</p>"
    )
    extracted = extract(".eml", make_message(plain, page).as_bytes())
    assert extracted.text == "Il faro\n\nTesto suo."
    assert list_heading_titles(extracted) == ["Il faro"]


def test_attachments_are_not_read() -> None:
    """An attached file is not part of the text."""
    message = make_message("Testo.")
    message.add_attachment("SEGRETO", filename="a.txt")
    message.add_attachment(b"\0\1", maintype="application", subtype="pdf", filename="b.pdf")
    assert extract(".eml", message.as_bytes()).text == "Testo."


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        ("Content-Type: text/plain; charset=utf-8\n", "Così è".encode("cp1252"), "Così è"),
        ("Content-Type: text/plain; charset=iso-8859-1\n", "“Così” è".encode("cp1252"), "“Così” è"),
        ("Content-Type: text/plain; charset=unknown-8bit\n", "Così è".encode(), "Così è"),
        ("", "Così è".encode(), "Così è"),
        (
            "Content-Type: text/plain; charset=utf-8\n",
            b"caff\xc3\xa8 \xff\xfe \x81" + "è".encode() * 30,
            "caffè",
        ),
        ("Content-Transfer-Encoding: base64\n", b"VGVzdG8u!!", "Testo."),
        ("Content-Transfer-Encoding: quoted-printable\n", b"Test=6F=", "Testo"),
        ("Content-Type: multipart/mixed; boundary=b\n", b"--b\n\nTesto.", "Testo."),
    ],
)
def test_faulty_messages_are_read(headers: str, body: bytes, text: str) -> None:
    """With a wrong charset, a broken encoding or an open boundary, the text is read."""
    assert extract(".eml", (HEADERS + headers + "\n").encode() + body).text.startswith(text)


@pytest.mark.parametrize(
    "header",
    [
        "From: <",
        "From: @",
        "Date: yesterday",
        "Subject: =?utf-8?q?=",
        "Date: " + "9" * 99,
        "From: \xff",
    ],
)
def test_broken_headers_are_ignored(header: str) -> None:
    """A header that cannot be parsed takes nothing from the text."""
    assert (
        extract(".eml", f"To: x@example.org\n{header}\n\nTesto.".encode("latin-1")).text == "Testo."
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Just some text.", "email_not_recognized"),
        (b"\x89PNG\r\n\x1a\n\0\0", "email_not_recognized"),
        (
            HEADERS.encode() + b"Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--",
            "email_encrypted",
        ),
        (HEADERS.encode() + b"Content-Type: application/pdf\n\nx", "text_missing"),
    ],
)
def test_messages_without_text_are_refused(content: bytes, code: str) -> None:
    """Other files, encrypted messages and those of attachments alone have their own reasons."""
    with pytest.raises(Unreadable) as error:
        extract(".eml", content)
    assert error.value.code == code


@pytest.mark.parametrize(
    "header", ["From: " + "a@b.c, " * 200_000, "Subject: " + "=?utf-8?q?a?= " * 300_000]
)
def test_long_headers_are_skipped(header: str) -> None:
    """A header that is longer than any real one is not parsed; the text is read soon."""
    started = process_time()
    assert extract(".eml", f"To: x@example.org\n{header}\n\nTesto.".encode()).text == "Testo."
    assert process_time() - started < 5


def test_deeply_nested_parts_are_refused() -> None:
    """A message with thousands of parts in one another is refused soon."""
    nested = "".join(
        f'Content-Type: multipart/mixed; boundary="{index}"\n\n--{index}\n'
        for index in range(3_000)
    )
    started = process_time()
    with pytest.raises(Unreadable, match="nested too deep"):
        extract(".eml", (HEADERS + nested + "\nTesto.").encode())
    assert process_time() - started < 5
