"""Decide whether the documents answer: thresholds, calibrated probability, outcome and reason."""
