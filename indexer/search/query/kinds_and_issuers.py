"""Find the kinds of documents and the issuing bodies that a query names."""

from __future__ import annotations

from itertools import pairwise

from corpus.document import KIND_LABELS
from corpus.vi.bodies import find_bodies
from corpus.vi.document_numbers import NumberMention
from corpus.vi.syllables import Syllable, is_bare, terms
from corpus.vi.text import fold
from indexer.engines import query_tree as q
from indexer.engines.ranking import KIND, KIND_FIRST
from indexer.results import Understood
from indexer.search.query.clauses import Clauses, ShouldClause
from indexer.search.query.lookup import KINDS, Lookup


def find_kinds(text: str, typed: list[Syllable]) -> Clauses:
    """Raise the documents of a kind that is named."""
    should: list[ShouldClause] = []
    recognised: list[Understood] = []
    for first, second in pairwise(typed):
        if kind := KINDS.get(f"{fold(first.term)}-{fold(second.term)}"):
            mention = text[first.start : second.end]
            if is_bare(terms(mention)) or terms(mention) == terms(KIND_LABELS[kind]):
                recognised.append(Understood("kind", mention, {"text": KIND_LABELS[kind]}))
                should.append((q.Where("kind", (kind,)), KIND_FIRST if first is typed[0] else KIND))
    return Clauses(should=tuple(should), recognised=tuple(recognised))


def find_issuers(text: str, numbers: list[NumberMention], lookup: Lookup) -> Clauses:
    """Raise the documents that were issued by a body that is named in full."""
    should: list[ShouldClause] = []
    recognised: list[Understood] = []
    for mention in find_bodies(text):
        if any(number.start <= mention.start < number.end for number in numbers):
            continue
        values = lookup.column_values("issuer", mention.body.label)
        if mention.body.label in values:
            recognised.append(Understood("issuer", mention.text, {"text": mention.body.label}))
            should.append((q.Where("issuer", values), KIND))
    return Clauses(should=tuple(should), recognised=tuple(recognised))
