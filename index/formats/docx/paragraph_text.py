"""Collect the text of a paragraph in pieces that are raised, lowered or neither."""

from dataclasses import dataclass, field

from lxml import etree

from fonti.index.formats.docx.equations import join_numbers
from fonti.index.formats.word_processing.runs import Script, write_run


@dataclass(slots=True)
class ParagraphText:
    """The text of a paragraph, and what is anchored in it.

    Attributes:
        drawings: The drawings that are anchored in it, in order.

    """

    drawings: list[etree._Element] = field(default_factory=list)
    _pieces: list[tuple[str, Script]] = field(default_factory=list)

    def add(self, text: str, script: Script = Script.NORMAL) -> None:
        """Add text, which may be raised or lowered."""
        if self._pieces and self._pieces[-1][1] == script:
            self._pieces[-1] = (self._pieces[-1][0] + text, script)
        elif text:
            self._pieces.append((text, script))

    def add_equation(self, text: str) -> None:
        """Add the text of an equation, with a space between digits."""
        last = self._pieces[-1][0] if self._pieces else ""
        self.add(join_numbers(last, text)[len(last) :])

    @property
    def ends_with_word(self) -> bool:
        """Return whether the last character so far is no white space."""
        return bool(self._pieces) and not self._pieces[-1][0][-1].isspace()

    @property
    def text(self) -> str:
        """Return the text; raised text that has nothing beside it is ordinary text."""
        scripts = {script for text, script in self._pieces if text.strip()}
        if len(scripts) == 1:
            return "".join(text for text, _ in self._pieces)
        return "".join(write_run(text, script) for text, script in self._pieces)
