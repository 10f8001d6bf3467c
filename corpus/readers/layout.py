"""Tell what the lines of a portal page are: section, date line, author line, and the furniture around an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from corpus.vi.dates import parse_moment
from corpus.vi.text import fold

_DAY = r"(?P<day>\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4})"
_TIME = r"(?P<time>\d{1,2}\s?[:hg]\s?\d{2}(?::\d{2})?)(?:\s?(?P<half>[AaPp][Mm]|SA|CH))?"
_BEFORE = (
    r"(?:(?:(?:ngày )?(?:đăng|xuất bản|tạo|cập nhật)|đăng ngày|ngày|lúc|vào|thời gian|cập nhật lần cuối)[ :]*)*"
    r"(?:(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|t[2-7]|cn)\b\s*[,.:-]?\s*)?(?:ngày )?"
)
_BETWEEN = r"\s*[|,–—-]?\s*(?:lúc )?"
_DATE_LINE = re.compile(
    rf"\s*{_BEFORE}(?:{_DAY}(?:{_BETWEEN}{_TIME})?|{_TIME.replace('time', 'time2').replace('half', 'half2')}"
    rf"{_BETWEEN}(?:ngày )?{_DAY.replace('day', 'day2')})\s*(?P<rest>.*)",
    re.IGNORECASE,
)
# What may stand behind the date on its line.
_REST = re.compile(
    r"(?:[(\[|,–—\s-]*(?:gmt\s*\+?\s*\d*(?::\d\d)?|view count|lượt xem|số lượt xem|xem|đã xem|views?|tác giả|nguồn)\b.*"
    r"|[(\[|)\]\s]*)",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"(?:tin|bài|ảnh|tác giả|người viết|thực hiện|phóng viên)"
    r"(?:\s*(?:,|và|&|-|/|\+)?\s*(?:tin|bài|ảnh|clip|video|viết))*\s*:\s*(?P<name>\S.{0,79})",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"\((?P<name>(?:VP|Văn phòng|Phòng|Ban|Trung tâm|TT|Cổng|Theo)\b[^()]{0,80})\)")

# Lines of these words only, and what follows them, are furniture of the page and not of the article.
_FURNITURE = frozenset(
    line.strip()
    for line in """
        binh chon
        tham do y kien
        cac tin khac
        cac tin da dang
        cac tin cu hon
        cac tin moi hon
        tin cu hon
        tin moi hon
        tin lien quan
        tin bai lien quan
        bai viet lien quan
        tin cung chuyen muc
        tin khac
        tin moi nhat
        tin noi bat
        tin doc nhieu
        gui binh luan
        y kien ban doc
        gui y kien
        danh gia bai viet
        thong ke truy cap
        luot truy cap
        lien ket website
        ve trang truoc
        ve dau trang
        in trang
        in bai viet
        ban in
        gui email
        quay lai
    """.split("\n")
    if line.strip()
)


class Article(NamedTuple):
    """Holds what of a page's lines is the article, and who wrote it."""

    text: str
    author: str | None


def paragraphs(text: str) -> str:
    """Return the text with its paragraphs divided by one blank line; where none is in it, every line is a paragraph."""
    lines = [line.strip() for line in text.strip().split("\n")]
    if "" not in lines:
        return "\n\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def date_of(line: str) -> datetime | None:
    """Return the moment of a date line (`Thứ Tư, 22/01/2020 | 11:21 GMT+7`), None where the line says more than that."""
    if len(line) > 120:
        return None
    found = _DATE_LINE.fullmatch(line)
    if not found or not _REST.fullmatch(found["rest"]):
        return None
    day = re.sub(r"\s", "", found["day"] or found["day2"])
    time = re.sub(r"\s?[hg]\s?", ":", found["time"] or found["time2"] or "").replace(" ", "")
    return parse_moment(f"{day} {_of_24(time, found['half'] or found['half2'])}".strip())


def author_of(line: str) -> str | None:
    """Return the name on an author line (`Tin, ảnh: Vân Anh`), None for any other line."""
    found = _AUTHOR.fullmatch(line.strip(" .*"))
    return found["name"].strip(" .*") if found else None


def undoubled(line: str) -> str:
    """Return a line once that a dump wrote twice (`Bình chọn Bình chọn`: a heading and its link)."""
    line = " ".join(line.split())
    half = len(line) // 2
    return line[:half] if len(line) > 2 and line[half] == " " and line[:half] == line[half + 1 :] else line


def is_furniture(line: str) -> bool:
    """Tell whether a line begins what stands on the page after the article: a poll, other news, sharing."""
    return len(line) < 80 and fold(undoubled(line)).lower().strip(" .:»>+*-") in _FURNITURE


def article(blocks: Iterable[str]) -> Article:
    """Return the article of a page's paragraphs: up to the furniture, without the author line, which gives the author.

    The line of the writer's office (`(VP HĐND&UBND quận)`) is left out too: it would make every news item a hit for
    that office. It is the author where no person is named. Photo captions stay: they name persons and places.
    """
    kept: list[str] = []
    author = office = None
    for block in blocks:
        if is_furniture(block):
            break
        if name := author_of(block):
            author = author or name
        elif found := _OFFICE.fullmatch(block.strip()):
            office = found["name"].strip()
        elif block.strip():
            kept.append(block)
    return Article("\n\n".join(kept), author or office)


def _of_24(time: str, half: str | None) -> str:
    hour, colon, rest = time.partition(":")
    if half and half.upper() in ("PM", "CH") and int(hour) < 12:
        return f"{int(hour) + 12}{colon}{rest}"
    return f"0{rest and colon}{rest}" if half and int(hour) == 12 else time
