"""Words and numbers that a style sheet writes are read as a browser shows them."""

import pytest

from fonti.index.formats import extract


@pytest.mark.parametrize(
    ("sheet", "body", "expected"),
    [
        ('.r::after{content:" (obbligatorio)"}', '<p class="r">Nome</p>', "Nome (obbligatorio)"),
        ('.p:before{content:"€ "}', '<p class="p">100</p>', "€ 100"),
        (
            'p::before{content:"Lettera " attr(data-n) ". "}',
            '<p data-n="B">Uno</p>',
            "Lettera B. Uno",
        ),
        (
            "body{counter-reset:h} h2::before{counter-increment:h;content:'Art. ' counter(h) '. '}",
            "<h2>Premessa</h2><p>uno</p><h2>Scopo</h2><p>due</p>",
            "Art. 1. Premessa\n\nuno\n\nArt. 2. Scopo\n\ndue",
        ),
        (
            "h2{counter-increment:h} h2::before{content:counter(h, upper-roman) ' '}",
            "<h2>Premessa</h2><h2>Scopo</h2>",
            "I Premessa\n\nII Scopo",
        ),
        ('p::before{content:"\\f101"}', "<p>Uno</p>", "Uno"),
        ('p::before{font-family:icons;content:"expand"}', "<p>Uno</p>", "Uno"),
        ('p::after{opacity:0;content:"suggerimento"}', "<p>Uno</p>", "Uno"),
        ('p:hover::after{content:"suggerimento"}', "<p>Uno</p>", "Uno"),
        ('p::after{content:"no"} p.a::after{content:none}', '<p class="a">Uno</p>', "Uno"),
        ('.n{display:none} .n::before{content:"mai"}', '<p class="n">Uno</p><p>Due</p>', "Due"),
        ("p::before{content:open-quote}", "<p>Uno</p>", "Uno"),
    ],
)
def test_text_of_a_style_sheet(sheet: str, body: str, expected: str) -> None:
    """Words and counters are added, but not icons, nor what a sheet shows on demand."""
    page = f"<html><head><style>{sheet}</style></head><body>{body}</body></html>"
    assert extract(".html", page.encode()).text == expected
