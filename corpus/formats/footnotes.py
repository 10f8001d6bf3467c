"""Tell the footnotes of a page from its text, and take their numbers out of the sentences that they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.formats.page_paragraphs import PageParagraph
from corpus.formats.page_parts import Line, Margins, Rule, joined
from corpus.formats.page_tables import PageTable

_MIN_RULE, _MAX_RULE = 30.0, 0.5  # points; a part of the text's width
_SMALLER = 0.96  # than the text
_NUMBER = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\*{1,3}|\d{1,3}(?=\s)")
_REFERENCE = re.compile(r"(?<=\S)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_UNIT = re.compile(r"(?:^|[\d\s/(.,])(?:[kcdm]?m|ha|hm|Nm)$")


def footnote_start(lines: Sequence[Line], rules: Sequence[Rule], margins: Margins) -> int:
    """Return which line of a page is the first of its footnotes: those under a short line, or in small print."""
    at = len(lines)
    short = [
        rule.y0
        for rule in rules
        if rule.is_level
        and _MIN_RULE <= rule.x1 - rule.x0 <= _MAX_RULE * margins.width
        and abs(rule.x0 - margins.left) < 12
    ]
    for rule in sorted(short, reverse=True):
        first = next((at for at, line in enumerate(lines) if line.y - 0.3 * line.size > rule), len(lines))
        if first < len(lines) and first > 0 and _is_note(lines[first]) and _are_small(lines, first):
            at = first
    if at < len(lines):
        return at
    if lines and lines[0].pieces[0].note:
        return 0  # the rest of those of the page before
    while at > 0 and not lines[at - 1].pieces[0].note:
        at -= 1
    while at > 0 and lines[at - 1].pieces[0].note:
        at -= 1
        while at > 1 and lines[at - 1].size < _SMALLER * lines[0].size and not lines[at - 1].pieces[0].note:
            at -= 1
    return at if at > 0 and _are_small(lines, at) else len(lines)


def footnotes(lines: Sequence[Line]) -> list[PageParagraph]:
    """Return the footnotes of their lines, one a paragraph that begins with its number."""
    found: list[list[str]] = []
    for line in lines:
        number = _NUMBER.match(line.text) if _is_note(line) else None
        if number:
            found.append([f"{number[0]} {line.text[number.end() :].strip()}"])
        elif found:
            found[-1][0] = joined(found[-1][0], line.text)
        else:
            found.append([line.text])
    return [PageParagraph(tuple(lines)) for lines in found]


def without_references(
    parts: Sequence[PageParagraph | PageTable], notes: Sequence[PageParagraph]
) -> list[PageParagraph | PageTable]:
    """Return the parts of a page without the raised numbers of its footnotes: a word is found without them."""
    numbers = {number[0] for note in notes if (number := _NUMBER.match(note.text))}

    def without(text: str) -> str:
        def kept(match: re.Match[str]) -> str:
            is_reference = match[0] in numbers and not _UNIT.search(text, max(0, match.start() - 4), match.start())
            return "" if is_reference else match[0]

        return _REFERENCE.sub(kept, text)

    return [
        replace(part, rows=tuple(tuple(map(without, row)) for row in part.rows))
        if isinstance(part, PageTable)
        else replace(part, lines=tuple(map(without, part.lines)))
        for part in parts
    ]


def _is_note(line: Line) -> bool:
    return line.pieces[0].note is not None or bool(_NUMBER.match(line.text))


def _are_small(lines: Sequence[Line], first: int) -> bool:
    sizes = sorted(line.size for line in lines[:first])
    usual = sizes[len(sizes) // 2]
    return all(line.size <= _SMALLER * usual for line in lines[first:])
