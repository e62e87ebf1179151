"""A part of the benchmark beside the checkout, as files to index."""

from tests.helpers.paths import BENCH

# The English articles have five paragraphs each, the Italian ones many more: they are cut into
# parts, and those that no conversation asks about are left out.
PARAGRAPHS_PER_PART = 12

# The first paragraphs of the parts in use, by Italian article.
PARTS = {
    "fresno-california": (0, 12, 24),
    "gengis-khan": (0, 12, 24),
    "martin-lutero": (0, 12, 36, 84),
    "varsavia": (0, 12, 24),
}


def benchmark_files() -> dict[str, str]:
    """Return the texts of all English articles and of parts of four Italian ones, by source."""
    files = {
        f"en/{path.name}": path.read_text("utf-8")
        for path in (BENCH / "corpus" / "en").glob("*.txt")
    }

    for article, starts in PARTS.items():
        paragraphs = (BENCH / "corpus" / "it" / f"{article}.txt").read_text("utf-8").split("\n\n")
        for start in starts:
            part = paragraphs[start : start + PARAGRAPHS_PER_PART]
            files[f"it/{article}/{start}.txt"] = "\n\n".join(part)

    return files


def article_of(source: str) -> str:
    """Return the file of the benchmark that a source is, or is a part of."""
    language, article = source.split("/")[:2]
    return f"{language}/{article.removesuffix('.txt')}.txt"
