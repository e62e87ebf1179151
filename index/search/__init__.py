"""What is searched: nearest embeddings and matching words of one version of the index."""
