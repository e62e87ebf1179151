"""Names in a text, as far as its capitals tell them, and headings that can stand in a question."""

import calendar
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from fonti.index import Passage
from fonti.qa.question.function_words import FUNCTION_WORDS, fold

_LONGEST, _SHORTEST = 60, 3  # code points of a phrase
_WORD = r"[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:(?:[’'](?!s\b)|-)[^\W\d_]+)*"
_LINK = r"(?:d[ei] |del |dell[aeo] |dei |degli |d(?:ell)?[’']|of |of the |v[oa]n )"
_NAME = re.compile(rf"(?<![\w-]){_WORD}(?: (?:{_LINK})?{_WORD})*(?![\w-])")
_WITHIN = re.compile(
    r"[\w,;)’'] |\w[’']"
)  # what stands before, where no sentence, title or quotation begins
_ENDS = re.compile(r"[,.;:)»”\"]|$")
_PLAIN = re.compile(r"[^\W\d_][\w ,’'-]*")  # no control character, mark-up or change of direction
_DATES = frozenset(fold(name) for name in (*calendar.month_name, *calendar.day_name) if name)
_SAYS_NOTHING = _DATES.union(*FUNCTION_WORDS.values())


def named(texts: Iterable[str]) -> Counter[str]:
    """How often each name stands within a sentence of some texts, where a pause follows.

    Without one it may belong to what follows, as in "the Central Asian republics".
    """
    found: Counter[str] = Counter()
    for text in texts:
        for line in unicodedata.normalize("NFC", text).splitlines():
            if not _is_title(line):
                found.update(_names(line))
    return found


def headings(passages: Iterable[Passage]) -> list[str]:
    """The headings of some passages that can stand in a question, each once: of several words, in plain letters."""
    last = (passage.heading.rpartition(" › ")[2] for passage in passages if passage.heading)
    fitting = (unicodedata.normalize("NFC", " ".join(heading.split())) for heading in last)
    return list(
        dict.fromkeys(
            each for each in fitting if " " in each and _fits(each) and not each.isupper()
        )
    )


def _names(line: str) -> Iterator[str]:
    for match in _NAME.finditer(line):
        name, (start, end) = match[0], match.span()
        stands = _WITHIN.fullmatch(line, max(start - 2, 0), start) and _ENDS.match(line, end)
        cut_short = len(name.split()[-1]) < _SHORTEST and line.startswith(
            ".", end
        )  # an abbreviation, such as St.
        if stands and not cut_short and _fits(name) and not _empty(name):
            yield name


def _empty(name: str) -> bool:
    """Whether a name begins or ends with a word that says nothing of its own, or holds a date."""
    words = [fold(word) for word in name.split()]
    return not _SAYS_NOTHING.isdisjoint([words[0], words[-1]]) or not _DATES.isdisjoint(words)


def _fits(phrase: str) -> bool:
    return _SHORTEST <= len(phrase) <= _LONGEST and bool(_PLAIN.fullmatch(phrase))


def _is_title(line: str) -> bool:
    """Whether more than two thirds of a line's words begin with a capital, as no sentence's do."""
    words = line.split()
    return sum(word[:1].isupper() for word in words) * 3 > len(words) * 2
