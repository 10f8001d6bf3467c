"""Read the persons, citations and attachments of a record, and leave out what of them cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import accumulate, chain, takewhile
from math import isfinite
from operator import ge
from typing import Any
from urllib.parse import unquote, urlsplit

from corpus import sentences
from corpus.readers.encoding import clean
from corpus.readers.markup import untagged
from corpus.vi.bounded import compile_bounded
from corpus.vi.text import fold

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

# Part of an item → the names that sources use for it, best first, folded and without signs.
_PERSON = {"name": "name ten hoten hovaten fullname", "role": "role chucvu chucdanh position"}
_PARTS: Mapping[str, Mapping[str, str]] = {
    "signer": _PERSON,
    "officials": _PERSON,
    "signer_candidates": {**_PERSON, "confidence": "confidence"},
    "citations": {"number": "number sohieu sokyhieu", "relation": "relation", "parts": "parts"},
    "attachments": {
        "name": "name ten tentep filename title",
        "media_type": "mediatype",
        "sha256": "sha256",
        "pages": "pages sotrang",
        "url": "url link href duongdan",
        "text": "text",
        "page_starts": "pagestarts",
    },
}
_BETWEEN_FILES = compile_bounded(r"\s*[;|\n]\s*|,\s+(?=https?://|/)")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MAX_SHOWN = 60  # characters of a value in a sentence
_MAX_VALUES = 4_000_000  # that are looked at: a line of JSON has no more
_MAX_ITEMS = 10_000
_MAX_WEIGHT = 1_000_000  # of the items of a field: YAML can refer to one text or one list a million times
_MAX_WEIGHT_OF_FILES = 12_000_000  # of attachments, whose text an export has with them
_WEIGHT_OF_VALUE = 20  # beside its characters


def drop_not_numbers(shape: Any, is_known: Callable[[str], bool]) -> Iterator[str]:
    """Drop NaN and Infinity, which are no JSON, wherever they stand in a record; yield the path of each known field."""
    waiting: list[tuple[Any, str, bool]] = [(shape, "", False)]
    seen: set[int] = set()  # a list in YAML can contain itself
    while waiting and len(seen) < _MAX_VALUES:
        holder, path, known = waiting.pop()
        seen.add(id(holder))
        pairs = list(holder.items() if isinstance(holder, Mapping) else enumerate(holder))
        gone = []
        for key, value in pairs:
            if isinstance(value, float):
                if not isfinite(value):
                    gone.append(key)
            elif isinstance(value, (dict, list)) and id(value) not in seen:
                waiting.append((value, f"{path}{key}.", known or is_known(str(key))))
        for key in gone:
            if isinstance(holder, list):
                holder[key] = None  # cells keep their columns
            else:
                del holder[key]
            if known or is_known(str(key)):
                yield f"{path}{key}"


def drop_impossible_items(fields: dict[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """Drop from the fields the items, and the parts of items, that cannot be; yield a sentence about each."""
    for field in fields.keys() & _PARTS.keys():
        value = fields[field]
        items = value if isinstance(value, list) else [value]
        kept: list[dict[str, Any]] = []
        gone: list[tuple[int, str]] = []
        weights = accumulate(map(_weight, items[:_MAX_ITEMS]))
        limit = _MAX_WEIGHT_OF_FILES if field == "attachments" else _MAX_WEIGHT
        light = items[: sum(1 for _ in takewhile(partial(ge, limit), weights))]
        for place, item in enumerate(light, 1):
            shape, reasons = _item(field, item) if item is not None else ({}, [])
            kept += [shape] if shape else []
            gone += [(place, reason) for reason in reasons]
        if not kept and len({reason for _, reason in gone}) == 1:
            yield sentences.FIELD_LEFT_OUT.format(name=names[field], reason=gone[0][1])
        else:
            for place, reason in gone:
                name = sentences.NTH_VALUE.format(name=names[field], number=place)
                yield sentences.FIELD_LEFT_OUT.format(name=names[field] if field == "signer" else name, reason=reason)
        if len(items) > len(light):
            yield sentences.FIELD_LEFT_OUT.format(name=names[field], reason=sentences.VALUE_TOO_LONG)
        if field != "signer":
            fields[field] = kept
        elif kept:
            fields[field] = kept[0]
        else:
            del fields[field]


def _weight(item: Any) -> int:
    """Return what it costs to read an item: its characters, and something for each value."""
    parts = item.values() if isinstance(item, Mapping) else [item]
    values = chain.from_iterable(part if isinstance(part, list) else [part] for part in parts)
    return sum(_WEIGHT_OF_VALUE + (len(value) if isinstance(value, str) else 0) for value in values)


def split_files(value: Any) -> Any:
    """Return the addresses in a text as a list; any other value as it is."""
    return list(filter(None, _BETWEEN_FILES.split(value.strip()))) if isinstance(value, str) else value


def _item(field: str, item: Any) -> tuple[dict[str, Any], list[str]]:
    """Return an item with its parts under our names, empty where it cannot be, and why what is missing is."""
    first = next(iter(_PARTS[field]))
    if isinstance(item, str):
        item = _file(item) if field == "attachments" else {first: item}
    if not isinstance(item, Mapping):
        return {}, [sentences.ITEM_WITHOUT_FIELD.format(name=first)]
    given = {_NOT_LETTERS.sub("", fold(str(key)).lower()): value for key, value in item.items()}
    reasons: list[str] = []
    shape: dict[str, Any] = {}
    for part, aliases in _PARTS[field].items():
        value = next((given[a] for a in aliases.split() if given.get(a) not in (None, "", [])), None)
        if value is None:
            continue
        read: Callable[[Any], Any] = _READERS.get(part, _line)
        try:
            shape[part] = read(value)
        except ValueError as error:
            reasons.append(f"{part}: {error}")
    if field == "attachments" and shape.get("url"):
        file = _file(shape["url"])
        shape = file | shape | {"url": file["url"]}
    if _PARTS[field] is _PERSON and not any(map(str.isalpha, shape.get(first, ""))) and not reasons:
        reasons.append(sentences.NO_PERSON_IN_VALUE.format(text=str(shape.pop(first, ""))[:_MAX_SHOWN]))
    if not shape.get(first):
        return {}, reasons or [sentences.ITEM_WITHOUT_FIELD.format(name=first)]
    return shape, reasons


def _line(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(sentences.NOT_A_STRING)
    return " ".join(untagged(clean(value)).split())


def _number_of_pages(value: Any) -> int:
    if not isinstance(value, (str, int, float)):
        raise ValueError(sentences.NOT_A_PAGE_COUNT.format(text="…"))
    try:
        pages = int(value) if isinstance(value, str) or value == int(value) else 0
    except (TypeError, ValueError, OverflowError):
        pages = 0
    if pages < 1 or isinstance(value, bool):
        raise ValueError(sentences.NOT_A_PAGE_COUNT.format(text=str(value)[:_MAX_SHOWN]))
    return pages


def _percent(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 100:
        raise ValueError(sentences.NOT_A_PERCENT)
    return value


def _sha256(value: Any) -> str:
    text = _line(value).lower()
    if not _SHA256.fullmatch(text):
        raise ValueError(sentences.NOT_A_SHA256.format(text=text[:_MAX_SHOWN]))
    return text


def _address(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(sentences.NOT_A_STRING)
    return clean(value).strip()


def _lines(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise ValueError(sentences.NOT_A_LIST)
    return [_line(item) for item in value[:_MAX_ITEMS]]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(sentences.NOT_A_STRING)
    return value


def _offsets(value: Any) -> list[int]:
    if not isinstance(value, list) or not all(type(at) is int and at >= 0 for at in value) or value != sorted(value):
        raise ValueError(sentences.NOT_OFFSETS)
    return value[:_MAX_ITEMS]


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "pages": _number_of_pages,
    "confidence": _percent,
    "sha256": _sha256,
    "url": _address,
    "parts": _lines,
    "text": _text,
    "page_starts": _offsets,
}


def _file(address: str) -> dict[str, str]:
    """Return the attachment of an address: named as the last part of its path."""
    url = clean(address).strip()
    if "\\" in url and ":" not in url[:12]:  # a path as Windows writes it
        url = url.replace("\\", "/")
    try:
        path = urlsplit(url).path
    except ValueError:  # a broken IPv6 host
        path = url
    name = clean(unquote(path)).rstrip("/").rpartition("/")[2] or url
    media_type = MEDIA_TYPES.get(name.rpartition(".")[2].lower())
    return {"name": name, "url": url} | ({"media_type": media_type} if media_type else {})
