"""Finds what a query matched in titles and texts, as marks and passages."""
