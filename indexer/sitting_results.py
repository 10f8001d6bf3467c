"""Define what callers see of the sittings of councils: plain frozen data, as in `results`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from indexer.results import NamedOfficial, RelatedDocument


@dataclass(frozen=True, slots=True)
class NamedSitting:
    """Names a sitting: `number` is `9`, or `chuyên đề 3` where it is counted apart; `ordinal` that of the term (`XIX`).

    `body` is the id of the council's page, if it has one. `documents` counts those that name the sitting themselves.
    """

    id: str
    council: str
    body: str | None
    term: str
    number: str
    documents: int
    ordinal: str | None = None
    first: date | None = None
    last: date | None = None


class SittingDocument(NamedTuple):
    """Holds a document of a sitting; `named_in` are the resolutions of that sitting in whose bases it stands."""

    id: str
    kind: str
    title: str
    number: str | None
    issuer: str | None
    day: date | None
    named_in: tuple[RelatedDocument, ...] = ()


class SittingGroup(NamedTuple):
    """Holds the documents of a sitting of one `code` of GROUPS, by day."""

    code: str
    documents: tuple[SittingDocument, ...]


# In the order in which a council deals with them.
GROUPS = ("agenda", "proposals", "reports", "verification", "resolutions", "results", "news")


@dataclass(frozen=True, slots=True)
class SittingPage:
    """Holds what an index knows of a sitting: where it sat, who presided, and its documents in groups.

    `total` counts the documents, of which the newest are listed.
    """

    sitting: NamedSitting
    place: str | None
    presiding: tuple[NamedOfficial, ...]
    groups: tuple[SittingGroup, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SittingsPage:
    """Holds one page of sittings and the number of all."""

    total: int
    sittings: tuple[NamedSitting, ...]
