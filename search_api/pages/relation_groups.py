"""Group the relations of a document for its page, and find the divisions of its text that others change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from corpus.extraction.structure import Division
from indexer.results import Relation
from search_api.json_shapes import document_page
from search_api.pages import effect_notice, labels
from search_api.pages.cut_texts import cut_at_word
from search_api.pages.effect_notice import PlaceLink
from search_api.sentences import pages as sentences

MAX_OPEN_RELATIONS = 5  # of a group; the others stand behind a click
MAX_SHOWN_RELATIONS = 50  # of a group; some laws are the basis of thousands
MAX_SENTENCE = 400  # code points; a list of what is repealed is one sentence

# What changes an article, and is therefore said where it stands.
_CHANGING = ("repeals", "replaces", "suspends", "amends", "corrects")
_ISSUED_WITH = "kèm theo"
_DIVISIONS = ("điều", "chương", "mục", "phần", "phụ")


class RelationLine(NamedTuple):
    """Holds what a page shows of a relation: `document` with `facts` beside it, and where which sentence says so."""

    document: PlaceLink
    facts: tuple[str, ...]
    parts: str
    sentence: str
    where: PlaceLink | None


class RelationGroup(NamedTuple):
    """Holds the relations of one name, the newest first; `rest` stands behind a click, `unshown` counts the others."""

    title: str
    total: int
    first: list[RelationLine]
    rest: list[RelationLine]
    unshown: int


class DivisionChange(NamedTuple):
    """Says what changed a division: `text` ends before the link to the place that does so."""

    text: str
    link: PlaceLink


def relation_groups(relations: Sequence[Relation], anchors: Collection[str]) -> list[RelationGroup]:
    """Return the relations by name, what others do to this document first; `anchors` are those of its own page."""
    by_name: defaultdict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        outgoing, incoming = sentences.RELATION_LABELS[relation.relation]
        by_name[incoming if relation.direction == "in" else outgoing].append(relation)
    names = [name for outgoing, incoming in sentences.RELATION_LABELS.values() for name in (incoming, outgoing)]
    return [_group(name, by_name[name], anchors) for name in names if name in by_name]


def _group(name: str, relations: Sequence[Relation], anchors: Collection[str]) -> RelationGroup:
    lines = [_line(relation, anchors) for relation in relations[:MAX_SHOWN_RELATIONS]]
    first, rest = lines[:MAX_OPEN_RELATIONS], lines[MAX_OPEN_RELATIONS:]
    return RelationGroup(name, len(relations), first, rest, len(relations) - len(lines))


def _line(relation: Relation, anchors: Collection[str]) -> RelationLine:
    other = relation.document
    name = effect_notice.named(relation)
    facts = (name, labels.day(other.issued)) if other and other.title else ()
    return RelationLine(
        PlaceLink((other and other.title) or name, document_page(other.id) if other else None),
        tuple(fact for fact in facts if fact and other and fact != other.title),
        ", ".join(relation.parts),
        cut_at_word(relation.sentence, MAX_SENTENCE),
        _where(relation, anchors),
    )


def _where(relation: Relation, anchors: Collection[str]) -> PlaceLink | None:
    """Return the link to the division that says it: on this page, or on that of the other document."""
    if not relation.where:
        return None
    if relation.direction == "in":
        return PlaceLink(relation.where, effect_notice.place_address(relation))
    here = (anchor for anchor in effect_notice.anchors(relation.where) if anchor in anchors)
    return PlaceLink(relation.where, next((f"#{anchor}" for anchor in here), None))


def changes(
    relations: Sequence[Relation], listed: Sequence[Division], anchors: Collection[str], on: date
) -> Mapping[str, list[DivisionChange]]:
    """Return by anchor what others had changed by a day of a text with these divisions.

    `anchors` are those that its page has.
    """
    changed: defaultdict[str, list[DivisionChange]] = defaultdict(list)
    names = _divisions_by_name(listed)
    for relation in relations:
        if relation.direction == "in" and relation.relation in _CHANGING and not _is_later(relation, on):
            by_anchor: defaultdict[str, list[str]] = defaultdict(list)
            for part in relation.parts:
                if anchor := _anchor_of(part, relation.sentence, names, anchors):
                    by_anchor[anchor].append(part)
            for anchor, parts in by_anchor.items():
                changed[anchor].append(_change(relation, parts))
    return changed


def _is_later(relation: Relation, on: date) -> bool:
    other = relation.document
    return bool(other and other.issued and other.issued > on)


def _change(relation: Relation, parts: Sequence[str]) -> DivisionChange:
    label = sentences.RELATION_LABELS[relation.relation][1]
    is_whole = len(parts) == 1 and parts[0].casefold().split()[0] in _DIVISIONS
    named = ", ".join(parts)
    change = labels.uncapitalised(label)
    text = label if is_whole else sentences.CHANGED_PARTS.format(parts=labels.capitalised(named), change=change)
    return DivisionChange(text, effect_notice.place_link(relation))


def _divisions_by_name(listed: Sequence[Division]) -> Mapping[str, list[Division]]:
    names: defaultdict[str, list[Division]] = defaultdict(list)
    for division in listed:
        names[division.name.casefold()].append(division)
    return names


def _anchor_of(part: str, sentence: str, names: Mapping[str, list[Division]], anchors: Collection[str]) -> str | None:
    """Return the anchor of the division that a part names (`điểm a khoản 2 Điều 3`), of its clause where that has one.

    Of a decision and the regulation that it issues the sentence says which one it means.
    """
    words = part.casefold().split()
    at = next((i for i, word in enumerate(words) if word in _DIVISIONS), len(words))
    named = names.get(" ".join(words[at:]), ())
    is_issued = _ISSUED_WITH in sentence.casefold()
    division = next((d for d in named if bool(d.within) == is_issued), named[0] if named else None)
    if division is None:
        return None
    clause = next((number for word, number in pairwise(words[:at]) if word == "khoản"), None)
    nearest = f"{division.anchor}-khoan-{clause}"
    return nearest if clause and nearest in anchors else division.anchor
