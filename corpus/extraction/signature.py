"""Find who signed a formal document, and in which role, in the block at its end."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.document import Official
from corpus.extraction.issuer import level
from corpus.vi.bodies import Body, parse_body
from corpus.vi.bounded import compile_bounded
from corpus.vi.full_names import is_name
from corpus.vi.people.find import role_body, split_role

# How much of the end is searched: annexes may follow the block.
_MAX_END_CHARACTERS = 200_000
_MAX_END_LINES = 4_000
_MAX_BLOCK_LINES = 14

_ACTING = re.compile(r"((?:TM|KT|TL|TUQ|Q)(?=\s*[./])|(?:T/M|K/T|T/L|T/UQ)(?=[.\s]))[\s./]*", re.IGNORECASE)
_SIGNED_MARK = re.compile(r"[\W_]*(?:đã\s+ký|ký\s+tên|đã\s+kí|ký\s+số|ký,.{0,20}đóng\s+dấu)[\W_]*", re.IGNORECASE)
_RECEIVERS = re.compile(r"\W*nơi\s+nhận|[-–+•*]\s|\W*(?:lưu|như\s+(?:điều|trên))\b", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:QUYỀN\s+)?(?:PHÓ\s+)?(?:CHỦ\s+TỊCH|TRƯỞNG|CHÁNH|GIÁM\s+ĐỐC|TỔNG\s+GIÁM\s+ĐỐC|BÍ\s+THƯ|CHỦ\s+NHIỆM|THỦ\s+TƯỚNG"
    r"|PHÓ\s+THỦ\s+TƯỚNG|TỔNG\s+BÍ\s+THƯ|TỔNG\s+THANH\s+TRA|CHI\s+CỤC\s+TRƯỞNG|THỐNG\s+ĐỐC|BỘ\s+TRƯỞNG|THỨ\s+TRƯỞNG|VIỆN\s+TRƯỞNG|CỤC\s+TRƯỞNG|CHỈ\s+HUY|ỦY\s+VIÊN|UỶ\s+VIÊN|TỔ\s+TRƯỞNG|HIỆU\s+TRƯỞNG)\b",
    re.IGNORECASE,
)
_CELL = re.compile(r"(?:(?! {4})[^\n|\t])+")
# A rank or degree before the name of who signs; marks of signing beside it.
_BEFORE_NAME = compile_bounded(
    r"(?:[(\[]?(?:đã\s+ký(?:\s+và\s+đóng\s+dấu)?|ký,?\s+ghi\s+rõ\s+họ\s+tên)[)\]]?\s+"
    r"|(?:đại|thượng|trung|thiếu)\s+(?:tướng|tá|úy)\s+"
    r"|(?:GS|PGS|TS|ThS|BS|CKI|CKII|BSCKI|BSCKII|Ông|Bà)(?:\.\s*|\s+)|đồng\s+chí\s+|đ/c\s+){1,4}(?=\w)",
    re.IGNORECASE,
)
_AFTER_NAME = compile_bounded(r"\s?[(\[]\s?đã\s+ký\s?[)\]]", re.IGNORECASE)
_MARK_ALONE = re.compile(r"(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\.?", re.IGNORECASE)
# A role of which a source line end has left the rest for the next line.
_CUT_ROLES = frozenset(
    (
        "PHÓ", "CHỦ", "PHÓ CHỦ", "THỨ", "BỘ", "GIÁM", "PHÓ GIÁM", "CHI CỤC",
        "PHÓ CHI CỤC", "TRƯỞNG", "PHÓ TRƯỞNG", "CỤC", "PHÓ CỤC", "THỦ", "PHÓ THỦ", "TỔNG",
        "PHÓ TỔNG", "TỔNG THANH", "PHÓ TỔNG THANH", "CHÁNH", "CHÁNH VĂN", "BÍ", "PHÓ BÍ", "PHÓ CHI",
        "CHI", "KT. CHỦ", "KT. BỘ", "KT. GIÁM", "KT. THỦ", "KT. CHI CỤC", "KT. CHI", "KT. TỔNG",
        "KT. TỔNG THANH", "KT. CỤC", "TL. CỤC", "TL. CHỦ", "TM. ỦY", "TM. ỦY BAN", "TM. ỦY BAN NHÂN", "TM. HỘI",
        "TM. HỘI ĐỒNG", "TM. CHÍNH", "TM. BAN", "T/M BAN", "T/M BỘ", "T/M BỘ CHÍNH",
    )
)  # fmt: skip
_NUMBERED_ROW = re.compile(r"\|\s*\d+[.)]?\s*\|[^\n]*")  # of a table of persons: no signature
_AROUND_WORDS = " *_#\t"
_INLINE_SIGNED_MARK = re.compile(r"[(\[]\s*đã\s+ký\s*[)\]]", re.IGNORECASE)


class Signature(NamedTuple):
    """Holds who signed; the signature block is `text[start:end]`."""

    official: Official
    start: int
    end: int


class _Line(NamedTuple):
    start: int
    text: str


def signature(text: str, issuer: Body | None) -> Signature | None:
    """Return the signer in the last block with a name under a role; None where there is no such block.

    The role includes the body and its level (`Phó Chủ tịch UBND huyện`), as news write it: the body after `TM.`, else
    the issuer. A deputy (`KT.`, `TL.`) has the role of the line below, not the role after the mark.
    """
    lines = _lines(text)
    for at in range(len(lines) - 1, 0, -1):
        line = _bare_name(lines[at].text)
        if not line or not _may_be_name(line) or not is_name(line):
            continue
        block = _above(lines, at)
        if block:
            official = _official([role.text for role in block], line, issuer)
            return Signature(official, block[0].start, lines[at].start + len(lines[at].text))
    return _in_single_line(lines, issuer)


def _lines(text: str) -> list[_Line]:
    """Return the last lines and table cells of the text that have words."""
    start = max(0, len(text) - _MAX_END_CHARACTERS)
    lines: list[_Line] = []
    for cell in _CELL.finditer(_NUMBERED_ROW.sub(lambda row: " " * len(row.group()), text), start):
        words = cell.group().strip(_AROUND_WORDS)
        if any(map(str.isalpha, words)):
            lines.append(_Line(cell.start() + cell.group().index(words), words))
    return _unbroken(lines[-_MAX_END_LINES:])


def _unbroken(lines: list[_Line]) -> list[_Line]:
    """Return the lines with a mark alone (`KT.`), a role or a name that a source line end has cut joined.

    It is joined to the line after it.
    """
    joined: list[_Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before and _continues(before.text, line.text):
            joined[-1] = _Line(before.start, f"{before.text} {line.text}")
        else:
            joined.append(line)
    return joined


def _continues(before: str, words: str) -> bool:
    if _MARK_ALONE.fullmatch(before) or before.upper() in _CUT_ROLES:
        return words.isupper() or before.isupper()
    if len(before) > 90 or not before.isupper() or not words.isupper() or _ACTING.match(words):
        return (
            len(words.split()) < 4 and len(before) < 24 and len(before.split()) < 4 and not words.isupper()
            and before.istitle() and words.istitle() and not is_name(words) and is_name(f"{before} {words}")
        )  # fmt: skip
    return bool(_ACTING.match(before)) and not _ROLE.match(words) and not is_name(words)


def _bare_name(line: str) -> str:
    """Return a short line without the rank before a name and the marks of signing beside it."""
    if len(line) > 90:
        return ""
    before = _BEFORE_NAME.match(line)
    return _AFTER_NAME.sub("", line[before.end() :] if before else line).strip()


def _may_be_name(line: str) -> bool:
    return len(line) < 60 and line[0].isupper() and 2 <= len(line.split()) <= 7 and not _ROLE.match(line)


def _above(lines: list[_Line], at: int) -> list[_Line]:
    """Return the role lines above a name, from the top; none where the name is not part of a signature."""
    block: list[_Line] = []
    for line in reversed(lines[max(0, at - _MAX_BLOCK_LINES) : at]):
        words = line.text
        if _SIGNED_MARK.fullmatch(words) or _RECEIVERS.match(words):
            continue
        if _ACTING.match(words) or (words.isupper() and len(words) < 90) or (not block and _ROLE.match(words)):
            block.insert(0, line)
        else:
            break
    first = next((i for i, line in enumerate(block) if _ACTING.match(line.text) or _ROLE.match(line.text)), None)
    return [] if first is None else block[first:]


def _in_single_line(lines: list[_Line], issuer: Body | None) -> Signature | None:
    """Return a signature whose roles and name are in the same line, as text extracted from a PDF has it."""
    for line in reversed(lines[-_MAX_BLOCK_LINES:]):
        acting = _ACTING.match(line.text)
        if not acting or not acting.group().isupper() or len(line.text) > 200:
            continue
        words = " ".join(_INLINE_SIGNED_MARK.sub(" ", line.text).split())
        name, _ = split_role(words)
        if name and words.endswith(name):
            official = _official([words[: -len(name)].strip()], name, issuer)
            return Signature(official, line.start, line.start + len(line.text))
    return None


def _official(block: list[str], name: str, issuer: Body | None) -> Official:
    """Return the official of a name under role lines."""
    signing_body, words = issuer, ""
    for line in block:
        acting = _ACTING.match(line)
        rest = line[acting.end() :] if acting else line
        mark = acting.group(1).upper().replace("/", "") if acting else ""
        if mark == "TM":
            cut = _ROLE.search(rest)
            before = rest[: cut.start()] if cut else rest
            signing_body = parse_body(before, place=issuer.place if issuer else None) or signing_body
            rest = rest[cut.start() :] if cut else ""
        elif mark == "Q":
            rest = f"QUYỀN {rest}"
        elif mark:
            later = list(_ROLE.finditer(rest))[1:]
            rest = rest[later[0].start() :] if later else ""
        words = f"{words} {rest}".strip()
    split = split_role(f"{words} {name}")
    role = split.role or words.lower().capitalize()
    return Official(split.name or name, with_body(role, signing_body) if role else None)


def with_body(role: str, issuer: Body | None) -> str:
    """Return a role with its body (`Trưởng ban` of `Ban Pháp chế HĐND` → `Trưởng Ban Pháp chế HĐND huyện`)."""
    if issuer is None:
        return role
    issuer_level, kind = level(issuer.place), issuer.kind.removeprefix("Thường trực ")
    named = role_body(role)
    # `Chánh Văn phòng` names a body by the first words of the issuer's name.
    if named and not kind.startswith(f"{named.kind} "):
        return f"{role} {issuer_level}".strip() if named.kind == kind and not named.place else role
    words, kind_words = role.split(), kind.split()
    overlaps = (n for n in range(len(words) - 1, 0, -1) if _lower(words[-n:]) == _lower(kind_words[:n]))
    overlap = next(overlaps, 0)
    return " ".join([*words[: len(words) - overlap], *kind_words, issuer_level]).strip()


def _lower(words: list[str]) -> list[str]:
    return [word.lower() for word in words]
