"""What stands inside a paragraph of Word: formats, fields, controls, symbols and equations."""

import pytest

from fonti.index.formats import ExtractedText, extract
from tests.helpers.zip_documents import W, make_docx, make_paragraph, make_run, make_styles


def read(content: str, **parts: str | bytes) -> ExtractedText:
    """Return the text of a document with one paragraph of this content."""
    return extract(".docx", make_docx(f"<w:p>{content}</w:p>", **parts))


def make_field(instruction: str, result: str | None, data: str = "") -> str:
    """Return a complex field."""
    separated = "" if result is None else f"{make_mark('separate')}{result}"
    instruction_run = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return f"{make_mark('begin', data)}{instruction_run}{separated}{make_mark('end')}"


def make_mark(kind: str, data: str = "") -> str:
    """Return a mark of a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{data}</w:fldChar></w:r>'


A = make_run("a ")
B = make_run(" b")
CHECK_BOX = "<w:ffData><w:checkBox><w:default w:val='0'/>{}</w:checkBox></w:ffData>"
CHOICES = (
    "<w:ffData><w:ddList>{}<w:listEntry w:val='uno'/><w:listEntry w:val='due'/>"
    "</w:ddList></w:ffData>"
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f'<w:fldSimple w:instr="DATE">{make_run("1 maggio")}</w:fldSimple>', "1 maggio"),
        ('<w:fldSimple w:instr="PAGE"/>', ""),
        (make_field("REF _Ref1 \\h", make_run("2.1")), "2.1"),
        (make_field(' IF "1" = "1" ', make_run("sì")), "sì"),
        (make_field("FORMTEXT", make_run("Rossi")), "Rossi"),
        (make_field('XE "voce"', None), ""),
        (make_field("FORMCHECKBOX", None, CHECK_BOX.format("<w:checked/>")), "☒"),
        (make_field("FORMCHECKBOX", "", CHECK_BOX.format("")), "☐"),
        (make_field("FORMCHECKBOX", "", CHECK_BOX.format("<w:checked w:val='0'/>")), "☐"),
        (make_field("FORMDROPDOWN", None, CHOICES.format("<w:result w:val='1'/>")), "due"),
        (make_field("FORMDROPDOWN", "", CHOICES.format("")), "uno"),
        (make_field('SYMBOL 254 \\f "Wingdings" \\s 12', None), "☑"),
        (make_field("MACROBUTTON NoMacro [Nome]", None), "[Nome]"),
        (make_field("EQ \\f(1;2)", None), "1/2"),
        # A field in the instruction of another, and one in the result.
        (make_field(f"IF {make_run('x')}", make_field("REF x", make_run("3"))), "3"),
        (
            make_mark("begin")
            + make_field("MERGEFIELD x", make_run("nascosto"))
            + make_mark("separate")
            + make_run("visto")
            + make_mark("end"),
            "visto",
        ),
    ],
)
def test_fields_show_their_result(content: str, expected: str) -> None:
    """A reader sees the result of a field, and the state of a form, never the instruction."""
    assert read(A + content + B).text == " ".join(["a", *expected.split(), "b"])


def test_a_field_may_span_paragraphs() -> None:
    """The paragraphs of a result are read, and text after a field that never ends too."""
    body = (
        f"<w:p>{make_mark('begin')}<w:r><w:instrText>INCLUDETEXT x</w:instrText></w:r>"
        f"{make_mark('separate')}{make_run('uno')}</w:p>"
        f"<w:p>{make_run('due')}{make_mark('end')}{make_mark('begin')}{make_run(' tre')}</w:p>"
    )
    assert extract(".docx", make_docx(body)).text == "uno\n\ndue tre"


def test_a_field_without_a_result_is_told() -> None:
    """A number that only Word works out is missing, and a warning says so."""
    extracted = read(make_field("LISTNUM", None) + A)
    assert [warning.reason.code for warning in extracted.warnings] == ["docx_field_unread"]


@pytest.mark.parametrize(
    ("wrapper", "expected"),
    [
        ("<w:bdo w:val='ltr'>{}</w:bdo>", "a x b"),
        ("<w:dir w:val='rtl'>{}</w:dir>", "a x b"),
        ("<w:smartTag w:element='y'>{}</w:smartTag>", "a x b"),
        ("<w:customXml w:element='y'>{}</w:customXml>", "a x b"),
        ("<w:hyperlink w:anchor='y'>{}</w:hyperlink>", "a x b"),
        ("<w:ins w:id='1'>{}</w:ins>", "a x b"),
        ("<w:moveTo w:id='1'>{}</w:moveTo>", "a x b"),
        ("<w:unknown>{}</w:unknown>", "a x b"),
        ("<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>", "a x b"),
        ("<mc:AlternateContent><mc:Choice>{}</mc:Choice></mc:AlternateContent>", "a x b"),
        ("<w:del w:id='1'>{}</w:del>", "a b"),
        ("<w:moveFrom w:id='1'>{}</w:moveFrom>", "a b"),
        ("<w:ins w:id='1'><w:del w:id='2'>{}</w:del></w:ins>", "a b"),
    ],
)
def test_wrappers_of_runs(wrapper: str, expected: str) -> None:
    """A wrapper drops no text, unless it says that the text was deleted."""
    assert read(A + wrapper.format(make_run("x")) + B).text == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("<w:cr/>", "x\ny"),
        ("<w:br/>", "x\ny"),
        ("<w:tab/>", "x y"),
        ("<w:ptab w:relativeTo='margin'/>", "x y"),
        ("<w:noBreakHyphen/>", "x-y"),
        ("<w:softHyphen/>", "xy"),
        ("<w:sym w:font='Wingdings' w:char='F0FE'/>", "x☑y"),
        ("<w:sym w:font='Wingdings' w:char='F0A8'/>", "x☐y"),
        ("<w:sym w:font='Wingdings 2' w:char='F054'/>", "x☒y"),
        ("<w:sym w:font='Symbol' w:char='F0B3'/>", "x≥y"),
        ("<w:t>\uf0b3</w:t>", "xy"),
        (
            "<mc:AlternateContent><mc:Choice Requires='w16se'><w:symEx/></mc:Choice>"
            "<mc:Fallback><w:t>😊</w:t></mc:Fallback></mc:AlternateContent>",
            "x😊y",
        ),
        (
            "<w:ruby><w:rt><w:r><w:t>r</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>b</w:t></w:r>"
            "</w:rubyBase></w:ruby>",
            "xb(r)y",
        ),
    ],
)
def test_characters_that_are_elements(part: str, expected: str) -> None:
    """Breaks, tabs, hyphens and symbols become characters."""
    assert read(f"<w:r><w:t>x</w:t>{part}<w:t>y</w:t></w:r>").text == expected


def test_text_in_a_symbol_font() -> None:
    """Letters in a symbol font are the signs that a reader sees."""
    fonts = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
    assert read(make_run("\u00fe\uf0a8", fonts) + make_run(" Sì")).text == "☑☐ Sì"


def test_an_unknown_symbol_is_told() -> None:
    """A symbol without a code gives a warning."""
    extracted = read(f"{A}<w:r><w:sym w:font='Wingdings'/></w:r>")
    assert [warning.reason.code for warning in extracted.warnings] == ["docx_symbol_unread"]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ("<w:vertAlign w:val='superscript'/>", "a10⁶"),
        ("<w:vertAlign w:val='subscript'/>", "a10₆"),
        ("<w:vertAlign w:val='baseline'/>", "a106"),
        ("<w:position w:val='6'/>", "a10⁶"),
        ("<w:position w:val='-6'/>", "a10₆"),
        ("<w:position w:val='-2'/>", "a10₆"),
        ("<w:position w:val='1'/>", "a106"),
        ("<w:rStyle w:val='Raised'/>", "a10⁶"),
        ("<w:strike/>", "a10"),
        ("<w:dstrike/>", "a10"),
        ("<w:vanish/>", "a10"),
        ("<w:webHidden/>", "a10"),
        ("<w:strike w:val='0'/>", "a106"),
        ("<w:rStyle w:val='Hidden'/>", "a10"),
        ("<w:rStyle w:val='Struck'/>", "a10"),
        ("<w:rStyle w:val='Struck'/><w:strike w:val='false'/>", "a106"),
        ("<w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange>", "a106"),
    ],
)
def test_formats_that_change_meaning(properties: str, expected: str) -> None:
    """Raised and lowered text stays apart; hidden and struck text is left out, also by a style."""
    styles = "".join(
        f'<w:style w:type="character" w:styleId="{name}"><w:rPr>{style}</w:rPr></w:style>'
        for name, style in {
            "Raised": '<w:vertAlign w:val="superscript"/>',
            "Secret": "<w:vanish/>",
            "Struck": "<w:strike/>",
        }.items()
    )
    based = '<w:style w:type="character" w:styleId="Hidden"><w:basedOn w:val="Secret"/></w:style>'
    extracted = read(
        make_run("a10") + make_run("6", properties), styles=make_styles({}, styles + based)
    )
    assert extracted.text == expected


def test_a_paragraph_style_may_hide() -> None:
    """Text of a hidden style is left out, unless its own format says otherwise."""
    style = '<w:style w:type="paragraph" w:styleId="S"><w:rPr><w:vanish/></w:rPr></w:style>'
    content = '<w:pPr><w:pStyle w:val="S"/></w:pPr>' + make_run("celato")
    extracted = read(
        content + make_run("visto", "<w:vanish w:val='0'/>"), styles=make_styles({}, style)
    )
    assert extracted.text == "visto"


def test_scripts_in_several_runs_are_one() -> None:
    """Runs that are raised together are one exponent; a paragraph that is all raised has none."""
    raised = "<w:vertAlign w:val='superscript'/>"
    assert read(make_run("10") + make_run("1", raised) + make_run("2", raised)).text == "10¹²"
    assert read(make_run("Nota", raised) + make_run(" bene", raised)).text == "Nota bene"


@pytest.mark.parametrize(
    ("checked", "content", "expected"),
    [
        ("1", make_run("☒"), "☒"),
        ("0", make_run("☐"), "☐"),
        ("1", "<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>", "☒"),
        ("0", "", "☐"),
        ("1", make_run("☑"), "☑"),
    ],
)
def test_check_boxes(checked: str, content: str, expected: str) -> None:
    """The state of a check box stands in the text."""
    state = f"<w14:checkbox><w14:checked w14:val='{checked}'/></w14:checkbox>"
    control = f"<w:sdt><w:sdtPr>{state}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
    assert read(control + make_run(" Acconsento")).text == f"{expected} Acconsento"


def make_math(name: str, **arguments: str) -> str:
    """Return an element of an equation."""
    parts = "".join(f"<m:{key}>{value}</m:{key}>" for key, value in arguments.items())
    return f"<m:{name}>{parts}</m:{name}>"


def make_math_run(text: str) -> str:
    """Return a run of an equation."""
    return f"<m:r><m:t>{text}</m:t></m:r>"


X = make_math_run("x")
TWO = make_math_run("2")
SUM = make_math_run("a+b")


@pytest.mark.parametrize(
    ("equation", "expected"),
    [
        (make_math("sSup", e=X, sup=TWO), "x²"),
        (make_math("sSub", e=X, sub=TWO), "x₂"),
        (make_math("sSubSup", e=X, sub=make_math_run("i"), sup=TWO), "xᵢ²"),
        (make_math("f", num=SUM, den=TWO), "(a+b)/2"),
        (make_math_run("3") + make_math("f", num=make_math_run("1"), den=TWO), "3 1/2"),
        (make_math("rad", deg="", e=SUM), "√(a+b)"),
        (make_math("rad", deg=make_math_run("3"), e=X), "³√x"),
        (
            "<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr>"
            "<m:sub><m:r><m:t>i=1</m:t></m:r></m:sub>"
            "<m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>i</m:t></m:r></m:e></m:nary>",
            "∑ᵢ₌₁ⁿ i",
        ),
        (make_math("d", e=SUM), "(a+b)"),
        ("<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=''/></m:dPr><m:e/></m:d>", "["),
        (make_math("func", fName=make_math_run("sin"), e=X), "sin x"),
        (make_math("bar", e=SUM), "(a+b)"),
        ("<m:m><m:mr><m:e/><m:e/></m:mr></m:m>", ","),
        (make_math_run("𝑥𝟐"), "x2"),
        (make_math_run("a") + f"<w:del>{TWO}</w:del>", "a"),
    ],
)
def test_equations_are_text(equation: str, expected: str) -> None:
    """An equation becomes text on a line, in which numbers stay apart."""
    assert read(f"{A}<m:oMath>{equation}</m:oMath>").text == f"a {expected}"


def test_a_fraction_after_a_number() -> None:
    """A number before a fraction stays apart from it."""
    fraction = make_math("f", num=make_math_run("1"), den=TWO)
    assert read(f"{make_run('3')}<m:oMath>{fraction}</m:oMath>").text == "3 1/2"


def test_notes_have_the_numbers_that_word_shows() -> None:
    """Notes may begin at another number, or have a mark of their own; a missing one is told."""
    settings = (
        f"<w:settings {W}><w:footnotePr><w:numFmt w:val='upperRoman'/><w:numStart w:val='4'/>"
        "</w:footnotePr></w:settings>"
    )
    notes = "".join(
        f"<w:footnote w:id='{number}'>{make_paragraph(text)}</w:footnote>"
        for number, text in ((1, "Prima."), (2, "* Seconda."))
    )
    content = (
        f"{make_run('euro 1.250')}<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr>"
        "<w:footnoteReference w:id='1'/></w:r>"
        "<w:r><w:footnoteReference w:id='2' w:customMarkFollows='1'/><w:t>*</w:t></w:r>"
        "<w:r><w:footnoteReference w:id='3'/></w:r>"
    )
    footnotes = f"<w:footnotes {W}>{notes}</w:footnotes>"
    extracted = read(content, footnotes=footnotes, settings=settings)
    assert extracted.text == "euro 1.250[IV][*][V]\n\n[IV] Prima.\n\n* Seconda."
    assert [warning.reason.code for warning in extracted.warnings] == ["docx_note_missing"]
