"""Units and quotes of any text: verbatim, whole, and never only a question."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from fonti.index import Document, EncodedText, Passage, Sentence, TokenEmbeddings
from fonti.index.text.passages import split_passages
from fonti.qa.question.query import Query
from fonti.qa.quoting.intent import Intent
from fonti.qa.quoting.quotes import choose_quote
from fonti.qa.ranking.evidence import Evidence, RankedPassage
from fonti.qa.structure.kinds import is_question
from fonti.qa.structure.units import Unit, read_units
from tests.helpers.fakes import arbitrary_texts

PIECES = st.sampled_from(
    [
        "Chi paga?",
        "D: Chi paga?",
        "R: Il comune.",
        "Il comune paga.",
        "Non paga nessuno.",
        "Servono:",
        "- una foto;",
        "- un timbro.",
        "| a | b |",
        "## Costo: due euro",
        "Titolo",
        "[10:12] Anna: chi paga?",
        "[10:13] Ugo: io",
        "\n\n",
        "\n",
    ]
)
# A question of no words, since only the scores of sentences matter here.
NO_TOKENS = TokenEmbeddings(
    np.zeros((0, 2), np.float32), np.zeros(0, np.float32), np.zeros((0, 2), np.int64)
)
NO_WORDS = Query("", "it", EncodedText(np.ones(2, np.float32), NO_TOKENS))

TEXTS = st.one_of(arbitrary_texts(), st.lists(PIECES, max_size=25).map("\n".join))


def rank(text: str, scores: list[float]) -> list[tuple[RankedPassage, Document]]:
    """Return the passages of a text, whose sentences have some scores in turn."""
    document = Document("a.txt", text, "0", "utf-8", "it")
    ranked = []
    for number, part in enumerate(split_passages(text, language="it")):
        if not part.sentences:
            continue
        sentences = tuple(Sentence(0, span.start, span.end) for span in part.sentences)
        passage = Passage(
            id=number,
            source="a.txt",
            start=part.span.start,
            end=part.span.end,
            text=part.span.slice(text),
            heading=part.heading,
            language=part.language,
            sentences=sentences,
        )
        count = len(sentences)
        values = np.resize(np.array(scores, np.float32), count)
        ranked.append(
            RankedPassage(
                passage=passage,
                ranking_score=0.0,
                evidence=Evidence(0, 0, 0, 0, 0, 0, 0, 0),
                sentence_scores=values,
                sentence_embeddings=np.ones((count, 2), np.float32),
                token_cosines=np.zeros((0, 0), np.float32),
                token_spans=np.zeros((0, 2), np.int64),
            )
        )
    return [(item, document) for item in ranked]


def read_all(text: str) -> list[list[Unit]]:
    """Return the units around each passage of a text."""
    return [read_units(document, ranked.passage) for ranked, document in rank(text, [1.0])]


@given(TEXTS)
def test_units_are_verbatim_and_in_order(text: str) -> None:
    """They do not overlap, and each stands in the document."""
    for units in read_all(text):
        end = 0
        for unit in units:
            assert end <= unit.start < unit.end
            assert text[unit.start : unit.end] == unit.text == unit.text.strip()
            end = unit.end


@example("Chi paga?\n\nChi paga?\n\nIl comune paga.", [1.0])
@given(TEXTS, st.lists(st.floats(-9, 9, width=16), min_size=1, max_size=6))
def test_quotes_are_whole_and_never_only_a_question(text: str, scores: list[float]) -> None:
    """A quote begins and ends where units do, and stands in the document with its context."""
    for ranked, document in rank(text, scores):
        quote = choose_quote(ranked, document, NO_WORDS, Intent())
        if quote is None:
            continue

        units = read_units(document, ranked.passage)
        assert quote.start in {unit.start for unit in units}
        assert quote.end in {unit.end for unit in units}
        assert text[quote.start : quote.end] == quote.text

        quoted = [u for u in units if quote.start <= u.start and u.end <= quote.end]
        assert not all(is_question(unit.text) for unit in quoted)
        for part in quote.context:
            assert text[part.start : part.end] == part.text
            assert part.end <= quote.start


@given(TEXTS, st.integers(0, 400))
def test_the_answer_that_is_known_is_quoted(text: str, offset: int) -> None:
    """If a unit at the given offset may be quoted, the quote holds it."""
    for ranked, document in rank(text, [1.0]):
        quote = choose_quote(ranked, document, NO_WORDS, Intent(), preferred=offset)
        units = read_units(document, ranked.passage)
        inside = [
            unit
            for unit in units
            if unit.start <= offset < unit.end
            and unit.kind == "text"
            and ranked.passage.start <= unit.start
            and unit.end <= ranked.passage.end
            and any(s.start < unit.end and unit.start < s.end for s in ranked.passage.sentences)
        ]
        if inside:
            assert quote is not None
            assert quote.start <= inside[0].start
            assert inside[0].end <= quote.end
