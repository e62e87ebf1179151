"""Run a compiled graph with ONNX Runtime."""

import os
from pathlib import Path

import onnxruntime

from fonti.index.errors import ModelError, describe_library_error
from fonti.index.models.cache import remove_if_damaged

# The input of a graph: the tokens of a text.
TOKENS_INPUT = "tokens"

# What this optimizer makes of an addition before a normalisation takes a tenth longer in all.
_DISABLED_OPTIMIZERS = ["SkipLayerNormFusion"]

# ONNX Runtime logs errors, and no warnings.
_LOG_SEVERITY_ERROR = 3


def create_session(graph: Path) -> onnxruntime.InferenceSession:
    """Return the session of a graph, in which a core reads a text by itself.

    Raises:
        ModelError: It cannot be opened. If files of the model are damaged, it is removed, so that
            it is compiled again the next time.

    """
    options = onnxruntime.SessionOptions()
    # A core reads a text by itself: nothing waits for another core's share.
    options.intra_op_num_threads = 1
    options.log_severity_level = _LOG_SEVERITY_ERROR
    try:
        return onnxruntime.InferenceSession(
            graph,
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=_DISABLED_OPTIMIZERS,
        )
    except Exception as error:
        # Damaged files make it raise errors of any type, and so does a shortage of memory.
        remove_if_damaged(graph.parent)
        reason = describe_library_error(error)
        raise ModelError("compiled_model_not_opened", file=graph, reason=reason) from error


def count_workers() -> int:
    """Return how many texts are read at once: OMP_NUM_THREADS, or the cores of this process."""
    setting = os.environ.get("OMP_NUM_THREADS", "")
    if setting.isdecimal() and int(setting):
        return int(setting)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
