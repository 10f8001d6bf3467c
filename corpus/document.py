"""Define the document and its one JSON shape, used by the store, the export and the API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from corpus.vi.dates.find import VIETNAM

# Each kind with what people call it.
KIND_LABELS = {
    "news": "Tin tức",
    "resolution": "Nghị quyết",
    "decision": "Quyết định",
    "proposal": "Tờ trình",
    "notice": "Thông báo",
    "report": "Báo cáo",
    "plan": "Kế hoạch",
    "directive": "Chỉ thị",
    "official-letter": "Công văn",
    "other": "Văn bản khác",
}
KINDS = tuple(KIND_LABELS)

SAFE_ID = re.compile(r"[a-z0-9](?:[a-z0-9._~-]{0,198}[a-z0-9])?")


class DocumentError(ValueError):
    """Says which field of a document cannot be used and why, in a sentence for people."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Official:
    """Names a person as one document does; `role` carries the body too (`Chủ tịch HĐND quận`)."""

    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Names another document by number; `relation` is one of `amends`, `repeals`, `replaces`, `based-on`, `cites`."""

    number: str
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """Names a file that belongs to a document; `sha256` finds its bytes among the blobs."""

    name: str
    media_type: str | None = None
    sha256: str | None = None
    pages: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Holds one news item or official document; what is not known is None or empty.

    `text` has its paragraphs divided by blank lines. `published` always bears an offset.
    `term` is the council's term as years (`2016-2021`), `session` the ordinal of its session (`10`).
    """

    id: str
    title: str = ""
    text: str = ""
    kind: str | None = None
    summary: str | None = None
    url: str | None = None
    source: str | None = None
    section: str | None = None
    author: str | None = None
    language: str | None = None
    published: datetime | None = None
    issued: date | None = None
    effective: date | None = None
    expires: date | None = None
    number: str | None = None
    issuer: str | None = None
    place: str | None = None
    term: str | None = None
    session: str | None = None
    status: str | None = None
    signer: Official | None = None
    officials: tuple[Official, ...] = ()
    citations: tuple[Citation, ...] = ()
    attachments: tuple[Attachment, ...] = ()


def day_of(document: Document) -> date | None:
    """Return the day that a document is sorted and filtered by: of publication for news, else of issue."""
    published = document.published.astimezone(VIETNAM).date() if document.published else None
    if document.kind == "news":
        return published or document.issued
    return document.issued or published


def to_json(document: Document) -> dict[str, Any]:
    """Return the document's JSON object, without the fields that are not known."""
    shape: dict[str, Any] = {}
    for field in fields(document):
        value = getattr(document, field.name)
        if value is None or value == "" or value == ():
            continue
        shape[field.name] = _plain(value)
    return shape


def from_json(shape: Mapping[str, Any], *, id: str | None = None) -> Document:
    """Read a document from its JSON object; keys that are not ours are passed over.

    Raises DocumentError when a value has the wrong type or form, or when both title and text are missing.
    A `published` without an offset is taken as Vietnam's time. Without an id the document's `id` is empty:
    `corpus.identity` gives it one.
    """
    if not isinstance(shape, Mapping):
        raise DocumentError("document", "phải là một đối tượng JSON")
    values: dict[str, Any] = {}
    for name, value in shape.items():
        if name in _READ and value is not None and value != "":
            values[name] = _READ[name](name, value)
    values["id"] = id or values.get("id", "")
    document = Document(**values)
    if not document.title.strip() and not document.text.strip():
        raise DocumentError("title", "cần có ít nhất một trong hai trường title, text")
    return document


def merge(given: Document, read: Document) -> Document:
    """Fill what `given` leaves open with what was read; what is given always wins."""
    gaps = {f.name: getattr(read, f.name) for f in fields(given) if getattr(given, f.name) in (None, "", ())}
    return replace(given, **gaps)


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, (Official, Citation, Attachment)):
        parts = {f.name: getattr(value, f.name) for f in fields(value)}
        return {name: part for name, part in parts.items() if part is not None}
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise DocumentError(name, "phải là chuỗi ký tự")
    return value


def _kind(name: str, value: Any) -> str:
    if value not in KINDS:
        raise DocumentError(name, f"phải là một trong: {', '.join(KINDS)}")
    return str(value)


def _day(name: str, value: Any) -> date:
    try:
        return date.fromisoformat(_text(name, value))
    except ValueError as error:
        raise DocumentError(name, f"phải là ngày dạng 2020-01-13, không phải {value!r}") from error


def _moment(name: str, value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(name, value))
    except ValueError as error:
        raise DocumentError(name, f"phải là thời điểm ISO 8601, không phải {value!r}") from error
    if moment.tzinfo is None:
        return moment.replace(tzinfo=VIETNAM)
    try:
        moment.astimezone(UTC)
    except OverflowError as error:
        raise DocumentError(name, f"thời điểm {value!r} nằm ngoài lịch") from error
    return moment


def _parts(kind: type[Any]) -> Any:
    names = [f.name for f in fields(kind)]

    def read(name: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise DocumentError(name, "phải là một danh sách")
        return tuple(one(name, item) for item in value)

    def one(name: str, item: Any) -> Any:
        if not isinstance(item, Mapping) or not isinstance(item.get(names[0]), str) or not item[names[0]]:
            raise DocumentError(name, f"mỗi mục cần trường {names[0]}")
        for part in names[1:]:
            wanted = int if part == "pages" else str
            if item.get(part) is not None and (not isinstance(item[part], wanted) or isinstance(item[part], bool)):
                raise DocumentError(name, f"trường {part} của một mục có kiểu không đúng")
        return kind(**{part: item[part] for part in names if item.get(part) is not None})

    read.one = one  # type: ignore[attr-defined]
    return read


_READ: dict[str, Any] = {
    **dict.fromkeys(
        ["id", "title", "text", "summary", "url", "source", "section", "author", "language", "number"], _text
    ),
    **dict.fromkeys(["issuer", "place", "term", "session", "status"], _text),
    "kind": _kind,
    "published": _moment,
    **dict.fromkeys(("issued", "effective", "expires"), _day),
    "signer": _parts(Official).one,
    "officials": _parts(Official),
    "citations": _parts(Citation),
    "attachments": _parts(Attachment),
}
