"""Bring an index up to date with the store: changes in, a published generation out."""
