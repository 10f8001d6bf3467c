"""Find what a query matched in titles and texts, for marks and passages: the same on every engine.

1. `query_terms`: the terms of a query tree that are to be highlighted
2. `candidates`: the syllables of several texts that may be those terms, as arrays over all texts at once
3. `marks`: which of the candidates match, with dates and document numbers
4. `passages`: marked titles, and the passages that show most of the query
"""
