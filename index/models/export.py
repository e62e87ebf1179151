"""Compile a sentence-transformers model: export it to ONNX, and quantize it to 8 bits.

Only compiling a model needs this module, and with it torch and onnx. What else was tried stands in
tests/bench/RESULTS.md.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.quant_utils import add_pre_process_metadata
from transformers import PreTrainedModel

from fonti.index.models.layer_weights import load_trained
from fonti.index.models.model import CENTRE_SENTENCES
from fonti.index.models.onnx_model import (
    ABOUT_FILE,
    CENTRES_FILE,
    EMBEDDING_OUTPUT,
    GRAPH_FILE,
    LAYERS_OUTPUT,
    QUESTION_GRAPH_FILE,
    QUESTION_WEIGHTS_FILE,
    WEIGHTS_FILE,
    OnnxModel,
)
from fonti.index.models.onnx_reader import READER_FILE, READER_WEIGHTS_FILE, SPAN_OUTPUT
from fonti.index.models.onnx_session import TOKENS_INPUT
from fonti.index.models.outliers import split_products_with_outliers
from fonti.index.models.reader_network import ReaderNetwork, get_bert
from fonti.index.models.shipped_weights import QUESTION_ENCODER_WEIGHTS, READER_WEIGHTS
from fonti.index.models.tokenizer import save_tokenizer
from fonti.index.models.torch_model import LAYERS_FEATURE, TorchModel
from fonti.index.progress import ProgressCallback

# The version of ONNX's operators. With attention as one operator, which came later, a model is not
# faster (tests/bench/results/encoding.md).
_OPSET = 17

# Numbers from which on a table is stored in 16 bits: of smaller ones little would be saved.
_MIN_TABLE_SIZE = 1 << 22

# Bytes up to which weights stay in the graph's file. Larger ones are in a file of their own, which
# is mapped into memory.
_MAX_INLINE_BYTES = 1024

# The cosine that a compiled model's embeddings must have to those of the model itself.
_MIN_COSINE = 0.98

# The outputs of an encoder, and which of their axes vary.
_ENCODER_AXES = {EMBEDDING_OUTPUT: {0: "texts"}, LAYERS_OUTPUT: {0: "texts", 1: "length"}}

# Steps of which the progress is reported.
_STEPS = 6


class _TokensOnlyModel(torch.nn.Module):
    """A model without an attention mask: its only input are tokens, and it reads all of them."""

    def __init__(self, model: TorchModel) -> None:
        super().__init__()
        self._model = model.model

    def forward(self, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        features = self._model({"input_ids": tokens})
        return features["sentence_embedding"], features[LAYERS_FEATURE]


class _HalvedTable(torch.nn.Module):
    """A table of embeddings in 16 bits.

    They are looked up and not multiplied, so that this costs hardly any precision.
    """

    weight: torch.Tensor

    def __init__(self, table: torch.nn.Embedding) -> None:
        super().__init__()
        # No parameter: transformers takes the type of a model from its first one.
        self.register_buffer("weight", table.weight.detach().half())

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.embedding(tokens, self.weight).float()


def compile_model(
    model: TorchModel,
    folder: Path,
    about: dict[str, str],
    on_progress: ProgressCallback,
    *,
    is_embedded: bool = False,
) -> None:
    """Compile a model (export it to ONNX, quantize it to 8 bits), and write it to a folder.

    Args:
        model: The model, whose tables of words have 16 bits then.
        folder: The folder.
        about: What to store about the model: its source and its fingerprint.
        on_progress: Called after each step.
        is_embedded: Whether it is the embedded model: then its reader and its model for questions,
            whose layers come with the package, are compiled, too.

    Raises:
        Exception: Torch and ONNX raise errors of any type for a model that they cannot compile.

    """
    texts = _tokenize_centre_sentences(model)

    on_progress("compiling", 0, _STEPS)
    graph = export_graph(_TokensOnlyModel(model), texts[0], _ENCODER_AXES, folder / "exported.onnx")

    on_progress("compiling", 1, _STEPS)
    quantized = quantize_graph(graph, texts, folder / "quantised.onnx")

    on_progress("compiling", 2, _STEPS)
    save_graph(quantized, folder / GRAPH_FILE, WEIGHTS_FILE)
    _save_settings(model, folder, about)

    on_progress("compiling", 3, _STEPS)
    compiled = OnnxModel(folder, name="compiled")
    _check_same_outputs(model, compiled, {model.query_prompt, model.passage_prompt})

    on_progress("compiling", 4, _STEPS)
    if is_embedded:
        _compile_reader(model, folder, texts)
        on_progress("compiling", 5, _STEPS)
        _compile_question_model(model, folder, texts)
        _check_same_outputs(model, compiled.make_question_model(), {model.query_prompt})
    on_progress("compiling", _STEPS, _STEPS)


def _compile_reader(model: TorchModel, folder: Path, texts: list[list[int]]) -> None:
    """Compile the reader of a model into the folder of the compiled model.

    Args:
        model: The model, whose weights are changed.
        folder: The folder.
        texts: The tokens of texts that the reader reads to find its outliers.

    """
    network = ReaderNetwork(get_bert(model.model))
    load_trained(network, READER_WEIGHTS.get_checked_file())

    axes = {SPAN_OUTPUT: {0: "texts", 1: "length"}}
    graph = export_graph(network, texts[0], axes, folder / "exported.onnx")
    quantized = quantize_graph(graph, texts, folder / "quantised.onnx")
    _save_with_shared_table(quantized, folder, READER_FILE, READER_WEIGHTS_FILE)


def _compile_question_model(model: TorchModel, folder: Path, texts: list[list[int]]) -> None:
    """Compile the model for questions into the folder of the compiled model.

    Args:
        model: The model, whose weights are changed.
        folder: The folder.
        texts: The tokens of texts that the model reads to find its outliers.

    """
    load_trained(get_bert(model.model), QUESTION_ENCODER_WEIGHTS.get_checked_file())
    graph = export_graph(_TokensOnlyModel(model), texts[0], _ENCODER_AXES, folder / "exported.onnx")
    quantized = quantize_graph(graph, texts, folder / "quantised.onnx")
    _save_with_shared_table(quantized, folder, QUESTION_GRAPH_FILE, QUESTION_WEIGHTS_FILE)


def export_graph(
    module: torch.nn.Module, text: list[int], axes: dict[str, dict[int, str]], file: Path
) -> onnx.ModelProto:
    """Return the ONNX graph of a module whose only input are tokens; its tables have 16 bits.

    Args:
        module: The module, which is changed.
        text: The tokens of some text.
        axes: The names of the outputs, and which of their axes vary.
        file: A path for a temporary file.

    """
    _halve_tables(module)
    # ONNX Runtime knows the steps of this attention, and is faster with them.
    for part in module.modules():
        if isinstance(part, PreTrainedModel):
            part.set_attn_implementation("eager")

    with torch.no_grad(), warnings.catch_warnings():
        # This exporter is deprecated, but what the newer one writes runs slower.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            (torch.tensor([text]),),
            str(file),
            input_names=[TOKENS_INPUT],
            output_names=list(axes),
            dynamic_axes={TOKENS_INPUT: {0: "texts", 1: "length"}, **axes},
            opset_version=_OPSET,
            dynamo=False,
        )

    graph = onnx.load(file)
    file.unlink()
    return graph


def save_graph(graph: onnx.ModelProto, file: Path, weights_name: str) -> None:
    """Write a graph to a file, and its larger weights to another one beside it."""
    onnx.save_model(
        graph,
        file,
        save_as_external_data=True,
        location=weights_name,
        size_threshold=_MAX_INLINE_BYTES,
    )


def _halve_tables(module: torch.nn.Module) -> None:
    """Store the large tables of a module in 16 bits: the embeddings of words.

    They are most of a model's weights.
    """
    for part in list(module.modules()):
        for name, child in part.named_children():
            if not isinstance(child, torch.nn.Embedding):
                continue
            if child.weight.numel() >= _MIN_TABLE_SIZE:
                setattr(part, name, _HalvedTable(child))


def quantize_graph(model: onnx.ModelProto, texts: list[list[int]], file: Path) -> onnx.ModelProto:
    """Quantize the matrix products of a model to 8 bits, except those of outliers.

    Args:
        model: The model, which is changed.
        texts: The tokens of texts that the model reads to find its outliers.
        file: A path for a temporary file.

    """
    # There is nothing to prepare.
    add_pre_process_metadata(model)
    quantize_dynamic(
        model,
        file,
        per_channel=True,
        weight_type=QuantType.QInt8,
        # Weights in 7 bits: processors without VNNI add two products in 16 bits, which those of 8
        # bits overflow.
        reduce_range=True,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=split_products_with_outliers(model, texts),
        extra_options={"MatMulConstBOnly": True},
    )
    quantized = onnx.load(file)
    file.unlink()
    return quantized


def _save_settings(model: TorchModel, folder: Path, about: dict[str, str]) -> None:
    """Write what a compiled model needs besides its graph."""
    tokenizer = model.model.tokenizer.backend_tokenizer.to_str()
    save_tokenizer(tokenizer, folder, CENTRE_SENTENCES)

    centres = model.centres
    np.savez(folder / CENTRES_FILE, vector=centres.embedding, layers=centres.layers)

    settings = {
        "dimension": model.dimension,
        "query_prompt": model.query_prompt,
        "passage_prompt": model.passage_prompt,
        "limit": model.model.max_seq_length,
    }
    (folder / ABOUT_FILE).write_text(json.dumps(about | settings, indent=1), "utf-8")


def _tokenize_centre_sentences(model: TorchModel) -> list[list[int]]:
    """Return the tokens of the sentences from which the centre of a model is computed."""
    limit = model.model.max_seq_length
    encoding = model.model.tokenizer(
        list(CENTRE_SENTENCES), truncation=limit is not None, max_length=limit
    )
    return [list(ids) for ids in encoding["input_ids"]]


def _check_same_outputs(model: TorchModel, compiled: OnnxModel, prompts: set[str]) -> None:
    """Check that a compiled model has the original's tokens and nearly its embeddings.

    Args:
        model: The original.
        compiled: The compiled model.
        prompts: The prompts to check it with.

    Raises:
        ValueError: It has not.

    """
    for prompt in prompts:
        expected_outputs = model.encode_all(CENTRE_SENTENCES, prompt)
        outputs = compiled.encode_all(CENTRE_SENTENCES, prompt)
        for expected, output in zip(expected_outputs, outputs, strict=True):
            cosine = float(expected.embedding @ output.embedding)
            if cosine < _MIN_COSINE or not np.array_equal(expected.spans, output.spans):
                raise ValueError(f"it reads otherwise: at a cosine of {cosine:.3f}")


def _save_with_shared_table(
    graph: onnx.ModelProto, folder: Path, file_name: str, weights_name: str
) -> None:
    """Write a graph that shares the table of words in the encoder's file.

    Args:
        graph: The graph, which is changed.
        folder: The folder of the compiled encoder.
        file_name: The name of the graph's file.
        weights_name: The name of the file of its other weights.

    """
    encoder_table = _find_table(onnx.load(folder / GRAPH_FILE, load_external_data=False))
    table = _find_table(graph)
    table_name = table.name
    graph.graph.initializer.remove(table)
    save_graph(graph, folder / file_name, weights_name)

    # The graph is read without its weights, so that these are not written into it.
    saved = onnx.load(folder / file_name, load_external_data=False)
    shared = saved.graph.initializer.add()
    shared.CopyFrom(encoder_table)
    shared.name = table_name
    onnx.save_model(saved, folder / file_name)


def _find_table(graph: onnx.ModelProto) -> TensorProto:
    """Return the embeddings of words: of the tables in 16 bits, the one with the most rows."""
    tables = [
        tensor for tensor in graph.graph.initializer if tensor.data_type == TensorProto.FLOAT16
    ]
    largest: TensorProto = max(tables, key=lambda tensor: tensor.dims[0])
    return largest
