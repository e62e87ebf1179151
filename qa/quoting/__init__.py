"""Choose quotes from ranked passages, highlight them, and make citations of them."""
