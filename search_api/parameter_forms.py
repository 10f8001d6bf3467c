"""Define the forms that values of parameters have: how each is parsed, its rule in words and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from corpus.vi.dates.span import Span
from search_api.sentences import Message

MAX_QUERY_LETTERS = 2_000  # a pasted paragraph, not a book
MAX_VALUE_LETTERS = 300  # of any other text
MAX_NUMBER = 10**9

_ISO_SPAN = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


class ParameterForm(NamedTuple):
    """Describes the values that are allowed; `parse` raises ValueError or OverflowError for all others."""

    parse: Callable[[str], Any]
    rule: Message
    schema: Mapping[str, Any]


def query_text(raw: str) -> str:
    """Return a query without control characters. Raises ValueError where it is too long."""
    if len(raw) > MAX_QUERY_LETTERS:
        raise ValueError
    return re.sub(r"[\x00-\x1f\x7f]", " ", raw)


def iso_span(raw: str) -> Span:
    """Return the span of `2020`, `2020-01` or `2020-01-13`. Raises ValueError or OverflowError for all else."""
    if not re.fullmatch(_ISO_SPAN, raw):
        raise ValueError
    year, *rest = map(int, raw.split("-"))
    if not rest:
        return Span.year(year)
    return Span.month(year, *rest) if len(rest) == 1 else Span.day(date(year, *rest))


def choice(*allowed: str) -> ParameterForm:
    """Return the form of one of the allowed names."""
    return ParameterForm(
        _member_of(allowed),
        Message("RULE_CHOICE", choices=", ".join(allowed)),
        {"type": "string", "enum": list(allowed)},
    )


def comma_list(*allowed: str) -> ParameterForm:
    """Return the form of some of the allowed names, separated by commas; parsed to a tuple with each name once."""
    member = _member_of(allowed)
    return ParameterForm(
        lambda raw: tuple(dict.fromkeys(member(part.strip()) for part in raw.split(","))),
        Message("RULE_LIST", choices=", ".join(allowed)),
        {"type": "array", "items": {"type": "string", "enum": list(allowed)}},
    )


def whole_number(least: int, most: int | None = None) -> ParameterForm:
    """Return the form of a whole number between two bounds; without `most`, MAX_NUMBER guards the arithmetic."""

    def parse(raw: str) -> int:
        if not re.fullmatch(r"[0-9]{1,10}", raw) or not least <= int(raw) <= (most or MAX_NUMBER):
            raise ValueError
        return int(raw)

    if most is None:
        return ParameterForm(parse, Message("RULE_NUMBER_FROM", least=least), {"type": "integer", "minimum": least})
    schema = {"type": "integer", "minimum": least, "maximum": most}
    return ParameterForm(parse, Message("RULE_NUMBER", least=least, most=most), schema)


def typed_span(parse_span: Callable[[str], Span | None]) -> ParameterForm:
    """Return the form of a span as a person types it, in every way that `parse_span` knows, or as links write it."""

    def parse(raw: str) -> Span:
        with suppress(ValueError, OverflowError):
            return iso_span(raw.strip())
        span = parse_span(raw.strip())
        if span is None:
            raise ValueError
        return span

    return ParameterForm(parse, Message("RULE_TYPED_SPAN"), {"type": "string"})


def _member_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def parse(raw: str) -> str:
        if raw not in allowed:
            raise ValueError
        return raw

    return parse


def _line(raw: str) -> str:
    if len(raw) > MAX_VALUE_LETTERS or not raw.isprintable():
        raise ValueError
    return raw.strip()


def _day(raw: str) -> date:
    if len(raw) != 10:
        raise ValueError
    return date.fromisoformat(raw)


QUERY = ParameterForm(
    query_text, Message("RULE_TEXT", letters=MAX_QUERY_LETTERS), {"type": "string", "maxLength": MAX_QUERY_LETTERS}
)
LINE = ParameterForm(
    _line, Message("RULE_LINE", letters=MAX_VALUE_LETTERS), {"type": "string", "maxLength": MAX_VALUE_LETTERS}
)
SPAN = ParameterForm(iso_span, Message("RULE_SPAN"), {"type": "string", "pattern": _ISO_SPAN})
DAY = ParameterForm(_day, Message("RULE_DAY"), {"type": "string", "format": "date"})
