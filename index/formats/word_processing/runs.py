"""Collect the runs of a paragraph, and write those that are raised or lowered as such."""

from enum import Enum
from itertools import groupby
from operator import itemgetter

from fonti.index.formats.notation.superscripts import to_subscript, to_superscript


class Script(Enum):
    """Where a run stands: on the line, above it or below it."""

    NORMAL = 0
    RAISED = 1
    LOWERED = 2


_WRITERS = {Script.RAISED: to_superscript, Script.LOWERED: to_subscript}


class RunText:
    """The runs of a paragraph; runs side by side at the same height are one."""

    def __init__(self) -> None:
        self._runs: list[tuple[str, Script]] = []

    @property
    def last_script(self) -> Script:
        """Return the height of the last run that has text."""
        return self._runs[-1][1] if self._runs else Script.NORMAL

    def add(self, text: str, script: Script = Script.NORMAL) -> None:
        """Add a run."""
        if text:
            self._runs.append((text, script))

    def take(self) -> str:
        """Return the text of the runs so far, and begin the next paragraph."""
        parts = []
        for script, runs in groupby(self._runs, key=itemgetter(1)):
            text = _join_surrogates("".join(text for text, _ in runs))
            parts.append(write_run(text, script))
        self._runs = []
        return "".join(parts)


def write_run(text: str, script: Script) -> str:
    """Return the text of a run, in raised or lowered characters if it is raised or lowered."""
    write = _WRITERS.get(script)
    return write(text) if write else text


def _join_surrogates(text: str) -> str:
    """Join the surrogates of characters that are written as two, and drop the others."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
