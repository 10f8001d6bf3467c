"""Tell what presents a person in a text: a word of address, a list that says it is one, the words before a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpus.vi.full_names import (
    CAPITAL,
    LOWER,
    UPPER,
    is_common_surname,
    is_surname,
    is_usual,
    key,
    name_end,
    namesakes,
)
from corpus.vi.word_lists import choice, entries, first_words

TO_NEXT_NAME = re.compile(r"\)? *(?:[,;] *| và +| cùng +)")
_LIST = re.compile(rf"(?::|gồm(?: có)?) +(?=[{UPPER}])")
_LIST_HEAD = re.compile(r"danh sách|gồm|thành phần|thành viên|trúng cử|ứng cử", re.IGNORECASE)
_FORENAME = re.compile(rf"{CAPITAL} (?={CAPITAL})")
_BEHIND = re.compile(rf"[{UPPER}][^\W\d_]* $")
MANY = re.compile(r"(?:các|hai|ba|những|\d) +$", re.IGNORECASE)


def addressed(clean: str, starts: list[int]) -> list[re.Match[str]]:
    """Return the words of address that stand before a capital, each row of them once."""
    found: list[re.Match[str]] = []
    at = 0
    for start in starts:
        if start >= at and (match := address().match(clean, start)):
            at = match.end()
            if not _of_many().search(match.group()) or (goes_on(clean, at) and not _is_team(clean, match)):
                found.append(match)
    return found


def _is_team(clean: str, many: re.Match[str]) -> bool:
    """Tell whether many are addressed (`các cầu thủ`) and one name follows: it is where they belong."""
    if not MANY.search(clean, max(0, many.start() - 12), many.start()):
        return False
    end = name_end(clean, many.end()) or many.end()
    following = TO_NEXT_NAME.match(clean, end)
    if clean.startswith(" (", end):  # who they are is told one by one
        return False
    return not following or not goes_on(clean, following.end())


def after_forename(clean: str, start: int) -> int:
    """Return where a full name begins after a word of address: behind a saint's name if there is one."""
    forename = _FORENAME.match(clean, start)
    if not forename or is_surname(forename.group().strip()) or name_end(clean, start) is not None:
        return start
    end = name_end(clean, forename.end())
    return forename.end() if end is not None and is_usual(clean[forename.end() : end]) else start


def listed(clean: str) -> Iterator[int]:
    """Yield where a list of persons begins that says it is one (`Danh sách trúng cử: A; B`)."""
    for match in _LIST.finditer(clean):
        head = clean[max(0, match.start() - 60) : match.end()]
        if _LIST_HEAD.search(head) and goes_on(clean, match.end()):
            end = name_end(clean, match.end()) or match.end()
            following = TO_NEXT_NAME.match(clean, end)
            if following and goes_on(clean, following.end()) and may_be_person(clean, match.end(), end):
                yield match.end()


def goes_on(clean: str, start: int) -> bool:
    """Tell whether a list of persons goes on with a name that no word of address opens."""
    end = name_end(clean, start)
    return end is not None and clean.count(" ", start, end) >= 2


def may_be_person(clean: str, start: int, end: int) -> bool:
    """Tell whether the words before a name and the name itself allow that it is a person's.

    Behind another capitalised word only a common surname begins one: `Jang Chang Ha`.
    """
    if _BEHIND.search(clean, max(0, start - 12), start) and not is_common_surname(clean[start:end].split()[0]):
        return False
    return not _place_word().search(clean, max(0, start - 24), start) and key(clean[start:end]) not in namesakes()


def is_described(clean: str, start: int) -> bool:
    """Tell whether a word of address with a few words more stands before a name: `nhà nghiên cứu văn hóa dân gian`."""
    return bool(_described().search(clean, max(0, start - 50), start))


def behind_surname(clean: str, start: int) -> bool:
    """Tell whether the word before a name is a surname, so that the name began earlier."""
    before = _BEHIND.search(clean, max(0, start - 12), start)
    return bool(before and is_surname(before.group().strip()))


@cache
def _honorifics() -> str:
    words = choice(word.removeprefix("+ ") for word in entries("honorifics"))
    one = rf"(?:{words})(?!\w)(?: (?:nhân dân|ưu tú)(?!\w))?(?: \(\w+\))?"
    return rf"{one}(?:[ .,]*{one}){{0,4}}"


@cache
def address() -> re.Pattern[str]:
    """Return the pattern of words of address, up to the capital that follows them."""
    colon = r"(?:(?<=đồng chí)|(?<=đ/c)|(?<=ông)|(?<=bà)) ?: *"
    return re.compile(rf"(?<!\w)(?i:{_honorifics()}(?:{colon}|[ .]+))(?={CAPITAL})")


@cache
def _described() -> re.Pattern[str]:
    words = choice(word.removeprefix("+ ") for word in entries("honorifics"))
    return re.compile(rf"(?<!\w)(?i:{words})(?: [{LOWER}]+){{1,4}} $")


@cache
def _of_many() -> re.Pattern[str]:
    words = choice(word[2:] for word in entries("honorifics") if word.startswith("+ "))
    return re.compile(rf"(?:{words})[^\w]*$", re.IGNORECASE)


@cache
def to_name() -> re.Pattern[str]:
    """Return the pattern of what stands between a position and the name of its bearer."""
    return re.compile(rf"(?i: *(?:,|:| [-–—]| là)? *{_honorifics()}[ .]+| *: *| +)(?={CAPITAL})")


@cache
def _place_word() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{choice(entries('place_words'))}) *$", re.IGNORECASE)


@cache
def honorific_words() -> frozenset[str]:
    """Return the words, in small letters, with which words of address begin."""
    return first_words(word.removeprefix("+ ") for word in entries("honorifics"))
