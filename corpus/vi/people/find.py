"""Find persons with their positions in a text, and tell name and position apart in a field."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from corpus.vi.bodies import Body, find_bodies, within
from corpus.vi.full_names import CAPITAL, UPPER, is_highland, is_likely, is_usual, name_end, tidy_name
from corpus.vi.full_names import is_name as is_name
from corpus.vi.offsets import Aligned, align
from corpus.vi.people.honorifics import (
    MANY,
    TO_NEXT_NAME,
    address,
    addressed,
    after_forename,
    behind_surname,
    goes_on,
    honorific_words,
    is_described,
    listed,
    may_be_person,
    to_name,
)
from corpus.vi.people.line_breaks import unwrapped
from corpus.vi.people.role_attribution import behalf_of, grants_in, role_text, told_after, told_before
from corpus.vi.people.roles import (
    Role,
    beginnings,
    find_roles,
    free_body,
    head_after,
    head_starts,
    tidy_role,
)
from corpus.vi.places import read_place
from corpus.vi.text import tidy
from corpus.vi.word_lists import choice, entries, first_words, word_starts


class PersonMention(NamedTuple):
    """Tells where a text names a person.

    `start` and `end` are those of the name; `roles` are as written but tidy, each with its body. `presented` tells
    that a position, a word of address or a list of persons proves it; else the name itself and what follows do.
    """

    start: int
    end: int
    name: str
    roles: tuple[str, ...]
    presented: bool = True


class Signer(NamedTuple):
    """Holds what a field about a person says: both, one or nothing."""

    name: str | None
    role: str | None


_ACTING = re.compile(r"(?:KT|K/T|TL|T/L|TUQ|TM|T/M|Q) *[./]", re.IGNORECASE)
_SIGNED = re.compile(r"[(\[](?:đã )?ký[^)\]]{0,20}[)\]]", re.IGNORECASE)
_PRIVATE = re.compile(
    r"(?<!\w)(?:đối tượng|bị cáo|bị can|nghi can|nghi phạm|hung thủ|bệnh nhân|nạn nhân|sản phụ) "
    r"(?:(?:ông|bà|anh|chị) )?\Z",
    re.IGNORECASE,
)
_LINKED = re.compile(r"\s*(?:[,;()\n]|và |cùng )")
_NO_SYLLABLE = re.compile(r"(?i:ông|bà|chị) |\w+ \w+ ")
_EDGES = " ,;.-–—:()"


def find_people(text: str) -> list[PersonMention]:
    """Return the persons that a text names, in its order.

    A position or a word of address presents them, or, after a name of usual syllables, words that tell of a person.
    Who has been found once is found wherever the text repeats the name.
    """
    aligned = align(text)
    clean = unwrapped(aligned.text)
    others: list[tuple[int, int]] = []
    found = list(_persons(clean, others))
    names = {tidy_name(clean[start:end]) for start, end, _ in found}
    # `Y Thanh Hà` after `Y Thanh Hà Niê Kđăm` is short for it: there the surname stands last.
    short = {name.rsplit(" ", count)[0] for name in names if is_highland(name.split()) for count in (1, 2)}
    found = [one for one in found if one[2] or tidy_name(clean[one[0] : one[1]]) not in short]
    covered = {at for start, end, _ in found for at in range(start, end)}
    mentions = [
        _mention(aligned, clean, *one, presented=bool(one[2]) or not _is_private(clean, one[0])) for one in found
    ]
    for start, end in others:
        name = tidy_name(clean[start:end])
        told = is_usual(name) and not behind_surname(clean, start)
        told = told and bool(_tells().match(clean, end) or is_described(clean, start))
        free = covered.isdisjoint(range(start, end))
        if free and (told or name in names) and may_be_person(clean, start, end):
            mentions.append(_mention(aligned, clean, start, end, (), presented=name in names))
            covered.update(range(start, end))
    return sorted(mentions)


def _mention(
    aligned: Aligned, clean: str, start: int, end: int, roles: tuple[str, ...], *, presented: bool
) -> PersonMention:
    first, last = aligned.span(start, end)
    return PersonMention(first, last, tidy_name(clean[start:end]), roles, presented)


def _is_private(clean: str, start: int) -> bool:
    """Tell whether a name is that of a patient, a victim or an accused: such a person is no official."""
    return bool(_PRIVATE.search(clean, max(0, start - 24), start))


def split_role(text: str) -> Signer:
    """Tell name and position apart in a field about one person, whichever stands first."""
    clean = " ".join(_SIGNED.sub(" ", tidy(text)).split()).strip(_EDGES[:-2])
    opening = address().match(clean)
    start = opening.end() if opening else 0
    end = name_end(clean, start, head_after(clean, start, len(clean)))
    if end is not None and (end == len(clean) or not clean[end].isalnum()):
        return Signer(tidy_name(clean[start:end]), tidy_role(clean[end:].strip(_EDGES)) or None)
    roles = list(find_roles(clean))
    if not roles:
        return Signer(None, None)
    # Who signs for another has the position that is told last: `KT. CHỦ TỊCH PHÓ CHỦ TỊCH`.
    begin = roles[-1 if _ACTING.match(clean) else 0].start
    gap = to_name().match(clean, roles[-1].end)
    finish = name_end(clean, gap.end()) if gap else None
    if gap and finish is not None:
        role = tidy_role(clean[begin : roles[-1].end])
        if not roles[-1].body and (behalf := behalf_of(clean, 0, begin)):
            role = f"{role} {behalf.label}"
        return Signer(tidy_name(clean[gap.end() : finish]), role)
    words = clean.split()
    for count in (4, 3, 2, 5):
        name = " ".join(words[-count:])
        if len(words) > count and is_name(name):
            return Signer(tidy_name(name), tidy_role(clean[begin : len(clean) - len(name)].strip(_EDGES)) or None)
    return Signer(None, tidy_role(clean[begin:]) or None)


def role_body(role: str, *, place: str | None = None) -> Body | None:
    """Return the body at which a position is, None where none is said; `place` completes it as `within` does.

    An office without a form of its own (`Giám đốc Nhà hát Chèo tỉnh`) is a body as it is written.
    """
    clean = " ".join(tidy(role).split())
    told = next(find_roles(clean), None)
    found = told.body if told else None
    if found is None and (office := free_body(clean)):
        return Body(office)
    if found is None:
        found = next((mention.body for mention in find_bodies(clean)), None)
    return within(found, place) if found else None


def _persons(clean: str, others: list[tuple[int, int]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield start and end of each name in a tidy text that is presented as a person's, with the positions told of it.

    What looks like a name and is not presented goes to `others`.
    """
    role_words, honorifics, surnames = word_starts(clean, beginnings(), honorific_words(), _surname_words())
    roles = head_starts(clean, role_words)
    # A word of address is no surname, though `Ông` is one too.
    presented = addressed(clean, honorifics)
    addresses = {match.start() for match in presented}
    # Where a name ends since another is addressed: `anh` and `em` may be its last syllable.
    ends = [match.start() for match in presented if _NO_SYLLABLE.match(match.group())]
    told_roles = list(find_roles(clean, roles))
    before = told_before(clean, told_roles)
    for at in [*(after_forename(clean, match.end()) for match in presented), *listed(clean)]:
        before.setdefault(at, [])
    grants = grants_in(clean, told_roles)
    candidates = {start for start in surnames if start not in addresses and _candidate().match(clean, start)}
    at = 0
    for start in sorted(candidates | before.keys()):
        if start < at:
            continue
        proven = start in before
        shared: list[Role] = []
        while True:
            limit = head_after(clean, start, min(len(clean), start + 60), roles)
            following = bisect_right(ends, start)
            end = name_end(clean, start, min([limit, *ends[following : following + 1]]))
            if end is None or _is_place(clean[start:end]) or not is_likely(clean[start:end]):
                break
            told, after, nexts = told_after(clean, end)
            if not proven and (not told or not may_be_person(clean, start, end)):
                others.append((start, end))
                break
            if own := [role for role in before.get(start, ()) if role.start >= at]:
                # `Thủ tướng A, Chủ tịch B, Bí thư C D`: who puts positions before names does so again
                if nexts and nexts.text.lower() != own[0].text.lower():
                    told, after = [], end
                told = [*own, *told]
                plural = MANY.search(clean, max(0, own[0].start - 12), own[0].start)
                shared = own if plural or ":" in clean[own[-1].end : start] else []
            granted = bisect_right(grants, start, key=itemgetter(0)) - 1
            if granted >= 0 and start < grants[granted][1] and not own:
                linked = _LINKED.match(clean, at) and clean.count(" ", at, start) <= 5
                if at <= grants[granted][0] or linked:
                    told = [grants[granted][2], *told]
            yield start, end, tuple(dict.fromkeys(role_text(clean, one, start) for one in told or shared))
            at = after
            gap = TO_NEXT_NAME.match(clean, at)
            if not gap or gap.end() in addresses or not goes_on(clean, gap.end()):
                break
            start, proven = gap.end(), True


@lru_cache(maxsize=10_000)
def _is_place(name: str) -> bool:
    return read_place(name) is not None


@cache
def _tells() -> re.Pattern[str]:
    before = r" (?:(?:đã|vẫn|cũng|lại|vừa|từng|thì) )?"
    age = r" *[,(] *(?:(?:sinh |SN ?|ngụ |trú |thường trú |quê |HKTT)|\d{2} tuổi)"
    return re.compile(rf"(?:{before}(?:{choice(entries('tells'))})(?!\w)|{age})", re.IGNORECASE)


@cache
def _surname_words() -> frozenset[str]:
    return first_words(word for line in entries("surnames") if line[0] != "-" for word in line.split()) | {"h", "k"}


@cache
def _candidate() -> re.Pattern[str]:
    # An initial before it (`A Hồ`) makes it a given name; an acronym before it does not.
    return re.compile(rf"(?<!\w)(?<!(?<!\w)[{UPPER}] ){CAPITAL} +(?={CAPITAL})")
