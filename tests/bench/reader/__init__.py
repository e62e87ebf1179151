"""Training the reader, and measuring it.

    python -m tests.bench.reader train DATA... --out READER
    python -m tests.bench.reader measure READER

What was trained, on which data and with what result stands in `tests/bench/results/reading.md`.
"""
