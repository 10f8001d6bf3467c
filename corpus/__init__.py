"""Bytes in, documents out: reading, keeping and numbering council documents. Knows nothing of search."""
