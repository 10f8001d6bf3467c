"""Turns what was typed into the query tree that engines answer."""
