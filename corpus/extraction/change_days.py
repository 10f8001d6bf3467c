"""Read from when and until when a document changes another one, where its sentence names other days than its own."""

from __future__ import annotations

import re
from datetime import date

from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.find import find_dates

_MONTH = r"(?:tháng\s+)?\d{1,2}\s?(?:[/.-]|\s+năm)\s?\d{4}"
_DAY = r"(?:\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
# The day of the document's own effect (`Nghị quyết này có hiệu lực kể từ ngày …`) is none of these.
_BEGINS = compile_bounded(
    rf"(?<!có hiệu lực )(?<!hiệu lực thi hành )\bkể\s+từ\s+(?P<since>ngày\s+{_DAY})"
    rf"|\bhết\s+hiệu\s+lực(?:\s+thi\s+hành)?\s*,?\s*(?:kể\s+)?từ\s+(?P<ceased>ngày\s+{_DAY})",
    re.IGNORECASE,
)
_BEGINS_FOR_A_TIME = compile_bounded(rf"(?<!hiệu lực )(?<!thi hành )\btừ\s+(ngày\s+{_DAY})", re.IGNORECASE)
_THROUGH = compile_bounded(
    rf"\bđến\s+hết\s+(ngày\s+{_DAY}|tháng\s+{_MONTH}|(?:tháng\s+\d{{1,2}}\s+)?năm\s+\d{{4}}|(?:quý|qúy)\s+[IV]+\s*(?:/|năm)\s*\d{{4}})",
    re.IGNORECASE,
)
_UP_TO = compile_bounded(rf"\b(?:đến|sang)\s+(?:hết\s+)?(ngày\s+{_DAY}|năm\s+\d{{4}})", re.IGNORECASE)


def beginning(text: str, first: int, last: int, relation: str) -> date | None:
    """Return the day that the sentence between two offsets names for the change itself."""
    match = _BEGINS.search(text, first, last)
    words = match["since"] or match["ceased"] if match else None
    if words is None and relation in ("suspends", "extends"):
        match = _BEGINS_FOR_A_TIME.search(text, first, last)
        words = match[1] if match else None
    return _first_day(words) if words else None


def ending(text: str, first: int, last: int, relation: str) -> date | None:
    """Return the last day of a suspension, or the one up to which an extension goes.

    The title of the other document may have days too, before that: the last of the sentence counts.
    """
    if relation not in ("suspends", "extends"):
        return None
    for pattern in (_THROUGH, _UP_TO):
        if matches := list(pattern.finditer(text, first, last)):
            return _last_day(matches[-1][1])
    return None


def _first_day(words: str) -> date | None:
    return next((mention.span.start for mention in find_dates(words) if mention.precision == "day"), None)


def _last_day(words: str) -> date | None:
    return next((mention.span.last for mention in find_dates(words)), None)
