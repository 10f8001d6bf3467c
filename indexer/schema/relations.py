"""Write and read what records hold of relations between documents: which others each names, and what names it.

A reference names a document as its sentence does, by number, year and issuer, and is kept so. Which document that is,
is resolved when it is asked, by one rule (`fitting`): so a document that comes later never makes those that name it be
indexed again, and the order in which documents come makes no difference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from corpus.document import RELATIONS, Document, day_of
from corpus.extraction.relations import OutgoingRelation
from corpus.vi.document_numbers import parse_number
from corpus.vi.unit_names import resolve_unit
from corpus.vi.units import province_of_today
from indexer.analysis.index_terms import name_key

# Columns: what a document does to which others, by relation alone, and by which references it is meant.
CITES, RELATION, BEARS = "cites", "relation", "bears"

_OF_PROVINCE = frozenset(("tinh", "pho"))  # syllables in the name of a body that may be that of a province
_BELOW_PROVINCE = frozenset(("pho", "quan", "huyen", "xa", "phuong", "tran", "khu"))  # of one that may be below it
_KEY_YEAR = re.compile(r"\d+\w?/(\d{4})/")


class Bearer(NamedTuple):
    """Holds what tells whether a document is the one that a reference means: `values` are `target_values`.

    `province` is the key of today's province in which its place lies, as far as its place says so.
    """

    id: str
    values: tuple[str, ...]
    day: date | None
    province: str = ""


def relation_value(key: str, year: int | None, issuer: str | None) -> str:
    """Return the value that stands for the document of a number (`DocumentNumber.key`), a year and an issuer.

    What is not known is left out. A number with a year says itself of which it is.
    """
    in_key = _KEY_YEAR.match(key)
    return f"{key} {in_key[1] if in_key else year or ''} {_issuer_key(issuer or '')}"


def names_year(value: str) -> bool:
    """Tell whether a `relation_value` says of which year it is: a number without a year is used again each year."""
    return bool(value.split(" ", 2)[1])


def reference_value(reference: OutgoingRelation) -> str:
    """Return the value of what a reference names."""
    return relation_value(reference.key, reference.year, reference.issuer)


def reference_values(references: Iterable[OutgoingRelation]) -> tuple[str, ...]:
    """Return the values of the column `CITES`: each reference behind its relation (`repeals 12/2012/nq-hdnd …`).

    One without an issuer has none: a number alone means no document.
    """
    named = (f"{each.relation} {reference_value(each)}" for each in references if each.issuer)
    return tuple(dict.fromkeys(named))


def citing_values(targets: Iterable[str], relations: Iterable[str] = RELATIONS) -> tuple[str, ...]:
    """Return the values of `CITES` of documents that name one of the targets (`target_values`) by a relation."""
    kept = tuple(targets)
    return tuple(f"{relation} {value}" for relation in relations for value in kept)


def target_values(document: Document) -> tuple[str, ...]:
    """Return the values of all references that may mean a completed document: its values of the column `BEARS`.

    News bear no number, and a document whose issuer is not known is meant by none.
    """
    key = _number_key(document.number) if document.number and document.kind != "news" else None
    if not key or not document.issuer:
        return ()
    day = day_of(document)
    years = (day.year if day else None, None)
    return tuple(dict.fromkeys(relation_value(key, year, document.issuer) for year in years))


def bearer_of(document: Document) -> Bearer:
    """Return what tells whether references mean a completed document."""
    _, comma, province = (document.place or "").rpartition(",")
    return Bearer(document.id, target_values(document), day_of(document), _province_key(province) if comma else "")


def fitting(value: str, citing: Bearer, candidates: Iterable[Bearer]) -> list[str]:
    """Return which of some documents a reference may mean, in order.

    `value` is its `reference_value`, and it stands in the document `citing`, which it does not mean by its own number.
    Number, issuer and year fit, the document is not younger than the citing one. Bodies of communes and districts of
    one name are two where the places of both documents are in two provinces, by the provinces of today.
    """
    if value in citing.values:
        return []
    is_of_province = not _OF_PROVINCE.isdisjoint(value.rpartition(" ")[2].split("-"))
    return sorted(
        {
            each.id
            for each in candidates
            if value in each.values
            and each.id != citing.id
            and not (each.day and citing.day and each.day > citing.day)
            and (is_of_province or not (each.province and citing.province) or each.province == citing.province)
        }
    )


def are_one_act(value: str, bearers: Collection[Bearer]) -> bool:
    """Tell whether documents that a value may mean are one and the same, as an entry of a gazette and the whole text.

    They are of one day then. Communes and districts of one name meet on the same days and count alike, so that their
    provinces must be known too.
    """
    of_one_day = len({each.day for each in bearers}) == 1 and all(each.day for each in bearers)
    if _BELOW_PROVINCE.isdisjoint(value.rpartition(" ")[2].split("-")):
        return of_one_day
    return of_one_day and len({each.province for each in bearers}) == 1 and all(each.province for each in bearers)


def resolve(reference: OutgoingRelation, citing: Bearer, candidates: Iterable[Bearer]) -> list[str]:
    """Return the ids of the document that a reference means: several where these are one act; none where that is open.

    `candidates` are all documents with its `reference_value` in the column `BEARS`.
    """
    value = reference_value(reference)
    known = {each.id: each for each in candidates}
    fit = fitting(value, citing, known.values())
    return fit if len(fit) == 1 or are_one_act(value, [known[id] for id in fit]) else []


def encode_relations(references: Sequence[OutgoingRelation]) -> str:
    """Return the stored form of a document's references: one line of JSON, or nothing where it has none."""
    if not references:
        return ""
    return json.dumps([_row(each) for each in references], ensure_ascii=False, separators=(",", ":"))


def decode_relations(line: str) -> tuple[OutgoingRelation, ...]:
    """Return the references of which this is the stored form."""
    return tuple(map(_reference, json.loads(line))) if line else ()


def _row(reference: OutgoingRelation) -> list[object]:
    """Return the values of a reference in a fixed order, without the empty ones at the end."""
    row: list[object] = [
        reference.relation,
        reference.key,
        reference.number,
        reference.start,
        reference.end - reference.start,
        reference.year or 0,
        reference.issuer or "",
        reference.where or "",
        reference.parts,
        int(reference.is_partial) + 2 * reference.only_adds,
        reference.begins.toordinal() if reference.begins else 0,
        reference.ends.toordinal() if reference.ends else 0,
    ]
    while not row[-1]:
        row.pop()
    return row


def _reference(row: list[Any]) -> OutgoingRelation:
    full: list[Any] = [*row, *_EMPTY_ROW[len(row) :]]
    relation, key, number, start, length, year, issuer, where, parts, flags, begins, ends = full
    return OutgoingRelation(
        relation,
        key,
        number,
        year or None,
        issuer or None,
        tuple(parts),
        bool(flags & 1),
        bool(flags & 2),
        where or None,
        start,
        start + length,
        date.fromordinal(begins) if begins else None,
        date.fromordinal(ends) if ends else None,
    )


_EMPTY_ROW = ("", "", "", 0, 0, 0, "", "", (), 0, 0, 0)


@lru_cache(maxsize=16384)
def _number_key(number: str) -> str | None:
    parsed = parse_number(number)
    return parsed.key if parsed else None


@lru_cache(maxsize=1024)
def _province_key(name: str) -> str:
    unit = resolve_unit(name)
    return name_key(province_of_today(unit).name if unit and unit.level == "province" else name)


@lru_cache(maxsize=16384)
def _issuer_key(issuer: str) -> str:
    return name_key(issuer)
