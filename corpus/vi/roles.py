"""Read positions (`Phó Chủ tịch Thường trực HĐND quận Hoàn Kiếm`): where they begin and end, and at which body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from corpus.vi.bodies import Body, body_at, department_at
from corpus.vi.fullname import CAPITAL, LOWER, is_common_surname, is_likely, key, name_end, namesakes
from corpus.vi.lists import choice, entries
from corpus.vi.places import province_at
from corpus.vi.text import fold, tidy

LONGEST = 16

_OF = re.compile(r" +(?:của +)?", re.IGNORECASE)
_MINISTER = re.compile(r"(?:bộ|thứ) trưởng$", re.IGNORECASE)
_SCHOOL = re.compile(r"trường|thcs|học|mầm non|mẫu giáo|phổ thông|cơ sở", re.IGNORECASE)
_JOIN = re.compile(r" *(?:[&–-]|(?:và|của)(?!\w)) *", re.IGNORECASE)
_CAPITAL = re.compile(rf"{CAPITAL}(?!\w)|[IVX]+(?!\w)|\d+(?!\w)")
_RUN = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{0,9}}|\d+")
_SMALL = re.compile(rf"[{LOWER}]+(?!\w)")
_SPACE = re.compile(r" +")


class Role(NamedTuple):
    """Holds a position between two offsets of a tidy text: `text` as it is kept, `body` where one is said."""

    start: int
    end: int
    text: str
    body: Body | None


def find_roles(clean: str) -> Iterator[Role]:
    """Yield the positions of a tidy text, in order and not overlapping."""
    at = 0
    while match := _head().search(clean, at):
        role = _complete(clean, match)
        yield role
        at = role.end


def role_at(clean: str, start: int) -> Role | None:
    """Return the position that begins at `start` of a tidy text, or None."""
    match = _head().match(clean, start)
    return _complete(clean, match) if match else None


def head_after(clean: str, start: int, end: int) -> int:
    """Return where within `start` and `end` a position begins, `end` where none does."""
    match = _head().search(clean, start, end + 16)
    return min(match.start(), end) if match else end


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
    found = body_at(clean, gap.end())
    if not found and _MINISTER.search(match["head"]):
        found = department_at(clean, gap.end(), "Bộ")
    if found:
        kind = found[1].kind
        if kind.startswith("Thường trực ") and re.search(r"tịch|thư|viên", match["head"], re.IGNORECASE):
            # `Phó Chủ tịch Thường trực HĐND`: the position is the standing one, at the council.
            found = found[0], Body(kind.removeprefix("Thường trực "), found[1].place)
        return _role(clean, match.start(), found[0], found[1])
    return _role(clean, match.start(), _free(clean, end), None)


def _role(clean: str, start: int, end: int, body: Body | None) -> Role:
    return Role(start, end, clean[start:end], body)


def _own_body(match: re.Match[str]) -> bool:
    """Tell whether the word for the position says its body too: `Quận ủy viên`."""
    return len(match["head"].split()) == 3 and fold(match["head"]).lower().endswith("uy vien")


def _free(clean: str, start: int) -> int:
    """Return the end of the free name of an office or firm after a position (`Giám đốc | Công ty May Hải Đông`).

    Such a name is made of common nouns that we know and of capitalised words; after a single capitalised word the
    rest of its compound follows in small letters (`Trung tâm Quản lý đô thị`), up to a word that cannot stand in it.
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
        if (head := _head().match(clean, at)) and (not word or word.end() < head.end("head")):
            break
        if word:
            before, school = "", bool(_SCHOOL.search(word.group()))
        elif word := _CAPITAL.match(clean, at):
            if school:
                return _bearer_end(clean, at)
            if _begins_person(clean, at, first=end == start):
                break
            before = "proper" if before in ("capital", "proper") else "capital"
        elif before in ("capital", "small") and not goes_on and (word := _SMALL.match(clean, at)):
            before = "small"
        else:
            break
        end = at = word.end()
    return end


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
    return len(words) >= 3 and is_common_surname(words[0]) and key(" ".join(words)) not in namesakes()


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
    marks = "<>+*!"

    def marked(mark: str) -> str:
        return choice(line[2:] for line in lines if line.startswith(mark + " "))

    heads = [line for line in lines if line[0] not in marks and not line.endswith("+")]
    before_unit = [line[:-2] for line in lines if line.endswith(" +")]
    head = rf"(?:{choice(heads)})(?!\w)|(?:{choice(before_unit)})(?= +(?:{marked('+')})(?!\w))"
    source = rf"(?<![\w.])(?:(?:{marked('<')}) *)*(?P<head>{head})(?: +(?:{marked('>')})(?!\w))*"
    return re.compile(source, re.IGNORECASE)


@cache
def _words(mark: str) -> re.Pattern[str]:
    words = choice(line[2:] for line in entries("roles") if line.startswith(mark + " "))
    return re.compile(rf"(?:{words})(?!\w)", re.IGNORECASE)
