"""Read Markdown as a program that shows it does."""

from markdown_it import MarkdownIt


def read_markdown(markdown: str) -> str:
    """Return the words that a Markdown text shows, block by block."""
    blocks = []
    for token in MarkdownIt().parse(markdown):
        parts = token.children or []
        words = ["\n" if part.type.endswith("break") else part.content for part in parts]
        blocks.append("".join(words))
    return "\n".join(block for block in blocks if block)
