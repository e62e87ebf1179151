"""Files made after public reports of readers that lost or changed text."""

from pathlib import Path

import pytest

from fonti.index.formats import extract
from tests.helpers.paths import SHARED

INPUTS = SHARED / "cases" / "inputs"

pytestmark = pytest.mark.skipif(
    not INPUTS.is_dir(), reason="the files are not beside the checkout (../shared/cases)"
)


@pytest.mark.parametrize(
    ("name", "present", "absent"),
    [
        ("docx/d02_fldsimple.docx", ["procedimento è Carla Verdini, raggiungibile"], ["è ,"]),
        ("docx/d28_seq.docx", ["Tabella 3. Consumi", "tabella 3 e superano"], []),
        (
            "docx/d08_checkbox.docx",
            ["☒ Acconsento al trattamento", "☐ Acconsento alla profilazione"],
            [],
        ),
        (
            "docx/d12_numbering.docx",
            ["Articolo 3 Sanzioni", "3.1 La violazione", "2.2 Gli animali"],
            ["- "],
        ),
        ("docx/d04_textbox_choice_only.docx", ["Scadenza delle domande: 30 settembre 2024"], []),
        ("docx/d06_textbox_plain_drawing.docx", ["Scadenza delle domande: 30 settembre 2024"], []),
        ("docx/d21_bdo.docx", ["Il numero verde è 800 123 456.", "Interno 712"], []),
        (
            "docx/d09_header.docx",
            ["Studio Legale Ferrante", "Protocollo generale n. 4471/2024"],
            [],
        ),
        ("docx/d10_altchunk.docx", ["La multa per il ritardo è di venti centesimi al giorno."], []),
        ("docx/d17_smartart.docx", ["Fase uno: raccolta delle firme"], []),
        ("docx/d26_copy.docm", ["procedimento è Carla Verdini"], []),
        ("mix/x05_strike.docx", ["Il termine è di sessanta giorni."], ["trenta"]),
        ("mix/x06_super.docx", ["euro 1.250³ per famiglia", "10⁶ cellule"], ["1.2503", "106"]),
    ],
)
def test_the_text_is_what_a_reader_sees(name: str, present: list[str], absent: list[str]) -> None:
    """Each file has the text that a reader sees, and none that a reader does not see."""
    text = extract(Path(name).suffix, (INPUTS / name).read_bytes()).text
    assert [part for part in present if part not in text] == []
    assert [part for part in absent if part in text] == []
