"""Read official roles (`Phó Chủ tịch Thường trực HĐND quận Hoàn Kiếm`): where they begin and end, and their body.

A role is a head of the word list `roles` (`Phó Chủ tịch`), perhaps between words that belong to it (`nguyên`, `Thường
trực`), and the body or office that follows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from corpus.vi.bodies import Body, body_at, department_at
from corpus.vi.bounded import compile_bounded
from corpus.vi.full_names import (
    CAPITAL,
    LOWER,
    UPPER,
    is_common_surname,
    is_highland,
    is_likely,
    is_no_commune,
    is_surname,
    is_usual,
    name_end,
    namesakes,
    normalized_name,
    usual_syllables,
)
from corpus.vi.places import LEVELS, parse_place, place_at, province_at
from corpus.vi.text import fold, term, tidy
from corpus.vi.word_lists import alternation, entries, first_words, word_starts

MAX_OFFICE_WORDS = 16
_MARKS = "<>+*!"

_ROLE_TO_BODY = compile_bounded(r"(?: +|\n)(?:của +)?", re.IGNORECASE)
_MINISTER = re.compile(r"(?:bộ|thứ) trưởng$", re.IGNORECASE)
_SCHOOL = re.compile(r"trường|thcs|thpt|ptdt|^th$|học|mầm non|mẫu giáo|phổ thông|cơ sở", re.IGNORECASE)
_JOINER = compile_bounded(r" *(?:[&–-]|(?:và|của)(?!\w)) *", re.IGNORECASE)
_CAPITALISED = re.compile(rf"(?:(?:TP|TX|TT|Q|H|P)\. ?)?{CAPITAL}\d{{0,3}}(?!\w)|[IVX]+(?!\w)|\d+(?!\w)")
_CAPITALISED_RUN = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{0,9}}|\d+")
_LOWERCASE_WORD = re.compile(rf"[{LOWER}]+(?!\w)")
# A syllable that continues a compound (`Dịch | vụ việc làm`), though it may name an office too.
_PART_OF_COMPOUND = re.compile(rf"[{LOWER}]+(?!\w)(?= [{LOWER}]+(?!\w)|[,.;)])")
# The purpose of an office, in lowercase up to a capital or a stop: `Tổ | thẩm định độc lập,`.
_PURPOSE = compile_bounded(rf"[{LOWER}]+(?: [{LOWER}]+){{0,5}}(?P<stop>(?= *(?:[,.;:()&–\n-]|$| [{UPPER}\d])))?")
_LOWERCASE_WORDS = re.compile(rf"[{LOWER}]+(?: [{LOWER}]+)*")
_HAMLET = re.compile(r"(?:thôn|bản|ấp|xóm|khu phố)$", re.IGNORECASE)
# Nouns right behind which a name is rather a firm's or a land's, though it may read like a person's: `Công ty TNHH |
# Hoàng Anh Gia Lai`.
_FIRM = re.compile(
    r"(?P<form>tnhh|cổ phần|cp|mtv|một thành viên|trách nhiệm hữu hạn|hợp tác xã|htx)$|(?:công ty|cty|tập đoàn)$",
    re.IGNORECASE,
)
_RESERVE = re.compile(r"(?:khu bảo tồn|vườn quốc gia)$", re.IGNORECASE)
_IN_CHARGE = re.compile(r"phụ trách(?!\w)")
_OF_PROVINCE = re.compile(r"tỉnh$", re.IGNORECASE)
_OF_COMMUNE = re.compile(r"(?:xã|phường)$", re.IGNORECASE)
# A person of this rank follows without a sign: `Trung đoàn trưởng Trung đoàn 82 và | Đại úy …`.
_RANK = compile_bounded(r"(?:đại|thượng|trung|thiếu) (?:tướng|tá|úy|uý)(?!\w)", re.IGNORECASE)
# What a field of an office may go on with: `Phòng Giáo dục | phổ thông`.
_REST_OF_FIELD = compile_bounded(
    r" (?:phổ thông|mầm non|tiểu học|trung học|thường xuyên|chuyên nghiệp|đại học|nghề nghiệp|đối ngoại|doanh nghiệp"
    r"|hành chính sự nghiệp)(?!\w)"
)
_LEVEL_WORDS = frozenset(fold(level) for level in LEVELS)
_HIGHER_PLACE = compile_bounded(r" (?:quận|huyện|thị xã|thành phố|tỉnh) ", re.IGNORECASE)
_SPACE = compile_bounded(r" +")


class Role(NamedTuple):
    """Holds a role between two offsets of a tidy text: `text` as written, `body` if the role names it."""

    start: int
    end: int
    text: str
    body: Body | None


def find_roles(clean: str, starts: Iterable[int] | None = None) -> Iterator[Role]:
    """Yield the roles in a tidy text, in order and not overlapping; `starts`: result of `role_starts`, if at hand."""
    at = 0
    for start in role_starts(clean) if starts is None else starts:
        if start >= at and (role := role_at(clean, start)):
            yield role
            at = role.end


def role_starts(clean: str, words: Iterable[int] | None = None) -> list[int]:
    """Return the offsets at which roles begin in a tidy text, also those inside other roles.

    `words`: where words of `first_role_words` begin, if the caller knows.
    """
    begins = _head().match
    return [at for at in (word_starts(clean, first_role_words())[0] if words is None else words) if begins(clean, at)]


@cache
def first_role_words() -> frozenset[str]:
    """Return the first words of all roles, in lowercase."""
    lines = entries("roles")
    return first_words(line.removeprefix("< ") for line in lines if line[0] not in _MARKS or line[0] == "<")


def role_at(clean: str, start: int) -> Role | None:
    """Return the role that begins at `start` of a tidy text, or None."""
    match = _head().match(clean, start)
    return _with_body(clean, match) if match else None


def unlisted_office(role: str) -> str | None:
    """Return the office of a role if it is of no known kind of body (`Giám đốc | Nhà hát Chèo tỉnh`), else None."""
    head = _head().match(role)
    if not head:
        return None
    rest = _ROLE_TO_BODY.sub("", re.sub(r"(?i) thường trực$", "", role[head.end() :]), count=1)
    if unit := _HAMLET.search(head["head"]):
        rest = f"{unit.group()} {rest}"
    if " " not in rest.strip() or not (rest[0].isupper() or _marked_words("*").match(rest)) or parse_place(rest):
        return None
    return rest[0].upper() + rest[1:]


def next_role_start(clean: str, start: int, end: int, starts: list[int] | None = None) -> int:
    """Return where the first role from `start` on begins, `end` if none begins before it.

    `starts`: result of `role_starts` for the text, if at hand.
    """
    if starts is None:
        starts = role_starts(clean)
    following = bisect_left(starts, start)
    return min([end, *starts[following : following + 1]])


@lru_cache(maxsize=20_000)
def tidy_role(role: str) -> str:
    """Return the normal form of a role: single spaces, capital first, not all capitals (`Phó Chủ tịch`)."""
    clean = " ".join(tidy(role).split()).strip(" ,;.-–")
    letters = [c for c in clean if c.isalpha()]
    if len(letters) > 5 and all(c.isupper() for c in letters):
        in_capitals = role_at(clean, 0)
        if in_capitals:
            clean = _without_capitals(clean, in_capitals)
    return clean[:1].upper() + clean[1:]


def _with_body(clean: str, match: re.Match[str]) -> Role:
    """Return the role of a match of `_head`, with the body or office that follows it."""
    end = match.end()
    if _contains_body(match):
        located = body_at(clean, match.start("head"))
        return _make_role(clean, match.start(), end, located[1] if located else None)
    gap = _ROLE_TO_BODY.match(clean, end)
    if not gap:
        return _make_role(clean, match.start(), end, None)
    # A line break may divide role and body in running text, but not in a signature block.
    located = None if "\n" in gap.group() and match["head"].isupper() else body_at(clean, gap.end())
    if not located and _MINISTER.search(match["head"]):
        located = department_at(clean, gap.end(), "Bộ")
    if located:
        end, body = located
        if body.kind.startswith("Thường trực ") and re.search(r"tịch|thư|viên", match["head"], re.IGNORECASE):
            # `Phó Chủ tịch Thường trực HĐND`: the standing deputy chairman of the council.
            body = Body(body.kind.removeprefix("Thường trực "), body.place)
        elif not body.place and (rest := _REST_OF_FIELD.match(clean, end)):
            return _make_role(clean, match.start(), rest.end(), None)
        elif body.kind == "Quốc hội" and (place := place_at(clean, end, level=None, after_role=True)):
            end = place[0]  # `Đại biểu Quốc hội tỉnh Hải Đông`: the deputy's province is part of the role
        elif _HIGHER_PLACE.match(clean, end) and (place := place_at(clean, end, level=None, after_role=True)):
            end = place[0] if place[1].name else end  # `Chủ tịch Hội Nông dân xã Cẩm Sơn huyện Lam Khê`
        return _make_role(clean, match.start(), end, body)
    is_of_unit = match["head"].lower() in _before_units()
    return _make_role(clean, match.start(), _office_end(clean, end, is_of_unit=is_of_unit), None)


def _make_role(clean: str, start: int, end: int, body: Body | None) -> Role:
    return Role(start, end, clean[start:end], body)


def _contains_body(match: re.Match[str]) -> bool:
    """Tell whether the head of a role names its body too: `Quận ủy viên`."""
    return len(match["head"].split()) == 3 and fold(match["head"]).lower().endswith("uy vien")


def _office_end(clean: str, start: int, *, is_of_unit: bool) -> int:
    """Return the end of the name of an office or firm of no known kind (`Giám đốc | Công ty May Hải Đông`).

    Such a name consists of common nouns of the word list and of capitalised words; after a single capitalised word the
    rest of its compound follows in lowercase (`Trung tâm Quản lý đô thị`), up to a word that cannot be part of a name.
    `is_of_unit`: the role is one of a unit, which needs no name (`Chánh Văn phòng | Lê Nam`).
    """
    end = at = start
    before = ""  # the kind of the last word: unit, capital, proper, small
    is_school = is_hamlet = False
    noun = ""  # the last one of the word list, if it is the word before
    capitals = 0  # capitalised words since the last noun
    for count in range(MAX_OFFICE_WORDS):
        gap = (_JOINER if count else _SPACE).match(clean, at) or _SPACE.match(clean, at)
        if not gap:
            break
        joined = not gap.group().isspace()
        if joined:
            before = ""
        at = gap.end()
        if (province := province_at(clean, at)) is not None:
            return province
        if _RANK.match(clean, at):
            break
        stop_word = _marked_words("!").match(clean, at) or (before == "small" and _IN_CHARGE.match(clean, at))
        word = None if stop_word else _marked_words("*").match(clean, at)
        if word and before in ("capital", "small") and " " not in word.group() and _PART_OF_COMPOUND.match(clean, at):
            word = None
        if (head := _head().match(clean, at)) and (not word or word.end() < head.end("head") + joined):
            break
        if word and word.group()[0].isupper() and _begins_proven_person(clean, at):  # `Chi hội trưởng | Đoàn Thị Mai`
            break
        last_noun, noun = noun, ""
        if word and fold(word.group()).lower() in _LEVEL_WORDS:
            located = place_at(clean, at - 1, level=None, after_role=True)
            if located and located[1].name:
                end = at = located[0]
                before, capitals = "proper", 2
                continue
        if word:
            # After `Việt Nam`, `Trung Ương` the name rather ends than that a purpose follows.
            noun = word.group()
            before = "unit" if not noun.islower() and not (" " in noun and noun.istitle()) else ""
            if noun.endswith("chống"):  # `Ban Chỉ đạo phòng, chống tham nhũng`
                before = "unit"
            is_school, is_hamlet, capitals = bool(_SCHOOL.search(noun)), bool(_HAMLET.search(noun)), 0
        elif word := _CAPITALISED.match(clean, at):
            if is_school or _RESERVE.search(last_noun) or _is_of_firm(clean, at, last_noun):
                return _namesake_end(clean, at, shortest=2 if is_school else 3)
            if _OF_COMMUNE.search(last_noun) and _begins_no_commune(clean, at):
                break
            is_first = end == start or (count == 1 and is_of_unit) or _OF_PROVINCE.search(last_noun)
            if _begins_person(clean, at, first=bool(is_first)):
                break
            if (capitals > 1 or (capitals and is_hamlet)) and _begins_short_name(clean, at):
                break
            capitals += 1
            single = before not in ("capital", "proper") and not (len(word.group()) > 1 and word.group()[:2].isupper())
            before = "capital" if single and not word.group().isdigit() else "proper"
        elif (before in ("capital", "small") and not stop_word and (word := _LOWERCASE_WORD.match(clean, at))) or (
            before == "unit" and not stop_word and (word := _purpose_at(clean, at))
        ):
            before, capitals = "small", 0
        else:
            break
        end = at = word.end()
    return end


def _purpose_at(clean: str, start: int) -> re.Match[str] | None:
    """Return the lowercase words that name the purpose of an office, up to one that cannot be part of its name."""
    purpose = _PURPOSE.match(clean, start)
    if not purpose:
        return None
    words = _LOWERCASE_WORD.finditer(clean, start, purpose.end())
    stop = next((word for word in words if _marked_words("!").match(clean, word.start())), None)
    if not stop:
        return purpose if purpose["stop"] is not None else None
    # A single word before a verb belongs to the verb: `Giám đốc Công ty làm đại diện`.
    return _LOWERCASE_WORDS.match(clean, start, stop.start() - 1) if clean.count(" ", start, stop.start()) > 1 else None


def _namesake_end(clean: str, at: int, *, shortest: int) -> int:
    """Return the end of the name that a school or firm bears; a person's, not shorter than said, may follow at once."""
    run = _CAPITALISED_RUN.match(clean, at)
    words = run.group().split(" ") if run else []
    for count in (3, 2, 4):
        if shortest <= len(words) - count <= 4 and is_common_surname(words[count]):
            return at + len(" ".join(words[:count]))
    return at + len(" ".join(words[:4]))


def _begins_person(clean: str, at: int, *, first: bool) -> bool:
    """Tell whether a person's name, not more of the office, follows; `first`: the office has no name so far."""
    end = name_end(clean, at)
    if end is None:
        return False
    if first:
        return is_likely(clean[at:end])
    words = clean[at:end].split()
    if is_highland(words):
        return True
    if len(words) < 3 or normalized_name(" ".join(words)) in namesakes():
        return False
    # After a number no office name continues (`khóm 4 Kim Sóc Kha`); a middle syllable proves rare surnames too.
    certain = clean[at - 2].isdigit() or term(words[1]) in ("a", "thị", "văn")
    return is_common_surname(words[0]) or (certain and is_surname(words[0]))


def _begins_proven_person(clean: str, at: int) -> bool:
    """Tell whether a middle syllable, or a verb behind it, proves a person's name: `Đoàn Thị …`, `… cho biết`."""
    end = name_end(clean, at)
    words = clean[at:end].split() if end else []
    if not end or len(words) < 3 or not is_common_surname(words[0]):
        return False
    certain = term(words[1]) in ("thị", "văn")
    return certain or (is_usual(" ".join(words)) and bool(_marked_words("!").match(clean, end + 1)))


def _is_of_firm(clean: str, at: int, noun: str) -> bool:
    """Tell whether what reads like a person's name is that of the firm whose form is the noun before it."""
    firm = _FIRM.search(noun)
    if not firm or name_end(clean, at) is None:
        return False
    return bool(firm["form"]) or not _begins_proven_person(clean, at)


def _begins_no_commune(clean: str, at: int) -> bool:
    """Tell whether a person's name follows `xã`: one of two syllables that no commune bears."""
    run = _CAPITALISED_RUN.match(clean, at)
    return is_no_commune(run.group().split(" ")) if run else False


def _begins_short_name(clean: str, at: int) -> bool:
    """Tell whether a name of two syllables ends a run of capitals here: `Khu công nghiệp Lộc An | Bùi Giáp`."""
    run = _CAPITALISED_RUN.match(clean, at)
    words = run.group().split(" ") if run else []
    return (
        len(words) == 2
        and not words[0].isupper()
        and is_common_surname(words[0])
        and term(words[1]) in usual_syllables()[1]
        and normalized_name(" ".join(words)) not in namesakes()
    )


def _without_capitals(clean: str, role: Role) -> str:
    """Return a role written in capitals in the case that is usual elsewhere."""
    match = _head().match(clean)
    if not match:
        return clean
    words = match.group().lower().split()
    for i, word in enumerate(words):
        if i == 0 or words[i - 1].lower() in ("phó", "nguyên", "quyền"):
            words[i] = word.capitalize()
    head = " ".join(words)
    if role.body and not _contains_body(match):
        label = role.body.label
        if head.lower().endswith("trưởng"):
            label = re.sub("^Phòng ", "phòng ", label)
        return f"{head} {label}{clean[role.end :]}"
    rest = clean[match.end() :].strip().lower()
    return f"{head} {rest[:1].upper()}{rest[1:]}".strip()


@cache
def _head() -> re.Pattern[str]:
    """Return the pattern of a role without its body; its group `head` leaves out the words that belong to it."""
    lines = entries("roles")

    def marked(mark: str) -> str:
        return alternation(line[2:] for line in lines if line.startswith(mark + " "))

    heads = [line for line in lines if line[0] not in _MARKS and not line.endswith("+")]
    before_unit = _before_units()
    head = rf"(?:{alternation(heads)})(?![\w&])|(?:{alternation(before_unit)})(?= +(?:{marked('+')})(?!\w))"
    source = rf"(?<![\w.])(?:(?:{marked('<')}) *){{0,4}}(?P<head>{head})(?: +(?:{marked('>')})(?!\w)){{0,4}}"
    return compile_bounded(source, re.IGNORECASE)


@cache
def _before_units() -> frozenset[str]:
    """Return the heads that are roles only before a unit: `trưởng | phòng`."""
    return frozenset(line[:-2] for line in entries("roles") if line.endswith(" +"))


@cache
def _marked_words(mark: str) -> re.Pattern[str]:
    """Return the pattern of the nouns of office names (`*`) or of the words that cannot be part of one (`!`)."""
    words = alternation(
        [line[2:] for line in entries("roles") if line.startswith(mark + " ")]
        + list(entries("person_verbs") if mark == "!" else ())
    )
    return compile_bounded(rf"(?:{words})(?!\w)", re.IGNORECASE)
