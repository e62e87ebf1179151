"""Search one version of an index by embeddings and by words, and load stored passages."""
