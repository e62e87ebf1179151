"""Find phrases that fit into a question: names, recognized by their capitals, and headings."""

import calendar
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from fonti.index import Passage
from fonti.index.text.stemming import fold_text
from fonti.qa.question.function_words import FUNCTION_WORDS

# Code points of a phrase.
_MIN_LENGTH = 3
_MAX_LENGTH = 60

# A run of words with capitals, with links such as "di" and "of" between them.
_CAPITALIZED_WORD = r"[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:(?:[’'](?!s\b)|-)[^\W\d_]+)*"
_LINK = r"(?:d[ei] |del |dell[aeo] |dei |degli |d(?:ell)?[’']|of |of the |v[oa]n )"
_NAME = re.compile(rf"(?<![\w-]){_CAPITALIZED_WORD}(?: (?:{_LINK})?{_CAPITALIZED_WORD})*(?![\w-])")

# What stands before a name inside a sentence. Where a sentence, a title or a quotation begins, a
# capital says nothing.
_BEFORE_NAME = re.compile(r"[\w,;)’'] |\w[’']")

# A pause after a name. Without one, the name may belong to what follows.
_PAUSE = re.compile(r"[,.;:)»”\"]|$")

# Plain letters: no control character, no mark-up, no change of direction.
_PLAIN_PHRASE = re.compile(r"[^\W\d_][\w ,’'-]*")

_DATE_WORDS = frozenset(
    fold_text(name) for name in (*calendar.month_name, *calendar.day_name) if name
)
_EMPTY_WORDS = _DATE_WORDS.union(*FUNCTION_WORDS.values())


def is_date_word(folded: str) -> bool:
    """Return whether a folded word is an English month or day."""
    return folded in _DATE_WORDS


def count_names(texts: Iterable[str]) -> Counter[str]:
    """Return how often each name stands within a sentence of some texts, before a pause.

    Without the pause it may belong to what follows, as in "the Central Asian republics".
    """
    counts: Counter[str] = Counter()
    for text in texts:
        for line in unicodedata.normalize("NFC", text).splitlines():
            if not _is_capitalized_line(line):
                counts.update(_find_names(line))

    return counts


def list_headings(passages: Iterable[Passage]) -> list[str]:
    """Return the innermost headings of passages that can stand in a question, each once.

    They have several words in plain letters, not all in capitals.
    """
    headings: dict[str, None] = {}
    for passage in passages:
        words = passage.innermost_heading.split()
        heading = unicodedata.normalize("NFC", " ".join(words))
        if " " in heading and _is_plain(heading) and not heading.isupper():
            headings[heading] = None

    return list(headings)


def _find_names(line: str) -> Iterator[str]:
    """Yield the names within the sentences of a line."""
    for match in _NAME.finditer(line):
        name = match[0]
        start, end = match.span()

        is_inside_sentence = _BEFORE_NAME.fullmatch(line, max(start - 2, 0), start)
        if not is_inside_sentence or not _PAUSE.match(line, end):
            continue

        # The dot after "St." ends an abbreviation and no sentence.
        is_abbreviation = len(name.split()[-1]) < _MIN_LENGTH and line.startswith(".", end)
        if not is_abbreviation and _is_plain(name) and not _is_date_or_empty(name):
            yield name


def _is_date_or_empty(name: str) -> bool:
    """Return whether a name begins or ends with an empty word, or has a month or a day."""
    words = [fold_text(word) for word in name.split()]
    has_date = not _DATE_WORDS.isdisjoint(words)
    return has_date or not _EMPTY_WORDS.isdisjoint([words[0], words[-1]])


def _is_plain(phrase: str) -> bool:
    """Return whether a phrase has a usual length and only plain letters."""
    is_usual_length = _MIN_LENGTH <= len(phrase) <= _MAX_LENGTH
    return is_usual_length and bool(_PLAIN_PHRASE.fullmatch(phrase))


def _is_capitalized_line(line: str) -> bool:
    """Return whether more than two thirds of a line's words begin with a capital."""
    words = line.split()
    capitalized = sum(word[:1].isupper() for word in words)
    return capitalized * 3 > len(words) * 2
