"""Check what an installation needs: the model, folders to write, an index, and optional parts."""

import platform
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from fonti.index.errors import FontiError, Reason, system_reason
from fonti.index.formats.programs import legacy_office, ocr
from fonti.index.library import Library
from fonti.index.models.cache import get_models_folder
from fonti.index.models.load import open_encoder
from fonti.index.paths import demo_corpus, index_folder
from fonti.index.progress import ProgressCallback, no_progress

PartName = Literal["version", "model", "cache", "data", "index", "ocr", "office", "extra"]

# The optional parts of the package, and a module that each brings.
_EXTRAS = {
    "evaluate": ("matplotlib", "sklearn"),
    "mcp": ("mcp",),
    "llama-index": ("llama_index.core",),
    "haystack": ("haystack",),
}


@dataclass(frozen=True, slots=True)
class InstalledPart:
    """A part of an installation, and whether it works.

    Attributes:
        name: What it is.
        reason: What it is, or what is wrong with it and which command mends it.
        is_ready: Whether it works.
        is_required: Whether questions cannot be answered without it.

    """

    name: PartName
    reason: Reason
    _: KW_ONLY
    is_ready: bool
    is_required: bool = False


def check_installation(
    corpus: str | Path | None = None,
    *,
    index: str | Path | None = None,
    on_progress: ProgressCallback = no_progress,
) -> Iterator[InstalledPart]:
    """Yield the parts of the installation, each after it was tried.

    The embedded model is loaded, and made first if it is not in the cache yet.

    Args:
        corpus: A folder of documents whose index is checked, if it is given.
        index: The folder of an index that is checked, if it is given.
        on_progress: Called while the model is made.

    """
    versions = {"version": version("fonti"), "python": platform.python_version()}
    yield InstalledPart(
        "version", Reason("installed_version", versions), is_ready=True, is_required=True
    )
    yield _check_folder("cache", get_models_folder(), "XDG_CACHE_HOME")
    yield _check_folder("data", index_folder(demo_corpus()).parent, "XDG_DATA_HOME")
    yield _check_model(on_progress)
    if corpus is not None or index is not None:
        yield _check_index(corpus, index)
    yield _check_ocr()
    yield _check_office()
    for extra, modules in _EXTRAS.items():
        yield _check_extra(extra, modules)


def _check_folder(name: PartName, folder: Path, variable: str) -> InstalledPart:
    """Check that a file can be written to a folder, which is made if there is none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        free = shutil.disk_usage(folder).free
    except OSError as error:
        params = {"folder": folder, "reason": system_reason(error), "variable": variable}
        reason = Reason("folder_not_usable", params)
        return InstalledPart(name, reason, is_ready=False, is_required=True)

    reason = Reason("folder_ready", {"folder": folder, "free_mb": free >> 20})
    return InstalledPart(name, reason, is_ready=True, is_required=True)


def _check_model(on_progress: ProgressCallback) -> InstalledPart:
    try:
        encoder = open_encoder(on_progress=on_progress)
        # What encodes passages is opened late.
        encoder.encode_sentences([encoder.name])
    except FontiError as error:
        return InstalledPart("model", error.reason, is_ready=False, is_required=True)

    reason = Reason("model_ready", {"name": encoder.name, "folder": get_models_folder()})
    return InstalledPart("model", reason, is_ready=True, is_required=True)


def _check_index(corpus: str | Path | None, index: str | Path | None) -> InstalledPart:
    try:
        status = Library.open(corpus, index=index, sync=False).status()
    except FontiError as error:
        return InstalledPart("index", error.reason, is_ready=False, is_required=True)

    reason = Reason("index_ready", {"folder": status.folder, "count": status.documents})
    return InstalledPart("index", reason, is_ready=True, is_required=True)


def _check_ocr() -> InstalledPart:
    command = f"apt install {ocr.OCR_PACKAGES}"
    if not ocr.is_ocr_installed():
        return InstalledPart(
            "ocr", Reason("tesseract_not_installed", {"command": command}), is_ready=False
        )

    missing = [name for name in ocr.LANGUAGES if name not in ocr.list_languages()]
    if missing:
        params = {"languages": missing, "command": command}
        return InstalledPart("ocr", Reason("ocr_languages_missing", params), is_ready=False)
    return InstalledPart("ocr", Reason("ocr_ready", {"languages": ocr.LANGUAGES}), is_ready=True)


def _check_office() -> InstalledPart:
    if legacy_office.is_installed():
        return InstalledPart("office", Reason("office_ready"), is_ready=True)

    command = f"apt install {legacy_office.PACKAGES}"
    reason = Reason("office_not_installed", {"command": command})
    return InstalledPart("office", reason, is_ready=False)


def _check_extra(extra: str, modules: tuple[str, ...]) -> InstalledPart:
    if all(map(_has_module, modules)):
        return InstalledPart("extra", Reason("extra_ready", {"packages": extra}), is_ready=True)

    params = {"packages": extra, "command": f'pip install "fonti[{extra}]"'}
    return InstalledPart("extra", Reason("extra_not_installed", params), is_ready=False)


def _has_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        # The package that it would be in.
        return False
