"""Read the question with the best passages: where does a passage answer, and does it at all?"""
