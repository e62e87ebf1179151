"""A sentence-transformers model compiled: its graph exported by torch, its weights in 8 bits.

Only making a model needs this, and with it torch and onnx. What else was tried stands in tests/bench/RESULTS.md.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.quant_utils import add_pre_process_metadata
from transformers import PreTrainedModel

from fonti.index.models.model import SUBJECTS
from fonti.index.models.onnx_model import (
    ABOUT,
    CENTRES,
    GRAPH,
    OUTPUTS,
    TOKENS,
    WEIGHTS,
    CompiledModel,
)
from fonti.index.models.outliers import set_outliers_apart
from fonti.index.models.tokenizer import save_tokenizer
from fonti.index.models.torch_model import LAYERS, PlainModel
from fonti.index.progress import ProgressCallback

_OPSET = 17
_TABLE = 1 << 22  # weights that make a table a large one
_SMALL = 1024  # bytes up to which weights stay in the graph; larger ones lie beside it, and are mapped into memory
_LIKE = 0.98  # cosine that a compiled model's embeddings have at least to the model's own
_STEPS = 4


class _OneText(torch.nn.Module):
    """A model that is given tokens alone, which are all to be read."""

    def __init__(self, plain: PlainModel) -> None:
        super().__init__()
        self._model = plain.model

    def forward(self, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        features = self._model({"input_ids": tokens})
        return features["sentence_embedding"], features[LAYERS]


def compile_model(
    plain: PlainModel, folder: Path, about: dict[str, str], on_progress: ProgressCallback
) -> None:
    """Write a compiled model to a folder. Raises what torch and ONNX raise of one that they cannot compile."""
    exported, quantised = folder / "exported.onnx", folder / "quantised.onnx"
    on_progress("model", 0, _STEPS)
    _export(plain, exported)
    model = onnx.load(exported)
    exported.unlink()
    _halve_tables(model)
    on_progress("model", 1, _STEPS)
    add_pre_process_metadata(model)  # there is nothing to prepare
    quantize_dynamic(
        model,
        quantised,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=set_outliers_apart(model, _tokens(plain)),
        extra_options={"MatMulConstBOnly": True},
    )
    on_progress("model", 2, _STEPS)
    model = onnx.load(quantised)
    quantised.unlink()
    onnx.save_model(
        model, folder / GRAPH, save_as_external_data=True, location=WEIGHTS, size_threshold=_SMALL
    )
    save_tokenizer(plain.model.tokenizer.backend_tokenizer.to_str(), folder, SUBJECTS)
    vector, layers = plain.centres
    np.savez(folder / CENTRES, vector=vector, layers=layers)
    read = {
        "dimension": plain.dimension,
        "query_prompt": plain.query_prompt,
        "passage_prompt": plain.passage_prompt,
        "limit": plain.model.max_seq_length,
    }
    (folder / ABOUT).write_text(json.dumps(about | read, indent=1), "utf-8")
    on_progress("model", 3, _STEPS)
    _compare(plain, CompiledModel(folder, name="compiled"))
    on_progress("model", _STEPS, _STEPS)


def _export(plain: PlainModel, path: Path) -> None:
    for module in plain.model.modules():
        if isinstance(module, PreTrainedModel):
            module.set_attn_implementation(
                "eager"
            )  # ONNX Runtime knows its steps, and is faster with them
    tokens = torch.tensor(_tokens(plain)[:1])
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # this exporter is on its way out, and what the newer one writes runs slower
        torch.onnx.export(
            _OneText(plain).eval(),
            (tokens,),
            str(path),
            input_names=[TOKENS],
            output_names=list(OUTPUTS),
            dynamic_axes={
                TOKENS: {0: "texts", 1: "length"},
                OUTPUTS[0]: {0: "texts"},
                OUTPUTS[1]: {0: "texts", 1: "length"},
            },
            opset_version=_OPSET,
            dynamo=False,
        )


def _halve_tables(model: onnx.ModelProto) -> None:
    """Keep in 16 bits what is looked up and not multiplied: the embeddings of words, which are most of a model."""
    tables = {
        each.name: each for each in model.graph.initializer if each.data_type == TensorProto.FLOAT
    }
    for place, step in reversed(list(enumerate(model.graph.node))):
        table = tables.get(step.input[0]) if step.op_type == "Gather" else None
        if table is not None and np.prod(table.dims) >= _TABLE:
            table.CopyFrom(
                numpy_helper.from_array(numpy_helper.to_array(table).astype(np.float16), table.name)
            )
            found, step.output[0] = step.output[0], f"{step.output[0]}.half"
            whole = helper.make_node("Cast", [step.output[0]], [found], to=TensorProto.FLOAT)
            model.graph.node.insert(place + 1, whole)
    del model.graph.value_info[:]  # what it said of types is no longer so


def _tokens(plain: PlainModel) -> list[list[int]]:
    """What a model reads of the sentences on many subjects."""
    limit = plain.model.max_seq_length
    given = plain.model.tokenizer(list(SUBJECTS), truncation=limit is not None, max_length=limit)[
        "input_ids"
    ]
    return [list(each) for each in given]


def _compare(plain: PlainModel, compiled: CompiledModel) -> None:
    """Raise ValueError where a compiled model does not read as the model itself."""
    for prompt in {plain.query_prompt, plain.passage_prompt}:
        for own, ours in zip(
            plain.read_all(SUBJECTS, prompt), compiled.read_all(SUBJECTS, prompt), strict=True
        ):
            cosine = float(own.embedding @ ours.embedding)
            if cosine < _LIKE or not np.array_equal(own.spans, ours.spans):
                raise ValueError(f"it reads otherwise: at a cosine of {cosine:.3f}")
