"""What reads texts: the embedded model, others, and how they are compiled to be fast."""
