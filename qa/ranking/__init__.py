"""Rank the candidate passages by how well they match the question.

Ranking neither chooses what is quoted (`fonti.qa.quoting`) nor decides whether it answers
(`fonti.qa.confidence`).
"""
