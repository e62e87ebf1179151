"""A reader that torch runs, where the encoder is not compiled: on a GPU, or as a fallback."""

import copy
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch

from fonti.index.models.encoder import EMBEDDED
from fonti.index.models.layer_weights import load_trained
from fonti.index.models.reader import Reading, Window, choose_answer, make_reader_input
from fonti.index.models.reader_network import ReaderNetwork, get_bert
from fonti.index.models.shipped_weights import READER_WEIGHTS
from fonti.index.models.tokenizer import Tokenizer, TokenizersTokenizer

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class TorchReader:
    """A reader that torch runs."""

    name = EMBEDDED
    fingerprint = READER_WEIGHTS.sha256

    def __init__(self, network: ReaderNetwork, tokenizer: Tokenizer) -> None:
        self._network = network.eval()
        self._tokenizer = tokenizer
        # A fast tokenizer refuses to be used by two threads at once.
        self._lock = threading.Lock()

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """Return the reading of each window, in the order of the windows."""
        with self._lock, torch.no_grad():
            return [self._read(question, window) for window in windows]

    def _read(self, question: str, window: Window) -> Reading:
        tokens = make_reader_input(self._tokenizer, question, window)
        device = next(self._network.parameters()).device
        scores = self._network(torch.tensor([tokens.ids], device=device))
        return choose_answer(tokens, window.text, scores[0].cpu().numpy())


def load_torch_reader(model: "SentenceTransformer") -> TorchReader:
    """Return the reader that was trained from the embedded model.

    Raises:
        ModelError: The file of the trained weights is damaged.

    """
    # The encoder goes on to use its own layers.
    network = ReaderNetwork(copy.deepcopy(get_bert(model)))
    load_trained(network, READER_WEIGHTS.get_checked_file())
    network.to(model.device)
    return TorchReader(network, TokenizersTokenizer(model.tokenizer.backend_tokenizer.to_str()))
