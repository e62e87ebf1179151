"""Read the question with the best passages: where a passage answers, or that it does not."""
