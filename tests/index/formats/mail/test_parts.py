"""The parts of messages: inner, certified and signed messages, invitations, and other files."""

from base64 import encodebytes
from datetime import UTC, datetime
from email.message import EmailMessage
from types import SimpleNamespace
from unittest.mock import Mock

import oxmsg
import pytest

from fonti.index.formats import Unreadable, extract
from tests.helpers.extracted_texts import list_heading_paths
from tests.helpers.signatures import sign

SIGNED_HEAD = (
    b"From: a@x.it\nSubject: Firmata\nMIME-Version: 1.0\n"
    b"Content-Type: application/pkcs7-mime; %sname=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
)
PAGE = b"<html><head><meta charset=utf-8><title>Avviso</title></head><p>Il ponte \xc3\xa8 chiuso."


def make_message(subject: str, text: str, **headers: str) -> EmailMessage:
    """Return a plain message."""
    message = EmailMessage()
    message["From"] = "a@x.it"
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def make_parts(subtype: str, *parts: str) -> bytes:
    """Return a message of parts, each with its headers."""
    body = "".join(f"--b\n{part}\n" for part in parts)
    head = f"From: a@x.it\nSubject: S\nContent-Type: multipart/{subtype}; boundary=b\n\n"
    return f"{head}{body}--b--\n".encode()


def list_codes(content: bytes) -> list[str]:
    """Return the codes of the warnings of a message."""
    return [warning.reason.code for warning in extract(".eml", content).warnings]


def test_all_texts_of_a_message_are_read() -> None:
    """Text after a picture is read, too."""
    content = make_parts(
        "mixed",
        "Content-Type: text/plain\n\nEcco la foto.\n",
        "Content-Type: image/png\nContent-ID: <p>\n\nx\n",
        "Content-Type: text/html\n\n<p>Costa 3.400 euro.</p>\n",
    )
    assert extract(".eml", content).text.endswith("Ecco la foto.\n\nCosta 3.400 euro.")
    assert list_codes(content) == []


def test_inner_messages_are_read() -> None:
    """A forwarded message, and those of a digest, stand below their subjects."""
    outer = make_message("Fwd", "Vedi sotto.")
    outer.add_attachment(make_message("Interno", "Testo interno."))
    extracted = extract(".eml", outer.as_bytes())
    assert extracted.text.endswith("Vedi sotto.\n\nInterno\n\nFrom: a@x.it\n\nTesto interno.")
    assert list_heading_paths(extracted) == ["Fwd", "Fwd › Interno"]

    digest = make_parts("digest", "\nSubject: uno\n\nPrimo.", "\nSubject: due\n\nSecondo.")
    assert extract(".eml", digest).text.endswith("uno\n\nPrimo.\n\ndue\n\nSecondo.")

    encoded = encodebytes(make_message("Interno", "Testo interno.").as_bytes()).decode()
    head = "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    assert "Testo interno." in extract(".eml", make_parts("mixed", head + encoded)).text


def test_certified_messages_are_read() -> None:
    """The message in the envelope of a PEC is the document; the kind of a receipt is text."""
    inner = make_message(
        "Accesso agli atti", "Si chiede copia.", Date="Mon, 3 Jun 2024 09:59:00 +0200"
    )
    envelope = make_message(
        "POSTA CERTIFICATA: Accesso", "Messaggio.", X_Trasporto="posta-certificata"
    )
    envelope.add_attachment(inner, filename="postacert.eml")
    envelope.add_attachment(b"<x/>", maintype="application", subtype="xml", filename="daticert.xml")
    extracted = extract(".eml", envelope.as_bytes())
    assert extracted.text.endswith("Si chiede copia.")
    assert (extracted.title, extracted.date) == ("Accesso agli atti", "2024-06-03")
    assert extracted.warnings == ()

    receipt = make_message("CONSEGNA: Accesso", "Consegnato.", X_Ricevuta="avvenuta-consegna")
    extracted = extract(".eml", receipt.as_bytes())
    assert "X-Ricevuta: avvenuta-consegna" in extracted.text
    assert extracted.title == "CONSEGNA: Accesso"


@pytest.mark.parametrize("smime_type", [b"smime-type=signed-data; ", b""])
def test_signed_messages_are_read(smime_type: bytes) -> None:
    """The message in an opaque signature is read; a damaged signature is told."""
    inner = b"Content-Type: text/plain; charset=utf-8\n\nIl canone \xc3\xa8 di 90 euro.\n"
    content = SIGNED_HEAD % smime_type + encodebytes(sign(inner))
    assert extract(".eml", content).text.endswith("From: a@x.it\n\nIl canone è di 90 euro.")
    assert list_codes(SIGNED_HEAD % smime_type + b"MIAG\n") == ["mail_part_not_read"]


def test_invitations_are_read() -> None:
    """An invitation is read as what, when, where and who."""
    event = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Collaudo caldaia\nDTSTART:20240612T090000\n"
        "DTEND:20240612T100000\nLOCATION:Sala macchine\nORGANIZER;CN=Ada:mailto:ada@x.it\n"
        "DESCRIPTION:Portare\\ni verbali\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    lines = (
        "Collaudo caldaia\n2024-06-12 09:00 – 2024-06-12 10:00\nSala macchine\n"
        "Ada <ada@x.it>\nPortare\ni verbali"
    )
    head = "Content-Type: text/calendar; method=REQUEST\n\n"
    assert extract(".eml", make_parts("mixed", head + event)).text.endswith(lines)
    assert extract(".eml", make_parts("alternative", head + event)).text.endswith(lines)
    assert extract(".ics", event.encode()).text == lines
    assert list_codes(make_parts("mixed", head + "BEGIN:VCALENDAR\nrotto\n")) == [
        "mail_part_not_read"
    ]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (
            "DTSTART:20240612T090000Z\nDTEND:20240612T100000Z",
            "2024-06-12 09:00 UTC – 2024-06-12 10:00 UTC",
        ),
        ("DTSTART;TZID=Europe/Rome:20240612T090000", "2024-06-12 09:00"),
        ("DTSTART;VALUE=DATE:20240612\nDTEND;VALUE=DATE:20240613", "2024-06-12"),
        ("DTSTART;VALUE=DATE:20240612\nDTEND;VALUE=DATE:20240615", "2024-06-12 – 2024-06-14"),
        # Some programs write the day itself as the end of a day.
        ("DTSTART;VALUE=DATE:20240612\nDTEND;VALUE=DATE:20240612", "2024-06-12"),
        ("DTEND;VALUE=DATE:20240612", "2024-06-11"),
    ],
)
def test_events_have_the_times_that_a_calendar_shows(times: str, expected: str) -> None:
    """An hour in UTC is named as such; whole days end before the day that is written as the end."""
    calendar = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Ferie\n{times}\nEND:VEVENT\nEND:VCALENDAR\n"
    assert extract(".ics", calendar.encode()).text == f"Ferie\n{expected}"


@pytest.mark.parametrize(
    ("method", "status", "first_line"),
    [
        ("REQUEST", "CONFIRMED", "Collaudo"),
        ("REQUEST", "CANCELLED", "STATUS: CANCELLED"),
        ("CANCEL", "CONFIRMED", "STATUS: CANCELLED"),
        ("PUBLISH", "TENTATIVE", "STATUS: TENTATIVE"),
    ],
)
def test_events_that_are_off_say_so(method: str, status: str, first_line: str) -> None:
    """An event that does not hold, or repeats, is not quoted as one that holds once."""
    calendar = (
        f"BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nSUMMARY:Collaudo\nSTATUS:{status}\n"
        "DTSTART:20240612T090000\nRRULE:FREQ=WEEKLY;COUNT=3\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    lines = extract(".ics", calendar.encode()).text.splitlines()
    assert lines[0] == first_line
    assert lines[-3:] == ["Collaudo", "2024-06-12 09:00", "RRULE: FREQ=WEEKLY;COUNT=3"]


@pytest.mark.parametrize(
    ("parameter", "expected"), [("", "cap itolo lungo"), ("; delsp=yes", "capitolo lungo")]
)
def test_flowed_lines_say_whether_their_space_is_text(parameter: str, expected: str) -> None:
    """A program that breaks words says that the space at the end of a line is none."""
    head = f"Content-Type: text/plain; format=flowed{parameter}\n\n"
    assert extract(".eml", make_parts("mixed", head + "cap \nitolo lungo\n")).text.endswith(
        expected
    )


def test_reports_and_flowed_texts_are_read() -> None:
    """Why a message was not delivered is text; lines that a program broke are joined."""
    content = make_parts(
        "report",
        "Content-Type: text/plain; format=flowed\n\nNon è \nstato \nrecapitato.\n",
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nStatus: 5.1.1\n",
        "Content-Type: text/rfc822-headers\n\nSubject: prima\n",
    )
    assert extract(".eml", content).text.endswith(
        "Non è stato recapitato.\n\nReporting-MTA: dns; x\n\nStatus: 5.1.1\n\nSubject: prima"
    )


def test_encrypted_parts_are_told() -> None:
    """An encrypted part is named, and the rest is read."""
    part = "Content-Type: multipart/encrypted; boundary=c\n\n--c\n\nx\n--c--"
    assert list_codes(make_parts("mixed", "\nTesto.", part)) == ["mail_part_encrypted"]


def test_all_messages_of_a_mailbox_are_read() -> None:
    """Each message stands below its subject; a line that begins with "From" does not end one."""
    mailbox = (
        b"From a Mon Jun  3 10:00:00 2024\nSubject: uno\n\nPrimo.\n>From qui in poi.\n\n"
        b"From b@x.it Mon Jun  3 11:00:00 2024 +0200\nSubject: due\n\nFrom Rome to 2024\n"
    )
    extracted = extract(".mbox", mailbox)
    assert extracted.text == "uno\n\nPrimo.\nFrom qui in poi.\n\ndue\n\nFrom Rome to 2024"
    assert list_heading_paths(extracted) == ["uno", "due"]
    with pytest.raises(Unreadable, match="not a mailbox"):
        extract(".mbox", b"Testo.")


@pytest.mark.parametrize("suffix", [".mhtml", ".mht"])
def test_saved_pages_are_read(suffix: str) -> None:
    """Of a page in one file, the page is read, and not its frames."""
    content = (
        b"From: <Saved by Blink>\nSubject: Oggetto\nDate: Mon, 3 Jun 2024 10:00:00 +0200\n"
        b'Content-Type: multipart/related; type="text/html"; boundary=b\n\n'
        b"--b\nContent-Type: text/html\n\n" + PAGE + b"\n"
        b"--b\nContent-Type: text/html\n\n<p>SEGRETO</p>\n--b--\n"
    )
    extracted = extract(suffix, content)
    assert extracted.text == "Il ponte è chiuso."
    assert (extracted.title, extracted.date) == ("Avviso", "2024-06-03")
    with pytest.raises(Unreadable, match="no page"):
        extract(suffix, b"Subject: x\n\nTesto.")


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("Così è.".encode(), "Così è."),
        (b"{\\rtf1 Testo.}", "Testo."),
        (PAGE, "Il ponte è chiuso."),
        (b"Subject: x\nFrom: a@x.it\n\nTesto.", "x\n\nFrom: a@x.it\n\nTesto."),
        (sign(b"Firmato due volte."), "Firmato due volte."),
    ],
)
def test_signed_documents_are_read(document: bytes, text: str) -> None:
    """The document in a signature is read by its own format, in DER, base64 and PEM."""
    signed = sign(document)
    pem = b"-----BEGIN PKCS7-----\n" + encodebytes(signed) + b"-----END PKCS7-----\n"
    for content in (signed, encodebytes(signed), pem):
        assert extract(".p7m", content).text == text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (sign(None), "signed_document_missing"),
        (b"\x30\x80\x06", "signed_not_recognized"),
        (sign(b"PK\x03\x04..."), "signed_format_unknown"),
    ],
)
def test_signatures_without_a_document_are_refused(content: bytes, code: str) -> None:
    """A signature that stands alone, or is damaged, has its own reason."""
    with pytest.raises(Unreadable) as error:
        extract(".p7m", content)
    assert error.value.code == code


def test_messages_of_outlook_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message of Outlook is read as any other, with its attachments."""
    outlook = SimpleNamespace(
        subject="Verbale",
        sender="Ada <ada@x.it>",
        recipients=[SimpleNamespace(name="Ugo", email_address="ugo@x.it")],
        sent_date=datetime(2024, 6, 3, 10, tzinfo=UTC),
        body="Vedi allegato.",
        html_body=None,
        attachments=[
            SimpleNamespace(file_name="a.txt", mime_type="text/plain", file_bytes=b"Penale.")
        ],
    )
    monkeypatch.setattr(oxmsg.Message, "load", lambda _: outlook)
    extracted = extract(".msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert extracted.text.split("\n\n") == [
        "Verbale",
        "From: Ada <ada@x.it>\nTo: Ugo <ugo@x.it>\nDate: Mon, 03 Jun 2024 10:00:00 +0000",
        "Vedi allegato.",
        "a.txt",
        "Penale.",
    ]


def test_a_message_of_outlook_in_an_unknown_encoding_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The reason names the encoding."""
    load = Mock(side_effect=LookupError("unknown encoding: windows-950"))
    monkeypatch.setattr(oxmsg.Message, "load", load)
    with pytest.raises(Unreadable, match="windows-950"):
        extract(".msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def test_other_files_are_no_messages_of_outlook() -> None:
    """A damaged file and one of another format are refused."""
    for content in (b"Testo.", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)):
        with pytest.raises(Unreadable):
            extract(".msg", content)


def test_many_attachments_that_are_not_read_are_counted() -> None:
    """The first ones are named; of 120, the others are one warning with their number."""
    part = "Content-Type: application/x-tool; name=tool-{}\nContent-Disposition: attachment\n\nx"
    message = make_parts(
        "mixed", "Content-Type: text/plain\n\nTesto.", *map(part.format, range(120))
    )
    warnings = extract(".eml", message).warnings
    assert len(warnings) == 21
    assert [warning.reason.code for warning in warnings[-2:]] == [
        "mail_attachment_unsupported",
        "similar_warnings",
    ]
    assert str(warnings[-1].reason).startswith(
        "100 more warnings of this kind, such as: the attachment tool-20 was not read"
    )
