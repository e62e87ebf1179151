"""The files that an index is made of: those of its corpus, uploads, and which are left out."""
