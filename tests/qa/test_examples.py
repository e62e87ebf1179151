"""Example questions: names and headings of documents in templates, if they are answered."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fonti.index import Library, SearchFilters
from fonti.qa import Answer, Assistant, example_questions, find_unanswered_question
from fonti.qa.question.names_and_headings import count_names
from fonti.ui.i18n.languages import WORDS
from tests.helpers.assistants import fix_confidence, open_files
from tests.helpers.fakes import FakeEncoder, arbitrary_texts

TEMPLATES = ("Che cosa si dice di «{phrase}»?", "Che cosa si sa di «{phrase}»?")
PONTE = """Il ponte fu disegnato da Anna Neri, di Torino.
La città lo deve ad Anna Neri, che lo difese in consiglio.

Nel 1921 il Comune lo chiuse. Chi lo riaprì fu ancora Anna Neri.
"""
FARO = """# Le luci del porto

Le luci del porto le accese Carlo Bo, custode. A spegnerle fu sempre Carlo Bo, per trent'anni.
"""
TRAMWAY = """The tramway was the work of Edith Moore, an engineer.
The city thanked Edith Moore, and forgot her.

Its depot, near the harbour, was drawn by Edith Moore.
"""


def assistant_of(folder: Path, files: dict[str, str | bytes]) -> Assistant:
    """Open the assistant of some files, which takes any passage for an answer."""
    assistant = open_files(folder, files)
    fix_confidence(assistant, 3.0)
    return assistant


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    """Open the assistant of three documents in two languages, and a German one of many capitals."""
    german = (
        "Der Zug fuhr mit Hans Meier, und wieder mit Hans Meier, nach Bern zum Haus der Kunst.\n"
        * 3
    )
    return assistant_of(
        tmp_path, {"ponte.txt": PONTE, "faro.md": FARO, "tramway.txt": TRAMWAY, "zug.txt": german}
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Il ponte è di Anna Neri, e Anna Neri, da Torino.", {"Anna Neri": 2, "Torino": 1}),
        ("Anna Neri, lo disegnò. Carlo, no.", {}),
        ("«Anna Neri» e “Carlo Bo” del Comune.", {"Comune": 1}),
        ("He asked the Central Asian republics, and Asia.", {"Asia": 1}),
        ("It was Tesla's, and of Tesla.", {"Tesla": 1}),
        ("So, in March 1921, on a Monday, as I said to Vladimir Putin.", {"Vladimir Putin": 1}),
        ("La sede è dell'Università degli Studi di Pavia, e del Consiglio d'Europa.", None),
        ("The History Of The Bridge, By Anna Neri, A Novel.", {}),
        ("THE BRIDGE, BY ANNA NERI, IN TURIN.", {}),
        ("Venne da St. Moritz, con Carlo Bo, da San St. Gallo, e dal Po.", {"Carlo Bo": 1}),
        (
            "Scrisse a papa Leone XIII, a Jean-Paul Sartre, e in via S.",
            {"Leone XIII": 1, "Jean-Paul Sartre": 1},
        ),
        ("Ieri vide Ka\u0301roly Szabo\u0301, e uscì.", {"Károly Szabó": 1}),
        ("e disse <Anna>, [Anna](x), Anna\u202e, Anna\x1b.", {}),
    ],
)
def test_names_are_runs_of_capitals_within_sentences(
    text: str, names: dict[str, int] | None
) -> None:
    """A run is no name at the start of a sentence, title or quotation, or without a pause."""
    expected = (
        {"Università degli Studi di Pavia": 1, "Consiglio d'Europa": 1} if names is None else names
    )
    assert count_names([text]) == expected


def test_questions_are_of_what_documents_speak_of(assistant: Assistant) -> None:
    """They are of different documents and both languages, and each is answered."""
    questions = example_questions(assistant, TEMPLATES)
    assert len(questions) == 3
    answers = [assistant.ask(question) for question in questions]
    assert {answer.outcome for answer in answers} <= {"answered", "probable"}
    assert {answer.citations[0].source for answer in answers} == {
        "ponte.txt",
        "faro.md",
        "tramway.txt",
    }
    assert "Edith Moore" in "".join(questions)


def test_an_index_has_always_the_same_examples(assistant: Assistant) -> None:
    """Another assistant of it gives the same, and never more than asked for."""
    again = Assistant.open(assistant.library.folder, model=FakeEncoder())
    assert example_questions(assistant, TEMPLATES, 2) == example_questions(again, TEMPLATES, 2)
    assert len(example_questions(assistant, TEMPLATES, 1)) == 1


def test_headings_serve_if_no_names_recur(tmp_path: Path) -> None:
    """It is the innermost heading of a passage, in plain letters, of several words."""
    text = (
        "# Atti\n\n## Chiusura del ponte\n\nDella chiusura del ponte vecchio.\n\n"
        "## Tutto = qui\n\nAltro.\n"
    )
    (question,) = example_questions(assistant_of(tmp_path, {"atti.md": text}), TEMPLATES)
    assert question == "Che cosa si dice di «Chiusura del ponte»?"


class Silent(Assistant):
    """An assistant that never answers, and records its questions."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.asked: list[str] = []

    def ask(self, question: str, **_: object) -> Answer:
        """Record the question, and answer as if the filters left no passage."""
        self.asked.append(question)
        return super().ask(question, sources=[])


def test_what_is_asked_is_bounded(tmp_path: Path) -> None:
    """However many names there are, two dozen questions are asked at most, of few passages."""
    last = ("Rossi", "Verdi", "Neri", "Bianchi", "Bo")
    people = [f"{first} {name}" for first in ("Ada", "Ugo", "Ivo", "Eva") for name in last]
    files: dict[str, str | bytes] = {}
    for number, pair in enumerate(zip(people, [*people[1:], people[0]], strict=True)):
        paragraphs = [f"Lo disse a {name}, e poi ancora a {name}." for name in pair * 200]
        files[f"{number:02}.txt"] = "\n\n".join(paragraphs)
    assistant = Silent(assistant_of(tmp_path, files).library)
    with assistant.library.snapshot() as snapshot:
        sample = snapshot.sample_passages(8, 12, SearchFilters())
    assert len(sample) == len({passage.id for passage in sample}) <= 96
    assert len({passage.source for passage in sample}) == 8
    assert example_questions(assistant, TEMPLATES) == ()
    assert len(assistant.asked) == len(set(assistant.asked)) == 24


@settings(max_examples=10)
@given(st.lists(arbitrary_texts(), min_size=1, max_size=3))
def test_odd_corpora_have_fewer(tmp_path_factory: pytest.TempPathFactory, odd: list[str]) -> None:
    """No corpus is an error, and an example is short, without control characters or markup."""
    files: dict[str, str | bytes] = {f"{number}.md": text for number, text in enumerate(odd)}
    assistant = assistant_of(tmp_path_factory.mktemp("odd"), {**files, "plain.txt": "Una riga."})
    for question in example_questions(assistant, TEMPLATES):
        assert len(question) <= 60 + len(max(TEMPLATES, key=len))
        assert question.isprintable()
        assert not set("<>[]`*\\") & set(question)


def test_an_empty_index_has_none(tmp_path: Path) -> None:
    """It gives no examples, and no error."""
    assistant = assistant_of(tmp_path, {"ponte.txt": PONTE})
    assistant.library.remove("ponte.txt")
    assert example_questions(assistant, TEMPLATES) == ()


@pytest.mark.model
def test_a_question_without_an_answer_is_chosen(demo_assistant: Assistant) -> None:
    """It is the first of the questions that no document answers; none if all are answered."""
    answered = "Quale festa ha annullato il Kazakistan?"
    unanswered = "Qual è la capitale dell'Australia?"
    questions = [answered, unanswered, "Who painted the Mona Lisa?"]
    assert find_unanswered_question(demo_assistant, questions) == unanswered
    assert find_unanswered_question(demo_assistant, [answered]) is None


@pytest.mark.model
@pytest.mark.parametrize("language", ["it", "en"])
def test_the_demo_has_examples_in_each_language(language: str, demo_assistant: Assistant) -> None:
    """With the embedded model, at least two are answered."""
    questions = example_questions(demo_assistant, WORDS[language].example_question_templates)
    assert len(questions) >= 2
    for question in questions:
        answer = demo_assistant.ask(question)
        assert answer.outcome in ("answered", "probable")
        assert answer.language == language


@pytest.mark.model
@pytest.mark.parametrize("language", ["it", "en"])
def test_what_the_demo_offers_is_answered(language: str, demo_assistant: Assistant) -> None:
    """The first questions of a newcomer are answered; those that show the silence are not."""
    words = WORDS[language]
    for question in words.example_questions:
        assert demo_assistant.ask(question).outcome in ("answered", "probable"), question
    for question in words.silent_example_questions:
        assert demo_assistant.ask(question).outcome == "not_found", question
