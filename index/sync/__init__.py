"""Bring an index up to date with its corpus: scan, insert, encode, publish."""
