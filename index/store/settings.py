"""What an index was made of and with, and whether that is what it is opened with."""

import shlex
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from fonti.index.errors import ModelMismatch, StoreError, rebuilding, run
from fonti.index.models.encoder import Encoder
from fonti.index.store.database import SETTINGS, damaged, settings


def whole_settings(connection: sqlite3.Connection, folder: Path) -> dict[str, str] | None:
    """The settings of the version that a connection sees; None where it is not whole yet. Raises StoreError."""
    found = settings(connection)
    if "version" not in found:  # killed before the first version was whole
        return None
    if missing := SETTINGS - found.keys():
        raise damaged(folder, f"it lacks its setting {min(missing)}")
    if not found["dimension"].isdecimal():
        raise damaged(folder, f"its dimension is {found['dimension']!r}")
    return found


def refuse_others(
    found: Mapping[str, str], folder: Path, corpus: Path, model: str | None, encoder: Encoder | None
) -> None:
    """Raise StoreError or ModelMismatch where an index is of another corpus, or made with another model, than these."""
    if found["corpus"] != str(corpus):
        raise StoreError(
            f"the index in {folder} is of another corpus, {found['corpus']}; name another place with --index, or "
            f"replace it: {rebuilding(corpus, folder)}"
        )
    if model not in (None, found["model"]):
        raise ModelMismatch(
            f"the index in {folder} was made with the model {found['model']!r}, not {model!r}; leave --model out, or "
            f"{rebuilding(corpus, folder)} --model {shlex.quote(model or '')}"
        )
    if encoder and encoder.fingerprint != found["fingerprint"]:
        raise model_mismatch(folder, found, encoder)


def model_mismatch(folder: Path, found: Mapping[str, str], encoder: Encoder) -> ModelMismatch:
    """The error for an index that was made with another model than the one in use."""
    return ModelMismatch(
        f"the index in {folder} was made with the model {found['model']!r} ({found['fingerprint'][:8]}), not "
        f"{encoder.name!r} ({encoder.fingerprint[:8]}); {rebuilding(found['corpus'], folder)}"
    )


def unfinished(folder: Path, corpus: Path | str) -> StoreError:
    """The error of an index that holds no whole version yet, of a corpus."""
    return StoreError(
        f"the index in {folder} was never finished; {run('index', corpus, '--index', folder)}"
    )
