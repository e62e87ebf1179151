"""Texts cut and joined by LangChain's splitters: a module of its own, imported late, since they take a while."""

from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter


class _Joiner(TextSplitter):
    """LangChain's greedy joining of pieces, over pieces that were cut already."""

    def __init__(self, pieces: list[str], chunk_size: int) -> None:
        super().__init__(chunk_size=chunk_size, chunk_overlap=0, strip_whitespace=False)
        self._pieces = pieces

    def split_text(self, text: str) -> list[str]:  # noqa: ARG002 - the pieces are of that text
        """The pieces of `text`, joined up to the chunk size."""
        return self._merge_splits(self._pieces, "")


def joined(pieces: list[str], size: int) -> list[str]:
    """The pieces of a text, joined in order to parts of at most `size` code points."""
    return _Joiner(pieces, size).split_text("".join(pieces))


def cut(sentence: str, size: int) -> list[str]:
    """A sentence in parts of at most `size` code points, cut at clauses, at words or, in the end, at characters."""
    return RecursiveCharacterTextSplitter(
        ["; ", ": ", ", ", " ", ""],
        keep_separator="end",
        chunk_size=size,
        chunk_overlap=0,
        strip_whitespace=False,
    ).split_text(sentence)
