"""The command line: ask, search, index, serve, verify, evaluate, calibrate."""

import json
import re
import socket
from contextlib import suppress
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from index import AnswerError, FontiError, Library, question_language
from qa import CALIBRATION, Assistant, calibrate, evaluate, measure, read_questions, verify
from ui import terminal
from ui.messages import WORDS

app = typer.Typer(
    help="Ask your own documents, in Italian or English; every answer is made of quotations.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

HOST = "127.0.0.1"
_STEERING = re.compile(r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FORM = """The file holds one JSON object a line, in UTF-8:

\b
  id        a name, each its own
  question  the question
  gold      every place that answers, [] if the documents do not:
            {"file": "a.txt", "start": 0, "end": 90,
             "answers": [{"text": "1843", "start": 34}]}
  kind      the row of the table that it counts in; may be left out
  filter    a language, to search its passages alone; may be left out
  lang      the language of the question; may be left out

`file` is the document's path from the corpus root; `start` and `end` of a place (a paragraph, say) and the `start`
of each answer inside it count code points of the file.

The report holds index.html (the page), figures.json (all figures) and run.jsonl (what was cited, question by
question).
"""  # the backspace keeps lines from being filled
_ASKED = "The question; quotation marks around it are not needed."
Corpus = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="PATH", help="A folder or file of documents, or an index. [the demo corpus]"),
]
Index = Annotated[Path | None, typer.Option("--index", metavar="DIR", help="Where the index lives. [your data folder]")]
Model = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME_OR_FOLDER", help="A sentence-transformers model for a new index. [embedded]"),
]
Languages = Annotated[
    list[str] | None, typer.Option("--lang", metavar="CODE", help="Only passages in this language; may be repeated.")
]
Sources = Annotated[
    list[str] | None, typer.Option("--source", metavar="NAME", help="Only passages of this document; may be repeated.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
TopK = Annotated[int, typer.Option("--top-k", min=1, max=100, help="How many citations at most.")]


@app.callback(invoke_without_command=True)
def _version(show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if show:
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
    with terminal.progress() as report:
        assistant = Assistant.open(corpus, index=index, model=model, report=report)
        answer = assistant.ask(" ".join(question), languages=lang, sources=source, top_k=top_k)
    if as_json:
        _print_json(answer.to_json())
    else:
        terminal.print_answer(answer, WORDS[answer.language])


@app.command()
def search(
    query: Annotated[list[str], typer.Argument(help="What to look for; quotation marks around it are not needed.")],
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
    with terminal.progress() as report:
        assistant = Assistant.open(corpus, index=index, model=model, report=report)
        citations = assistant.search(" ".join(query), languages=lang, sources=source, top_k=top_k)
    if as_json:
        _print_json([citation.to_json() for citation in citations])
    else:
        terminal.print_citations(citations, WORDS[question_language(" ".join(query))])


@app.command("index")
def index_(
    folder: Annotated[Path, typer.Argument(help="The folder (or file) of documents; it is only read.")],
    *,
    index: Index = None,
    model: Model = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read and write everything anew.")] = False,
    as_json: Json = False,
) -> None:
    """Index a folder of documents, or bring its index up to date: add, update and drop what changed."""
    with terminal.progress() as report:
        library = Library.at(folder, index=index, model=model, report=report)
        changes = library.sync(rebuild=rebuild)
    if as_json:
        _print_json(terminal.changes_json(changes, library.folder))
    else:
        terminal.print_changes(changes, library.folder)


@app.command()
def serve(
    *,
    corpus: Corpus = None,
    index: Index = None,
    model: Model = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 7860,
) -> None:
    """Serve the web chat on this machine, in Italian and in English."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen()
        except OSError as error:
            raise FontiError(f"port {port} is not free ({error.strerror}); choose another with --port") from error
        with terminal.progress() as report:
            assistant = Assistant.open(corpus, index=index, model=model, report=report)
            assistant.library.encoder()
        import uvicorn

        from ui.server import build_app

        # An open page keeps a connection for as long as it is open; stopping does not wait for it.
        settings = uvicorn.Config(build_app(assistant), log_level="warning", timeout_graceful_shutdown=1)
        typer.echo(f"Fonti: http://{HOST}:{port} (Ctrl+C to stop)")
        with suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[listening])


@app.command("verify")
def verify_(
    file: Annotated[Path, typer.Argument(help="An answer saved by: fonti ask --json")],
    *,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", metavar="PATH", help="The documents. [those that the answer names]")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check, with no model, that each quote of a saved answer still stands in its document; exit 1 if one does not."""
    try:
        saved = json.loads(file.read_text("utf-8"))
        where, words = corpus or Path(saved["corpus"]), WORDS.get(str(saved["language"]), WORDS["en"])
    except OSError as error:
        raise AnswerError(f"cannot read {file}: {error.strerror}; name a saved answer") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise AnswerError(f"{file} is no saved answer ({error}); save one with: fonti ask --json") from error
    checks = verify(saved, where)
    if as_json:
        _print_json(terminal.checks_json(checks))
    else:
        terminal.print_checks(checks, words)
    if any(check.standing != "stands" for check in checks):
        raise typer.Exit(1)


@app.command("evaluate", epilog=_FORM)
def evaluate_(
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl", help="Questions with known answers.")],
    *,
    corpus: Corpus = None,
    index: Index = None,
    model: Model = None,
    folder: Annotated[
        Path, typer.Option("--report", metavar="DIR", help="Where the report goes; one that is there is replaced.")
    ] = Path("fonti-report"),
    as_json: Json = False,
) -> None:
    """Measure an index on questions whose answers are known: a table by kind, and a report to look at."""
    from ui.report import report_folder, write_report

    asked = read_questions(questions)
    with report_folder(folder) as new, terminal.progress() as report:
        assistant = Assistant.open(corpus, index=index, model=model, report=report)
        run = evaluate(assistant, asked, report)
        figures, library = measure(run), assistant.library
        measured = {"questions": str(questions), "corpus": str(library.corpus), "index": str(library.folder)}
        about = {**measured, "model": library.encoder().name, "fonti": version("fonti")}
        write_report(new, run, figures, about)
    if as_json:
        _print_json(figures.to_json())
    else:
        terminal.print_figures(figures, folder)


@app.command("calibrate", epilog=_FORM)
def calibrate_(
    questions: Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl", help="At least 20 answerable and 20 not.")],
    *,
    corpus: Corpus = None,
    index: Index = None,
    model: Model = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Where the numbers go. [the index, which uses them]")
    ] = None,
    as_json: Json = False,
) -> None:
    """Fit the confidence, and so when to be silent, to questions whose answers are known."""
    asked = read_questions(questions)
    if output and (output.is_dir() or not output.absolute().parent.is_dir()):  # asking takes minutes
        raise FontiError(f"{output} cannot be written; name a file in a folder that exists with --output")
    with terminal.progress() as report:
        assistant = Assistant.open(corpus, index=index, model=model, report=report)
        calibrated = calibrate(assistant, asked, report=report)
    file = output or assistant.library.folder / CALIBRATION
    calibrated.calibration.save(file)
    if as_json:
        _print_json(asdict(calibrated))
    else:
        terminal.print_calibrated(calibrated, file)


def _print_json(values: object) -> None:
    """JSON in UTF-8, with what could steer a terminal escaped, whatever the terminal's own encoding."""
    text = json.dumps(values, ensure_ascii=False, indent=2)
    typer.echo(_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode())
