"""Choose what is quoted from ranked passages, highlight it, and make it citations."""
