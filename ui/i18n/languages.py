"""Choose the `Words` of the interface by the code of a language.

Another language is a module with its Words, one with its messages, and an entry of this table.
"""

from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN
from fonti.ui.i18n.words import Words

WORDS: dict[str, Words] = {words.language: words for words in (ITALIAN, ENGLISH)}
