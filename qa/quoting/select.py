"""Select the best unit of a passage: the one that a quote is built around."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fonti.index import FloatArray, is_telling
from fonti.qa.question.query import Query
from fonti.qa.quoting.asked import Asked, defines
from fonti.qa.quoting.blocks import Unit
from fonti.qa.quoting.extend import is_answerless
from fonti.qa.quoting.kinds import NEVER_QUOTED
from fonti.qa.ranking.evidence import RankedPassage
from fonti.qa.ranking.late_interaction import token_weights
from fonti.qa.ranking.weights import SENTENCE_MATCH_WEIGHT

NO_SCORE = float("-inf")

# What the match of a heading counts, which has no embedding of its own: it stands for both.
_HEADING_MATCH_WEIGHT = 2 * SENTENCE_MATCH_WEIGHT

# How far below the best sentence the definition of a term may score, to be quoted instead.
_MAX_DEFINITION_GAP = 8.0


@dataclass(frozen=True, slots=True)
class ScoredUnits:
    """The units around a passage, and how well each matches the question.

    Attributes:
        units: The units, in order.
        scores: The score of each; minus infinity for those outside the passage.
        sentences: The place of the stored sentence with that score, for each unit, or None.

    """

    units: Sequence[Unit]
    scores: Sequence[float]
    sentences: Sequence[int | None]


def score_units(units: Sequence[Unit], ranked: RankedPassage, query: Query | None) -> ScoredUnits:
    """Return the score of each unit: that of its best sentence.

    Where a sentence holds several units, such as the rows of a table, the unit that matches best
    token by token has the score of the sentence. A heading is scored by its tokens alone.
    """
    scores: list[float] = []
    places: list[int | None] = []
    for unit in units:
        place = _best_sentence(unit, ranked)
        places.append(place)
        scores.append(NO_SCORE if place is None else float(ranked.sentence_scores[place]))

    weights = _question_weights(ranked, query)
    matches = [_match_span(ranked, weights, unit.start, unit.end) for unit in units]
    _spread_sentences(scores, places, matches)
    _score_headings(units, scores, matches, ranked)
    return ScoredUnits(units, scores, places)


def select_unit(
    scored: ScoredUnits, asked: Asked, language: str, preferred: int | None = None
) -> int | None:
    """Return the place of the unit to quote, or None if the passage has none.

    Args:
        scored: The units and their scores.
        asked: What the question asks for.
        language: The language of the passage.
        preferred: An offset in the document. The unit there is selected if it may be quoted.

    """
    eligible = [
        place
        for place, score in enumerate(scored.scores)
        if score > NO_SCORE and _may_be_quoted(scored, place, asked)
    ]
    if not eligible:
        return None

    if preferred is not None:
        for place in eligible:
            if scored.units[place].start <= preferred < scored.units[place].end:
                return place

    definitions = [
        place for place in eligible if is_definition(scored.units, place, asked, language)
    ]
    others = [
        place
        for place in eligible
        if asked.is_for_place
        or scored.units[place].kind != "title"
        or is_telling(scored.units[place].text)
    ]
    if not definitions and not others:
        return None
    best = max(others or definitions, key=lambda place: scored.scores[place])

    definitions = [
        place for place in eligible if is_definition(scored.units, place, asked, language)
    ]
    if not definitions:
        return best
    definition = max(definitions, key=lambda place: scored.scores[place])
    is_near = scored.scores[best] - scored.scores[definition] <= _MAX_DEFINITION_GAP
    return definition if is_near else best


def measure_loss(scored: ScoredUnits, asked: Asked) -> float:
    """Return by how much the best unit of a passage scores above the best that may be quoted.

    The passage was ranked by a unit that is no answer: a question that it only mentions, say.
    """
    known = [place for place, score in enumerate(scored.scores) if score > NO_SCORE]
    allowed = [place for place in known if _may_be_quoted(scored, place, asked)]
    if not allowed:
        return 0.0
    best = max(scored.scores[place] for place in known)
    return best - max(scored.scores[place] for place in allowed)


def is_definition(units: Sequence[Unit], place: int, asked: Asked, language: str) -> bool:
    """Return whether a unit defines the term that the question asks about.

    The term may stand on a line of its own, over its definition.
    """
    unit = units[place]
    if asked.term is None or unit.kind in ("question", "row"):
        return False
    if unit.kind == "title":
        has_text = place + 1 < len(units) and units[place + 1].kind == "text"
        return has_text and defines(f"{unit.text}: -", asked.term, language)
    return defines(unit.text, asked.term, language)


def _may_be_quoted(scored: ScoredUnits, place: int, asked: Asked) -> bool:
    """Return whether a unit may be quoted as an answer."""
    unit = scored.units[place]
    if unit.kind == "rule" or is_answerless(scored.units, place):
        return False
    if unit.kind == "title":
        return asked.is_for_place or _says_something(scored, place, asked)
    return asked.is_for_place or unit.kind not in NEVER_QUOTED


def _says_something(scored: ScoredUnits, place: int, asked: Asked) -> bool:
    """Return whether a title says something itself, or names what the text below defines."""
    if is_telling(scored.units[place].text):
        return True
    has_text = place + 1 < len(scored.units) and scored.units[place + 1].kind == "text"
    return asked.term is not None and has_text


def _best_sentence(unit: Unit, ranked: RankedPassage) -> int | None:
    """Return the place of the stored sentence in a unit that scores best, or None."""
    places = [
        place
        for place, sentence in enumerate(ranked.passage.sentences)
        if sentence.start < unit.end and unit.start < sentence.end
    ]
    return max(places, key=lambda place: float(ranked.sentence_scores[place]), default=None)


def _question_weights(ranked: RankedPassage, query: Query | None) -> FloatArray:
    """Return how much each token of the question counts."""
    count = len(ranked.token_cosines)
    if query is not None and len(query.encoded.tokens) == count and count:
        return token_weights(query.encoded.tokens)
    return np.full(count, 1 / max(count, 1), np.float32)


def _match_span(ranked: RankedPassage, weights: FloatArray, start: int, end: int) -> float:
    """Return how well the tokens of a span match those of the question, -1 to 1."""
    spans = ranked.token_spans + ranked.passage.start
    is_inside = (spans[:, 0] >= start) & (spans[:, 1] <= end)
    if not len(weights) or not is_inside.any():
        return 0.0
    return float(weights @ ranked.token_cosines[:, is_inside].max(axis=1))


def _spread_sentences(
    scores: list[float], places: Sequence[int | None], matches: Sequence[float]
) -> None:
    """Lower the scores of units that share a sentence with one that matches better."""
    best: dict[int, float] = {}
    for place, match in zip(places, matches, strict=True):
        if place is not None:
            best[place] = max(best.get(place, match), match)
    for number, place in enumerate(places):
        if place is not None:
            scores[number] -= SENTENCE_MATCH_WEIGHT * (best[place] - matches[number])


def _score_headings(
    units: Sequence[Unit],
    scores: list[float],
    matches: Sequence[float],
    ranked: RankedPassage,
) -> None:
    """Score the headings in a passage, beside its best sentence."""
    known = [number for number, score in enumerate(scores) if score > NO_SCORE]
    if not known:
        return

    best = max(known, key=lambda number: scores[number])
    for number, unit in enumerate(units):
        is_inside = ranked.passage.start <= unit.start and unit.end <= ranked.passage.end
        if scores[number] == NO_SCORE and is_inside and unit.kind in ("title", "question"):
            difference = matches[number] - matches[best]
            scores[number] = scores[best] + _HEADING_MATCH_WEIGHT * difference
