"""Join and cut texts with LangChain's text splitters.

Import this module late: importing the splitters takes long, and questions are answered without it.
"""

from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

# Where a sentence that is too long is cut, the best place first: clauses, words, characters.
_SEPARATORS = ["; ", ": ", ", ", " ", ""]


class _PieceJoiner(TextSplitter):
    """LangChain's greedy joining of pieces, for pieces that were cut already."""

    def __init__(self, pieces: list[str], chunk_size: int) -> None:
        super().__init__(chunk_size=chunk_size, chunk_overlap=0, strip_whitespace=False)
        self._pieces = pieces

    def split_text(self, text: str) -> list[str]:  # noqa: ARG002 - the pieces are of that text
        """Join the pieces, whatever the text."""
        return self._merge_splits(self._pieces, "")


def join_pieces(pieces: list[str], size: int) -> list[str]:
    """Join the pieces of a text in order to parts of at most `size` code points.

    A piece that is longer becomes a part by itself.
    """
    return _PieceJoiner(pieces, size).split_text("".join(pieces))


def split_long_sentence(sentence: str, size: int) -> list[str]:
    """Cut a sentence at clauses, words or characters to parts of at most `size` code points."""
    splitter = RecursiveCharacterTextSplitter(
        _SEPARATORS,
        keep_separator="end",
        chunk_size=size,
        chunk_overlap=0,
        strip_whitespace=False,
    )
    return splitter.split_text(sentence)
