"""Choose what is quoted from a ranked passage, highlight it, and make it a citation."""
