"""Write and read what records hold of the days on which a document is in force."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from corpus.vi.dates.span import AFTER_LAST_DAY, Span
from indexer.analysis.index_terms import name_key

# Codes of `status` with their names for people.
STATUS_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "in-force": "Còn hiệu lực",
        "not-yet": "Chưa có hiệu lực",
        "partly-expired": "Hết hiệu lực một phần",
        "expired": "Hết hiệu lực",
        "suspended": "Ngưng hiệu lực",
        "unknown": "Chưa rõ hiệu lực",
    }
)


def effect_column(status: str) -> str:
    """Return the name of the column with the days on which documents have a status."""
    return f"effect_{status}"


EFFECT_COLUMNS = frozenset(map(effect_column, STATUS_LABELS))
# How sources word a status, by `name_key`.
_WORDINGS: Mapping[str, str] = MappingProxyType(
    {name_key(label): code for code, label in STATUS_LABELS.items()}
    | dict.fromkeys(("dang-hieu-luc", "dang-co-hieu-luc", "co-hieu-luc", "con-hieu-luc-toan-bo"), "in-force")
    | dict.fromkeys(("chua-hieu-luc", "chua-co-hieu-luc-thi-hanh"), "not-yet")
    | dict.fromkeys(("het-hieu-luc-mot-phan", "con-hieu-luc-mot-phan"), "partly-expired")
    | dict.fromkeys(("het-hieu-luc-toan-bo", "het-hieu-luc-thi-hanh", "khong-con-hieu-luc"), "expired")
    | dict.fromkeys(("tam-ngung-hieu-luc", "ngung-hieu-luc-toan-bo", "dinh-chi-hieu-luc"), "suspended")
    | dict.fromkeys(("chua-xac-dinh", "chua-ro", "khong-xac-dinh"), "unknown")
)


@dataclass(frozen=True, slots=True)
class EffectPeriod:
    """Says what status a document has on some days; `by` is the id of the document that brought it about.

    The periods of a document cover all days, one after another; a document of a kind that lays down nothing has none.
    """

    status: str
    days: Span
    by: str | None = None


def effect_columns(periods: Sequence[EffectPeriod]) -> dict[str, tuple[Span, ...]]:
    """Return the columns of days of a document with these periods."""
    statuses = dict.fromkeys(period.status for period in periods)
    return {
        effect_column(status): tuple(period.days for period in periods if period.status == status)
        for status in statuses
    }


def effect_on(periods: Sequence[EffectPeriod], day: date) -> EffectPeriod | None:
    """Return the period in which a day lies, None of a document without periods."""
    return next((period for period in periods if period.days.start <= day < period.days.end), None)


def status_code(words: str) -> str | None:
    """Return the code that a source's words for a status mean, or a code or label; None where nobody knows them."""
    return words if words in STATUS_LABELS else _WORDINGS.get(name_key(words))


def encode_effect(periods: Sequence[EffectPeriod]) -> str:
    """Return the stored form of periods: one line of JSON with the first day of each, or nothing without any."""
    if not periods:
        return ""
    rows = [[each.status, each.days.start.toordinal(), *([each.by] if each.by else [])] for each in periods]
    return json.dumps(rows, separators=(",", ":"))


def decode_effect(line: str) -> tuple[EffectPeriod, ...]:
    """Return the periods of which this is the stored form."""
    if not line:
        return ()
    rows = [(status, date.fromordinal(first), by[0] if by else None) for status, first, *by in json.loads(line)]
    ends = [*(first for _, first, _ in rows[1:]), AFTER_LAST_DAY]
    return tuple(
        EffectPeriod(status, Span(first, end), by) for (status, first, by), end in zip(rows, ends, strict=True)
    )
