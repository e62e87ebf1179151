"""The most central sentences come first, and do not repeat each other."""

import numpy as np
import pytest

from fonti.qa.gathering.centrality import select_central

# Three sentences on one subject, two of which say the same; two on another; one on its own.
EMBEDDINGS = np.array(
    [
        [1.0, 0.1, 0.0, 0.0],
        [1.0, 0.1, 0.0, 0.0],
        [1.0, 0.3, 0.1, 0.0],
        [0.2, 1.0, 0.0, 0.0],
        [0.1, 1.0, 0.0, 0.1],
        [0.0, 0.0, 0.0, 1.0],
    ],
    np.float32,
)


def test_the_second_sentence_does_not_repeat_the_first() -> None:
    """The first is of the largest subject, the second of another one."""
    first, second = select_central(EMBEDDINGS, 2)
    assert first in (0, 1, 2)
    assert second in (3, 4)


@pytest.mark.parametrize("count", [0, 3, 6, 9])
def test_as_many_as_asked_for_are_selected_each_once(count: int) -> None:
    """No sentence is selected twice, and not more than there are."""
    selected = select_central(EMBEDDINGS, count)
    assert len(selected) == len(set(selected)) == min(count, len(EMBEDDINGS))


def test_sentences_without_a_direction_are_no_error() -> None:
    """A sentence whose embedding is the common part alone comes after those of a subject."""
    embeddings = np.vstack([np.zeros((1, 4), np.float32), EMBEDDINGS])
    assert 0 not in select_central(embeddings, 3)
