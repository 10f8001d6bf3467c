"""Read the attributes that a law portal prints above the text of a document, where a page was saved as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.extraction.heading import heading, kind_of
from corpus.readers.fields import field_of
from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.find import parse_day
from corpus.vi.places import parse_place
from corpus.vi.text import fold

_MAX_CHARACTERS = 8000  # of the page, in which attributes are looked for
_MAX_GAP_LINES = 3  # between two attributes
_MAX_LABEL_WORDS = 5
_MAX_VALUE_CHARACTERS = 400
_MIN_ATTRIBUTES = 3
_FIELDS = frozenset(
    ("number", "kind", "issuer", "signer", "issued", "effective", "expires", "status", "section", "abstract")
)
_FORMAL = frozenset(("number", "issuer", "signer", "issued"))
_DAYS = frozenset(("issued", "effective", "expires"))
# What a portal prints for a value that it does not have or does not show.
_NO_VALUE = re.compile(r"(?:da biet|dang cap nhat|du lieu dang cap nhat|khong xac dinh|chua xac dinh|\W*)\Z")
_BLOCK_NAME = re.compile(r"(?:thuoc tinh|thong tin)(?: van ban)?|gia tri")
_CELL_BORDER = re.compile(r"\|| {4,}")
_PAGE_END = compile_bounded(
    r"©|bản quyền|bảo lưu mọi quyền|đăng nhập để|phải đăng nhập|hotline|điện thoại:|giấy phép (?:số|thiết lập)",
    re.IGNORECASE,
)


class PortalText(NamedTuple):
    """Holds the fields that stand above a document, its title among them, and the text below."""

    fields: dict[str, str]
    text: str


def portal_text(text: str) -> PortalText | None:
    """Return the attributes above a document and its text without them and the page's end; None without attributes."""
    lines = text.split("\n")
    fields: dict[str, str] = {}
    first = last = -1
    length = 0
    for at, line in enumerate(lines):
        length += len(line)
        if length > _MAX_CHARACTERS or (last >= 0 and at - last > _MAX_GAP_LINES):
            break
        for field, value in _attributes(line):
            first, last = (at if first < 0 else first), at
            if not _NO_VALUE.match(fold(value).lower()) and (field not in _DAYS or parse_day(value)):
                fields.setdefault(field, value)
    rest = "\n".join(map(_without_loose_bars, _without_page_end(lines[last + 1 :]))).strip()
    if len(fields) < _MIN_ATTRIBUTES or not fields.keys() & _FORMAL or not rest:
        return None
    if title := _title_above(lines[:first]):
        fields["title"] = title
    head = heading(rest)
    if (head and head.bodies) or parse_place(fields.get("issuer", "")):
        fields.pop("issuer", None)  # `Nơi ban hành: Tỉnh Sơn La`
    return PortalText(fields, rest)


def _attributes(line: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a line: of its cells, or of labels with a colon."""
    cells = [cell.strip(" *_") for cell in _CELL_BORDER.split(line)]
    cells = [cell for cell in cells if cell]
    if len(cells) > 1:
        known = [_field(cell) for cell in cells]
        for field, value, value_field in zip(known, cells[1:], known[1:], strict=False):
            if field and not value_field and len(value) <= _MAX_VALUE_CHARACTERS:
                yield field, value
    if len(cells) == 1 or not any(map(_field, cells)):
        for cell in cells:
            yield from _labelled(cell)


def _labelled(line: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of labels with a colon, several in one line: `Số hiệu: 12/QĐ-UBND Loại văn bản: Quyết định`."""
    parts = line.replace("*", "").split(":")
    labels = [_label_at_end(part) for part in parts[:-1]]
    for at, label in enumerate(labels):
        if not label:
            continue
        following = next((later for later in range(at + 1, len(labels)) if labels[later]), len(labels))
        value = ":".join(parts[at + 1 : following + 1])
        if following < len(labels):
            value = value[: len(value) - len(labels[following])]
        field = _field(label)
        if field and len(value) <= _MAX_VALUE_CHARACTERS:
            yield field, value.strip(" .;|")


def _label_at_end(part: str) -> str:
    words = part.split()
    counts = range(min(len(words), _MAX_LABEL_WORDS), 1, -1)
    return next((label for count in counts if _field(label := " ".join(words[-count:]))), "")


def _field(label: str) -> str | None:
    """Return the field of a label of two words or more: `Số:` stands in every head."""
    field = field_of(label.strip(" :")) if " " in label.strip() and len(label) < 40 else None
    return field if field in _FIELDS else None


def _title_above(lines: list[str]) -> str | None:
    """Return the title right above the attributes, which says the kind of the document first."""
    title: list[str] = []
    for line in reversed(lines):
        words = line.strip(" |*#")
        if _BLOCK_NAME.fullmatch(fold(words).lower().strip(" :")) or (not words and not title):
            continue
        if not words:
            break
        title.insert(0, words)
    whole = " ".join(title)
    return whole if kind_of(whole) and len(whole) <= _MAX_VALUE_CHARACTERS else None


def _without_page_end(lines: list[str]) -> list[str]:
    """Return the lines without the last paragraphs that are the page's: address, copyright, invitation to log in."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or _PAGE_END.search(lines[end - 1])):
        end -= 1
    return lines[:end]


def _without_loose_bars(line: str) -> str:
    """Return a line of a cell that has several lines without the bar at its one end; a row of a table has two."""
    words = line.strip()
    return line if words.startswith("|") and words.endswith("|") and len(words) > 1 else words.strip("| ")
