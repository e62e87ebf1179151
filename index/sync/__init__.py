"""Bring an index up to its corpus: scan, insert, encode, publish."""
