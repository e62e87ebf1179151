"""The weight of each kind of match in a passage's score.

The weights were fitted on the development benchmark (tests/bench/RESULTS.md).
"""

# Of a sentence.
SENTENCE_COSINE_WEIGHT = 18.0
SENTENCE_MATCH_WEIGHT = 14.0

# Of a passage as a whole.
PASSAGE_COSINE_WEIGHT = 9.0
PASSAGE_MATCH_WEIGHT = 24.0
PASSAGE_COVERAGE_WEIGHT = 3.0

# Of the document's subject.
SUBJECT_WEIGHT = 2.0

# Of each code in the question, such as INV-0122, that stands in a passage. Embeddings hardly tell
# one code from the next. It was not fitted (tests/bench/results/reading.md).
CODE_BONUS = 6.0

# Of matching words, when the passages to match token by token are chosen.
LEXICAL_WEIGHT = 2.0

# In a follow-up: what a sentence loses that was quoted already, and a passage gains if it is in a
# document that was quoted.
ALREADY_QUOTED_PENALTY = 4.0
SAME_SOURCE_BONUS = 3.0
