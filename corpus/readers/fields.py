"""Map field names and values of exports, front matter and portals to a document's: a single table for every format."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from corpus import sentences
from corpus.document import KINDS, NO_END, Document, DocumentError, from_json, is_web_address
from corpus.extraction.heading import kind_of
from corpus.readers.encoding import clean
from corpus.readers.items import drop_impossible_items, drop_not_numbers, split_files
from corpus.readers.layout import with_column_gaps
from corpus.readers.markup import paragraphs_of, untagged
from corpus.readers.nested import flat
from corpus.readers.source import MAX_FILE_BYTES, Failure, FromRecord, LeftOut, ReadResult, RecordResult
from corpus.readers.text_tables import with_tables
from corpus.vi.dates.find import parse_day, parse_moment
from corpus.vi.people.signers import split_signers
from corpus.vi.text import fold

# Our field → the names that sources use for it, best first. Spelling does not matter: `soHieu`, `So hieu`, `Số hiệu`.
NAMES = {
    "id": "id",
    "title": "title tieu_de ten_van_ban headline",
    "text": "text noi_dung toan_van body content __content__ full_text plain_text article_body"
    " noi_dung_html content_html html",
    "summary": "summary description tom_tat mo_ta sapo",
    "url": "url source_url link duong_dan",
    "source": "source nguon",
    "section": "section chuyen_muc category linh_vuc",
    "author": "author tac_gia creator",
    "language": "language lang",
    "published": "published date ngay_dang ngay_xuat_ban published_at date_published pub_date",
    "issued": "issued ngay_ban_hanh ngay_ky ngay_thang_ban_hanh ngay_thang_nam_ban_hanh ngay_van_ban"
    " ngay_thang_van_ban",
    "effective": "effective ngay_co_hieu_luc ngay_hieu_luc thoi_diem_co_hieu_luc",
    "expires": "expires ngay_het_hieu_luc",
    "number": "number so_hieu so_ky_hieu so_hieu_van_ban so_ky_hieu_van_ban so_van_ban so_va_ky_hieu ky_hieu so",
    "issuer": "issuer co_quan_ban_hanh don_vi_ban_hanh co_quan noi_ban_hanh",
    "place": "place dia_ban",
    "kind": "kind loai_van_ban ten_loai_van_ban hinh_thuc_van_ban hinh_thuc",
    "term": "term nhiem_ky",
    "session": "session ky_hop",
    "status": "status tinh_trang tinh_trang_hieu_luc hieu_luc",
    "signer": "signer nguoi_ky",
    "officials": "officials",
    "citations": "citations",
    "attachments": "attachments tai_lieu_dinh_kem file_urls file_dinh_kem",
    "pages": "pages",
    "notes": "notes",
    "page_confidence": "page_confidence",
    "signer_candidates": "signer_candidates",
    "role": "role chuc_danh chuc_vu chuc_vu_nguoi_ky",  # of the signer
    # The title where there is no other, else the summary.
    "abstract": "abstract trich_yeu trich_yeu_noi_dung trich_yeu_van_ban trich_yeu_noi_dung_van_ban"
    " ten_loai_va_trich_yeu_noi_dung ten_loai_va_trich_yeu_noi_dung_van_ban ten_goi_trich_yeu_noi_dung",
}
_ITEMS_OF_OURS = {
    "pages": int,
    "notes": str,
    "page_confidence": int,
}  # under these names other programs keep what they like
_NEWS_TYPES = ("tin tuc", "tin bai", "bai viet", "tin")
_DATE_FIELDS = ("issued", "effective", "expires")
# What programs write where no day was entered: the first and the last of their calendars, and zero seconds.
_EMPTY_DAY = re.compile(
    r"0001-01-01|0?1/0?1/0001|0000-00-00|00/00/0000|1970-01-01[T ]"
    r"(?:00:00(?::00(?:\.0{1,6})?)?(?:Z|[+-]00:?00)?|07:00(?::00(?:\.0{1,6})?)?\+07:?00)$"
)
_NO_END = re.compile(r"(?:9999-12-31|31/12/9999)(?!\d)")
_NO_TITLES = frozenset(("khongcotieude", "chuacotieude", "khongtieude", "untitled", "notitle"))
_SITE_KEY = re.compile(r"[a-z0-9]+(?:[._/-][a-z0-9]+)+")


@lru_cache(maxsize=4096)
def _squash(name: str) -> str:
    """Return a name without marks, case and punctuation."""
    return re.sub(r"[\W_]+", "", fold(name).lower()) or name


_FIELD_AND_RANK = {
    _squash(name): (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names.split(" "))
}


def field_of(name: str) -> str | None:
    """Return the key of NAMES that this name or label belongs to."""
    return _FIELD_AND_RANK.get(_squash(name), (None, 0))[0]


def records(shape: Any, where: str) -> Iterator[RecordResult]:
    """Yield what `documents` yields; a document that has neither id nor address comes with the sha256 of its record."""
    for result in documents(shape, where):
        if isinstance(result, Document) and not result.id and not result.url:
            whole = json.dumps(shape, sort_keys=True, ensure_ascii=False)
            yield FromRecord(result, hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest())
        else:
            yield result


def documents(shape: Any, where: str) -> Iterator[ReadResult]:
    """Yield the document of a record, then a Failure for each value that had to be left out of it.

    Without a title and a text there is no document, only the Failure.
    """
    if not isinstance(shape, Mapping):
        yield Failure(where, sentences.RECORD_NOT_AN_OBJECT.format())
        return
    left_out = [
        sentences.FIELD_LEFT_OUT.format(name=path, reason=sentences.NOT_A_NUMBER)
        for path in drop_not_numbers(shape, lambda name: field_of(name) is not None)
    ]
    failures: list[Failure] = [LeftOut(where, message) for message in left_out]
    try:
        names, values = _known_fields(flat(shape))
    except ValueError as error:
        yield Failure(where, str(error))
        return
    fields: dict[str, Any] = {}
    for field, value in values.items():
        parser = _html if field == "text" and names[field] != "text" else _PARSERS.get(field, _text)
        try:
            fields[field] = parser(value)
        except ValueError as error:
            failures.append(LeftOut(where, sentences.FIELD_LEFT_OUT.format(name=names[field], reason=error)))
    _combine(fields)
    if isinstance(text := fields.get("text"), str) and not fields.get("pages"):  # which count letters of the text
        fields["text"] = with_tables(text)
    impossible = (*drop_impossible_items(fields, names), *_without_addresses(fields, names))
    failures += [LeftOut(where, message) for message in impossible]
    while True:
        try:
            document = from_json(fields)
        except DocumentError as error:
            if error.field not in fields:
                failures.insert(0, Failure(where, sentences.RECORD_WITHOUT_WORDS))
                break
            del fields[error.field]
            name = names.get(error.field, error.field)
            failures.append(LeftOut(where, sentences.FIELD_LEFT_OUT.format(name=name, reason=error.message)))
        else:
            yield document
            break
    yield from failures


def _without_addresses(fields: dict[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """Drop the addresses that no link may have from the fields; yield a sentence about each."""
    url = fields.get("url")
    if isinstance(url, str) and not is_web_address(url):
        del fields["url"]
        yield sentences.FIELD_LEFT_OUT.format(name=names["url"], reason=_no_address(url))
    items = fields.get("attachments")
    if not isinstance(items, list):
        return
    for place, item in enumerate(items):
        url = item.get("url") if isinstance(item, Mapping) else None
        if isinstance(url, str) and url and not is_web_address(url):
            items[place] = {key: value for key, value in item.items() if key != "url"}
            yield sentences.ATTACHMENT_WITHOUT_ADDRESS.format(name=str(item.get("name"))[:60], reason=_no_address(url))


def _no_address(url: str) -> str:
    return sentences.NOT_A_WEB_ADDRESS.format(text=url[:60])


def _combine(fields: dict[str, Any]) -> None:
    """Put role and abstract, which are no fields of a document, into signer and title or summary."""
    role = fields.pop("role", None)
    if role and isinstance(fields.get("signer"), dict):
        fields["signer"] = {**fields["signer"], "role": fields["signer"].get("role") or role}
    abstract = fields.pop("abstract", None)
    if abstract and not fields.get("title"):
        fields["title"] = abstract
    elif abstract and abstract != fields["title"]:
        fields.setdefault("summary", abstract)


def _known_fields(shape: Mapping[Any, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """Return for each of our fields the record's name and value; of several names the best by the order of NAMES."""
    ranks: dict[str, int] = {}
    names: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, value in shape.items():
        field, rank = _FIELD_AND_RANK.get(_squash(str(name)), ("", 0))
        if not field or _is_nothing(value) or rank >= ranks.get(field, 99):
            continue
        if field in _ITEMS_OF_OURS and not _is_list_of(_ITEMS_OF_OURS[field], value):
            continue
        if field == "section" and name == "category" and isinstance(value, str) and _SITE_KEY.fullmatch(value):
            continue  # an internal key of the site (`van-ban.cua-huyen`), not a heading for people
        if field == "title" and is_no_title(value):
            continue
        if field == "text" and isinstance(value, str):
            value = with_column_gaps(value)
        ranks[field], names[field], values[field] = rank, str(name), value
    return names, values


def is_no_title(value: Any) -> bool:
    """Tell whether a title is what programs write where there is none (`Không có tiêu đề`)."""
    return isinstance(value, str) and _squash(value) in _NO_TITLES


def _is_list_of(kind: type, value: Any) -> bool:
    return isinstance(value, list) and all(type(item) is kind for item in value)


def _is_nothing(value: Any) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and value.strip() in ("", "null", "~"))


def _text(value: Any, between: str = ", ") -> str:
    """Return a value as lines without HTML."""
    text = _given(value, between)
    if "<" in text or "&" in text:
        text = untagged(text)
    return "\n".join(filter(None, map(str.strip, text.split("\n")))) if "\n" in text else text


def _given(value: Any, between: str = ", ") -> str:
    """Return a value as the text that it is."""
    if isinstance(value, Mapping):  # as in `{"id": 3, "name": "Quyết định"}`
        value = next((value[name] for name in ("name", "ten", "title", "label") if value.get(name)), None)
    if isinstance(value, str):
        return clean(value).strip()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        value = [item for item in value if item is not None]
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        if sum(map(len, value)) > MAX_FILE_BYTES:  # YAML can refer to the same long text a million times
            raise ValueError(sentences.VALUE_TOO_LONG)
        return between.join(clean(item).strip() for item in value)
    raise ValueError(sentences.NOT_A_STRING)


def _body(value: Any) -> str:
    return _given(value, "\n\n")  # `text` is as we export it


def _html(value: Any) -> str:
    return paragraphs_of(_body(value))


def _day(value: Any, *, may_be_endless: bool = False) -> str:
    text = value.isoformat() if isinstance(value, date) else _text(value)
    if may_be_endless and _NO_END.match(text):
        return NO_END.isoformat()
    if _EMPTY_DAY.match(text) or _NO_END.match(text):
        raise ValueError(sentences.EMPTY_DAY.format(text=text[:60]))
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        day = parse_day(text)
    if day is None:
        raise ValueError(sentences.NOT_A_DATE.format(text=text[:60]))
    return day.isoformat()


def _moment(value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else _text(value)
    if _EMPTY_DAY.match(text) or _NO_END.match(text):
        raise ValueError(sentences.EMPTY_DAY.format(text=text[:60]))
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        moment = parse_moment(text)
    if moment is None:
        raise ValueError(sentences.NOT_A_TIME.format(text=text[:60]))
    return moment.isoformat()


def _signer(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = _text(value)
    name, role, *others = (part for signer in split_signers(text) for part in signer)
    if others:
        return {"name": text}  # as given: who they are is read on the way out
    if not name:
        raise ValueError(sentences.NO_PERSON_IN_VALUE.format(text=text[:60]))
    return {"name": name, "role": role}


def _kind(value: Any) -> Any:
    """Return our kind for the type that a portal writes; a type that we have no name for (`Luật`) is `other`."""
    text = _text(value)
    if text in KINDS or not isinstance(text, str):
        return text
    return "news" if " ".join(fold(text).lower().split()) in _NEWS_TYPES else kind_of(text) or "other"


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "text": _body,
    **dict.fromkeys(("id", "url"), _given),
    "published": _moment,
    **dict.fromkeys(_DATE_FIELDS, _day),
    "expires": partial(_day, may_be_endless=True),
    "kind": _kind,
    "signer": _signer,
    **dict.fromkeys(("officials", "citations", "pages", "page_confidence", "signer_candidates"), lambda value: value),
    "attachments": split_files,
    "notes": lambda value: _given(value, "\n").split("\n"),
}
