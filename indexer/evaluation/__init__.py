"""Measure the ranking on questions with known answers, and explain what is recognised in a text."""
