"""Test that splitting products with outliers keeps them, and makes them more precise in 8 bits."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.quant_utils import add_pre_process_metadata

from fonti.index.models.onnx_session import TOKENS_INPUT
from fonti.index.models.outliers import split_products_with_outliers
from fonti.index.types import FloatArray

WORDS = 60
COLUMNS = 1024
TEXTS = [list(range(start, start + 20)) for start in range(0, WORDS, 20)]
OUTPUT = "sum"


def make_model(outliers: dict[int, float], scale: float = 1) -> onnx.ModelProto:
    """Return a model that adds up products of what it looks up in two tables.

    Args:
        outliers: By how much to multiply columns of the first table.
        scale: By how much to multiply both tables.

    """
    random = np.random.default_rng(0)
    words, others = scale * random.standard_normal((2, WORDS, COLUMNS), np.float32)
    for column, factor in outliers.items():
        words[:, column] *= factor
    v, w = random.standard_normal((2, COLUMNS, COLUMNS), np.float32)

    nodes = [
        helper.make_node("Gather", ["words", TOKENS_INPUT], ["x"]),
        helper.make_node("Gather", ["others", TOKENS_INPUT], ["y"]),
        helper.make_node("MatMul", ["x", "v"], ["xv"], name="first"),
        helper.make_node("MatMul", ["x", "w"], ["xw"], name="second"),
        helper.make_node("MatMul", ["y", "v"], ["yv"], name="third"),
        helper.make_node("Sum", ["xv", "xw", "yv"], [OUTPUT]),
    ]
    shape = ["texts", "length"]
    inputs = [helper.make_tensor_value_info(TOKENS_INPUT, TensorProto.INT64, shape)]
    outputs = [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [*shape, COLUMNS])]
    constants = {"words": words, "others": others, "v": v, "w": w}
    tensors = [numpy_helper.from_array(value, name) for name, value in constants.items()]

    graph = helper.make_graph(nodes, "words", inputs, outputs, tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def run_model(model: onnx.ModelProto) -> FloatArray:
    """Return the output of a model for the first text."""
    onnx.checker.check_model(model)
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    outputs = session.run([OUTPUT], {TOKENS_INPUT: np.array(TEXTS[:1])})
    return np.asarray(outputs[0], np.float32)


def run_in_8_bits(model: onnx.ModelProto, excluded: list[str], file: Path) -> FloatArray:
    """Return the output of a model whose products, but for some, are in 8 bits."""
    add_pre_process_metadata(model)
    quantize_dynamic(
        model,
        file,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=excluded,
        extra_options={"MatMulConstBOnly": True},
    )
    return run_model(onnx.load(file))


@pytest.mark.parametrize("outliers", [{5: 200.0}, {5: -300.0, 1000: 250.0}])
def test_split_products_are_the_same_and_more_precise_in_8_bits(
    outliers: dict[int, float], tmp_path: Path
) -> None:
    """Two products have outliers; one of them has weights that a third product shares."""
    whole = make_model(outliers)
    split = make_model(outliers)
    excluded = split_products_with_outliers(split, TEXTS)
    assert len(excluded) == 2

    expected = run_model(whole)
    tolerance = 1e-2 * np.abs(expected).mean()
    assert np.allclose(run_model(split), expected, rtol=1e-3, atol=tolerance)

    split_in_8_bits = run_in_8_bits(split, excluded, tmp_path / "split.onnx")
    whole_in_8_bits = run_in_8_bits(whole, [], tmp_path / "whole.onnx")
    split_error = np.abs(split_in_8_bits - expected).mean()
    whole_error = np.abs(whole_in_8_bits - expected).mean()
    assert split_error < whole_error / 4


@pytest.mark.parametrize(("outliers", "scale"), [({}, 1), ({}, 0), ({5: 3.0}, 1)])
def test_a_model_without_outliers_stays_as_it_is(outliers: dict[int, float], scale: float) -> None:
    """So does one whose numbers are all 0, or one with a column that is only somewhat larger."""
    model = make_model(outliers, scale)
    before = model.SerializeToString()
    assert split_products_with_outliers(model, TEXTS) == []
    assert model.SerializeToString() == before
