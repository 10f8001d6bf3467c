"""Measures the readers of foreign formats on documents that it makes: the same records in each format."""
