"""The store: an SQLite database with all documents, passages, sentences and embeddings."""
