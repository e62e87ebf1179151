"""Average the weights of two readers, of which one was trained further from the other.

    python -m tests.bench.reader.average FIRST SECOND --out READER.safetensors [--share SHARE]

The mean keeps more of what the first one had learned, and is often better than either on what
neither was trained on (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models"). SHARE is
how much the second one counts, 0 to 1. The mean is written in 8 bits, as it is shipped.
"""

import argparse
from pathlib import Path

import torch
from transformers import BertModel

from fonti.index.models.layer_weights import iterate_trained, load_trained, save_trained
from fonti.index.models.reader_network import ReaderNetwork
from tests.bench.reader.train import find_model_folder


def main() -> None:
    """Write the mean."""
    parser = argparse.ArgumentParser()
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.5)
    options = parser.parse_args()

    folder = find_model_folder()
    networks = []
    for path in (options.first, options.second):
        network = ReaderNetwork(BertModel.from_pretrained(folder, add_pooling_layer=False))
        load_trained(network, path)
        networks.append(network)
    network, other = networks
    average(network, other, options.share)
    save_trained(network, options.out, in_8_bits=True)


@torch.no_grad()
def average(network: ReaderNetwork, other: ReaderNetwork, share: float) -> None:
    """Replace the trained weights of a network by the mean of them and of another's.

    Args:
        network: The network.
        other: The other network.
        share: How much the weights of the other one count, 0 to 1.

    """
    for (_, weight), (_, other_weight) in zip(
        iterate_trained(network), iterate_trained(other), strict=True
    ):
        weight.lerp_(other_weight, share)


if __name__ == "__main__":
    main()
