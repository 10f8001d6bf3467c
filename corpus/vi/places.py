"""Read places with their level (`quận Hoàn Kiếm`), and tell where a place's name ends and a person's begins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import NamedTuple

from corpus.vi.full_names import (
    CAPITAL,
    LOWER,
    UPPER,
    is_common_surname,
    is_name,
    is_surname,
    key,
    likely_length,
    namesakes,
    title,
)
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold, term
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
LONGEST = 4

_SPELLED = r"tỉnh|thành phố|quận|huyện|thị xã|thị trấn|phường|đặc khu|xã(?! +(?:hội|viên|luận)\b)"
_LEVEL = rf"(?:(?P<level>{_SPELLED})(?!\w)|(?P<short>TP|TX|TT|Q|H|P|X)(?:\.|(?= \w)|(?=HCM|\d)))"
_AFTER = re.compile(rf"\s+(?:của +)?{_LEVEL}", re.IGNORECASE)
_ALONE = re.compile(_LEVEL, re.IGNORECASE)
_ALONE_BARE = re.compile(fold(_LEVEL), re.IGNORECASE)
_WORD = re.compile(r"(?:[^\W_]|['’])+")
_WORDS = re.compile(rf" *(?:\d+|{CAPITAL}(?: {CAPITAL}){{0,9}})")
_ANY_WORDS = re.compile(rf"[{UPPER}{LOWER}\d'’]+(?:(?: | ?- ?)[{UPPER}{LOWER}\d'’]+)*")
_HYPHENED = re.compile(r" *\w+ \w+ ?[-–] ?\w+(?: \w+)?")
# A state's heading may stand in the same line as the body's name, when two columns were made one.
_HEADING = re.compile(r"CỘNG HÒA|CỘNG HOÀ|ĐẢNG CỘNG|ĐỘC LẬP")


class Place(NamedTuple):
    """Names a place: `level` in small letters, `name` tidy; either is None where it is not said."""

    level: str | None
    name: str | None

    @property
    def text(self) -> str:
        """Give the place as people write it: `quận Hoàn Kiếm`."""
        return " ".join(part for part in self if part)


def read_place(text: str, *, level: str | None = None) -> Place | None:
    """Read a whole text as one place, accents and capitals or not; what follows a comma is not looked at.

    `level` is what a body's name has said already (`Huyện ủy`). Returns None when it is no place.
    """
    bare = is_bare(terms(text))
    match = (_ALONE_BARE if bare else _ALONE).match(fold(text) if bare else text)
    if match:
        level = _level(match)
    rest = text[match.end() :] if match else text
    rest = re.split(r"\s*[,;]|\s+- +(?=tỉnh|thành phố|TP)", rest.strip(), maxsplit=1)[0]
    if not rest:
        return Place(level, None) if match else None
    if not _ANY_WORDS.fullmatch(rest):
        return None
    known = _provinces().get(_province_key(rest))
    if known and level in (None, known.level):
        return known
    words = rest.split()
    capitals = [not word[0].islower() for word in words]
    if level is None or len(words) > LONGEST or any(capitals) != all(capitals):
        return None
    return Place(level, _name(words))


def place_at(clean: str, start: int, *, level: str | None, after_role: bool) -> tuple[int, Place] | None:
    """Return the end and the place that follows a body's name at `start` of a tidy text, or None.

    `level` is what the body's name has said already; `after_role`: a person's name may follow at once.
    """
    match = _AFTER.match(clean, start)
    if match:
        level = _level(match)
        start = match.end()
    run = _WORDS.match(clean, start)
    words = re.split(" +", run.group().strip()) if run else []
    if run and (heading := _HEADING.search(run.group())):
        words = run.group()[: heading.start()].split()
    words = _in_one_case(words)
    count, known = _known(words, level, clean, start)
    if known:
        return _end(clean, start, count), known
    if level is None:
        return None
    count = _taken(words, level, after_role=after_role)
    if count == 0:
        return (start, Place(level, None)) if match else None
    return _end(clean, start, count), Place(level, _name(words[:count]))


def province_at(clean: str, start: int) -> int | None:
    """Return where the name of a province that begins at `start` of a tidy text ends, or None."""
    run = _WORDS.match(clean, start)
    words = run.group().split() if run else []
    count, known = _known(words, None, clean, start)
    return _end(clean, start, count) if known else None


def _level(match: re.Match[str]) -> str:
    if match["short"]:
        return SHORT_LEVELS[match["short"].lower()]
    written = fold(match["level"]).lower()
    return next(level for level in LEVELS if fold(level) == written)


def _end(clean: str, start: int, count: int) -> int:
    words = islice(_WORD.finditer(clean, start), count)
    return max(word.end() for word in words)


def _in_one_case(words: list[str]) -> list[str]:
    """Cut the words where capitals end or begin: an acronym after a name is no part of it."""
    if not words:
        return words
    shouted = len(words[0]) > 1 and words[0].isupper()
    for i, word in enumerate(words):
        if len(word) > 1 and word.isupper() != shouted and not word.isdigit():
            return words[:i]
    return words


def _known(words: list[str], level: str | None, clean: str, start: int) -> tuple[int, Place | None]:
    """Return how many words name a province, and that province."""
    if (hyphened := _HYPHENED.match(clean, start)) and (place := _provinces().get(_province_key(hyphened.group()))):
        return len(_WORD.findall(hyphened.group())), place
    for count in range(min(len(words), LONGEST), 0, -1):
        place = _provinces().get(_province_key(" ".join(words[:count])))
        if place and level in (None, place.level):
            return count, place
    return 0, None


def _taken(words: list[str], level: str, *, after_role: bool) -> int:
    """Return how many of the capitalised words after a level are the place's name; the rest may be a person's.

    No rule of spelling divides `Chủ tịch UBND quận Nguyễn Chí Lực` from `UBND phường Phan Chu Trinh`: a name of
    three syllables is a person's after a position, unless it is one that streets and units bear.
    """
    total = len(words)
    if not words or words[0].isdigit():
        return min(total, 1)
    if bearing := _bears(words):
        return bearing
    likely = words[: likely_length(words)] if words[0].isupper() else words
    if (total >= 3 or level == "tỉnh") and (after_role or level in ("tỉnh", "huyện", "quận")) and _person(likely):
        return 0
    for count in (2, 3, 1):
        rest = words[count:]
        if not rest or not _person(rest):
            continue
        common = is_common_surname(rest[0])
        if (common and (after_role or len(rest) >= 3)) or (after_role and count > 1 and len(rest) >= 3):
            return count
    return min(total, LONGEST)


def _person(words: list[str]) -> bool:
    return len(words) <= LONGEST and is_surname(words[0]) and is_name(" ".join(words))


def _bears(words: list[str]) -> int:
    """Return of how many words the name of a person of history is with which they begin."""
    counts = range(2, min(len(words), LONGEST) + 1)
    return max((count for count in counts if key(" ".join(words[:count])) in namesakes()), default=0)


def _name(words: list[str]) -> str:
    plain = all(word.isupper() or word.islower() or word.isdigit() for word in words)
    return " ".join(_word(word, plain) for word in words)


def _word(word: str, plain: bool) -> str:
    if word.isdigit():
        return str(int(word))
    if plain:
        return title(term(word))
    return title(term(word)) if term(word) != word.lower() else word


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
