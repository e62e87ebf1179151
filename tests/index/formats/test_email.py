"""Messages: the text that was written, by whom, when and about what; faults of any kind are survived."""

from email.message import EmailMessage
from time import perf_counter

import pytest

from fonti.index.formats import extract
from fonti.index.formats.extract import Unreadable

HEAD = "From: Maria Rossi <maria@example.org>\nSubject: Il faro\nDate: Wed, 01 May 2024 23:30:00 +0200\n"


def message(plain: str | None, page: str | None = None) -> EmailMessage:
    """A message of these bodies."""
    made = EmailMessage()
    made["From"] = "María Rossi <maria@example.org>"
    made["Subject"] = "Perché il faro è alto, e perché è più alto della torre che gli sta vicino"
    made["Date"] = "Wed, 01 May 2024 23:30:00 +0200"
    if plain is not None:
        made.set_content(plain, charset="iso-8859-1", cte="quoted-printable")
    if page is not None and plain is not None:
        made.add_alternative(page, subtype="html")
    elif page is not None:
        made.set_content(page, subtype="html", cte="base64")
    return made


def test_the_plain_text_is_read() -> None:
    """Of two forms of a message the plain one is read, its paragraphs apart and its lines as they were."""
    found = extract(
        ".eml", message("Così è.\nUna riga.\n\nÈ un altro paragrafo.\n", "<p>HTML</p>").as_bytes()
    )
    assert found.text == "Così è.\nUna riga.\n\nÈ un altro paragrafo."


def test_what_a_message_says_of_itself_is_told() -> None:
    """Subject, sender and day are the message's own, encoded words and folded lines too."""
    found = extract(".eml", message("Testo.").as_bytes())
    assert (
        found.title == "Perché il faro è alto, e perché è più alto della torre che gli sta vicino"
    )
    assert (found.author, found.date) == ("María Rossi", "2024-05-01")


@pytest.mark.parametrize("plain", [None, "  \n"])
def test_the_page_is_read_where_there_is_no_plain_text(plain: str | None) -> None:
    """A message in HTML is read as a page is, without what is hidden."""
    page = "<h1>Il faro</h1><style>p{}</style><script>SEGRETO</script><p hidden>SEGRETO</p><p>Testo&nbsp;suo.</p>"
    found = extract(".eml", message(plain, page).as_bytes())
    assert found.text == "Il faro\n\nTesto suo."
    assert [found.text[heading.start : heading.end] for heading in found.headings] == ["Il faro"]


def test_what_is_attached_is_not_read() -> None:
    """An attached file is no part of what was written."""
    made = message("Testo.")
    made.add_attachment("SEGRETO", filename="a.txt")
    made.add_attachment(b"\0\1", maintype="application", subtype="pdf", filename="b.pdf")
    assert extract(".eml", made.as_bytes()).text == "Testo."


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
def test_faults_are_survived(headers: str, body: bytes, text: str) -> None:
    """A wrong charset, a broken encoding, a boundary that never closes: the text is read."""
    assert extract(".eml", (HEAD + headers + "\n").encode() + body).text.startswith(text)


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
def test_broken_headers_are_survived(header: str) -> None:
    """A header that cannot be told takes nothing from the text."""
    assert (
        extract(".eml", f"To: x@example.org\n{header}\n\nTesto.".encode("latin-1")).text == "Testo."
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Just some text.", "not a message"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not a message"),
        (
            HEAD.encode() + b"Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--",
            "encrypted",
        ),
        (HEAD.encode() + b"Content-Type: application/pdf\n\nx", "no text"),
    ],
)
def test_what_has_no_text_is_refused(content: bytes, reason: str) -> None:
    """What is no message, or is encrypted, or only attached, is told for what it is."""
    with pytest.raises(Unreadable, match=reason):
        extract(".eml", content)


@pytest.mark.parametrize(
    "header", ["From: " + "a@b.c, " * 200_000, "Subject: " + "=?utf-8?q?a?= " * 300_000]
)
def test_headers_without_end_take_no_time(header: str) -> None:
    """A header that is longer than any is not read; the text is."""
    started = perf_counter()
    assert extract(".eml", f"To: x@example.org\n{header}\n\nTesto.".encode()).text == "Testo."
    assert perf_counter() - started < 5


def test_parts_nested_without_end_take_no_time() -> None:
    """Parts within parts are read or refused, and soon."""
    nested = "".join(
        f'Content-Type: multipart/mixed; boundary="{at}"\n\n--{at}\n' for at in range(3_000)
    )
    started = perf_counter()
    with pytest.raises(Unreadable, match="nested too deep"):
        extract(".eml", (HEAD + nested + "\nTesto.").encode())
    assert perf_counter() - started < 5
