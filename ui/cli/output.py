"""Print answers, citations and verified quotes for people.

Texts of documents are shown literally, and cannot control the terminal.
"""

import sys
from collections.abc import Sequence
from itertools import groupby

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from fonti.qa import Answer, Check, Citation
from fonti.ui.cli.escaping import escape_line, escape_text
from fonti.ui.cli.language import get_language, get_words
from fonti.ui.i18n.descriptions import (
    describe_copies,
    describe_elsewhere,
    describe_location,
    describe_outcome,
    describe_relation,
    describe_title_and_heading,
    describe_warning_count,
    get_language_name,
    list_warnings,
)
from fonti.ui.i18n.languages import WORDS
from fonti.ui.i18n.replies import group_by_document, list_abilities, list_documents
from fonti.ui.i18n.words import Words

_STYLES = {"answer": "bold", "match": "underline", "none": ""}


def make_console() -> Console:
    """Return a console for the standard output.

    It wraps lines at the width of a terminal. In a pipe, lines are not wrapped, so that a quote can
    be searched for.
    """
    return Console(highlight=False, soft_wrap=not (sys.stdout and sys.stdout.isatty()))


def print_note(text: str) -> None:
    """Print a dimmed line on the standard output."""
    make_console().print(Text(escape_line(text), style="dim"))


def print_note_to_stderr(text: str) -> None:
    """Print a dimmed line on the standard error, which does not mix with JSON on the output."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text(escape_line(text), style="dim"))


def print_answer(answer: Answer, words: Words) -> None:
    """Print the outcome, the quotes that answer, those that are near, and those of elsewhere."""
    if answer.kind != "question":
        _print_reply(answer, words)
        return

    answering = [citation for citation in answer.citations if citation.is_answer]
    console = make_console()
    console.print(Text(escape_line(describe_outcome(answer, words))))
    for citation in answering:
        _print_citation(console, citation, answer.language, words)

    if answering and answer.nearby:
        console.print()
        console.print(Text(words.also_nearby))
    for citation in answer.nearby:
        _print_citation(console, citation, answer.language, words)

    elsewhere = describe_elsewhere(answer, words)
    if elsewhere is not None:
        console.print()
        console.print(Text(elsewhere))
    for citation in answer.elsewhere:
        _print_citation(console, citation, answer.language, words)


def _print_reply(answer: Answer, words: Words) -> None:
    """Print the reply to a request that is no question: lists, and quotes by document."""
    console = make_console()
    console.print(Text(escape_line(describe_outcome(answer, words))))
    for line in [*list_abilities(answer, words), *list_documents(answer, words)]:
        console.print(Text(f"- {escape_line(line)}"))

    for group in group_by_document(answer):
        if not group.citations:
            continue
        console.print()
        title = " · ".join(dict.fromkeys([group.document.display_title, group.document.source]))
        console.print(Text(escape_line(title), style="bold"))
        for citation in group.citations:
            console.print(Text(f"[{citation.number}] ", style="bold") + _render_quote(citation))
            location = describe_location(citation, words)
            _print_indented(console, Text(location, style="dim"))


def print_citations(citations: Sequence[Citation], words: Words) -> None:
    """Print the passages of a search, best first."""
    console = make_console()
    if not citations:
        console.print(Text(words.outcome_filtered_out))
    for citation in citations:
        _print_citation(console, citation, None, words)


def print_references(citations: Sequence[Citation], style: str) -> None:
    """Print the documents of citations in a format of reference managers, in UTF-8."""
    # Imported late: an answer that is printed needs none.
    from fonti.ui.web.chat.reference_styles import list_entries

    typer.echo(escape_text(list_entries(citations)[style]).encode())


def print_checks(checks: Sequence[Check]) -> None:
    """Print the result of each check, under its question if there are several questions."""
    words = WORDS[get_language()]
    console = make_console()
    if not checks:
        console.print(Text(words.nothing_to_verify))

    has_several_questions = len({check.question for check in checks}) > 1
    for question, checks_of_question in groupby(checks, key=lambda check: check.question):
        if has_several_questions:
            console.print(Text(escape_line(question or ""), style="bold"))
        for check in checks_of_question:
            standing = _describe_standing(check, words)
            console.print(Text(f"[{check.number}] {escape_line(check.source)}: {standing}"))
            for line in _describe_difference(check):
                _print_indented(console, Text(escape_line(line), style="yellow"))


def _print_citation(
    console: Console, citation: Citation, question_language: str | None, words: Words
) -> None:
    console.print()
    for context in citation.context:
        console.print(Text("    " + escape_text(context.text).replace("\n", "\n    "), style="dim"))
    console.print(Text(f"[{citation.number}] ", style="bold") + _render_quote(citation))

    reference = _describe_reference(citation, question_language, words)
    _print_indented(console, Text(reference, style="dim"))
    if citation.document_warnings:
        warnings = citation.document_warnings
        heading = describe_warning_count(warnings, words)
        lines = [f"! {heading}:", *(f"! {line}" for line in list_warnings(warnings, words))]
        for line in lines:
            _print_indented(console, Text(escape_line(line), style="yellow"))


def _print_indented(console: Console, text: Text) -> None:
    """Print a text below a quote, indented; a terminal indents the lines that it wraps, too."""
    if console.soft_wrap:
        console.print(Text("    ") + text)
    else:
        console.print(Padding(text, (0, 0, 0, 4), expand=False))


def _render_quote(citation: Citation) -> Text:
    """Return the quote with what answers in bold, and the words of the question underlined.

    All its lines are indented, because a line at the margin could look like another citation.
    """
    quote = Text()
    for part, emphasis in citation.split_by_emphasis():
        indented = escape_text(part).replace("\n", "\n    ")
        quote.append(indented, style=_STYLES[emphasis])
    return quote


def _describe_reference(citation: Citation, question_language: str | None, words: Words) -> str:
    """Return the line under a quote: its source, language and place, and how it relates."""
    language = get_language_name(citation.language, words)
    if question_language is not None and citation.language != question_language:
        language = words.source_language.format(language=language)

    parts = [
        citation.source,
        describe_title_and_heading(citation),
        language,
        describe_location(citation, words),
        describe_copies(citation, words),
        describe_relation(citation, words),
    ]
    return escape_line(" · ".join(part for part in parts if part))


def _describe_difference(check: Check) -> list[str]:
    """Return what was quoted and what stands there now, unless the quote stands as it was cited."""
    words = get_words()
    lines = []
    if check.standing != "stands":
        lines.append(words.quote_was.format(text=check.quote))
        if check.current is None:
            lines.append(words.nothing_stands_there)
        else:
            lines.append(words.stands_there.format(text=check.current))
    if check.altered:
        lines.append(words.fields_altered.format(fields=", ".join(check.altered)))
    return lines


def _describe_standing(check: Check, words: Words) -> str:
    match check.standing:
        case "stands":
            return words.quote_stands
        case "moved":
            place = words.character_range.format(start=check.start, end=check.end)
            return words.quote_moved.format(place=place)
        case "gone":
            return words.quote_gone
