"""Choose verbatim quotes from ranked passages, without quoting a sentence twice."""

from collections.abc import Iterable
from dataclasses import dataclass

from fonti.index import Document, FloatArray, Passage, SearchBackend, Sentence
from fonti.qa.quoting.choose import choose_sentences
from fonti.qa.ranking.evidence import RankedPassage


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote from a ranked passage.

    Attributes:
        ranked: The passage.
        document: The document in which the quote stands, word for word.
        start: Where the quote begins, in code points of the document.
        end: Where it ends.
        embedding: The embedding of its best sentence, of shape (dimension,).

    """

    ranked: RankedPassage
    document: Document
    start: int
    end: int
    embedding: FloatArray

    @property
    def passage(self) -> Passage:
        """Return the passage that the quote is from."""
        return self.ranked.passage

    @property
    def text(self) -> str:
        """Return the quoted text."""
        passage = self.passage
        return passage.text[self.start - passage.start : self.end - passage.start]


def choose_quotes(
    snapshot: SearchBackend, ranked_passages: Iterable[RankedPassage], limit: int
) -> list[Quote]:
    """Return quotes of the best passages, in the order of the passages.

    A passage is skipped if one of the sentences to quote was quoted already, so that copies do not
    take the place of others, or if the quote is not in its document word for word.

    Args:
        snapshot: The version of the index.
        ranked_passages: The passages, best first.
        limit: The most quotes to return.

    """
    quotes: list[Quote] = []
    quoted_sentences: set[str] = set()

    for ranked in ranked_passages:
        if len(quotes) == limit:
            break

        document = snapshot.get_document(ranked.passage.source)
        if document is None:
            continue

        quote = _choose_quote(ranked, document)
        sentences = _quoted_sentences(quote)
        if quoted_sentences.isdisjoint(sentences) and _is_verbatim(quote):
            quoted_sentences |= sentences
            quotes.append(quote)

    return quotes


def _choose_quote(ranked: RankedPassage, document: Document) -> Quote:
    """Return the quote from a passage of a document."""
    passage = ranked.passage
    texts = [_sentence_text(passage, sentence) for sentence in passage.sentences]
    chosen = choose_sentences(texts, ranked.sentence_scores)
    return Quote(
        ranked=ranked,
        document=document,
        start=passage.sentences[chosen.first].start,
        end=passage.sentences[chosen.last].end,
        embedding=ranked.sentence_embeddings[chosen.best],
    )


def _quoted_sentences(quote: Quote) -> set[str]:
    """Return the sentences of a quote, with single spaces for any white space."""
    passage = quote.passage
    return {
        " ".join(_sentence_text(passage, sentence).split())
        for sentence in passage.sentences
        if quote.start <= sentence.start and sentence.end <= quote.end
    }


def _sentence_text(passage: Passage, sentence: Sentence) -> str:
    """Return the text of a sentence of a passage."""
    return passage.text[sentence.start - passage.start : sentence.end - passage.start]


def _is_verbatim(quote: Quote) -> bool:
    """Return whether a quote is not empty and stands in its stored document."""
    return quote.document.text[quote.start : quote.end] == quote.text != ""
