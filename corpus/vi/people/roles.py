"""Read positions (`Phó Chủ tịch Thường trực HĐND quận Hoàn Kiếm`): where they begin and end, and at which body."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from corpus.vi.bodies import Body, body_at, department_at
from corpus.vi.full_names import (
    CAPITAL,
    LOWER,
    UPPER,
    is_common_surname,
    is_highland,
    is_likely,
    is_surname,
    key,
    name_end,
    namesakes,
)
from corpus.vi.places import place_at, province_at, read_place
from corpus.vi.text import fold, term, tidy
from corpus.vi.word_lists import choice, entries, first_words, word_starts

LONGEST = 16
_MARKS = "<>+*!"

_OF = re.compile(r"(?: +|\n)(?:của +)?", re.IGNORECASE)
_MINISTER = re.compile(r"(?:bộ|thứ) trưởng$", re.IGNORECASE)
_SCHOOL = re.compile(r"trường|thcs|học|mầm non|mẫu giáo|phổ thông|cơ sở", re.IGNORECASE)
_JOIN = re.compile(r" *(?:[&–-]|(?:và|của)(?!\w)) *", re.IGNORECASE)
_CAPITAL = re.compile(rf"(?:(?:TP|TX|TT|Q|H|P)\. ?)?{CAPITAL}\d{{0,3}}(?!\w)|[IVX]+(?!\w)|\d+(?!\w)")
_RUN = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{0,9}}|\d+")
_SMALL = re.compile(rf"[{LOWER}]+(?!\w)")
# A syllable that goes on with a compound (`Dịch | vụ việc làm`), though it may name an office too.
_COMPOUND = re.compile(rf"[{LOWER}]+(?!\w)(?= [{LOWER}]+(?!\w)|[,.;)])")
# What an office is for, in small letters up to a capital or a stop: `Tổ | thẩm định độc lập,`.
_PHRASE = re.compile(rf"[{LOWER}]+(?: [{LOWER}]+){{0,5}}(?P<stop>(?= *(?:[,.;:()&–\n-]|$| [{UPPER}\d])))?")
_SMALLS = re.compile(rf"[{LOWER}]+(?: [{LOWER}]+)*")
_HAMLET = re.compile(r"(?:thôn|bản|ấp|xóm|khu phố)$", re.IGNORECASE)
_SPACE = re.compile(r" +")


class Role(NamedTuple):
    """Holds a position between two offsets of a tidy text: `text` as it is kept, `body` where one is said."""

    start: int
    end: int
    text: str
    body: Body | None


def find_roles(clean: str, starts: Iterable[int] | None = None) -> Iterator[Role]:
    """Yield the positions of a tidy text, in order and not overlapping; `starts`: what `head_starts` gave."""
    at = 0
    for start in head_starts(clean) if starts is None else starts:
        if start >= at and (role := role_at(clean, start)):
            yield role
            at = role.end


def head_starts(clean: str, words: Iterable[int] | None = None) -> list[int]:
    """Return where in a tidy text a position begins, be it inside another.

    `words`: where words of `beginnings` begin, if the caller has looked for them already.
    """
    begins = _head().match
    return [at for at in (word_starts(clean, beginnings())[0] if words is None else words) if begins(clean, at)]


@cache
def beginnings() -> frozenset[str]:
    """Return the words, in small letters, with which positions begin."""
    lines = entries("roles")
    return first_words(line.removeprefix("< ") for line in lines if line[0] not in _MARKS or line[0] == "<")


def role_at(clean: str, start: int) -> Role | None:
    """Return the position that begins at `start` of a tidy text, or None."""
    match = _head().match(clean, start)
    return _complete(clean, match) if match else None


def free_body(role: str) -> str | None:
    """Return the office without a form of its own that a position names (`Giám đốc | Nhà hát Chèo tỉnh`), or None."""
    head = _head().match(role)
    if not head:
        return None
    rest = _OF.sub("", re.sub(r"(?i) thường trực$", "", role[head.end() :]), count=1)
    if unit := _HAMLET.search(head["head"]):
        rest = f"{unit.group()} {rest}"
    if " " not in rest.strip() or not (rest[0].isupper() or _words("*").match(rest)) or read_place(rest):
        return None
    return rest[0].upper() + rest[1:]


def head_after(clean: str, start: int, end: int, starts: list[int] | None = None) -> int:
    """Return where within `start` and `end` a position begins, `end` where none does.

    `starts`: what `head_starts` gave for the text.
    """
    if starts is None:
        starts = head_starts(clean)
    following = bisect_left(starts, start)
    return min([end, *starts[following : following + 1]])


@lru_cache(maxsize=20_000)
def tidy_role(role: str) -> str:
    """Return a position as it is kept: single spaces, a capital first, not shouted (`PHÓ CHỦ TỊCH`: `Phó Chủ tịch`)."""
    clean = " ".join(tidy(role).split()).strip(" ,;.-–")
    letters = [c for c in clean if c.isalpha()]
    if len(letters) > 5 and all(c.isupper() for c in letters):
        found = role_at(clean, 0)
        if found:
            clean = _calm(clean, found)
    return clean[:1].upper() + clean[1:]


def _complete(clean: str, match: re.Match[str]) -> Role:
    end = match.end()
    own = _own_body(match)
    if own:
        found = body_at(clean, match.start("head"))
        return _role(clean, match.start(), end, found[1] if found else None)
    gap = _OF.match(clean, end)
    if not gap:
        return _role(clean, match.start(), end, None)
    # A line end comes between position and body where lines are set, but not in the block of a signature.
    found = None if "\n" in gap.group() and match["head"].isupper() else body_at(clean, gap.end())
    if not found and _MINISTER.search(match["head"]):
        found = department_at(clean, gap.end(), "Bộ")
    if found:
        kind = found[1].kind
        if kind.startswith("Thường trực ") and re.search(r"tịch|thư|viên", match["head"], re.IGNORECASE):
            # `Phó Chủ tịch Thường trực HĐND`: the position is the standing one, at the council.
            found = found[0], Body(kind.removeprefix("Thường trực "), found[1].place)
        elif kind == "Quốc hội" and (place := place_at(clean, found[0], level=None, after_role=True)):
            found = place[0], found[1]  # `Đại biểu Quốc hội tỉnh Hải Đông`: who sent the deputy is part of the position
        return _role(clean, match.start(), found[0], found[1])
    unit = match["head"].lower() in _before_units()
    return _role(clean, match.start(), _free(clean, end, unit=unit), None)


def _role(clean: str, start: int, end: int, body: Body | None) -> Role:
    return Role(start, end, clean[start:end], body)


def _own_body(match: re.Match[str]) -> bool:
    """Tell whether the word for the position says its body too: `Quận ủy viên`."""
    return len(match["head"].split()) == 3 and fold(match["head"]).lower().endswith("uy vien")


def _free(clean: str, start: int, *, unit: bool) -> int:
    """Return the end of the free name of an office or firm after a position (`Giám đốc | Công ty May Hải Đông`).

    Such a name is made of common nouns that we know and of capitalised words; after a single capitalised word the
    rest of its compound follows in small letters (`Trung tâm Quản lý đô thị`), up to a word that cannot stand in it.
    `unit`: the position is one of a unit, which needs no name of its own (`Chánh Văn phòng | Lê Nam`).
    """
    end = at = start
    before = ""
    school = False
    for count in range(LONGEST):
        space = (_JOIN if count else _SPACE).match(clean, at) or _SPACE.match(clean, at)
        if not space:
            break
        if not space.group().isspace():
            before = ""
        at = space.end()
        if (province := province_at(clean, at)) is not None:
            return province
        goes_on = _words("!").match(clean, at)
        word = None if goes_on else _words("*").match(clean, at)
        if word and before in ("capital", "small") and " " not in word.group() and _COMPOUND.match(clean, at):
            word = None
        joined = not space.group().isspace()
        if (head := _head().match(clean, at)) and (not word or word.end() < head.end("head") + joined):
            break
        if word:
            # `Việt Nam`, `Trung Ương` end a name sooner than a purpose follows them.
            before = (
                "unit" if word.group()[0].isupper() and not (" " in word.group() and word.group().istitle()) else ""
            )
            school = bool(_SCHOOL.search(word.group()))
        elif word := _CAPITAL.match(clean, at):
            if school:
                return _bearer_end(clean, at)
            if _begins_person(clean, at, first=end == start or (count == 1 and unit)):
                break
            single = before not in ("capital", "proper") and not (len(word.group()) > 1 and word.group()[:2].isupper())
            before = "capital" if single and not word.group().isdigit() else "proper"
        elif (before in ("capital", "small") and not goes_on and (word := _SMALL.match(clean, at))) or (
            before == "unit" and not goes_on and (word := _phrase(clean, at))
        ):
            before = "small"
        else:
            break
        end = at = word.end()
    return end


def _phrase(clean: str, start: int) -> re.Match[str] | None:
    """Return the words in small letters that tell what an office is for, up to one that cannot stand in its name."""
    phrase = _PHRASE.match(clean, start)
    if not phrase:
        return None
    stop = next(
        (word for word in _SMALL.finditer(clean, start, phrase.end()) if _words("!").match(clean, word.start())), None
    )
    if not stop:
        return phrase if phrase["stop"] is not None else None
    # One word before a verb is sooner the verb's: `Giám đốc Công ty làm đại diện`.
    return _SMALLS.match(clean, start, stop.start() - 1) if clean.count(" ", start, stop.start()) > 1 else None


def _bearer_end(clean: str, at: int) -> int:
    """Return the end of the name that a school bears; a person's name may follow it at once."""
    run = _RUN.match(clean, at)
    words = run.group().split(" ") if run else []
    for count in (3, 2, 4):
        if len(words) - count in (2, 3, 4) and is_common_surname(words[count]):
            return at + len(" ".join(words[:count]))
    return at + len(" ".join(words[:4]))


def _begins_person(clean: str, at: int, *, first: bool) -> bool:
    end = name_end(clean, at)
    if end is None:
        return False
    if first:
        return is_likely(clean[at:end])
    words = clean[at:end].split()
    if is_highland(words):
        return True
    if len(words) < 3 or key(" ".join(words)) in namesakes():
        return False
    # After a number no name goes on (`khóm 4 Kim Sóc Kha`), and a middle syllable tells rare surnames too.
    certain = clean[at - 2].isdigit() or term(words[1]) in ("a", "thị", "văn")
    return is_common_surname(words[0]) or (certain and is_surname(words[0]))


def _calm(clean: str, role: Role) -> str:
    """Return a position written in capitals as it is written elsewhere."""
    match = _head().match(clean)
    if not match:
        return clean
    words = match.group().lower().split()
    for i, word in enumerate(words):
        if i == 0 or words[i - 1].lower() in ("phó", "nguyên", "quyền"):
            words[i] = word.capitalize()
    head = " ".join(words)
    if role.body and not _own_body(match):
        label = role.body.label
        if head.lower().endswith("trưởng"):
            label = re.sub("^Phòng ", "phòng ", label)
        return f"{head} {label}{clean[role.end :]}"
    rest = clean[match.end() :].strip().lower()
    return f"{head} {rest[:1].upper()}{rest[1:]}".strip()


@cache
def _head() -> re.Pattern[str]:
    lines = entries("roles")

    def marked(mark: str) -> str:
        return choice(line[2:] for line in lines if line.startswith(mark + " "))

    heads = [line for line in lines if line[0] not in _MARKS and not line.endswith("+")]
    before_unit = _before_units()
    head = rf"(?:{choice(heads)})(?![\w&])|(?:{choice(before_unit)})(?= +(?:{marked('+')})(?!\w))"
    source = rf"(?<![\w.])(?:(?:{marked('<')}) *)*(?P<head>{head})(?: +(?:{marked('>')})(?!\w))*"
    return re.compile(source, re.IGNORECASE)


@cache
def _before_units() -> frozenset[str]:
    return frozenset(line[:-2] for line in entries("roles") if line.endswith(" +"))


@cache
def _words(mark: str) -> re.Pattern[str]:
    words = choice(
        [line[2:] for line in entries("roles") if line.startswith(mark + " ")]
        + list(entries("tells") if mark == "!" else ())
    )
    return re.compile(rf"(?:{words})(?!\w)", re.IGNORECASE)
