"""Take away what stands on each page and belongs to none: running heads and feet, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from corpus.formats.page_parts import Line

_EDGE_LINES = 3  # at the top and at the bottom
_MIN_PAGES = 3  # on which a line repeats
_MIN_SHARE = 0.3
_SAME_HEIGHT = 4.0  # points
_MARGIN = 0.14  # of the page's height, in which page numbers stand
_NUMBER = re.compile(
    r"[-–—_\s|]*(?:trang\s*(?:số\s*)?|page\s*|tr\.\s*)?(?P<number>\d{1,4})(?:\s*(?:/|\||trên|of)\s*\d{1,4})?[-–—_\s|.]*",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d+")
_MOTTO = re.compile(r"cộng h(?:òa|oà) xã hội|độc lập|mẫu số|phụ lục|đảng cộng sản", re.IGNORECASE)


def without_running_heads(pages: Sequence[tuple[list[Line], float]]) -> list[list[Line]]:
    """Return the lines of each page without running heads, feet and page numbers; pages come with their height."""
    offset = _offset(pages)
    repeated = _repeated(pages, offset)
    return [
        [
            line
            for line in lines
            if line not in edge
            or not (_is_number(line, number, height, offset) or _key(line, number + offset) in repeated)
        ]
        for number, (lines, height) in enumerate(pages)
        for edge in [_edge(lines)]
    ]


def _edge(lines: Sequence[Line]) -> list[Line]:
    return [*lines[:_EDGE_LINES], *lines[max(_EDGE_LINES, len(lines) - _EDGE_LINES) :]]


def _offset(pages: Sequence[tuple[list[Line], float]]) -> int:
    """Return by how much the printed number of a page is above its place in the file, most often."""
    votes: Counter[int] = Counter()
    for number, (lines, _) in enumerate(pages):
        figures = chain.from_iterable(_FIGURES.findall(line.text) for line in _edge(lines) if len(line.text) < 120)
        votes.update({int(figure) - number for figure in figures if len(figure) <= 4})
    if not votes:
        return 1
    offset, count = max(votes.items(), key=lambda item: (item[1], item[0] == 1))
    return offset if count >= max(2, _MIN_SHARE * len(pages)) else 1


def _is_number(line: Line, number: int, height: float, offset: int) -> bool:
    """Tell a page number alone at the edge of a page."""
    match = _NUMBER.fullmatch(line.text)
    if match is None or _MARGIN * height <= line.y <= (1 - _MARGIN) * height:
        return False
    return int(match["number"]) - number in (offset, 1)


def _key(line: Line, number: int) -> tuple[str, int]:
    """Return what is the same of a line on all pages: its words but the page number, and its height."""
    words = " ".join(
        word
        for word in line.text.split()
        if _FIGURES.fullmatch(word.strip("-–|/")) is None or int(_FIGURES.findall(word)[0]) != number
    )
    return words, round(line.y / _SAME_HEIGHT)


def _repeated(pages: Sequence[tuple[list[Line], float]], offset: int) -> set[tuple[str, int]]:
    counts: Counter[tuple[str, int]] = Counter()
    for number, (lines, _) in enumerate(pages):
        counts.update({_key(line, number + offset) for line in _edge(lines)})
    least = max(_MIN_PAGES, _MIN_SHARE * len(pages))
    return {
        key
        for key in counts
        if key[0] and not _MOTTO.search(key[0]) and sum(counts[near] for near in _near(key)) >= least
    }


def _near(key: tuple[str, int]) -> Iterator[tuple[str, int]]:
    return ((key[0], key[1] + step) for step in (-1, 0, 1))
