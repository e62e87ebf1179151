"""Every threshold on which the decision whether a quote answers depends.

How they were chosen stands in tests/bench/RESULTS.md.
"""

# Confidence, 0 to 1, from which a quote is offered as an answer.
ANSWER_CONFIDENCE = 0.7

# Confidence from which a passage is at least on the subject.
NEAR_CONFIDENCE = 0.15

# Confidence from which people are told that an answer is likely right, not only possible.
SURE_CONFIDENCE = 0.8

# Confidence from which a question that perhaps leans on the last one is answered alone.
STANDALONE_CONFIDENCE = 0.95

# Quotes offered as answers, without those that say the same in another language.
MAX_ANSWERS = 3

# How far below the score of the best passage that of another answer may lie. A gap of 1.5 is odds
# of 1 to 4.5.
MAX_ANSWER_SCORE_GAP = 1.5

# Quotes among which answers are looked for, however many citations are asked for.
ANSWER_POOL_SIZE = 10

# Cosine from which two answers in different languages say the same.
SAME_ANSWER_COSINE = 0.89

# Cosine from which a passage may speak of a word. Where the answer stands, 9 of 100 words of the
# question have no nearer token.
WORD_PRESENT_COSINE = 0.4

# The best passages, among which the words of a question are looked for.
ABSENT_WORDS_PASSAGES = 5
