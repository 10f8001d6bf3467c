"""Turn the text of a query into the tree that engines answer. The way of a text, module by module:

1. `input_method`: raw Telex or VNI keys become the words that were meant (`hooij` -> `hội`)
2. `parser`: words, phrases, fields, brackets and their operators become a syntax tree; nothing is an error
3. `understanding`: each node of that tree becomes clauses of the engine's tree; runs of plain words go through 4
4. `entities`: annotators recognise numbers, dates, officials, kinds and bodies in a run, each with its own clauses;
   `dates`, `offices` and `synonyms` do so for dates and sessions, for offices, for short and full forms
5. `lookup`: what 1, 3 and 4 ask of the index: word counts, values of columns, persons, documents by number;
   `document_cache` holds the most recently decoded documents
6. `spelling`: where a query finds little, another query that is spelled as the index spells
"""
