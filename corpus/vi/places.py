"""Read places with their level (`quận Hoàn Kiếm`), and find where a place's name ends and a person's begins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import NamedTuple

from corpus.vi.bounded import compile_bounded
from corpus.vi.full_names import (
    CAPITAL,
    LOWER,
    UPPER,
    is_common_surname,
    is_likely,
    is_name,
    is_no_commune,
    is_surname,
    likely_length,
    namesakes,
    normalized_name,
    title_case,
)
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold, term, tidy
from corpus.vi.word_lists import entries

LEVELS = ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "thị trấn", "phường", "đặc khu", "xã")
SHORT_LEVELS = {
    "tp": "thành phố",
    "q": "quận",
    "h": "huyện",
    "tx": "thị xã",
    "tt": "thị trấn",
    "p": "phường",
    "x": "xã",
}
MAX_PLACE_SYLLABLES = 4
MAX_PERSON_SYLLABLES = 4  # of a person's name that stands behind a place's or is the place's

_FULL_LEVEL = r"tỉnh|thành phố|quận|huyện|thị xã|thị trấn|phường|đặc khu|xã(?! +(?:hội|viên|luận)\b)"
_LEVEL = rf"(?:(?P<level>{_FULL_LEVEL})(?!\w)|(?P<short>TP|TX|TT|Q|H|P|X)(?:\.|(?= \w)|(?=HCM|\d)))"
_LEVEL_AFTER_BODY = compile_bounded(rf"\s+(?:của +)?{_LEVEL}", re.IGNORECASE)
_LEVEL_FIRST = compile_bounded(_LEVEL, re.IGNORECASE)
_FULL_LEVEL_FIRST = compile_bounded(rf"(?<!\w)(?:{_FULL_LEVEL})(?= +[{UPPER}\d])", re.IGNORECASE)
_LEVEL_FIRST_BARE = compile_bounded(fold(_LEVEL), re.IGNORECASE)
# A title may follow its issuer with nothing between: `của Hội đồng nhân dân tỉnh Quy định mức chi`.
_TITLE_BEGINS = compile_bounded(
    r"(?:Quy (?:định|chế|hoạch)|Sửa đổi|Ban hành|Thông qua|Bãi bỏ|Phê (?:duyệt|chuẩn)|Điều chỉnh|Hướng dẫn|Kéo dài"
    r"|Phân (?:cấp|bổ|công|định)|Đặt (?:tên|số)|Thay thế|Hủy bỏ|Huỷ bỏ|Bổ sung|Quyết định|Xác nhận|Công (?:bố|nhận)"
    r"|Thành lập|Tiếp tục|Miễn nhiệm|Áp dụng|Chấp thuận|Về (?:việc|mức|chính|chế))(?!\w)"
)
_AFTER_NAME = compile_bounded(r"\s*[,;]|\s+- +(?=tỉnh|thành phố|TP)")
_WORD = re.compile(r"(?:[^\W_]|['’])+")
_CAPITALISED_RUN = compile_bounded(rf" *(?:\d+|{CAPITAL}(?: {CAPITAL}){{0,9}})")
_WORDS = re.compile(rf"[{UPPER}{LOWER}\d'’]+(?:(?: | ?- ?)[{UPPER}{LOWER}\d'’]+)*")
_HYPHENATED = compile_bounded(r" *\w+ \w+ ?[-–] ?\w+(?: \w+)?")
# The heading of the state stands in the same line as the body's name where two columns were merged.
_STATE_HEADING = re.compile(r"CỘNG HÒA|CỘNG HOÀ|ĐẢNG CỘNG|ĐỘC LẬP")


class Place(NamedTuple):
    """Names a place: `level` in lower case, `name` tidy; either is None where the text does not give it."""

    level: str | None
    name: str | None

    @property
    def text(self) -> str:
        """Return the place as people write it: `quận Hoàn Kiếm`."""
        return " ".join(part for part in self if part)


def parse_place(text: str, *, level: str | None = None) -> Place | None:
    """Read a whole text as a single place, with or without marks and capitals; ignore what follows a comma.

    `level` is the level that a body's name implies (`Huyện ủy`). Returns None where the text is not a place.
    """
    bare = is_bare(terms(text))
    match = (_LEVEL_FIRST_BARE if bare else _LEVEL_FIRST).match(fold(text) if bare else text)
    if match:
        level = _level(match)
    name = text[match.end() :] if match else text
    name = _AFTER_NAME.split(name.strip(), maxsplit=1)[0]
    if not name:
        return Place(level, None) if match else None
    if not _WORDS.fullmatch(name):
        return None
    province = _provinces().get(_province_key(name))
    if province and level in (None, province.level):
        return province
    words = name.split()
    capitalised = [not word[0].islower() for word in words]
    if level is None or len(words) > MAX_PLACE_SYLLABLES or any(capitalised) != all(capitalised):
        return None
    return Place(level, _name(words))


def place_at(clean: str, start: int, *, level: str | None, after_role: bool) -> tuple[int, Place] | None:
    """Return the end and the place that follows a body's name at `start` of a tidy text, or None.

    `level` is the level that the body's name implies; `after_role`: a person's name may follow the place directly.
    """
    match = _LEVEL_AFTER_BODY.match(clean, start)
    if match:
        level = _level(match)
        start = match.end()
    run = _CAPITALISED_RUN.match(clean, start)
    words = re.split(" +", run.group().strip()) if run else []
    if run and (heading := _STATE_HEADING.search(run.group())):
        words = run.group()[: heading.start()].split()
    words = _same_case(words)
    if words and run and _TITLE_BEGINS.match(clean, run.end() - len(words[-1])):
        words = words[:-1]
    count, province = _province(words, level, clean, start)
    if province:
        return _end(clean, start, count), province
    if level is None:
        return None
    count = _name_length(words, level, after_role=after_role)
    if count == 0:
        return (start, Place(level, None)) if match else None
    return _end(clean, start, count), Place(level, _name(words[:count]))


def find_places(text: str) -> list[Place]:
    """Return the places that a text names with their level written out (`huyện Lam Khê`), in order."""
    clean = " ".join(tidy(text).split())
    places = []
    for match in _FULL_LEVEL_FIRST.finditer(clean):
        found = place_at(clean, match.end(), level=match.group().lower(), after_role=False)
        if found and found[1].name:
            places.append(found[1])
    return places


def province_at(clean: str, start: int) -> int | None:
    """Return the end offset of the name of a province that begins at `start` of a tidy text, or None."""
    run = _CAPITALISED_RUN.match(clean, start)
    words = run.group().split() if run else []
    count, province = _province(words, None, clean, start)
    return _end(clean, start, count) if province else None


def _level(match: re.Match[str]) -> str:
    if match["short"]:
        return SHORT_LEVELS[match["short"].lower()]
    written = fold(match["level"]).lower()
    return next(level for level in LEVELS if fold(level) == written)


def _end(clean: str, start: int, count: int) -> int:
    """Return the end offset of a number of words from `start` on."""
    words = islice(_WORD.finditer(clean, start), count)
    return max(word.end() for word in words)


def _same_case(words: list[str]) -> list[str]:
    """Cut the words where capitals end or begin: an acronym after a name is not part of it."""
    if not words:
        return words
    capitals = len(words[0]) > 1 and words[0].isupper() and words[0][-1].isalnum()  # not the mark in `H' Linh`
    for i, word in enumerate(words):
        if len(word) > 1 and word[-1].isalnum() and word.isupper() != capitals and not word.isdigit():
            return words[:i]
        if i and word in ("KHÓA", "KHOÁ") and i + 1 < len(words):  # `HĐND XÃ BÌNH HÒA KHÓA XX`
            return words[:i]
    return words


def _province(words: list[str], level: str | None, clean: str, start: int) -> tuple[int, Place | None]:
    """Return how many words name a province, and that province."""
    hyphenated = _HYPHENATED.match(clean, start)
    if hyphenated and (place := _provinces().get(_province_key(hyphenated.group()))):
        return len(_WORD.findall(hyphenated.group())), place
    for count in range(min(len(words), MAX_PLACE_SYLLABLES), 0, -1):
        place = _provinces().get(_province_key(" ".join(words[:count])))
        if place and level in (None, place.level):
            return count, place
    return 0, None


def _name_length(words: list[str], level: str, *, after_role: bool) -> int:
    """Return how many of the capitalised words after a level are the place's name; the rest may be a person's.

    No rule of spelling separates `Chủ tịch UBND quận Nguyễn Chí Lực` from `UBND phường Phan Chu Trinh`: a name of
    three syllables is a person's after a position, unless streets and units are named after that person.
    """
    total = len(words)
    if not words or words[0].isdigit():
        return min(total, 1)
    if namesake := _namesake_length(words):
        return namesake
    if after_role and (total > 1 or level == "tỉnh") and words[0][1:2] in ("'", "’"):  # `Chủ tịch UBND xã H'Nuên Byă`
        return 0
    if after_role and level == "xã" and is_no_commune(words):
        return 0
    likely = words[: likely_length(words)] if words[0].isupper() else words
    if (total >= 3 or level == "tỉnh") and (after_role or level in ("tỉnh", "huyện", "quận")) and _is_person(likely):
        return 0
    for count in (2, 3, 1):
        rest = words[count:]
        if not rest or not _is_person(rest):
            continue
        common = is_common_surname(rest[0])
        if (common and (after_role or len(rest) >= 3)) or (after_role and count > 1 and len(rest) >= 3):
            return count
    return min(total, MAX_PLACE_SYLLABLES)


def _is_person(words: list[str]) -> bool:
    name = " ".join(words)
    begins = is_surname(words[0]) or words[0] == "H"  # `H Linh Niê`
    return len(words) <= MAX_PERSON_SYLLABLES and begins and is_name(name) and is_likely(name)


def _namesake_length(words: list[str]) -> int:
    """Return how many of the first words are the name of a historical person, after whom places are named."""
    counts = range(2, min(len(words), MAX_PERSON_SYLLABLES) + 1)
    return max((count for count in counts if normalized_name(" ".join(words[:count])) in namesakes()), default=0)


def _name(words: list[str]) -> str:
    """Return a place's name in title case, its tone marks at their one place, without leading zeros (`Quận 01`)."""
    one_case = all(word.isupper() or word.islower() or word.isdigit() for word in words)
    return " ".join(_name_word(word, one_case=one_case) for word in words)


def _name_word(word: str, *, one_case: bool) -> str:
    if word.isdigit():
        return str(int(word))
    return title_case(term(word)) if one_case or term(word) != word.lower() else word


def _province_key(name: str) -> str:
    return " ".join(fold(name).lower().replace("-", " ").split())


@cache
def _provinces() -> Mapping[str, Place]:
    places: dict[str, Place] = {}
    for line in entries("provinces"):
        level = next(level for level in LEVELS if line.startswith(level))
        places[_province_key(line[len(level) :])] = Place(level, line[len(level) + 1 :])
    places["hcm"] = places["ho chi minh"]
    return places
