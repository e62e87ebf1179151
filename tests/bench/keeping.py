"""Measure how long an index takes to follow its folder, and what it weighs.

    python -m tests.bench.keeping [DOCUMENTS]

Makes a folder of small documents (10,000 by default), each its own, indexes it with the embedded model, and prints for
each sync its time, that of encoding within it, and the peak of memory.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from fonti.index import EncodedText, Encoder, FloatArray, Library, open_encoder

_WORDS = [
    "consiglio",
    "bilancio",
    "strada",
    "mare",
    "ponte",
    "anno",
    "città",
    "legge",
    "prezzo",
    "libro",
    "casa",
    "porto",
    "lavoro",
    "acqua",
    "terra",
    "vento",
    "council",
    "budget",
    "road",
    "sea",
    "bridge",
    "year",
    "city",
    "law",
    "price",
    "book",
    "house",
    "harbour",
]


class Timed:
    """An encoder that adds up the seconds it takes."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.fingerprint = encoder.name, encoder.fingerprint
        self.dimension, self.centre = encoder.dimension, encoder.centre
        self.fits, self.encode_query = encoder.fits, encoder.encode_query
        self.seconds = 0.0

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Passages, timed."""
        began = time.perf_counter()
        encoded = self._encoder.encode_passages(texts)
        self.seconds += time.perf_counter() - began
        return encoded

    def encode_sentences(self, texts: Sequence[str]) -> FloatArray:
        """Sentences, timed."""
        began = time.perf_counter()
        rows = self._encoder.encode_sentences(texts)
        self.seconds += time.perf_counter() - began
        return rows


def write(folder: Path, count: int) -> None:
    """Small documents of two sentences, a hundred folders of them."""
    chosen = random.Random(1)
    for number in range(count):
        first, second = (
            " ".join(chosen.choices(_WORDS, k=length)).capitalize() for length in (18, 14)
        )
        path = folder / f"{number % 100:02}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{first} numero {number}. {second}.\n", "utf-8")


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Sync after each kind of change, and print what it took."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as temporary:
        corpus, index = Path(temporary) / "corpus", Path(temporary) / "index"
        write(corpus, count)
        encoder = Timed(open_encoder())

        def sync(what: str, *, rebuild: bool = False) -> Library:
            encoder.seconds, began = 0.0, time.perf_counter()
            library = Library.open(corpus, index=index, model=encoder, sync=False)
            library.sync(rebuild=rebuild)
            took, peak = (
                time.perf_counter() - began,
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            )
            tell(
                f"{what}: {took:.2f} s, encoding {encoder.seconds:.2f} s of it, peak {peak >> 10} MiB"
            )
            return library

        sync("the first time")
        sync("nothing changed")
        (corpus / "05" / "5.txt").write_text("Una frase del tutto nuova sul faro. E una seconda.")
        sync("one changed")
        (corpus / "07" / "7.txt").rename(corpus / "07" / "sette.txt")
        sync("one renamed")
        (corpus / "09" / "9.txt").unlink()
        sync("one removed")
        library = sync("rebuilt", rebuild=True)
        status, began = library.status(), time.perf_counter()
        each = status.size // status.passages
        tell(f"{status.passages} passages, {status.sentences} sentences; {each} bytes a passage")
        tell(f"checked: {len(list(library.check()))} faults, {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    main()
