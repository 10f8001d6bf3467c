"""HTTP only: the JSON interface, the pages and the server in front of a search."""
