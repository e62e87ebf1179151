"""Tests of reading: which part of a passage is read, and what is made of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index import Document, Library, Passage, Reading, Sentence, Window
from fonti.qa import Assistant
from fonti.qa.question.query import Query
from fonti.qa.ranking.evidence import Evidence, PassageReading, RankedPassage
from fonti.qa.reading.windows import (
    MAX_WINDOW_CHARACTERS,
    choose_window_around_answer,
    choose_windows,
)
from tests.helpers.assistants import fix_confidence, open_files
from tests.helpers.fakes import FakeEncoder, write_corpus
from tests.helpers.readers import FakeReader

FEES = "La tassa per il {place} è di {amount} euro e si paga ogni anno alla cassa."

QUERY = Query("tassa", "it", FakeEncoder().encode_query("tassa"))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> FakeReader:
    """Let every library have the fake reader."""
    fake = FakeReader()
    monkeypatch.setattr(Library, "reader", lambda _: fake)
    return fake


def make_passage(lengths: list[int], best: int) -> RankedPassage:
    """Return a passage of sentences of some lengths, of which one is the best."""
    sentences: list[Sentence] = []
    place = 100
    for length in lengths:
        sentences.append(Sentence(len(sentences), place, place + length))
        place += length + 1
    text = "x" * (place - 101)
    passage = Passage(1, "a.txt", 100, 100 + len(text), text, None, "it", tuple(sentences))
    scores = np.zeros(len(lengths), np.float32)
    scores[best] = 1
    return RankedPassage(
        passage=passage,
        ranking_score=0.0,
        evidence=Evidence(0, 0, 0, 0, 0, 0, 0, 0),
        sentence_scores=scores,
        sentence_embeddings=np.zeros((len(lengths), 4), np.float32),
        token_cosines=np.zeros((1, 1), np.float32),
        token_spans=np.zeros((1, 2), np.int64),
    )


@given(st.lists(st.integers(1, 700), min_size=1, max_size=12), st.data())
def test_a_window_has_the_best_sentence_and_is_not_too_long(
    lengths: list[int], data: st.DataObject
) -> None:
    """It grows by whole sentences; only a best sentence that is too long is cut."""
    best = data.draw(st.integers(0, len(lengths) - 1))
    ranked = make_passage(lengths, best)
    document = Document("a.txt", "x" * 100 + ranked.passage.text, "5e", "utf-8", "it")
    rounds = choose_windows(QUERY, ranked, document, 2)
    windows = [window.locate(0, len(window.text)) for (window,) in rounds]
    start = windows[0].start
    end = windows[0].end

    sentence = ranked.passage.sentences[best]
    assert end - start <= MAX_WINDOW_CHARACTERS
    assert start <= sentence.start - 100
    assert end >= min(sentence.end - 100, start + MAX_WINDOW_CHARACTERS)
    assert start in {item.start - 100 for item in ranked.passage.sentences}

    # A second window has other sentences.
    for other in windows[1:]:
        assert other.end - other.start <= MAX_WINDOW_CHARACTERS
        assert other.end <= start or end <= other.start


@given(st.lists(st.integers(1, 1200), min_size=1, max_size=6), st.data())
def test_the_second_window_has_the_answer(lengths: list[int], data: st.DataObject) -> None:
    """It has the sentences beside it only if there is room."""
    number = data.draw(st.integers(0, len(lengths) - 1))
    ranked = make_passage(lengths, number)
    sentence = ranked.passage.sentences[number]
    start = data.draw(st.integers(sentence.start, sentence.end - 1)) - 100
    end = min(start + data.draw(st.integers(1, 60)), sentence.end - 100)
    ranked = replace(ranked, reading=PassageReading(start, end, 1.0))

    window = choose_window_around_answer(ranked)

    assert window is not None
    span = window.locate(0, len(window.text))
    assert span.start <= start < end <= span.end
    assert len(window.text) <= MAX_WINDOW_CHARACTERS
    neighbours = ranked.passage.sentences[max(number - 1, 0) : number + 2]
    whole_length = neighbours[-1].end - neighbours[0].start
    if whole_length <= MAX_WINDOW_CHARACTERS:
        assert len(window.text) == whole_length


@pytest.mark.usefixtures("reader")
def test_the_passage_that_is_read_as_an_answer_comes_first(tmp_path: Path) -> None:
    """Its answer is marked, and it stands in the document."""
    files = {
        "mercato.txt": FEES.format(place="mercato", amount=120),
        "posteggio.txt": FEES.format(place="posteggio", amount=45),
    }
    assistant = open_files(tmp_path, files)

    answer = assistant.ask("Quanto costa la tassa del posteggio?")

    first = answer.citations[0]
    assert first.source == "posteggio.txt"
    assert first.answer_span is None
    fix_confidence(assistant, 3.0)
    answer = assistant.ask("Tassa posteggio?")
    first = answer.citations[0]
    assert first.source == "posteggio.txt"
    assert first.answer_span is not None
    start, end = first.answer_span
    assert files["posteggio.txt"][start:end] == "45"
    assert ("45", "answer") in first.split_by_emphasis()
    assert first.to_json()["answer_span"] == [start, end]


def test_the_reader_sees_the_title_and_the_headings(reader: FakeReader, tmp_path: Path) -> None:
    """A document without a title is described by the name of its file."""
    files = {
        "analisi_due.txt": "Crediti: 9. Il corso si tiene nel primo semestre dell'anno.",
        "fisica.md": "# Fisica generale\n\n## Crediti\n\nSono 12 e valgono per tutti i corsi.",
    }
    assistant = open_files(tmp_path, files)

    assistant.ask("Quanti sono i crediti?")

    headings = {window.heading for window in reader.windows}
    assert headings == {"analisi due", "Fisica generale › Crediti"}


class ScoringReader(FakeReader):
    """A reader that prefers the windows with a word, and does not say where the answer is."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self._word = word

    def _read(self, question: str, window: Window) -> Reading:  # noqa: ARG002
        return Reading(0, 0, 5.0 if self._word in window.text else -5.0)


@pytest.mark.parametrize("word", ["mercato", "posteggio"])
def test_a_reader_that_says_no_place_orders_and_marks_nothing(word: str, tmp_path: Path) -> None:
    """Its score counts, and the words that match are marked as without a reader."""
    files = {
        "mercato.txt": FEES.format(place="mercato", amount=120),
        "posteggio.txt": FEES.format(place="posteggio", amount=45),
    }
    corpus = write_corpus(tmp_path / "corpus", files)
    assistant = Assistant.open(
        corpus, index=tmp_path / "index", model=FakeEncoder(), reader=ScoringReader(word)
    )

    first = assistant.ask("Quanto costa la tassa?").citations[0]

    assert first.source == f"{word}.txt"
    assert first.answer_span is None
    assert first.marks


def test_a_reader_that_says_no_place_does_not_choose_the_quote(tmp_path: Path) -> None:
    """The best sentence is quoted, wherever it stands in the passage."""
    text = "Il mercato apre di giovedì. La tassa è di 120 euro e si paga alla cassa."
    corpus = write_corpus(tmp_path / "corpus", {"a.txt": text})
    assistant = Assistant.open(
        corpus, index=tmp_path / "index", model=FakeEncoder(), reader=ScoringReader("mercato")
    )

    first = assistant.ask("Quanto costa la tassa che si paga alla cassa?").citations[0]

    assert first.quote.startswith("La tassa è")


@pytest.mark.parametrize("reader", [None, "none"])
def test_without_a_reader_nothing_is_read(reader: str | None, tmp_path: Path) -> None:
    """An encoder of the user's own has no reader, and questions are answered all the same."""
    corpus = write_corpus(tmp_path / "corpus", {"a.txt": FEES.format(place="mercato", amount=120)})
    index = tmp_path / "index"
    assistant = Assistant.open(corpus, index=index, model=FakeEncoder(), reader=reader)
    answer = assistant.ask("Quanto costa la tassa del mercato?")
    assert answer.citations[0].answer_span is None


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    "text",
    [
        "Quanto costa il pasto?\n\nCosta 4 euro.\n\nQuando apre la mensa?\n\nApre alle dodici.\n",
        "D: Quanto costa il pasto?\nR: Costa 4 euro.\n\n"
        "D: Quando apre la mensa?\nR: Apre alle dodici.\n",
        "Anna: quanto costa il pasto?\nBruno: costa 4 euro.\n"
        "Anna: quando apre la mensa?\nBruno: apre alle dodici.\n",
        "D: Che cosa offre il menu 4?\nR: Una zuppa.\n\n"
        "D: Quando apre la mensa?\nR: Apre alle dodici.\n",
    ],
)
def test_the_answer_to_another_question_of_the_document_is_not_quoted(
    text: str, tmp_path: Path
) -> None:
    """The reader takes the number, but the document answers the question that is asked."""
    assistant = open_files(tmp_path, {"a.txt": text})
    first = assistant.ask("Quando apre la mensa?").citations[0]

    assert "pre alle dodici." in first.quote
    assert "4" not in first.quote
    assert first.answer_span is None


class LengthReader(FakeReader):
    """A reader that takes the first number for the answer, and prefers long windows."""

    def _read(self, question: str, window: Window) -> Reading:
        number = super()._read(question, window)
        return Reading(number.start, number.end, 8.0 if len(window.text) > 200 else 2.0)


def test_the_best_passage_is_read_again_around_its_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Both readings count alike: the first is the best of several, and often too good."""
    reader = LengthReader()
    monkeypatch.setattr(Library, "reader", lambda _: reader)
    sentences = [
        "La fiera di paese si tiene ogni autunno nella piazza grande del municipio.",
        "I banchi sono assegnati dal comitato dei mercanti secondo l'ordine di arrivo.",
        "La tassa del banco è di 45 euro.",
        "Si paga alla cassa.",
        "Chi non paga perde il banco e lo cede a chi ne ha fatto domanda dopo di lui.",
    ]
    assistant = open_files(tmp_path, {"fiera.txt": " ".join(sentences)})

    quote = assistant.find_best_quote("Quanto costa la tassa del banco alla fiera?")

    assert quote is not None
    assert [window.text for window in reader.windows][-1] == " ".join(sentences[1:4])
    assert quote.ranked.evidence.reading == 5.0
    assert quote.ranked.reading is not None
    assert quote.ranked.reading.score == 8.0
