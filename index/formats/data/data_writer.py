"""Write data as text, if they are prose: a value follows the name of its field."""

from dataclasses import dataclass, field

from fonti.index.formats.errors import Unreadable
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata
from fonti.index.formats.text_builder import TextBuilder, normalize_line

# A value of so many words reads as a sentence.
_MIN_SENTENCE_WORDS = 5

# The share of the characters that is in such values, if the data are prose.
_MIN_PROSE_SHARE = 0.2

# The lowest heading.
_MAX_HEADING_LEVEL = 6


@dataclass(slots=True)
class DataWriter:
    """Writes the fields of data, and counts how many of them are sentences."""

    builder: TextBuilder = field(default_factory=TextBuilder)
    _lines: list[str] = field(default_factory=list)
    _length: int = 0
    _prose_length: int = 0

    def add_field(self, label: str, value: str) -> None:
        """Add a value to the record, with the name of its field, which may be empty."""
        text = value.strip()
        if not text:
            return
        self._length += len(text)
        if _is_sentence(text):
            self._prose_length += len(text)
        self._lines.append(f"{normalize_line(label)}: {text}" if label else text)

    def end_record(self) -> None:
        """End the record: what follows is a block of its own."""
        self.builder.add_block("\n".join(self._lines))
        self._lines = []

    def add_heading(self, depth: int, title: str) -> None:
        """Begin a part of the data that has a name; `depth` counts from 1."""
        self.end_record()
        self.builder.add_heading(min(depth, _MAX_HEADING_LEVEL), title)

    def build(self, metadata: Metadata, *, encoding: str) -> ExtractedText:
        """Return the text.

        Raises:
            Unreadable: If hardly any value is a sentence.

        """
        self.end_record()
        if self._prose_length < _MIN_PROSE_SHARE * max(self._length, 1):
            raise Unreadable("data_not_prose")
        return self.builder.build(metadata, encoding=encoding)


def _is_sentence(text: str) -> bool:
    """Return whether a value has several words, most of them of letters alone."""
    words = text.split()
    word_count = sum(word.isalpha() for word in words)
    return len(words) >= _MIN_SENTENCE_WORDS and 2 * word_count > len(words)
