"""Index and search in a folder: segments of our own arrays under Whoosh's writer and table of contents."""
