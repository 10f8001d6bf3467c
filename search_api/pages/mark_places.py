"""Give the marks of a page anchors, and list the places where they stand, by which people go from one to the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_MARK_ANCHORS = 1000  # beyond, a place is reached by its own anchor
MAX_OPEN_PLACES = 4  # the others stand behind a click
MAX_PLACES = 400

_MARK_OR_ANCHOR = re.compile(r'<mark>|<[a-z][a-z0-9]* (?:[a-z-]+="[^"]*" )*id="([^"]+)"')


def mark_anchor(number: int) -> str | None:
    """Return the anchor of the mark of a number, from 1 on; None of one that has none."""
    return f"m{number}" if number <= MAX_MARK_ANCHORS else None


@dataclass(frozen=True, slots=True)
class MarkPlace:
    """Names a place with marks, as a division, the anchor of its first mark, and how many it has."""

    label: str
    anchor: str
    count: int


@dataclass(frozen=True, slots=True)
class MarkedHtml:
    """Holds HTML whose marks have anchors, how many there are, and the places with marks in their order.

    `first` is the anchor of the first mark.
    """

    html: str
    total: int
    first: str | None = None
    places: tuple[MarkPlace, ...] = ()

    @property
    def open(self) -> tuple[MarkPlace, ...]:
        """Return the places that are listed at once."""
        return self.places[:MAX_OPEN_PLACES]

    @property
    def rest(self) -> tuple[MarkPlace, ...]:
        """Return the places that stand behind a click."""
        return self.places[MAX_OPEN_PLACES:MAX_PLACES]


def with_mark_anchors(html: str, labels: Mapping[str, str]) -> MarkedHtml:
    """Return HTML with an anchor for each mark (`m1`, `m2` …); `labels` name the places that begin at their anchors.

    Marks before the first place, and those of a text without any, belong to none.
    """
    total = 0
    place: str | None = None
    firsts: dict[str, str] = {}
    counts: dict[str, int] = {}

    def anchored(match: re.Match[str]) -> str:
        nonlocal total, place
        if match[1] is not None:
            place = match[1] if match[1] in labels else place
            return match[0]
        total += 1
        if place is not None:
            counts[place] = counts.get(place, 0) + 1
            firsts.setdefault(place, mark_anchor(total) or place)
        return f'<mark id="{anchor}">' if (anchor := mark_anchor(total)) else match[0]

    numbered = _MARK_OR_ANCHOR.sub(anchored, html)
    places = tuple(MarkPlace(labels[anchor], firsts[anchor], count) for anchor, count in counts.items())
    return MarkedHtml(numbered, total, mark_anchor(1) if total else None, places)
