"""The command line: the commands that ask and verify, and the list of all commands.

A command imports what it needs when it runs, so that the help and errors in the arguments are shown
at once.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fonti.ui.cli import evaluation_commands, index_commands, server_commands
from fonti.ui.cli.options import (
    CorpusOption,
    IndexOption,
    JsonOption,
    LanguagesOption,
    ModelOption,
    OptionsError,
    ReaderOption,
    SourcesOption,
    TopKOption,
    print_json,
)

if TYPE_CHECKING:
    from fonti.qa import Check
    from fonti.ui.i18n.words import Words

app = typer.Typer(
    help="Ask your own documents, in Italian or English; every answer is made of quotations.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

_QUESTION_HELP = "The question; quotation marks around it are not needed."
_QUERY_HELP = "What to look for; quotation marks around it are not needed."
_ANSWER_HELP = "An answer saved by: fonti ask --json, or a conversation saved by the chat as JSON."


@app.callback(invoke_without_command=True)
def show_version(
    show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Print the version if it is asked for."""
    if show:
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
    as_json: JsonOption = False,
) -> None:
    """Answer a question with quotations from the documents."""
    from fonti.qa import Assistant
    from fonti.ui.cli.cited_documents import check_filters, warn_of_changed_documents
    from fonti.ui.cli.output import print_answer
    from fonti.ui.cli.progress import show_progress
    from fonti.ui.i18n.languages import WORDS

    with show_progress() as on_progress:
        assistant = Assistant.open(
            corpus, index=index, model=model, reader=reader, on_progress=on_progress
        )
        check_filters(assistant.library, lang, source)
        answer = assistant.ask(" ".join(question), languages=lang, sources=source, top_k=top_k)

    if as_json:
        print_json(answer.to_json())
    else:
        print_answer(answer, WORDS[answer.language])
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
        print_citations(citations, WORDS[detect_question_language(text)])
    warn_of_changed_documents(assistant.library, citations)


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
        raise OptionsError("a saved answer and a span are verified apart; name one of them")
    if not file and not (source and span):
        raise OptionsError("nothing to verify; name a saved answer, or a --source and a --span")

    from fonti.ui.cli.output import print_checks
    from fonti.ui.i18n.languages import WORDS

    words = WORDS["en"]
    if file:
        answers = _read_answers(file)
        checks = _verify_answers(answers, corpus, index)
        words = _get_words_of(answers)
    elif source and span:
        checks = _verify_span(source, span, corpus, index)

    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        print_checks(checks, words)
    if any(check.standing != "stands" for check in checks):
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


def _get_words_of(answers: Any) -> "Words":
    """Return the interface texts in the language of the saved answers, or in English."""
    from fonti.ui.i18n.languages import WORDS

    first = answers[0] if isinstance(answers, list) else answers
    return WORDS.get(str(first.get("language")), WORDS["en"])


def _verify_span(source: str, span: str, corpus: Path | None, index: Path | None) -> "list[Check]":
    from fonti.index import Library
    from fonti.qa import verify_span

    # A range is often written with a dash, as citations show it.
    start, _, end = span.replace("–", "-").partition("-")
    try:
        offsets = int(start), int(end)
    except ValueError as error:
        raise OptionsError(f"{span!r} is no span; write it as 120-180, in code points") from error
    return [verify_span(Library.open(corpus, index=index, sync=False), source, *offsets)]


app.command("serve")(server_commands.serve_chat)
app.command("user")(server_commands.change_account)
app.command("index")(index_commands.index_documents)
app.command("status")(index_commands.show_status)
app.command("remove")(index_commands.remove_documents)
app.command("export")(index_commands.export_documents)

app.command("evaluate", epilog=evaluation_commands.QUESTIONS_FORMAT)(
    evaluation_commands.evaluate_questions
)
app.command("calibrate", epilog=evaluation_commands.QUESTIONS_FORMAT)(
    evaluation_commands.calibrate_confidence
)
