"""Turn text into terms, at index time (`index_terms`) and at query time (`query_terms`), side by side."""
