"""Read the options of `fonti serve` that name documents, and open the assistants of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fonti.index import NO_READER, Encoder, FontiError, ProgressCallback, Reader
from fonti.ui.cli.options import OptionsError
from fonti.ui.web.security.rights import check_collection_name

if TYPE_CHECKING:
    from fonti.qa import Assistant


def select_folders(
    collections: Sequence[str], *, corpus: Path | None, index: Path | None
) -> dict[str, Path | None]:
    """Return the folder of each collection by its name, or the corpus alone under the name "".

    Args:
        collections: The texts of the option --collection, such as `manuals=./manuals`.
        corpus: The option --corpus.
        index: The option --index.

    Raises:
        FontiError: If a text has no name or no folder, or a name is not valid, or a name or a
            folder is repeated.
        OptionsError: If the options do not go together.

    """
    if not collections:
        return {"": corpus}
    if corpus or index:
        raise OptionsError("collection_and_corpus")

    folders: dict[str, Path | None] = {}
    for text in collections:
        name, _, folder = text.partition("=")
        if not folder:
            raise FontiError("collection_option_invalid", text=text)
        if check_collection_name(name) in folders:
            raise FontiError("collection_repeated", name=name)
        # Two collections of one folder would have one index, which each would follow.
        path = Path(folder)
        for other_name, other in folders.items():
            if other is not None and other.resolve() == path.resolve():
                raise FontiError("collection_folder_repeated", name=name, other=other_name)
        folders[name] = path
    return folders


def open_assistants(
    folders: Mapping[str, Path | None],
    *,
    index: Path | None,
    model: str | None,
    reader: str | None,
    on_progress: ProgressCallback,
    allow_empty: bool,
    ocr: bool,
) -> "dict[str, Assistant]":
    """Open the assistant of each folder; all use the encoder and the reader of the first.

    Their models and indexes are loaded: no question waits for them.

    Args:
        folders: The documents, or the index, by the name of the collection.
        index: The folder of the index, if there is one collection.
        model: The name of the encoder of a new index.
        reader: The name of the reader.
        on_progress: Is called with each step of indexing.
        allow_empty: Whether there may be no documents yet.
        ocr: Whether the text of scans is recognized.

    Raises:
        FontiError: If an assistant cannot be opened, or its index has another encoder.

    """
    from fonti.index import Library
    from fonti.qa import Assistant

    first_folder = next(iter(folders.values()))
    first_library = Library.open(
        first_folder, index=index, model=model, on_progress=on_progress, sync=False
    )
    first_library.compile_model()

    encoder: str | Encoder | None = model
    shared_reader: str | Reader | None = reader
    assistants: dict[str, Assistant] = {}
    for name, folder in folders.items():
        assistant = Assistant.open(
            folder,
            index=index,
            model=encoder,
            reader=shared_reader,
            on_progress=on_progress,
            allow_empty=allow_empty,
            ocr=ocr,
        )
        assistant.search("Fonti")
        assistants[name] = assistant

        encoder = assistant.library.encoder()
        # The reader that belongs to the encoder is loaded with it, once.
        if reader is not None and reader != NO_READER:
            shared_reader = assistant.library.reader()
    return assistants
