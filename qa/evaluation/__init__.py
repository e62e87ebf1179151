"""Measure answers on questions with known answers, and calibrate the confidence on them."""
