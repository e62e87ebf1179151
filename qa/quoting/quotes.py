"""Choose verbatim quotes from ranked passages, without quoting a sentence twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fonti.index import Document, FloatArray, Passage, SearchBackend, Sentence
from fonti.qa.answer import Context
from fonti.qa.question.query import Query
from fonti.qa.quoting.asked import Asked, read_question
from fonti.qa.quoting.blocks import Unit, read_units
from fonti.qa.quoting.choose import choose_sentences
from fonti.qa.quoting.extend import Extent, extend
from fonti.qa.quoting.select import (
    ScoredUnits,
    is_definition,
    measure_loss,
    score_units,
    select_unit,
)
from fonti.qa.ranking.evidence import RankedPassage

# How far below the best passage one that defines the term may rank, to be quoted before it.
_MAX_DEFINITION_RANKING_GAP = 6.0

# Decimals of a ranking score that count, as in the order of the passages.
_SCORE_DECIMALS = 4

# Decimals up to which the subjects of two documents match a question alike.
_SUBJECT_DECIMALS = 1

# Kinds of units that say something by themselves. The same question, or the same line over a list,
# may stand over different answers.
_SAYING = frozenset({"text", "item", "row"})


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote from a ranked passage.

    Attributes:
        ranked: The passage.
        document: The document in which the quote stands, word for word.
        start: Where the quote begins, in code points of the document.
        end: Where it ends.
        embedding: The embedding of its best sentence, of shape (dimension,).
        context: Other parts of the document that are shown above it, such as the head of a table.
        said: What it says, with single spaces for any white space: no other quote repeats it.
        is_definition: Whether it defines the term that the question asks about.

    """

    ranked: RankedPassage
    document: Document
    start: int
    end: int
    embedding: FloatArray
    context: tuple[Context, ...] = ()
    said: frozenset[str] = frozenset()
    is_definition: bool = False

    @property
    def passage(self) -> Passage:
        """Return the passage that the quote is from."""
        return self.ranked.passage

    @property
    def text(self) -> str:
        """Return the quoted text."""
        return self.document.text[self.start : self.end]


def choose_quotes(
    snapshot: SearchBackend,
    ranked_passages: Iterable[RankedPassage],
    limit: int,
    query: Query | None = None,
) -> list[Quote]:
    """Return quotes of the best passages, in the order of what they quote.

    A passage is skipped if what it says was quoted already, so that copies do not take the place of
    others; if it does not stand in its document word for word; and if nothing in it may be quoted.
    A definition that is asked for is quoted before places that only use the term.

    Args:
        snapshot: The version of the index.
        ranked_passages: The passages, best first.
        limit: The most quotes to return.
        query: The question; what it asks for decides what may be quoted.

    """
    asked = read_question(query.text[query.question_start :]) if query else Asked()
    quotes: list[Quote] = []
    said: set[tuple[str, float]] = set()

    for ranked in ranked_passages:
        if len(quotes) == limit:
            break

        document = snapshot.get_document(ranked.passage.source)
        if document is None or not _stands_in(ranked.passage, document):
            continue

        quote = choose_quote(ranked, document, query, asked, _find_answer_start(ranked))
        if quote is None:
            continue

        # In like documents the same sentence says another thing of another subject.
        subject_match = round(ranked.evidence.subject_match, _SUBJECT_DECIMALS)
        saying = {(text, subject_match) for text in quote.said}
        if not said.isdisjoint(saying) or _overlaps(quote, quotes):
            continue
        said |= saying
        quotes.append(quote)

    # A passage that was ranked by what may not be quoted comes behind those that answer better.
    quotes.sort(key=lambda quote: -round(quote.ranked.ranking_score, _SCORE_DECIMALS))
    return _move_definition_up(quotes)


def _find_answer_start(ranked: RankedPassage) -> int | None:
    """Return where the reader sees the answer, in code points of the document, if it does."""
    if ranked.reading is None or ranked.reading.score < 0:
        return None
    return ranked.passage.start + ranked.reading.start


def choose_quote(
    ranked: RankedPassage,
    document: Document,
    query: Query | None,
    asked: Asked,
    preferred: int | None = None,
) -> Quote | None:
    """Return the quote from a passage of a document, or None if nothing in it may be quoted.

    Args:
        ranked: The passage.
        document: The document in which it stands.
        query: The question.
        asked: What the question asks for.
        preferred: An offset in the document around which to quote, if it is known that the answer
            stands there; else the sentence that scores best is quoted.

    """
    passage = ranked.passage
    scored = score_units(read_units(document, passage), ranked, query)
    best = select_unit(scored, asked, passage.language, preferred)
    if best is None:
        return None

    extent = extend(scored.units, scored.scores, best, _choose_base(ranked, scored, best))
    units = scored.units[extent.first : extent.last + 1]
    sentence = scored.sentences[best]
    if sentence is None:
        sentence = int(ranked.sentence_scores.argmax())

    loss = measure_loss(scored, asked)
    return Quote(
        ranked=replace(ranked, ranking_score=ranked.ranking_score - loss),
        document=document,
        start=units[0].start,
        end=units[-1].end,
        embedding=ranked.sentence_embeddings[sentence],
        context=_context(scored.units, extent),
        said=_said(units),
        is_definition=is_definition(scored.units, best, asked, passage.language),
    )


def _choose_base(ranked: RankedPassage, scored: ScoredUnits, best: int) -> Extent:
    """Return the units of the sentences that are quoted together in running text."""
    sentence = scored.sentences[best]
    if sentence is None:
        return Extent(best, best)

    passage = ranked.passage
    texts = [_sentence_text(passage, stored) for stored in passage.sentences]
    chosen = choose_sentences(texts, ranked.sentence_scores, preferred=sentence)
    start = passage.sentences[chosen.first].start
    end = passage.sentences[chosen.last].end
    places = [
        place for place, unit in enumerate(scored.units) if unit.start < end and start < unit.end
    ]
    return Extent(min(best, *places), max(best, *places)) if places else Extent(best, best)


def _context(units: Sequence[Unit], extent: Extent) -> tuple[Context, ...]:
    """Return the context of a quote, in the order of the document."""
    return tuple(
        Context(units[place].start, units[place].end, units[place].text)
        for place in sorted(set(extent.context))
        if place < extent.first
    )


def _said(units: Sequence[Unit]) -> frozenset[str]:
    """Return what a quote says: its sentences, or a question and its answer as one."""
    if units[0].kind == "question":
        return frozenset({" ".join(" ".join(unit.text for unit in units).split())})

    saying = [unit for unit in units if unit.kind in _SAYING] or units
    is_table = saying[0].kind == "row" and len(saying) > 1
    return frozenset(" ".join(unit.text.split()) for unit in (saying[1:] if is_table else saying))


def _overlaps(quote: Quote, quotes: Iterable[Quote]) -> bool:
    """Return whether a part of a quote was quoted already."""
    return any(
        other.document.source == quote.document.source
        and other.start < quote.end
        and quote.start < other.end
        for other in quotes
    )


def _move_definition_up(quotes: list[Quote]) -> list[Quote]:
    """Return quotes with the first definition before those that only use its term."""
    for place, quote in enumerate(quotes):
        gap = quotes[0].ranked.ranking_score - quote.ranked.ranking_score
        if quote.is_definition and gap <= _MAX_DEFINITION_RANKING_GAP:
            return [quote, *quotes[:place], *quotes[place + 1 :]]
    return quotes


def _sentence_text(passage: Passage, sentence: Sentence) -> str:
    """Return the text of a sentence of a passage."""
    return passage.text[sentence.start - passage.start : sentence.end - passage.start]


def _stands_in(passage: Passage, document: Document) -> bool:
    """Return whether a passage stands in its stored document."""
    return document.text[passage.start : passage.end] == passage.text != ""
