"""Define all thresholds of an answer: which quotes answer, whether any is near, and what is said.

tests/bench/RESULTS.md describes how they were chosen. A confidence is a probability, 0 to 1
(`outcome.estimate_confidence`). A ranking score is an unbounded sum (`fonti.qa.ranking.score`).
"""

# Does a quote answer? These constants decide `Citation.is_answer`, and the first two the outcomes
# "answered" and "probable".

# Confidence from which it is said that a quote answers. A question that perhaps follows the last
# one is then not tried as a follow-up.
SURE_CONFIDENCE = 0.8

# Confidence from which a quote is offered as an answer: it answers more likely than not.
ANSWER_CONFIDENCE = 0.5

# The highest confidence in a passage that has none of the numbers that the question asks by, or
# whose document has none of the names. Of the first passages of 1,180 questions, 42 had none of the
# numbers, and 14 of these answered; 39 had none of the names, and none of these answered.
MAX_CONFIDENCE_WITHOUT_IDENTIFIERS = 0.33

# The lowest confidence in the answer of a document to the same question, in the same words. It was
# set without a measurement: a list of questions and answers says itself what answers what.
MIN_CONFIDENCE_OF_SAME_QUESTION = 0.9

# The highest confidence in a row of a table without any code that the question asks by (INV-0122).
MAX_CONFIDENCE_OF_OTHER_ROW = 0.33

# The highest confidence in a quote that says the opposite of what is asked, or that answers another
# question in nearly the same words, which the document asks. Of the first quotes of 1,370
# questions, 54 said the opposite, and 2 of these answered.
MAX_CONFIDENCE_OF_OPPOSITE = 0.25

# The highest confidence in a quote that a follow-up without content words ("Why?") repeats. Of 25
# such follow-ups, 15 repeated a quote with a confidence of 0.84 or more, which answered 2 of them.
MAX_CONFIDENCE_OF_REPETITION = 0.7

# Quotes among which answers are looked for, however many citations are asked for.
ANSWER_POOL_SIZE = 10

# Quotes offered as answers, without those that say the same in another language.
MAX_ANSWERS = 3

# How far below the ranking score of the best passage that of another answer may lie. The ranking
# score is compared, not the confidence: its weights were fitted to say which passage of a question
# answers better, and a confidence says whether one answers at all. They are the weights of a
# logistic model, so a difference of scores is the logarithm of odds: 1.5 is exp(1.5) = 4.5, odds
# of 1 to 4.5 that the lower passage is the one that answers.
MAX_ANSWER_RANKING_GAP = 1.5

# Cosine from which two answers in different languages say the same.
SAME_ANSWER_COSINE = 0.89


# How likely is a quote that stands where the question asks for it by its address ("art. 5")? It is
# found by the numbering of the documents, not by its evidence.

# Confidence in the place itself: if one document has it or is named, and if several have it.
ADDRESSED_PLACE_CONFIDENCE = 0.97
ONE_OF_SEVERAL_PLACES_CONFIDENCE = 0.85

# Confidence in a sentence that mentions the address, if no document has the place itself.
ADDRESS_MENTION_CONFIDENCE = 0.75

# The highest confidence in what does not mention an address that no document has: it is no answer.
MAX_CONFIDENCE_WITHOUT_ADDRESS = ANSWER_CONFIDENCE - 0.01


# Is there at least something near? This constant decides between the outcomes "related" and "not
# found", and `Citation.is_near`.

# Confidence from which a passage is at least related to the question. What the reader says against
# a passage does not count here: a passage may speak of what is asked, and not answer it
# (tests/bench/results/confidence.md).
NEAR_CONFIDENCE = 0.19


# What is said of a question that nothing answers.

# Of a question that has only near passages, the words that none of the best passages speaks of are
# named: the reason "words_absent". The first constant is how many passages are the best.
ABSENT_WORDS_PASSAGES = 5

# Cosine from which a passage may speak of a word. In passages that answer, 9 of 100 words of the
# question have no nearer token.
WORD_PRESENT_COSINE = 0.4
