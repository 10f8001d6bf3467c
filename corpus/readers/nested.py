"""Make one flat record of a nested one: metadata and content apart, a text in chapters, articles and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from corpus import sentences
from corpus.formats.blocks import TableBlock, paragraphs
from corpus.readers.markup import untagged
from corpus.readers.source import MAX_FILE_BYTES
from corpus.vi.document_numbers import parse_number
from corpus.vi.text import fold

_MAX_DEPTH = 12  # part, chapter, section, article, clause and point, with what programs put around them
_CHARACTERS_PER_PART = 100  # that a part counts beside its text: YAML can refer to one list a million times


def _names(names: str) -> dict[str, None]:
    return dict.fromkeys(names.split(" "))


# Names, folded and without signs. Where programs put the fields of a document:
_WRAPPERS = _names(
    "metadata meta attributes properties params extra info data record fields document header content body noidung"
    " thuoctinh thongtin thongtinchung thongtinvanban vanban dulieu banghi"
)
# Where a file that is one JSON object has its records:
_RECORD_LISTS = _names(
    "data items results records documents docs rows news posts entries hits"
    " vanban danhsach dulieu ketqua tintuc baiviet"
)
# How the number of a part is written, by the names that lists of them, or the types of parts, have:
_LABELS = {
    name: label
    for label, names in {
        "Phần {}": "part parts phan cacphan",
        "Chương {}": "chapter chapters chuong cacchuong",
        "Mục {}.": "section sections muc cacmuc",
        "Tiểu mục {}.": "subsection subsections tieumuc",
        "Điều {}.": "article articles dieu cacdieu",
        "{}.": "clause clauses khoan cackhoan",
        "{})": "point points diem cacdiem",
        "Phụ lục {}": "appendix appendices annex annexes phuluc cacphuluc",
    }.items()
    for name in names.split()
}
_TEXTS = _names("text body content noidung toanvan fulltext html contenthtml noidunghtml")
_BODIES = _TEXTS.keys() | _LABELS.keys() | _names("paragraph paragraphs doan cacdoan blocks nodes").keys()
_INNER_BODIES = _BODIES | _names("data items children lines value rows").keys()
_HEADINGS = _names("heading title tieude ten tendieu tenchuong tenmuc tenkhoan tieudedieu name caption")
_NUMBERS = _names("number so no num index stt ordinal order sodieu sochuong label nhan")
_TYPES = _names("type kind loai level cap")
_FIELDS_OF_NUMBER = _names("number sohieu sokyhieu sohieuvanban sokyhieuvanban sovanban kyhieu so")
_WORDS = _TEXTS | _names("title tieude tenvanban headline trichyeu abstract")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_NUMBERED = re.compile(r"(?:phần|chương|mục|tiểu mục|điều|khoản|điểm|phụ lục)\s\S{1,8}|\d+[.)]|[a-zđ]\)", re.IGNORECASE)
_LIST_OF = re.compile(r"^(?:danhsach|ds|cac)|list$")
_MAX_CELL_PARTS = 100
_MAX_WRAPPED_FIELDS = 50  # YAML can refer to one object a million times
_KEY = re.compile(r"(?:[^\W\d]{1,8} )?(?:\d{1,4}[a-zđ]?|[ivxlc]{1,8}|[a-zđ])[.)]?", re.IGNORECASE)


def records_of(value: Any, depth: int = 3) -> list[Any] | None:
    """Return the records that a JSON object wraps (`{"total": 2, "data": [{…}, {…}]}`), None where it wraps none."""
    if not isinstance(value, Mapping) or _has_words(value) or not depth:
        return None
    for name, inner in value.items():
        if _plain(name) not in _RECORD_LISTS and not (_plain(name) == "articles" and _have_addresses(inner)):
            continue
        if isinstance(inner, list) and inner and all(isinstance(i, Mapping) and _has_words(flat(i)) for i in inner):
            return inner
        if (records := records_of(inner, depth - 1)) is not None:
            return records
    return None


def flat(shape: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Return a record that has its fields and its text at the top; one that has them there is returned as it is.

    Where a text in articles comes without a document number, the number that its id or address is made of is taken.
    Raises ValueError for more parts, or parts within parts, than a text has.
    """
    if not any(isinstance(value, (Mapping, list)) for value in shape.values()) and not any(
        map(_NUMBERED.match, map(str, shape))
    ):
        return shape  # as most records
    shape = _with_numbered(_lifted(shape))
    parts = {name: value for name, value in shape.items() if _is_parts(name, value)}
    if not parts:
        return shape
    paragraphs = []
    size = 0
    for name, value in parts.items():
        for paragraph in _part(value, str(name), _MAX_DEPTH):
            size += len(paragraph) + _CHARACTERS_PER_PART
            if size > MAX_FILE_BYTES:
                raise ValueError(sentences.VALUE_TOO_LONG)
            if paragraph:
                paragraphs.append(paragraph)
    if not paragraphs:
        return shape
    texts = {name: value for name, value in shape.items() if isinstance(value, str) and _plain(name) in _TEXTS}
    rest = {name: value for name, value in shape.items() if name not in parts and name not in texts}
    given = [untagged(text).strip() for text in texts.values() if text.strip()]
    if any(paragraphs[-1] in text for text in given):  # the parts are there a second time
        return {**rest, **texts}
    number = None if any(v for n, v in rest.items() if _plain(n) in _FIELDS_OF_NUMBER) else _number_in_address(rest)
    return {**rest, "text": "\n\n".join([*given, *paragraphs])} | ({"number": number} if number else {})


def _lifted(shape: Mapping[Any, Any], depth: int = 3) -> Mapping[Any, Any]:
    """Return a record with the fields of its wrappers beside its own, which win."""
    wrappers = [
        name
        for name, value in shape.items()
        if isinstance(value, Mapping) and not _is_keyed(value) and _is_wrapper(name, value, depth)
    ]
    if not wrappers or not depth:
        return shape
    fields = {name: value for name, value in shape.items() if name not in wrappers}
    for wrapper in wrappers:
        present = {_plain(name) for name, value in fields.items() if value not in (None, "", [], {})}
        inner = _lifted(shape[wrapper], depth - 1)
        fields |= {name: value for name, value in inner.items() if _plain(name) not in present}
    return fields


def _is_wrapper(name: Any, value: Mapping[Any, Any], depth: int) -> bool:
    """Tell whether an object holds fields or the text of its record: by its name, or because it holds texts itself."""
    if name == "_source" or _plain(name) in _WRAPPERS:
        return True
    if _body_name(name) in _BODIES or _NUMBERED.match(str(name)) or len(value) > _MAX_WRAPPED_FIELDS or not depth:
        return False
    return any(
        _body_name(inner) in _BODIES or (isinstance(held, Mapping) and _is_wrapper(inner, held, depth - 1))
        for inner, held in value.items()
    )


def _with_numbered(shape: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Return a record whose fields `Điều 1`, `Điều 2` … are a list of articles."""
    numbered = {name: value for name, value in shape.items() if _NUMBERED.match(str(name))}
    if len(numbered) < 2:
        return shape
    return {**{name: value for name, value in shape.items() if name not in numbered}, "dieu": numbered}


def _have_addresses(records: Any) -> bool:
    """Tell whether these are articles of a site, each with its address, and not of a law."""
    return isinstance(records, list) and all(
        isinstance(r, Mapping) and (r.get("url") or r.get("link")) for r in records
    )


def _is_parts(name: Any, value: Any) -> bool:
    """Tell whether a field of a record holds the parts of its text: objects, or a list of articles."""
    if _body_name(name) not in _BODIES:
        return False
    if isinstance(value, Mapping):
        return bool(value) and _plain(name) != "section"  # which is a field
    strings = _LABELS.get(_body_name(name)) in ("Điều {}.", "{}.")
    return isinstance(value, list) and any(isinstance(item, Mapping) or (strings and item) for item in value)


def _part(value: Any, name: str, depth: int) -> Iterator[str]:
    """Yield the paragraphs of what stands under a name, and an empty one for each value, so that these are counted."""
    yield ""
    if not depth:
        raise ValueError(sentences.NESTED_TOO_DEEP)
    label = _LABELS.get(_body_name(name), "")
    if isinstance(value, str):
        yield from (paragraph.strip() for paragraph in untagged(value).split("\n\n"))
    elif isinstance(value, Mapping) and label and _is_keyed(value):
        for number, inner in value.items():
            item = inner if isinstance(inner, Mapping) else {"body": inner}
            yield from _item({"number": str(number), **item}, label, depth)
    elif isinstance(value, Mapping):
        yield from _item(value, label, depth)
    elif isinstance(value, list):
        if value and all(isinstance(row, list) for row in value):
            yield from paragraphs([TableBlock(tuple(_rows(value)), has_head=False)])
            return
        for inner in value:
            yield from _item(inner, label, depth) if isinstance(inner, Mapping) else _part(inner, "", depth - 1)


def _rows(rows: list[list[Any]]) -> Iterator[tuple[str, ...]]:
    size = 0
    for row in rows:
        cells = []
        for value in row:
            cells.append(_cell(value))
            size += len(cells[-1]) + _CHARACTERS_PER_PART
            if size > MAX_FILE_BYTES:
                raise ValueError(sentences.VALUE_TOO_LONG)
        yield tuple(cells)


def _cell(value: Any) -> str:
    """Return the words of a cell on one line."""
    if not isinstance(value, (Mapping, list)):
        return "" if value is None else " ".join(untagged(str(value)).split())
    words: list[str] = []
    waiting = [value]
    for _ in range(_MAX_CELL_PARTS):
        value = waiting.pop() if waiting else None
        if isinstance(value, Mapping):
            waiting += [inner for name, inner in value.items() if _body_name(name) in _INNER_BODIES][::-1]
        elif isinstance(value, list):
            waiting += value[::-1]
        else:
            words.append(_cell(value))
    return " ".join(filter(None, words))


def _item(item: Mapping[Any, Any], label: str, depth: int) -> Iterator[str]:
    """Yield the paragraphs of an object: number and heading, then its text and parts in the order in which they are."""
    plain = {_plain(name): value for name, value in item.items()}
    label = next(
        (
            _LABELS[kind]
            for kind in (_plain(str(plain[name])) for name in _TYPES if isinstance(plain.get(name), str))
            if kind in _LABELS
        ),
        label,
    )
    bodies = [(str(name), value) for name, value in item.items() if _body_name(name) in _INNER_BODIES]
    numbers = [v for n, v in bodies if _body_name(n) in _LABELS and isinstance(v, str) and _NUMBERED.fullmatch(v)]
    bodies = [(name, value) for name, value in bodies if value not in numbers]  # `"chuong": "Chương I"`
    head = _head(numbers[0] if numbers else _first(plain, _NUMBERS), _first(plain, _HEADINGS), label)
    if head and label in ("{}.", "{})") and bodies and isinstance(bodies[0][1], str):
        text = untagged(bodies.pop(0)[1]).strip()  # a clause begins with its number
        head = text if text.startswith(head) else f"{head} {text}"
    yield head
    for name, value in bodies:
        yield from _part(value, name, depth - 1)


def _head(number: str, heading: str, label: str) -> str:
    if not number or _NUMBERED.match(heading):
        return heading
    if not _NUMBERED.match(number):
        if not label:
            return heading
        number = label.format(number.rstrip(".)"))
    if not heading:
        return number
    if number.lower().startswith(("phần", "chương", "phụ lục")):
        return f"{number}\n{heading}"
    return f"{number} {heading}" if number[-1] in ".)" else f"{number}. {heading}"


def _first(plain: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return the first of some values that is a text or a number."""
    values = (plain.get(name) for name in names)
    texts = (str(value) for value in values if isinstance(value, (str, int)) and not isinstance(value, bool))
    return next((untagged(text).strip() for text in texts if text.strip()), "")


def _is_keyed(value: Mapping[Any, Any]) -> bool:
    """Tell whether the keys of an object are the numbers of its parts (`{"1": "…", "Điều 2": "…"}`)."""
    return bool(value) and all(_KEY.fullmatch(str(key)) for key in value)


def _number_in_address(fields: Mapping[Any, Any]) -> str | None:
    """Return the document number that the id or the last part of the address is made of, None for any other."""
    plain = {_plain(name): value for name, value in fields.items() if isinstance(value, str) and len(value) < 300}
    for name in ("id", "url", "sourceurl", "link", "duongdan"):
        text = plain.get(name, "")
        try:
            last = text if name == "id" else urlsplit(text).path.rstrip("/").rpartition("/")[2].partition(".")[0]
        except ValueError:
            continue
        if number := parse_number(last):
            return number.text
    return None


def _has_words(shape: Mapping[Any, Any]) -> bool:
    """Tell whether a record has a title or a text."""
    return any(isinstance(value, str) and value.strip() and _plain(name) in _WORDS for name, value in shape.items())


def _body_name(name: Any) -> str:
    """Return what a name of a text or of its parts says: `noi_dung_dieu` is `noidung`, `danhSachDieu` is `dieu`."""
    plain = _LIST_OF.sub("", _plain(name))
    return "noidung" if plain.startswith("noidung") else plain


@lru_cache(maxsize=4096)
def _plain(name: Any) -> str:
    return _NOT_LETTERS.sub("", fold(str(name)).lower())
