"""Score the units of a passage, and select the best: the one that a quote is built around."""

from collections.abc import Sequence
from dataclasses import dataclass

from fonti.index import is_informative_heading
from fonti.qa.question.function_words import collect_content_stems
from fonti.qa.question.identifiers import find_identifiers, find_texts_with_most_numbers
from fonti.qa.question.query import Query
from fonti.qa.quoting.answers import find_governing_question, is_answerless
from fonti.qa.quoting.intent import Intent, defines
from fonti.qa.ranking.evidence import RankedPassage
from fonti.qa.ranking.late_interaction import weigh_tokens
from fonti.qa.ranking.weights import SENTENCE_MATCH_WEIGHT
from fonti.qa.structure.kinds import NEVER_QUOTED
from fonti.qa.structure.units import Unit

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
        sentences: The index of the stored sentence with that score, for each unit, or None.

    """

    units: Sequence[Unit]
    scores: Sequence[float]
    sentences: Sequence[int | None]


def score_units(units: Sequence[Unit], ranked: RankedPassage, query: Query) -> ScoredUnits:
    """Return the score of each unit: that of its best sentence.

    Where a sentence holds several units, such as the rows of a table, the unit that matches best
    token by token has the score of the sentence. A heading is scored by its tokens alone.
    """
    scores: list[float] = []
    sentences: list[int | None] = []
    for unit in units:
        sentence = _find_best_sentence(unit, ranked)
        sentences.append(sentence)
        scores.append(NO_SCORE if sentence is None else float(ranked.sentence_scores[sentence]))

    weights = weigh_tokens(query.encoded.tokens)
    matches = [ranked.match_span(weights, unit.start, unit.end) for unit in units]
    _lower_worse_units(scores, sentences, matches)
    _score_headings(units, scores, matches, ranked)
    return ScoredUnits(units, scores, sentences)


def select_unit(
    scored: ScoredUnits,
    intent: Intent,
    language: str,
    query: Query,
    preferred: int | None = None,
) -> int | None:
    """Return the index of the unit to quote, or None if the passage has none.

    Args:
        scored: The units and their scores.
        intent: What the question asks for.
        language: The language of the passage.
        query: The question.
        preferred: An offset in the document. The unit there is selected if it may be quoted, and
            does not answer another question than the one that is asked.

    """
    eligible = [
        index
        for index, score in enumerate(scored.scores)
        if score > NO_SCORE and _may_be_quoted(scored, index, intent)
    ]
    if not eligible:
        return _select_any(scored) if intent.may_quote_any_unit else None

    if preferred is not None:
        for index in eligible:
            if scored.units[index].start <= preferred < scored.units[index].end:
                asked = _find_asked_question(scored.units, eligible, index, query)
                return index if asked is None else asked

    definition = max(
        (index for index in eligible if is_definition(scored.units, index, intent, language)),
        key=scored.scores.__getitem__,
        default=None,
    )
    # A title over the text that defines a term is quoted for the definition alone.
    best = max(
        (
            index
            for index in eligible
            if intent.is_for_place
            or scored.units[index].kind != "title"
            or is_informative_heading(scored.units[index].text)
        ),
        key=scored.scores.__getitem__,
        default=None,
    )
    if best is not None and scored.units[best].kind == "row":
        best = _choose_row(scored, eligible, query)
    if best is None or definition is None:
        return definition if best is None else best
    is_near = scored.scores[best] - scored.scores[definition] <= _MAX_DEFINITION_GAP
    return definition if is_near else best


def _choose_row(scored: ScoredUnits, eligible: Sequence[int], query: Query) -> int:
    """Return the index of the row that matches best of those with most numbers of the question.

    Rows differ in little else: "INV-0122" is near "INV-0123" for a model.
    """
    rows = [index for index in eligible if scored.units[index].kind == "row"]
    numbers = find_identifiers(query.question, query.language).numbers
    best = find_texts_with_most_numbers(numbers, [scored.units[row].text for row in rows])
    return max((rows[index] for index in best), key=scored.scores.__getitem__)


def _select_any(scored: ScoredUnits) -> int | None:
    """Return the index of the unit that matches best, whether it may answer or not."""
    return max(
        (
            index
            for index, score in enumerate(scored.scores)
            if score > NO_SCORE and scored.units[index].kind != "rule"
        ),
        key=scored.scores.__getitem__,
        default=None,
    )


def _find_asked_question(
    units: Sequence[Unit], eligible: Sequence[int], index: int, query: Query
) -> int | None:
    """Return the question with all words of the query, if a unit is of another question.

    A list of questions and answers says itself which answer belongs to which question.
    """
    is_question = units[index].is_standalone_question
    under = index if is_question else find_governing_question(units, index)
    if under is None or _has_all_words(units[under], query):
        return None

    return next(
        (
            number
            for number in eligible
            if units[number].is_standalone_question and _has_all_words(units[number], query)
        ),
        None,
    )


def _has_all_words(unit: Unit, query: Query) -> bool:
    """Return whether a unit has all content words of the question, whatever their form."""
    language = query.language
    asked = collect_content_stems(query.question, language, language)
    return asked <= collect_content_stems(unit.text, language, language)


def measure_penalty(scored: ScoredUnits, intent: Intent) -> float:
    """Return by how much the best unit of a passage scores above the best that may be quoted.

    The passage was ranked by a unit that is no answer, such as a question that it only mentions.
    It ranks lower by that much.
    """
    known = [index for index, score in enumerate(scored.scores) if score > NO_SCORE]
    allowed = [index for index in known if _may_be_quoted(scored, index, intent)]
    if not allowed:
        return 0.0
    best = max(scored.scores[index] for index in known)
    return best - max(scored.scores[index] for index in allowed)


def is_definition(units: Sequence[Unit], index: int, intent: Intent, language: str) -> bool:
    """Return whether a unit defines the term that the question asks about.

    The term may stand on a line of its own, over its definition.
    """
    unit = units[index]
    if intent.term is None or unit.kind in ("question", "row"):
        return False
    if unit.kind == "title":
        return _is_over_text(units, index) and defines(f"{unit.text}: -", intent.term, language)
    return defines(unit.text, intent.term, language)


def _may_be_quoted(scored: ScoredUnits, index: int, intent: Intent) -> bool:
    """Return whether a unit may be quoted as an answer."""
    unit = scored.units[index]
    if unit.kind == "rule" or is_answerless(scored.units, index):
        return False
    if unit.kind == "title":
        return intent.is_for_place or _says_something(scored, index, intent)
    return intent.is_for_place or unit.kind not in NEVER_QUOTED


def _says_something(scored: ScoredUnits, index: int, intent: Intent) -> bool:
    """Return whether a title says something itself, or names what the text below defines."""
    if is_informative_heading(scored.units[index].text):
        return True
    return intent.term is not None and _is_over_text(scored.units, index)


def _is_over_text(units: Sequence[Unit], index: int) -> bool:
    """Return whether running text follows a unit."""
    return index + 1 < len(units) and units[index + 1].kind == "text"


def _find_best_sentence(unit: Unit, ranked: RankedPassage) -> int | None:
    """Return the index of the stored sentence in a unit that scores best, or None."""
    inside = [
        number
        for number, sentence in enumerate(ranked.passage.sentences)
        if sentence.start < unit.end and unit.start < sentence.end
    ]
    return max(inside, key=lambda number: float(ranked.sentence_scores[number]), default=None)


def _lower_worse_units(
    scores: list[float], sentences: Sequence[int | None], matches: Sequence[float]
) -> None:
    """Lower the scores of units that share a sentence with one that matches better."""
    best: dict[int, float] = {}
    for sentence, match in zip(sentences, matches, strict=True):
        if sentence is not None:
            best[sentence] = max(best.get(sentence, match), match)
    for index, sentence in enumerate(sentences):
        if sentence is not None:
            scores[index] -= SENTENCE_MATCH_WEIGHT * (best[sentence] - matches[index])


def _score_headings(
    units: Sequence[Unit],
    scores: list[float],
    matches: Sequence[float],
    ranked: RankedPassage,
) -> None:
    """Score the headings in a passage, beside its best sentence."""
    known = [index for index, score in enumerate(scores) if score > NO_SCORE]
    if not known:
        return

    best = max(known, key=scores.__getitem__)
    for index, unit in enumerate(units):
        is_inside = ranked.passage.start <= unit.start and unit.end <= ranked.passage.end
        if scores[index] == NO_SCORE and is_inside and unit.kind in ("title", "question"):
            difference = matches[index] - matches[best]
            scores[index] = scores[best] + _HEADING_MATCH_WEIGHT * difference
