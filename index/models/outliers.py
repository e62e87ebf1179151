"""Products one of whose factors has outliers: a few numbers, always in the same columns, far above all the others.

In 8 bits, the step from one number to the next is as large as the largest asks for, and the others fall between. So the
columns of outliers are multiplied apart, in 32 bits, as LLM.int8() does (Dettmers et al., NeurIPS 2022); but they are
chosen once, when a model is compiled: they are the model's, whatever it reads (tests/bench/RESULTS.md, Encoding).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import NodeProto, helper, numpy_helper
from onnxruntime import InferenceSession

from fonti.index.models.onnx_model import TOKENS
from fonti.index.types import FloatArray, IntArray

_FAR = 25.0  # root mean squares from which on a number is an outlier: in a few columns, of 23 factors of 48 here


def set_outliers_apart(model: onnx.ModelProto, texts: Sequence[Sequence[int]]) -> list[str]:
    """Multiply apart what are outliers where a model reads some texts, each its tokens; the names of these products."""
    weights = {each.name: each for each in model.graph.initializer if len(each.dims) == 2}
    products = [
        step for step in model.graph.node if step.op_type == "MatMul" and step.input[1] in weights
    ]
    outliers = _outliers(model, list(dict.fromkeys(step.input[0] for step in products)), texts)
    apart = [
        _split(
            model.graph,
            step,
            numpy_helper.to_array(weights[step.input[1]]),
            outliers[step.input[0]],
        )
        for step in products
        if len(outliers[step.input[0]])
    ]
    used = {name for step in model.graph.node for name in step.input}
    for place in reversed(range(len(model.graph.initializer))):
        if model.graph.initializer[place].name not in used:  # the weights that were split
            del model.graph.initializer[place]
    return apart


def _outliers(
    model: onnx.ModelProto, factors: list[str], texts: Sequence[Sequence[int]]
) -> dict[str, IntArray]:
    """The columns of outliers in what a model makes of some texts, by the names of what it makes."""
    outputs = len(model.graph.output)
    model.graph.output.extend(onnx.ValueInfoProto(name=factor) for factor in factors)
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    del model.graph.output[outputs:]
    read = [
        [_peaks(values) for values in session.run(factors, {TOKENS: np.array([text], np.int64)})]
        for text in texts
    ]
    found = {}
    for factor, *each in zip(factors, *read, strict=True):
        peaks, squares = (np.array(column) for column in zip(*each, strict=True))
        found[factor] = np.flatnonzero(peaks.max(axis=0) > _FAR * np.sqrt(squares.mean()))
    return found


def _peaks(values: FloatArray) -> tuple[FloatArray, float]:
    """The largest number in each column, whatever its sign, and the mean square of all."""
    return np.abs(values).reshape(-1, values.shape[-1]).max(axis=0), float(np.mean(values**2))


def _split(graph: onnx.GraphProto, step: NodeProto, weights: FloatArray, outliers: IntArray) -> str:
    """Have a product xw be x'w' + x"w", where x" are the outliers of x, and x' is x without them; the latter's name."""
    usual = np.ones(len(weights), np.float32)
    usual[outliers] = 0
    (factor, _), (product,), name = step.input, step.output, step.output[0]
    held: dict[str, npt.NDArray[Any]] = {"usual": usual, "outliers": outliers}
    held |= {"w'": weights * usual[:, None], 'w"': weights[outliers]}
    graph.initializer.extend(
        numpy_helper.from_array(value, f"{name}.{key}") for key, value in held.items()
    )
    steps = [
        helper.make_node("Mul", [factor, f"{name}.usual"], [f"{name}.x'"]),
        helper.make_node("Gather", [factor, f"{name}.outliers"], [f'{name}.x"'], axis=-1),
        helper.make_node("MatMul", [f"{name}.x'", f"{name}.w'"], [f"{name}.x'w'"], name=step.name),
        helper.make_node(
            "MatMul", [f'{name}.x"', f'{name}.w"'], [f'{name}.x"w"'], name=f"{name}.outliers"
        ),
        helper.make_node("Add", [f"{name}.x'w'", f'{name}.x"w"'], [product]),
    ]
    place = next(number for number, each in enumerate(graph.node) if each.output[:1] == [product])
    del graph.node[place]
    for each in reversed(steps):
        graph.node.insert(place, each)
    return f"{name}.outliers"
