"""List the divisions of a document for its table of contents; of many, those of each part stand behind a click."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.extraction.structure import SECTION, Division
from search_api.pages.cut_texts import cut_at_word
from search_api.sentences import pages as sentences

MIN_ENTRIES = 4  # fewer divisions are seen at a glance
MAX_FLAT_ENTRIES = 40
MAX_GROUP_ENTRIES = 50  # of a part with more, or of a text without parts, each so many are a group
MAX_TITLE = 160  # code points


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """Holds a line of a table of contents: the name of a division, and its title where it has one."""

    text: str
    anchor: str
    is_part: bool


@dataclass(frozen=True, slots=True)
class ContentsGroup:
    """Holds neighbouring lines of a table of contents; one with a `title` stands behind a click."""

    entries: tuple[ContentsEntry, ...]
    title: str | None = None


def contents(listed: Sequence[Division]) -> list[ContentsGroup]:
    """Return the table of contents of a text with these divisions; empty where it has too few to need one."""
    if len(listed) < MIN_ENTRIES:
        return []
    if len(listed) <= MAX_FLAT_ENTRIES:
        return [ContentsGroup(tuple(map(_entry, listed)))]
    return [_group(part) for part in _parts(listed)]


def _parts(listed: Sequence[Division]) -> Iterator[Sequence[Division]]:
    """Yield the divisions by part: its heading and what follows it, at most MAX_GROUP_ENTRIES together."""
    start = 0
    for at in range(1, len(listed) + 1):
        is_heading = at < len(listed) and listed[at].level < SECTION and listed[at - 1].level >= SECTION
        if at == len(listed) or is_heading or at - start == MAX_GROUP_ENTRIES:
            yield listed[start:at]
            start = at


def _group(part: Sequence[Division]) -> ContentsGroup:
    entries = tuple(map(_entry, part))
    below = [division for division in part if division.level >= SECTION]
    if len(part) == 1 or not below:
        return ContentsGroup(entries)
    heading = entries[0].text if entries[0].is_part else None
    names = sentences.CONTENTS_FROM_TO.format(first=below[0].name, last=below[-1].name) if len(below) > 1 else None
    return ContentsGroup(entries, ": ".join(filter(None, (heading, names or (below[0].name if not heading else None)))))


def _entry(division: Division) -> ContentsEntry:
    title = cut_at_word(division.title, MAX_TITLE)
    return ContentsEntry(
        f"{division.name}. {title}" if title else division.name, division.anchor, division.level < SECTION
    )
