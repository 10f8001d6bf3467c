"""Tell which positions a text gives to a person: before the name, after it, in a signature, by an appointment."""

from __future__ import annotations

import re

from corpus.vi.bodies import Body, body_at, find_bodies
from corpus.vi.full_names import CAPITAL, UPPER, is_name, is_usual, name_end
from corpus.vi.people.honorifics import address, to_name
from corpus.vi.people.roles import Role, role_at, tidy_role

# Between a name and its first position; between two positions of one person; between two names of a list.
_AFTER_NAME = (
    rf"(?: *[,:;|\t] *| *[-–—] *| *\(| +(?=[{UPPER}])|(?: +(?:hiện )?là| +(?:giữ|làm|đảm nhiệm)(?: chức(?: vụ)?)?) +)"
    r"(?:hiện +là +|hiện +|là +|giữ chức(?: vụ)? +|chức vụ:? +)?"
)
_TO_ROLE = re.compile(_AFTER_NAME)
_ASIDE = re.compile(rf"(?:,? *(?:sinh năm|SN) *:? *\d{{4}}|(?: *\([^()\n]{{0,40}}\))){_AFTER_NAME}")
_APPOINTED = re.compile(
    r"[^.;:\n]{0,60}? (?:giữ|đảm nhận|đảm nhiệm)(?: chức(?: vụ| danh)?)? +|[^.;:\n]{0,40}? được [^.;:\n]{0,30}?làm +"
    r"|,? làm +"
)
_TO_NEXT_ROLE = re.compile(
    r"(?: +(?:khó[aá]|nhiệm kỳ) [\w–-]+)*"
    r"(?: *,\n| *[,;] *| +[-–—] +| +(?:và|kiêm|đồng thời là|đồng thời) +)(?:kiêm +|là +)?"
)
# From a position to the name under it, in the block of a signature.
_TO_SIGNATURE = re.compile(
    r"[ \t]*\n\s*(?i:[(\[]?(?:đã )?ký[^\n]{0,20}\n\s*)?"
    rf"(?=(?P<name>{CAPITAL}[^\n]{{1,40}}?)[ \t]*(?:\n|$))"
)
_ON_BEHALF = re.compile(r"TM *[./] *(?=\w)|T/M\.? *(?=\w)")
_FOR_ANOTHER = re.compile(r"(?:KT|K/T|TL|T/L|TUQ|T/UQ) *[./] *$")
_UNIT_ONLY = re.compile(r"(?<=trưởng) +(ban|phòng)$", re.IGNORECASE)
_GRANTING = re.compile(
    r"(?:miễn nhiệm|bãi nhiệm|cách chức|bổ sung|bổ nhiệm|phê chuẩn|xác nhận|chức danh|chức vụ|chỉ định)[^.;:\n]{0,50}$",
    re.IGNORECASE,
)
_GRANTED = re.compile(r"[^.;:\n]{0,60}? (?:đối với|cho) ")
# To the end of the sentence, or of the numbered lines after a colon.
_GRANTEES = re.compile(r"[^.;:\n]{0,500}(?::(?:\n+ *(?:\d+[.)/]|[-–+•])[^\n]{0,300}){1,40})?")
# Positions of many; next to another's they are told of others.
_BARE = ("đại biểu", "đb", "đbqh", "thành viên")
_NEAR = 200
# Positions that are told of many (`Chủ tịch UBND 8 xã`) or of whom somebody stands for.
_OF_MANY = re.compile(r" +(?:\d+|các|những|hai|ba) ", re.IGNORECASE)
# … or that the person before has just been given (`A giữ chức Chủ tịch, đồng chí B …`).
_ANOTHERS = re.compile(
    r"(?:quyền của|thừa lệnh|thừa lệnh của|quyền|thay mặt|thay|chức|chức vụ|chức danh|làm) +$", re.IGNORECASE
)
_APART = re.compile(rf"(?:,| [-–—]) +(?={CAPITAL})")
_OPENS = re.compile(r"(?:^|[.:;\n“\"] ?|\btheo )$", re.IGNORECASE)


def told_before(clean: str, roles: list[Role]) -> dict[int, list[Role]]:
    """Return where names may begin since positions, which are theirs, end there."""
    before: dict[int, list[Role]] = {}
    row: list[Role] = []
    for role in roles:
        # `các đại biểu, Phó Thủ tướng …`: a bare word for many is no position of the next person.
        joined = row and row[-1].text.lower() not in _BARE and _TO_NEXT_ROLE.fullmatch(clean, row[-1].end, role.start)
        if joined and _ANOTHERS.search(clean, max(0, row[0].start - 16), row[0].start):
            joined = None  # `Thừa lệnh Chủ tịch, Chánh Văn phòng A`: whose order it is, is told first
        if joined:
            row.append(role)
        else:
            row = [role]
        if gap := to_name().match(clean, role.end) or _apart(clean, row[0].start, role.end):
            if "," not in gap.group() or not _ANOTHERS.search(clean, max(0, row[0].start - 16), row[0].start):
                before[gap.end()] = row
            row = []
        elif (
            (gap := _TO_SIGNATURE.match(clean, role.end))
            and is_name(gap["name"])
            and not _FOR_ANOTHER.search(clean, max(0, role.start - 8), role.start)
        ):
            before[gap.end()] = row.copy()
    return before


def told_after(clean: str, end: int) -> tuple[list[Role], int, Role | None]:
    """Return the positions told right after a name, where they end, and the next person's if it follows at once."""
    told: list[Role] = []
    at = end
    gap = _TO_ROLE.match(clean, at)
    if not gap or not role_at(clean, gap.end()):
        gap = _ASIDE.match(clean, at) or _appointed(clean, at)
    while gap:
        role = role_at(clean, gap.end())
        if not role or _OF_MANY.match(clean, role.end):
            break
        if clean[role.end : role.end + 1] == " " and name_end(clean, role.end + 1) is not None:
            return told, at, role
        told.append(role)
        at = role.end
        gap = _TO_NEXT_ROLE.match(clean, at)
        if not gap or not role_at(clean, gap.end()):
            gap = _appointed(clean, at)
    return told, at, None


def grants_in(clean: str, roles: list[Role]) -> list[tuple[int, int, Role]]:
    """Return where positions are given or taken (`miễn nhiệm chức danh … đối với …`): the span of who is meant."""
    grants: list[tuple[int, int, Role]] = []
    for role in roles:
        gap = _GRANTED.match(clean, role.end)
        if not gap or not _GRANTING.search(clean, max(0, role.start - 70), role.start):
            continue
        if grants and grants[-1][1] > role.start:
            grants[-1] = (grants[-1][0], role.start, grants[-1][2])
        span = _GRANTEES.match(clean, gap.end())
        grants.append((gap.end(), span.end() if span else gap.end(), role))
    return grants


def _appointed(clean: str, at: int) -> re.Match[str] | None:
    """Return what says that the person named before gets the position after it; nobody else is addressed between."""
    gap = _APPOINTED.match(clean, at)
    return None if gap and address().search(clean, at, gap.end()) else gap


def _apart(clean: str, start: int, end: int) -> re.Match[str] | None:
    """Return the comma or dash between positions and a name without a word of address, where it can be no list.

    After a dash that is any name of usual syllables; after a comma only one of which no position is told, while the
    positions open a sentence.
    """
    gap = _APART.match(clean, end)
    finish = name_end(clean, gap.end()) if gap else None
    if not gap or finish is None or not is_usual(clean[gap.end() : finish]) or told_after(clean, finish)[0]:
        return None
    return gap if "," not in gap.group() or _OPENS.search(clean, max(0, start - 8), start) else None


def role_text(clean: str, role: Role, name: int) -> str:
    """Return the position as it is kept, with a body that the text has told before it.

    Under a signature that is the body after `TM.`; `Trưởng Ban` after a sentence on a board is that board's.
    """
    text = tidy_role(role.text)
    if role.body:
        return text
    found: Body | None = None
    if "\n" in clean[role.end : max(name, role.end)]:
        found = behalf_of(clean, max(0, role.start - 160), role.start)
    elif unit := _UNIT_ONLY.search(text):
        until = min(role.start, name)
        told = find_bodies(clean[max(0, until - _NEAR) : until])
        found = next((one.body for one in reversed(told) if one.body.kind.startswith(unit[1].capitalize())), None)
    if not found:
        return text
    if unit := _UNIT_ONLY.search(text):
        return text + found.label[len(unit[1]) :]
    return f"{text} {found.label}"


def behalf_of(clean: str, start: int, end: int) -> Body | None:
    """Return the body after the last `TM.` between two offsets."""
    marks = list(_ON_BEHALF.finditer(clean, start, end))
    found = body_at(clean, marks[-1].end()) if marks else None
    return found[1] if found else None
