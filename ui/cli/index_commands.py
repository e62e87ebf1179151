"""The commands that keep an index: index, status, remove, export."""

import shlex
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fonti.ui.cli.options import Corpus, Index, Json, Model, print_json

if TYPE_CHECKING:
    from fonti.index import Changes, Library, Skipped

_REBUILD = (
    "Read and write everything anew, beside the index that is there, which answers meanwhile."
)
_WATCH = "Go on, and follow every change of the folder; Ctrl+C ends it."


def index(
    folder: Annotated[
        Path, typer.Argument(help="The folder (or file) of documents; it is only read.")
    ],
    *,
    index: Index = None,
    model: Model = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help=_REBUILD)] = False,
    watch: Annotated[bool, typer.Option("--watch", help=_WATCH)] = False,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="Fail if another process is writing the index.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Index a folder of documents, or bring its index up to date: add, update and drop what changed."""
    from fonti.index import FontiError, Library
    from fonti.ui.cli.progress import progress

    if watch and rebuild:
        raise FontiError("--watch and --rebuild do not go together; rebuild first, then watch")
    with progress() as on_progress:
        library = Library.at(folder, index=index, model=model, on_progress=on_progress)
        if watch:
            _watch(library, wait=not no_wait, as_json=as_json)
            return
        changes = library.sync(rebuild=rebuild, wait=not no_wait)
    _print(changes, library, as_json=as_json)


def status(
    corpus: Annotated[
        Path | None, typer.Argument(help="The folder of documents, or the index. [the demo corpus]")
    ] = None,
    *,
    index: Index = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Verify everything in the index; exit 1 if it is damaged."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Tell what an index holds, what was skipped and why, and whether all of it is as it was written."""
    from fonti.index import Library
    from fonti.ui.cli import output as terminal

    library = Library.at(corpus, index=index)
    found = library.status()
    faults = list(library.check()) if check else []
    if as_json:
        print_json({**asdict(found), **({"faults": faults} if check else {})})
    else:
        terminal.print_status(found)
        if check:
            terminal.print_faults(faults, found)
    if faults:
        raise typer.Exit(1)


def remove(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="The documents, as citations name them."),
    ],
    *,
    corpus: Corpus = None,
    index: Index = None,
    undo: Annotated[bool, typer.Option("--undo", help="Index them again.")] = False,
) -> None:
    """Take documents out of an index, for good: their files stay, and are not indexed again."""
    from fonti.index import Library
    from fonti.ui.cli import output as terminal
    from fonti.ui.cli.progress import progress

    with progress() as on_progress:
        library = Library.at(corpus, index=index, on_progress=on_progress)
        if undo:
            changes = library.restore(*sources)
        else:
            library.remove(*sources)
    if undo:
        _print(changes, library, as_json=False)
    else:
        for source in sources:
            back = shlex.join(
                ["fonti", "remove", "--undo", "--index", str(library.folder), "--", source]
            )
            terminal.print_note(f"{source} is out of the index; to bring it back, run: {back}")


def export(
    *,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Print every document of an index, one JSON object a line: its text, metadata and passages with their spans."""
    from fonti.index import Library

    for document in Library.at(corpus, index=index).export():
        print_json(document, indent=None)


def _watch(library: "Library", *, wait: bool, as_json: bool) -> None:
    """Print what each sync did, where it did anything or passed over something else than the one before."""
    from fonti.index import FontiError
    from fonti.ui.cli import output as terminal

    skipped: tuple[Skipped, ...] | None = None
    with suppress(KeyboardInterrupt):
        for changes in library.watch(wait=wait):
            if isinstance(changes, FontiError):
                terminal.print_aside(str(changes))
                continue
            if skipped is None:
                terminal.print_aside(f"following {library.corpus} (Ctrl+C to stop)")
            if changes.has_changes or changes.skipped != skipped:
                _print(changes, library, as_json=as_json)
            skipped = changes.skipped


def _print(changes: "Changes", library: "Library", *, as_json: bool) -> None:
    from fonti.ui.cli import output as terminal

    if as_json:
        print_json(terminal.changes_json(changes, library.folder))
    else:
        terminal.print_changes(changes, library.folder)
