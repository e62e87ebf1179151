"""Load an encoder by the name of its model, and compile the model if that is possible.

A compiled model is one that was exported to ONNX and quantized to 8 bits, so that it is fast on a
CPU. It is cached. A model that cannot be compiled is run by torch, and so is every model on a
machine with an NVIDIA GPU.
"""

import copyreg
import ctypes
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from fonti.index.errors import ModelError
from fonti.index.models.cache import (
    get_models_folder,
    is_complete,
    make_once,
    remove_if_damaged,
)
from fonti.index.models.embedded_model import (
    HUB_NAME,
    find_packed_file,
    locate_embedded_model,
    make_embedded_model,
)
from fonti.index.models.encoder import EMBEDDED, ModelEncoder, normalize_model_name
from fonti.index.models.onnx_model import ABOUT_FILE, OnnxModel
from fonti.index.models.shipped_weights import QUESTION_ENCODER_WEIGHTS, READER_WEIGHTS
from fonti.index.progress import ProgressCallback, no_progress

# To be changed with anything that changes what a model is compiled to.
_COMPILER_VERSION = "4"

# How often a model is tried to be compiled: a system kills a process that takes too much memory.
_MAX_ATTEMPTS = 2

# The key, in the file about a compiled model, of why the model could not be compiled.
_REFUSED_KEY = "refused"

# Code points of that reason that are stored.
_MAX_REASON = 1000

# The drivers of NVIDIA's GPUs on Linux and on Windows.
_GPU_DRIVERS = ("libcuda.so.1", "nvcuda.dll")


@dataclass(frozen=True, slots=True)
class _ModelSource:
    """A model to load, by its name and its location.

    Attributes:
        name: What the user calls it.
        location: Its folder, or its name on the Hugging Face hub.
        fingerprint: What identifies it, if that is known before it is loaded.
        packed: The file that it is unpacked from, for the embedded model.

    """

    name: str
    location: str
    fingerprint: str | None = None
    packed: Path | None = None

    @property
    def is_embedded(self) -> bool:
        """Return whether it is the embedded model, from which the shipped layers were trained."""
        return self.name == EMBEDDED

    def make(self, on_progress: ProgressCallback) -> None:
        """Unpack the model unless it is there: a compiled form of it does without."""
        if self.packed is not None:
            make_embedded_model(self.packed, on_progress)


def open_encoder(
    name: str | None = None, *, on_progress: ProgressCallback = no_progress
) -> ModelEncoder:
    """Load an encoder by the name of its model.

    Args:
        name: A sentence-transformers model by its folder or its name on the Hugging Face hub; None
            for the embedded model, which is made in the user's cache on first use. If its package
            does not exist for the machine, it is the same model on the hub.
        on_progress: Called while a model is made or compiled.

    Raises:
        ModelError: The model cannot be loaded.

    """
    source = _find_source(normalize_model_name(name) or EMBEDDED)

    # If compiling it fails, torch runs the model: the cache may be read-only, or memory
    # scarce. If it cannot be loaded either, the error below says so.
    with suppress(ModelError, MemoryError):
        compiled = None if _has_gpu() else _load_compiled(source, on_progress)
        if compiled:
            return compiled

    # Imported late: it takes seconds, and a compiled model does without.
    from fonti.index.models.torch_model import (
        TorchModel,
        compute_fingerprint,
        load_question_model,
        load_sentence_transformer,
    )
    from fonti.index.models.torch_reader import load_torch_reader

    source.make(on_progress)
    model = load_sentence_transformer(source.location)
    fingerprint = source.fingerprint or compute_fingerprint(model)
    if not source.is_embedded:
        torch_model = TorchModel(model, name=source.name)
        return ModelEncoder(torch_model, name=source.name, fingerprint=fingerprint)

    question_model = load_question_model(model)
    return ModelEncoder(
        TorchModel(model, name=source.name),
        name=source.name,
        fingerprint=fingerprint,
        question_model=TorchModel(question_model, name=source.name),
        question_fingerprint=QUESTION_ENCODER_WEIGHTS.sha256,
        load_reader=partial(load_torch_reader, model),
    )


def needs_compiling(name: str | None = None) -> bool:
    """Return whether `open_encoder` would compile a model first; not if it is still on the hub."""
    place = _locate_compiled(_find_source(normalize_model_name(name) or EMBEDDED))
    return place is not None and not is_complete(*place) and not _has_gpu()


def _reduce_encoder(encoder: ModelEncoder) -> tuple[Callable[[str], ModelEncoder], tuple[str]]:
    """Return how another process gets an encoder: it loads the model by its name."""
    return open_encoder, (encoder.name,)


copyreg.pickle(ModelEncoder, _reduce_encoder)


def _find_source(name: str) -> _ModelSource:
    """Return where a model is, by its name."""
    if name != EMBEDDED:
        return _ModelSource(name, location=name)
    if packed := find_packed_file():
        folder, fingerprint = locate_embedded_model(packed)
        return _ModelSource(name, str(folder), fingerprint, packed)
    return _ModelSource(name, location=HUB_NAME)


def _load_compiled(source: _ModelSource, on_progress: ProgressCallback) -> ModelEncoder | None:
    """Load the encoder of a compiled model, which is compiled first if it is not in the cache.

    Returns:
        The encoder; None if it cannot be compiled, is not on this machine yet, or was damaged.

    Raises:
        ModelError or MemoryError: It cannot be compiled now, but may be another time.

    """
    place = _locate_compiled(source)
    if place is None:
        return None
    folder, key = place
    attempts_file = folder.with_name(f".{folder.name}.tries")
    compile_source = partial(_compile, source, attempts_file, on_progress)
    # Two models cannot be made at once: they share a lock.
    if not is_complete(folder, key):
        source.make(on_progress)
    make_once(folder, key, compile_source)

    try:
        about = json.loads((folder / ABOUT_FILE).read_text("utf-8"))
        return None if _REFUSED_KEY in about else _open_compiled(folder, source)
    except Exception:
        # Damaged files make the libraries raise errors of any type, and so does a shortage of
        # memory.
        remove_if_damaged(folder)
        return None


def _open_compiled(folder: Path, source: _ModelSource) -> ModelEncoder:
    """Return the encoder of a compiled model, after opening the graph that questions need.

    Raises:
        Exception: Damaged files make the libraries raise errors of any type.

    """
    model = OnnxModel(folder, name=source.name)
    question_model = model.make_question_model() if source.is_embedded else model
    # The graph for passages is opened when it is needed: asking takes 100 MB less without it.
    question_model.open_graph()
    return ModelEncoder(
        model,
        name=source.name,
        fingerprint=model.fingerprint,
        question_model=question_model,
        question_fingerprint=QUESTION_ENCODER_WEIGHTS.sha256 if source.is_embedded else None,
        load_reader=model.load_reader if source.is_embedded else None,
    )


def _locate_compiled(source: _ModelSource) -> tuple[Path, str] | None:
    """Return the folder of the compiled form of a model, and what identifies that form.

    Returns:
        The folder and the key; None if the model is not on this machine yet.

    """
    identity = source.fingerprint or _hash_file_list(source.location)
    if not identity:
        return None

    # Newer versions may compile what these cannot.
    versions = [version(package) for package in ("onnxruntime", "torch")]
    shipped = None
    if source.is_embedded:
        shipped = f"{READER_WEIGHTS.sha256} {QUESTION_ENCODER_WEIGHTS.sha256}"
    parts = f"{_COMPILER_VERSION} {versions} {identity} {shipped}"
    key = hashlib.sha256(parts.encode()).hexdigest()
    return get_models_folder() / f"compiled-{key[:12]}", key


def _compile(
    source: _ModelSource, attempts_file: Path, on_progress: ProgressCallback, folder: Path
) -> None:
    """Compile a model, or write why that is impossible; delete older compiled forms of it.

    Args:
        source: The model.
        attempts_file: Counts the attempts that ended the process.
        on_progress: Called while it is compiled.
        folder: The folder to write to.

    Raises:
        OSError or MemoryError: It cannot be compiled now, but may be another time.

    """
    # Imported late: they take seconds, and only compiling a model needs them.
    from fonti.index.models.export import compile_model
    from fonti.index.models.torch_model import (
        TorchModel,
        compute_fingerprint,
        load_sentence_transformer,
    )

    model = load_sentence_transformer(source.location)
    fingerprint = source.fingerprint or compute_fingerprint(model)
    about = {"source": source.location, "fingerprint": fingerprint}
    try:
        with _count_attempt(attempts_file):
            compile_model(
                TorchModel(model, name=source.name),
                folder,
                about,
                on_progress,
                is_embedded=source.is_embedded,
            )
    except (OSError, MemoryError, ModelError):
        raise
    except Exception as error:
        # Torch and ONNX raise errors of any type for a model that they do not know. For want of
        # memory, they raise RuntimeError: "std::bad_alloc", "can't allocate memory".
        if "alloc" in str(error):
            raise MemoryError(str(error)) from error
        _write_refusal(folder, source, error)

    _delete_older_compilations(source)


def _write_refusal(folder: Path, source: _ModelSource, error: Exception) -> None:
    """Write why a model cannot be compiled to the folder of its compiled form."""
    shutil.rmtree(folder)
    folder.mkdir()
    about = {"source": source.location, _REFUSED_KEY: repr(error)[:_MAX_REASON]}
    (folder / ABOUT_FILE).write_text(json.dumps(about), "utf-8")


def _delete_older_compilations(source: _ModelSource) -> None:
    """Delete the compiled forms of earlier versions of a model."""
    for about in get_models_folder().glob(f"compiled-*/{ABOUT_FILE}"):
        # One that is damaged or was just deleted says nothing of its model.
        with suppress(OSError, ValueError, KeyError, TypeError):
            if json.loads(about.read_text("utf-8"))["source"] == source.location:
                shutil.rmtree(about.parent, ignore_errors=True)


@contextmanager
def _count_attempt(attempts_file: Path) -> Iterator[None]:
    """Count an attempt at something that may end the process.

    The count is in a file, which is deleted if the attempt ends in any other way.

    Raises:
        RuntimeError: Too many attempts ended the process.

    """
    attempts = _read_attempts(attempts_file)
    try:
        if attempts >= _MAX_ATTEMPTS:
            raise RuntimeError(f"the process ended {attempts} times while it was compiled")
        attempts_file.write_text(str(attempts + 1), "utf-8")
        yield
    finally:
        attempts_file.unlink(missing_ok=True)


def _read_attempts(attempts_file: Path) -> int:
    """Return the number in a file; 0 if there is none."""
    try:
        return int(attempts_file.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return 0


def _hash_file_list(location: str) -> str | None:
    """Return a hash that changes with the files of a model, without reading them.

    Hidden files are not part of a model.

    Returns:
        A hash of paths, sizes and times; None if the model is not on this machine.

    """
    folder = _find_local_folder(location)
    if folder is None:
        return None

    files = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder)
        if not any(part.startswith(".") for part in name.parts):
            files.append((str(name), path.stat().st_size, path.stat().st_mtime_ns))
    return hashlib.sha256(repr((str(folder.resolve()), files)).encode()).hexdigest()


def _find_local_folder(location: str) -> Path | None:
    """Return the folder of a model that is on this machine: itself, or the hub's cache of it."""
    folder = Path(location)
    if folder.is_dir():
        is_model = (folder / "modules.json").exists() or (folder / "config.json").exists()
        return folder if is_model else None

    # Imported late: only names on the hub need it.
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    with suppress(HFValidationError):
        file = try_to_load_from_cache(location, "modules.json")
        return Path(file).parent if isinstance(file, str) else None
    return None


def _has_gpu() -> bool:
    """Return whether torch can use an NVIDIA GPU.

    Torch is only asked if there is a driver, since that takes seconds.
    """
    for driver in _GPU_DRIVERS:
        with suppress(OSError):
            ctypes.CDLL(driver)

            # Imported late: it takes seconds.
            import torch

            return bool(torch.cuda.is_available())
    return False
