"""The pages that people read: rendered on the server, usable without scripts."""
