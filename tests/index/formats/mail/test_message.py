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


def body_of(content: bytes) -> str:
    """Return the text of a message below its subject and its head."""
    blocks = extract(".eml", content).text.split("\n\n")
    return "\n\n".join(block for block in blocks[1:] if not block.startswith("From: "))


def test_the_plain_text_is_read() -> None:
    """Of plain text and HTML, the plain text is read, with its paragraphs and lines."""
    message = make_message("Così è.\nUna riga.\n\nÈ un altro paragrafo.\n", "<p>Una riga</p>")
    assert body_of(message.as_bytes()) == "Così è.\nUna riga.\n\nÈ un altro paragrafo."


@pytest.mark.parametrize(
    "plain",
    ["Questo messaggio è in HTML.", "Il corso costa:", "https://example.org/vedi-nel-browser"],
)
def test_the_page_is_read_beside_a_stub(plain: str) -> None:
    """A plain text without the words of the HTML beside it is not the message."""
    page = "<p>Il corso di ceramica comincia il 9 ottobre e costa 120 euro.</p>"
    assert body_of(make_message(plain, page).as_bytes()) == (
        "Il corso di ceramica comincia il 9 ottobre e costa 120 euro."
    )


def test_subject_sender_and_date_are_text() -> None:
    """What stands above a message can be quoted: the subject is a heading, the rest a block."""
    extracted = extract(".eml", make_message("Testo.").as_bytes())
    assert list_heading_titles(extracted) == [LONG_SUBJECT]
    assert extracted.text.split("\n\n") == [
        LONG_SUBJECT,
        "From: María Rossi <maria@example.org>\nDate: Wed, 01 May 2024 23:30:00 +0200",
        "Testo.",
    ]


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
    assert extracted.text.endswith("+0200\n\nIl faro\n\nTesto suo.")
    assert list_heading_titles(extracted) == [LONG_SUBJECT, "Il faro"]


def test_attachments_are_read_or_told() -> None:
    """An attached file of a format that is read stands below its name; others are told."""
    message = make_message("Testo.")
    message.add_attachment("Penale.", filename="a.txt")
    message.add_attachment("# Capo\n\nQui.", subtype="markdown", filename="b.md")
    message.add_attachment(b"\0\1", maintype="application", subtype="pdf", filename="c.pdf")
    message.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="d.png")

    extracted = extract(".eml", message.as_bytes())
    assert extracted.text.endswith("Testo.\n\na.txt\n\nPenale.\n\nb.md\n\n# Capo\n\nQui.")
    assert list_heading_titles(extracted) == [LONG_SUBJECT, "a.txt", "b.md", "# Capo\n"]
    assert [
        (warning.reason.code, warning.reason.params["name"]) for warning in extracted.warnings
    ] == [
        ("mail_part_not_read", "c.pdf"),
        ("mail_attachment_unsupported", "winmail.dat"),
        ("mail_part_not_read", "d.png"),
    ]


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
    assert body_of((HEADERS + headers + "\n").encode() + body).startswith(text)


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
    content = f"To: x@example.org\n{header}\n\nTesto.".encode("latin-1")
    assert extract(".eml", content).text.endswith("\n\nTesto.")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Just some text.", "email_not_recognized"),
        (b"\x89PNG\r\n\x1a\n\0\0", "format_mislabeled"),
        (
            HEADERS.encode() + b"Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--",
            "email_encrypted",
        ),
        (
            HEADERS.encode()
            + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx",
            "email_encrypted",
        ),
    ],
)
def test_messages_without_text_are_refused(content: bytes, code: str) -> None:
    """Other files and encrypted messages have their own reasons."""
    with pytest.raises(Unreadable) as error:
        extract(".eml", content)
    assert error.value.code == code


@pytest.mark.parametrize(
    "header", ["From: " + "a@b.c, " * 200_000, "Subject: " + "=?utf-8?q?a?= " * 300_000]
)
def test_long_headers_are_skipped(header: str) -> None:
    """A header that is longer than any real one is not parsed; the text is read soon."""
    started = process_time()
    content = f"To: x@example.org\n{header}\n\nTesto.".encode()
    assert extract(".eml", content).text == "To: x@example.org\n\nTesto."
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
