"""Find what a person may ask next, which depends on the documents and not on the answer alone."""

from collections.abc import Sequence

from fonti.index import SearchFilters
from fonti.qa import Answer, Assistant
from fonti.ui.web.chat.turn import NextSteps


def find_next_steps(assistant: Assistant, answer: Answer, history: Sequence[Answer]) -> NextSteps:
    """Return what can be asked after the answer to a question, or after a section was quoted.

    If it answers, these are headings near it. If not, these are the languages to which the question
    can be limited, unless all documents are in one.
    """
    is_section = answer.kind == "overview" and answer.subject is not None
    if answer.kind != "question" and not is_section:
        return NextSteps()

    if answer.is_answered:
        return NextSteps(headings=assistant.list_next_headings(answer, history=history))
    with assistant.library.snapshot() as snapshot:
        languages = snapshot.list_passage_languages(SearchFilters())
    return NextSteps(languages=languages if len(languages) > 1 else ())
