"""Measures the ranking on questions with known answers, and explains what is read out of a text."""
