"""Insert the texts that a scan read into a store; questions do not see them yet."""

from collections.abc import Iterable, Iterator

from fonti.index.models.encoder import Encoder
from fonti.index.store import queries
from fonti.index.store.database import Store
from fonti.index.store.queries import FileKey, NewText
from fonti.index.sync.scan import KnownFiles, ScannedFile, ScanResult
from fonti.index.text.fitting import fit_passages
from fonti.index.types import Skipped

# Texts are inserted together when they have more code points than this. It bounds the memory, and
# what has to be read again after a kill.
_BATCH_CHARACTERS = 1 << 20


def insert_new_texts(
    store: Store, scan: Iterable[ScannedFile | Skipped], known: KnownFiles, encoder: Encoder
) -> ScanResult:
    """Insert the texts of a scan that the store does not have, in batches.

    Args:
        store: The store, whose lock the caller holds.
        scan: The files, as they are read.
        known: The files that the store had before.
        encoder: The encoder that passages have to be short enough for.

    Returns:
        All documents of the scan, with the ids of their extractions.

    """
    extractions = dict(known.extractions)
    keys: dict[str, FileKey] = {}
    skipped: list[Skipped] = []
    encodings: dict[str, str] = {}

    for batch in _split_into_batches(scan):
        new_texts = []
        for file in batch:
            if isinstance(file, Skipped):
                skipped.append(file)
                continue
            keys[file.source] = file.key
            if file.text is not None:
                passages = fit_passages(file.text.text, file.text.passages, encoder.fits)
                new_texts.append(NewText(file.key, file.text, passages))
                if file.text.encoding != "utf-8":
                    encodings[file.source] = file.text.encoding
        extractions |= _insert_texts(store, new_texts, encoder)

    documents = {source: extractions[key] for source, key in keys.items()}
    return ScanResult(documents, tuple(skipped), encodings)


def _split_into_batches(
    scan: Iterable[ScannedFile | Skipped],
) -> Iterator[list[ScannedFile | Skipped]]:
    """Yield the files of a scan in lists of about _BATCH_CHARACTERS of text."""
    batch = []
    characters = 0
    for file in scan:
        batch.append(file)
        if isinstance(file, ScannedFile) and file.text is not None:
            characters += len(file.text.text)
        if characters > _BATCH_CHARACTERS:
            yield batch
            batch = []
            characters = 0
    yield batch


def _insert_texts(store: Store, texts: list[NewText], encoder: Encoder) -> dict[FileKey, int]:
    """Insert texts in one transaction, and return their ids."""
    if not texts:
        return {}
    with store.write_transaction() as connection:
        return {
            text.key: queries.insert_text(connection, text, encoder.fingerprint) for text in texts
        }
