"""Files on disk: which are read, uploads, exclusions, and what changes."""
