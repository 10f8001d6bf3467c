"""Find persons with their roles in a text, and split a field about a person into name and role."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

from corpus.vi.bodies import Body, complete_place, find_bodies
from corpus.vi.bounded import compile_bounded
from corpus.vi.full_names import (
    CAPITAL,
    UPPER,
    is_common_surname,
    is_highland,
    is_likely,
    is_name,
    is_usual,
    marked_word_end,
    name_end,
    tidy_name,
)
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.offsets import align
from corpus.vi.people.honorifics import (
    PLURAL,
    TO_NEXT_NAME,
    find_honorifics,
    follows_surname,
    honorific_pattern,
    honorific_words,
    is_described,
    list_starts,
    long_name_follows,
    may_be_person,
    role_to_name_pattern,
    skip_saint_name,
)
from corpus.vi.people.private_people import private_people
from corpus.vi.people.role_attribution import (
    Appointment,
    behalf_of,
    find_appointments,
    find_groups,
    find_unit_groups,
    role_text,
    roles_after_name,
    roles_before_names,
    with_council,
)
from corpus.vi.people.roles import (
    Role,
    find_roles,
    first_role_words,
    next_role_start,
    role_starts,
    tidy_role,
    unlisted_office,
)
from corpus.vi.places import parse_place
from corpus.vi.text import term, tidy
from corpus.vi.word_lists import alternation, entries, first_words, word_starts


class PersonMention(NamedTuple):
    """Marks where a text names a person.

    `start` and `end` are those of the name; `roles` are as written but tidy, each with its body. `presented` tells
    that a role, an honorific or a list of persons proves the mention; otherwise the name and what follows it do.
    `private` tells that the text shows the person to be none of public office: a petitioner, a citizen, an accused.
    """

    start: int
    end: int
    name: str
    roles: tuple[str, ...]
    presented: bool = True
    private: bool = False


class Signer(NamedTuple):
    """Holds the name and the role in a field about a person, None for what the field lacks."""

    name: str | None
    role: str | None


_ACTING = compile_bounded(r"(?:KT|K/T|TL|T/L|TUQ|TM|T/M|Q) *[./]", re.IGNORECASE)
_SIGNED = re.compile(r"[(\[](?:đã )?ký[^)\]]{0,20}[)\]]", re.IGNORECASE)
_SAME_LIST = compile_bounded(r"\s*(?:[,;()\n]|và |cùng )")
_TO_ELECTED = compile_bounded(r" *(?:,|và) *(?:và )?(?:ông|bà|đồng chí|đ/c)? *", re.IGNORECASE)
_ELECTED = compile_bounded(r" (?:cùng )?được (?:bầu|bổ nhiệm|giới thiệu|phân công)")
# Honorifics that are never the last syllable of a name, as `anh` and `em` may be.
_NO_SYLLABLE = re.compile(r"(?i:ông|bà|chị) |\w+ \w+ ")
# What shows that a name in capitals stands in a longer line, or that it does not.
_CAPITALS_BEHIND = re.compile(rf" +[{UPPER}]+(?!\w)")
_LINE_START = re.compile(r"(?:^|\n) *$")
_ADDRESSED = re.compile(r"(?<!\w)(?:ông|bà|đồng chí|đ/c)[ :]+$", re.IGNORECASE)
_TITLE_CASE_BEHIND = re.compile(rf"(?: +{CAPITAL}(?!\w)){{2}}")
_COMMUNE_BEFORE = re.compile(r"(?<!\w)(?:xã|phường|thị trấn|thôn|buôn|bon|làng|TDP) $", re.IGNORECASE)
_EDGES = " ,;.-–—:()"


def find_people(text: str) -> list[PersonMention]:
    """Return the mentions of persons in a text, in order.

    A role, an honorific or a list presents a person, or, after a name of usual syllables, words that only a person
    precedes. A person found this way is also found wherever the text repeats the name.
    """
    aligned = align(text)
    mentions = find_people_joined(with_joined_lines(aligned.text))
    if aligned.offsets is None:
        return mentions
    spans = (aligned.span(mention.start, mention.end) for mention in mentions)
    return [mention._replace(start=start, end=end) for mention, (start, end) in zip(mentions, spans, strict=True)]


def find_people_joined(clean: str) -> list[PersonMention]:
    """Return the mentions of persons in a tidy text whose wrapped lines are joined, in order."""
    scan = _Scanner(clean).scan()
    names = {person.name for person in scan.presented}
    private = private_people(clean, ((person.start, person.end) for person in scan.presented if not person.roles))
    # `Y Thanh Hà` after `Y Thanh Hà Niê Kđăm` is short for it: there the surname stands last.
    short = {name.rsplit(" ", count)[0] for name in names if is_highland(name.split()) for count in (1, 2)}
    mentions: list[PersonMention] = []
    covered: set[int] = set()

    def add(person: _NamedPerson, *, presented: bool) -> None:
        is_private = person.start in private
        is_presented = presented and not is_private
        mentions.append(PersonMention(person.start, person.end, person.name, person.roles, is_presented, is_private))
        covered.update(range(person.start, person.end))

    for person in scan.presented:
        if person.roles or person.name not in short:
            add(person, presented=True)
    for start, end in scan.unproven:
        name = tidy_name(clean[start:end])
        if (
            (name in names or _is_proven_by_itself(clean, start, end, name))
            and covered.isdisjoint(range(start, end))
            and may_be_person(clean, start, end)
        ):
            add(_NamedPerson(start, end, name, ()), presented=name in names)
    return sorted(mentions)


def _is_proven_by_itself(clean: str, start: int, end: int, name: str) -> bool:
    """Tell whether usual syllables and the words around prove a name that nothing presents."""
    if not is_usual(name) or follows_surname(clean, start):
        return False
    return bool(_after_person().match(clean, end)) or is_described(clean, start)


def split_role(text: str) -> Signer:
    """Split a field about a single person into name and role, whichever comes first."""
    clean = " ".join(_SIGNED.sub(" ", tidy(text)).split()).strip(_EDGES[:-2])
    honorific = honorific_pattern().match(clean)
    start = honorific.end() if honorific else 0
    limit = next_role_start(clean, start, len(clean))
    end = name_end(clean, start, limit) or marked_word_end(clean, start, limit)
    if end is not None and (end == len(clean) or not clean[end].isalnum()):
        return Signer(tidy_name(clean[start:end]), tidy_role(clean[end:].strip(_EDGES)) or None)
    roles = list(find_roles(clean))
    if not roles:
        return Signer(None, None)
    # Who signs for a superior holds the last role: `KT. CHỦ TỊCH PHÓ CHỦ TỊCH`.
    role_start = roles[-1 if _ACTING.match(clean) else 0].start
    gap = role_to_name_pattern().match(clean, roles[-1].end)
    end = name_end(clean, gap.end()) if gap else None
    if gap and end is not None:
        role = tidy_role(clean[role_start : roles[-1].end])
        if not roles[-1].body and (body := behalf_of(clean, 0, role_start)):
            role = f"{role} {body.label}"
        return Signer(tidy_name(clean[gap.end() : end]), role)
    words = clean.split()
    for count in (4, 3, 2, 5):
        name = " ".join(words[-count:])
        if len(words) > count and is_name(name):
            return Signer(tidy_name(name), tidy_role(clean[role_start : len(clean) - len(name)].strip(_EDGES)) or None)
    return Signer(None, tidy_role(clean[role_start:]) or None)


def role_body(role: str, *, place: str | None = None) -> Body | None:
    """Return the body at which a role is held, None if the role names none; `place` completes it (`complete_place`).

    An office of no known kind (`Giám đốc Nhà hát Chèo tỉnh`) is a body as it is written.
    """
    clean = " ".join(tidy(role).split())
    first = next(find_roles(clean), None)
    body = first.body if first else None
    if body is None and (office := unlisted_office(clean)):
        return Body(office)
    if body is None:
        body = next((mention.body for mention in find_bodies(clean)), None)
    return complete_place(body, place) if body else None


class _NamedPerson(NamedTuple):
    """Holds where a tidy text names a person, and the roles that it attributes to the name."""

    start: int
    end: int
    name: str
    roles: tuple[str, ...]


class _Scan(NamedTuple):
    """Holds the persons that a text presents, and where it has names that may be persons' but are not presented."""

    presented: list[_NamedPerson]
    unproven: list[tuple[int, int]]


class _Scanner:
    """Scans a tidy text for names that roles, honorifics or lists present as persons'."""

    def __init__(self, clean: str) -> None:
        role_words, honorifics, surnames = word_starts(clean, first_role_words(), honorific_words(), _surname_words())
        self._clean = clean
        self._role_starts = role_starts(clean, role_words)
        matches = find_honorifics(clean, honorifics)
        self._honorific_starts = {match.start() for match in matches}
        # A name ends where the next person is addressed.
        self._name_limits = [match.start() for match in matches if _NO_SYLLABLE.match(match.group())]
        roles = list(find_roles(clean, self._role_starts))
        self._roles_before = roles_before_names(clean, roles)
        listed = (start for start in list_starts(clean) if start not in self._honorific_starts)
        for start in [*(skip_saint_name(clean, match.end()) for match in matches), *listed]:
            self._roles_before.setdefault(start, [])
        for start, role in find_unit_groups(clean, roles).items():
            self._roles_before.setdefault(start, []).append(role)
        self._appointments = find_appointments(clean, roles)
        self._groups = find_groups(clean, roles)
        # `Ông` is a surname too, but not where it is an honorific, or the last of several.
        addressed = {start for match in matches for start in range(match.start(), match.end())}
        self._surname_starts = {
            start for start in surnames if start not in addressed and _two_capitals().match(clean, start)
        }
        self._scan = _Scan([], [])

    def scan(self) -> _Scan:
        """Return all names of the text, in order."""
        at = 0
        for start in sorted(self._surname_starts | self._roles_before.keys()):
            if start >= at:
                at = self._read_list(start, at)
        self._share_elections()
        return self._scan

    def _share_elections(self) -> None:
        """Give the office to which several are elected to each: `ông A, ông B được bầu làm Phó Chủ tịch`."""
        people = self._scan.presented
        for at in range(len(people) - 2, -1, -1):
            person, following = people[at], people[at + 1]
            listed = not person.roles and _TO_ELECTED.fullmatch(self._clean, person.end, following.start)
            if listed and _ELECTED.match(self._clean, following.end):
                people[at] = person._replace(roles=following.roles)

    def _read_list(self, start: int, at: int) -> int:
        """Read the name at `start` and those that follow it in a list; return where the last one and its roles end.

        `at` is where the name before ended with its roles: roles in front of it belong to that name.
        """
        clean = self._clean
        presented = start in self._roles_before
        shared: list[Role] = []
        while (end := self._name_end(start)) is not None:
            following = roles_after_name(clean, end)
            if not presented and (not following.roles or not may_be_person(clean, start, end)):
                self._scan.unproven.append((start, end))
                break
            roles, after = following.roles, following.end
            if before := [role for role in self._roles_before.get(start, ()) if role.start >= at]:
                # `Thủ tướng A, Chủ tịch B, Bí thư C D`: where roles precede names, the next role is the next person's.
                if following.of_next and following.of_next.text.lower() != before[0].text.lower():
                    roles, after = [], end
                roles = [*before, *roles]
                shared = before if self._is_shared(before, start) else []
            elif appointment := self._appointment_at(start, at):
                roles = [appointment.role, *roles]
            if group := next((group for group in self._groups if group.start <= start < group.end), None):
                roles = [group.role, *(role for role in roles or shared if role is not group.role)]
            if not (roles or shared) and " " not in clean[start:end]:  # a name of one word and nobody's office
                break
            texts = tuple(dict.fromkeys(with_council([role_text(clean, role, start) for role in roles or shared])))
            self._scan.presented.append(_NamedPerson(start, end, tidy_name(clean[start:end]), texts))
            at = after
            gap = TO_NEXT_NAME.match(clean, at)
            if not gap or gap.end() in self._honorific_starts or not long_name_follows(clean, gap.end()):
                break
            start, presented = gap.end(), True
        return at

    def _name_end(self, start: int) -> int | None:
        """Return where the name at `start` ends, None if none begins there or it is rather a place's."""
        clean = self._clean
        limit = next_role_start(clean, start, min(len(clean), start + 60), self._role_starts)
        following = bisect_right(self._name_limits, start)
        limit = min([limit, *self._name_limits[following : following + 1]])
        end = name_end(clean, start, limit)
        if end is None and start in self._roles_before and not _COMMUNE_BEFORE.search(clean, max(0, start - 10), start):
            return marked_word_end(clean, start, limit)
        if end is None or _is_place(clean[start:end]) or not is_likely(clean[start:end]):
            return None
        return None if self._is_in_heading(start, end) else end

    def _is_in_heading(self, start: int, end: int) -> bool:
        """Tell whether what may be a name stands in a heading, and no usual syllables prove it.

        There any word may be a surname in capitals: `QUYỀN CỦA VỢ VÀ CHỒNG`. A name alone in its line, as in a
        signature, and one between `ông` or a role of a known body and a sign need no proof.
        """
        clean = self._clean
        if not clean[start:end].isupper():
            goes_on = bool(_TITLE_CASE_BEHIND.match(clean, end))
        elif _CAPITALS_BEHIND.match(clean, end):
            goes_on = True
        elif _LINE_START.search(clean, max(0, start - 4), start):
            goes_on = False
        elif _ADDRESSED.search(clean, max(0, start - 10), start):
            goes_on = clean.count(" ", start, end) == 1 and not is_common_surname(clean[start:end].split()[0])
        else:
            roles = self._roles_before.get(start)
            goes_on = not roles or not roles[-1].body
        if not goes_on:
            return False
        name = tidy_name(clean[start:end])
        return not is_usual(name) and term(name.split()[1]) not in ("a", "thị", "văn")

    def _is_shared(self, roles: list[Role], name: int) -> bool:
        """Tell whether roles before a name are those of all names of its list: `các Phó Chủ tịch A, B`."""
        plural = PLURAL.search(self._clean, max(0, roles[0].start - 24), roles[0].start)
        return bool(plural) or ":" in self._clean[roles[-1].end : name]

    def _appointment_at(self, start: int, at: int) -> Appointment | None:
        """Return the appointment or dismissal of the person named at `start`: the first after it, or one of a list."""
        index = bisect_right(self._appointments, start, key=attrgetter("start")) - 1
        if index < 0 or start >= self._appointments[index].end:
            return None
        appointment = self._appointments[index]
        linked = _SAME_LIST.match(self._clean, at) and self._clean.count(" ", at, start) <= 5
        return appointment if at <= appointment.start or linked else None


@lru_cache(maxsize=10_000)
def _is_place(name: str) -> bool:
    """Tell whether what may be a name is a place: `Q Hoàn Kiếm`; in `H Linh Niê` the letter is no district's."""
    return parse_place(name) is not None and not is_highland(name.split())


@cache
def _after_person() -> re.Pattern[str]:
    """Return the pattern of verbs and ages that only a person's name precedes."""
    before = r" (?:(?:đã|vẫn|cũng|lại|vừa|từng|thì) )?"
    age = r" *[,(] *(?:(?:sinh |SN ?|ngụ |trú |thường trú |quê |HKTT)|\d{2} tuổi)"
    return compile_bounded(rf"(?:{before}(?:{alternation(entries('person_verbs'))})(?!\w)|{age})", re.IGNORECASE)


@cache
def _surname_words() -> frozenset[str]:
    return first_words(word for line in entries("surnames") if line[0] != "-" for word in line.split()) | {"h", "k"}


@cache
def _two_capitals() -> re.Pattern[str]:
    # An initial before it (`A Hồ`) makes it a given name; an acronym before it does not.
    return compile_bounded(rf"(?<!\w)(?<!(?<!\w)[{UPPER}] ){CAPITAL} +(?={CAPITAL})")
