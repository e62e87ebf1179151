"""Find the files to index: those of the corpus, the uploads, and which are excluded."""
