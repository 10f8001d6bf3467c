"""Find which documents bear the numbers in a query."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from corpus.vi.document_numbers import NumberMention, document_kind
from indexer.analysis.query_terms import bears_number
from indexer.results import Understood
from indexer.search.query.dates import QueryDate, day_after_number
from indexer.search.query.lookup import Lookup


class NumberInQuery(NamedTuple):
    """Holds a number with the documents that bear it; `is_dated`: on the day that stands beside it."""

    mention: NumberMention
    entities: tuple[Understood, ...]
    is_dated: bool = False


def cited_numbers(
    text: str, numbers: list[NumberMention], dates: list[QueryDate], lookup: Lookup
) -> list[NumberInQuery]:
    """Return the numbers with the day that stands beside them (`12/NQ-HĐND ngày 15/7/2020`) and what bears them.

    A day counts only where a document of that day bears the number.
    """
    cited = []
    for mention in numbers:
        span = day_after_number(text, mention, dates)
        of_day = _of_day(mention, span.start, lookup) if span else None
        cited.append(of_day or NumberInQuery(mention, number_entities(mention, lookup)))
    return cited


def _of_day(mention: NumberMention, day: date, lookup: Lookup) -> NumberInQuery | None:
    dated = replace(mention, number=replace(mention.number, year=mention.number.year or day.year))
    entities = number_entities(dated, lookup, day)
    return NumberInQuery(dated, entities, is_dated=True) if "document" in entities[0].meaning else None


def number_entities(mention: NumberMention, lookup: Lookup, day: date | None = None) -> tuple[Understood, ...]:
    """Return the documents that bear a number, of a day if given; where none does, the number by itself."""
    number = mention.number
    kind = document_kind(number)
    meaning: dict[str, str | int] = {"number": number.text}
    meaning |= {"year": number.year} if number.year else {}
    meaning |= {"kind": kind} if kind else {}
    recognised = []
    for document in lookup.documents(bears_number(number.key)):
        if day and document.issued != day:
            continue
        as_document = meaning | {"document": document.id}
        as_document |= {"issuer": document.issuer} if document.issuer else {}
        as_document |= {"year": document.issued.year} if document.issued else {}
        as_document |= {"number": document.number or number.text}
        recognised.append(Understood("number", mention.text, as_document))
    return tuple(recognised) or (Understood("number", mention.text, meaning),)
