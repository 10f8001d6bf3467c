"""Renders the pages that people read on the server; they are usable without scripts."""
