"""Web pages: what a browser shows, and its metadata, without what a reader does not see."""

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
        "<svg><title>SEGRETO</title><defs><text>SEGRETO</text></defs></svg>",
        "<select><option>prima<option>SEGRETO</select>",
        "<input type=hidden value=SEGRETO>",
        "<nav>SEGRETO</nav>",
        "<form role=search>SEGRETO</form>",
        "<del>SEGRETO</del><s>SEGRETO</s><strike>SEGRETO</strike>",
        "<p style='text-decoration: line-through'>SEGRETO</p>",
        "<p style='position: absolute; left: -9999px'>SEGRETO</p>",
        "<p class='visually-hidden'>SEGRETO</p>",
        "<style>.x p { display: none }</style><div class=x><p>SEGRETO</p></div>",
        "<style>@media screen { #x { display: none !important } }</style><p id=x>SEGRETO</p>",
        "<dialog>SEGRETO</dialog>",
        "<div style='font-size:0px'>SEGRETO <b>SEGRETO</b></div>",
        "<div style='max-height:0; overflow:hidden'>SEGRETO</div>",
        "<span style='color:white; background:#FFF'>SEGRETO</span>",
        "<p aria-label='Stelle'><i class=icon aria-hidden=true hidden>SEGRETO</i></p>",
        "<span class=icon aria-hidden=true>SEGRETO</span>",
        "<div class='cookie-banner'>SEGRETO</div>",
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


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<aside class=warning><p>Attenzione: legna.</p></aside>", "Attenzione: legna."),
        (
            "<form><div id=menu><a href=x>Home</a></div><p>La rata scade.</p></form>",
            "La rata scade.",
        ),
        ("<h3><button aria-expanded=false>Che fare?</button></h3>", "Che fare?"),
        ("<div class=sidebar><h3>Orari</h3><p>Dalle 9.</p></div>", "Orari\n\nDalle 9."),
        ("<header><nav>no</nav><h1>Titolo</h1></header><main>x</main>", "Titolo\n\nx"),
        ("<header><h1>Sito</h1></header><main><h1>Titolo</h1></main>", "Titolo"),
        ("<dl><dt>Voce<dd>Testo</dl>", "Voce\n\nTesto"),
        ("<figure><img alt=x><figcaption>Torre</figcaption></figure>", "Torre"),
        ("<label>Nome</label><input value=Ada>", "Nome Ada"),
        ("<form><label><input type=radio checked>sì</label></form>", "☒ sì"),
        ("<select><option>uno<option selected>due</select>", "due"),
        ("<textarea>uno\ndue</textarea>", "uno\ndue"),
        ("<a href=x>uno</a><a href=y>due</a><img>tre", "uno due tre"),
        ("<b style='display:block'>uno</b><b style='display:block'>due</b>", "uno\n\ndue"),
        ("<q>sì</q> <ruby>漢<rt>kan</rt></ruby>", "“sì” 漢(kan)"),
        ("<svg><text>Nord</text></svg>", "Nord"),
        ("<h2>Capo<a href='#c'>¶</a></h2>", "Capo"),
        (
            "euro <span class=sr-only>12 e 90</span><span aria-hidden=true>12<sup>90</sup></span>",
            "euro 12⁹⁰",
        ),
        ("<p aria-label='per cento'>3 <span aria-hidden=true>percento</span></p>", "3 percento"),
        ("<div style='font-size:0'><p style='font-size:1rem'>uno</p></div>", "uno"),
        ("<div style='height:0; overflow:hidden; padding-bottom:50%'>uno</div>", "uno"),
        ("<p style='color:inherit; background:inherit'>uno</p>", "uno"),
        ("<object data=x.pdf><p>Il bando scade.</p></object>", "Il bando scade."),
        ("<iframe srcdoc='&lt;p>dentro&lt;/p>'></iframe>", "dentro"),
        (
            "<section id=comments><p>I commenti iniziano con #.</p></section>",
            "I commenti iniziano con #.",
        ),
    ],
)
def test_all_that_a_browser_shows_is_read(body: str, text: str) -> None:
    """Text in asides, forms, buttons and heads is read; only what leads around a site is not."""
    assert read(body).text == text


@pytest.mark.parametrize(
    "body",
    [
        "<h3><button aria-expanded=false>D</button></h3><div hidden>TESTO</div>",
        "<button>D</button><div style='display:none'>TESTO</div>",
        "<a href='#x'>D</a><p>.</p><div id=x style='display:none'>TESTO</div>",
        "<button aria-controls=x>D</button><p>.</p><div id=x hidden>TESTO</div>",
        "<button onclick=\"show('x')\">D</button><p>.</p><div id=x hidden>TESTO</div>",
        "<p>.</p><div class=x hidden>TESTO</div><script>open('.x')</script>",
        "<style>.x { display: none } .x.open { display: block }</style>"
        "<p>.</p><p class=x>TESTO</p>",
        "<style>.x { display: none } :checked ~ .x { display: block }</style>"
        "<input type=radio><p>.</p><p class=x>TESTO</p>",
        "<p>.</p><div class='collapse' style='display:none'>TESTO</div>",
        "<p>.</p><div role=tabpanel hidden>TESTO</div>",
        "<details><summary>D</summary>TESTO</details>",
        "<p hidden=until-found>TESTO</p>",
        "<style>p { display: none }</style><p style='display: block'>TESTO</p>",
        "<style>@media print { p { display: none } }</style><p>TESTO</p>",
    ],
)
def test_collapsed_text_is_read(body: str) -> None:
    """Text that a button, a tab, a script or a state of the page shows is read."""
    assert "TESTO" in read(body).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("euro 1.250<sup>3</sup> e 10<sup>6</sup>", "euro 1.250³ e 10⁶"),
        ("H<sub>2</sub>O nota<sup><a href='#n'>[1]</a></sup>", "H₂O nota[1]"),
        ("10<span style='vertical-align: super'>6</span>", "10⁶"),
        ("<style>.s { vertical-align: super }</style>10<span class=s>6</span>", "10⁶"),
    ],
)
def test_raised_text_stays_apart(body: str, text: str) -> None:
    """A raised or lowered digit is no digit of the number beside it."""
    assert read(body).text == text


def test_lists_have_the_numbers_of_a_browser() -> None:
    """Items are numbered by the type, the start and the values of their list."""
    body = (
        "<ol><li>uno<li>due<ol type=a><li>x<li>y</ol></ol><ol start=3 type=I><li>tre"
        "<li value=9>nove</ol><ol reversed><li>b<li>a</ol><ol><li>1) suo</ol>"
        "<ol style='list-style: none'><li>z</ol>"
    )
    expected = "1. uno 2. due a. x b. y III. tre IX. nove 2. b 1. a 1) suo - z"
    assert " ".join(read(body).text.split()) == expected


def test_comments_in_a_program_or_a_table_are_text() -> None:
    """What readers wrote below a page is left out; a span or cell named `comment` is no such."""
    body = (
        "<pre><span class=comment># somma</span>\nx = 1</pre><table><tr><td>uno"
        "<td class=comment>primo<tr><td>due<td class=comment>secondo</table>"
        "<ol class=comment-list><li class=comment>Bello!</ol>"
    )
    assert read(body).text == "# somma\nx = 1\n\nuno | primo\n\ndue | secondo"


def test_cells_that_span_are_repeated() -> None:
    """A cell stands in all its rows, and over each column that it heads; the caption is first."""
    body = (
        "<table><caption>Tariffe</caption><thead><tr><th>Zona<th colspan=2>Euro<tbody><tr>"
        "<td rowspan=2>A<td>1<td>2<tr><td>3<td>4<tr><td rowspan=2 colspan=2>B<td>5<tr><td>6"
        "<tr><td>C<td colspan=2>7<tr><td colspan=3>Nota</table>"
    )
    assert read(body).text.split("\n\n") == [
        "Tariffe",
        "Zona | Euro | Euro",
        "A | 1 | 2",
        "A | 3 | 4",
        "B | | 5",
        "B | | 6",
        "C | 7",
        "Nota",
    ]


def test_the_parts_of_a_table_are_in_their_places() -> None:
    """The foot is the end, wherever it is written; no cell reaches out of its part."""
    body = (
        "<table><thead><tr><th rowspan=9>Voce<th>Euro<tfoot><tr><td>Totale<td>3"
        "<tbody><tr><td rowspan=0>A<td>1<tr><td>2</table>"
    )
    assert read(body).text.split("\n\n") == ["Voce | Euro", "A | 1", "A | 2", "Totale | 3"]


def test_a_table_in_a_cell_of_a_table_with_lines_is_a_part_of_it() -> None:
    """The rows around it stay rows."""
    inner = "<table><caption>In euro</caption><tr><td>uno<td>1<tr><td>due<td>2</table>"
    body = f"<table border=1><tr><td>2023<td>Voci di spesa {inner} del comune<td>3</table>"
    assert read(body).text == "2023 | Voci di spesa In euro uno|1 due|2 del comune | 3"


def test_shadow_roots_are_read() -> None:
    """The content of a host stands in the slots of its declarative shadow root."""
    body = (
        "<x-card><template shadowrootmode=open><h2><slot name=t>vuoto</slot></h2><slot></slot>"
        "</template><b slot=t>Titolo</b><p>Testo</p><i slot=z>SEGRETO</i></x-card><p>dopo</p>"
    )
    assert read(body).text == "Titolo\n\nTesto\n\ndopo"


def test_the_encoding_may_be_declared_below_a_script() -> None:
    """As in browsers, a declaration counts that stands far from the beginning."""
    script = f"<script>{'var a = 1;' * 1000}</script>"
    page = f"{script}<meta charset=windows-1251><p>Аренда квартиры</p>"
    assert extract(".html", page.encode("windows-1251")).text == "Аренда квартиры"


def test_utf_8_is_stronger_than_a_declaration() -> None:
    """Valid UTF-8 beyond ASCII is UTF-8, whatever the page declares."""
    for charset in ("iso-8859-1", "windows-1252", "us-ascii", "koi8-r"):
        page = f"<meta charset={charset}><title>Perché</title><p>L’età è già".encode()
        extracted = extract(".html", page)
        assert (extracted.text, extracted.title) == ("L’età è già", "Perché")
