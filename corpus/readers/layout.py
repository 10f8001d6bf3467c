"""Classify the lines of a portal page: section, date line, author line, and the furniture around an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby, takewhile
from typing import NamedTuple

from corpus.readers.text_tables import has_cells
from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.find import parse_moment
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.text import fold

_DATE = re.compile(
    r"\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}\b|\bngày \d{1,2} tháng \d{1,2} năm \d{4}\b"
    r"|\b\d{1,2} tháng \d{1,2},? \d{4}\b",
    re.IGNORECASE,
)
_VIEWS = compile_bounded(
    r"(?<!\S)[\d.,]{1,12} (?:views?|lượt (?:xem|đọc))\s*$"
    r"|[|,(–—-]?\s*(?:view count|views?|(?:số )?lượt (?:xem|đọc)|đã xem|đọc)\s*:?\s*[\d.,]*\s*\)?\s*$",
    re.IGNORECASE,
)
# What else a date line has: the time, the day of the week, labels.
_BESIDE_DATE = re.compile(
    r"\d{1,2}\s?[:hg]\s?\d{2}(?::\d{2})?|\bgmt\s*\+?\s*\d*(?::\d{2})?|\b(?:am|pm|sa|ch|giờ|phút)\b"
    r"|\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|t[2-7]|cn)\b"
    r"|\b(?:ngày|đăng|được đăng|xuất bản|đưa tin|tạo|cập nhật|lần cuối|lúc|vào|thời gian|posted|published|date)\b",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"(?:tin|bài|ảnh|tác giả|người viết|thực hiện|phóng viên)"
    r"(?:\s*(?:[,&/+-]\s*|và\s+)?(?:tin|bài|ảnh|clip|video|viết))*\s*:\s*(?P<name>[^\W\d][^\d:]{0,79})",
    re.IGNORECASE,
)
_POSTED_BY = re.compile(
    r"(?:(?:được )?(?:viết|đăng) )?bởi:? (?P<name>[^\W\d]\S{0,30}(?: \S{1,15}){0,4})", re.IGNORECASE
)
_OFFICE = re.compile(r"\((?P<name>(?:VP|Văn phòng|Phòng|Ban|Trung tâm|TT|Cổng|Theo)\b[^()]{0,80})\)")

_TAB = compile_bounded(r" *\t[ \t]*")
_ITEM_MARK = re.compile(r"\W{0,4}(?:[IVXLC]{1,6}|[^\W\d_]{1,2}|(?:Điều|Khoản|Chương|Mục) \w{1,5})?[\W\d]{0,8}")

# A line of only these words (folded), and all lines after it, are furniture of the page and not of the article.
_FURNITURE = frozenset(
    {
        "binh chon",
        "tham do y kien",
        "cac tin khac",
        "cac tin da dang",
        "cac tin da dua",
        "tin da dua",
        "co lien quan",
        "bai viet moi",
        "van ban moi",
        "tags",
        "dieu huong bai viet",
        "cac tin cu hon",
        "cac tin moi hon",
        "tin cu hon",
        "tin moi hon",
        "tin lien quan",
        "tin bai lien quan",
        "bai viet lien quan",
        "tin cung chuyen muc",
        "tin khac",
        "tin moi nhat",
        "tin noi bat",
        "tin doc nhieu",
        "gui binh luan",
        "y kien ban doc",
        "gui y kien",
        "danh gia bai viet",
        "thong ke truy cap",
        "luot truy cap",
        "lien ket website",
        "ve trang truoc",
        "ve dau trang",
        "in trang",
        "in bai viet",
        "ban in",
        "tai file dinh kem",
        "tai tep dinh kem",
        "file dinh kem",
        "tep dinh kem",
        "tai ve",
        "van ban lien quan",
        "van ban khac",
        "cac van ban khac",
        "gui email",
        "quay lai",
    }
)


# A line of this length is a sentence, and no heading, caption or role.
MIN_SENTENCE_CHARACTERS = 60


class Article(NamedTuple):
    """Holds the text of an article, and who wrote it."""

    text: str
    author: str | None


def separated_paragraphs(text: str) -> str:
    """Return the text with a single blank line between paragraphs; without blank lines every line is a paragraph.

    Lines that were only wrapped are one, and rows of cells stay together.
    """
    lines = [line.strip() for line in text.strip().split("\n")]
    if "" not in lines:
        lines = with_joined_lines("\n".join(lines)).split("\n")
        groups = (
            list(group) for _, group in groupby(enumerate(lines), key=lambda at: -1 if has_cells(at[1]) else at[0])
        )
        return "\n\n".join("\n".join(line for _, line in group) for group in groups)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def with_column_gaps(text: str) -> str:
    """Return the text with four blanks for a tab between two columns; one after the mark of an item is a blank."""
    return _TAB.sub(_gap, text) if "\t" in text else text


def _gap(tab: re.Match[str]) -> str:
    before = tab.string[max(tab.string.rfind("\n", 0, tab.start()) + 1, tab.start() - 12) : tab.start()]
    return " " if _ITEM_MARK.fullmatch(before) else "    "


def date_of(line: str) -> datetime | None:
    """Return the time of a date line (`Thứ Tư, 22/01/2020 | 11:21 GMT+7`), None for a line with other words."""
    if len(line) > 120 or not _DATE.search(line):
        return None
    line = _VIEWS.sub("", line)
    if any(map(str.isalnum, _BESIDE_DATE.sub("", _DATE.sub("", line, count=1)))):
        return None
    return parse_moment(line)


def author_of(line: str) -> str | None:
    """Return the name on an author line (`Tin, ảnh: Vân Anh`), None for any other line."""
    line = line.strip(" .*")
    match = (_AUTHOR.fullmatch(line) or _POSTED_BY.fullmatch(line)) if len(line) < 200 else None
    return match["name"].strip(" .*") if match else None


def undoubled(line: str) -> str:
    """Return half of a line that repeats itself (`Bình chọn Bình chọn`: in a dump, a heading and its link)."""
    line = " ".join(line.split())
    half = len(line) // 2
    return line[:half] if len(line) > 2 and line[half] == " " and line[:half] == line[half + 1 :] else line


def is_furniture(line: str) -> bool:
    """Tell whether a line begins the furniture after an article: a poll, other news, sharing."""
    return len(line) < 80 and fold(undoubled(line)).lower().strip(" .:»>+*-") in _FURNITURE


def article(blocks: Iterable[str], author: str | None = None) -> Article:
    """Return the article of a dump's paragraphs: up to the furniture, without the author line."""
    return signed_article(takewhile(lambda block: not is_furniture(block.partition("\n")[0]), blocks), author)


def signed_article(blocks: Iterable[str], author: str | None = None) -> Article:
    """Return the article of its paragraphs, without the author line.

    The author is the name on that line, else `author`, else a name alone under the last paragraph.

    The line of the writer's office (`(VP HĐND&UBND quận)`) is left out too: it would make every news item a hit for
    that office. It is the author where no person is named. Photo captions stay: they name persons and places.
    """
    text: list[str] = []
    byline = office = None
    for block in blocks:
        if name := author_of(block):
            byline = byline or name
        elif match := _OFFICE.fullmatch(block.strip()):
            office = match["name"].strip()
        elif block.strip():
            text.append(block)
    author = byline or author or (text[-1] if _is_signed(text) else None)
    if author and text and text[-1].strip(" .*") == author:
        text.pop()
    return Article("\n\n".join(text), author or office)


def _is_signed(blocks: list[str]) -> bool:
    """Tell whether the last line is a name alone under a paragraph; under a role it is a signature, and text."""
    words = blocks[-1].split() if len(blocks) > 1 else []
    return (
        2 <= len(words) <= 4
        and all(w.isalpha() and w.istitle() for w in words)
        and len(blocks[-2]) >= MIN_SENTENCE_CHARACTERS
    )
