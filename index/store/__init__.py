"""The record: one SQLite database with every document, passage, sentence and embedding."""
