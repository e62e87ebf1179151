"""The outcome and its reason, from the confidence in the best quote."""

import pytest

from fonti.qa.confidence.outcome import decide_outcome


@pytest.mark.parametrize(
    ("confidence", "is_near", "has_filters", "has_absent_words", "lacks_subject_words", "expected"),
    [
        (None, False, False, False, False, ("not_found", "empty")),
        (None, False, True, True, False, ("not_found", "filtered_out")),
        (0.8, True, True, True, False, ("answered", "answers")),
        (0.79, True, False, True, True, ("probable", "answers")),
        (0.5, True, True, False, False, ("probable", "answers")),
        (1.0, True, False, False, False, ("answered", "answers")),
        (0.49, True, False, False, False, ("related", "unsure")),
        (0.2, True, True, True, False, ("related", "words_absent")),
        (0.2, True, False, True, True, ("related", "words_absent")),
        (0.2, True, False, False, True, ("related", "subject_absent")),
        (0.1, True, False, False, False, ("related", "unsure")),
        (0.1, False, False, True, False, ("not_found", "nothing_close")),
        (0.0, False, True, False, False, ("not_found", "nothing_close")),
    ],
)
def test_the_outcome_follows_from_the_confidence(
    confidence: float | None,
    is_near: bool,
    has_filters: bool,
    has_absent_words: bool,
    lacks_subject_words: bool,
    expected: tuple[str, str],
) -> None:
    """It changes at two thresholds; no passage at all is not the same as no near one."""
    outcome = decide_outcome(
        confidence,
        is_near=is_near,
        has_filters=has_filters,
        has_absent_words=has_absent_words,
        lacks_subject_words=lacks_subject_words,
    )
    assert outcome == expected
