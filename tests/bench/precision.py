"""What speed costs in quality: Fonti's encoder against the same model in 32 bits, by cosine and by answers."""

import numpy as np
from sentence_transformers import SentenceTransformer

from fonti.index import Encoder, FloatArray, open_encoder
from fonti.index.models.encoder import ModelEncoder
from fonti.index.models.torch_model import PlainModel
from fonti.qa import Assistant
from tests.bench.asked import ask_fonti
from tests.bench.encoding import SAMPLE, sample
from tests.bench.figures import Figure, Mark, Section
from tests.bench.ground import KINDS, Ground
from tests.bench.scored import right

_LEAST = 0.995
_LOST = -0.005  # half a point


def measure(ground: Ground) -> Section:
    """Compare embeddings, then answers over an index that the model in 32 bits made."""
    plain = in_32_bits(ground.model)
    near = cosines(open_encoder(), plain, sample(ground.texts, SAMPLE))
    same = Assistant.open(ground.corpus, index=ground.folder / "32 bits", model=plain)
    ours, theirs = ground.asked[0], [ask_fonti(same, question) for question in ground.questions]
    kinds = (Figure(f"answer@1, {kind}", right(ours, kind), right(theirs, kind)) for kind in KINDS)
    figures = (
        Figure(
            "cosine of an embedding to the same in 32 bits, mean",
            float(near.mean()),
            mark=Mark("≥", _LEAST),
        ),
        Figure("… least", float(near.min()), mark=Mark("≥", _LEAST)),
        Figure(
            f"answer@1 of {len(ours)} questions",
            right(ours),
            right(theirs),
            Mark("≥", _LOST, "difference"),
        ),
        *kinds,
    )
    return Section(
        f"Precision: embeddings of {len(near)} paragraphs, answers",
        figures,
        other="Fonti in 32 bits",
    )


def in_32_bits(model: str) -> Encoder:
    """The encoder of a sentence-transformers folder, in torch and in 32 bits."""
    loaded = SentenceTransformer(model, device="cpu", local_files_only=True)
    return ModelEncoder(PlainModel(loaded, name="32 bits"), name="32 bits", fingerprint="32")


def cosines(encoder: Encoder, plain: Encoder, texts: list[str]) -> FloatArray:
    """The cosine of each text's embedding as a passage to the one that another encoder gives it."""
    ours, theirs = (
        np.stack([each.embedding for each in one.encode_passages(texts)]) for one in (encoder, plain)
    )
    near: FloatArray = np.einsum("ij,ij->i", ours, theirs)
    return near
