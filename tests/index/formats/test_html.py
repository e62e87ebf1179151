"""Web pages: the article and its metadata, without what a reader does not see."""

import pytest

from fonti.index.formats import ExtractedText, Unreadable, extract
from tests.helpers.extracted_texts import list_heading_levels, list_heading_paths

STORY = (
    "Il ponte di pietra fu costruito nel 1843 da operai venuti da lontano, "
    "che lavorarono per tre anni interi. "
) * 3
SITE = f"""<!DOCTYPE html>
<html lang="it-IT"><head><meta charset="utf-8"><title>Il ponte di pietra</title>
<meta name="author" content="Maria Rossi">
<meta property="article:published_time" content="2024-05-01T10:00:00+02:00">
<style>p {{ color: STILE }}</style><script>var x = "COPIONE";</script></head>
<body><nav><a href="/">Menu principale</a></nav><header>Testata del sito</header>
<article><h1>Il ponte di pietra</h1><p>{STORY}</p>
<h2>La storia</h2>
<p>La storia del ponte è <b>lunga</b> e piena&nbsp;di avvenimenti,
che qui raccontiamo ai lettori.</p>
<ul><li>Primo elemento della lista</li><li>Secondo elemento<ul><li>annidato</li></ul></li></ul>
<table><tr><th>Anno</th><th>Spesa</th></tr><tr><td>1843</td><td>300 lire</td></tr></table>
<blockquote>«Un ponte che durerà», disse il sindaco ai presenti.</blockquote>
<pre><code>x = 1
y = 2</code></pre>
<div hidden>NASCOSTO</div><p style="color: red; display: none">NASCOSTO</p>
<p aria-hidden="true">NASCOSTO</p></article>
<section class="comments"><p>Un commento di un lettore che non c'entra.</p></section>
<footer>Piè di pagina</footer></body></html>"""


def read(body: str) -> ExtractedText:
    """Return the text of a page with this body."""
    return extract(".html", f"<!DOCTYPE html><meta charset=utf-8><body>{body}".encode())


def test_the_article_is_read_without_its_menus() -> None:
    """Of a page with menus, only the article is read, block by block."""
    extracted = extract(".html", SITE.encode())
    assert extracted.text.split("\n\n") == [
        "Il ponte di pietra",
        STORY.strip(),
        "La storia",
        "La storia del ponte è lunga e piena di avvenimenti, che qui raccontiamo ai lettori.",
        "- Primo elemento della lista\n- Secondo elemento\n- annidato",
        "Anno | Spesa",
        "1843 | 300 lire",
        "«Un ponte che durerà», disse il sindaco ai presenti.",
        "x = 1\ny = 2",
    ]


def test_metadata_is_read() -> None:
    """Title, author, date and language are those of the page."""
    extracted = extract(".html", SITE.encode())
    assert (extracted.title, extracted.author, extracted.date, extracted.language) == (
        "Il ponte di pietra",
        "Maria Rossi",
        "2024-05-01",
        "it",
    )


def test_headings_have_spans_and_paths() -> None:
    """The span of a heading is its title, and its path has the titles above it."""
    extracted = read(
        "<h1>Uno <i>e</i> mezzo</h1><p>a<h2>Due<br>tre</h2><p>b<h1>Quattro</h1>"
        "<ul><li><h3>Cinque</h3>c</ul>"
    )
    assert list_heading_levels(extracted) == [
        ("Uno e mezzo", 1),
        ("Due tre", 2),
        ("Quattro", 1),
        ("Cinque", 3),
    ]
    assert list_heading_paths(extracted) == [
        "Uno e mezzo",
        "Uno e mezzo › Due tre",
        "Quattro",
        "Quattro › Cinque",
    ]


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>SEGRETO</script>",
        "<style>SEGRETO</style>",
        "<template>SEGRETO</template>",
        "<noscript>SEGRETO</noscript>",
        "<p hidden>SEGRETO</p>",
        "<p style='DISPLAY:none'>SEGRETO</p>",
        "<div aria-hidden=true><p>SEGRETO</p></div>",
        "<!-- SEGRETO -->",
        "<svg><text>SEGRETO</text></svg>",
        "<select><option>SEGRETO</select>",
        "<nav>SEGRETO</nav>",
        "<form>SEGRETO</form>",
        "<script>SEGRETO",
    ],
)
@pytest.mark.parametrize("around", ["", STORY])
def test_hidden_elements_are_not_read(unseen: str, around: str) -> None:
    """Scripts, styles, controls and hidden elements are not read, and the text after them is."""
    hidden = unseen.replace("SEGRETO", "SEGRETO molto bene tenuto")
    extracted = read(f"<p>{around}prima</p>{hidden}<p>dopo {around}</p>")
    assert "SEGRETO" not in extracted.text
    assert "prima" in extracted.text


def test_tables_of_cells_and_layout_tables() -> None:
    """A row of cells is a line; a table for layout is read as the blocks in it."""
    cell_table = "<table><tr><td>a<td><p>b</p><p>c</p><tr><td><td>d</table>"
    assert read(cell_table).text == "a | b c\n\n| d"

    layout_table = (
        "<table><tr><td><h1>Titolo</h1><p>primo</p><p>secondo</p>"
        "<td><table><tr><td>x<td>y</table></table>"
    )
    assert read(layout_table).text == "Titolo\n\nprimo\n\nsecondo\n\nx | y"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("<meta charset=iso-8859-1><p>Così è “qui” €".encode("cp1252"), "cp1252"),
        (
            (
                '<meta http-equiv="content-type" content="text/html; charset=windows-1252">'
                "<p>Così è “qui” €"
            ).encode("cp1252"),
            "cp1252",
        ),
        ("<p>Così è “qui” €".encode("utf-16"), "utf-16"),
        ("<meta charset=latin1><p>Così è “qui” €".encode("utf-8-sig"), "utf-8"),
        ("<meta charset=utf-8><p>Così è “qui” €".encode("cp1252"), "windows-1252"),
        ("<meta charset=utf-16><p>Così è “qui” €".encode(), "utf-8"),
        ("<meta charset=punycode><p>Così è “qui” €".encode(), "utf-8"),
        ("<meta charset=koi8-r><p>Это так €".encode("koi8-r", "ignore"), "koi8-r"),
        (
            (
                '<?xml version="1.0" encoding="utf-8"?>'
                "<html><body><p>Così è “qui” €</p></body></html>"
            ).encode(),
            "utf-8",
        ),
    ],
)
def test_the_encoding_is_detected(content: bytes, encoding: str) -> None:
    """The byte order mark comes first, then a plausible declaration, then the bytes themselves."""
    extracted = extract(".html", content)
    assert (extracted.text.strip(" €"), extracted.encoding) in (
        ("Così è “qui”", encoding),
        ("Это так", encoding),
    )


@pytest.mark.parametrize(
    "body", ["<div>" * 100_000 + "testo", "<div>" * 100_000 + "testo" + "</div>" * 100_000]
)
def test_a_deeply_nested_page_is_refused(body: str) -> None:
    """A page that is nested too deep is refused as a whole, not read in part."""
    with pytest.raises(Unreadable, match="nested too deep"):
        read(body)


def test_faulty_pages_are_read() -> None:
    """Elements that are not closed, or closed wrongly, hide no text."""
    extracted = read("<p>uno<p>due <b>tre</i> quattro<div>cinque</section> sei")
    assert extracted.text.split() == ["uno", "due", "tre", "quattro", "cinque", "sei"]


def test_control_characters_become_spaces() -> None:
    """Control characters, literal or as references, are replaced by a space."""
    extracted = read(
        "<p>uno\x01due&#1;tre&#x1f;quattro<script>x</script>\x02&#xFFFE;cinque&#11sei "
        "&#65;&#x10;&#233;</p>"
    )
    assert extracted.text == "uno due tre quattro cinque sei A é"


@pytest.mark.parametrize("body", ["", "<script>x</script>", "<!-- x -->", "<img src=x>"])
def test_a_page_without_text_is_refused(body: str) -> None:
    """A page that shows no text is refused."""
    with pytest.raises(Unreadable):
        read(body)
