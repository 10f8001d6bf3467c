"""Attribute roles to names: roles before a name, after it, in a signature block or by an appointment."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from corpus.vi.bodies import Body, body_at, find_bodies
from corpus.vi.bounded import compile_bounded
from corpus.vi.full_names import CAPITAL, LOWER, UPPER, is_name, is_usual, name_end
from corpus.vi.people.honorifics import PLURAL, honorific_pattern, role_to_name_pattern
from corpus.vi.people.roles import Role, role_at, tidy_role
from corpus.vi.text import term

_RANK = "(?i:(?:đại|thượng|trung|thiếu) (?:tướng|tá|úy|uý))"
# Between a name and its first role.
_AFTER_NAME = (
    rf"(?: *[,:;|\t] *| *[-–—] *| *\(| +(?=[{UPPER}])|(?: +(?:hiện )?là| +(?:giữ|làm|đảm nhiệm)(?: chức(?: vụ)?)?) +)"
    r"(?:hiện +là +|hiện +|là +|giữ chức(?: vụ)? +|chức vụ:? +)?"
    rf"(?:{_RANK}(?: CN)?(?: *,| +[-–]) +)?"
)
_TO_ROLE = compile_bounded(_AFTER_NAME)
_PARENTHESIS_TO_ROLE = compile_bounded(rf"(?:,? *(?:sinh năm|SN) *:? *\d{{4}}|(?: *\([^()\n]{{0,40}}\))){_AFTER_NAME}")
_TO_APPOINTED_ROLE = compile_bounded(
    r"[^.;:\n]{0,60}? (?:giữ|đảm nhận|đảm nhiệm)(?: chức(?: vụ| danh)?)? +|[^.;:\n]{0,40}? được [^.;:\n]{0,30}?làm +"
    r"|,? làm +"
)
_TO_NEXT_ROLE = compile_bounded(
    r"(?: +(?:khó[aá]|nhiệm kỳ) [\w–-]+)*"
    r"(?: *,\n| *[,;] *| +[-–—] +| +\| +| +(?:và|kiêm|đồng thời là|đồng thời) +)(?:kiêm +|là +)?"
)
# From a role to the name under it in a signature block.
_TO_SIGNATURE = re.compile(
    r"[ \t]*\n\s*+(?i:[(\[]?(?:đã )?ký[^\n]{0,20}\n\s*)?"
    rf"(?=(?P<name>{CAPITAL}[^\n]{{1,40}}?)[ \t]*(?:\n|$))"
)
_ON_BEHALF = compile_bounded(r"TM *[./] *(?=\w)|T/M\.? *(?=\w)")
_SIGNED_FOR_ANOTHER = compile_bounded(r"(?:KT|K/T|TL|T/L|TUQ|T/UQ) *[./] *$")
_UNIT_ONLY = compile_bounded(r"(?<=trưởng) +(ban|phòng)$", re.IGNORECASE)
_APPOINTING_VERB = re.compile(
    r"(?:miễn nhiệm|bãi nhiệm|cách chức|bổ sung|bổ nhiệm|phê chuẩn|xác nhận|chức danh|chức vụ|chỉ định)[^.;:\n]{0,50}$",
    re.IGNORECASE,
)
_TO_APPOINTEES = re.compile(r"[^.;:\n]{0,60}? (?:đối với|cho) ")
# To the end of the sentence, or of the numbered lines after a colon.
_APPOINTEES = compile_bounded(r"[^.;:\n]{0,500}(?::(?:\n+ *(?:\d+[.)/]|[-–+•])[^\n]{0,300}){1,40})?")
# A role that heads a numbered list of those who hold it: `Danh sách Ủy viên`, `giữ chức Ủy viên UBND huyện:`.
_HEADING_OF_LIST = compile_bounded(r"(?:danh sách|giữ chức|giữ chức vụ|giữ chức danh) +$", re.IGNORECASE)
_LISTED = compile_bounded(r"[^.;:\n]{0,60}:?(?=\n+ *1[.)/])")
_LISTED_ROWS = compile_bounded(r"(?:\n+ *(?:\d+[.)/]|[-–+•])[^\n]{0,300}){1,40}")
# A role in the plural before a colon is one more of each who follows: `các Ủy viên Bộ Chính trị: Chủ tịch nước A, B`.
_GROUP = compile_bounded(
    r"(?: gồm(?: có)?| là)?(?: các (?:ông, bà|ông|bà|đồng chí))? *: *(?:\n+ *(?=\d+[.)/]|[-–+•]))?"
    rf"(?=(?:[-–+•\d.)/]{{1,4}} *)?(?:đồng chí|đ/c|ông|bà|[{UPPER}]))"
)
_GROUP_ROWS = compile_bounded(
    r"(?:[^.;:\n]|\.(?=\w)){0,500}"
    rf"(?:; *(?:và +)?(?=[{UPPER}]|đồng chí|ông |bà )(?:[^.;:\n]|\.(?=\w)){{0,300}}){{0,20}}"
)
# `Giám đốc | các sở: A (Sở X), B (Sở Y)`
_TO_UNIT_GROUP = compile_bounded(
    r" (?:của )?các (?:sở|ban|phòng|xã|phường|huyện|trường|đơn vị|cơ quan)[^.;:\n()]{0,60}:", re.IGNORECASE
)
_NAME_AND_UNIT = compile_bounded(
    rf"(?<![\w'’])(?P<name>[{UPPER}][\w'’]{{0,10}}(?: [{UPPER}][\w'’]{{0,10}}){{1,4}})"
    rf" *\((?P<unit>[{UPPER}][^()\n]{{2,60}})\)"
)
# A seat on the standing committee of the council whose board the same person heads.
_SEAT, _COUNCIL = "ủy viên thường trực", compile_bounded(r"(?:HĐND|Hội đồng nhân dân)[^\n]{0,60}$")
_ROLE_LINE = compile_bounded(rf" *\n *(?=[{UPPER}][{LOWER}])")
_END_OF_ROLE_LINE = compile_bounded(rf" *[,.]?(?: *\n *|$)| (?=[{LOWER}])")
_RANK_AND_NAME = compile_bounded(rf",? +{_RANK} +(?={CAPITAL})")
# Roles of whole groups; beside the role of a person they are those of other people.
_GROUP_ROLES = ("đại biểu", "đb", "đbqh", "thành viên")
_UNIT_MENTION_DISTANCE = 200  # characters before `Trưởng Ban` in which its board is looked for
# After a role that several people hold (`Chủ tịch UBND 8 xã`).
_SEVERAL_BODIES = compile_bounded(r" +(?:\d+|các|những|hai|ba) ", re.IGNORECASE)
# Before the role of somebody else: of the superior for whom a person acts, or one just given to the person named
# before (`A giữ chức Chủ tịch, đồng chí B …`).
_BEFORE_ANOTHERS_ROLE = compile_bounded(
    r"(?:quyền của|thừa lệnh|thừa lệnh của|quyền|thay mặt|thay|chức|chức vụ|chức danh|làm) +$", re.IGNORECASE
)
_ROLE_TO_BARE_NAME = compile_bounded(rf"(?:,| [-–—]) +(?={CAPITAL})")
_SENTENCE_START = re.compile(r"(?:^|[.:;\n“\"] ?|\btheo )$", re.IGNORECASE)


class FollowingRoles(NamedTuple):
    """Holds the roles right after a name and where they end; `of_next` is the role of the next person, if adjacent."""

    roles: list[Role]
    end: int
    of_next: Role | None


class Appointment(NamedTuple):
    """Holds a role that is given or taken, and the span with the names of those who get or lose it."""

    start: int
    end: int
    role: Role


def roles_before_names(clean: str, roles: list[Role]) -> dict[int, list[Role]]:
    """Return the offsets at which roles present a name, each with the roles; whether a name begins is not checked."""
    before: dict[int, list[Role]] = {}
    row: list[Role] = []
    for role in roles:
        # `các đại biểu, Phó Thủ tướng …`: the role of a group is none of the next person.
        if (
            row
            and row[-1].text.lower() not in _GROUP_ROLES
            and _TO_NEXT_ROLE.fullmatch(clean, row[-1].end, role.start)
            and not _is_anothers(clean, row[0])  # `Thừa lệnh Chủ tịch, Chánh Văn phòng A`: the superior comes first
        ):
            row.append(role)
        else:
            row = [role]
        if gap := role_to_name_pattern().match(clean, role.end) or _gap_to_bare_name(clean, row[0].start, role.end):
            if "," not in gap.group() or not _is_anothers(clean, row[0]):
                before[gap.end()] = row
            row = []
        elif (
            (gap := _TO_SIGNATURE.match(clean, role.end))
            and is_name(gap["name"])
            and not _SIGNED_FOR_ANOTHER.search(clean, max(0, role.start - 8), role.start)
        ):
            before[gap.end()] = row.copy()
    return before


def roles_after_name(clean: str, end: int) -> FollowingRoles:
    """Return the roles right after a name that ends at `end`."""
    roles: list[Role] = []
    at = end
    gap = _TO_ROLE.match(clean, at)
    if not gap or not role_at(clean, gap.end()):
        gap = _PARENTHESIS_TO_ROLE.match(clean, at) or _role_line_after(clean, at) or _appointment_after(clean, at)
    while gap:
        role = role_at(clean, gap.end())
        if not role or _SEVERAL_BODIES.match(clean, role.end):
            break
        if ";" in gap.group() and _RANK_AND_NAME.match(clean, role.end):  # `A; Giám đốc Công an tỉnh, Đại tá B`
            return FollowingRoles(roles, at, role)
        if clean[role.end : role.end + 1] == " " and (
            name_end(clean, role.end + 1) is not None or honorific_pattern().match(clean, role.end + 1)
        ):
            return FollowingRoles(roles, at, role)
        roles.append(role)
        at = role.end
        gap = _TO_NEXT_ROLE.match(clean, at)
        if not gap or not role_at(clean, gap.end()):
            gap = _appointment_after(clean, at)
    return FollowingRoles(roles, at, None)


def find_appointments(clean: str, roles: list[Role]) -> list[Appointment]:
    """Return the roles that a text gives or takes (`miễn nhiệm chức danh … đối với …`), in order, without overlaps."""
    appointments: list[Appointment] = []
    for role in roles:
        listed = _LISTED.match(clean, role.end) if "\n" in clean[role.end : role.end + 64] else None
        if listed and not _HEADING_OF_LIST.search(clean, max(0, role.start - 24), role.start):
            listed = None
        rows = _LISTED_ROWS.match(clean, listed.end()) if listed else None
        if listed and rows:
            appointments.append(Appointment(listed.end(), rows.end(), role))
            continue
        gap = _TO_APPOINTEES.match(clean, role.end)
        if not gap or not _APPOINTING_VERB.search(clean, max(0, role.start - 70), role.start):
            continue
        if appointments and appointments[-1].end > role.start:
            appointments[-1] = appointments[-1]._replace(end=role.start)
        appointees = _APPOINTEES.match(clean, gap.end())
        appointments.append(Appointment(gap.end(), appointees.end() if appointees else gap.end(), role))
    return appointments


def find_groups(clean: str, roles: list[Role]) -> list[Appointment]:
    """Return the roles that precede a colon and those who hold them (`các Ủy viên Bộ Chính trị: …`), in order."""
    groups: list[Appointment] = []
    for role in roles:
        gap = _GROUP.match(clean, role.end)
        if gap and PLURAL.search(clean, max(0, role.start - 24), role.start):
            rows = _LISTED_ROWS.match(clean, gap.end() - 1) if "\n" in gap.group() else None
            rows = rows or _GROUP_ROWS.match(clean, gap.end())
            groups.append(Appointment(gap.end(), rows.end() if rows else gap.end(), role))
    return groups


def find_unit_groups(clean: str, roles: list[Role]) -> dict[int, Role]:
    """Return the roles that several hold, each at the unit in brackets behind the name, by where the names begin.

    `Giám đốc các sở: Nguyễn Văn A (Sở Nội vụ), Trần Thị B (Sở Y tế)`.
    """
    held: dict[int, Role] = {}
    for role in roles:
        gap = _TO_UNIT_GROUP.match(clean, role.end)
        if not gap:
            continue
        for row in _NAME_AND_UNIT.finditer(clean, gap.end(), gap.end() + 600):
            if "." in clean[gap.end() : row.start()] or not is_name(row["name"]):
                break
            head = clean[role.start : role.end].removesuffix(" các")
            held[row.start("name")] = Role(row.start("name"), row.start("name"), f"{head} {row['unit']}", None)
    return held


def _role_line_after(clean: str, at: int) -> re.Match[str] | None:
    """Return the line end before a role in the line under a name, unless that is the role of a name under it."""
    gap = _ROLE_LINE.match(clean, at)
    role = role_at(clean, gap.end()) if gap else None
    finish = _END_OF_ROLE_LINE.match(clean, role.end) if role else None
    return gap if finish and name_end(clean, finish.end()) is None else None


def _is_anothers(clean: str, role: Role) -> bool:
    """Tell whether the words before a role say that it is not that of the next person."""
    return bool(_BEFORE_ANOTHERS_ROLE.search(clean, max(0, role.start - 16), role.start))


def _appointment_after(clean: str, at: int) -> re.Match[str] | None:
    """Return the words that give the role after them to the person before them, with no honorific in between."""
    gap = _TO_APPOINTED_ROLE.match(clean, at)
    return None if gap and honorific_pattern().search(clean, at, gap.end()) else gap


def _gap_to_bare_name(clean: str, start: int, end: int) -> re.Match[str] | None:
    """Return the comma or dash between roles, at `start` to `end`, and a name without an honorific, unless of a list.

    The name must have usual syllables and no roles after it; a comma must also belong to roles that open a sentence.
    """
    gap = _ROLE_TO_BARE_NAME.match(clean, end)
    finish = name_end(clean, gap.end()) if gap else None
    if not gap or finish is None or not is_usual(clean[gap.end() : finish]) or roles_after_name(clean, finish).roles:
        return None
    return gap if "," not in gap.group() or _SENTENCE_START.search(clean, max(0, start - 8), start) else None


def role_text(clean: str, role: Role, name: int) -> str:
    """Return the normal form of a role of the person named at `name`, with a body that the text mentions before it.

    In a signature block that is the body after `TM.`; `Trưởng Ban` after a sentence about a board is its head.
    """
    text = tidy_role(role.text)
    if role.body:
        return text
    unit = _UNIT_ONLY.search(text)
    body: Body | None = None
    if "\n" in clean[role.end : max(name, role.end)]:
        body = behalf_of(clean, max(0, role.start - 160), role.start)
    elif unit:
        until = min(role.start, name)
        bodies = [mention.body for mention in find_bodies(clean[max(0, until - _UNIT_MENTION_DISTANCE) : until])]
        body = next((body for body in reversed(bodies) if body.kind.startswith(unit[1].capitalize())), None)
    if not body:
        return text
    return text + body.label[len(unit[1]) :] if unit else f"{text} {body.label}"


def with_council(roles: list[str]) -> list[str]:
    """Return the normal roles of a person, a bare seat on a standing committee with the council of the board behind it.

    `Ủy viên Thường trực, Trưởng Ban Pháp chế HĐND tỉnh` is a member of the standing committee of that council.
    """
    named = list(roles)
    for at, (role, following) in enumerate(pairwise(roles)):
        council = _COUNCIL.search(following) if term(role) == _SEAT else None
        if council:
            named[at] = f"{role} {council.group()}"
    return named


def behalf_of(clean: str, start: int, end: int) -> Body | None:
    """Return the body after the last `TM.` between two offsets."""
    marks = list(_ON_BEHALF.finditer(clean, start, end))
    located = body_at(clean, marks[-1].end()) if marks else None
    return located[1] if located else None
