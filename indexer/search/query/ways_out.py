"""Give each note on a query its way out: the query without what is noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from corpus.vi.syllables import terms
from indexer.results import Note
from indexer.search.query.parser import QUOTES, BooleanGroup, Field, Not, parse

_MONTH = re.compile(r"(\d{1,2})\D+(\d{4})$")
_DATE_FIELDS = frozenset(("from", "to", "year"))


def with_ways_out(text: str, notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return the notes on a query with what is searched instead; the same way out is offered once."""
    offered = {text}
    noted = []
    for note in notes:
        instead = _instead(text, note)
        noted.append(replace(note, instead=instead) if instead and instead not in offered else note)
        offered.add(instead or text)
    return tuple(noted)


def _instead(text: str, note: Note) -> str | None:
    if note.code == "no-common-day":
        instead = _without_date_fields(text)
    elif note.code == "deep-bracket":
        instead = text.replace("(", " ").replace(")", " ")
    elif rewrite := _REWRITES.get(note.code):
        instead = text[: note.start] + rewrite(text[note.start : note.end]) + text[note.end :]
    else:
        return None
    return " ".join(instead.split()) if terms(instead) else None


def _nothing(part: str) -> str:
    return ""


def _unquoted(part: str) -> str:
    return part[1:] if part[:1] in QUOTES else part


def _without_quotes(part: str) -> str:
    return part.strip(QUOTES) if part[:1] in QUOTES else part


def _as_word(operator: str) -> str:
    """Return an operator written as the word that it is; a sign is left out."""
    if operator.upper() in ("OR", "AND"):  # operators in small letters too
        return f'"{operator}"'
    return operator.lower() if operator.isalpha() else ""


def _without_stars(part: str) -> str:
    letters = part.replace("*", "")
    return letters if len(letters) > 1 else ""


def _value(part: str) -> str:
    return re.split("[:：]", part, maxsplit=1)[-1]


def _possible_date(part: str) -> str:
    """Return the month of a day that is none, the year of a month that is none."""
    if (written := _MONTH.search(part)) is None:
        return ""
    month, year = written.groups()
    return f"tháng {int(month)}/{year}" if 1 <= int(month) <= 12 else f"năm {year}"


def _without_date_fields(text: str) -> str:
    """Return a query without its fields of days, of which the first word is the value."""
    fields = _date_fields(parse(text).tree)
    for field in reversed(fields):
        text = f"{text[: field.start]} {text[field.words[0].end :]}"
    return text


def _date_fields(group: BooleanGroup) -> list[Field]:
    fields: list[Field] = []
    for node in group.parts:
        part = node.part if isinstance(node, Not) else node
        if isinstance(part, BooleanGroup):
            fields += _date_fields(part)
        elif isinstance(part, Field) and part.name in _DATE_FIELDS:
            fields.append(part)
    return fields


_REWRITES: dict[str, Callable[[str], str]] = {
    "unclosed-quote": _unquoted,
    "no-such-phrase": _without_quotes,
    "operator-or": _as_word,
    "operator-and": _as_word,
    "operator-not": _as_word,
    "wildcard": _without_stars,
    "ignored-wildcard": _without_stars,
    "unknown-value": _value,
    "unknown-field": _value,
    "impossible-date": _possible_date,
    **dict.fromkeys(
        (
            "unopened-bracket",
            "unclosed-bracket",
            "empty-brackets",
            "nothing-before-operator",
            "nothing-after-operator",
            "nothing-after-minus",
            "field-without-value",
            "one-letter-name",
            "unknown-number",
        ),
        _nothing,
    ),
}
