"""Find persons with their positions in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from corpus.vi.aligned import align
from corpus.vi.bodies import Body, find_bodies, within
from corpus.vi.fullname import CAPITAL, is_common_surname, is_likely, key, name_end, namesakes, tidy_name
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


# What may stand between a name and its first position, and between two positions of one person.
_TO_ROLE = re.compile(
    r"(?:,? *(?:sinh năm|SN) *:? *\d{4}|(?: *\([^()\n]{0,40}\)))?(?: *[,:;] *| *[-–—] *| *\(|(?: +(?:hiện )?là| +(?:giữ|làm|đảm nhiệm)(?: chức(?: vụ)?)?) +)"
    r"(?:hiện +là +|hiện +|là +|giữ chức(?: vụ)? +|chức vụ:? +)?"
)
_APPOINTED = re.compile(
    r"[^.;:\n]{0,60}? (?:giữ|đảm nhận|đảm nhiệm)(?: chức(?: vụ| danh)?)? +|[^.;:\n]{0,40}? được [^.;:\n]{0,30}?làm +"
)
_TO_NEXT_ROLE = re.compile(r"(?: +(?:khó[aá]|nhiệm kỳ) [\w–-]+)*(?: *[,;] *| +[-–—] +| +(?:và|kiêm|đồng thời là|đồng thời) +)(?:kiêm +|là +)?")
_TO_NAME = re.compile(r"\)? *(?:[,;] *| và +| cùng +)")
_SINGLE = re.compile(r"[^.\n]")


def find_people(text: str) -> list[PersonMention]:
    """Return the persons that a text names with a position or a word of address, in its order."""
    aligned = align(text)
    clean = aligned.text
    mentions: list[PersonMention] = []
    for start, end, roles in _persons(clean):
        first, last = aligned.span(start, end)
        mentions.append(PersonMention(first, last, tidy_name(clean[start:end]), roles))
    return mentions


def split_role(text: str) -> Signer:
    """Tell name and position apart in a field about one person, whichever stands first."""
    clean = " ".join(_SIGNED.sub(" ", tidy(text)).split()).strip(" ,;.-–:")
    address = _address().match(clean)
    start = address.end() if address else 0
    end = name_end(clean, start, head_after(clean, start, len(clean)))
    if end is not None and (end == len(clean) or not clean[end].isalnum()):
        role = clean[end:].strip(" ,;.-–—:()")
        return Signer(tidy_name(clean[start:end]), tidy_role(role) if role else None)
    roles = list(find_roles(clean))
    if not roles:
        return Signer(None, None)
    # The last position is the signer's own: `KT. CHỦ TỊCH PHÓ CHỦ TỊCH`.
    end = roles[-1].end
    gap = _gap_to_name().match(clean, end)
    finish = name_end(clean, gap.end()) if gap else None
    begin = roles[-1].start if _FOR.match(clean) else roles[0].start
    if gap and finish is not None:
        return Signer(tidy_name(clean[gap.end() : finish]), tidy_role(clean[begin:end]))
    words = clean.split()
    for count in (4, 3, 2, 5):
        if len(words) > count and is_name(" ".join(words[-count:])):
            name = " ".join(words[-count:])
            role = clean[begin : len(clean) - len(name)].strip(" ,;.-–—:")
            return Signer(tidy_name(name), tidy_role(role) or None)
    return Signer(None, tidy_role(clean[begin:]) or None)


_SIGNED = re.compile(r"[(\[](?:đã )?ký[^)\]]{0,20}[)\]]", re.IGNORECASE)
_FOR = re.compile(r"(?:KT|TL|TM|TUQ|Q)\.", re.IGNORECASE)


def role_body(role: str, *, place: str | None = None) -> Body | None:
    """Return the body at which a position is, None where none is said; `place` completes it as `within` does."""
    clean = " ".join(tidy(role).split())
    found = next((one.body for one in find_roles(clean) if one.body), None)
    if found is None:
        found = next((mention.body for mention in find_bodies(clean)), None)
    return within(found, place) if found else None


def _persons(clean: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield start and end of each name in a tidy text, with the positions told of it."""
    before: dict[int, Role | None] = {}
    roles = list(find_roles(clean))
    addresses = list(_address().finditer(clean))
    before.update((match.end(), None) for match in addresses)
    for role in roles:
        if gap := _gap_to_name().match(clean, role.end):
            before[gap.end()] = role
    addressed = {match.start() for match in addresses}
    starts = {match.start(): False for match in _candidate().finditer(clean) if match.start() not in addressed}
    starts.update(dict.fromkeys(before, True))
    at = 0
    for start in sorted(starts):
        if start < at:
            continue
        proven = starts[start]
        while True:
            limit = head_after(clean, start, min(len(clean), start + 60))
            end = name_end(clean, start, limit)
            if end is None or read_place(clean[start:end]) or not is_likely(clean[start:end]):
                break
            chain, after = _chain(clean, end)
            if not proven and (not chain or not _may_be_person(clean, start, end)):
                break
            left = before.get(start)
            own = [left] if left and left.start >= at else []
            yield start, end, tuple(dict.fromkeys(tidy_role(role.text) for role in [*own, *chain]))
            at = after
            following = _TO_NAME.match(clean, at)
            if not following or not _may_follow(clean, following.end()):
                break
            start, proven = following.end(), True


def _chain(clean: str, end: int) -> tuple[list[Role], int]:
    """Return the positions told right after a name, and where they end."""
    chain: list[Role] = []
    at = end
    gap = _TO_ROLE.match(clean, at)
    if not gap or not role_at(clean, gap.end()):
        gap = _APPOINTED.match(clean, at)
    while gap:
        role = role_at(clean, gap.end())
        if not role or _is_next_persons(clean, role):
            break
        chain.append(role)
        at = role.end
        gap = _TO_NEXT_ROLE.match(clean, at)
    return chain, at


def _is_next_persons(clean: str, role: Role) -> bool:
    """Tell whether a name follows a position at once: it is then told of that name."""
    return clean[role.end : role.end + 1] == " " and name_end(clean, role.end + 1) is not None


def _may_follow(clean: str, start: int) -> bool:
    end = name_end(clean, start)
    return end is not None and clean[start:end].count(" ") >= 2 and is_common_surname(clean[start:end].split()[0])


def _may_be_person(clean: str, start: int, end: int) -> bool:
    """Tell whether the words before a name and the name itself allow that it is a person's."""
    return not _place_word().search(clean, max(0, start - 24), start) and key(clean[start:end]) not in namesakes()


@cache
def _honorific() -> str:
    one = rf"(?:{choice(entries('honorifics'))})(?!\w)"
    return rf"{one}(?:[ .,]*{one})*"


@cache
def _address() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_honorific()}(?: ?:)?(?<=[\w.:]) *(?<=[ .:])(?={CAPITAL})", re.IGNORECASE)


@cache
def _gap_to_name() -> re.Pattern[str]:
    return re.compile(rf"(?: *(?:,|:| [-–—]| là)? *{_honorific()} *(?<=[ .])| +)(?={CAPITAL})", re.IGNORECASE)


@cache
def _place_word() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{choice(entries('place_words'))}) *$", re.IGNORECASE)


@cache
def _candidate() -> re.Pattern[str]:
    words = {word for line in entries("surnames") if line != "---" for word in line.split()}
    either = choice(words | {word.upper() for word in words})
    return re.compile(rf"(?<!\w)(?<!{CAPITAL[: CAPITAL.index(']') + 1]} )(?:{either}) (?={CAPITAL})")
