"""Recognize what a text asks for, if it is no question: a greeting, an overview, all mentions."""
