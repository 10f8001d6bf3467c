"""Define the document and its JSON shape, which the store, the export and the API share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from itertools import pairwise
from types import MappingProxyType
from typing import Any
from unicodedata import combining
from urllib.parse import urlsplit

from corpus import sentences
from corpus.vi.dates.find import VIETNAM

# Kinds of documents, with their names for people.
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
    "law": "Luật",
    "ordinance": "Pháp lệnh",
    "decree": "Nghị định",
    "circular": "Thông tư",
    "joint-resolution": "Nghị quyết liên tịch",
    "guidance": "Hướng dẫn",
    "programme": "Chương trình",
    "minutes": "Biên bản",
    "official-dispatch": "Công điện",
    "conclusion": "Kết luận",
    "other": "Văn bản khác",
}
KINDS = tuple(KIND_LABELS)
# Relations with their names for people: what a document does, and what is done to it. The strongest first: of several
# relations to one document the strongest counts.
RELATION_LABELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "repeals": ("Bãi bỏ", "Bị bãi bỏ bởi"),
        "replaces": ("Thay thế", "Được thay thế bởi"),
        "suspends": ("Ngưng hiệu lực", "Bị ngưng hiệu lực bởi"),
        "extends": ("Kéo dài thời gian áp dụng", "Được kéo dài thời gian áp dụng bởi"),
        "consolidates": ("Hợp nhất", "Được hợp nhất trong"),
        "corrects": ("Đính chính", "Được đính chính bởi"),
        "amends": ("Sửa đổi, bổ sung", "Được sửa đổi, bổ sung bởi"),
        "guides": ("Hướng dẫn, quy định chi tiết", "Được hướng dẫn, quy định chi tiết bởi"),
        "based-on": ("Căn cứ", "Là căn cứ của"),
        "cites": ("Dẫn chiếu", "Được dẫn chiếu trong"),
    }
)
RELATIONS = tuple(RELATION_LABELS)
EFFECTIVE_RELATIONS = ("repeals", "replaces", "suspends", "extends", "amends")  # that change what is in force
POOR_CONFIDENCE = 85  # percent: below, so many words of a recognised page are wrong that readers are told
NO_END = date.max  # as `expires`: the document has effect without end

MAX_ADDRESS_CHARACTERS = 4_000
MAX_TITLE_CHARACTERS = 1_000  # a longer text is no title of a document
_NO_HOST = re.compile(r"[\s<>\"'`{}|^%]")  # signs that no host has
SAFE_ID = re.compile(r"[a-z0-9](?:[a-z0-9._~-]{0,198}[a-z0-9])?")


class DocumentError(ValueError):
    """Names the field of a document that cannot be used, and says why in a sentence for people."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Official:
    """Names a person as a document does; `role` includes the body (`Chủ tịch HĐND quận`)."""

    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Names another document by number; `relation` is one of those of `extraction.citations`, `parts` are the parts of
    it that are meant (`Điều 3`).
    """

    number: str
    relation: str | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """Names a file that belongs to a document; `sha256` (hex) is the key of its bytes among the originals.

    `text` is what was read of it, `page_starts` are the offsets in `text` where its pages begin, if it has several.
    """

    name: str
    media_type: str | None = None
    sha256: str | None = None
    pages: int | None = None
    url: str | None = None
    text: str | None = None
    page_starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SignerCandidate:
    """Holds a name that was recognised where a scan is signed; `confidence` is in percent."""

    name: str
    role: str | None = None
    confidence: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """Holds a news item or an official document; what is not known is None or empty.

    `text` has its paragraphs divided by blank lines. `published` always has a UTC offset.
    `term` is the council's term as years (`2016-2021`), `session` the ordinal of its session (`10`).
    `pages` are the offsets in `text` where the pages of a file of several begin, `notes` sentences on
    what of the file was not read. `page_confidence` is, for each page of a file with scans, how sure its words were
    recognised, in percent (100 for a page that was printed); `signer_candidates` are the names that its signature may
    be read as, the likeliest first.
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
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    page_confidence: tuple[int, ...] = ()
    signer_candidates: tuple[SignerCandidate, ...] = ()


@lru_cache(maxsize=4096)
def is_web_address(address: str) -> bool:
    """Tell whether an address can stand in a link: http or https with a host, or a path without either.

    Refused are other schemes (`javascript:`, `file:`), names of users (`https://bank@other/`), invisible and control
    characters and line ends, the backslash (browsers read it as `/`), and what is no address at all.
    """
    if not 0 < len(address) <= MAX_ADDRESS_CHARACTERS or "\\" in address:
        return False
    if address != address.strip() or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:  # a broken IPv6 host, a port above 65535
        return False
    if not parts.scheme and not parts.netloc:
        return not address.partition("/")[0].count(":")
    return (
        parts.scheme in ("http", "https", "")
        and "@" not in parts.netloc
        and bool(host)
        and not _NO_HOST.search(host or "")
    )


def day_of(document: Document) -> date | None:
    """Return the day to sort and filter a document by: of publication for news, else of issue."""
    published = document.published.astimezone(VIETNAM).date() if document.published else None
    if document.kind == "news":
        return published or document.issued
    return document.issued or published


def poor_pages(document: Document) -> list[int]:
    """Return the numbers, from 1, of the pages that were recognised so badly that readers are told."""
    return [number for number, sure in enumerate(document.page_confidence, 1) if sure < POOR_CONFIDENCE]


def with_short_title(document: Document) -> Document:
    """Return the document with a title of at most MAX_TITLE_CHARACTERS; a longer one is cut and begins the text."""
    title = document.title
    if len(title) <= MAX_TITLE_CHARACTERS:
        return document
    cut = title.rfind(" ", MAX_TITLE_CHARACTERS // 2, MAX_TITLE_CHARACTERS)
    cut = cut if cut > 0 else MAX_TITLE_CHARACTERS - 1
    while cut > 1 and combining(title[cut]):  # a letter stays with its marks
        cut -= 1
    before = f"{title.strip()}\n\n"
    return replace(
        document,
        title=title[:cut].rstrip() + "…",
        text=f"{before}{document.text}".strip(),
        pages=tuple(at + len(before) if at else 0 for at in document.pages),
    )


def to_json(document: Document) -> dict[str, Any]:
    """Return the document's JSON object, without the fields that are None or empty."""
    shape: dict[str, Any] = {}
    for field in fields(document):
        value = getattr(document, field.name)
        if value is None or value == "" or value == ():
            continue
        shape[field.name] = _plain(value)
    return shape


def from_json(shape: Mapping[str, Any], *, id: str | None = None) -> Document:
    """Read a document from its JSON object; unknown keys are ignored.

    Raises DocumentError when a value has the wrong type or form, or when both title and text are missing.
    An address that is none of the web is left out. A `published` without an offset is taken as Vietnam's time.
    Without an id the document's `id` is empty: `corpus.identity` makes it.
    """
    if not isinstance(shape, Mapping):
        raise DocumentError("document", sentences.DOCUMENT_NOT_AN_OBJECT)
    values: dict[str, Any] = {}
    for name, value in shape.items():
        if name in _PARSERS and value is not None and value != "":
            values[name] = _PARSERS[name](name, value)
    values = _with_web_addresses(values)
    values["id"] = id or values.get("id", "")
    document = Document(**values)
    if not document.title.strip() and not document.text.strip():
        raise DocumentError("title", sentences.DOCUMENT_WITHOUT_WORDS)
    return document


def _with_web_addresses(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out the addresses that no link may have; the document and its attachments stay."""
    if "url" in values and not is_web_address(values["url"]):
        values = {name: value for name, value in values.items() if name != "url"}
    attachments = values.get("attachments", ())
    if any(a.url is not None and not is_web_address(a.url) for a in attachments):
        kept = (a if a.url is not None and is_web_address(a.url) else replace(a, url=None) for a in attachments)
        values = {**values, "attachments": tuple(kept)}
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, (Official, Citation, Attachment, SignerCandidate)):
        parts = {f.name: getattr(value, f.name) for f in fields(value)}
        return {name: _plain(part) for name, part in parts.items() if part not in (None, ())}
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise DocumentError(name, sentences.NOT_A_STRING)
    return value


def _kind(name: str, value: Any) -> str:
    if value not in KINDS:
        raise DocumentError(name, sentences.NOT_A_KIND.format(kinds=", ".join(KINDS)))
    return str(value)


def _day(name: str, value: Any) -> date:
    try:
        return date.fromisoformat(_text(name, value))
    except ValueError as error:
        raise DocumentError(name, sentences.NOT_AN_ISO_DATE.format(value=value)) from error


def _moment(name: str, value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(name, value))
    except ValueError as error:
        raise DocumentError(name, sentences.NOT_AN_ISO_TIME.format(value=value)) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=VIETNAM)
    try:
        moment.astimezone(UTC), moment.astimezone(VIETNAM)
    except OverflowError as error:
        raise DocumentError(name, sentences.TIME_OUTSIDE_CALENDAR.format(value=value)) from error
    return moment


def _item(kind: type[Any], name: str, item: Any) -> Any:
    """Return a part of a document from its JSON object; its first field must be there."""
    parts = [f.name for f in fields(kind)]
    if not isinstance(item, Mapping) or not isinstance(item.get(parts[0]), str) or not item[parts[0]]:
        raise DocumentError(name, sentences.ITEM_WITHOUT_FIELD.format(name=parts[0]))
    if item.get("parts") and "parts" in parts:
        item = {**item, "parts": _strings(item["parts"])}
    if item.get("page_starts") and "page_starts" in parts:
        item = {**item, "page_starts": _offsets(name, item["page_starts"])}
    for part in parts[1:]:
        expected = {"pages": int, "confidence": int, "parts": tuple, "page_starts": tuple}.get(part, str)
        if item.get(part) is not None and (not isinstance(item[part], expected) or isinstance(item[part], bool)):
            raise DocumentError(name, sentences.ITEM_FIELD_OF_WRONG_TYPE.format(name=part))
    return kind(**{part: item[part] for part in parts if item.get(part) not in (None, [])})


def _strings(value: Any) -> Any:
    """Return a list of texts as a tuple; any other value as it is."""
    is_list = isinstance(value, (list, tuple)) and all(isinstance(text, str) for text in value)
    return tuple(value) if is_list else value


def _items(kind: type[Any], name: str, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise DocumentError(name, sentences.NOT_A_LIST)
    return tuple(_item(kind, name, item) for item in value)


def _offsets(name: str, value: Any) -> tuple[int, ...]:
    """Return offsets that do not go back; others say nothing of a text."""
    if not isinstance(value, (list, tuple)) or not all(type(offset) is int and offset >= 0 for offset in value):
        raise DocumentError(name, sentences.NOT_OFFSETS)
    if any(later < earlier for earlier, later in pairwise(value)):
        raise DocumentError(name, sentences.NOT_OFFSETS)
    return tuple(value)


def _percents(name: str, value: Any) -> tuple[int, ...]:
    if not isinstance(value, (list, tuple)) or not all(
        type(percent) is int and 0 <= percent <= 100 for percent in value
    ):
        raise DocumentError(name, sentences.NOT_PERCENTS)
    return tuple(value)


def _sentences(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise DocumentError(name, sentences.NOT_A_LIST)
    return tuple(_text(name, item) for item in value)


_PARSERS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(
        ["id", "title", "text", "summary", "url", "source", "section", "author", "language", "number"], _text
    ),
    **dict.fromkeys(["issuer", "place", "term", "session", "status"], _text),
    "kind": _kind,
    "published": _moment,
    **dict.fromkeys(("issued", "effective", "expires"), _day),
    "signer": partial(_item, Official),
    "officials": partial(_items, Official),
    "citations": partial(_items, Citation),
    "attachments": partial(_items, Attachment),
    "pages": _offsets,
    "notes": _sentences,
    "page_confidence": _percents,
    "signer_candidates": partial(_items, SignerCandidate),
}
