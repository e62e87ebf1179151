"""A text becomes passages and sentences, each with its language and its stems."""
