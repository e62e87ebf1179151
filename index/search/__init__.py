"""Search one version of an index: by embeddings, by words, and for passages as they are stored."""
