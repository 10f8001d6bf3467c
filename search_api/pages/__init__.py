"""Render the pages that people read, on the server; they work without scripts."""
