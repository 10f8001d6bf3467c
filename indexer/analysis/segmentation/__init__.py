"""Joins syllables to words as pyvi's model does."""
