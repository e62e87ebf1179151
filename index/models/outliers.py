"""Split matrix products that have outliers: a few columns with numbers far above all others.

In 8 bits, the largest number decides the step between two numbers: if it is far above all others,
these are rounded to very few values. So the columns of outliers are multiplied separately in 32
bits, as in LLM.int8() (Dettmers et al., NeurIPS 2022). They are chosen once, when a model is
compiled: they are the same whatever the model reads (tests/bench/RESULTS.md, Encoding).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import NodeProto, helper, numpy_helper
from onnxruntime import InferenceSession

from fonti.index.models.onnx_session import TOKENS_INPUT
from fonti.index.types import FloatArray, IntArray

# A column is one of outliers if its largest number is as many times the root mean square of all. In
# the embedded model these are a few columns of 23 of the 48 factors. With a higher ratio, more
# questions are answered wrongly (tests/bench/results/encoding.md).
_OUTLIER_RATIO = 25.0


def split_products_with_outliers(
    model: onnx.ModelProto, texts: Sequence[Sequence[int]]
) -> list[str]:
    """Split the products of a model whose first factors have outliers.

    Args:
        model: The model, which is changed.
        texts: The tokens of texts that it reads to find its outliers.

    Returns:
        The names of the products of outliers, which should stay in 32 bits.

    """
    weights = {tensor.name: tensor for tensor in model.graph.initializer if len(tensor.dims) == 2}
    products = [
        node for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in weights
    ]
    factors = list(dict.fromkeys(product.input[0] for product in products))
    outlier_columns = _find_outlier_columns(model, factors, texts)

    outlier_products = []
    for product in products:
        columns = outlier_columns[product.input[0]]
        if len(columns):
            matrix = numpy_helper.to_array(weights[product.input[1]])
            outlier_products.append(_split_product(model.graph, product, matrix, columns))

    _delete_unused_weights(model.graph)
    return outlier_products


def _find_outlier_columns(
    model: onnx.ModelProto, factors: list[str], texts: Sequence[Sequence[int]]
) -> dict[str, IntArray]:
    """Return the columns of outliers of each factor, while a model reads some texts."""
    session = _create_session_with_outputs(model, factors)

    # Of each text: the largest absolute number of each column, and the mean square of all numbers.
    column_peaks: dict[str, list[FloatArray]] = {factor: [] for factor in factors}
    mean_squares: dict[str, list[float]] = {factor: [] for factor in factors}
    for text in texts:
        values = session.run(factors, {TOKENS_INPUT: np.array([text], np.int64)})
        for factor, value in zip(factors, values, strict=True):
            column_peaks[factor].append(np.abs(value).reshape(-1, value.shape[-1]).max(axis=0))
            mean_squares[factor].append(float(np.mean(value**2)))

    columns: dict[str, IntArray] = {}
    for factor in factors:
        peaks = np.array(column_peaks[factor]).max(axis=0)
        root_mean_square = np.sqrt(np.array(mean_squares[factor]).mean())
        columns[factor] = np.flatnonzero(peaks > _OUTLIER_RATIO * root_mean_square)
    return columns


def _create_session_with_outputs(model: onnx.ModelProto, names: list[str]) -> InferenceSession:
    """Return a session that also returns inner values of a model; the model is not changed."""
    output_count = len(model.graph.output)
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    del model.graph.output[output_count:]
    return session


def _split_product(
    graph: onnx.GraphProto, product: NodeProto, weights: FloatArray, outliers: IntArray
) -> str:
    """Replace a product xw by x'w' + x"w".

    The columns of outliers of x are x"; x' is x with zeros in their place.

    Returns:
        The name of the product x"w".

    """
    factor, _ = product.input
    name = product.output[0]

    is_usual = np.ones(len(weights), np.float32)
    is_usual[outliers] = 0
    constants: dict[str, npt.NDArray[Any]] = {
        "usual": is_usual,
        "outliers": outliers,
        "w'": weights * is_usual[:, None],
        'w"': weights[outliers],
    }
    for key, value in constants.items():
        graph.initializer.append(numpy_helper.from_array(value, f"{name}.{key}"))

    make_node = helper.make_node
    nodes = [
        make_node("Mul", [factor, f"{name}.usual"], [f"{name}.x'"]),
        make_node("Gather", [factor, f"{name}.outliers"], [f'{name}.x"'], axis=-1),
        make_node("MatMul", [f"{name}.x'", f"{name}.w'"], [f"{name}.x'w'"], name=product.name),
        make_node(
            "MatMul", [f'{name}.x"', f'{name}.w"'], [f'{name}.x"w"'], name=f"{name}.outliers"
        ),
        make_node("Add", [f"{name}.x'w'", f'{name}.x"w"'], [name]),
    ]
    _replace_node(graph, name, nodes)
    return f"{name}.outliers"


def _replace_node(graph: onnx.GraphProto, output: str, nodes: list[NodeProto]) -> None:
    """Replace the node that has an output by other nodes."""
    index = next(index for index, node in enumerate(graph.node) if node.output[:1] == [output])
    del graph.node[index]
    for node in reversed(nodes):
        graph.node.insert(index, node)


def _delete_unused_weights(graph: onnx.GraphProto) -> None:
    """Delete the weights that no node uses since their products were split."""
    used = {name for node in graph.node for name in node.input}
    for index in reversed(range(len(graph.initializer))):
        if graph.initializer[index].name not in used:
            del graph.initializer[index]
