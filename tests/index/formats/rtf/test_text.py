"""What a reader of rich text sees: deletions, scripts, code pages, notes, boxes, fields, tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats import ExtractedText, Unreadable, extract
from fonti.index.formats.text_builder import normalize_text
from tests.helpers.extracted_texts import list_heading_levels
from tests.helpers.paths import SHARED

FONTS = (
    r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset2 Symbol;}"
    r"{\f3\fcharset2 Wingdings;}{\f4\fcharset128 MS Mincho;}{\f5\fcharset238 Arial CE;}}"
)


def read(body: str, head: str = r"\ansi\ansicpg1252\deff0") -> ExtractedText:
    """Return the text of a document with this body."""
    return extract(".rtf", rf"{{\rtf1{head}{FONTS}{body}}}".encode("cp1252"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"di {\deleted trenta}{\revised sessanta} giorni", "di sessanta giorni"),
        (r"di {\mvf trenta}{\mvt sessanta} giorni", "di sessanta giorni"),
        (r"di \v celato\v0 palese", "di palese"),
        (r"di \strike trenta\strike0  sessanta", "di sessanta"),
        (r"di {\striked1 trenta} sessanta", "di sessanta"),
        (r"di {\v celato \plain palese}", "di palese"),
        (r"uno {\deleted\par }due\par tre", "uno due\n\ntre"),
        (r"uno{\footnote {\deleted due}tre}\par", "uno[1]\n\n[1] tre"),
        (r"uno{\deleted{\footnote due}}\par", "uno"),
        (r"{\*\sconosciuto mai}sempre", "sempre"),
        (r"a{\annotation {\chatn }commento}b", "ab"),
    ],
)
def test_deleted_and_hidden_text_is_left_out(body: str, expected: str) -> None:
    """Tracked deletions, struck and hidden text and comments are not read."""
    assert read(body).text == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"1.250{\super 3} per 10{\super 6}", "1.250³ per 10⁶"),
        (r"H{\sub 2}O", "H₂O"),
        (r"m\up6 2\up0  e", "m² e"),
        (r"x\dn4 1\dn0 =", "x₁="),
        (r"10\super 6\nosupersub  m", "10⁶ m"),
        (r"10{\super 1}{\super 2} m", "10¹² m"),
        (r"10{\super\'96\u51?} m", "10⁻³ m"),
    ],
)
def test_raised_and_lowered_text_is_apart(body: str, expected: str) -> None:
    """Raised and lowered characters are those of Unicode."""
    assert read(body).text == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            rb"{\rtf1\mac La citt\'88 \'8f aperta, perch\'8e s\'93.}",
            "La città è aperta, perché sì.",
        ),
        (rb"{\rtf1\mac{\fonttbl{\f0\fcharset0 T;}}\f0 citt\'88}", "città"),
        (rb"{\rtf1\ansi\ansicpg10000 citt\'88}", "città"),
        (rb"{\rtf1\pc La citt\'85 \'8a aperta}", "La città è aperta"),
        (rb"{\rtf1\pca PERCH\'90 \'d4}", "PERCHÉ È"),
        (rb"{\rtf1\ansi\ansicpg1250 \'b3\'f3d\'9f}", "łódź"),
        (rb"{\rtf1\ansi\ansicpg65001 citt\'c3\'a0}", "città"),
        ("{\\rtf1\\ansi\\ansicpg1252 città}".encode(), "città"),
        ("{\\rtf1\\ansi città}".encode("cp1252"), "città"),
        (rb"{\rtf1\ansi\ansicpg99999 citt\'e0}", "città"),
    ],
)
def test_the_code_page_of_the_document_is_read(content: bytes, expected: str) -> None:
    """Letters are those of the system or code page that the document names, or UTF-8."""
    assert extract(".rtf", content).text == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"\f1\'dd\'f2\'ee\f0  \'e8", "Это è"),
        (r"{\f5\'b3\'f3d\'9f}", "łódź"),
        (r"{\f4\'93\'fa\'96\'7b}", "日本"),
        (r"{\f4\uc2\u26085\'93\'fa\u26412\'96\'7b}", "日本"),
        (r"\f2\'b3\f0  5", "≥ 5"),
        (r"{\f2\u-3917?} 5", "≥ 5"),
        (r"{\f3\'fe} s\'ec {\f3\'a8} no", "☑ sì ☐ no"),
        (r"a \u55357?\u56832?", "a 😀"),
        (r"a\u8209\'2db", "a‑b"),
    ],
)
def test_the_code_page_of_a_font_is_read(body: str, expected: str) -> None:
    """Letters are those of their font, in one byte, in two or by number."""
    assert read(body).text == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"{\pntext\f0 a)\tab}Crediti\par", "a) Crediti"),
        (r"{\listtext\pard\plain 10.\tab}Uno\par{\listtext 11.\tab}Due\par", "10. Uno\n11. Due"),
        (r"{\listtext\f2\'b7\tab}Punto\par", "- Punto"),
        (r"{\listtext\f0 o\tab}Punto\par", "- Punto"),
        (r"{\listtext\'95\tab}Punto\par", "- Punto"),
        (r"{\listtext\f3\'a8\tab}Scelta\par", "☐ Scelta"),
    ],
)
def test_list_items_have_their_number(body: str, expected: str) -> None:
    """The stored number stands before the item, and a bullet is a hyphen."""
    assert read(body).text == expected


def test_notes_are_at_the_end() -> None:
    """The mark of a note stays, apart from the number before it; footnotes come before endnotes."""
    extracted = read(
        r"\aftnnrlc Euro 1.250{\super\chftn{\footnote\pard\plain {\super\chftn} Prima nota.\par"
        r" Ancora.}} e{\super\chftn{\footnote\ftnalt\pard\plain {\super\chftn} Di chiusura.}} poi"
        r"{\super *{\footnote\pard\plain {\super *} Con asterisco.}} e{\footnote Seconda.}.\par"
    )
    assert extracted.text.split("\n\n") == [
        "Euro 1.250[1] e[i] poi* e[2].",
        "[1] Prima nota.",
        "Ancora.",
        "* Con asterisco.",
        "[2] Seconda.",
        "[i] Di chiusura.",
    ]


def test_text_boxes_are_read_once() -> None:
    """A box stands after its paragraph; its fallback and hidden shapes are left out."""
    hidden = r"{\shp{\*\shpinst{\sp{\sn fHidden}{\sv 1}}{\shptxt Celato}}}"
    sign = r"{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv BOZZA}}}}"
    old = r"{\*\do\dobxpage{\dptxbx{\dptxbxtext\pard Vecchio\par}}}"
    extracted = read(
        r"Prima {\shp{\*\shpinst\shpleft0{\sp{\sn lTxid}{\sv 65536}}{\shptxt\pard Riquadro\par}}"
        rf"{{\shprslt Riquadro}}}}{hidden}{sign}{old}dopo.\par Fine.\par"
    )
    assert extracted.text == "Prima dopo.\n\nRiquadro\n\nBOZZA\n\nVecchio\n\nFine."


def test_headers_and_footers_are_read_once() -> None:
    """Headers come first, footers last, without page numbers, and first ones only if they show."""
    page = r"{\field{\*\fldinst PAGE}{\fldrslt 3}}"
    extracted = read(
        rf"{{\header Protocollo 4471\par Pagina {page} di {{\field{{\*\fldinst NUMPAGES}}"
        r"{\fldrslt 9}}\par}{\headerf Mai}{\footer Comune di Valdoro\par\chpgn\par}"
        rf"Testo a pagina {page}.\par\sect{{\header Protocollo 4471}}Fine.\par"
    )
    assert extracted.text == "Protocollo 4471\n\nTesto a pagina 3.\n\nFine.\n\nComune di Valdoro"
    assert read(r"\titlepg{\header Sempre}{\headerf Prima}x").text == "Prima\n\nSempre\n\nx"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r'{\field{\*\fldinst HYPERLINK "http://a.org"}{\fldrslt qui}}', "qui"),
        (r"{\field{\*\fldinst {SEQ Figura}}{\fldrslt{\b 2}}}", "2"),
        (
            r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres1{\*\ffname A}}}}"
            r"{\fldrslt}} s\'ec {\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25"
            r"\ffdefres0}}}{\fldrslt}} no",
            "☒ sì ☐ no",
        ),
        (
            r"{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres1{\*\ffl Roma}"
            r"{\*\ffl Bari}}}}{\fldrslt}}",
            "Bari",
        ),
        (r"{\field{\*\fldinst FORMTEXT}{\fldrslt Rossi}}", "Rossi"),
    ],
)
def test_fields_have_their_shown_value(body: str, expected: str) -> None:
    """The result of a field is read, or the state of a form field, and never its instruction."""
    extracted = read(body)
    assert extracted.text == expected
    assert not extracted.warnings


def test_merged_cells_are_repeated() -> None:
    """A cell is read in all its rows, and over each of the columns that it heads."""
    extracted = read(
        r"\trowd\cellx3000\pard\intbl Tariffe\cell\row"
        r"\trowd\cellx1000\cellx3000\pard\intbl Anno\cell Importi\cell\row"
        r"\trowd\clvmgf\cellx1000\cellx2000\cellx3000 2024\cell 12\cell 13\cell\row"
        r"\trowd\clvmrg\cellx1000\cellx2000\cellx3000\cell 14\par{\b bis}\cell 15\cell\row"
        r"\trowd\cellx1000\clmgf\cellx2000\clmrg\cellx3000 2025\cell 16\cell\cell\row\pard Fine."
    )
    assert extracted.text.split("\n\n") == [
        "Tariffe",
        "Anno | Importi | Importi",
        "2024 | 12 | 13",
        "2024 | 14 bis | 15",
        "2025 | 16",
        "Fine.",
    ]


def test_a_table_in_a_cell_is_a_part_of_it() -> None:
    """The rows of a table in a cell are text of the cell, in order."""
    extracted = read(
        r"\trowd\cellx1000\cellx2000\pard\intbl a\par\pard\intbl\itap2 b\nestcell c\nestcell"
        r"{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}"
        r"\pard\intbl d\cell e\cell\row\pard"
    )
    assert extracted.text == "a b|c d | e"


def test_a_table_with_one_column_is_layout() -> None:
    """The paragraphs of the cells of one column are blocks, and its headings are headings."""
    extracted = read(r"\trowd\cellx9\pard\intbl\outlinelevel0 Uno\par\pard\intbl due\cell\row\pard")
    assert extracted.text == "Uno\n\ndue"
    assert list_heading_levels(extracted) == [("Uno", 1)]


def test_a_large_first_letter_begins_its_word() -> None:
    """A drop cap is a paragraph of its own, which continues in the next one."""
    assert read(r"\pard\dropcapli3\dropcapt1 N\par\pard ella notte\par").text == "Nella notte"


def test_the_unicode_form_of_a_text_is_read() -> None:
    """Of two forms of a text, that in Unicode is read, also in the properties."""
    upr = r"{\upr{%s}{\*\ud{%s}}}"
    extracted = read(
        r"{\info" + upr % (r"\title Citta?", r"\title Citt\u224?") + "}" + upr % ("a?", r"\u225?")
    )
    assert (extracted.text, extracted.title) == ("á", "Città")


def test_equations_are_linear_text() -> None:
    """An equation of Word is read as linear text, and its picture is not."""
    extracted = read(
        r"Vale {\mmath{\*\moMath{\mr x=}{\mf{\mfPr{\mctrlPr\f0}}{\mnum{\mr a+b}}{\mden{\mr 2}}}"
        r"{\msSup{\me{\mr r}}{\msup{\mr 2}}}{\mrad{\mradPr{\mdegHide 1}}{\mdeg}{\me{\mr y}}}"
        r"{\md{\mdPr{\mbegChr [}{\mendChr ]}}{\me{\mr z}}}}{\mmathPict{\pict 00}}} qui."
    )
    assert extracted.text == "Vale x=(a+b)/2r²√y[z] qui."


def test_what_is_not_read_is_told() -> None:
    """Objects, pictures, fields without a result and unknown symbols are warnings."""
    extracted = read(
        r"Testo.{\object\objemb{\*\objclass Excel.Sheet.8}{\*\objdata 0105}{\result{\pict 00}}}"
        r"{\*\shppict{\pict\picwgoal9000\pichgoal9000 00}}{\nonshppict{\pict 00}}"
        r"{\pict\picwgoal200\pichgoal200 00}{\field{\*\fldinst EQ \\f(1;2)}{\fldrslt}}"
        r"{\f3\u-4096?}"
    )
    warnings = [(warning.reason.code, warning.reason.params) for warning in extracted.warnings]
    assert extracted.text == "Testo."
    assert warnings == [
        ("pictures_unread", {"count": 1}),
        ("embedded_object_unread", {"kind": "Excel.Sheet.8"}),
        ("field_unread", {"field": "EQ"}),
        ("symbols_unread", {"count": 1}),
    ]


def test_a_text_of_pictures_is_refused() -> None:
    """A document that has only pictures says so."""
    with pytest.raises(Unreadable, match="only pictures"):
        read(r"{\pict 00}")


def test_signs_of_typography() -> None:
    """Dashes, quotes, spaces and line ends are characters."""
    text = r"a\emdash b\endash c\~d\_e\-f\lquote g\rquote \ldblquote h\rdblquote\line i\tab j\{\}\\"
    assert read(text).text == "a—b–c d‑ef‘g’“h”\ni j{}\\"


@given(st.text(st.characters(max_codepoint=0xFFFF, categories=["L", "N"])))
def test_letters_are_read_by_their_numbers(text: str) -> None:
    """Any letters that are written by their numbers are read."""
    escaped = "".join(f"\\u{ord(character)}?" for character in text)
    assert read(f"x {escaped}").text == normalize_text(f"x {text}")


INPUTS = SHARED / "cases" / "inputs" / "rtf"


@pytest.mark.skipif(not INPUTS.is_dir(), reason="the inputs beside the checkout are absent")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("r03_hidden_deleted", "Il termine è di sessanta giorni."),
        ("r04_listtext", "10. Crediti verso clienti\na) Crediti esigibili entro l’anno"),
        (
            "r05_super",
            "Il contributo massimo è di euro 1.250³ per famiglia; 10⁶ cellule.",
        ),
        ("r11_mac", "La città è aperta, perché sì."),
        ("r12_pc850", "La città è aperta."),
    ],
)
def test_reported_files_are_read_right(name: str, expected: str) -> None:
    """Files made after reports have the text that a reader sees."""
    assert extract(".rtf", (INPUTS / f"{name}.rtf").read_bytes()).text == expected
