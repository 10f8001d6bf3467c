"""Define what a record holds and how it is read back: documents, persons, and the columns beside their terms.

`indexing` writes these records and `search` reads them, so both sides of a column or of a stored encoding stand in
one file here.
"""
