"""Define the options that several commands share, and print JSON for programs."""

import json
import re
from pathlib import Path
from typing import Annotated, Literal

import typer

from fonti.ui.cli.escaping import TERMINAL_CONTROLS

CorpusOption = Annotated[
    Path | None,
    typer.Option(
        "--corpus",
        metavar="PATH",
        help="A folder or file of documents, or an index. [the demo corpus]",
    ),
]
CollectionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--collection",
        metavar="NAME=FOLDER",
        help="A collection, at /c/NAME/, instead of --corpus; repeat it for more. Accounts can be "
        "limited to some, see fonti user.",
    ),
]
IndexOption = Annotated[
    Path | None,
    typer.Option(
        "--index",
        metavar="DIR_OR_ADDRESS",
        help="Where the index lives: a folder, or milvus://HOST:PORT/NAME. [your data folder]",
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME_OR_FOLDER",
        help="A sentence-transformers model for a new index. [embedded]",
    ),
]
ReaderOption = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="NAME_OR_FOLDER",
        help="A question-answering model or cross-encoder that reads the best passages, or none. "
        "[that of the model]",
    ),
]
OcrOption = Annotated[
    bool | None,
    typer.Option(
        "--ocr/--no-ocr",
        show_default=False,
        help="Recognize the text of scans and pictures. [if Tesseract is installed]",
    ),
]
LanguagesOption = Annotated[
    list[str] | None,
    typer.Option("--lang", metavar="CODE", help="Only passages in this language; may be repeated."),
]
SourcesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--source", metavar="NAME", help="Only passages of this document; may be repeated."
    ),
]
TopKOption = Annotated[
    int, typer.Option("--top-k", min=1, max=100, help="How many citations at most.")
]
ReferencesOption = Annotated[
    Literal["bibtex", "csl-json"] | None,
    typer.Option(
        "--references",
        metavar="FORMAT",
        help="Print the cited documents alone, for a reference manager: bibtex or csl-json.",
    ),
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="ADDRESS",
        help="postgresql://USER@HOST/NAME?sslmode=verify-full, where several servers share "
        "accounts, sessions, conversations and verdicts, instead of --auth. Its password is in "
        "~/.pgpass. Without this option and --auth, the variable FONTI_DATABASE counts, whose "
        "address may have a password; with one of them, nothing of it does.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


class OptionsError(Exception):
    """The options of a command exclude each other, or one has an invalid value.

    The command prints one line and exits with status 1, as it does after other errors.

    Args:
        code: The code of the message, in `TerminalWords.options_errors`.
        params: The parameters of the message.

    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def resolve_ocr_option(chosen: bool | None) -> bool:
    """Return whether to recognize the text of scans, given the option --ocr or --no-ocr.

    Raises:
        OptionsError: If --ocr is given, and OCR is not installed.

    """
    from fonti.index import OCR_PACKAGES, is_ocr_installed

    if chosen and not is_ocr_installed():
        raise OptionsError("ocr_not_installed", packages=OCR_PACKAGES)
    # If neither option is given, OCR is used where it is installed.
    return chosen is not False


def print_json(values: object, *, indent: int | None = 2) -> None:
    """Print values as JSON in UTF-8, whatever the encoding of the terminal.

    Characters that could control a terminal are escaped in JSON's way.
    """
    text = json.dumps(values, ensure_ascii=False, indent=indent)
    typer.echo(TERMINAL_CONTROLS.sub(_escape_as_json, text).encode())


def _escape_as_json(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
