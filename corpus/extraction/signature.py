"""Read who signed a formal document, and in which role, from the block at its end."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.document import Official
from corpus.extraction.issuer import level
from corpus.vi.bodies import Body, body
from corpus.vi.people.find import is_name, role_body, split_role

# Lines from the end that are looked through: annexes may follow the block.
_TAIL = 20_000
_LINES = 400
_BLOCK = 14

_ACTING = re.compile(r"((?:TM|KT|TL|TUQ|Q)(?=\s*[./])|(?:T/M|K/T|T/L|T/UQ)(?=[.\s]))[\s./]*", re.IGNORECASE)
_MARK = re.compile(r"[\W_]*(?:đã\s+ký|ký\s+tên|đã\s+kí|ký\s+số|ký,.{0,20}đóng\s+dấu)[\W_]*", re.IGNORECASE)
_RECEIVERS = re.compile(r"\W*nơi\s+nhận|[-–+•*]\s|\W*(?:lưu|như\s+(?:điều|trên))\b", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:QUYỀN\s+)?(?:PHÓ\s+)?(?:CHỦ\s+TỊCH|TRƯỞNG|CHÁNH|GIÁM\s+ĐỐC|TỔNG\s+GIÁM\s+ĐỐC|BÍ\s+THƯ|CHỦ\s+NHIỆM|THỦ\s+TƯỚNG"
    r"|BỘ\s+TRƯỞNG|THỨ\s+TRƯỞNG|VIỆN\s+TRƯỞNG|CỤC\s+TRƯỞNG|CHỈ\s+HUY|ỦY\s+VIÊN|UỶ\s+VIÊN|TỔ\s+TRƯỞNG|HIỆU\s+TRƯỞNG)\b",
    re.IGNORECASE,
)
_CELL = re.compile(r"(?:(?! {4})[^\n|])+")
_EDGES = " *_#\t"
_MARKED = re.compile(r"[(\[]\s*đã\s+ký\s*[)\]]", re.IGNORECASE)


class Signature(NamedTuple):
    """Tells who signed, and that the block that says so is `text[start:end]`."""

    official: Official
    start: int
    end: int


class _Line(NamedTuple):
    start: int
    text: str


def signature(text: str, issuer: Body | None) -> Signature | None:
    """Read the signer of a formal document from its last block with a name under a role; None where there is none.

    The role bears the body and its level (`Phó Chủ tịch UBND huyện`), as news write it: the body after `TM.`, else
    the issuer. Who signs for another (`KT.`, `TL.`) has the role of the line below, not the one after the mark.
    """
    lines = _lines(text)
    for at in range(len(lines) - 1, 0, -1):
        line = lines[at].text
        if not _may_be_name(line) or not is_name(line):
            continue
        block = _above(lines, at)
        if block:
            official = _official([role.text for role in block], line, issuer)
            return Signature(official, block[0].start, lines[at].start + len(line))
    return _in_one_line(lines, issuer)


def _lines(text: str) -> list[_Line]:
    """Return the lines and cells with words, the last ones of the text."""
    start = max(0, len(text) - _TAIL)
    lines: list[_Line] = []
    for found in _CELL.finditer(text, start):
        words = found.group().strip(_EDGES)
        if any(map(str.isalpha, words)):
            lines.append(_Line(found.start() + found.group().index(words), words))
    return lines[-_LINES:]


def _may_be_name(line: str) -> bool:
    return len(line) < 60 and line[0].isupper() and 2 <= len(line.split()) <= 7 and not _ROLE.match(line)


def _above(lines: list[_Line], at: int) -> list[_Line]:
    """Return the role lines over a name, from the top; none where it does not stand in a signature."""
    block: list[_Line] = []
    for line in reversed(lines[max(0, at - _BLOCK) : at]):
        words = line.text
        if _MARK.fullmatch(words) or _RECEIVERS.match(words):
            continue
        if _ACTING.match(words) or (words.isupper() and len(words) < 90) or (not block and _ROLE.match(words)):
            block.insert(0, line)
        else:
            break
    first = next((i for i, line in enumerate(block) if _ACTING.match(line.text) or _ROLE.match(line.text)), None)
    return [] if first is None else block[first:]


def _in_one_line(lines: list[_Line], issuer: Body | None) -> Signature | None:
    for line in reversed(lines[-_BLOCK:]):
        acting = _ACTING.match(line.text)
        if not acting or not acting.group().isupper() or len(line.text) > 200:
            continue
        words = " ".join(_MARKED.sub(" ", line.text).split())
        name, _ = split_role(words)
        if name and words.endswith(name):
            official = _official([words[: -len(name)].strip()], name, issuer)
            return Signature(official, line.start, line.start + len(line.text))
    return None


def _official(block: list[str], name: str, issuer: Body | None) -> Official:
    of, words = issuer, ""
    for line in block:
        acting = _ACTING.match(line)
        rest = line[acting.end() :] if acting else line
        mark = acting.group(1).upper().replace("/", "") if acting else ""
        if mark == "TM":
            cut = _ROLE.search(rest)
            of = body(rest[: cut.start()] if cut else rest, place=issuer.place if issuer else None) or of
            rest = rest[cut.start() :] if cut else ""
        elif mark == "Q":
            rest = f"QUYỀN {rest}"
        elif mark:
            later = list(_ROLE.finditer(rest))[1:]
            rest = rest[later[0].start() :] if later else ""
        words = f"{words} {rest}".strip()
    told = split_role(f"{words} {name}")
    role = told.role or words.lower().capitalize()
    return Official(told.name or name, with_body(role, of) if role else None)


def with_body(role: str, of: Body | None) -> str:
    """Return a role with its body (`Trưởng ban` of `Ban Pháp chế HĐND` → `Trưởng Ban Pháp chế HĐND huyện`)."""
    if of is None:
        return role
    its, kind = level(of.place), of.kind.removeprefix("Thường trực ")
    own = role_body(role)
    # `Chánh Văn phòng` names a body by the first words of the issuer's.
    if own and not kind.startswith(f"{own.kind} "):
        return f"{role} {its}".strip() if own.kind == kind and not own.place else role
    words, whole = role.split(), kind.split()
    tails = (n for n in range(len(words) - 1, 0, -1) if _small(words[-n:]) == _small(whole[:n]))
    same = next(tails, 0)
    return " ".join([*words[: len(words) - same], *whole, its]).strip()


def _small(words: list[str]) -> list[str]:
    return [word.lower() for word in words]
