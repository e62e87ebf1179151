"""PDFs of reported faults beside the checkout: what a reader sees is in their text."""

import pytest

from fonti.index.formats import Unreadable
from fonti.index.formats.pdf.document import read
from fonti.index.formats.programs.ocr import OcrSettings, use_ocr
from tests.helpers.paths import SHARED
from tests.helpers.programs import needs_tesseract

INPUTS = SHARED / "cases" / "inputs"

pytestmark = pytest.mark.skipif(
    not INPUTS.is_dir(), reason="the files are not beside the checkout (../shared/cases)"
)


@pytest.mark.parametrize(
    ("name", "present", "absent"),
    [
        ("pdf/p01_form", ["genitore: Mirella Tonelli", "☒ Autorizzo il trasporto"], []),
        ("pdf/p01_form", ["☐ Autorizzo le riprese"], []),
        ("pdf/p09_superscript", ["1.250³ per", "10⁶ cellule", "120 m² e"], ["1.2503"]),
        ("pdf/p11_table", ["Febbraio | | 210 |", "Gennaio | 120 | | 35"], []),
        ("pdf/p13_linenumbers", ["non ha dimostrato di avere"], ["2 di avere"]),
        ("pdf/p16_doublelayer", ["L’impianto è stato"], ["L impianto e stato"]),
        ("pdf/p17_ocg", ["versione definitiva"], ["murata"]),
        ("pdf/p18_watermark", ["ciascuna e si ritirano dopo"], []),
        ("pdf2/q01_receipts", ["Ricevuta n. 42", "220,00 euro", "Saldo residuo: 690"], []),
        ("pdf2/q06_halfgarbled", ["due tonnellate"], ["OSDJD"]),
        ("pdf2/q11_footnote_break", ["da almeno cinque anni"], []),
        ("pdf2/q20_2pages", ["in aprile e hanno deciso"], []),
        ("pdf2/q22_spacedtext", ["ARTICOLO 5", "DELIBERA n. 18"], []),
        ("run/k01_scheda_2p", ["Scheda 7", "Scheda 8"], []),
        ("run/k05_data_3p", ["Seduta del 3 marzo", "Seduta del 7 marzo", "21 marzo 2024"], []),
    ],
)
def test_the_text_is_that_of_the_page(name: str, present: list[str], absent: list[str]) -> None:
    """What a page shows is in the text, and what it does not show is not."""
    text = read((INPUTS / f"{name}.pdf").read_bytes()).text
    assert not [part for part in present if part not in text]
    assert not [part for part in absent if part in text]


@pytest.mark.parametrize(
    ("name", "code"),
    [("pdf/p03_mixed", "pdf_page_is_scan"), ("pdf2/q06_halfgarbled", "pdf_page_undecodable")],
)
def test_an_unread_page_is_told(name: str, code: str) -> None:
    """The second page is named in a warning."""
    with use_ocr(OcrSettings(is_on=False)):
        warnings = read((INPUTS / f"{name}.pdf").read_bytes()).warnings
    assert [(warning.reason.code, warning.page) for warning in warnings] == [(code, 2)]


@pytest.mark.parametrize("name", ["q04_undecodable", "q05_shifted"])
def test_a_document_without_letters_is_refused(name: str) -> None:
    """A document whose fonts give no letters is refused without OCR, as a scan is."""
    with (
        use_ocr(OcrSettings(is_on=False)),
        pytest.raises(Unreadable, match="do not say which letters"),
    ):
        read((INPUTS / "pdf2" / f"{name}.pdf").read_bytes())


@needs_tesseract
@pytest.mark.parametrize("name", ["q04_undecodable", "q05_shifted", "q06_halfgarbled"])
def test_pages_without_letters_are_recognized(name: str) -> None:
    """OCR reads what the fonts do not say, and the warning says so."""
    extracted = read((INPUTS / "pdf2" / f"{name}.pdf").read_bytes())
    assert "Il pagamento avviene in dodici rate mensili uguali." in extracted.text
    assert [warning.reason.code for warning in extracted.warnings] == ["ocr_page"]
