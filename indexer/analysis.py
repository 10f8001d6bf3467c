"""Turn documents into records: every layer of terms, column of values and column of days that engines keep.

Layers of a field:

    exact   the syllables, one tone place, small letters         phối hợp năm 2020 → phối · hợp · năm · 2020
    pairs   two folded syllables that stand together, titles     → phoi_hop · hop_nam · nam_2020
    words   words of several syllables by pyvi, titles           → phối_hợp
    keys    document numbers, in every form they are asked by    05/2020/NQ-HĐND → 5/2020/nq-hdnd · 5/nq-hdnd · …

Engines make two more of `exact` (`indexer.engine.Record`):

    folded  the marked syllables without their marks             → phoi · hop · nam
    bare    the syllables of documents that have no marks at all
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import corpus
from corpus.document import KIND_LABELS, Document, Official, from_json, to_json
from corpus.sittings import sittings
from corpus.vi.dates import VIETNAM
from corpus.vi.numbers import DocumentNumber, NumberMention, find_numbers, index_keys, parse_number
from corpus.vi.span import Span
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold, tidy
from indexer.calendar import COLUMN as SITTING
from indexer.calendar import packed
from indexer.engine import Record
from indexer.mentioned import MENTIONS, dates_of, said_by
from indexer.segment import words
from indexer.shorthand import COLUMN as SHORTHAND
from indexer.shorthand import shorthand
from indexer.weights import FIELDS

# Files of this package that make terms, values or days.
OWN_SOURCES = (
    "analysis.py",
    "calendar.py",
    "mentioned.py",
    "officials.py",
    "people.py",
    "segment/__init__.py",
    "segment/crf.py",
    "segment/labelling.py",
    "shorthand.py",
)

DOCUMENT = "document"
PERSON = "person"


class Said(NamedTuple):
    """Tells where a document's words name days and numbers, and which days; 0 is where `shown_body` begins.

    Dates are those of all its words, numbers those of its body.
    """

    dates: Sequence[tuple[int, int, Span]]
    numbers: Sequence[tuple[int, int]]


@cache
def fingerprint() -> str:
    """Return what the terms of a text depend on, as one short string; another one means another index.

    It is made of the very sources that make terms, so that no change of them can be forgotten.
    """
    house = Path(corpus.__file__).parent
    sources = [*(house / "vi").glob("*.py"), *(house / "vi" / "data").glob("*"), *house.glob("*.py")]
    own = Path(__file__).parent
    sources += [own / name for name in OWN_SOURCES]
    sources += [
        own / "engines" / "whoosh" / f"{name}.py" for name in ("arrays", "columns", "lists", "schema", "segment")
    ]
    made = hashlib.sha256(f"{version('pyvi')} {tuple(FIELDS)}".encode())
    for path in sorted(sources):
        made.update(path.name.encode())
        made.update(path.read_bytes())
    return made.hexdigest()[:16]


def document_record(document: Document) -> Record:
    """Return the record of a completed document, in which its officials are not persons yet: see `named`."""
    # What is stored is what marks and passages are found in.
    document = replace(document, text=tidy(document.text), summary=document.summary and tidy(document.summary))
    day = day_of(document)
    number = _number(document)
    # The last one is asked for by who writes the number just as the document does.
    keys = (*number_keys(document), f"={number.key}") if number else ()
    written = document.number or ""
    numbers = find_numbers(shown_body(document))
    # An abstract that stands in the title already would count twice.
    summary = "" if name_key(document.summary or "") in name_key(document.title) else document.summary or ""
    fields = {
        "number": _exact(written) | {"keys": keys},
        "title": _titled(document.title),
        "summary": _titled(summary),
        "heading": _exact("\n".join(filter(None, (_label(document), document.issuer)))),
        "officials": _exact("\n".join(_said(official) for official in document.officials)),
        "text": _exact(document.text) | {"keys": _keys(numbers) if document.text else ()},
    }
    words_said = [*fields["title"]["exact"], *terms(document.summary or ""), *fields["text"]["exact"]]
    dates = list(dates_of(document, day))
    values, days = _values(document, day), _days(document, day, dates)
    stored = _stored(document, dates, numbers)
    return Record(document.id, _without_empty(fields), values, days, stored, shown_title(document), is_bare(words_said))


def named(record: Record, people: tuple[str | None, ...]) -> Record:
    """Return a document's record with the ids of the persons whom it names, one for each of its officials."""
    known = tuple(dict.fromkeys(id for id in people if id))
    values = {**record.values, "official": known} if known else record.values
    return replace(record, values=values, stored=json.dumps(people).encode() + b"\n" + record.stored)


def unpack(stored: bytes) -> tuple[Document, tuple[str | None, ...]]:
    """Read a completed document and the ids of its officials from what its record stored."""
    people, _, shape, text = stored.split(b"\n", 3)
    known = json.loads(shape.decode("utf-8", "surrogatepass"))
    return from_json(known | {"text": text.decode("utf-8", "surrogatepass")}), tuple(json.loads(people))


def said(stored: bytes) -> Said:
    """Read what a document's words say, and where, from what its record stored."""
    dates, numbers = json.loads(stored.split(b"\n", 2)[1])
    days = map(date.fromordinal, dates[2::4])
    spans = (Span(first, first + timedelta(days=count)) for first, count in zip(days, dates[3::4], strict=True))
    places = zip(dates[::4], dates[1::4], spans, strict=True)
    return Said(
        [(start, start + length, span) for start, length, span in places],
        [(start, start + length) for start, length in zip(numbers[::2], numbers[1::2], strict=True)],
    )


def _stored(document: Document, dates: Iterable[tuple[int, int, Span]], numbers: Iterable[NumberMention]) -> bytes:
    """Return what `unpack` and `said` read: the text as it is, since nothing else takes long to read."""
    # A document without a text ends with its summary and a newline.
    origin = len(said_by(document)) - len(shown_body(document)) - (not document.text)
    places = [(start - origin, end - start, span.start.toordinal(), span.days) for start, end, span in dates]
    said = list(chain(*places)), list(chain(*((one.start, one.end - one.start) for one in numbers)))
    shape = to_json(replace(document, text=""))
    lines = (json.dumps(said, separators=(",", ":")), json.dumps(shape, ensure_ascii=False), document.text)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def person_record(id: str, names: Iterable[str], roles: Iterable[tuple[str, str | None, Span | None]]) -> Record:
    """Return the record of a person: the spellings of the name, and roles with their bodies and known spans.

    What is stored is set by the caller (`indexer.officials`).
    """
    names, roles = tuple(names), tuple(roles)
    held = "\n".join(" ".join(filter(None, (role, issuer))) for role, issuer, _ in roles)
    fields = {"title": _exact("\n".join(names)), "summary": _exact(held)}
    issuers = tuple(dict.fromkeys(issuer for _, issuer, _ in roles if issuer))
    values = {"type": (PERSON,), "name": tuple(dict.fromkeys(map(name_key, names))), "body": issuers}
    spans = tuple(span for _, _, span in roles if span)
    days = {"held": spans} | ({"day": (Span.day(max(span.last for span in spans)),)} if spans else {})
    return Record(person_key(id), _without_empty(fields), values, days)


def person_key(id: str) -> str:
    """Return the id of a person's record: no document has one with a slash in it."""
    return f"{PERSON}/{id}"


def day_of(document: Document) -> date | None:
    """Return the day that a document is sorted and filtered by: of publication for news, else of issue."""
    published = document.published.astimezone(VIETNAM).date() if document.published else None
    if document.kind == "news":
        return published or document.issued
    return document.issued or published


def number_keys(document: Document) -> tuple[str, ...]:
    """Return every key by which a number means this document; none where it bears no number."""
    number, day = _number(document), day_of(document)
    return index_keys(number, day.year if day else None) if number else ()


def shown_title(document: Document) -> str:
    """Return a document's title in one line, or else how it begins."""
    return " ".join(tidy(document.title or document.summary or document.text[:100]).split())


def shown_body(document: Document) -> str:
    """Return the text in which passages of a document are found, tidy as it is stored."""
    return document.text or (document.summary or "" if document.title else "")


def name_key(name: str) -> str:
    """Return the form under which spellings of one name are the same: folded syllables joined by hyphens."""
    return "-".join(fold(term) for term in terms(name))


def _number(document: Document) -> DocumentNumber | None:
    return parse_number(document.number) if document.number else None


def _label(document: Document) -> str | None:
    return KIND_LABELS.get(document.kind or "") if document.kind not in ("news", "other") else None


def _said(official: Official) -> str:
    return f"{official.name} {official.role or ''}"


def _exact(text: str) -> dict[str, tuple[str, ...]]:
    exact: list[str] = []
    for paragraph in text.split("\n"):
        if found := terms(paragraph):
            exact += [*found, ""]  # the gap that no phrase and no pair goes over
    return {"exact": tuple(exact)}


def _titled(text: str) -> dict[str, tuple[str, ...]]:
    layers = _exact(text)
    plain = [fold(term) for term in layers["exact"]]
    pairs = tuple(f"{a}_{b}" for a, b in pairwise(plain) if a and b)
    return layers | {"pairs": pairs, "words": tuple(words(text)), "keys": _keys(find_numbers(text))}


def _keys(mentions: Iterable[NumberMention]) -> tuple[str, ...]:
    return tuple(key for found in mentions for key in index_keys(found.number, found.number.year))


def _values(document: Document, day: date | None) -> dict[str, tuple[str, ...]]:
    values = {
        "type": DOCUMENT,
        "kind": document.kind,
        "issuer": document.issuer,
        "section": document.section,
        "term": document.term,
        "session": document.session,
        "status": document.status,
        "source": document.source,
        "year": f"{day.year:04d}" if day else None,
        "month": f"{day.year:04d}-{day.month:02d}" if day else None,
    }
    told = tuple(dict.fromkeys(map(packed, sittings(document))))
    several = {SITTING: told, SHORTHAND: tuple(dict.fromkeys(shorthand(document)))}
    single = {column: (value,) for column, value in values.items() if value}
    return single | {column: found for column, found in several.items() if found}


def _days(document: Document, day: date | None, dates: Iterable[tuple[int, int, Span]]) -> dict[str, tuple[Span, ...]]:
    days = {
        "published": document.published.astimezone(VIETNAM).date() if document.published else None,
        "issued": document.issued,
        "effective": document.effective,
        "day": day,
    }
    found = {column: (Span.day(own),) for column, own in days.items() if own}
    spans = dict.fromkeys(span for _, _, span in dates)
    return found | ({"mentioned": tuple(spans)[:MENTIONS]} if spans else {})


def _without_empty(fields: Mapping[str, Mapping[str, tuple[str, ...]]]) -> dict[str, dict[str, tuple[str, ...]]]:
    return {name: full for name, layers in fields.items() if (full := {layer: t for layer, t in layers.items() if t})}
