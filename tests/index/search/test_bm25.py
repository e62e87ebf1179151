"""The parts of BM25 add up to the scores of tantivy."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index.search.bm25 import compute_rarity, compute_term_weights
from fonti.index.search.lexical import WordIndex, write_block
from fonti.index.search.row_queries import PassageText
from fonti.index.text.stemming import stem_words

# Of these, "faro" and "mare" are asked for. Some passages are longer than tantivy counts exactly.
TEXTS = st.lists(st.sampled_from(["faro", "mare", "nave", "porto"]), min_size=1, max_size=300)


@settings(max_examples=15)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_weights_and_rarities_add_up_to_scores_of_tantivy(texts: list[list[str]]) -> None:
    """The score of a passage is the sum of both over the terms of the question."""
    average = sum(map(len, texts)) / len(texts)
    expected = {}
    for number, words in enumerate(texts):
        weights = compute_term_weights(stem_words(" ".join(words), "it"), average)
        rarities = {
            term: compute_rarity(
                sum(term in stem_words(" ".join(other), "it") for other in texts), len(texts)
            )
            for term in ("far", "mar")
        }
        expected[number] = sum(weights.get(term, 0) * rarities[term] for term in rarities)

    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        block = Path(folder) / "0"
        passages = [
            PassageText(number, number, "it", " ".join(words)) for number, words in enumerate(texts)
        ]
        write_block(block, passages)
        hits = WordIndex.load([block]).search(["far", "mar"], "it", 99, None)
    assert dict(hits) == pytest.approx({key: score for key, score in expected.items() if score})
