"""Tests of the reader: what it reads, and which answer it chooses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import Encoder, Window
from fonti.index.models.encoder import ModelEncoder
from fonti.index.models.reader import (
    MAX_ANSWER_TOKENS,
    MAX_SCORE,
    MAX_TOKENS,
    ReaderInput,
    choose_answer,
    make_reader_input,
)
from fonti.index.models.tokenizer import Tokens

FIRST = 0
LAST = 2


class WordTokenizer:
    """A tokenizer whose tokens are words; the id of a word is its length plus 10."""

    closing_count = 1

    def encode(self, text: str) -> Tokens:
        """Return a token for each word."""
        ids = [FIRST]
        spans = [(0, 0)]
        place = 0
        for word in text.split():
            start = text.index(word, place)
            place = start + len(word)
            ids.append(10 + len(word))
            spans.append((start, place))
        return Tokens([*ids, LAST], np.array([*spans, (0, 0)], np.int64))


def test_question_heading_and_text_end_with_the_same_token() -> None:
    """The heading is left out if there is none, with its end."""
    tokenizer = WordTokenizer()
    read = make_reader_input(tokenizer, "Quando apre?", Window("Orari", "Alle nove."))
    assert read.ids == [FIRST, 16, 15, LAST, 15, LAST, 14, 15, LAST]
    assert read.first == 6
    assert read.spans.tolist() == [[0, 4], [5, 10]]

    read = make_reader_input(tokenizer, "Quando apre?", Window("", "Alle nove."))
    assert read.ids == [FIRST, 16, 15, LAST, 14, 15, LAST]


def test_long_parts_are_cut() -> None:
    """However long the parts are, no more is read than the model can."""
    window = Window("sopra " * 400, "parola " * 400)
    read = make_reader_input(WordTokenizer(), "domanda " * 400, window)
    assert len(read.ids) == MAX_TOKENS
    assert len(read.spans) == MAX_TOKENS - read.first - 1


@given(st.data())
def test_the_best_span_is_chosen(data: st.DataObject) -> None:
    """No other span of allowed length has a higher sum; the score is that over no answer."""
    count = data.draw(st.integers(1, 60))
    numbers = st.floats(-5, 5, width=32)
    rows = data.draw(st.lists(st.tuples(numbers, numbers), min_size=count + 2, max_size=count + 2))
    scores = np.array(rows, np.float32)
    text = "ab " * count
    spans = np.array([(3 * place, 3 * place + 2) for place in range(count)])
    read = ReaderInput(ids=[FIRST] * (count + 2), first=1, spans=spans)

    reading = choose_answer(read, text, scores)

    sums = {
        (first, last): scores[1 + first, 0] + scores[1 + last, 1]
        for first in range(count)
        for last in range(first, min(count, first + MAX_ANSWER_TOKENS))
    }
    assert reading.score == pytest.approx(max(sums.values()) - scores[0].sum(), abs=1e-4)
    chosen = (reading.start // 3, (reading.end - 2) // 3)
    assert sums[chosen] == pytest.approx(max(sums.values()), abs=1e-4)


def test_nothing_to_read_is_no_answer() -> None:
    """An empty window has no answer, and no score above that of none."""
    read = make_reader_input(WordTokenizer(), "Quando apre?", Window("", ""))
    reading = choose_answer(read, "", np.zeros((len(read.ids), 2), np.float32))
    assert reading.start == reading.end == 0
    assert reading.score == -MAX_SCORE


@pytest.mark.model
def test_the_reader_points_at_the_answer(embedded_encoder: Encoder) -> None:
    """It gives the span of the answer, and a lower score to a text that only resembles it."""
    assert isinstance(embedded_encoder, ModelEncoder)
    assert embedded_encoder.reader is not None
    text = "La biblioteca comunale apre alle 9 e chiude alle 18. Il sabato resta chiusa."
    other = "Il museo civico è nato nel 1921 per volontà di un medico del paese."
    question = "A che ora apre la biblioteca?"

    answering, other_reading = embedded_encoder.reader.read(
        question, [Window("", text), Window("", other)]
    )

    assert text[answering.start : answering.end] in ("alle 9", "9")
    assert answering.score > 0 > other_reading.score


@pytest.mark.model
def test_a_reading_does_not_depend_on_what_is_read_beside_it(embedded_encoder: Encoder) -> None:
    """Windows are read alone or together, once or twice, with the same result."""
    assert isinstance(embedded_encoder, ModelEncoder)
    assert embedded_encoder.reader is not None
    windows = [Window("Orari", f"L'ufficio {number} apre alle {number}.") for number in range(1, 6)]
    question = "A che ora apre l'ufficio 3?"

    together = embedded_encoder.reader.read(question, windows)
    assert embedded_encoder.reader.read(question, windows) == together
    assert [embedded_encoder.reader.read(question, [window])[0] for window in windows] == together
