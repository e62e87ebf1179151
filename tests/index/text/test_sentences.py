"""Where sentences end: labelled lines of Italian and English, and properties that hold of any text."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.text.sentences import split_into_sentences
from fonti.index.types import Span
from tests.helpers.fakes import arbitrary_texts
from tests.helpers.paths import ROOT

KNOWN_FAILURES = {
    "L'art. 3, co. 2, lett. b), del regolamento si applica anche alle s.r.l.| Restano escluse le cooperative.",
    "The winner gets £1m.| 2nd prize is a bicycle.",
}
HANDWRITTEN = [
    ("it", "Si veda l'art. 5 del codice.| Il resto non conta."),
    ("it", "Ai sensi dell'art. 5, comma 2, lett. a), il datore risponde.| Il preposto no."),
    ("it", "Il D.Lgs. 81/2008 tutela i lavoratori.| È in vigore dal 15 maggio 2008."),
    ("it", "L'opera fu composta da G. Verdi nel 1871.| Fu un successo."),
    ("it", "Costa 1.250,50 euro.| Il prezzo scende del 3.5% a giugno."),
    ("it", "Nacque a Roma il 3.5.1920.| Morì a Pisa il 4 giugno 1990."),
    ("it", "«Va bene.»| Uscì senza salutare."),
    ("it", "«Resto. Non parto» disse piano.| Nessuno rispose."),
    ("it", "Forse... ma non ne sono sicuro.| Vedremo."),
    ("it", "Tacque…| Poi riprese a parlare."),
    ("it", "— Chi è?| — Nessuno."),
    ("it", "– Parti? – chiese lei.| – Sì, domani."),
    ("it", "Servono:|\n- farina bianca|\n- acqua fredda|\n- sale"),
    ("it", "1. Il primo punto|\n2. Il secondo punto|\n3. Il terzo punto"),
    ("en", "See art. 5 of the code.| The rest is silence."),
    ("en", "It was written by J. R. R. Tolkien in 1937.| It sold well."),
    ("en", "Pi is about 3.14.| It never ends."),
    ("en", "He was born on 3.5.1920.| She was born on Jan. 4, 1921."),
    ("en", '"Stay here."| He left.'),
    ("en", "“Stay. Wait,” she said.| He left."),
    ("en", "Perhaps... but who knows.| We shall see."),
    ("en", "He stopped…| Then he went on."),
    ("en", "— Who is there?| — Nobody."),
    ("en", "1. First item|\n2. Second item|\n3. Third item"),
    ("en", "a) One thing|\nb) Another thing"),
]
ADVERSARIAL = [
    '"a. " * 100_000',
    "'\"' * 100_000",
    '"….!" * 100_000',
    '"(" * 100_000',
    '"« “" * 50_000',
    '"—" * 100_000',
    '"." * 200_000',
    '" " * 50_000 + "x. " * 50_000',
    '"\\n" * 50_000 + "a) " * 50_000',
    '"。" * 100_000',
]


def labelled() -> Iterator[object]:
    """The labelled lines of both languages, those known to be wrong marked."""
    files = [
        (language, Path(__file__).with_name(f"sentences_{language}.txt"))
        for language in ("it", "en")
    ]
    for language, line in [
        (at, line) for at, path in files for line in path.read_text("utf-8").splitlines()
    ]:
        marks = (
            [pytest.mark.xfail(strict=True, reason="a known failure")]
            if line in KNOWN_FAILURES
            else []
        )
        yield pytest.param(language, line, marks=marks)


def cover(text: str, spans: list[Span]) -> str:
    """What stands in no span; fails where spans are out of order, overlap, are empty or are not stripped."""
    left, at = [], 0
    for span in spans:
        assert at <= span.start < span.end <= len(text)
        assert span.slice(text) == span.slice(text).strip()
        left.append(text[at : span.start])
        at = span.end
    return "".join([*left, text[at:]])


@pytest.mark.parametrize(("language", "line"), [*labelled(), *HANDWRITTEN])
def test_sentences_end_where_a_reader_ends_them(language: str, line: str) -> None:
    """A labelled line is cut at its marks and nowhere else."""
    text = line.replace("|", "")
    assert [span.slice(text) for span in split_into_sentences(text, language)] == list(
        map(str.strip, line.split("|"))
    )


def test_every_known_failure_is_a_labelled_line() -> None:
    """No line is excused that is not there."""
    assert sum(bool(param.marks) for param in labelled()) == len(KNOWN_FAILURES)  # type: ignore[attr-defined]


@given(arbitrary_texts(), st.sampled_from(["it", "en", "de"]))
def test_sentences_cover_the_text(text: str, language: str) -> None:
    """Sentences are in order, disjoint and stripped, and leave out nothing but white space."""
    assert not cover(text, split_into_sentences(text, language)).strip()


@pytest.mark.parametrize("expression", ADVERSARIAL)
def test_no_text_takes_steps_that_grow_with_its_square(expression: str) -> None:
    """Long runs of marks and white space are cut, covering the text; in a process of its own, lest it hang."""
    program = (
        f"from fonti.index.text.sentences import split_into_sentences\ntext = {expression}\n"
        "found = ''.join(span.slice(text) for span in split_into_sentences(text, 'it'))\n"
        "assert ''.join(found.split()) == ''.join(text.split())"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=20, cwd=ROOT)
