"""Bring the index up to its corpus: scan the files, encode what is new, publish a new version."""
