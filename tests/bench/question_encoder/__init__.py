"""Training the question encoder.

What was trained, on which data and with what result stands in
`tests/bench/results/question_encoder.md`.
"""
