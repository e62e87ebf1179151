"""Raised and lowered text: the characters of Unicode, or a mark that keeps it apart."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.formats.notation.superscripts import to_subscript, to_superscript
from fonti.index.formats.text_builder import normalize_text


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("6", "⁶"),
        ("-12", "⁻¹²"),
        ("\u22121", "⁻¹"),
        ("n+1", "ⁿ⁺¹"),
        ("a", "ª"),
        ("o", "º"),
        ("(3)", "⁽³⁾"),
        ("[3]", "[3]"),
        ("3, 4", "^(3, 4)"),
        ("q", "^q"),
        ("max", "^(max)"),
        ("th", "th"),
        ("TM", "™"),
        ("®", "®"),
        ("²", "²"),
        (" 2 ", " ² "),
        (" ", " "),
        ("", ""),
    ],
)
def test_raised_text(text: str, raised: str) -> None:
    """What Unicode has is raised, ordinals and marks are plain, and the rest is after a caret."""
    assert to_superscript(text) == raised


@pytest.mark.parametrize(
    ("text", "lowered"),
    [("2", "₂"), ("i", "ᵢ"), ("n-1", "ₙ₋₁"), ("b", "_b"), ("max", "_(max)"), ("2 ", "₂ ")],
)
def test_lowered_text(text: str, lowered: str) -> None:
    """What Unicode has is lowered, and the rest is after an underscore."""
    assert to_subscript(text) == lowered


@given(text=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_digits_never_touch_the_base(text: str) -> None:
    """No text begins with a digit after it was raised or lowered, and white space stays."""
    for write in (to_superscript, to_subscript):
        assert not write(text)[0].isdecimal()
        assert write(f" {text} ") == f" {write(text)} "


@pytest.mark.parametrize("write", [to_superscript, to_subscript])
def test_normalisation_keeps_scripts(write: Callable[[str], str]) -> None:
    """The characters stay as they are when a text is normalised."""
    assert normalize_text(write("0123456789")) == write("0123456789")
