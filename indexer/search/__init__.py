"""Answer queries from one open generation of an index. A query's way, top to bottom:

1. `service`: every question that callers ask; `attempts`: of a search, the first that succeeds answers
2. `current_reader`: the generation that answers now, lent to many threads
3. `query/`: text to query tree: `input_method`, `parser`, `understanding` with what it recognises (`entities`, `dates`,
   `offices`, `synonyms`), `lookup` into the index, `spelling`
4. `hits`: the engine's hits to results that a person sees
5. `highlight/`: marked titles and passages

Other questions stand beside it: `officials`, `bodies`, `suggest`, `citations`, `relations`, `effect_chain`,
`document_page`.
"""

from indexer.search.service import Search

__all__ = ["Search"]
