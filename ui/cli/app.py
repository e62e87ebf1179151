"""The command line: each command's function, and those that ask and verify themselves.

What a command needs is imported by it, so that the help, and what is typed wrongly, is told at once.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fonti.ui.cli import evaluation_commands as measuring
from fonti.ui.cli import index_commands as keeping
from fonti.ui.cli import server_commands as serving
from fonti.ui.cli.options import Corpus, Index, Json, Languages, Model, Sources, TopK, print_json

if TYPE_CHECKING:
    from fonti.qa import Check
    from fonti.ui.i18n.catalog import Words

app = typer.Typer(
    help="Ask your own documents, in Italian or English; every answer is made of quotations.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

_SAVED = "An answer saved by: fonti ask --json, or a conversation saved by the chat as JSON."
_ASKED = "The question; quotation marks around it are not needed."


@app.callback(invoke_without_command=True)
def _version(
    show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show:
        from importlib.metadata import version

        typer.echo(f"fonti {version('fonti')}")
        raise typer.Exit


@app.command()
def ask(
    question: Annotated[list[str], typer.Argument(help=_ASKED)],
    *,
    corpus: Corpus = None,
    index: Index = None,
    model: Model = None,
    lang: Languages = None,
    source: Sources = None,
    top_k: TopK = 5,
    as_json: Json = False,
) -> None:
    """Answer a question with quotations from the documents."""
    from fonti.qa import Assistant
    from fonti.ui.cli import output as terminal
    from fonti.ui.cli.progress import progress
    from fonti.ui.i18n.phrases import WORDS

    with progress() as on_progress:
        assistant = Assistant.open(corpus, index=index, model=model, on_progress=on_progress)
        answer = assistant.ask(" ".join(question), languages=lang, sources=source, top_k=top_k)
    if as_json:
        print_json(answer.to_json())
    else:
        terminal.print_answer(answer, WORDS[answer.language])


@app.command()
def search(
    query: Annotated[
        list[str],
        typer.Argument(help="What to look for; quotation marks around it are not needed."),
    ],
    *,
    corpus: Corpus = None,
    index: Index = None,
    model: Model = None,
    lang: Languages = None,
    source: Sources = None,
    top_k: TopK = 10,
    as_json: Json = False,
) -> None:
    """List the passages nearest to a query, whether they answer it or not."""
    from fonti.index import question_language
    from fonti.qa import Assistant
    from fonti.ui.cli import output as terminal
    from fonti.ui.cli.progress import progress
    from fonti.ui.i18n.phrases import WORDS

    with progress() as on_progress:
        assistant = Assistant.open(corpus, index=index, model=model, on_progress=on_progress)
        citations = assistant.search(" ".join(query), languages=lang, sources=source, top_k=top_k)
    if as_json:
        print_json([citation.to_json() for citation in citations])
    else:
        terminal.print_citations(citations, WORDS[question_language(" ".join(query))])


@app.command("verify")
def verify_(
    file: Annotated[Path | None, typer.Argument(help=_SAVED)] = None,
    *,
    corpus: Annotated[
        Path | None,
        typer.Option(
            "--corpus", metavar="PATH", help="The documents. [those that the answer names]"
        ),
    ] = None,
    index: Index = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="A document of the index.")
    ] = None,
    span: Annotated[
        str | None, typer.Option("--span", metavar="START-END", help="Which code points of it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check, with no model, that each quote of saved answers, or of a span, still stands; exit 1 if one does not."""
    from fonti.index import FontiError, Library
    from fonti.qa import verify_span
    from fonti.ui.cli import output as terminal
    from fonti.ui.i18n.phrases import WORDS

    if file and (source or span):
        raise FontiError("a saved answer and a span are verified apart; name one of them")
    if file:
        checks, words = _verify_saved(file, corpus, index)
    elif source and span:
        checks, words = (
            [verify_span(Library.at(corpus, index=index), source, *_span(span))],
            WORDS["en"],
        )
    else:
        raise FontiError("nothing to verify; name a saved answer, or a --source and a --span")
    if as_json:
        print_json(terminal.checks_json(checks))
    else:
        terminal.print_checks(checks, words)
    if any(check.standing != "stands" for check in checks):
        raise typer.Exit(1)


def _verify_saved(
    file: Path, corpus: Path | None, index: Path | None
) -> "tuple[list[Check], Words]":
    from fonti.index import AnswerError, Library
    from fonti.qa import corpus_of, verify
    from fonti.ui.i18n.phrases import WORDS

    try:
        saved = json.loads(file.read_bytes())
    except OSError as error:
        raise AnswerError(f"cannot read {file}: {error.strerror}; name a saved answer") from error
    except (ValueError, RecursionError) as error:
        raise AnswerError(
            f"{file} is no saved answer: not JSON ({error}); save one with: fonti ask --json, or a conversation of the "
            "chat as JSON, not as Markdown"
        ) from error
    named = corpus if corpus or index else Path(corpus_of(saved))
    checks = verify(saved, Library.at(named, index=index))
    asked_in = (saved[0] if isinstance(saved, list) else saved).get("language")
    return checks, WORDS.get(str(asked_in), WORDS["en"])


def _span(span: str) -> tuple[int, int]:
    start, _, end = span.replace("–", "-").partition("-")
    try:
        return int(start), int(end)
    except ValueError as error:
        from fonti.index import FontiError

        raise FontiError(f"{span!r} is no span; write it as 120-180, in code points") from error


app.command("serve")(serving.serve)
app.command("user")(serving.user)
app.command("index")(keeping.index)
app.command("status")(keeping.status)
app.command("remove")(keeping.remove)
app.command("export")(keeping.export)
app.command("evaluate", epilog=measuring.FORM)(measuring.evaluate_)
app.command("calibrate", epilog=measuring.FORM)(measuring.calibrate_)
