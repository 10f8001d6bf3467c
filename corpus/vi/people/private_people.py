"""Tell private people (petitioners, households, citizens, accused) from those who may hold an office.

Only evidence makes somebody private; `ông` or `bà` alone does not. An office beside the name is stronger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from corpus.vi.bounded import compile_bounded
from corpus.vi.text import place_tone
from corpus.vi.word_lists import alternation, entries

_BEFORE_CHARACTERS, _MATTER_CHARACTERS = 40, 140
_ADDRESS = r"(?:(?:ông|bà|anh|chị|em|cháu|cụ) +)?"
_ADDRESSES = frozenset(("ông", "bà", "anh", "chị", "em", "cháu", "cụ"))
_OF = frozenset(("của", "cho", "với"))  # the last word of what `_matter_before` has before a name
_WORD = re.compile(r"\w+")
_TO_NEXT = compile_bounded(r" *(?:[,;]|và|cùng) *(?:ông|bà|anh|chị) +", re.IGNORECASE)
# Also those that no body of the lists of offices has.
_OFFICE_AFTER = compile_bounded(
    r" *[,(:–-] *(?:(?:đại|thượng|trung|thiếu) (?:tướng|tá|úy)|cán bộ|công chức|viên chức|nhân viên|chuyên viên|văn thư"
    r"|kế toán|giáo viên|trưởng|phó|đại biểu|đảng viên)(?!\w)",
    re.IGNORECASE,
)


def private_people(clean: str, names: Iterable[tuple[int, int]]) -> set[int]:
    """Return which of the names of a tidy text, each from a start to an end, are private people's: their starts.

    The names are those without an office, in order; what shows one of a row (`ông A và bà B, trú tại …`) shows all.
    """
    private: set[int] = set()
    row: list[int] = []
    row_is_private = False
    last = 0
    for start, end in names:
        if not row or not _TO_NEXT.fullmatch(clean, last, start):
            private.update(row if row_is_private else ())
            row, row_is_private = [], False
        row.append(start)
        row_is_private |= _is_private(clean, start, end)
        last = end
    private.update(row if row_is_private else ())
    return private


def _is_private(clean: str, start: int, end: int) -> bool:
    if _OFFICE_AFTER.match(clean, end):
        return False
    if _after().match(clean, end):
        return True
    # Most names have none of these words before them: a lookup costs a tenth of the patterns.
    words = _WORD.findall(clean[max(0, start - _BEFORE_CHARACTERS) : start].lower())
    before = words[-2 if words[-1:] and words[-1] in _ADDRESSES else -1 :][:1]
    if not before:
        return False
    if before[0] in _OF and _matter_before().search(clean, max(0, start - _MATTER_CHARACTERS), start):
        return True
    near = before[0] in _last_words() or words[-1] in _last_words()
    return near and bool(_noun_before().search(clean, max(0, start - _BEFORE_CHARACTERS), start))


@cache
def _words(mark: str) -> str:
    lines = entries("private_people")
    if mark:
        return alternation(line[2:] for line in lines if line.startswith(mark + " "))
    return alternation(line for line in lines if line[0] not in "+>")


@cache
def _last_words() -> frozenset[str]:
    """Return the last words of the nouns that show a private person, with the tone mark at either place."""
    words = {line.split()[-1] for line in entries("private_people") if line[0] not in "+>"}
    return frozenset(words | {place_tone(word) for word in words})


@cache
def _noun_before() -> re.Pattern[str]:
    return compile_bounded(rf"(?<!\w)(?<!các )(?:{_words('')})(?:: *| +){_ADDRESS}\Z", re.IGNORECASE)


@cache
def _matter_before() -> re.Pattern[str]:
    matter = rf"(?:{_words('+')}|đơn(?= (?:của|ngày|ghi|đề ngày)))(?!\w)"
    return compile_bounded(rf"(?<!\w){matter}[^.;\n]{{0,80}}? (?:của|cho|đối với) +{_ADDRESS}\Z", re.IGNORECASE)


@cache
def _after() -> re.Pattern[str]:
    place = r" (?:ở|tại) (?:thôn|xóm|ấp|bản|buôn|khóm|tổ|khu phố|số nhà)"
    return compile_bounded(rf"(?: *[,(–-] *(?:{_words('>')}|\d{{2}} tuổi)|{place})(?!\w)", re.IGNORECASE)
