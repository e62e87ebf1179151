"""Web pages: the article and what it says of itself, and nothing that a reader does not see."""

import pytest

from fonti.index.formats import extract
from fonti.index.formats.extract import Extract, Unreadable

STORY = (
    "Il ponte di pietra fu costruito nel 1843 da operai venuti da lontano, che lavorarono per tre anni interi. "
    * 3
)
SITE = f"""<!DOCTYPE html>
<html lang="it-IT"><head><meta charset="utf-8"><title>Il ponte di pietra</title>
<meta name="author" content="Maria Rossi"><meta property="article:published_time" content="2024-05-01T10:00:00+02:00">
<style>p {{ color: STILE }}</style><script>var x = "COPIONE";</script></head>
<body><nav><a href="/">Menu principale</a></nav><header>Testata del sito</header>
<article><h1>Il ponte di pietra</h1><p>{STORY}</p>
<h2>La storia</h2><p>La storia del ponte è <b>lunga</b> e piena&nbsp;di avvenimenti, che qui raccontiamo ai lettori.</p>
<ul><li>Primo elemento della lista</li><li>Secondo elemento<ul><li>annidato</li></ul></li></ul>
<table><tr><th>Anno</th><th>Spesa</th></tr><tr><td>1843</td><td>300 lire</td></tr></table>
<blockquote>«Un ponte che durerà», disse il sindaco ai presenti.</blockquote>
<pre><code>x = 1
y = 2</code></pre>
<div hidden>NASCOSTO</div><p style="color: red; display: none">NASCOSTO</p><p aria-hidden="true">NASCOSTO</p></article>
<section class="comments"><p>Un commento di un lettore che non c'entra.</p></section>
<footer>Piè di pagina</footer></body></html>"""


def page(body: str) -> Extract:
    """A page of this body, read."""
    return extract(".html", f"<!DOCTYPE html><meta charset=utf-8><body>{body}".encode())


def test_the_article_is_read_without_its_menus() -> None:
    """Of a site's page the article is kept, block by block, and nothing of what stands around it."""
    found = extract(".html", SITE.encode())
    assert found.text.split("\n\n") == [
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


def test_what_a_page_says_of_itself_is_told() -> None:
    """Title, author, date and language are the page's own."""
    found = extract(".html", SITE.encode())
    assert (found.title, found.author, found.date, found.language) == (
        "Il ponte di pietra",
        "Maria Rossi",
        "2024-05-01",
        "it",
    )


def test_headings_stand_where_they_say() -> None:
    """A heading's span is its title, and its path the titles above it."""
    found = page(
        "<h1>Uno <i>e</i> mezzo</h1><p>a<h2>Due<br>tre</h2><p>b<h1>Quattro</h1><ul><li><h3>Cinque</h3>c</ul>"
    )
    assert [
        (found.text[heading.start : heading.end], heading.level, heading.path)
        for heading in found.headings
    ] == [
        ("Uno e mezzo", 1, "Uno e mezzo"),
        ("Due tre", 2, "Uno e mezzo › Due tre"),
        ("Quattro", 1, "Quattro"),
        ("Cinque", 3, "Quattro › Cinque"),
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
def test_what_is_not_seen_is_not_read(unseen: str, around: str) -> None:
    """No script, style, control or hidden text is indexed, and the text after it is."""
    found = page(
        f"<p>{around}prima</p>{unseen.replace('SEGRETO', 'SEGRETO molto bene tenuto')}<p>dopo {around}</p>"
    )
    assert "SEGRETO" not in found.text
    assert "prima" in found.text


def test_tables_of_cells_and_of_layout_differ() -> None:
    """A row of cells is a line; a table that lays out a page is read as the blocks it holds."""
    assert (
        page("<table><tr><td>a<td><p>b</p><p>c</p><tr><td><td>d</table>").text == "a | b c\n\n| d"
    )
    layout = "<table><tr><td><h1>Titolo</h1><p>primo</p><p>secondo</p><td><table><tr><td>x<td>y</table></table>"
    assert page(layout).text == "Titolo\n\nprimo\n\nsecondo\n\nx | y"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("<meta charset=iso-8859-1><p>Così è “qui” €".encode("cp1252"), "cp1252"),
        (
            '<meta http-equiv="content-type" content="text/html; charset=windows-1252"><p>Così è “qui” €'.encode(
                "cp1252"
            ),
            "cp1252",
        ),
        ("<p>Così è “qui” €".encode("utf-16"), "utf-16"),
        ("<meta charset=latin1><p>Così è “qui” €".encode("utf-8-sig"), "utf-8"),
        ("<meta charset=utf-8><p>Così è “qui” €".encode("cp1252"), "windows-1252"),
        ("<meta charset=utf-16><p>Così è “qui” €".encode(), "utf-8"),
        ("<meta charset=punycode><p>Così è “qui” €".encode(), "utf-8"),
        ("<meta charset=koi8-r><p>Это так €".encode("koi8-r", "ignore"), "koi8-r"),
        (
            '<?xml version="1.0" encoding="utf-8"?><html><body><p>Così è “qui” €</p></body></html>'.encode(),
            "utf-8",
        ),
    ],
)
def test_the_encoding_is_found(content: bytes, encoding: str) -> None:
    """The byte order mark comes first, then what the page declares if it can be, then what the bytes are."""
    found = extract(".html", content)
    assert (found.text.strip(" €"), found.encoding) in (
        ("Così è “qui”", encoding),
        ("Это так", encoding),
    )


@pytest.mark.parametrize(
    "body", ["<div>" * 100_000 + "testo", "<div>" * 100_000 + "testo" + "</div>" * 100_000]
)
def test_a_page_nested_without_end_is_refused(body: str) -> None:
    """What is nested deeper than any page is refused for it, not read in part."""
    with pytest.raises(Unreadable, match="nested too deep"):
        page(body)


def test_faulty_pages_are_read() -> None:
    """Elements that are not closed, or closed wrongly, hide no text."""
    assert page("<p>uno<p>due <b>tre</i> quattro<div>cinque</section> sei").text.split() == [
        "uno", "due", "tre", "quattro", "cinque", "sei",
    ]  # fmt: skip


def test_control_characters_are_no_obstacle() -> None:
    """Characters that no text has, bare or as references, part what they stand between and no more."""
    found = page(
        "<p>uno\x01due&#1;tre&#x1f;quattro<script>x</script>\x02&#xFFFE;cinque&#11sei &#65;&#x10;&#233;</p>"
    )
    assert found.text == "uno due tre quattro cinque sei A é"


@pytest.mark.parametrize("body", ["", "<script>x</script>", "<!-- x -->", "<img src=x>"])
def test_a_page_without_text_is_refused(body: str) -> None:
    """A page of which nothing is seen holds no text."""
    with pytest.raises(Unreadable):
        page(body)
