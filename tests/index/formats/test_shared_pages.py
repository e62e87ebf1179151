"""Files of pages, mail, books and texts that were read wrongly once."""

import pytest

from fonti.index.formats import Unreadable, extract, suffix_of
from tests.helpers.paths import SHARED

INPUTS = SHARED / "cases" / "inputs"

pytestmark = pytest.mark.skipif(not INPUTS.is_dir(), reason="the folder shared/cases is absent")


@pytest.mark.parametrize(
    ("name", "shown", "hidden"),
    [
        ("html/h11_sup.html", ("1.250³ per", "10⁶ cellule", "H₂O", "2¹⁰ metri[1]"), ("1.2503",)),
        ("html/h19_math.html", ("E=mc² per",), ()),
        ("epub/u09_svgcover_ruby.epub", ("costava poco", "10³"), ("nulla", "103")),
        ("html/h12_del.html", ("di sessanta giorni", "di 55 euro"), ("trenta", "40", "80")),
        ("html/h01_declared_latin1.html", ("L’età minima è", "perché così si può"), ("Ã",)),
        ("eml/e13b_declared_ascii_utf8.eml", ("La qualità è già", "30 €"), ("Ã",)),
        ("eml/e13c_declared_latin1_utf8.eml", ("La qualità è già", "30 €"), ("Ã",)),
        ("mix/x12_bootstrap.html", ("Posso portare il cane in biblioteca?", "Sì, se è"), ("Home",)),
        ("html/h03_faq_hidden.html", ("Come si rinnova", "sei euro", "trenta giorni", "cassa"), ()),
        ("html/h05_aspnetform.html", ("La prima rata scade il 16 giugno.",), ("Home",)),
        ("mix/x09_aspnet_partial.html", ("La prima rata scade il 16 giugno.",), ("Home",)),
        ("html/h10_aside.html", ("Attenzione: non usare legna verniciata.",), ("Orari",)),
        ("html/h10b_aside_short.html", ("Attenzione: non usare legna verniciata.",), ()),
        ("html/h09_shadow.html", ("Il codice sconto è ESTATE24",), ()),
        ("html/h15_pagina.mhtml", ("Il ponte chiude alle dieci.",), ()),
        ("eml/e01_text_image_text.eml", ("foto del tetto", "costa 3.400 euro"), ()),
        ("eml/e03_pec.eml", ("permesso di costruire numero 87", "società Fornace"), ()),
        ("eml/e04_stub_plain.eml", ("costa 120 euro",), ("un programma",)),
        ("eml/e05_attachments.eml", ("La penale è di 500 euro", "La cauzione viene"), ()),
        ("eml/e19_digest.eml", ("La fontana riapre sabato.", "Il forno chiude"), ()),
        ("eml/e15_calendar.eml", ("Collaudo caldaia", "2024-06-12 09:00", "Sala macchine"), ()),
        ("eml/e10_subject.eml", ("Assemblea rinviata al 21 novembre", "Carla Verdini"), ()),
        ("eml/e09_archive.mbox", ("Primo.", "Secondo."), ()),
        ("epub/u02_entity_subset.epub", ("Il prezzo è di nove lire.",), ()),
        ("epub/u03_opf_doctype.epub", ("Il mugnaio si chiamava Tobia.",), ()),
        ("epub/u04_oldmedia.epub", ("La diga fu costruita nel 1911.",), ()),
        ("epub/u01_footnote_hidden.epub", ("torrente¹.", "nasce a duemila metri"), ("torrente1",)),
        ("md/m05_dataimage.md", ("quaranta litri",), ("base64",)),
        ("md/m01_frontmatter.md", ("Gli scarti",), ("Rita Sala",)),
        ("md/m01b_frontmatter_nohead.md", ("Il melo si pota",), ("2024",)),
        ("txt/t02_cp850.txt", ("La città è aperta: perché così può",), ()),
        ("txt/t03_macroman.txt", ("La città è aperta: perché così può",), ()),
        ("txt/t01_utf16le_nobom.txt", ("La quota annuale è di novanta euro.",), ()),
        ("txt/t13_ansi_escape.txt", ("Errore: il disco è pieno", "OK: copia"), ("[31m",)),
    ],
)
def test_the_text_is_that_of_the_file(
    name: str, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    """What a reader sees is in the text, and what nobody sees is not."""
    text = extract(suffix_of(name), (INPUTS / name).read_bytes()).text
    assert [part for part in shown if part not in text] == []
    assert [part for part in hidden if part in text] == []


@pytest.mark.parametrize(
    ("name", "part", "code"),
    [
        ("eml/e16_winmail.eml", "Documenti", "mail_attachment_unsupported"),
        ("eml/e20_smime_signed.eml", "Firmata", "mail_part_not_read"),
        ("epub/u05_missing_and_toc.epub", "Il grano arrivava", "epub_chapter_missing"),
        ("txt/t08_nul.txt", "La pompa si è fermata", "text_zero_bytes_left_out"),
        ("txt/t04_onebadbyte.txt", "Fine già vista", "text_bytes_damaged"),
    ],
)
def test_what_was_not_read_is_told(name: str, part: str, code: str) -> None:
    """A part that cannot be read has a warning, and the rest is read."""
    extracted = extract(suffix_of(name), (INPUTS / name).read_bytes())
    assert part in extracted.text
    assert [warning.reason.code for warning in extracted.warnings] == [code]


def test_a_damaged_message_of_outlook_is_refused() -> None:
    """A file that only begins as a message of Outlook does is damaged."""
    with pytest.raises(Unreadable, match="damaged"):
        extract(".msg", (INPUTS / "eml/e18_outlook.msg").read_bytes())
