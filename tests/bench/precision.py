"""The cost of speed in quality: Fonti's encoder against the same model in 32 bits."""

import numpy as np
from sentence_transformers import SentenceTransformer

from fonti.index import Encoder, FloatArray, open_encoder
from fonti.index.models.encoder import ModelEncoder
from fonti.index.models.torch_model import TorchModel
from fonti.qa import Assistant
from tests.bench.asked import ask_fonti
from tests.bench.encoding import SAMPLE_PARAGRAPHS, draw_sample
from tests.bench.figures import Figure, Mark, Section
from tests.bench.ground import KINDS, Ground
from tests.bench.scored import share_right

_MIN_COSINE = 0.995

# Half a point of answer@1 may be lost.
_MIN_DIFFERENCE = -0.005


def measure(ground: Ground) -> Section:
    """Compare embeddings, then answers over an index that was made by the model in 32 bits."""
    full = open_in_32_bits(ground.model)
    cosines = compare_embeddings(open_encoder(), full, draw_sample(ground.texts, SAMPLE_PARAGRAPHS))

    assistant = Assistant.open(ground.corpus, index=ground.folder / "32 bits", model=full)
    ours = ground.asked.fonti
    theirs = [ask_fonti(assistant, question) for question in ground.questions]

    mean_name = "cosine of an embedding to the same in 32 bits, mean"
    answers_name = f"answer@1 of {len(ours)} questions"
    difference = Mark("≥", _MIN_DIFFERENCE, "difference")
    figures = [
        Figure(mean_name, float(cosines.mean()), mark=Mark("≥", _MIN_COSINE)),
        Figure("… least", float(cosines.min()), mark=Mark("≥", _MIN_COSINE)),
        Figure(answers_name, share_right(ours), share_right(theirs), difference),
    ]
    for kind in KINDS:
        name = f"answer@1, {kind}"
        figures.append(Figure(name, share_right(ours, kind), share_right(theirs, kind)))

    title = f"Precision: embeddings of {len(cosines)} paragraphs, answers"
    return Section(title, tuple(figures), other="Fonti in 32 bits")


def open_in_32_bits(model: str) -> Encoder:
    """Open the encoder of a sentence-transformers folder, in torch and in 32 bits."""
    loaded = SentenceTransformer(model, device="cpu", local_files_only=True)
    return ModelEncoder(TorchModel(loaded, name="32 bits"), name="32 bits", fingerprint="32")


def compare_embeddings(first: Encoder, second: Encoder, texts: list[str]) -> FloatArray:
    """Return the cosine of the two embeddings of each text as a passage."""
    first_rows = np.stack([encoded.embedding for encoded in first.encode_passages(texts)])
    second_rows = np.stack([encoded.embedding for encoded in second.encode_passages(texts)])
    cosines: FloatArray = np.einsum("ij,ij->i", first_rows, second_rows)
    return cosines
