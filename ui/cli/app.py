"""The command line: the commands that ask and verify, and the list of all commands.

A command imports what it needs when it runs, so that the help and errors in the arguments are shown
at once.
"""

import json
from dataclasses import asdict
from functools import partial
from inspect import getdoc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fonti.ui.cli import (
    doctor_command,
    evaluation_commands,
    index_commands,
    mcp_command,
    server_commands,
    token_command,
)
from fonti.ui.cli.language import choose_language, get_answer_language
from fonti.ui.cli.options import (
    CorpusOption,
    IndexOption,
    JsonOption,
    LanguagesOption,
    ModelOption,
    OptionsError,
    ReaderOption,
    ReferencesOption,
    SourcesOption,
    TopKOption,
    print_json,
)
from fonti.ui.i18n.terminal_words import TERMINAL_WORDS

if TYPE_CHECKING:
    from fonti.qa import Check

app = typer.Typer(
    help="Ask your own documents, in Italian or English; every answer is made of quotations.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

# Instead of a question: read questions there.
_STANDARD_INPUT = "-"

_LANGUAGE_HELP = (
    "The language of messages: it or en. [that of the terminal; for an answer, of its question]"
)
_QUESTION_HELP = "The question; quotation marks around it are not needed. - reads questions."
_QUERY_HELP = "What to look for; quotation marks around it are not needed."
_MENTIONS_HELP = "The words; quotation marks around them are not needed."
_ANSWER_HELP = "An answer saved by: fonti ask --json, or a conversation saved by the chat as JSON."


@app.callback(invoke_without_command=True)
def start(
    *,
    version_wanted: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    lang_ui: Annotated[
        str | None, typer.Option("--lang-ui", metavar="CODE", help=_LANGUAGE_HELP)
    ] = None,
) -> None:
    """Choose the language of the messages, and print the version if it is asked for."""
    choose_language(None)
    if lang_ui is not None and lang_ui not in TERMINAL_WORDS:
        raise OptionsError("language_unknown", language=lang_ui, known=", ".join(TERMINAL_WORDS))
    choose_language(lang_ui)

    if version_wanted:
        from importlib.metadata import version

        typer.echo(f"fonti {version('fonti')}")
        raise typer.Exit


@app.command()
def ask(
    question: Annotated[list[str], typer.Argument(help=_QUESTION_HELP)],
    *,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    reader: ReaderOption = None,
    lang: LanguagesOption = None,
    source: SourcesOption = None,
    top_k: TopKOption = 5,
    references: ReferencesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with quotations from the documents.

    Of -, questions are read from the standard input, one a line, and each answer is a line of JSON.
    """
    from fonti.qa import Assistant
    from fonti.ui.cli.batch import answer_lines
    from fonti.ui.cli.cited_documents import check_filters, warn_of_changed_documents
    from fonti.ui.cli.output import print_answer, print_references
    from fonti.ui.cli.progress import show_progress
    from fonti.ui.i18n.languages import WORDS
    from fonti.ui.web.chat.export import list_exported_citations

    writes_json = as_json or question == [_STANDARD_INPUT]
    if writes_json and references is not None:
        raise OptionsError("json_and_references")
    with show_progress() as on_progress:
        assistant = Assistant.open(
            corpus, index=index, model=model, reader=reader, on_progress=on_progress
        )
        check_filters(assistant.library, lang, source)
        if question == [_STANDARD_INPUT]:
            answer_lines(partial(assistant.ask, languages=lang, sources=source, top_k=top_k))
            return
        answer = assistant.ask(" ".join(question), languages=lang, sources=source, top_k=top_k)

    if references is not None:
        print_references(list_exported_citations(answer), references)
    elif as_json:
        print_json(answer.to_json())
    else:
        print_answer(answer, WORDS[get_answer_language(answer.language)])
    shown = [
        citation for citation in answer.all_citations if citation.is_answer or citation.is_near
    ]
    warn_of_changed_documents(assistant.library, shown)


@app.command()
def search(
    query: Annotated[list[str], typer.Argument(help=_QUERY_HELP)],
    *,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    reader: ReaderOption = None,
    lang: LanguagesOption = None,
    source: SourcesOption = None,
    top_k: TopKOption = 10,
    as_json: JsonOption = False,
) -> None:
    """List the passages nearest to a query, whether they answer it or not."""
    from fonti.index import detect_question_language
    from fonti.qa import Assistant
    from fonti.ui.cli.cited_documents import check_filters, warn_of_changed_documents
    from fonti.ui.cli.output import print_citations
    from fonti.ui.cli.progress import show_progress
    from fonti.ui.i18n.languages import WORDS

    text = " ".join(query)
    with show_progress() as on_progress:
        assistant = Assistant.open(
            corpus, index=index, model=model, reader=reader, on_progress=on_progress
        )
        check_filters(assistant.library, lang, source)
        citations = assistant.search(text, languages=lang, sources=source, top_k=top_k)

    if as_json:
        print_json([citation.to_json() for citation in citations])
    else:
        language = get_answer_language(detect_question_language(text))
        print_citations(citations, WORDS[language])
    warn_of_changed_documents(assistant.library, citations)


@app.command()
def mentions(
    text: Annotated[list[str], typer.Argument(help=_MENTIONS_HELP)],
    *,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    lang: LanguagesOption = None,
    source: SourcesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Quote every sentence that has some words, whatever their endings, by document."""
    from fonti.qa import Assistant
    from fonti.ui.cli.cited_documents import check_filters, warn_of_changed_documents
    from fonti.ui.cli.output import print_answer
    from fonti.ui.cli.progress import show_progress
    from fonti.ui.i18n.languages import WORDS

    with show_progress() as on_progress:
        assistant = Assistant.open(corpus, index=index, model=model, on_progress=on_progress)
        check_filters(assistant.library, lang, source)
        answer = assistant.find_mentions(" ".join(text), languages=lang, sources=source)

    if as_json:
        print_json(answer.to_json())
    else:
        print_answer(answer, WORDS[get_answer_language(answer.language)])
    warn_of_changed_documents(assistant.library, answer.citations)


@app.command()
def verify(
    file: Annotated[Path | None, typer.Argument(help=_ANSWER_HELP)] = None,
    *,
    corpus: Annotated[
        Path | None,
        typer.Option(
            "--corpus", metavar="PATH", help="The documents. [those that the answer names]"
        ),
    ] = None,
    index: IndexOption = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="A document of the index.")
    ] = None,
    span: Annotated[
        str | None, typer.Option("--span", metavar="START-END", help="Which code points of it.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check, with no model, that each quote of saved answers, or of a span, still stands.

    Exit with status 1 if one does not.
    """
    if file and (source or span):
        raise OptionsError("answer_and_span")
    if not file and not (source and span):
        raise OptionsError("nothing_to_verify")

    from fonti.ui.cli.output import print_checks

    if file:
        checks = _verify_answers(_read_answers(file), corpus, index)
    elif source and span:
        checks = _verify_span(source, span, corpus, index)

    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        print_checks(checks)
    if any(check.standing != "stands" or check.altered for check in checks):
        raise typer.Exit(1)


def _read_answers(file: Path) -> Any:
    """Return the JSON of a file of saved answers; its values are not validated."""
    from fonti.index import AnswerError, system_reason

    try:
        # The JSON module detects the encoding: some shells write UTF-16.
        return json.loads(file.read_bytes())
    except OSError as error:
        reason = system_reason(error)
        raise AnswerError("answer_file_unreadable", file=file, reason=reason) from error
    except (ValueError, RecursionError) as error:
        raise AnswerError("answer_file_not_json", file=file, detail=str(error)) from error


def _verify_answers(answers: Any, corpus: Path | None, index: Path | None) -> "list[Check]":
    """Check saved answers against the given corpus or index, else against their own corpus."""
    from fonti import qa
    from fonti.index import Library

    if corpus is None and index is None:
        corpus = Path(qa.find_corpus(answers))
    return qa.verify(answers, Library.open(corpus, index=index, sync=False))


def _verify_span(source: str, span: str, corpus: Path | None, index: Path | None) -> "list[Check]":
    from fonti.index import Library
    from fonti.qa import verify_span

    # A range is often written with a dash, as citations show it.
    start, _, end = span.replace("–", "-").partition("-")
    try:
        offsets = int(start), int(end)
    except ValueError as error:
        raise OptionsError("span_invalid", span=span) from error
    return [verify_span(Library.open(corpus, index=index, sync=False), source, *offsets)]


app.command("serve")(server_commands.serve_chat)
app.command("mcp")(mcp_command.serve_mcp)
app.command("user")(server_commands.change_account)
app.command("token")(token_command.change_token)
app.command("index")(index_commands.index_documents)
app.command("status")(index_commands.show_status)
app.command("remove")(index_commands.remove_documents)
app.command("unpublish")(index_commands.unpublish_index)
app.command("list")(index_commands.list_documents)
app.command("export")(index_commands.export_documents)
app.command("doctor")(doctor_command.check_parts)

app.command("evaluate", epilog=evaluation_commands.QUESTIONS_FORMAT)(
    evaluation_commands.evaluate_questions
)
app.command("calibrate", epilog=evaluation_commands.QUESTIONS_FORMAT)(
    evaluation_commands.calibrate_confidence
)

for _command in app.registered_commands:
    # Typer cuts a summary off at the end of its line, but not one that is given.
    _command.short_help = (getdoc(_command.callback) or "").partition("\n\n")[0]
