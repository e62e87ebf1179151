"""Choose verbatim quotes from ranked passages, without quoting a sentence twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fonti.index import (
    Document,
    FloatArray,
    Passage,
    SearchBackend,
    stem_words,
)
from fonti.qa.answer import Context
from fonti.qa.question.query import Query
from fonti.qa.quoting.extend import extend_quote
from fonti.qa.quoting.intent import Intent, read_intent
from fonti.qa.quoting.scored_units import (
    ScoredUnits,
    is_definition,
    measure_penalty,
    score_units,
    select_unit,
)
from fonti.qa.quoting.sentences import choose_sentences
from fonti.qa.ranking.evidence import RankedPassage
from fonti.qa.structure.extent import Extent
from fonti.qa.structure.kinds import strip_question_label
from fonti.qa.structure.units import Unit, read_units

# How far below the best passage one that defines the term may rank, to be quoted before it.
_MAX_DEFINITION_RANKING_GAP = 6.0

# Kinds of units that say something by themselves. The same question, or the same line over a list,
# may stand over different answers.
_STATEMENT_KINDS = frozenset({"text", "item", "row"})


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
        statements: What it says, with single spaces for any white space: no other quote repeats it.
        is_definition: Whether it defines the term that the question asks about.
        document_question: The question with which it begins, which the document itself asks and
            answers there, without its label; None if it begins otherwise.
        is_row: Whether it begins with a row of a table.

    """

    ranked: RankedPassage
    document: Document
    start: int
    end: int
    embedding: FloatArray
    context: tuple[Context, ...] = ()
    statements: frozenset[str] = frozenset()
    is_definition: bool = False
    document_question: str | None = None
    is_row: bool = False

    @property
    def passage(self) -> Passage:
        """Return the passage that the quote is from."""
        return self.ranked.passage

    @property
    def text(self) -> str:
        """Return the quoted text."""
        return self.document.text[self.start : self.end]

    def overlaps(self, other: "Quote") -> bool:
        """Return whether another quote has a part of this one."""
        is_same_document = self.document.source == other.document.source
        return is_same_document and self.start < other.end and other.start < self.end


def choose_quotes(
    snapshot: SearchBackend,
    ranked_passages: Iterable[RankedPassage],
    limit: int,
    query: Query,
    *,
    may_quote_any_unit: bool = False,
) -> list[Quote]:
    """Return quotes of the best passages, in the order of how well what is quoted answers.

    A passage is skipped if what it says was quoted already, so that copies do not take the place of
    others; if it does not stand in its document word for word; and if nothing in it may be quoted.
    A definition that is asked for is quoted before places that only use the term.

    Args:
        snapshot: The version of the index.
        ranked_passages: The passages, best first.
        limit: The most quotes to return.
        query: The question; what it asks for decides what may be quoted.
        may_quote_any_unit: Whether the best unit of a passage is quoted even if none can answer.

    """
    intent = read_intent(query.question)
    intent = replace(intent, may_quote_any_unit=may_quote_any_unit)
    quotes: list[Quote] = []
    quoted: set[tuple[str, frozenset[str]]] = set()

    for ranked in ranked_passages:
        if len(quotes) == limit:
            break

        document = snapshot.get_document(ranked.passage.source)
        if document is None or not _stands_in(ranked.passage, document):
            continue

        answer = ranked.answer_span
        quote = choose_quote(ranked, document, query, intent, answer.start if answer else None)
        if quote is None:
            continue

        # In like documents the same sentence says another thing of another subject.
        subject = _list_other_terms(quote, query)
        statements = {(text, subject) for text in quote.statements}
        if not quoted.isdisjoint(statements) or any(map(quote.overlaps, quotes)):
            continue
        quoted |= statements
        quotes.append(quote)

    # A passage that was ranked by what may not be quoted comes after those that answer better.
    quotes.sort(key=lambda quote: -quote.ranked.rounded_score)
    return _move_definition_up(quotes)


def choose_quote(
    ranked: RankedPassage,
    document: Document,
    query: Query,
    intent: Intent,
    preferred: int | None = None,
) -> Quote | None:
    """Return the quote from a passage of a document, or None if nothing in it may be quoted.

    Args:
        ranked: The passage.
        document: The document in which it stands.
        query: The question.
        intent: What the question asks for.
        preferred: An offset in the document around which to quote, if it is known that the answer
            stands there; else the sentence that scores best is quoted.

    """
    passage = ranked.passage
    scored = score_units(read_units(document, passage), ranked, query)
    best = select_unit(scored, intent, passage.language, query, preferred)
    if best is None:
        return None

    extent = extend_quote(
        scored.units,
        scored.scores,
        best,
        _choose_base(ranked, scored, best),
        is_surely_read=ranked.is_surely_read,
    )
    units = scored.units[extent.first : extent.last + 1]
    sentence = scored.sentences[best]
    if sentence is None:
        sentence = int(ranked.sentence_scores.argmax())

    penalty = measure_penalty(scored, intent)
    return Quote(
        ranked=replace(ranked, ranking_score=ranked.ranking_score - penalty),
        document=document,
        start=units[0].start,
        end=units[-1].end,
        embedding=ranked.sentence_embeddings[sentence],
        context=_list_context(scored.units, extent),
        statements=_list_statements(units),
        is_definition=is_definition(scored.units, best, intent, passage.language),
        document_question=_read_question(units),
        is_row=units[0].kind == "row",
    )


def _read_question(units: Sequence[Unit]) -> str | None:
    """Return the question with which a quote begins, and which it answers; None if with none."""
    if len(units) == 1 or not units[0].is_standalone_question:
        return None
    return strip_question_label(units[0].text)


def _choose_base(ranked: RankedPassage, scored: ScoredUnits, best: int) -> Extent:
    """Return the units of the sentences that are quoted together in running text."""
    sentence = scored.sentences[best]
    if sentence is None:
        return Extent(best, best)

    passage = ranked.passage
    texts = [passage.sentence_text(stored) for stored in passage.sentences]
    chosen = choose_sentences(texts, ranked.sentence_scores, preferred=sentence)
    start = passage.sentences[chosen.first].start
    end = passage.sentences[chosen.last].end
    indices = [
        index for index, unit in enumerate(scored.units) if unit.start < end and start < unit.end
    ]
    return Extent(min(best, *indices), max(best, *indices)) if indices else Extent(best, best)


def _list_context(units: Sequence[Unit], extent: Extent) -> tuple[Context, ...]:
    """Return the context of a quote, in the order of the document."""
    return tuple(
        Context(units[index].start, units[index].end, units[index].text)
        for index in sorted(set(extent.context))
        if index < extent.first
    )


def _list_statements(units: Sequence[Unit]) -> frozenset[str]:
    """Return what a quote says: its sentences, or a question and its answer as one."""
    if units[0].kind == "question":
        return frozenset({" ".join(" ".join(unit.text for unit in units).split())})

    stating = [unit for unit in units if unit.kind in _STATEMENT_KINDS] or units
    # Tables with the same head differ in what stands below it.
    if stating[0].kind == "row" and len(stating) > 1:
        stating = stating[1:]
    return frozenset(" ".join(unit.text.split()) for unit in stating)


def _list_other_terms(quote: Quote, query: Query) -> frozenset[str]:
    """Return the words of the question that the document's subject has, and a quote has not."""
    subject = query.subjects.get(quote.document.source)
    if subject is None:
        return frozenset()
    return subject.terms.difference(stem_words(quote.text, query.language))


def _move_definition_up(quotes: list[Quote]) -> list[Quote]:
    """Return quotes with the first definition before those that only use its term."""
    for index, quote in enumerate(quotes):
        gap = quotes[0].ranked.ranking_score - quote.ranked.ranking_score
        if quote.is_definition and gap <= _MAX_DEFINITION_RANKING_GAP:
            return [quote, *quotes[:index], *quotes[index + 1 :]]
    return quotes


def _stands_in(passage: Passage, document: Document) -> bool:
    """Return whether a passage stands in its stored document."""
    return document.text[passage.start : passage.end] == passage.text != ""
