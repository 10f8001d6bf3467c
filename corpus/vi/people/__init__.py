"""Finds persons and their roles in Vietnamese text."""
