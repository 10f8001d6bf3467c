"""Draw how documents change each other's effect: one row for each by day of issue, an arrow for each change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from indexer.results import ChainLink, EffectChain, RelatedDocument
from search_api.json_shapes import document_page
from search_api.pages import effect_notice, labels
from search_api.pages.cut_texts import cut_at_word
from search_api.sentences import pages as sentences

WIDTH = 360  # units, which are pixels on a phone
_TOP, _ROW, _LINE = 18, 34, 16
_MAX_GAP, _GAP_OF_YEAR = 30, 10  # what the years between two documents add to a row
_MAX_LANES, _LANE, _MARGIN = 6, 12, 6
_LETTER = 6.6  # the mean width of a letter
_MAX_LINES = 2  # of what a document does, below its number
_BEND = 6


class Arrow(NamedTuple):
    """Holds the path of a change from the document that makes it to the one that is changed, and its arrow head."""

    path: str
    head: str
    relation: str


class Row(NamedTuple):
    """Holds a document of the picture: its place, its name and day, and lines that say what it does to others."""

    x: int
    y: int
    text: str
    day: str
    lines: list[tuple[int, str]]
    href: str
    is_this: bool
    name: str
    deeds: list[str]


class ChainPicture(NamedTuple):
    """Holds the rows and arrows of a picture, the oldest document first."""

    title: str
    width: int
    height: int
    rows: list[Row]
    arrows: list[Arrow]


def chain_picture(chain: EffectChain) -> ChainPicture | None:
    """Return the picture of a chain, in which its first document is marked; None where nothing changes another."""
    if not chain.changes:
        return None
    documents = {document.id: document for document in chain.documents}
    ordered = sorted(documents.values(), key=lambda document: (document.issued or date.min, document.id))
    at = {document.id: number for number, document in enumerate(ordered)}
    edges = sorted(chain.changes, key=lambda edge: (at[edge.source], at[edge.target]))
    lanes = _lanes(edges, at)
    x = _MARGIN + _LANE * (max(lanes.values()) + 2)
    rows, y = [], _TOP
    for number, document in enumerate(ordered):
        if number:
            y += _gap(ordered[number - 1].issued, document.issued)
        rows.append(_row(document, edges, documents, x, y, is_this=document is chain.documents[0]))
        y += _ROW + _LINE * len(rows[-1].lines)
    arrows = [_arrow(edge, rows[at[edge.source]].y, rows[at[edge.target]].y, lanes[edge], x) for edge in edges]
    title = sentences.CHAIN_TITLE.format(count=len(ordered))
    if days := [document.issued for document in ordered if document.issued]:
        title += sentences.CHAIN_DAYS.format(first=labels.day(days[0]), last=labels.day(days[-1]))
    return ChainPicture(title, WIDTH, y, rows, arrows)


def _lanes(edges: Sequence[ChainLink], at: Mapping[str, int]) -> dict[ChainLink, int]:
    """Return the lane of each arrow beside the rows, the shortest nearest; arrows share one where none is free."""
    taken: list[list[range]] = []
    lanes = {}
    for edge in sorted(edges, key=lambda edge: abs(at[edge.source] - at[edge.target])):
        first, last = sorted((at[edge.source], at[edge.target]))
        free = (lane for lane, spans in enumerate(taken) if all(last <= s.start or s.stop <= first for s in spans))
        lane = next(free, min(len(taken), _MAX_LANES - 1))
        if lane == len(taken):
            taken.append([])
        taken[lane].append(range(first, last))
        lanes[edge] = lane
    return lanes


def _gap(before: date | None, day: date | None) -> int:
    """Return what the time between two documents adds to the distance of their rows."""
    years = (day - before).days / 365 if day and before else 0
    return min(_MAX_GAP, round(years * _GAP_OF_YEAR))


def _row(
    document: RelatedDocument,
    edges: Collection[ChainLink],
    documents: Mapping[str, RelatedDocument],
    x: int,
    y: int,
    *,
    is_this: bool,
) -> Row:
    done: defaultdict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if edge.source == document.id:
            other = documents[edge.target]
            done[_label(edge)].append(other.number or other.title)
    deeds = [sentences.CHAIN_DEED.format(relation=label, numbers=", ".join(done[label])) for label in done]
    room = int((WIDTH - x - _MARGIN) / _LETTER)
    lines = [(y + _LINE * number, cut_at_word(deed, room - 1)) for number, deed in enumerate(deeds[:_MAX_LINES], 1)]
    day = labels.day(document.issued)
    return Row(
        x,
        y,
        cut_at_word(document.number or document.title, room - len(day) - 3),
        day,
        lines,
        document_page(document.id),
        is_this,
        effect_notice.document_name(document.number, document.title),
        deeds,
    )


def _label(edge: ChainLink) -> str:
    name = labels.uncapitalised(sentences.RELATION_LABELS[edge.relation][0])
    is_part_ended = edge.is_partial and edge.relation != "amends"  # what is amended is so in parts
    return sentences.CHAIN_IN_PART.format(relation=name) if is_part_ended else name


def _arrow(edge: ChainLink, start: int, end: int, lane: int, x: int) -> Arrow:
    """Return the arrow from the height of one row to that of another, by its lane."""
    tip, left = x - _BEND, x - _LANE * (lane + 1) - _BEND
    turn = _BEND if end > start else -_BEND
    start, end = start - _BEND // 2, end - _BEND // 2
    path = (
        f"M{tip} {start}H{left + _BEND}Q{left} {start} {left} {start + turn}"
        f"V{end - turn}Q{left} {end} {left + _BEND} {end}H{tip}"
    )
    return Arrow(path, f"M{tip + 2} {end}l-7 -4v8z", edge.relation)
