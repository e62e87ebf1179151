"""Open the model of a name: compiled once and kept, or as it is where it cannot be, or on a GPU of NVIDIA's."""

import ctypes
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from fonti.index.errors import ModelError
from fonti.index.models.bundled import HUB, model_folder, packed_file
from fonti.index.models.cache import made, models_folder
from fonti.index.models.encoder import EMBEDDED, Encoder, ModelEncoder, model_name
from fonti.index.models.onnx_model import ABOUT, CompiledModel
from fonti.index.progress import ProgressCallback, no_progress

_COMPILER = "2"  # to be changed with whatever changes what a model is compiled to
_DRIVERS = ("libcuda.so.1", "nvcuda.dll")
_TRIES = 2  # at compiling a model: a system kills what takes too much memory
_REFUSED = "refused"  # why a model could not be compiled, where it could not


def open_encoder(
    name: str | None = None, *, on_progress: ProgressCallback = no_progress
) -> Encoder:
    """The encoder of a name: the embedded model by default, else a sentence-transformers model by hub name or folder.

    The embedded model is made in the user's cache on first use, and is the one on the hub where its package does not
    exist for the machine. Raises ModelError.
    """
    name = model_name(name) or EMBEDDED
    place, fingerprint = _place(name, on_progress)
    # What cannot be loaded is told below; with a cache that is read-only or no memory to spare, it is read as it is.
    with suppress(ModelError, MemoryError):
        if not _has_gpu() and (compiled := _compiled(name, place, fingerprint, on_progress)):
            return ModelEncoder(compiled, name=name, fingerprint=compiled.fingerprint)
    from fonti.index.models.torch_model import PlainModel, fingerprint_of, load

    model = load(place)
    fingerprint = fingerprint or fingerprint_of(model)
    return ModelEncoder(PlainModel(model, name=name), name=name, fingerprint=fingerprint)


def _place(name: str, on_progress: ProgressCallback) -> tuple[str, str | None]:
    """The folder or hub name of a model, and its fingerprint where that is known without loading it."""
    if name != EMBEDDED:
        return name, None
    if packed := packed_file():
        folder, fingerprint = model_folder(packed, on_progress)
        return str(folder), fingerprint
    return HUB, None


def _compiled(
    name: str, place: str, fingerprint: str | None, on_progress: ProgressCallback
) -> CompiledModel | None:
    """A model compiled, now if it never was; None where it cannot be, or is not on this machine yet."""
    source = _on_this_machine(place)
    identity = fingerprint or (source and _identity(source))
    if not identity:
        return None
    by = [
        version(package) for package in ("onnxruntime", "torch")
    ]  # newer ones may compile what these cannot
    key = hashlib.sha256(f"{_COMPILER} {by} {identity}".encode()).hexdigest()
    folder = models_folder() / f"compiled-{key[:12]}"
    tries = folder.with_name(f".{folder.name}.tries")
    made(folder, key, lambda making: _make(making, tries, name, place, fingerprint, on_progress))
    try:
        refused = _REFUSED in json.loads((folder / ABOUT).read_text("utf-8"))
        return None if refused else CompiledModel(folder, name=name)
    except Exception:  # the libraries below raise whatever damaged files make them raise
        shutil.rmtree(folder, ignore_errors=True)  # it is made again at the next opening
        return None


def _make(
    making: Path,
    tries: Path,
    name: str,
    place: str,
    fingerprint: str | None,
    on_progress: ProgressCallback,
) -> None:
    """Compile a model into a folder, or write down there why it cannot be; what it was compiled to before goes."""
    from fonti.index.models.export import compile_model
    from fonti.index.models.torch_model import PlainModel, fingerprint_of, load

    model = load(place)
    fingerprint = fingerprint or fingerprint_of(model)
    try:
        with _counted(tries):
            compile_model(
                PlainModel(model, name=name),
                making,
                {"source": place, "fingerprint": fingerprint},
                on_progress,
            )
    except (OSError, MemoryError):  # of now, not of the model
        raise
    except (
        Exception
    ) as error:  # torch and ONNX raise whatever a model that they do not know makes them raise
        if "alloc" in str(error):
            raise MemoryError(str(error)) from error
        shutil.rmtree(making)
        making.mkdir()
        (making / ABOUT).write_text(
            json.dumps({"source": place, _REFUSED: repr(error)[:1000]}), "utf-8"
        )
    for about in models_folder().glob(f"compiled-*/{ABOUT}"):
        if json.loads(about.read_text("utf-8")).get("source") == place:
            shutil.rmtree(about.parent, ignore_errors=True)


@contextmanager
def _counted(tries: Path) -> Iterator[None]:
    """Count a try at what may end the process, as where memory is scarce. Raises RuntimeError after some that did."""
    ended = tries.stat().st_size if tries.exists() else 0
    try:
        if ended == _TRIES:
            raise RuntimeError(f"the process ended {ended} times while it was compiled")
        tries.write_bytes(bytes(ended + 1))
        yield
    finally:
        tries.unlink(missing_ok=True)


def _on_this_machine(place: str) -> Path | None:
    """The folder of a model that is here already: itself, or what is kept of the hub."""
    if (folder := Path(place)).is_dir():
        return (
            folder
            if any((folder / name).exists() for name in ("modules.json", "config.json"))
            else None
        )
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    with suppress(HFValidationError):
        found = try_to_load_from_cache(place, "modules.json")
        return Path(found).parent if isinstance(found, str) else None
    return None


def _identity(folder: Path) -> str:
    """What tells the files of a model's folder from others, without reading them; hidden ones are none of it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = [(path, path.relative_to(folder)) for path in files]
    rows = [
        (str(name), path.stat().st_size, path.stat().st_mtime_ns)
        for path, name in names
        if not any(part.startswith(".") for part in name.parts)
    ]
    return hashlib.sha256(repr((str(folder.resolve()), rows)).encode()).hexdigest()


def _has_gpu() -> bool:
    """Whether torch can use one of NVIDIA's; it is only asked, which takes seconds, where there is a driver."""
    for driver in _DRIVERS:
        with suppress(OSError):
            ctypes.CDLL(driver)
            import torch

            return bool(torch.cuda.is_available())
    return False
