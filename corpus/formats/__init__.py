"""Reads what is no text: the bytes of a file in, its pages of blocks (heading, paragraph, item, table) out."""
