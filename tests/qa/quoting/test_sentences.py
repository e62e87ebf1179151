"""What is quoted: the best sentence, with those that it needs, and never a title."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fonti.qa.quoting.sentences import SentenceRange, choose_sentences

PLAIN = [
    "Il museo apre alle dieci.",
    "Il faro è di granito.",
    "Il custode suona la campana.",
    "La nebbia sale dal mare.",
]


def choose(sentences: list[str], *scores: float) -> tuple[int, int, int]:
    """Return the best sentence, the first and the last to quote."""
    chosen = choose_sentences(sentences, np.array(scores, np.float32))
    assert isinstance(chosen, SentenceRange)
    return chosen.best, chosen.first, chosen.last


@pytest.mark.parametrize("best", range(4))
def test_the_best_sentence_is_quoted(best: int) -> None:
    """It is quoted alone if no other comes near."""
    scores = [0.0] * 4
    scores[best] = 10
    assert choose(PLAIN, *scores) == (best, best, best)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((0, 10, 9.6, 0), (1, 1, 2)),
        ((9.6, 10, 0, 0), (1, 0, 1)),
        # The nearer of two.
        ((9.6, 10, 9.8, 0), (1, 1, 2)),
        # Far below.
        ((7, 10, 7, 0), (1, 1, 1)),
        # Not beside it.
        ((10, 0, 9.9, 0), (0, 0, 0)),
        ((0, 9.9, 9.8, 10), (3, 2, 3)),
    ],
)
def test_a_sentence_alike_beside_the_best_is_quoted_too(
    scores: tuple[float, ...], expected: tuple[int, int, int]
) -> None:
    """At most one is, and only if it scores about as well."""
    assert choose(PLAIN, *scores) == expected


LEANING = [
    "Questo fu deciso ieri.",
    "Questa legge non vale più.",
    "Quest'anno non fu diverso.",
    "Quest’opera è perduta.",
    "Questi sono i fatti.",
    "Tale scelta costò cara.",
    "Tali navi erano lente.",
    "Egli morì a Roma.",
    "Ella non rispose.",
    "Esso gira intorno al Sole.",
    "Essi partirono all'alba.",
    "Ciò non bastò.",
    "Lui non c'era.",
    "Loro rimasero.",
    "La quale morì poco dopo.",
    "Lo stesso accadde a Genova.",
    "He died in Rome.",
    "She never answered.",
    "It was built of granite.",
    "It's made of granite.",
    "They left at dawn.",
    "This was decided later.",
    "These are the facts.",
    "Those ships were slow.",
    "Such a choice was dear.",
    "His brother followed.",
    "Their house burned down.",
    "ITS KEEPER RANG THE BELL.",
]
QUOTED = [
    "«Questo è mio», disse.",
    "“He is gone,” she said.",
    "'It is late,' he said.",
    '("Tale fu la fine.")',
    "‘They lie.’",
]


@pytest.mark.parametrize("sentence", [*LEANING, *QUOTED])
def test_a_sentence_that_leans_brings_the_one_before(sentence: str) -> None:
    """At the start of a passage there is none before."""
    assert choose([*PLAIN[:2], sentence, PLAIN[2]], 0, 0, 10, 0) == (2, 1, 2)
    assert choose([sentence, PLAIN[0]], 10, 0) == (0, 0, 0)


@pytest.mark.parametrize(
    "sentence",
    [
        "Talento e fatica bastano.",
        "La questura chiude a mezzogiorno.",
        "Questionari e moduli sono qui.",
        "Essere puntuali conviene.",
        "Lo statuto vale ancora.",
        "Thistles grow here.",
        "Hermes carried the news.",
        "Item four was dropped.",
        "Theirs was lost.",
    ],
)
def test_a_sentence_that_stands_alone_brings_nothing(sentence: str) -> None:
    """A word that only begins like a pronoun is none."""
    assert choose([PLAIN[0], sentence], 0, 10) == (1, 1, 1)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Quella legge non vale più.", id="quella"),
        pytest.param("Quel giorno cadde il governo.", id="quel"),
        pytest.param("Quelle navi erano lente.", id="quelle"),
        pytest.param("Cio\u0300 non bastò.", id="decomposed"),
        pytest.param("**Questo** fu deciso ieri.", id="Markdown"),
        pytest.param("— Egli morì a Roma.", id="dash"),
        pytest.param("« Questo è mio », disse.", id="spaced guillemets"),
    ],
)
def test_other_openings_that_lean(sentence: str) -> None:
    """*Quello* and its forms lean, whatever marks stand before the word."""
    assert choose([PLAIN[0], sentence], 0, 10) == (1, 0, 1)


def test_an_acronym_is_no_pronoun() -> None:
    """IT, in capitals, does not lean in a sentence of small letters."""
    assert choose([PLAIN[0], "IT costs rose by a third."], 0, 10) == (1, 1, 1)


def test_a_colon_brings_what_follows() -> None:
    """White space may follow the colon; at the end of a passage nothing follows."""
    announced = ["Il regolamento dice:", "Non si mangia in sala.", "La sala è grande."]
    assert choose(announced, 10, 0, 0) == (0, 0, 1)
    assert choose(["Il regolamento dice: ", *announced[1:]], 10, 0, 0) == (0, 0, 1)
    assert choose(announced[:1], 10) == (0, 0, 0)
    assert choose(announced, 0, 10, 0) == (1, 1, 1)


def test_a_leaning_and_an_announcing_sentence_bring_both_sides() -> None:
    """Four sentences are the most that is quoted."""
    assert choose(
        [PLAIN[0], "Questo è vero.", "Ecco come:", PLAIN[1], PLAIN[2]], 0, 9.9, 10, 0, 0
    ) == (2, 0, 3)


@pytest.mark.parametrize(
    "title", ["Il faro di granito", "# The granite lighthouse", "3 Il regolamento", "ORARI"]
)
def test_a_title_is_not_chosen(title: str) -> None:
    """It is not, however well it scores, nor does a leaning sentence bring it."""
    assert choose([title, PLAIN[0], PLAIN[1]], 10, 5, 0) == (1, 1, 1)
    assert choose([PLAIN[0], title, PLAIN[1]], 0, 10, 9.9) == (2, 2, 2)
    assert choose([title, "Questo fu costruito nel 1843."], 9.9, 10) == (1, 1, 1)


def test_items_of_a_list_are_chosen() -> None:
    """Lines without a full stop in a row are no titles, nor is the last line of a passage."""
    items = ["- due uova", "- tre etti di farina", "- un limone"]
    for best in range(3):
        scores = [0.0] * 3
        scores[best] = 10
        assert choose(items, *scores) == (best, best, best)


def test_the_last_item_of_a_list_is_chosen() -> None:
    """A sentence after the list does not make it a title."""
    assert choose(
        ["- due uova", "- tre etti di farina", "- un limone", "Mescolare tutto."], 0, 0, 10, 5
    ) == (2, 2, 2)


def test_a_short_sentence_with_a_footnote_is_no_title() -> None:
    """The mark of a footnote may follow the full stop."""
    assert choose(["Il faro fu costruito nel 1843.[2]", PLAIN[0]], 10, 0) == (0, 0, 0)


def test_a_long_line_is_no_title() -> None:
    """A sentence whose full stop was forgotten can be quoted."""
    assert choose(["Il faro " + "molto alto e bianco " * 4, PLAIN[0]], 10, 0) == (0, 0, 0)


SENTENCES = st.one_of(
    st.sampled_from([*PLAIN, *LEANING, *QUOTED, "Titolo", "- voce", "Ecco:", "Tale è il fatto:"]),
    st.text(max_size=20),
)
SCORES = st.one_of(st.sampled_from([0.0, 9.5, 10.0]), st.floats(-1e6, 1e6, width=32))


@given(st.lists(st.tuples(SENTENCES, SCORES), min_size=1, max_size=8))
@example([("Questo.", 0.0), ("Egli:", 10.0), ("Tale:", 9.9), ("Ecco.", 0.0)])
def test_the_choice_keeps_its_bounds(passage: list[tuple[str, float]]) -> None:
    """What is quoted exists, contains the best sentence, and has at most four sentences."""
    sentences = [sentence for sentence, _ in passage]
    scores = [score for _, score in passage]

    best, first, last = choose(sentences, *scores)

    assert 0 <= first <= best <= last < len(sentences)
    assert last - first <= 3
