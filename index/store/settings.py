"""The settings of an index: what it was made of, and with which model.

They are compared with the corpus and the model that the index is opened with.
"""

import shlex
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fonti.index.errors import (
    ModelMismatch,
    Reason,
    StoreError,
    fonti_command,
    rebuild_command,
)
from fonti.index.models.encoder import Encoder
from fonti.index.store.index_files import make_damaged_error

# The settings that every complete version has.
_REQUIRED_SETTINGS = frozenset(
    {"format", "version", "corpus", "model", "fingerprint", "dimension", "documents"}
)


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """The settings of a complete version of an index.

    Attributes:
        version: The name of the version: 16 hexadecimal digits, which are different after each
            change.
        corpus: The path of the corpus.
        model: The name of the model.
        fingerprint: The fingerprint of the encoder.
        dimension: The length of an embedding.
        documents_checksum: The checksum of the documents and their extractions.

    """

    version: str
    corpus: str
    model: str
    fingerprint: str
    dimension: int
    documents_checksum: str


def load_settings(connection: sqlite3.Connection) -> dict[str, str]:
    """Return all settings of a store, as texts by name."""
    return dict(connection.execute("SELECT key, value FROM settings"))


def save_settings(connection: sqlite3.Connection, settings: Mapping[str, str]) -> None:
    """Store some settings; the others do not change."""
    connection.executemany("INSERT OR REPLACE INTO settings VALUES (?, ?)", settings.items())


def load_index_settings(connection: sqlite3.Connection, folder: Path) -> IndexSettings | None:
    """Return the settings of the version that a connection sees; None if there is none yet.

    Raises:
        StoreError: A setting is missing or not valid.

    """
    settings = load_settings(connection)

    # A sync that was killed before its first version was complete has stored no version.
    if "version" not in settings:
        return None

    if missing := _REQUIRED_SETTINGS - settings.keys():
        raise make_damaged_error(folder, Reason("index_setting_missing", {"name": min(missing)}))
    dimension = settings["dimension"]
    if not dimension.isdecimal():
        raise make_damaged_error(
            folder, Reason("index_dimension_invalid", {"dimension": dimension})
        )

    return IndexSettings(
        version=settings["version"],
        corpus=settings["corpus"],
        model=settings["model"],
        fingerprint=settings["fingerprint"],
        dimension=int(dimension),
        documents_checksum=settings["documents"],
    )


def check_corpus_and_model(
    settings: IndexSettings, folder: Path, corpus: Path, model: str | None, encoder: Encoder | None
) -> None:
    """Check that an index belongs to a corpus, and was made with a model or an encoder.

    Args:
        settings: The settings of the index.
        folder: The folder of the index.
        corpus: The corpus that it is opened with.
        model: The name of the model that it is opened with; None for any.
        encoder: The encoder that it is opened with; None if it is not loaded.

    Raises:
        StoreError: The index is of another corpus.
        ModelMismatch: The index was made with another model.

    """
    if settings.corpus != str(corpus):
        raise StoreError(
            "index_of_other_corpus",
            folder=folder,
            corpus=settings.corpus,
            command=rebuild_command(corpus, folder),
        )

    if model not in (None, settings.model):
        raise ModelMismatch(
            "index_of_other_model",
            folder=folder,
            index_model=settings.model,
            model=model,
            command=f"{rebuild_command(corpus, folder)} --model {shlex.quote(model or '')}",
        )

    if encoder is not None:
        check_encoder(settings, folder, encoder)


def check_encoder(settings: IndexSettings, folder: Path, encoder: Encoder) -> None:
    """Check that an index was made with an encoder. Raises ModelMismatch."""
    if encoder.fingerprint == settings.fingerprint:
        return
    raise ModelMismatch(
        "index_of_other_model_version",
        folder=folder,
        index_model=settings.model,
        index_fingerprint=settings.fingerprint[:8],
        model=encoder.name,
        fingerprint=encoder.fingerprint[:8],
        command=rebuild_command(settings.corpus, folder),
    )


def make_index_not_found_error(folder: Path, corpus: Path | str) -> StoreError:
    """Return the error for a folder that has no index."""
    command = fonti_command("index", corpus, "--index", folder)
    return StoreError("index_not_found", folder=folder, command=command)


def make_unfinished_error(folder: Path, corpus: Path | str) -> StoreError:
    """Return the error for an index that has no complete version yet."""
    command = fonti_command("index", corpus, "--index", folder)
    return StoreError("index_unfinished", folder=folder, command=command)
