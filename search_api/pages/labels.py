"""Hold the Vietnamese words of the pages: labels, days and spans as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from corpus.vi.dates.find import VIETNAM
from corpus.vi.dates.span import Span

COLUMNS = {
    "kind": "Loại",
    "year": "Năm",
    "issuer": "Cơ quan",
    "section": "Chuyên mục",
    "official": "Người được nhắc đến",
    "term": "Nhiệm kỳ",
    "session": "Kỳ họp",
    "status": "Hiệu lực",
    "source": "Nguồn",
}

DATES = {
    "any": "Bất kỳ ngày nào",
    "published": "Ngày đăng",
    "issued": "Ngày ban hành",
    "effective": "Ngày có hiệu lực",
    "mentioned": "Ngày được nhắc đến",
}

SORTS = {"relevance": "Phù hợp nhất", "newest": "Mới nhất", "oldest": "Cũ nhất"}

GUESSES = {
    "date": "ngày tháng",
    "number": "số hiệu",
    "official": "tên cán bộ",
    "abbreviation": "chữ viết tắt",
    "telex": "cách gõ Telex, VNI",
    "spelling": "lỗi gõ",
    "issuer": "cơ quan",
    "kind": "loại văn bản",
    "accent": "dấu tiếng Việt",
    "all": "điều gì",
}

RELATIONS = {
    "amends": "Sửa đổi, bổ sung",
    "repeals": "Bãi bỏ",
    "replaces": "Thay thế",
    "based-on": "Căn cứ",
    "cites": "Nhắc đến",
}


def day(when: date | datetime | None) -> str:
    """Return `13/01/2020`, in Vietnam's time; nothing for None."""
    if when is None:
        return ""
    if isinstance(when, datetime):
        when = when.astimezone(VIETNAM).date()
    return f"{when.day:02}/{when.month:02}/{when.year:04}"


def count(number: int) -> str:
    """Return a number with thousands set apart by points, as Vietnamese writes them."""
    return f"{number:,}".replace(",", ".")


def span(first: date, last: date) -> str:
    """Return the shortest way to say the days from the first to the last; either may be left open."""
    if last == date.max:
        return f"từ {day(first)}"
    if first == date.min:
        return f"đến hết {day(last)}"
    return Span.between(first, last).said


def meaning(type: str, what: Mapping[str, str | int]) -> str:
    """Return what a part of a query was taken for, as one phrase."""
    if type == "date":
        first, last = what.get("from"), what.get("to")
        if first and last:
            return span(date.fromisoformat(str(first)), date.fromisoformat(str(last)))
        if "text" in what:
            return str(what["text"])
        return f"từ {first}" if first else f"đến {last}"
    if type == "official":
        return f"cán bộ {what.get('name', '')}"
    if type == "number":
        year = f", năm {what['year']}" if "year" in what else ""
        return f"văn bản số {what.get('number', '')}{year}"
    if type == "kind":
        return f"loại {what.get('text', '')}"
    if type == "issuer":
        return f"cơ quan {what.get('text', '')}"
    return f"“{what.get('text', '')}”"
