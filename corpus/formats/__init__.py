"""What all formats of files have in common: the blocks that a document is made of."""
