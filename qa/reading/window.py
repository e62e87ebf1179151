"""A part of a passage as it is read: running text, or a row of a table with its head."""

from collections.abc import Sequence
from dataclasses import dataclass

from fonti.index.types import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that stands in a passage, and what is read before it.

    Attributes:
        label: What is read before it, and does not stand there, such as the head of a column.
        start: Where the text begins, in code points of the passage.
        text: The text.

    """

    label: str
    start: int
    text: str

    def locate(self, start: int, end: int) -> Span:
        """Return where a part of the text stands in the passage.

        Args:
            start: Where the part begins, in code points of the text; below 0 if in the label.
            end: Where it ends. If that is in the label, the part stands for the whole text.

        """
        if end <= 0:
            return Span(self.start, self.start + len(self.text))
        return Span(self.start + max(start, 0), self.start + min(end, len(self.text)))


@dataclass(frozen=True, slots=True)
class PassageWindow:
    """The pieces of a passage that are read together.

    Attributes:
        pieces: The pieces, in order.
        is_of_text: Whether they are running text, and not the row of a table.

    """

    pieces: Sequence[Piece]
    is_of_text: bool = True

    @property
    def text(self) -> str:
        """Return the text as it is read."""
        return "".join(piece.label + piece.text for piece in self.pieces)

    def locate(self, start: int, end: int) -> Span:
        """Return where a part of the text stands in the passage.

        A part that has only the label of a piece stands for the whole piece.

        Args:
            start: Where the part begins, in code points of the text.
            end: Where it ends. Of an empty part, the place is returned, as an empty span.

        """
        spans: list[Span] = []
        label_start = 0
        for piece in self.pieces:
            text_start = label_start + len(piece.label)
            text_end = text_start + len(piece.text)
            if start < text_end and end > label_start:
                spans.append(piece.locate(start - text_start, end - text_start))
            label_start = text_end

        if not spans:
            return Span(self.pieces[0].start, self.pieces[0].start)
        return Span(spans[0].start, spans[-1].end)
