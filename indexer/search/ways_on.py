"""Find what has results in place of a request that has none: fewer words, fewer conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from corpus.vi.syllables import Syllable, is_bare, syllables, terms
from corpus.vi.text import tidy
from indexer.analysis.query_terms import word
from indexer.analysis.segmentation.words import words
from indexer.engines.query_tree import All, Where
from indexer.results import Request
from indexer.schema.documents import DOCUMENT
from indexer.search.query.entities import disabled_types
from indexer.search.query.lookup import Lookup
from indexer.search.query.parser import BooleanGroup, Word, parse
from indexer.search.query.understanding import understand

MAX_QUERIES = 6  # with fewer words that are counted
MAX_WORDS = 20  # of a query from which words are left out

_TextRange = tuple[int, int]
_STRAY_SIGNS = re.compile(r"(?<!\S)[:*,;.?!]+")  # of a word that was left out


class CountedQuery(NamedTuple):
    """Offers a query with the number of its results."""

    text: str
    total: int


class CountedCondition(NamedTuple):
    """Says how many results there are without a condition: one of FILTERS, `days`, or `all` of them."""

    name: str
    total: int


@dataclass(frozen=True, slots=True)
class WaysOn:
    """Holds what finds something in place of a request that finds nothing.

    `missing` are the words that no document has, as typed; `queries` leave words out, `conditions` filters.
    """

    missing: tuple[str, ...] = ()
    queries: tuple[CountedQuery, ...] = ()
    conditions: tuple[CountedCondition, ...] = ()


def ways_on(request: Request, lookup: Lookup, today: date) -> WaysOn:
    """Return what finds something in place of a request that finds nothing. Raises EngineError."""
    text = " ".join(tidy(request.text).split())
    plain = _plain_words(text)
    meaning = understand(request, text, lookup, today=today)
    named = [
        (at, at + len(entity.text))
        for entity in meaning.understood
        if entity.type in ("number", "official") and (at := text.find(entity.text)) >= 0
    ]
    ordinary = [syllable for syllable in plain if not any(start <= syllable.start < end for start, end in named)]
    missing = _missing(ordinary, request, lookup)
    shorter: list[str] = []
    if len(plain) <= MAX_WORDS:
        parts = list(_parts(text, ordinary))
        # A word of which a syllable is nowhere is left out in whole: `xe buýt`.
        nowhere = [part for part in parts if any(part[0] <= syllable.start < part[1] for syllable in missing)]
        leave_out = [nowhere] if nowhere else [[part] for part in (*named, *parts)]
        shorter = [_without(text, left_out) for left_out in leave_out[:MAX_QUERIES]]
    queries = [query for query in dict.fromkeys(shorter) if terms(query)]
    conditions = dict(_fewer_conditions(request))
    requests = [*(replace(request, text=query) for query in queries), *conditions.values()]
    totals = iter(
        lookup.reader.totals([understand(fewer, fewer.text, lookup, today=today).query for fewer in requests])
    )
    by_words = [CountedQuery(query, total) for query, total in zip(queries, totals, strict=False) if total]
    by_conditions = (CountedCondition(name, total) for name, total in zip(conditions, totals, strict=True) if total)
    # Of shorter queries that which says most comes first.
    return WaysOn(
        tuple(text[syllable.start : syllable.end] for syllable in missing),
        tuple(sorted(by_words, key=lambda query: query.total)),
        tuple(by_conditions),
    )


def _plain_words(text: str) -> list[Syllable]:
    """Return the syllables of a query that are in no field, phrase or operator."""
    ranges = list(_words(parse(text).tree))
    return [syllable for syllable in syllables(text) if any(start <= syllable.start < end for start, end in ranges)]


def _words(group: BooleanGroup) -> Iterator[_TextRange]:
    for node in group.parts:
        if isinstance(node, Word):
            yield node.start, node.end
        elif isinstance(node, BooleanGroup):
            yield from _words(node)


def _missing(plain: list[Syllable], request: Request, lookup: Lookup) -> list[Syllable]:
    """Return the words that no document has."""
    bare, accents = is_bare([syllable.term for syllable in plain]), "accent" in disabled_types(request)
    counted = {syllable.term: word(syllable.term, bare=bare, accents=accents) for syllable in plain[:MAX_WORDS]}
    totals = lookup.reader.totals([All((Where("type", (DOCUMENT,)), query)) for query in counted.values()])
    nowhere = {term for term, total in zip(counted, totals, strict=True) if not total}
    return [syllable for syllable in plain if syllable.term in nowhere]


def _parts(text: str, plain: list[Syllable]) -> Iterator[_TextRange]:
    """Yield the words of a query, those of several syllables in one piece."""
    compounds = {tuple(compound.split("_")) for compound in words(text.lower())}
    at = 0
    while at < len(plain):
        length = next(
            (n for n in range(4, 1, -1) if tuple(syllable.term for syllable in plain[at : at + n]) in compounds), 1
        )
        yield plain[at].start, plain[min(at + length, len(plain)) - 1].end
        at += length


def _without(text: str, parts: list[_TextRange]) -> str:
    for start, end in sorted(parts, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return " ".join(_STRAY_SIGNS.sub(" ", text).split())


def _fewer_conditions(request: Request) -> Iterator[tuple[str, Request]]:
    """Yield requests without each of the conditions, and without all where there are several."""
    filters = {name: values for name, values in request.filters.items() if values}
    for name in filters:
        yield name, replace(request, filters={other: values for other, values in filters.items() if other != name})
    if request.days:
        yield "days", replace(request, days=None)
    if len(filters) + bool(request.days) > 1:
        yield "all", replace(request, filters={}, days=None)
