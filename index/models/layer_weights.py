"""Store and load the weights of the layers that were trained for one task.

The embeddings of words and the lower layers are those of the embedded model. A network that was
trained from it for one task (to read, to encode questions) differs in the layers above, and in its
head if it has one: only these come with the package, in 8 bits. A row of a matrix has one scale.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

# The layers below are those of the embedded model.
FIRST_TRAINED_LAYER = 4

_LAYER = re.compile(r"(?:^|\.)encoder\.layer\.(\d+)\.")
_HEAD_PREFIX = "span."
_SCALE_SUFFIX = ".scale"


def iterate_trained(network: torch.nn.Module) -> Iterator[tuple[str, torch.nn.Parameter]]:
    """Yield the trained parameters of a network with their names."""
    for name, parameter in network.named_parameters():
        if _is_trained(name):
            yield name, parameter


def freeze_untrained(network: torch.nn.Module) -> None:
    """Let a training change the trained parameters only."""
    for name, parameter in network.named_parameters():
        parameter.requires_grad = _is_trained(name)


def save_trained(network: torch.nn.Module, path: Path, *, in_8_bits: bool) -> None:
    """Write the trained weights of a network: in 8 bits as they are shipped, or in 16 bits."""
    weights: dict[str, torch.Tensor] = {}
    for name, parameter in iterate_trained(network):
        weight = parameter.detach().cpu()
        if in_8_bits and weight.dim() == 2:
            scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
            weights[name] = (weight / scale).round().to(torch.int8)
            weights[name + _SCALE_SUFFIX] = scale
        else:
            weights[name] = weight.half()

    aside = path.with_suffix(".partial")
    save_file(weights, aside)
    aside.replace(path)


def load_trained(network: torch.nn.Module, path: Path) -> None:
    """Load the trained weights of a network from a file.

    Raises:
        ValueError: The file has weights of another network.

    """
    stored = load_file(path)
    weights = {}
    for name, weight in stored.items():
        if name.endswith(_SCALE_SUFFIX):
            continue
        scale = stored.get(name + _SCALE_SUFFIX)
        weights[name] = weight.float() if scale is None else weight.float() * scale

    expected = {name for name, _ in iterate_trained(network)}
    if weights.keys() != expected:
        other = min(weights.keys() ^ expected)
        raise ValueError(f"{path} has weights of another network: {other}")
    network.load_state_dict(weights, strict=False)


def _is_trained(name: str) -> bool:
    """Return whether a weight is trained, by its name."""
    if name.startswith(_HEAD_PREFIX):
        return True
    match = _LAYER.search(name)
    return match is not None and int(match[1]) >= FIRST_TRAINED_LAYER
