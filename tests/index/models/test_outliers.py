"""Outliers are multiplied apart: the product is the same, and keeps more of itself in 8 bits."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.quant_utils import add_pre_process_metadata

from fonti.index.models.onnx_model import TOKENS
from fonti.index.models.outliers import set_outliers_apart
from fonti.index.types import FloatArray

_WORDS, _COLUMNS = 60, 1024
TEXTS = [list(range(start, start + 20)) for start in range(0, _WORDS, 20)]


def model(outliers: dict[int, float], factor: float = 1) -> onnx.ModelProto:
    """One that looks words up in two tables, the first with outliers, and adds up products of what it finds."""
    drawn = np.random.default_rng(0)
    words, others = factor * drawn.standard_normal((2, _WORDS, _COLUMNS), np.float32)
    for column, times in outliers.items():
        words[:, column] *= times
    v, w = drawn.standard_normal((2, _COLUMNS, _COLUMNS), np.float32)
    steps = [
        helper.make_node("Gather", ["words", TOKENS], ["x"]),
        helper.make_node("Gather", ["others", TOKENS], ["y"]),
        helper.make_node("MatMul", ["x", "v"], ["xv"], name="first"),
        helper.make_node("MatMul", ["x", "w"], ["xw"], name="second"),
        helper.make_node("MatMul", ["y", "v"], ["yv"], name="third"),
        helper.make_node("Sum", ["xv", "xw", "yv"], ["made"]),
    ]
    given = [helper.make_tensor_value_info(TOKENS, TensorProto.INT64, ["texts", "length"])]
    made = [helper.make_tensor_value_info("made", TensorProto.FLOAT, ["texts", "length", _COLUMNS])]
    held = {"words": words, "others": others, "v": v, "w": w}
    kept = [numpy_helper.from_array(value, name) for name, value in held.items()]
    graph = helper.make_graph(steps, "words", given, made, kept)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def made(model: onnx.ModelProto) -> FloatArray:
    """What a model makes of the first text."""
    onnx.checker.check_model(model)
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(["made"], {TOKENS: np.array(TEXTS[:1])})[0], np.float32)


def in_8_bits(model: onnx.ModelProto, apart: list[str], file: Path) -> FloatArray:
    """What it makes when its products are in 8 bits, but for some."""
    add_pre_process_metadata(model)
    quantize_dynamic(
        model,
        file,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=apart,
        extra_options={"MatMulConstBOnly": True},
    )
    return made(onnx.load(file))


@pytest.mark.parametrize("outliers", [{5: 200.0}, {5: -300.0, 1000: 250.0}])
def test_products_are_the_same_and_nearer_in_8_bits(
    outliers: dict[int, float], tmp_path: Path
) -> None:
    """Those of the factor with outliers, each by its own weights, and one by weights that another shares."""
    whole, split = model(outliers), model(outliers)
    apart = set_outliers_apart(split, TEXTS)
    assert len(apart) == 2
    expected = made(whole)
    assert np.allclose(made(split), expected, rtol=1e-3, atol=1e-2 * np.abs(expected).mean())
    near, far = (
        np.abs(in_8_bits(each, names, tmp_path / f"{len(names)}.onnx") - expected).mean()
        for each, names in ((split, apart), (whole, []))
    )
    assert near < far / 4


@pytest.mark.parametrize(("outliers", "factor"), [({}, 1), ({}, 0), ({5: 3.0}, 1)])
def test_without_outliers_nothing_changes(outliers: dict[int, float], factor: float) -> None:
    """Nor where all is 0, or a column is only somewhat larger."""
    whole = model(outliers, factor)
    before = whole.SerializeToString()
    assert set_outliers_apart(whole, TEXTS) == []
    assert whole.SerializeToString() == before
