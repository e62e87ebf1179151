"""Old Office files: read through LibreOffice, or what to install."""

import subprocess
from pathlib import Path

import pytest

from fonti.index.errors import Reason
from fonti.index.formats import Unreadable, extract
from fonti.index.formats.programs import legacy_office
from fonti.index.formats.programs.availability import is_readable_now
from tests.helpers.programs import needs_libreoffice

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STREAM = OLE + bytes(100) + "WordDocument".encode("utf-16-le") + bytes(100)


@pytest.fixture(scope="module")
def old_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a text and a table in the formats of old Office, all by one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "a.txt").write_text("Il faro fu costruito nel 1843.", "utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "a.txt")], check=True, capture_output=True, timeout=300)
    return folder


@needs_libreoffice
def test_an_old_word_document_is_read(old_files: Path) -> None:
    """The text is that of the document."""
    assert extract(".doc", (old_files / "a.doc").read_bytes()).text == (
        "Il faro fu costruito nel 1843."
    )


@needs_libreoffice
def test_a_file_that_cannot_be_converted_is_refused() -> None:
    """A container that is damaged is no document."""
    with pytest.raises(Unreadable) as error:
        extract(".doc", STREAM)
    assert (error.value.code, error.value.reason.params) == (
        "office_converter_failed",
        {"suffix": ".docx"},
    )


def test_without_libreoffice_its_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the package; once it is there, the file is read again."""
    monkeypatch.setattr(legacy_office, "is_installed", lambda: False)
    with pytest.raises(Unreadable, match="libreoffice-writer") as error:
        extract(".xls", STREAM)
    assert error.value.code == "office_converter_missing"


def test_files_are_read_again_once_a_program_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan that was left out is read once OCR is installed and on, and only then."""
    monkeypatch.setattr("fonti.index.formats.programs.availability.is_ocr_installed", lambda: True)
    assert is_readable_now(Reason("ocr_missing"), ocr=True)
    assert is_readable_now(
        Reason("mail_part_not_read", {"name": "atto.pdf", "reason": Reason("ocr_missing")}),
        ocr=True,
    )
    assert not is_readable_now(Reason("ocr_off"), ocr=False)
    assert not is_readable_now(Reason("file_damaged"), ocr=True)


def test_another_file_is_not_recognized() -> None:
    """A container without a document, or a text, is no old Office file."""
    for content in (OLE + bytes(100), b"Solo testo."):
        with pytest.raises(Unreadable) as error:
            extract(".ppt", content)
        assert error.value.code == "format_not_recognized"
