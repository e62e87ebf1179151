"""Check the arguments of a question that are no text: the earlier answers, and a number."""

from collections.abc import Sequence
from numbers import Integral

from fonti.index import ArgumentError
from fonti.qa.answer import Answer


def check_history(history: Sequence[Answer]) -> None:
    """Check that the earlier answers are a list or another sequence of answers.

    Raises:
        ArgumentError: They are not.

    """
    if isinstance(history, str) or not isinstance(history, Sequence):
        raise ArgumentError("history_not_answers", type=type(history).__name__)
    for answer in history:
        if not isinstance(answer, Answer):
            raise ArgumentError("history_not_answers", type=type(answer).__name__)


def check_top_k(top_k: int) -> None:
    """Check that at least 1 citation is asked for.

    Raises:
        ArgumentError: It is no whole number, or less than 1.

    """
    if isinstance(top_k, bool) or not isinstance(top_k, Integral):
        raise ArgumentError("top_k_not_a_number", type=type(top_k).__name__)
    if top_k < 1:
        raise ArgumentError("top_k_too_small", top_k=top_k)
