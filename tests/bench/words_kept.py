"""Measure how many words of documents are kept, against other programs that read them.

    python -m tests.bench.words_kept FOLDER...

The references are pandoc (DOCX, ODT, EPUB, Markdown), pdftotext of poppler-utils (PDF), w3m (HTML)
and LibreOffice (RTF, and slides and sheets as the PDF that it prints). None of them is the truth:
they keep running heads and navigation, or leave out notes. What each document lost is printed, to
be looked at.
"""

import re
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from fonti.index.formats import extract

_PANDOC_FORMATS = {".docx": "docx", ".odt": "odt", ".epub": "epub", ".md": "gfm+footnotes"}
_PRINTED_SUFFIXES = frozenset({".pptx", ".odp", ".xlsx", ".ods"})

# A word that is broken at the end of a line.
_BROKEN_WORD = re.compile(r"(\w)[-\u2010]\n\s*(?=[a-zà-ù])")

# Texts of pictures and of fields are no text of the page.
_TAGS_WITH_TEXT = re.compile(rb"<(?:img|input)\b[^>]*>")

_COLUMNS = ("format", "documents", "words", "kept", "extra", "s/MB", "MB")

# Words of a document that are named if they were lost.
_SHOWN_WORDS = 10
_KILOBYTE = 1024
_TIMEOUT_SECONDS = 150


@dataclass(frozen=True, slots=True)
class Comparison:
    """A document that was read in two ways.

    Attributes:
        path: The document.
        reference: How often each word is in the reference.
        ours: How often each word is in the text that is stored.
        seconds: The processor time that reading it took.
        megabytes: The peak memory of the process that read it.

    """

    path: Path
    reference: Counter[str]
    ours: Counter[str]
    seconds: float
    megabytes: float

    @property
    def common_count(self) -> int:
        """Return how many words are in both."""
        return (self.reference & self.ours).total()


def main() -> None:
    """Compare all documents of some folders, and print what was lost and a table by format."""
    comparisons = defaultdict(list)
    for argument in sys.argv[1:]:
        for comparison in compare_folder(Path(argument)):
            comparisons[comparison.path.suffix.lower()].append(comparison)
            sys.stdout.write(f"{describe(comparison)}\n")

    sys.stdout.write(
        "| format | documents | words | kept | extra | s/MB | MB |\n|---|---|---|---|---|---|---|\n"
    )
    for suffix, items in sorted(comparisons.items()):
        sys.stdout.write(f"{summarize(suffix, items)}\n")


def compare_folder(folder: Path) -> Iterator[Comparison]:
    """Yield the comparison of each document that a reference reads."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        reference = list_words(read_reference(path))
        if reference:
            # Each in a process of its own, whose memory is measured.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                try:
                    text, seconds, megabytes = pool.submit(read_ours, path).result()
                # Any other error is a fault of ours, to be looked at.
                except Exception as error:
                    sys.stdout.write(f"not read {path.name!r} {error!r}\n")
                    continue
            yield Comparison(
                path, Counter(reference), Counter(list_words(text)), seconds, megabytes
            )


def read_ours(path: Path) -> tuple[str, float, float]:
    """Return the text that is stored of a document, processor time in s, and peak memory in MB."""
    started = time.process_time()
    text = extract(path.suffix.lower(), path.read_bytes()).text
    seconds = time.process_time() - started
    return text, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILOBYTE


def read_reference(path: Path) -> str:
    """Return the text of a document as another program reads it; "" if none does."""
    suffix = path.suffix.lower()
    if suffix in _PANDOC_FORMATS:
        options = ("-t", "plain", "--wrap=none", "--track-changes=accept")
        return run("pandoc", *options, "-f", _PANDOC_FORMATS[suffix], str(path))
    if suffix == ".pdf":
        return run("pdftotext", "-enc", "UTF-8", str(path), "-")
    if suffix in (".html", ".htm"):
        page = _TAGS_WITH_TEXT.sub(b" ", path.read_bytes())
        return run("w3m", "-dump", "-T", "text/html", "-cols", "2000", "-O", "UTF-8", content=page)
    if suffix == ".rtf":
        return convert(path, "txt:Text (encoded):UTF8")
    return convert(path, "pdf") if suffix in _PRINTED_SUFFIXES else ""


def convert(path: Path, target: str) -> str:
    """Return the text of what LibreOffice makes of a document."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        run("soffice", profile, "--headless", "--convert-to", target, "--outdir", folder, str(path))
        converted = Path(folder, f"{path.stem}.{target.partition(':')[0]}")
        if not converted.exists():
            return ""
        is_pdf = converted.suffix == ".pdf"
        return read_reference(converted) if is_pdf else converted.read_text("utf-8-sig", "replace")


def run(*command: str, content: bytes = b"") -> str:
    """Return what a command prints."""
    finished = subprocess.run(
        command, input=content, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False
    )
    return finished.stdout.decode("utf-8", "replace")


def list_words(text: str) -> list[str]:
    """Return the words of a text without case, those broken at the ends of lines as one."""
    normalized = unicodedata.normalize("NFKC", text.replace("\xad", ""))
    return re.findall(r"[^\W_]+", _BROKEN_WORD.sub(r"\1", normalized).casefold())


def describe(item: Comparison) -> str:
    """Return a line with the share of a document that was kept, and what was lost most."""
    lost = (item.reference - item.ours).most_common(_SHOWN_WORDS)
    words = " ".join(word for word, _ in lost)
    return f"{item.common_count / item.reference.total():.4f} {item.path.name!r} {words}"


def summarize(suffix: str, items: list[Comparison]) -> str:
    """Return the row of a format."""
    reference_count = sum(item.reference.total() for item in items)
    our_count = max(sum(item.ours.total() for item in items), 1)
    common_count = sum(item.common_count for item in items)
    size = sum(item.path.stat().st_size for item in items) / _KILOBYTE**2
    seconds = sum(item.seconds for item in items)
    cells = (
        suffix,
        len(items),
        reference_count,
        f"{common_count / reference_count:.4f}",
        f"{1 - common_count / our_count:.4f}",
        f"{seconds / size:.1f}",
        f"{max(item.megabytes for item in items):.0f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
