"""Read the question: validated, normalized, alone or as a follow-up."""
