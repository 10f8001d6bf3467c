"""Serve a search over HTTP: the JSON interface for programs, the pages for people, and the server."""
