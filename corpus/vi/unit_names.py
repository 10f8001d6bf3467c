"""Find units by name in a text: `phường Hàng Bạc`, `P. 5, Q. 3`, `TP Thủ Đức`, `tinh hai duong`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from corpus.vi.spelling_variants import i_y_variant
from corpus.vi.syllables import Syllable, syllables, terms
from corpus.vi.text import fold
from corpus.vi.unit_table import LAST_DAY, name_key, table, without_level
from corpus.vi.units import Unit, province_of_today, unit_at

_LEVELS = {
    "tỉnh": "tỉnh",
    "thành phố": "thành phố",
    "tp": "thành phố",
    "quận": "quận",
    "q": "quận",
    "huyện": "huyện",
    "h": "huyện",
    "thị xã": "thị xã",
    "tx": "thị xã",
    "thị trấn": "thị trấn",
    "tt": "thị trấn",
    "phường": "phường",
    "p": "phường",
    "f": "phường",
    "xã": "xã",
    "x": "xã",
    "đặc khu": "đặc khu",
}
_BARE_LEVELS = {fold(form): level for form, level in _LEVELS.items()}
# Other names of provinces, by the one that the table has.
_ALIASES = {
    "hcm": "ho chi minh",
    "dac lac": "dak lak",
    "dac nong": "dak nong",
    "bac can": "bac kan",
    "kontum": "kon tum",
    "brvt": "ba ria vung tau",
}
_JOINED = re.compile(r"(q|p)(\d{1,2})|(tp)(hcm)")  # not `F1`, nor `Q1/2020`
_GAP = re.compile(r"(?: {0,3}[-–'’.] {0,3}| {1,3})?")
_SHORT_GAP = re.compile(r"\. {0,3}| {1,3}|")
_BEFORE_PLACE = re.compile(r" {0,3}(?:, {0,3}|[(–-] {0,3})?(?:thuộc |của |thuoc |cua )?")
_NO_COMMUNE = frozenset(("hội", "viên", "luận", "giao"))  # `xã hội`, and no name of a commune
_NO_PROVINCES = (("thái", "bình", "dương"),)  # longer names that are none of a unit
_COOPERATIVE = ("hợp", "tác")  # `hợp tác xã Đoàn Kết`
_NO_PROVINCE_BEHIND = (("đường",), ("phố",), ("cầu",))
_MAX_QUERY_SYLLABLES = 12
_MAX_NAME_CHARACTERS = 200  # of a unit with the places around it


class UnitMention(NamedTuple):
    """Holds a mention: `text` stands between `start` and `end`. It may be any of `units`."""

    start: int
    end: int
    text: str
    units: tuple[Unit, ...]
    has_level: bool


class _Word(NamedTuple):
    start: int
    end: int
    term: str
    plain: str
    written: str


def units_named(
    name: str, *, place: str | Unit | None = None, day: date | None = None, needs_level: bool = True
) -> tuple[Unit, ...]:
    """Return all units that a whole text may name, those of today first; with a level, unless it names a province.

    A name without marks stands for all with these letters. What follows a comma tells units of one name apart
    (`phường 5, quận 3`), as does `place`, where it was named: a place that is not known tells nothing. `day`: only
    units that existed then.
    """
    if len(name) > _MAX_NAME_CHARACTERS:
        return ()
    words = _words(name)
    mention = _mention_at(name, words, 0, needs_level=needs_level)
    if mention is None:
        return ()
    used, units, _ = mention
    rest = name[words[used - 1].end :]
    if rest.strip(" .,;)"):
        around = _BEFORE_PLACE.match(rest)
        inner = rest[around.end() if around else 0 :].strip(" ,.;()")
        places = units_named(inner, needs_level=False)
        units = _inside(units, places)
    return _existing(_within(units, place), day)


def resolve_unit(name: str, place: str | Unit | None = None, day: date | None = None) -> Unit | None:
    """Return the unit with a name at a place on a day; None where there is none, or more than one (`units_named`)."""
    units = units_named(name, place=place, day=day)
    return units[0] if len(units) == 1 else None


def find_units(text: str) -> list[UnitMention]:
    """Return the mentions of units in a query or a sentence, in order and not overlapping, longest names first.

    Communes and districts need a level, provinces a capital letter where the text has any. A place behind a comma
    tells units of one name apart.
    """
    words = _words(text)
    is_prose = len(words) > _MAX_QUERY_SYLLABLES and any(word.written.istitle() for word in words)
    mentions: list[UnitMention] = []
    index = 0
    while index < len(words):
        named = _mention_at(text, words, index, needs_level=True)
        if named is None or not _is_written_as_name(words, index, named[0], named[2], is_prose=is_prose):
            index += max(1, _level_at(text, words, index)[0])
            continue
        start, end = words[index].start, words[named[0] - 1].end
        mentions.append(UnitMention(start, end, text[start:end], named[1], named[2] > 0))
        index = named[0]
    for at in range(len(mentions) - 2, -1, -1):
        first, second = mentions[at], mentions[at + 1]
        if _BEFORE_PLACE.fullmatch(text, first.end, second.start):
            mentions[at] = first._replace(units=_inside(first.units, second.units) or first.units)
    return mentions


def is_in(unit: Unit, place: Unit) -> bool:
    """Tell whether a unit is, or was, in another one; a province of today has what its predecessors had."""
    if place.id in (unit.district, unit.province, province_of_today(unit).id):
        return place.id != unit.id
    # Until 2008 `huyện Ba Vì` was in Hà Tây, which is older than the table of districts.
    is_older = place.level == "province" and place.until is not None and place.until < LAST_DAY
    return is_older and province_of_today(place) == province_of_today(unit)


def existed(unit: Unit, day: date) -> bool:
    """Tell whether a unit existed on a day; of one that had ended before its last possible day, that it may have."""
    return (unit.since is None or unit.since <= day) and (unit.until is None or day <= unit.until)


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    for syllable in syllables(text):
        joined = _JOINED.fullmatch(syllable.term)
        if not joined or text.startswith("/", syllable.end):
            words.append(_word(text, syllable))
            continue
        level = joined[1] or joined[3]
        cut = syllable.start + len(level)
        words += [
            _word(text, Syllable(syllable.start, cut, level)),
            _word(text, Syllable(cut, syllable.end, joined[2] or joined[4])),
        ]
    return words


def _word(text: str, syllable: Syllable) -> _Word:
    start, end, written = syllable
    written = str(int(written)) if written.isascii() and written.isdigit() and len(written) < 4 else written
    return _Word(start, end, written, fold(written), text[start:end])


def _mention_at(
    text: str, words: Sequence[_Word], index: int, *, needs_level: bool
) -> tuple[int, tuple[Unit, ...], int] | None:
    """Return the index behind the longest name that begins at a word, its units, and how many words its level has."""
    if index >= len(words):
        return None
    of_level, level, is_bare = _level_at(text, words, index)
    first = index + of_level
    if level and first < len(words) and _SHORT_GAP.fullmatch(text, words[first - 1].end, words[first].start):
        for end in range(_run_end(text, words, first), first, -1):
            if units := _named(words[first:end], level, bare_level=is_bare):
                return end, units, of_level
    if needs_level and name_key(words[index].plain) not in _first_words_of_provinces():
        return None
    for end in range(_run_end(text, words, index), index, -1):
        if units := _named(words[index:end], None, bare_level=True, provinces_only=needs_level):
            return end, units, 0
    return None


def _level_at(text: str, words: Sequence[_Word], index: int) -> tuple[int, str | None, bool]:
    """Return how many words a level has that begins at a word, the level, and whether it has no marks."""
    for count in (2, 1):
        part = words[index : index + count]
        if len(part) < count or (count == 2 and text[part[0].end : part[1].start].strip(" ")):
            continue
        written = " ".join(word.term for word in part)
        level = _LEVELS.get(written) or _BARE_LEVELS.get(written)
        if level and (len(written) > 2 or _is_short_level(text, words, index)):
            return count, level, written in _BARE_LEVELS
        if level and written == "xã":
            return count, level, False
    return 0, None, False


def _is_short_level(text: str, words: Sequence[_Word], index: int) -> bool:
    """Tell whether a short form is followed as a level is: a dot, a number, or a name with a capital (`TX Sơn Tây`)."""
    if index + 1 >= len(words):
        return False
    word, following = words[index], words[index + 1]
    if word.plain == "xa":
        return True
    gap = text[word.end : following.start]
    if not _SHORT_GAP.fullmatch(gap):
        return False
    is_short_text = text.islower()  # people type `q hoan kiem`
    return (
        gap.startswith(".") or following.term.isdigit() or word.term == "tp" or word.written.isupper() or is_short_text
    )


def _run_end(text: str, words: Sequence[_Word], first: int) -> int:
    """Return the index behind the last word that may belong to a name which begins at a word."""
    end = min(first + 1, len(words))
    while end < min(first + _longest(), len(words)) and _GAP.fullmatch(text, words[end - 1].end, words[end].start):
        end += 1
    return end


def _named(
    words: Sequence[_Word], level: str | None, *, bare_level: bool, provinces_only: bool = False
) -> tuple[Unit, ...]:
    """Return the units with a name: those of the same marks, or all where it has none and its level has none either."""
    plain = " ".join(word.plain for word in words)
    rows = table().by_name.get(name_key(_ALIASES.get(plain, plain)))
    if not rows:
        return ()
    units = [unit_at(row) for row in rows]
    if level:
        units = [unit for unit in units if unit.name.startswith(f"{level} ")]
    if provinces_only:
        units = [unit for unit in units if unit.level == "province"]
    if plain in _ALIASES:
        return _in_order(units)
    written = tuple(word.term for word in words)
    is_bare = all(word.term == word.plain for word in words)
    if not (is_bare and bare_level) and (marked := _spelt(units, written, bare=False)):
        return _in_order(marked)
    is_bare = is_bare and (bare_level or len(words) > 1)  # `thị trấn Lam` is not `Lâm`
    return _in_order(_spelt(units, written, bare=True) if is_bare else ())


def _spelt(units: Iterable[Unit], written: tuple[str, ...], *, bare: bool) -> list[Unit]:
    """Return the units that are spelt so; where there is none, those that differ in i and y."""
    spellings = {unit: _spellings(unit.id, bare=bare) for unit in units}
    same = [unit for unit, forms in spellings.items() if written in forms]
    return same or [unit for unit, forms in spellings.items() if any(_is_alike(written, form) for form in forms)]


def _in_order(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return units with those of today first, provinces before districts before communes."""
    order = ("province", "district", "commune")
    return tuple(sorted(units, key=lambda unit: (unit.until is not None, order.index(unit.level))))


@lru_cache(maxsize=5_000)
def _spellings(unit_id: str, *, bare: bool) -> tuple[tuple[str, ...], ...]:
    """Return the terms of a unit's name and of its other spellings; `bare`: without their marks."""
    row = table().rows[table().by_id[unit_id]]
    names = (without_level(row.name), *row.aliases)
    return tuple(tuple(terms(fold(name) if bare else name)) for name in names)


def _is_alike(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Tell whether two names differ in i and y only."""
    return len(first) == len(second) and all(
        one == other or i_y_variant(one) == other for one, other in zip(first, second, strict=True)
    )


@cache
def _first_words_of_provinces() -> frozenset[str]:
    names = (table().folded_names[row] for row in table().provinces)
    return frozenset(name_key(name.split(" ")[0]) for name in (*names, *_ALIASES))


@cache
def _longest() -> int:
    return max(name.count(" ") + 1 for name in table().by_name)


def _is_written_as_name(words: Sequence[_Word], start: int, end: int, of_level: int, *, is_prose: bool) -> bool:
    """Tell whether words with a level (`of_level` words) or without one are written as a name in their text."""
    name = words[start + of_level : end]
    first = name[0]
    before = tuple(word.term for word in words[max(0, start - 2) : start])
    is_commune = of_level > 0 and words[start + of_level - 1].plain == "xa"
    if (is_commune and before == _COOPERATIVE) or (not of_level and before[-1:] in _NO_PROVINCE_BEHIND):
        return False
    around = [tuple(word.term for word in words[at : at + 3]) for at in (start, max(0, start - 1))]
    if not of_level and any(longer in _NO_PROVINCES for longer in around):
        return False
    if first.written[0].isupper() or first.term.isdigit():
        # A name that goes on is another one: `thị trấn Lam Khê`.
        is_longer = len(name) == 1 and not first.term.isdigit() and end < len(words) and words[end].written.istitle()
        return not (is_longer and words[end].start == words[end - 1].end + 1 and words[end].term not in _LEVELS)
    if is_prose or (is_commune and first.term in _NO_COMMUNE) or any(word.written[0].isupper() for word in name):
        return False
    is_marked = any(word.term != word.plain for word in words[start:end])
    return len(name) > 1 or (is_marked and of_level > 0)


def _within(units: tuple[Unit, ...], place: str | Unit | None) -> tuple[Unit, ...]:
    """Return the units that are in a place, or are it; all where the place is not known or tells nothing."""
    if not place or len(units) < 2:
        return units
    places = (place,) if isinstance(place, Unit) else units_named(place, needs_level=False)
    return _inside(units, places) or tuple(unit for unit in units if unit in places) or units


def _inside(units: tuple[Unit, ...], places: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Return the units that were in one of the places; where none was, those that are there by now."""
    places = tuple(place for place in places if place.level != "commune")
    ids = {place.id for place in places}
    then = tuple(unit for unit in units if unit.district in ids or unit.province in ids)
    return then or tuple(unit for unit in units if any(is_in(unit, place) for place in places))


def _existing(units: tuple[Unit, ...], day: date | None) -> tuple[Unit, ...]:
    return units if day is None else tuple(unit for unit in units if existed(unit, day))
