"""A part of the benchmark beside the checkout, as files to index; Italian articles are cut into parts of a size."""

from tests.helpers.paths import BENCH

ITALIAN = ("fresno-california", "gengis-khan", "martin-lutero", "varsavia")
_PART = 12  # paragraphs; an English article has five


def benchmark_files() -> dict[str, str]:
    """All English articles, 125 passages, and four Italian ones in parts of twelve paragraphs: texts by source."""
    found = {
        f"en/{path.name}": path.read_text("utf-8")
        for path in (BENCH / "corpus" / "en").glob("*.txt")
    }
    for article in ITALIAN:
        paragraphs = (BENCH / "corpus" / "it" / f"{article}.txt").read_text("utf-8").split("\n\n")
        for number in range(0, len(paragraphs), _PART):
            found[f"it/{article}/{number}.txt"] = "\n\n".join(paragraphs[number : number + _PART])
    return found


def article_of(source: str) -> str:
    """The benchmark's own file that a source is, or is a part of."""
    language, article = source.split("/")[:2]
    return f"{language}/{article.removesuffix('.txt')}.txt"
