"""Find persons with their positions in a text, and tell name and position apart in a field."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from corpus.vi.aligned import align
from corpus.vi.bodies import Body, body_at, find_bodies, within
from corpus.vi.fullname import CAPITAL, UPPER, is_likely, key, name_end, namesakes, tidy_name
from corpus.vi.fullname import is_name as is_name
from corpus.vi.lists import choice, entries
from corpus.vi.places import read_place
from corpus.vi.roles import Role, find_roles, head_after, role_at, tidy_role
from corpus.vi.text import tidy


class PersonMention(NamedTuple):
    """Tells where a text names a person whom a position or a word of address proves to be one.

    `start` and `end` are those of the name; `roles` are as written but tidy, each with its body.
    """

    start: int
    end: int
    name: str
    roles: tuple[str, ...]


class Signer(NamedTuple):
    """Holds what a field about a person says: both, one or nothing."""

    name: str | None
    role: str | None


# Between a name and its first position; between two positions of one person; between two names of a list.
_TO_ROLE = re.compile(
    r"(?:,? *(?:sinh năm|SN) *:? *\d{4}|(?: *\([^()\n]{0,40}\)))?"
    rf"(?: *[,:;|\t] *| *[-–—] *| *\(| +(?=[{UPPER}])|(?: +(?:hiện )?là| +(?:giữ|làm|đảm nhiệm)(?: chức(?: vụ)?)?) +)"
    r"(?:hiện +là +|hiện +|là +|giữ chức(?: vụ)? +|chức vụ:? +)?"
)
_APPOINTED = re.compile(
    r"[^.;:\n]{0,60}? (?:giữ|đảm nhận|đảm nhiệm)(?: chức(?: vụ| danh)?)? +|[^.;:\n]{0,40}? được [^.;:\n]{0,30}?làm +"
)
_TO_NEXT_ROLE = re.compile(
    r"(?: +(?:khó[aá]|nhiệm kỳ) [\w–-]+)*"
    r"(?: *[,;] *| +[-–—] +| +(?:và|kiêm|đồng thời là|đồng thời) +)(?:kiêm +|là +)?"
)
_TO_NEXT_NAME = re.compile(r"\)? *(?:[,;] *| và +| cùng +)")
# From a position to the name under it, in the block of a signature.
_TO_SIGNATURE = re.compile(
    r"[ \t]*\n\s*(?i:[(\[]?(?:đã )?ký[^\n]{0,20}\n\s*)?"
    rf"(?=(?P<name>{CAPITAL}[^\n]{{1,40}}?)[ \t]*(?:\n|$))"
)
_ON_BEHALF = re.compile(r"TM *[./] *(?=\w)|T/M\.? *(?=\w)")
_FOR_ANOTHER = re.compile(r"(?:KT|K/T|TL|T/L|TUQ|T/UQ) *[./] *$")
_ACTING = re.compile(r"(?:KT|K/T|TL|T/L|TUQ|TM|T/M|Q) *[./]", re.IGNORECASE)
_SIGNED = re.compile(r"[(\[](?:đã )?ký[^)\]]{0,20}[)\]]", re.IGNORECASE)
_UNIT_ONLY = re.compile(r"(?<=trưởng) +(ban|phòng)$", re.IGNORECASE)
_NEAR = 200
# Positions that are told of many (`Chủ tịch UBND 8 xã`) or of whom somebody stands for.
_OF_MANY = re.compile(r" +(?:\d+|các|những|hai|ba) ", re.IGNORECASE)
# … or that the person before has just been given (`A giữ chức Chủ tịch, đồng chí B …`).
_ANOTHERS = re.compile(r"(?:quyền của|quyền|thay mặt|thay|chức|chức vụ|chức danh|làm) +$", re.IGNORECASE)
_NO_SYLLABLE = re.compile(r"(?i:ông|bà|chị) |\w+ \w+ ")
_EDGES = " ,;.-–—:()"


def find_people(text: str) -> list[PersonMention]:
    """Return the persons that a text names with a position or a word of address, in its order."""
    aligned = align(text)
    mentions: list[PersonMention] = []
    for start, end, roles in _persons(aligned.text):
        first, last = aligned.span(start, end)
        mentions.append(PersonMention(first, last, tidy_name(aligned.text[start:end]), roles))
    return mentions


def split_role(text: str) -> Signer:
    """Tell name and position apart in a field about one person, whichever stands first."""
    clean = " ".join(_SIGNED.sub(" ", tidy(text)).split()).strip(_EDGES[:-2])
    address = _address().match(clean)
    start = address.end() if address else 0
    end = name_end(clean, start, head_after(clean, start, len(clean)))
    if end is not None and (end == len(clean) or not clean[end].isalnum()):
        return Signer(tidy_name(clean[start:end]), tidy_role(clean[end:].strip(_EDGES)) or None)
    roles = list(find_roles(clean))
    if not roles:
        return Signer(None, None)
    # Who signs for another has the position that is told last: `KT. CHỦ TỊCH PHÓ CHỦ TỊCH`.
    begin = roles[-1 if _ACTING.match(clean) else 0].start
    gap = _to_name().match(clean, roles[-1].end)
    finish = name_end(clean, gap.end()) if gap else None
    if gap and finish is not None:
        role = tidy_role(clean[begin : roles[-1].end])
        if not roles[-1].body and (behalf := _behalf(clean, 0, begin)):
            role = f"{role} {behalf.label}"
        return Signer(tidy_name(clean[gap.end() : finish]), role)
    words = clean.split()
    for count in (4, 3, 2, 5):
        name = " ".join(words[-count:])
        if len(words) > count and is_name(name):
            return Signer(tidy_name(name), tidy_role(clean[begin : len(clean) - len(name)].strip(_EDGES)) or None)
    return Signer(None, tidy_role(clean[begin:]) or None)


def role_body(role: str, *, place: str | None = None) -> Body | None:
    """Return the body at which a position is, None where none is said; `place` completes it as `within` does."""
    clean = " ".join(tidy(role).split())
    found = next((one.body for one in find_roles(clean) if one.body), None)
    if found is None:
        found = next((mention.body for mention in find_bodies(clean)), None)
    return within(found, place) if found else None


def _persons(clean: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield start and end of each name in a tidy text, with the positions told of it."""
    before = _told_before(clean)
    # A word of address is no surname, though `Ông` is one too.
    addressed = list(_address().finditer(clean))
    addresses = [match.start() for match in addressed]
    # Where a name ends since another is addressed: `anh` and `em` may be its last syllable.
    ends = [match.start() for match in addressed if _NO_SYLLABLE.match(match.group())]
    candidates = {match.start() for match in _candidate().finditer(clean)}.difference(addresses)
    at = 0
    for start in sorted(candidates | before.keys()):
        if start < at:
            continue
        proven = start in before
        shared: list[Role] = []
        while True:
            limit = head_after(clean, start, min(len(clean), start + 60))
            following = bisect_right(ends, start)
            end = name_end(clean, start, min([limit, *ends[following : following + 1]]))
            if end is None or read_place(clean[start:end]) or not is_likely(clean[start:end]):
                break
            told, after, nexts = _told_after(clean, end)
            if not proven and (not told or not _may_be_person(clean, start, end)):
                break
            if own := [role for role in before.get(start, ()) if role.start >= at]:
                if nexts:  # `Thủ tướng A, Chủ tịch B, Bí thư C D`: who puts positions before names does so again
                    told, after = [], end
                told = [*own, *told]
                shared = own if ":" in clean[own[-1].end : start] else []
            yield start, end, tuple(dict.fromkeys(_role_text(clean, one, start) for one in told or shared))
            at = after
            gap = _TO_NEXT_NAME.match(clean, at)
            if not gap or gap.end() in addresses or not _goes_on(clean, gap.end()):
                break
            start, proven = gap.end(), True


def _told_before(clean: str) -> dict[int, list[Role]]:
    """Return where names may begin since positions (which are theirs) or a word of address (none) end there."""
    before: dict[int, list[Role]] = {match.end(): [] for match in _address().finditer(clean)}
    row: list[Role] = []
    for role in find_roles(clean):
        # `các đại biểu, Phó Thủ tướng …`: a bare word for many is no position of the next person.
        joined = row and row[-1].text.lower() != "đại biểu" and _TO_NEXT_ROLE.fullmatch(clean, row[-1].end, role.start)
        row = [*row, role] if joined else [role]
        if gap := _to_name().match(clean, role.end):
            if "," not in gap.group() or not _ANOTHERS.search(clean, max(0, row[0].start - 16), row[0].start):
                before[gap.end()] = row
            row = []
        elif (
            (gap := _TO_SIGNATURE.match(clean, role.end))
            and is_name(gap["name"])
            and not _FOR_ANOTHER.search(clean, max(0, role.start - 8), role.start)
        ):
            before[gap.end()] = row
    return before


def _told_after(clean: str, end: int) -> tuple[list[Role], int, bool]:
    """Return the positions told right after a name, where they end, and whether the next person's follow at once."""
    told: list[Role] = []
    at = end
    gap = _TO_ROLE.match(clean, at)
    if not gap or not role_at(clean, gap.end()):
        gap = _APPOINTED.match(clean, at)
    while gap:
        role = role_at(clean, gap.end())
        if not role or _OF_MANY.match(clean, role.end):
            break
        if clean[role.end : role.end + 1] == " " and name_end(clean, role.end + 1) is not None:
            return told, at, True
        told.append(role)
        at = role.end
        gap = _TO_NEXT_ROLE.match(clean, at) or _APPOINTED.match(clean, at)
    return told, at, False


def _role_text(clean: str, role: Role, name: int) -> str:
    """Return the position as it is kept, with a body that the text has told before it.

    Under a signature that is the body after `TM.`; `Trưởng Ban` after a sentence on a board is that board's.
    """
    text = tidy_role(role.text)
    if role.body:
        return text
    found: Body | None = None
    if "\n" in clean[role.end : max(name, role.end)]:
        found = _behalf(clean, max(0, role.start - 160), role.start)
    elif unit := _UNIT_ONLY.search(text):
        told = find_bodies(clean[max(0, role.start - _NEAR) : role.start])
        found = next((one.body for one in reversed(told) if one.body.kind.startswith(unit[1].capitalize())), None)
    if not found:
        return text
    if unit := _UNIT_ONLY.search(text):
        return text + found.label[len(unit[1]) :]
    return f"{text} {found.label}"


def _behalf(clean: str, start: int, end: int) -> Body | None:
    """Return the body after the last `TM.` between two offsets."""
    marks = list(_ON_BEHALF.finditer(clean, start, end))
    found = body_at(clean, marks[-1].end()) if marks else None
    return found[1] if found else None


def _goes_on(clean: str, start: int) -> bool:
    """Tell whether a list of persons goes on with a name that no word of address opens."""
    end = name_end(clean, start)
    return end is not None and clean.count(" ", start, end) >= 2


def _may_be_person(clean: str, start: int, end: int) -> bool:
    """Tell whether the words before a name and the name itself allow that it is a person's."""
    return not _place_word().search(clean, max(0, start - 24), start) and key(clean[start:end]) not in namesakes()


@cache
def _honorifics() -> str:
    one = rf"(?:{choice(entries('honorifics'))})(?!\w)"
    return rf"{one}(?:[ .,]*{one}){{0,4}}"


@cache
def _address() -> re.Pattern[str]:
    colon = r"(?:(?<=đồng chí)|(?<=đ/c)|(?<=ông)|(?<=bà)) ?: *"
    return re.compile(rf"(?<!\w)(?i:{_honorifics()}(?:{colon}|[ .]+))(?={CAPITAL})")


@cache
def _to_name() -> re.Pattern[str]:
    return re.compile(rf"(?i: *(?:,|:| [-–—]| là)? *{_honorifics()}[ .]+| *: *| +)(?={CAPITAL})")


@cache
def _place_word() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{choice(entries('place_words'))}) *$", re.IGNORECASE)


@cache
def _candidate() -> re.Pattern[str]:
    words = {word for line in entries("surnames") if line[0] not in "-#" for word in line.split()}
    either = choice(words | {word.upper() for word in words})
    letter = CAPITAL[: CAPITAL.index("]") + 1]
    return re.compile(rf"(?<!\w)(?<!{letter} )(?:{either}) +(?={letter})")
