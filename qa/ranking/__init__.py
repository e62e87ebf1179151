"""Rank the candidate passages by how well they match the question."""
