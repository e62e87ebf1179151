"""What the commands share: their options, and JSON for programs."""

import json
from pathlib import Path
from typing import Annotated

import typer

from fonti.ui.cli.escaping import STEERING

Corpus = Annotated[
    Path | None,
    typer.Option(
        "--corpus",
        metavar="PATH",
        help="A folder or file of documents, or an index. [the demo corpus]",
    ),
]
Index = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Where the index lives. [your data folder]"),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME_OR_FOLDER",
        help="A sentence-transformers model for a new index. [embedded]",
    ),
]
Languages = Annotated[
    list[str] | None,
    typer.Option("--lang", metavar="CODE", help="Only passages in this language; may be repeated."),
]
Sources = Annotated[
    list[str] | None,
    typer.Option(
        "--source", metavar="NAME", help="Only passages of this document; may be repeated."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
TopK = Annotated[int, typer.Option("--top-k", min=1, max=100, help="How many citations at most.")]


def print_json(values: object, *, indent: int | None = 2) -> None:
    """JSON in UTF-8, with what could steer a terminal escaped, whatever the terminal's own encoding."""
    text = json.dumps(values, ensure_ascii=False, indent=indent)
    typer.echo(STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode())
