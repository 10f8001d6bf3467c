"""Define the requests and the results of a search: plain frozen data, ready for a page, JSON or a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from corpus.vi.dates.span import Span
from indexer.schema.persons import Person
from indexer.schema.stored import DocumentSource

FILTERS = ("kind", "issuer", "official", "section", "term", "session", "status", "source", "unit", "citing", "relation")
FACETS = ("kind", "issuer", "official", "year", "month", "section", "term", "session", "status", "source", "unit")
DATES = ("any", "own", "published", "issued", "effective", "mentioned")
SORTS = ("relevance", "newest", "oldest")
Day = date  # in a class with a field of that name
LITERAL_TYPES = ("date", "number", "official", "abbreviation", "telex", "spelling", "issuer", "kind", "accent", "unit")
NOTE_CODES = (
    "unclosed-quote",
    "no-such-phrase",
    "unopened-bracket",
    "deep-bracket",
    "empty-brackets",
    "unclosed-bracket",
    "operator-or",
    "operator-and",
    "operator-not",
    "nothing-before-operator",
    "nothing-after-operator",
    "nothing-after-minus",
    "wildcard",
    "ignored-wildcard",
    "unknown-field",
    "field-without-value",
    "unknown-value",
    "one-letter-name",
    "unknown-number",
    "impossible-date",
    "no-common-day",
    "not-all-words",
    "no-word",
)
UNITS_WITH = ("predecessors", "successors")  # what the filter `unit` takes in too


@dataclass(frozen=True, slots=True)
class Request:
    """Holds one search as a reader requested it.

    `text` is the query as typed, `filters` the values of each of FILTERS as typed. `days` filters on the columns that
    `date` (one of DATES) names. `on` is the day of which the effect counts, today where it is None. `literal` lists the
    LITERAL_TYPES of entities that are taken as plain words (`all`: every type). Pages count from 1, `size` results
    each. `units_with` (one of UNITS_WITH) widens the filter `unit`.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    days: Span | None = None
    date: str = "any"
    on: Day | None = None
    sort: str = "relevance"
    page: int = 1
    size: int = 10
    facets: tuple[str, ...] = ()
    literal: tuple[str, ...] = ()
    units_with: str | None = None


class NamedUnit(NamedTuple):
    """Names a unit; `place` is what it is or was in (`quận 3, thành phố Hồ Chí Minh`). Not `is_certain` where sources
    disagree."""

    id: str
    name: str
    place: str | None = None
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Understood:
    """Says what `text`, a part of the query, was understood as; `meaning` is `as` of the contract, unknown keys left
    out."""

    type: str
    text: str
    meaning: Mapping[str, str | int | tuple[NamedUnit, ...]]


@dataclass(frozen=True, slots=True)
class Note:
    """Says what was ignored or understood otherwise in a query, and where (code points of the query text).

    `code`, one of NOTE_CODES, is for programs, `message` for people. `instead` is the query without what is noted,
    where a word of it is left.
    """

    code: str
    message: str
    start: int
    end: int
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Holds a text and the half-open code point ranges of it that matched."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


class AttachedFile(NamedTuple):
    """Names an attachment of a document: `number` counts from 1."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """Holds a passage of a document's text with its marks; `where` names the article or annex that it stands in.

    `Điều 3`, `Phụ lục II`; in a regulation that a decision issues `Quy chế, Điều 3`. `anchor` is that of the division.
    `page` is that of a PDF. A passage of an attachment's text names that. `mark` is the number of the passage's first
    mark among those of the text, where nothing else says its place.
    """

    text: str
    marks: tuple[tuple[int, int], ...]
    where: str | None = None
    page: int | None = None
    attachment: AttachedFile | None = None
    anchor: str | None = None
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class NamedOfficial:
    """Names an official as one document does, with the identifier of the person."""

    id: str
    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Holds what a person sees of one hit.

    `status` is that of `Effect` on the requested day, `stated` what the source says. `why` explains in words what title
    and passages do not show: that the document only mentions a requested day. `sources` are where the document is
    where it is at several places, its own first. `is_scattered`: it has the syllables of a word only in pieces.
    """

    id: str
    kind: str
    title: MarkedText
    score: float
    url: str | None = None
    number: str | None = None
    issuer: str | None = None
    published: datetime | None = None
    issued: date | None = None
    status: str | None = None
    stated: str | None = None
    officials: tuple[NamedOfficial, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    why: tuple[str, ...] = ()
    sources: tuple[DocumentSource, ...] = ()
    is_scattered: bool = False


@dataclass(frozen=True, slots=True)
class FacetValue:
    """Counts one value of a column over the whole result, with a label for people."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Answers a Request for the query `text`, with the exact number of results.

    `notes` say what was ignored; `instead` is the respelled query that was answered where the typed one has no
    results; `offer` is a query with more results, where the typed one has few. `together` is how many results have
    every word of several syllables in one piece, where others have not and stand behind them.
    """

    text: str
    total: int
    results: tuple[Result, ...]
    understood: tuple[Understood, ...] = ()
    notes: tuple[Note, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    instead: str | None = None
    offer: str | None = None
    together: int | None = None


class CountedQuery(NamedTuple):
    """Offers a query with the number of its results."""

    text: str
    total: int


class CountedCondition(NamedTuple):
    """Says how many results there are without a condition: one of FILTERS, `days`, or `all` of them."""

    name: str
    total: int


@dataclass(frozen=True, slots=True)
class WaysOn:
    """Holds what finds something in place of a request that finds nothing.

    `missing` are the words that no document has, as typed; `queries` leave words out, `conditions` filters.
    """

    missing: tuple[str, ...] = ()
    queries: tuple[CountedQuery, ...] = ()
    conditions: tuple[CountedCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficialsPage:
    """Holds one page of officials and the number of all."""

    total: int
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class NameMention:
    """Says that a document's text names the person of this id from `start` to `end`."""

    start: int
    end: int
    id: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Offers one thing to go to: `type` is `document`, `official`, `number` or `phrase`; `id` where it has one."""

    type: str
    text: str
    marks: tuple[tuple[int, int], ...]
    id: str | None = None


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """Names a document that bears a number."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class CitedNumber:
    """Says that `text`, from `start` to `end` (code points of the text as it was given), is a document's `number`.

    `number` is written as documents write it; `documents` bear it, newest first.
    """

    start: int
    end: int
    text: str
    number: str
    documents: tuple[CitedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationsPage:
    """Holds the document numbers of a text, or of its beginning: `next` is where the first one left out stands."""

    citations: tuple[CitedNumber, ...]
    next: int | None = None


@dataclass(frozen=True, slots=True)
class RelatedDocument:
    """Names a document at the other end of a relation."""

    id: str
    title: str
    number: str | None = None
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """Says what a document does to another one (`direction` is `out`), or that one to it (`in`).

    `relation` is a key of `RELATION_LABELS`, `number` the one of the other document, which is None where it is not
    here. `parts` are those of the document that is changed. `sentence` of the citing document says it, in the division
    `where`.
    """

    relation: str
    direction: str
    number: str
    parts: tuple[str, ...] = ()
    document: RelatedDocument | None = None
    sentence: str = ""
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """Says whether a document is in force on the day `on`: `status` is a key of `STATUS_LABELS`, or the source's words.

    `since` is the first day of that, `by` the relation (direction `in`) that brought it about, `stated` what the source
    says. `until` is the last day of it, as far as is known. A document that lays down nothing has the status None.
    """

    on: date
    status: str | None
    since: date | None = None
    until: date | None = None
    by: Relation | None = None
    stated: str | None = None


@dataclass(frozen=True, slots=True)
class RelationsPage:
    """Holds whether a document is in force, and its relations, the newest other documents first.

    `total` counts all; of many that only cite it, the newest are listed.
    """

    effect: Effect
    relations: tuple[Relation, ...]
    total: int


class ChainLink(NamedTuple):
    """Says that the document of the id `source` changes the effect of `target`, or of parts of it, by a relation."""

    source: str
    target: str
    relation: str
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class EffectChain:
    """Holds documents that change each other's effect, the one that was asked for first, and these changes."""

    documents: tuple[RelatedDocument, ...]
    changes: tuple[ChainLink, ...] = ()
