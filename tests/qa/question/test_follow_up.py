"""Follow-ups: which questions lean on the last one, what they are about, and what that weighs."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fonti.index.text.stemming import fold_text
from fonti.qa import Answer, Assistant
from fonti.qa.question.follow_up import classify_follow_up, find_already_quoted, find_topic
from fonti.qa.question.function_words import FUNCTION_WORDS, find_content_words
from fonti.qa.question.query import QuotedSpan, reduce_topic_weight
from fonti.qa.ranking.late_interaction import weigh_tokens
from tests.helpers.fakes import FakeEncoder

LEANING = {
    "it": [
        "E quando?",
        "E perché?",
        "e perche",
        "E DOVE?",
        "Perché?",
        "PERCHE'?",
        "Come mai?",
        "E chi?",
        "Quanto?",
        "E poi?",
        "E lui?",
        "E con chi?",
        "Chi era lui?",
        "Quando è morta lei?",
        "Quali sono le sue opere?",
        "Qual era il suo nome?",
        "Dove vivono loro?",
        "Che cosa prevede questa legge?",
        "chi ha firmato quel trattato",
        "Quando fu abolita tale norma?",
        "E in Italia?",
        "E nel 1990?",
        "E dopo la guerra?",
        "Ma per i minori?",
        "E dal 2020?",
        "ciò è vero?",
        "Perche\u0301 cio\u0300 accadde?",
    ],
    "en": [
        "And when?",
        "When?",
        "and why",
        "WHY?",
        "Why not?",
        "How many?",
        "Who is he?",
        "When did she die?",
        "What are its main causes?",
        "Where is it?",
        "who built it",
        "What is his name?",
        "WHEN DID THEY LEAVE?",
        "What did she tell them?",
        "Who signed that treaty?",
        "What does this law say?",
        "When were those ships built?",
        "Who repealed such rules?",
        "And in Italy?",
        "But after the war?",
        "And from 1990?",
        "What about in winter?",
        "And what happened there?",
        "How about for students?",
        "Was it expensive?",
        "And then?",
        "And him?",
    ],
}
ALONE = {
    "it": [
        "Chi ha scritto la Divina Commedia?",
        "Dove si trova il Colosseo?",
        "Quando è nato Galileo Galilei?",
        "Quanti libri si possono prendere in prestito in biblioteca?",
        "quanti libri si possono prendere in prestito in biblioteca",
        "QUANTI LIBRI SI POSSONO PRENDERE IN PRESTITO?",
        "Perché il cielo è azzurro di giorno?",
        "perche il cielo e azzurro di giorno",
        "Che cosa prevede il regolamento per chi danneggia un libro?",
        "Quale festa nazionale fu cancellata dal governo?",
        "Come si prepara la pasta alla carbonara?",
        "Quanti abitanti ha Roma?",
        "È obbligatorio il casco in bicicletta per i minori?",
        "E' possibile visitare il faro di notte?",
        "E\u0300 obbligatorio il casco in bicicletta?",
        "Che differenza c'è tra affitto e comodato d'uso?",
        "Quanto dura il prestito di un libro?",
        "Che cos'è l'ONU?",
        "Dove nasce il Po?",
        "A quale temperatura bolle l'acqua in montagna?",
        "In che anno fu costruito il faro di Genova?",
        "Da quando il museo del porto è chiuso il lunedì?",
        "Chi era Giuseppe Garibaldi e perché partì da Quarto?",
        "Quale multa rischia chi fuma in sala di lettura?",
    ],
    "en": [
        "What is the capital of Australia?",
        "Who wrote the Divine Comedy?",
        "Where is the Colosseum?",
        "When was Galileo born?",
        "when was galileo born in pisa",
        "HOW MANY BOOKS CAN BE BORROWED FROM THE LIBRARY?",
        "How many books can be borrowed from the library?",
        "What does the WHO recommend against malaria?",
        "Why is the sky blue during the day?",
        "What does the regulation say about damaged books?",
        "Which public holiday did Kazakhstan cancel?",
        "How is mozzarella cheese made?",
        "How tall is Mount Everest?",
        "Which countries border Kazakhstan?",
        "Who was Ada Lovelace?",
        "At what temperature does water boil in the mountains?",
        "In what year was the lighthouse of Genoa built?",
        "What fine do smokers risk in the reading room?",
        "When do children enter the harbour museum for free?",
        "What is the difference between rent and loan for use?",
    ],
}


def rows(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Return the questions of a table, each with its language."""
    return [(question, language) for language, questions in table.items() for question in questions]


@pytest.mark.parametrize(("question", "language"), rows(LEANING))
def test_a_question_that_says_nothing_alone_surely_leans(question: str, language: str) -> None:
    """A pronoun or a mere addition leans, with and without accents and capitals."""
    assert classify_follow_up(question, language) == "surely"


@pytest.mark.parametrize(("question", "language"), rows(ALONE))
def test_a_whole_question_does_not_lean(question: str, language: str) -> None:
    """A question with a subject stands alone, with and without accents and capitals."""
    assert classify_follow_up(question, language) == "no"


SHORT = {
    "it": [
        "Dove si trova?",
        "Quanto costa?",
        "E quanto costa?",
        "In che anno?",
        "A che ora?",
        "Quanti anni aveva?",
    ],
    "en": ["How old?", "What happened next?", "In what year?", "Who else?"],
}


@pytest.mark.parametrize(("question", "language"), rows(SHORT))
def test_a_short_question_without_a_name_perhaps_leans(question: str, language: str) -> None:
    """Whether it does is left to the documents."""
    assert classify_follow_up(question, language) == "perhaps"


ADDITIONS = {
    "it": [
        "E Roma?",
        "E il Kazakistan?",
        "E la Francia?",
        "E invece nel Nord?",
        "E all'estero?",
        "E alla scuola?",
        "E agli studenti?",
        "E al mare?",
        "Chi governava in quell'anno?",
        "Chi ha scritto quest'opera?",
    ],
    "en": ["What about France?", "And France?", "And the museum?", "What about children?"],
}


@pytest.mark.parametrize(("question", "language"), rows(ADDITIONS))
def test_a_question_that_only_adds_something_surely_leans(question: str, language: str) -> None:
    """Alone, a person would not know what is asked about it."""
    assert classify_follow_up(question, language) == "surely"


WHOLE = {
    "it": [
        # A name behind an apostrophe or a quotation mark.
        "Qual è la capitale dell'Australia?",
        'Chi ha scritto "Pinocchio"?',
        "Chi ha scritto «Pinocchio»?",
        # CIO is no ciò.
        "Chi presiede il CIO?",
        "Chi è Ella Fitzgerald?",
        "Quali musei sono aperti questa settimana?",
        "Quali sono i diritti del lavoratore e i suoi doveri?",
    ],
    "en": [
        "Is there a museum in the old harbour?",
        "Are there trains from Milan to Rome on Sundays?",
        "How many rooms are there in the castle of Turin?",
        "How long does it take to walk from the station to the harbour?",
        "Is it forbidden to eat in the reading rooms of the library?",
        "How did Galileo defend his theory of the tides?",
        "Why do tenants have to pay their rent in advance?",
        "What are the rules that tenants must follow?",
        "Do animals such as bats hibernate in winter?",
        # "Tale" is a pronoun in Italian alone.
        "Who is the narrator of A Tale of Two Cities?",
        "Which museums are open this week in London?",
        "Which IT systems does the bank use?",
        "What is the US?",
        'Who wrote "Pinocchio"?',
    ],
}


@pytest.mark.parametrize(("question", "language"), rows(WHOLE))
def test_a_question_with_words_that_seem_to_point_does_not_lean(
    question: str, language: str
) -> None:
    """What its pronouns stand for is in the question, or nowhere."""
    assert classify_follow_up(question, language) == "no"


def create_answer(question: str, topic: str | None = None) -> Answer:
    """Return an answer to a question that follows another, or to one that follows none."""
    return Answer(question, "it", "not_found", "nothing_close", 0.0, (), "corpus", "1", topic=topic)


def test_the_topic_is_the_last_question_that_stood_alone() -> None:
    """Questions that lean have the topic of the one before; a new question ends it."""
    first = create_answer("Chi costruì il faro?")
    second = create_answer("E quando?", find_topic([first]))
    third = create_answer("E perché?", find_topic([first, second]))
    fourth = create_answer("Quando apre il museo?")

    assert find_topic([first]) == first.question
    assert find_topic([first, second]) == first.question
    assert find_topic([first, second, third]) == first.question
    assert find_topic([first, second, third, fourth]) == fourth.question


def test_quotes_of_another_version_do_not_count_as_quoted(
    corpus: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Their spans may have other words now."""
    assistant = Assistant.open(corpus, index=tmp_path / "index", model=encoder)
    answer = assistant.ask("La biblioteca comunale apre alle nove e chiude alle sette di sera?")
    quotes = tuple(
        QuotedSpan(citation.source, citation.start, citation.end)
        for citation in answer.citations
        if citation.is_answer
    )

    assert quotes
    assert find_already_quoted([answer], answer.version) == quotes
    assert find_already_quoted([answer], "another") == ()


@given(
    st.lists(st.sampled_from(["faro", "granito", "il", "1843"]), min_size=1),
    st.lists(st.just("bell"), min_size=1),
)
def test_words_of_the_topic_weigh_less(topic: list[str], question: list[str]) -> None:
    """They weigh 0.35 of what the words of the question weigh; nothing else changes."""
    encoded = FakeEncoder().encode_query(f"{' '.join(topic)} {' '.join(question)}")
    strengths = encoded.tokens.strengths.copy()

    reduced = reduce_topic_weight(encoded, len(" ".join(topic)))

    weights = weigh_tokens(reduced.tokens) / weigh_tokens(reduced.tokens)[-1]
    assert weights.tolist() == pytest.approx([0.35] * len(topic) + [1.0] * len(question))
    assert np.array_equal(encoded.tokens.strengths, strengths)
    assert np.array_equal(reduced.tokens.strengths[len(topic) :], strengths[len(topic) :])
    assert reduced.embedding is encoded.embedding
    assert reduced.tokens.spans is encoded.tokens.spans
    assert reduced.tokens.directions is encoded.tokens.directions


@given(st.text(max_size=30), st.sampled_from(["it", "en"]))
def test_content_words_stand_in_the_text(text: str, language: str) -> None:
    """They are in order and apart, and none is a function word, unless it is an acronym."""
    previous_end = 0
    for start, end in find_content_words(text, language):
        word = text[start:end]

        assert previous_end <= start < end <= len(text)
        assert fold_text(word) not in FUNCTION_WORDS[language] or word.isupper()
        previous_end = end


@pytest.mark.parametrize("language", ["it", "en"])
def test_function_words_are_folded(language: str) -> None:
    """Their case and accents do not count; a list with unfolded words would match nothing."""
    words = FUNCTION_WORDS[language]
    assert {fold_text(word) for word in words} == words
    assert find_content_words("PERCHÉ perché perche Perche\u0301 più l'è", "it") == []

    text = "What is the _museum_ of 1843's IT?"
    spans = find_content_words(text, "en")
    assert [text[start:end] for start, end in spans] == ["museum", "1843", "IT"]
