"""The question as it was asked: normalized, in its language, alone or as a follow-up."""
