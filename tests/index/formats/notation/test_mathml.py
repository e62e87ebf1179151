"""Formulas as linear text."""

import pytest

from fonti.index.formats import extract


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E=mc²"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>20</mn></mfrac>", "(a+1)/20"),
        (
            "<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt><mroot><mi>y</mi><mn>3</mn></mroot>",
            "√(x+1)³√y",
        ),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>",
            "∑ᵢ₌₁ⁿ",
        ),
        ("<mi>a</mi><mo>&#8290;</mo><msub><mi>x</mi><mn>1</mn></msub>", "ax₁"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a,b)"),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>"
            "<mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable>",
            "1, 2; 3, 4",
        ),
        (
            "<semantics><mrow><mn>7</mn></mrow>"
            "<annotation encoding='application/x-tex'>SEGRETO</annotation></semantics>",
            "7",
        ),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x\u0304"),
    ],
)
def test_formulas_are_written_on_a_line(formula: str, text: str) -> None:
    """Powers, fractions, roots and sums are written in characters that keep them apart."""
    page = f"<!DOCTYPE html><meta charset=utf-8><p>Vale <math>{formula}</math> qui"
    assert extract(".html", page.encode()).text == f"Vale {text} qui"


def test_a_formula_behind_its_picture_is_read() -> None:
    """The hidden formula beside a picture or drawing of it is read, and the drawing is not."""
    page = (
        "<p>Vale <span class='math' style='display:none'><math><mi>E</mi></math></span><img> e "
        "<span class=katex><span class=katex-mathml><math><mi>F</mi></math></span>"
        "<span class=katex-html aria-hidden=true>F</span></span>."
    )
    assert extract(".html", page.encode()).text == "Vale E e F."
