"""The commands about an index: index, status, list, remove, unpublish, export."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fonti.ui.cli.language import get_language, get_words
from fonti.ui.cli.options import (
    CorpusOption,
    IndexOption,
    JsonOption,
    ModelOption,
    OcrOption,
    OptionsError,
    print_json,
    resolve_ocr_option,
)

if TYPE_CHECKING:
    from fonti.index import Changes, Library

_REBUILD_HELP = (
    "Read and write everything anew, beside the index that is there, which answers meanwhile."
)
_WORKERS_HELP = (
    "How many files are read, and texts encoded, at a time, each by a process on a core of its "
    "own; texts on a Ray cluster if RAY_ADDRESS names one. [one file, and texts on all cores]"
)
_KEEP_HELP = "Leave what was published on the server, which goes on to answer from it."
_DELETE_HELP = "Delete their files too, those that were added in the chat, read or not."
_WATCH_HELP = "Go on, and follow every change of the folder; Ctrl+C ends it."


def index_documents(
    folder: Annotated[
        Path, typer.Argument(help="The folder (or file) of documents; it is only read.")
    ],
    *,
    index: IndexOption = None,
    model: ModelOption = None,
    ocr: OcrOption = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help=_WORKERS_HELP)
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help=_REBUILD_HELP)] = False,
    watch: Annotated[bool, typer.Option("--watch", help=_WATCH_HELP)] = False,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="Fail if another process is writing the index.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Index a folder of documents, or bring its index up to date."""
    if watch and rebuild:
        raise OptionsError("watch_and_rebuild")

    # Imported late: the help and errors in the arguments are shown at once.
    from fonti.index import Library
    from fonti.ui.cli.progress import show_progress

    use_ocr = resolve_ocr_option(ocr)
    with show_progress() as on_progress:
        library = Library.open(
            folder,
            index=index,
            model=model,
            on_progress=on_progress,
            ocr=use_ocr,
            workers=workers,
            sync=False,
        )
        if watch:
            _watch(library, wait=not no_wait, as_json=as_json)
            return
        changes = library.sync(rebuild=rebuild, wait=not no_wait)
    _print_changes(changes, library, as_json=as_json)


def show_status(
    corpus: Annotated[
        Path | None, typer.Argument(help="The folder of documents, or the index. [the demo corpus]")
    ] = None,
    *,
    index: IndexOption = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Verify everything in the index; exit 1 if it is damaged."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what an index holds, and what was skipped or not read whole, and why."""
    from fonti.index import Library
    from fonti.ui.cli.index_output import (
        print_faults,
        print_status,
        summary_to_json,
    )

    library = Library.open(corpus, index=index, sync=False)
    status = library.status()
    faults = list(library.check()) if check else []

    if as_json:
        values = summary_to_json(status)
        if check:
            values["faults"] = [{**fault.to_json(), "message": str(fault)} for fault in faults]
        print_json(values)
    else:
        print_status(status)
        if check:
            print_faults(faults, status)

    if faults:
        raise typer.Exit(1)


def remove_documents(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="The documents, as citations name them."),
    ],
    *,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    undo: Annotated[bool, typer.Option("--undo", help="Index them again.")] = False,
    delete: Annotated[bool, typer.Option("--delete", help=_DELETE_HELP)] = False,
) -> None:
    """Take documents out of an index for good: their files stay, and are not indexed again."""
    if undo and delete:
        raise OptionsError("undo_and_delete")

    from fonti.index import Library, fonti_command
    from fonti.ui.cli.output import print_note
    from fonti.ui.cli.progress import show_progress

    if undo:
        with show_progress() as on_progress:
            library = Library.open(corpus, index=index, on_progress=on_progress, sync=False)
            changes = library.restore(*sources)
        _print_changes(changes, library, as_json=False)
        return

    with show_progress() as on_progress:
        library = Library.open(corpus, index=index, on_progress=on_progress, sync=False)
        if delete:
            _delete_uploads(library, sources)
            return
        library.remove(*sources)
    for source in sources:
        command = fonti_command("remove", "--undo", "--index", library.folder, "--", source)
        print_note(get_words().removed.format(source=source, command=command))


def _delete_uploads(library: "Library", sources: list[str]) -> None:
    """Delete the files of uploads, and take those that are indexed out of the index."""
    from fonti.ui.cli.output import print_note

    for source in sources:
        # A file of the corpus is only read: nothing is removed if it cannot be deleted.
        if library.original(source) is None:
            library.delete_upload(source)
        if library.document(source) is not None:
            library.remove(source)
        library.delete_upload(source)
        print_note(get_words().file_deleted.format(source=source))


def unpublish_index(
    address: Annotated[
        str,
        typer.Argument(metavar="ADDRESS", help="Where it is published: milvus://HOST:PORT/NAME."),
    ],
    *,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    keep: Annotated[bool, typer.Option("--keep", help=_KEEP_HELP)] = False,
) -> None:
    """Stop publishing an index to a Milvus server, and delete there what was published."""
    from fonti.index import Library
    from fonti.ui.cli.output import print_note

    Library.open(corpus, index=index, sync=False).unpublish(address, keep=keep)
    words = get_words()
    template = words.unpublished_and_kept if keep else words.unpublished
    print_note(template.format(address=address))


def list_documents(
    corpus: Annotated[
        Path | None, typer.Argument(help="The folder of documents, or the index. [the demo corpus]")
    ] = None,
    *,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the documents of an index: name, title, date, language, pages, warnings."""
    from fonti.index import Library
    from fonti.ui.cli.index_output import document_to_json, print_documents

    documents = Library.open(corpus, index=index, sync=False).documents()
    if as_json:
        print_json([document_to_json(document) for document in documents])
    else:
        print_documents(documents)


def export_documents(*, corpus: CorpusOption = None, index: IndexOption = None) -> None:
    """Print every document of an index, one JSON object a line.

    Each has the text, the metadata and the passages with their spans.
    """
    from fonti.index import Library

    for document in Library.open(corpus, index=index, sync=False).export():
        print_json(document, indent=None)


def _watch(library: "Library", *, wait: bool, as_json: bool) -> None:
    """Sync after each change of the folder; print a sync unless it repeats the previous one."""
    from fonti.index import FontiError
    from fonti.ui.cli.output import print_note_to_stderr
    from fonti.ui.i18n.errors import localize

    last_problems: tuple[object, ...] | None = None
    with suppress(KeyboardInterrupt):
        for changes in library.watch(wait=wait):
            if isinstance(changes, FontiError):
                print_note_to_stderr(localize(changes, get_language()))
                continue

            if last_problems is None:
                print_note_to_stderr(get_words().following.format(corpus=library.corpus))
            problems = (changes.skipped, changes.partly_read)
            if changes.has_changes or problems != last_problems:
                _print_changes(changes, library, as_json=as_json)
            last_problems = problems


def _print_changes(changes: "Changes", library: "Library", *, as_json: bool) -> None:
    from fonti.ui.cli.index_output import print_changes, summary_to_json

    if as_json:
        print_json({**summary_to_json(changes), "index": str(library.folder)})
    else:
        print_changes(changes, library.folder)
