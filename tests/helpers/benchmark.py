"""A part of the benchmark beside the checkout, as files to index."""

from tests.helpers.paths import BENCH

ITALIAN = ("fresno-california", "gengis-khan", "martin-lutero", "varsavia")

# The English articles have five paragraphs each, the Italian ones many more.
PARAGRAPHS_PER_PART = 12


def benchmark_files() -> dict[str, str]:
    """Return the texts of all English articles and of four Italian ones, by source.

    The English ones make 125 passages; the Italian ones are cut into parts of twelve paragraphs.
    """
    files = {
        f"en/{path.name}": path.read_text("utf-8")
        for path in (BENCH / "corpus" / "en").glob("*.txt")
    }

    for article in ITALIAN:
        paragraphs = (BENCH / "corpus" / "it" / f"{article}.txt").read_text("utf-8").split("\n\n")
        for start in range(0, len(paragraphs), PARAGRAPHS_PER_PART):
            part = paragraphs[start : start + PARAGRAPHS_PER_PART]
            files[f"it/{article}/{start}.txt"] = "\n\n".join(part)

    return files


def article_of(source: str) -> str:
    """Return the file of the benchmark that a source is, or is a part of."""
    language, article = source.split("/")[:2]
    return f"{language}/{article.removesuffix('.txt')}.txt"
