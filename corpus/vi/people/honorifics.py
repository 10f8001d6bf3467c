"""Recognise what presents a person in a text: an honorific, a list of persons, or the other words before a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpus.vi.bounded import compile_bounded
from corpus.vi.full_names import (
    CAPITAL,
    LOWER,
    UPPER,
    is_common_surname,
    is_surname,
    is_usual,
    name_end,
    namesakes,
    normalized_name,
    tidy_name,
)
from corpus.vi.word_lists import alternation, entries, first_words

# The honorifics that a query may have before a name, as syllables with and without accents, the longest first; the
# word list of texts has more.
QUERY_HONORIFICS = (("đồng", "chí"), ("dong", "chi"), ("đ", "c"), ("d", "c"), ("ông",), ("bà",), ("ong",), ("ba",))

# Between two names of a list.
TO_NEXT_NAME = compile_bounded(r"\)? *(?:[,;] *| và +| cùng +)")
_LIST_OPENING = compile_bounded(rf"(?::|gồm(?: có)?) +(?=[{UPPER}])")
_LIST_HEADING = re.compile(r"danh sách|gồm|thành phần|thành viên|trúng cử|ứng cử", re.IGNORECASE)
_LIST_WORD = re.compile(r"anh sách|ANH SÁCH")
_ROWS_HEADING = compile_bounded(
    r"(?=[^\n]{0,40}(?:đại biểu|ủy viên|uỷ viên|thành viên|trúng cử|ứng cử|hội viên|đảng viên))"
    r"[^\n]{0,120}(?P<rows>(?:\n+ *\d{1,3}[.)/] *[^\n]{0,200}){2,80})",
    re.IGNORECASE,
)
_ROW = re.compile(r"\n *\d{1,3}[.)/] *")
_SURNAME_ONG = re.compile(r"(?i:ông|bà|anh|chị|đồng chí|đ/c) Ông $")
_SAINT_NAME = re.compile(rf"{CAPITAL} (?={CAPITAL})")
_CAPITAL_BEFORE = re.compile(rf"[{UPPER}][^\W\d_]* $")
# Right before an honorific or a role that several persons share.
PLURAL = compile_bounded(r"(?:các|hai|ba|những|\d) +(?:đồng chí +|đ/c +|vị +|ông +|bà +)?$", re.IGNORECASE)


def find_honorifics(clean: str, starts: list[int]) -> list[re.Match[str]]:
    """Return the matches of honorifics before a capital, a run of several honorifics as a single match.

    `starts`: where in the text the words of `honorific_words` begin.
    """
    matches: list[re.Match[str]] = []
    at = 0
    for start in starts:
        if start >= at and (match := honorific_pattern().match(clean, start)):
            at = match.end()
            is_group = _group_honorific().search(match.group())
            if not is_group or (long_name_follows(clean, at) and not _is_name_of_group(clean, match)):
                matches.append(match)
    return matches


def _is_name_of_group(clean: str, honorific: re.Match[str]) -> bool:
    """Tell whether a plural honorific (`các cầu thủ`) has a single name after it, which is that of their group."""
    if not PLURAL.search(clean, max(0, honorific.start() - 12), honorific.start()):
        return False
    end = name_end(clean, honorific.end()) or honorific.end()
    following = TO_NEXT_NAME.match(clean, end)
    if clean.startswith(" (", end):  # a list with each person's details
        return False
    return not following or not long_name_follows(clean, following.end())


def skip_saint_name(clean: str, start: int) -> int:
    """Return where the full name after an honorific begins: behind a saint's name (`Maria`) if there is one.

    In `ông Ông Văn Khiển` only the first is an honorific.
    """
    if _SURNAME_ONG.search(clean, max(0, start - 14), start) and not is_common_surname(clean[start:].split(" ", 1)[0]):
        return start - len("Ông ")
    saint_name = _SAINT_NAME.match(clean, start)
    if not saint_name or is_surname(saint_name.group().strip()) or name_end(clean, start) is not None:
        return start
    end = name_end(clean, saint_name.end())
    return saint_name.end() if end is not None and is_usual(clean[saint_name.end() : end]) else start


def list_starts(clean: str) -> Iterator[int]:
    """Yield where the names of a list of persons begin that has a heading (`Danh sách trúng cử: A; B`).

    Of numbered lines under it (`Danh sách đại biểu`) all begin one.
    """
    has_list = "anh sách" in clean or "ANH SÁCH" in clean  # a tenth of the time of the pattern
    for word in _LIST_WORD.finditer(clean) if has_list else ():
        heading = _ROWS_HEADING.match(clean, word.end())
        rows = _ROW.finditer(clean, *heading.span("rows")) if heading else ()
        names = [row.end() for row in rows if name_end(clean, row.end())]
        if len(names) > 1:
            yield from names
    for match in _LIST_OPENING.finditer(clean):
        head = clean[max(0, match.start() - 60) : match.end()]
        if _LIST_HEADING.search(head) and long_name_follows(clean, match.end()):
            end = name_end(clean, match.end()) or match.end()
            following = TO_NEXT_NAME.match(clean, end)
            if following and long_name_follows(clean, following.end()) and may_be_person(clean, match.end(), end):
                yield match.end()


def long_name_follows(clean: str, start: int) -> bool:
    """Tell whether a name of at least three syllables begins here, which continues a list without an honorific."""
    end = name_end(clean, start)
    return end is not None and clean.count(" ", start, end) >= 2


def may_be_person(clean: str, start: int, end: int) -> bool:
    """Tell whether neither the words before a name (`đường …`) nor the name itself show that it is no person's.

    Behind another capitalised word only a common surname begins a name: `Jang Chang Ha`; behind another surname only
    usual syllables make one: `Quản Lý Cán Bộ`.
    """
    before = _CAPITAL_BEFORE.search(clean, max(0, start - 12), start)
    if before and not is_common_surname(clean[start:end].split()[0]):
        return False
    if before and is_surname(before.group().strip()) and not is_usual(tidy_name(clean[start:end])):
        return False
    return (
        not _place_word().search(clean, max(0, start - 24), start)
        and normalized_name(clean[start:end]) not in namesakes()
    )


def is_described(clean: str, start: int) -> bool:
    """Tell whether an honorific and up to four more words precede a name: `nhà nghiên cứu văn hóa dân gian`."""
    return bool(_described_person().search(clean, max(0, start - 50), start))


def follows_surname(clean: str, start: int) -> bool:
    """Tell whether the word before a name is a surname, so that the name began earlier."""
    before = _CAPITAL_BEFORE.search(clean, max(0, start - 12), start)
    return bool(before and is_surname(before.group().strip()))


@cache
def _honorifics_source() -> str:
    honorific = rf"(?:{_any_honorific()})(?!\w)(?: (?:nhân dân|ưu tú)(?!\w))?(?: \(\w+\))?"
    return rf"{honorific}(?:[ .,]*{honorific}){{0,4}}"


@cache
def _any_honorific() -> str:
    return alternation(word.removeprefix("+ ") for word in entries("honorifics"))


@cache
def honorific_pattern() -> re.Pattern[str]:
    """Return the pattern of one to five honorifics, up to the capital that follows them."""
    colon = r"(?:(?<=đồng chí)|(?<=đ/c)|(?<=ông)|(?<=bà)) ?: *"
    return compile_bounded(rf"(?<!\w)(?i:{_honorifics_source()}(?:{colon}|[ .]+))(?={CAPITAL})")


@cache
def _described_person() -> re.Pattern[str]:
    return compile_bounded(rf"(?<!\w)(?i:{_any_honorific()})(?: [{LOWER}]+){{1,4}} $")


@cache
def _group_honorific() -> re.Pattern[str]:
    # The honorifics of the people of a place too (`cử tri Lam Khê`).
    words = alternation(word[2:] for word in entries("honorifics") if word.startswith("+ "))
    return compile_bounded(rf"(?:{words})[^\w]*$", re.IGNORECASE)


@cache
def role_to_name_pattern() -> re.Pattern[str]:
    """Return the pattern of what stands between a role and the name of its holder."""
    return compile_bounded(rf"(?i: *(?:,|:| [-–—]| là)? *{_honorifics_source()}[ .]+| *: *| +)(?={CAPITAL})")


@cache
def _place_word() -> re.Pattern[str]:
    return compile_bounded(rf"(?<!\w)(?:{alternation(entries('place_words'))}) *$", re.IGNORECASE)


@cache
def honorific_words() -> frozenset[str]:
    """Return the first words of all honorifics, in lowercase."""
    return first_words(word.removeprefix("+ ") for word in entries("honorifics"))
