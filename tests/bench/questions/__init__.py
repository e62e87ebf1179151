"""Training the model of questions.

What was trained, on which data and with what result stands in `tests/bench/results/questions.md`.
"""
