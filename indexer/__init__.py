"""Index documents and answer queries: `indexing` writes an index, `search` reads it, both through one engine port."""
