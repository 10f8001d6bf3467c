"""Map the fields that exports, front matter and portals use to those of a document: one table for every format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from corpus.document import KINDS, DocumentError, from_json
from corpus.extraction.heading import kind_of
from corpus.readers.encoding import clean
from corpus.readers.layout import paragraphs, untagged
from corpus.readers.source import WHOLE, Failure, Found
from corpus.vi.dates.find import parse_day, parse_moment
from corpus.vi.people.find import split_role
from corpus.vi.text import fold

# Our field: the names that others give it, best first. Spelling does not matter: `soHieu`, `So hieu`, `Số hiệu`.
NAMES = {
    "id": "id",
    "title": "title tieu_de ten_van_ban headline",
    "text": "text noi_dung toan_van body content __content__",
    "summary": "summary description tom_tat mo_ta sapo",
    "url": "url source_url link duong_dan",
    "source": "source nguon",
    "section": "section chuyen_muc category linh_vuc",
    "author": "author tac_gia creator",
    "language": "language lang",
    "published": "published date ngay_dang ngay_xuat_ban published_at date_published pub_date",
    "issued": "issued ngay_ban_hanh ngay_ky",
    "effective": "effective ngay_co_hieu_luc ngay_hieu_luc",
    "expires": "expires ngay_het_hieu_luc",
    "number": "number so_hieu so_ky_hieu so_hieu_van_ban so_ky_hieu_van_ban so_van_ban ky_hieu so",
    "issuer": "issuer co_quan_ban_hanh don_vi_ban_hanh co_quan noi_ban_hanh",
    "place": "place dia_ban",
    "kind": "kind loai_van_ban hinh_thuc_van_ban hinh_thuc",
    "term": "term nhiem_ky",
    "session": "session ky_hop",
    "status": "status tinh_trang tinh_trang_hieu_luc hieu_luc",
    "signer": "signer nguoi_ky",
    "officials": "officials",
    "citations": "citations",
    "attachments": "attachments tai_lieu_dinh_kem file_urls file_dinh_kem",
    "role": "role chuc_danh chuc_vu chuc_vu_nguoi_ky",  # of the signer
    "abstract": "abstract trich_yeu trich_yeu_noi_dung",  # the title where there is no other, else the summary
}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
}

_NEWS = ("tin tuc", "tin bai", "bai viet", "tin")
_DAYS = ("issued", "effective", "expires")
_OWN_SHAPES = ("officials", "citations")
_KEY = re.compile(r"[a-z0-9]+(?:[._/-][a-z0-9]+)+")
_FILES = re.compile(r"\s*[;|\n]\s*|,\s+(?=https?://|/)")


@lru_cache(maxsize=4096)
def _squash(name: str) -> str:
    return re.sub(r"[\W_]+", "", fold(name).lower()) or name


_FIELD = {_squash(name): (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names.split(" "))}


def field_of(name: str) -> str | None:
    """Return the key of NAMES that this name or label belongs to."""
    return _FIELD.get(_squash(name), (None, 0))[0]


def documents(shape: Any, where: str) -> Iterator[Found]:
    """Yield the document of one record, then a Failure for each value that had to be left out of it.

    Without a title and a text there is no document, only the Failure.
    """
    if not isinstance(shape, Mapping):
        yield Failure(where, "phải là một đối tượng JSON ({…}), không phải giá trị khác")
        return
    names, values = _chosen(shape)
    ours: dict[str, Any] = {}
    failures: list[Failure] = []
    for field, value in values.items():
        try:
            ours[field] = _READ[field](value) if field in _READ else _text(value)
        except ValueError as error:
            failures.append(Failure(where, f"bỏ qua trường {names[field]}: {error}"))
    if isinstance(ours.get("text"), str) and names["text"] != "text":
        ours["text"] = paragraphs(untagged(ours["text"]))  # our own field has its paragraphs already
    role = ours.pop("role", None)
    if role and isinstance(ours.get("signer"), dict):
        ours["signer"] = {**ours["signer"], "role": ours["signer"].get("role") or role}
    abstract = ours.pop("abstract", None)
    if abstract and not ours.get("title"):
        ours["title"] = abstract
    elif abstract and abstract != ours["title"]:
        ours.setdefault("summary", abstract)
    while True:
        try:
            document = from_json(ours)
        except DocumentError as error:
            if error.field not in ours:
                failures.insert(0, Failure(where, "không có tiêu đề và nội dung; hãy thêm trường title hoặc text"))
                break
            del ours[error.field]
            failures.append(Failure(where, f"bỏ qua trường {names.get(error.field, error.field)}: {error.message}"))
        else:
            yield document
            break
    yield from failures


def _chosen(shape: Mapping[Any, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """Return for each of our fields the name and the value that the record gives, by the order of the table."""
    ranks: dict[str, int] = {}
    names: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, value in shape.items():
        field, rank = _FIELD.get(_squash(str(name)), ("", 0))
        if not field or _is_nothing(value) or rank >= ranks.get(field, 99):
            continue
        if field == "section" and name == "category" and isinstance(value, str) and _KEY.fullmatch(value):
            continue  # a site's own key (`van-ban.cua-huyen`), not a heading for people
        ranks[field], names[field], values[field] = rank, str(name), value
    return names, values


def _is_nothing(value: Any) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and value.strip() in ("", "null", "~"))


def _text(value: Any, between: str = ", ") -> str:
    if isinstance(value, str):
        return clean(value).strip()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        if sum(map(len, value)) > WHOLE:  # YAML can name one long text a million times
            raise ValueError("quá dài")
        return between.join(clean(item).strip() for item in value)
    raise ValueError("phải là chuỗi ký tự")


def _body(value: Any) -> str:
    return _text(value, "\n\n")


def _day(value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else _text(value)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        day = parse_day(text)
    if day is None:
        raise ValueError(f"“{text[:60]}” không phải là một ngày có thật; hãy ghi dạng 2020-01-13")
    return day.isoformat()


def _moment(value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else _text(value)
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        moment = parse_moment(text)
    if moment is None:
        raise ValueError(f"“{text[:60]}” không phải là một thời điểm có thật; hãy ghi dạng 2020-01-13T08:30:00+07:00")
    return moment.isoformat()


def _signer(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _cleaned(value)
    text = _text(value)
    name, role = split_role(text)
    if not name:
        raise ValueError(f"không thấy tên người trong “{text[:60]}”")
    return {"name": name, "role": role}


def _attachments(value: Any) -> Any:
    items = _FILES.split(value.strip()) if isinstance(value, str) else value
    if not isinstance(items, list):
        return value
    return [_attachment(item) if isinstance(item, str) else _cleaned(item) for item in items if item]


def _attachment(address: str) -> dict[str, str]:
    url = clean(address).strip()
    try:
        path = urlsplit(url).path
    except ValueError:  # a broken IPv6 host
        path = url
    name = clean(unquote(path)).rstrip("/").rpartition("/")[2] or url
    found = {"name": name, "url": url}
    if media_type := MEDIA_TYPES.get(name.rpartition(".")[2].lower()):
        found["media_type"] = media_type
    return found


def _cleaned(value: Any, depth: int = 2) -> Any:
    """Clean the texts of a list of records; no deeper, for YAML can name one list inside itself."""
    if isinstance(value, str):
        return clean(value).strip()
    if isinstance(value, list) and depth:
        return [_cleaned(item, depth - 1) for item in value]
    if isinstance(value, Mapping) and depth:
        return {key: _cleaned(item, depth - 1) for key, item in value.items()}
    return value


def _kind(value: Any) -> Any:
    """Return our kind for the type that a portal writes; one that we have no name for (`Luật`) is `other`."""
    text = _text(value)
    if text in KINDS or not isinstance(text, str):
        return text
    return "news" if " ".join(fold(text).lower().split()) in _NEWS else kind_of(text) or "other"


_READ: dict[str, Callable[[Any], Any]] = {
    "text": _body,
    "published": _moment,
    **dict.fromkeys(_DAYS, _day),
    "kind": _kind,
    "signer": _signer,
    **dict.fromkeys(_OWN_SHAPES, _cleaned),
    "attachments": _attachments,
}
