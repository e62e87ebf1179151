"""Measure the time of a sync after each kind of change, and the size of the index.

    python -m tests.bench.keeping [DOCUMENTS]

Makes a folder of small documents (10,000 by default), indexes it with the embedded model, and
prints for each sync its time, that of encoding within it, and the peak of memory.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from fonti.index import EncodedText, Encoder, FloatArray, Library, open_encoder

_ITALIAN_WORDS = (
    "consiglio bilancio strada mare ponte anno città legge prezzo libro casa porto lavoro acqua "
    "terra vento"
)
_ENGLISH_WORDS = "council budget road sea bridge year city law price book house harbour"
_WORDS = [*_ITALIAN_WORDS.split(), *_ENGLISH_WORDS.split()]

_FOLDERS = 100


class TimedEncoder:
    """An encoder that adds up the seconds it takes."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self.centre = encoder.centre
        self.fits = encoder.fits
        self.encode_query = encoder.encode_query
        self.seconds = 0.0

    def encode_passages(self, texts: Sequence[str]) -> list[EncodedText]:
        """Encode passages, timed."""
        started = time.perf_counter()
        encoded = self._encoder.encode_passages(texts)
        self.seconds += time.perf_counter() - started
        return encoded

    def encode_sentences(self, texts: Sequence[str]) -> FloatArray:
        """Encode sentences, timed."""
        started = time.perf_counter()
        rows = self._encoder.encode_sentences(texts)
        self.seconds += time.perf_counter() - started
        return rows


def write_documents(folder: Path, count: int) -> None:
    """Write small documents of two sentences, in a hundred folders."""
    generator = random.Random(1)
    for number in range(count):
        first = " ".join(generator.choices(_WORDS, k=18)).capitalize()
        second = " ".join(generator.choices(_WORDS, k=14)).capitalize()
        path = folder / f"{number % _FOLDERS:02}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{first} numero {number}. {second}.\n", "utf-8")


def main() -> None:
    """Sync after each kind of change, and print what it took."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as temporary:
        corpus = Path(temporary) / "corpus"
        write_documents(corpus, count)
        encoder = TimedEncoder(open_encoder())
        library = Library.open(corpus, index=Path(temporary) / "index", model=encoder, sync=False)

        _sync(library, encoder, "the first time")
        _sync(library, encoder, "nothing changed")

        (corpus / "05" / "5.txt").write_text("Una frase del tutto nuova sul faro. E una seconda.")
        _sync(library, encoder, "one changed")

        (corpus / "07" / "7.txt").rename(corpus / "07" / "sette.txt")
        _sync(library, encoder, "one renamed")

        (corpus / "09" / "9.txt").unlink()
        _sync(library, encoder, "one removed")
        _sync(library, encoder, "rebuilt", rebuild=True)

        status = library.status()
        size = status.size // status.passages
        _print(f"{status.passages} passages, {status.sentences} sentences; {size} bytes a passage")

        started = time.perf_counter()
        faults = len(list(library.check()))
        _print(f"checked: {faults} faults, {time.perf_counter() - started:.2f} s")


def _sync(library: Library, encoder: TimedEncoder, change: str, *, rebuild: bool = False) -> None:
    """Sync after a change, and print the time and the peak of memory."""
    encoder.seconds = 0.0
    started = time.perf_counter()
    library.sync(rebuild=rebuild)
    seconds = time.perf_counter() - started

    # On Linux in KiB.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    encoding = f"encoding {encoder.seconds:.2f} s of it"
    _print(f"{change}: {seconds:.2f} s, {encoding}, peak {peak} MiB")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
