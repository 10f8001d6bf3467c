"""Bring the top of a document to lines: the motto and rules out, cells apart, what a line end has cut joined."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.vi.bounded import compile_bounded
from corpus.vi.line_ends import with_joined_lines

_GAP = r"[\s|*_]{1,16}"
_MOTTO = re.compile(
    "|".join(
        _GAP.join(words.split())
        for words in (
            # Not in a title: `HIẾN PHÁP` over `NƯỚC CỘNG HÒA …`.
            "(?<!\\nnước\\s)cộng h(?:oà|òa) xã hội chủ nghĩa việt nam",
            "độc lập [-–—] tự do [-–—] hạnh ph(?:úc|uc)",
            "đảng cộng sản việt nam(?=[^\\w]*(?:\n|\\||$))",
        )
    ),
    re.IGNORECASE,
)
_DASHES = re.compile(r"(?<=\w)[\u2010-\u2015\u2212](?=\w)")
_RULE_BEFORE_WORDS = re.compile(r"(?<![-_–—*])[-_–—*]{3,60} ?(?=[^\W_])")
_CELL_BORDER = re.compile(r"(?<!\s)\s*+\|\s*+|(?<=\s)\|\s*+| {4,}")
_OPEN_NUMBER = re.compile(r"(?<=[\dA-ZĐ]) (?=[-/]\w)|(?<=[\dA-ZĐ][-/]) (?=\w)")
_LABEL = compile_bounded(r"(?:[^\W\d_]+ ){0,3}số ?:? ?(?=\d)", re.IGNORECASE)


class HeadLines(NamedTuple):
    """Holds the lines of a head, an empty text where blank lines part paragraphs, and whether the motto was there."""

    lines: list[str]
    has_motto: bool


def head_lines(text: str, limit: int) -> HeadLines:
    """Return the first lines of a tidy text, `limit` at most."""
    text = _RULE_BEFORE_WORDS.sub("\n", _DASHES.sub("-", text))
    text, mottos = _MOTTO.subn("\n", text)
    return HeadLines(_joined(_cells(text)[:limit]), bool(mottos))


def _cells(text: str) -> list[str]:
    """Return the lines and cells with words; an empty text stands where blank lines divide paragraphs."""
    cells = [" ".join(cell.split()).strip(" *_#") for line in text.split("\n") for cell in _CELL_BORDER.split(line)]
    cells = [cell for cell in cells if not cell or any(map(str.isalnum, cell))]
    return [cell for at, cell in enumerate(cells) if cell or (at and cells[at - 1])]


def _joined(lines: list[str]) -> list[str]:
    """Return the lines with those joined that a line end has cut; capitals under capitals are left as they are."""
    text = "\n".join(lines)
    soft = with_joined_lines(text)
    joined: list[str] = []
    at = -1
    for line in lines:
        before = joined[-1] if joined else ""
        in_capitals = before.isupper() and line.isupper() and " " in before
        if at >= 0 and soft[at] == " " and not in_capitals:
            joined[-1] = f"{before} {line}"
        else:
            joined.append(line)
        at += len(line) + 1
    return [_OPEN_NUMBER.sub("", line) if _LABEL.match(line) else line for line in joined]
