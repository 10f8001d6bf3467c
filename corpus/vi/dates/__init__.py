"""Finds Vietnamese dates, terms and sessions in text, as spans of days."""
