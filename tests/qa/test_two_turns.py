"""Conversations of two turns: a follow-up keeps its topic, a new subject drops the old one."""

import pytest

from fonti.index import Encoder
from fonti.qa import Assistant
from tests.helpers.benchmark import article_of, benchmark_files
from tests.helpers.conversations import Turns, all_turns, is_right, second_answer, sources
from tests.helpers.paths import BENCH

WRONG = {
    "E che cosa ha detto di loro Tokayev?",
    "And how did Uzbekistan behave?",
    "E in quelle britanniche?",
    "Per quali paesi passa?",
    "How did Moscow react to them?",
    "And what was the message behind it?",
    "E la Cina che cosa ci guadagna in Asia centrale?",
    "Perché?",
    "Why?",
    "And where?",
    "And what was his first score?",
    "What became of the second one?",
    "E chi ha progettato la Biblioteca Universitaria di Varsavia?",
    "E chi era il padre di Temüjin?",
    "E chi ha sposato Lutero?",
}


def chosen() -> list[Turns]:
    """The conversations on the demo corpus, and those on the part of the benchmark that tests index."""
    articles = {article_of(source) for source in benchmark_files()} if BENCH.exists() else set()
    return [
        turns for turns in all_turns() if turns["corpus"] == "seeds" or articles & {*sources(turns)}
    ]


def marked(turns: Turns) -> object:
    """A conversation as a parameter; those answered wrongly today are expected to fail."""
    marks = (
        [pytest.mark.xfail(strict=True, reason="answered wrongly")]
        if turns["then"] in WRONG
        else []
    )
    return pytest.param(turns, id=f"{turns['kind']}: {turns['first']} {turns['then']}", marks=marks)


@pytest.fixture(scope="module")
def seeds(embedded: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant of the demo corpus, with the embedded model."""
    return Assistant.open(index=tmp_path_factory.mktemp("seeds") / "index", model=embedded)


def test_the_conversations_are_many_and_mixed() -> None:
    """At least forty pairs, a third of them changes of subject, in both languages."""
    kinds = [(turns["kind"], turns["language"]) for turns in all_turns()]
    assert len(kinds) >= 40
    assert sum(kind == "change" for kind, _ in kinds) >= len(kinds) / 3
    assert {language for _, language in kinds} == {"it", "en"}


@pytest.mark.model
@pytest.mark.parametrize("turns", [marked(turns) for turns in chosen()])
def test_the_second_question_is_answered_rightly(
    turns: Turns, seeds: Assistant, request: pytest.FixtureRequest
) -> None:
    """The first quote holds the answer to the second question."""
    assistant = seeds if turns["corpus"] == "seeds" else request.getfixturevalue("benchmark")
    assert is_right(second_answer(assistant, turns), turns)
