"""Write and read what records hold of relations between documents, and of the days on which a document is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from corpus.vi.dates.span import Span

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


@dataclass(frozen=True, slots=True)
class EffectPeriod:
    """Says what status a document has on some days; `by` is the id of the document that brought it about.

    The periods of a document cover all days, one after another; a document of a kind that lays down nothing has none.
    """

    status: str
    days: Span
    by: str | None = None
