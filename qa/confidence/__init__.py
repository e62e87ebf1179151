"""Decide whether a passage answers: calibrated probability, thresholds, outcome and reason."""
