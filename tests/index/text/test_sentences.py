"""Test where sentences end, by labelled lines and by properties of any text."""

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

# A line is a text with a mark where a sentence ends.
END_MARK = "|"

# Lines that the rules get wrong.
KNOWN_FAILURES = {
    "The winner gets £1m.| 2nd prize is a bicycle.",
}

# Lines that are not in the labelled files, with their languages.
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
    ("it", "Ex art. 2, c. 3, lett. b), d.lgs. n. 50/2016 è escluso.| Il resto no."),
    ("it", "Le uve, p.es. Il Moscato, sono bianche.| Altre no."),
    ("it", "Scarica l'app.| Inserisci il codice."),
    ("it", "È nel gruppo A.| Vince sempre."),
    ("en", "Open the app.| Click Save."),
    ("en", "The cat was fed.| The dog was not."),
    ("en", "They went to the pub.| Tom paid."),
    ("en", "I met Ed.| He left."),
    ("en", "Read the docs.| Then try."),
    ("en", "The answer is: B.| The other is wrong."),
    ("en", "We meet at 5 p.m. Friday.| Lunch ends at 2 p.m.| Coffee follows."),
]

# Expressions of texts on which careless patterns take very long.
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


# Splits a text, and checks that the sentences cover it.
SPLIT_PROGRAM = """
from fonti.index.text.sentences import split_into_sentences
text = {expression}
sentences = "".join(span.slice(text) for span in split_into_sentences(text, "it"))
assert "".join(sentences.split()) == "".join(text.split())
"""


def read_labelled_lines() -> Iterator[object]:
    """Yield the labelled lines of both languages; those that are known to fail are marked."""
    known_failure = pytest.mark.xfail(strict=True, reason="a known failure")
    for language in ("it", "en"):
        file = Path(__file__).with_name(f"sentences_{language}.txt")
        for line in file.read_text("utf-8").splitlines():
            marks = [known_failure] if line in KNOWN_FAILURES else []
            yield pytest.param(language, line, marks=marks)


def find_text_outside(text: str, spans: list[Span]) -> str:
    """Return the text that lies in no span.

    Fails if spans are out of order, overlap, are empty or have white space around them.
    """
    outside = []
    end_of_last = 0
    for span in spans:
        assert end_of_last <= span.start < span.end <= len(text)
        assert span.slice(text) == span.slice(text).strip()
        outside.append(text[end_of_last : span.start])
        end_of_last = span.end
    return "".join([*outside, text[end_of_last:]])


@pytest.mark.parametrize(("language", "line"), [*read_labelled_lines(), *HANDWRITTEN])
def test_sentences_end_where_a_reader_ends_them(language: str, line: str) -> None:
    """A labelled line is cut at its marks and nowhere else."""
    text = line.replace(END_MARK, "")
    sentences = [span.slice(text) for span in split_into_sentences(text, language)]
    assert sentences == [sentence.strip() for sentence in line.split(END_MARK)]


def test_every_known_failure_is_a_labelled_line() -> None:
    """No line is excused that does not exist."""
    failures = [param for param in read_labelled_lines() if param.marks]  # type: ignore[attr-defined]
    assert len(failures) == len(KNOWN_FAILURES)


@given(arbitrary_texts(), st.sampled_from(["it", "en", "de"]))
def test_sentences_cover_the_text(text: str, language: str) -> None:
    """They are in order and disjoint, and leave out nothing but white space."""
    assert not find_text_outside(text, split_into_sentences(text, language)).strip()


@pytest.mark.parametrize("expression", ADVERSARIAL)
def test_no_text_takes_time_that_grows_with_its_square(expression: str) -> None:
    """Long runs of punctuation and white space are split soon, in a process that can be ended."""
    command = [sys.executable, "-c", SPLIT_PROGRAM.format(expression=expression)]
    subprocess.run(command, check=True, timeout=20, cwd=ROOT)
