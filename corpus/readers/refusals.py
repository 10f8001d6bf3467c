"""Recognise what is saved from a portal but is no document: error pages, search forms, lists, loose tags."""

from __future__ import annotations

import re
from itertools import pairwise

from corpus import sentences
from corpus.readers.layout import MIN_SENTENCE_CHARACTERS, date_of
from corpus.vi.bounded import compile_bounded
from corpus.vi.text import fold

_MAX_ERROR_CHARACTERS = 600  # of a page that only says that there is no page
_MAX_ERROR_LINES = 6  # among which the error stands
_MIN_TAGS = 3
_MIN_LABELS = 4
_MAX_FORM_LINES = 100  # its menus of years and bodies included
_MIN_ENTRIES = 5  # of a list
_PARAGRAPH = 150  # characters of a line that no entry of a list has

_TAG = re.compile(
    r"</?(?:a|b|br|center|dd|dl|dt|font|i|img|input|label|li|ol|option|select|span|strong|t[dhr]|ul)\b[^<>]*>"
)
_STATUS = (
    r"not found|forbidden|unauthorized|bad (?:gateway|request)|internal server error"
    r"|service (?:temporarily )?unavailable|gateway time-?out|too many requests"
    r"|khong tim thay(?: trang)?|khong co quyen truy cap|loi may chu"
)
_ERROR = compile_bounded(
    r"(?:(?:http )?(?:error|loi|ma loi)[ :]*)?(?:40[0-9]|410|429|50[0-4])"
    rf"(?:[ :.–-]*(?:error|loi|{_STATUS}))?|{_STATUS}|(?:error|loi)[ :-]+khong xac dinh"
    r"|(?:the )?page (?:you .{0,60} )?(?:is |was |could )?not (?:be )?found"
    r"|(?:rat tiec|xin loi|oops)?[,!. ]*(?:trang|duong dan|bai viet|noi dung|lien ket|dia chi)(?: web| nay)?"
    r"(?: (?:ma )?(?:ban|quy khach) .{0,40})? (?:hien )?(?:khong (?:ton tai|tim thay|con|duoc tim thay)|da bi xoa)"
    r".{0,60}"
    r"|(?:rat tiec|xin loi)?[,!. ]*khong tim thay (?:trang|duong dan|bai viet|noi dung|du lieu|ket qua).{0,60}"
    r"|(?:da )?(?:xay ra|co) loi(?: xay ra)?(?: trong qua trinh .{0,60}| khi .{0,60})?"
    r"|(?:he thong|website|trang web|cong thong tin.{0,60}) (?:hien )?(?:dang|tam) (?:duoc )?(?:bao tri|nang cap)"
    r".{0,60}"
    r"|server error in .{0,60}|runtime error|access denied|just a moment|an error (?:has )?occurred.{0,60}"
    r"|(?:vui long bat|please enable|you need to enable) javascript.{0,60}|checking your browser.{0,60}"
)
_SEARCHES = frozenset(("tim kiem", "tra cuu", "tim kiem nang cao", "tim nang cao", "nhap tu khoa", "tim"))
_LABELS = frozenset(
    (
        *("tu khoa", "tu ngay", "den ngay", "loai van ban", "co quan ban hanh", "linh vuc", "so ky hieu", "so hieu"),
        *("trich yeu", "nguoi ky", "ngay ban hanh", "nam ban hanh", "tinh trang", "hieu luc", "tat ca", "nhap lai"),
        *("hinh thuc van ban", "don vi ban hanh", "ngay hieu luc", "chon", "lam lai", "dat lai", "chuyen muc"),
    )
)
_MORE = frozenset(("xem chi tiet", "xem tiep", "doc tiep", "chi tiet", "xem them", "tai ve"))


def refusal(text: str) -> str | None:
    """Return the sentence that says why a text without a document's head is no document, None where it may be one."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    plain = [fold(line[:200]).lower().strip(" .:*!»>-–[]()") for line in lines]
    if _is_fragment(text):
        return sentences.TEXT_IS_FRAGMENT
    if len(text) <= _MAX_ERROR_CHARACTERS and any(map(_ERROR.fullmatch, plain[:_MAX_ERROR_LINES])):
        return sentences.TEXT_IS_ERROR_PAGE
    if _is_form(lines, plain):
        return sentences.TEXT_IS_SEARCH_FORM
    if sum(line in _MORE for line in plain) >= _MIN_ENTRIES or _is_listing(lines):
        return sentences.TEXT_IS_LISTING
    return None


def _is_fragment(text: str) -> bool:
    """Tell whether a text is a piece of a page: it begins with a tag, and has more."""
    head = text[:4000].lower()
    return bool(_TAG.match(head)) and len(_TAG.findall(head)) >= _MIN_TAGS


def _is_form(lines: list[str], plain: list[str]) -> bool:
    """Tell whether nearly all that a text has are labels of a search form."""
    if len(lines) > _MAX_FORM_LINES:
        return False
    labels = {line.removeprefix("chon ") for line in plain} & _LABELS
    long_lines = sum(len(line) >= MIN_SENTENCE_CHARACTERS for line in lines)
    return len(labels) >= _MIN_LABELS and not _SEARCHES.isdisjoint(plain) and long_lines <= 1


def _is_listing(lines: list[str]) -> bool:
    """Tell whether a text is a list of news: dates, the newest first, and no paragraph between the first two."""
    dated = [(place, day) for place, line in enumerate(lines) if (day := date_of(line))]
    if len(dated) < _MIN_ENTRIES or any(len(line) >= _PARAGRAPH for line in lines[: dated[1][0]]):
        return False
    days = [day for _, day in dated]
    return all(later >= earlier for later, earlier in pairwise(days))
