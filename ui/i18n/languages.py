"""The languages of the interface.

Another language is a module with its Words, one with its messages, and an entry of this table.
"""

from fonti.ui.i18n.catalog import Words
from fonti.ui.i18n.english import ENGLISH
from fonti.ui.i18n.italian import ITALIAN

WORDS: dict[str, Words] = {words.language: words for words in (ITALIAN, ENGLISH)}
