"""Read the option --collection of `fonti serve`, and open the assistants that it names."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fonti.index import NO_READER, Encoder, FontiError, ProgressCallback, Reader
from fonti.ui.web.security.rights import check_collection_name

if TYPE_CHECKING:
    from fonti.qa import Assistant


def parse_collections(options: Sequence[str]) -> dict[str, Path]:
    """Return the folder of each collection by its name, from texts such as `manuals=./manuals`.

    Raises:
        FontiError: If a text has no name or no folder, or a name is not valid or is repeated.

    """
    folders: dict[str, Path] = {}
    for text in options:
        name, _, folder = text.partition("=")
        if not folder:
            raise FontiError("collection_option_invalid", text=text)
        if check_collection_name(name) in folders:
            raise FontiError("collection_repeated", name=name)
        folders[name] = Path(folder)
    return folders


def open_collections(
    folders: Mapping[str, Path],
    *,
    model: str | None,
    reader: str | None,
    on_progress: ProgressCallback,
    allow_empty: bool,
    ocr: bool,
) -> "dict[str, Assistant]":
    """Open the assistant of each collection; all use the encoder and the reader of the first.

    Args:
        folders: The documents, or the index, of each collection by its name.
        model: The name of the encoder of a new index.
        reader: The name of the reader.
        on_progress: Is called with each step of indexing.
        allow_empty: Whether a collection may have no documents yet.
        ocr: Whether the text of scans is recognized.

    Raises:
        FontiError: If a collection cannot be opened, or its index has another encoder.

    """
    from fonti.qa import Assistant

    encoder: str | Encoder | None = model
    shared_reader: str | Reader | None = reader
    assistants: dict[str, Assistant] = {}
    for name, folder in folders.items():
        assistant = Assistant.open(
            folder,
            model=encoder,
            reader=shared_reader,
            on_progress=on_progress,
            allow_empty=allow_empty,
            ocr=ocr,
        )
        assistants[name] = assistant
        encoder = assistant.library.encoder()
        # The reader that belongs to the encoder is loaded with it, once.
        if reader is not None and reader != NO_READER:
            shared_reader = assistant.library.reader()
    return assistants
