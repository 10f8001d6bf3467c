"""Find who signed a formal document, and in which role, in the block at its end."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.document import Official
from corpus.extraction.issuer import level
from corpus.extraction.signature_lines import SignatureLine, signature_lines
from corpus.vi.agencies import parse_agency, without_superior
from corpus.vi.bodies import Body, parse_body
from corpus.vi.bounded import compile_bounded
from corpus.vi.full_names import CAPITAL, is_name
from corpus.vi.people.find import role_body, split_role
from corpus.vi.people.roles import tidy_role

# How much of the end is searched: annexes may follow the block.
_MAX_END_CHARACTERS = 200_000
_MAX_NAME_CHARACTERS = 90  # with rank and marks of signing
_MAX_BLOCK_LINES = 24  # above a name: the recipients may stand between

_MARK = r"(?:TM|KT|TL|TUQ|TUN|Q|T\.M|K\.T|T\.L)(?=\s*[./])|(?:T/M|K/T|T/L|T/UQ)(?=[.\s])"
_ACTING = re.compile(rf"(?P<mark>{_MARK})[\s./]*", re.IGNORECASE)
_ACTING_INSIDE = re.compile(rf"(?<!\w)(?P<mark>{_MARK})[\s./]*")
_SIGNED_MARK = compile_bounded(
    r"[\W_]*(?:(?:đã|da)\s+k[ýíy]|ký\s+tên|ký\s+số|ký\s+bởi|ký\s*,|ký\s+và|chữ\s+ký|ghi\s+rõ|đóng\s+dấu)[^\n]{0,50}",
    re.IGNORECASE,
)
_RECIPIENT = re.compile(r"\W*nơi\s+(?:nhận|gửi)|[-–+•*]|\W*(?:lưu|như\s+(?:điều|trên))\b", re.IGNORECASE)
# Syllables of roles that a line end has left alone, and that could be a name.
_NO_NAME = re.compile(
    r"THƯỜNG TRỰC$|PHÓ (?:CHI|TỔNG|CỤC|VỤ|CHỦ|GIÁM|TRƯỞNG|HIỆU|VIỆN|THỦ|BÍ|ĐOÀN)\b|TỔNG (?:GIÁM|THANH|CỤC|THƯ)\b",
    re.IGNORECASE,
)
_HEAD_OF_ROLE = (
    r"(?:TỔNG\s+)?BÍ\s+THƯ|CHỦ\s+TỊCH|(?:PHÓ\s+)?THỦ\s+TƯỚNG|TỔNG\s+(?:GIÁM\s+ĐỐC|THANH\s+TRA|THƯ\s+KÝ|CỤC\s+TRƯỞNG"
    r"|KIỂM\s+TOÁN(?:\s+NHÀ\s+NƯỚC)?|BIÊN\s+TẬP)|GIÁM\s+ĐỐC|CHỦ\s+NHIỆM|THỐNG\s+ĐỐC|(?:BỘ|THỨ|VIỆN|CỤC|VỤ|CHI\s+CỤC|TỔ"
    r"|ĐỘI|TRẠM|HẠT|HIỆU|CHỈ\s+HUY|KHOA|ĐOÀN|KIỂM\s+TOÁN|KẾ\s+TOÁN|THAM\s+MƯU)\s+TRƯỞNG|TRƯỞNG|CHÁNH|CHÍNH\s+ỦY"
    r"|CHÍNH\s+UỶ|TƯ\s+LỆNH|CHỈ\s+HUY|(?:ỦY|UỶ)\s+VIÊN|THƯ\s+KÝ|CHỦ\s+T(?:ỌA|OẠ)|THẨM\s+PHÁN|CHẤP\s+HÀNH\s+VIÊN"
    r"|THƯỜNG\s+TRỰC\s+BAN\s+BÍ\s+THƯ"
)
_ROLE = re.compile(rf"(?:QUYỀN\s+)?(?:PHÓ\s+)?(?:{_HEAD_OF_ROLE})(?!\w)", re.IGNORECASE)
_ROLE_INSIDE = re.compile(rf"(?<!\w){_ROLE.pattern}")
_DEPUTY = re.compile(r"(?:QUYỀN\s+)?(?:PHÓ|THỨ)\s", re.IGNORECASE)
# A rank or degree before the name of who signs; marks of signing beside it.
_BEFORE_NAME = compile_bounded(
    r"(?:[(\[]?(?:đã\s+ký(?:\s+và\s+đóng\s+dấu)?|ký,?\s+ghi\s+rõ\s+họ\s+tên)[)\]]?[\s:]+"
    r"|(?:đại|thượng|trung|thiếu)\s+(?:tướng|tá|úy)\s+"
    r"|(?:GS|PGS|TS|ThS|BS|CN|KS|LS|CKI|CKII|BSCKI|BSCKII|Ông|Bà)(?:\.\s*|\s+)|đồng\s+chí\s+|đ/c\s+){1,4}(?=\w)",
    re.IGNORECASE,
)
_AFTER_NAME = compile_bounded(r"\s?[(\[]\s?đã\s+ký[^)\]\n]{0,30}[)\]]", re.IGNORECASE)
_NUMBERED_ROW = re.compile(r"\|\s*\d+[.)]?\s*\|[^\n]*")  # of a table of persons: no signature
_INLINE_SIGNED_MARK = re.compile(r"[(\[]\s*đã\s+ký[^)\]\n]{0,30}[)\]]", re.IGNORECASE)
# With this an annex or another document begins, which may have signatures of its own.
_ANNEX = re.compile(
    r"\n[\W_]{0,8}(?:PHỤ LỤC|Phụ lục|DANH MỤC|DANH SÁCH|MẪU SỐ|Mẫu số|BIỂU|QUY CHẾ|QUY ĐỊNH|ĐỀ ÁN|CHƯƠNG TRÌNH"
    r"|ĐIỀU LỆ)(?!\w)"
    r"|\n\W{0,8}\(?(?:[Bb]an hành )?[Kk]èm theo (?=[NQTKCĐB])"
)
_HEADING = re.compile(
    r"(?:PHỤ LỤC|DANH MỤC|DANH SÁCH|MẪU (?:SỐ|\d)|BIỂU|BẢNG|QUY|ĐỀ ÁN|CHƯƠNG|KẾ HOẠCH|THÔNG|BÁO|CỘNG|HỘI|ỦY|UỶ|NƠI)"
    r"(?!\w)"
)
_PART_OF_BODY = re.compile(r"(?:Ban )?Thường trực |Ban Thường vụ |Ban Chấp hành |Đoàn Chủ tịch ")
_LIKE_NAME = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{1,4}}")


class Signature(NamedTuple):
    """Holds who signed, the first of them first; the signature block is `text[start:end]`."""

    officials: tuple[Official, ...]
    start: int
    end: int


class _SignedName(NamedTuple):
    """Holds a name under the lines of its role, which are the lines `first` to `last`."""

    first: int
    last: int
    roles: tuple[str, ...]
    name: str


def signature(text: str, issuer: Body | None) -> Signature | None:
    """Return who signed: in the last block with a name under a role, and in those beside it; None without one.

    Blocks of annexes count only where the document has no other. The role includes the body and its level (`Phó Chủ
    tịch UBND huyện`), as news write it: the body after `TM.`, else the issuer. A deputy (`KT.`, `TL.`) has the role of
    the line below, not the role after the mark.
    """
    begin = max(0, len(text) - _MAX_END_CHARACTERS)
    text = _NUMBERED_ROW.sub(lambda row: " " * len(row.group()), text)
    ends = [match.start() for match in _ANNEX.finditer(text, begin)]
    for start, end in zip([begin, *ends], [*ends, len(text)], strict=True):
        if signed := _in_part(signature_lines(text, start, end), issuer):
            return signed
    return None


def with_body(role: str, issuer: Body | None) -> str:
    """Return a role with its body (`Trưởng ban` of `Ban Pháp chế HĐND` → `Trưởng Ban Pháp chế HĐND huyện`)."""
    if issuer is None:
        return role
    issuer_level, kind = level(issuer.place), without_superior(_PART_OF_BODY.sub("", issuer.kind, count=1))
    named = role_body(role)
    # `Chánh Văn phòng` names a body by the first words of the issuer's name.
    if named and not kind.startswith(f"{named.kind} "):
        return f"{role} {issuer_level}".strip() if named.kind == kind and not named.place else role
    words, kind_words = role.split(), kind.split()
    overlaps = (n for n in range(len(words), 0, -1) if _lower(words[-n:]) == _lower(kind_words[:n]))
    overlap = next(overlaps, 0)
    return " ".join([*words[: len(words) - overlap], *kind_words, issuer_level]).strip()


def _lower(words: list[str]) -> list[str]:
    return [word.lower() for word in words]


def _in_part(lines: list[SignatureLine], issuer: Body | None) -> Signature | None:
    last = next((block for at in range(len(lines) - 1, 0, -1) if (block := _block_at(lines, at))), None)
    if last is None:
        return _in_single_line(lines, issuer)
    blocks = [last]
    while blocks[0].first and (block := _block_at(lines, blocks[0].first - 1)):
        blocks.insert(0, block)
    officials = [_official(block, issuer) for block in blocks]
    # Who wrote the minutes signs beside who presided.
    officials.sort(key=lambda official: (official.role or "").startswith("Thư ký"))
    chosen = lines[blocks[0].first : last.last + 1]
    start, end = min(line.start for line in chosen), max(line.start + len(line.text) for line in chosen)
    return Signature(tuple(officials), start, end)


def _block_at(lines: list[SignatureLine], at: int) -> _SignedName | None:
    """Return the block whose name stands in a line, or goes on in it from the line above."""
    if lines[at].text[-1] in ".,;:" or len(lines[at].text) >= _MAX_NAME_CHARACTERS:
        return None
    name = _name(lines[at].text) or _rare_name(lines, at)
    before = lines[at - 1].text if at else ""
    whole = _cut_name(before, lines[at].text)
    if whole and (first := _first_role_line(lines, at - 1)) is not None:
        return _SignedName(first, at, tuple(line.text for line in lines[first : at - 1]), whole)
    if not name or (first := _first_role_line(lines, at)) is None:
        return None
    return _SignedName(first, at, tuple(line.text for line in lines[first:at]), name)


def _name(words: str) -> str:
    """Return the name of a line that has nothing else but a rank before it and marks of signing."""
    if len(words) < 5 or not (words[0].isupper() or words[0] in "([đ"):
        return ""
    before = _BEFORE_NAME.match(words)
    name = _AFTER_NAME.sub("", words[before.end() :] if before else words).strip(" .:*_")
    may_be_name = 1 <= name.count(" ") <= 6 and name[0].isupper() and is_name(name)
    return name if may_be_name and not _ROLE.match(name) and not _NO_NAME.match(name) else ""


def _rare_name(lines: list[SignatureLine], at: int) -> str:
    """Return the name in a line right under a role in capitals, whose surname no list has (`Lan Thị Vân`)."""
    words = lines[at].text
    above = next((line.text for line in lines[max(0, at - 3) : at][::-1] if not _SIGNED_MARK.fullmatch(line.text)), "")
    if not above.isupper() or not (_ROLE_INSIDE.search(above) or _ACTING.match(above)):
        return ""
    before = _BEFORE_NAME.match(words)
    name = words[before.end() :] if before else words
    return name if _LIKE_NAME.fullmatch(name) and not (_HEADING.match(name.upper()) or _ROLE.match(name)) else ""


def _cut_name(before: str, words: str) -> str:
    """Return a name that a line end has cut (`Nguyễn Văn | Hòa`), else an empty text."""
    if len(words) > 28 or len(before) > 40 or not words[:1].isupper() or _HEADING.match(words):
        return ""
    if words.count(" ") > (1 if " " in before else 3):
        return ""
    if before.isupper() != words.isupper() or (is_name(words) and " " in before) or _ROLE.match(before):
        return ""
    return _name(f"{before} {words}")


def _first_role_line(lines: list[SignatureLine], at: int) -> int | None:
    """Return the first of the role lines above a name; None where the name is not part of a signature."""
    above: list[int] = []
    for number in range(at - 1, max(-1, at - 1 - _MAX_BLOCK_LINES), -1):
        words = lines[number].text
        if _SIGNED_MARK.fullmatch(words) or _is_recipient(words):
            continue
        role = _ROLE.match(words)
        in_capitals = words.isupper() and not (is_name(words) and not role and not _NO_NAME.match(words))
        if len(words) >= 90 or not (in_capitals or _ACTING.match(words) or (role and not above)):
            break
        above.insert(0, number)
    for at, number in enumerate(above):
        words = " ".join(lines[following].text for following in above[at : at + 4])  # a line end may cut a role
        if _ACTING.match(words) or _ROLE.match(words):
            return number
    return None


def _is_recipient(words: str) -> bool:
    return bool(_RECIPIENT.match(words)) or (words[-1] in ";," and not words.isupper())


def _in_single_line(lines: list[SignatureLine], issuer: Body | None) -> Signature | None:
    """Return a signature whose roles and name are in the same line, as text extracted from a PDF has it."""
    for line in reversed(lines[-_MAX_BLOCK_LINES:]):
        acting = _ACTING.match(line.text) if len(line.text) <= 200 else None
        if not acting or not acting.group().isupper():
            continue
        words = " ".join(_INLINE_SIGNED_MARK.sub(" ", line.text).split())
        name, _ = split_role(words)
        if name and words.endswith(name):
            official = _official(_SignedName(0, 0, (words[: -len(name)].strip(),), name), issuer)
            return Signature((official,), line.start, line.start + len(line.text))
    return None


def _official(block: _SignedName, issuer: Body | None) -> Official:
    """Return the official of a name under role lines; a line may end anywhere inside a role (`KT. CHỦ | TỊCH`)."""
    lines = (words for words in block.roles if not (_SIGNED_MARK.fullmatch(words) or _is_recipient(words)))
    text = " ".join(" ".join(lines).replace("*", " ").split())
    marks = list(_ACTING_INSIDE.finditer(text)) or list(_ACTING.finditer(text))[:1]
    body, words = issuer, text[: marks[0].start()].strip() if marks else text
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=False):
        rest = text[mark.end() : end].strip()
        sign = mark["mark"].upper().replace("/", "").replace(".", "")
        if sign == "TM":
            behalf, rest = _on_behalf(rest)
            body = parse_body(behalf, place=issuer.place if issuer else None) or body
        elif sign == "Q":
            rest = f"QUYỀN {rest}"
        else:
            rest = _acting_role(rest)
        words = f"{words} {rest}".strip()
    words = _unit_in_usual_letters(words)
    split = split_role(f"{words} {block.name}" if is_name(block.name) else words)
    role = split.role or words.lower().capitalize()
    return Official(split.name or block.name, with_body(role, body) if role else None)


def _unit_in_usual_letters(words: str) -> str:
    """Return a role in capitals with the unit in it as it is usually written: `Phó Trưởng Ban Chính sách`."""
    role = _ROLE.match(words) if words.isupper() else None
    unit = words[role.end() :].strip() if role else ""
    agency = parse_agency(unit) if unit.count(" ") > 1 and not parse_body(unit) else None
    if not role or not agency:
        return words
    position = tidy_role(role.group())
    position = position.capitalize().replace("Phó trưởng", "Phó Trưởng") if position.isupper() else position
    return f"{position} {agency.label}"


def _on_behalf(rest: str) -> tuple[str, str]:
    """Return the body for which somebody signs, and the role after it: `ỦY BAN NHÂN DÂN | CHỦ TỊCH`."""
    roles = list(_ROLE_INSIDE.finditer(rest))
    cut = next((role for role in roles if parse_body(rest[: role.start()])), roles[0] if roles else None)
    whole = parse_body(rest)
    if cut is None or not rest[: cut.start()].strip() or (whole and whole.place is None):
        return rest, ""
    return rest[: cut.start()], rest[cut.start() :]


def _acting_role(rest: str) -> str:
    """Return the role of who signs for a superior, with the unit of the superior's role.

    `TRƯỞNG BAN CHÍNH SÁCH PHÓ TRƯỞNG BAN` is a `PHÓ TRƯỞNG BAN CHÍNH SÁCH`.
    """
    roles = list(_ROLE_INSIDE.finditer(rest))
    deputies = [role for role in roles[1:] if _DEPUTY.match(role.group())]
    at = (deputies or roles[1:])[-1 if deputies else 0].start() if roles[1:] else len(rest)
    superior, acting = rest[:at].strip(" ,-–"), rest[at:]
    core = _DEPUTY.sub("", acting, count=1)
    if acting.upper().startswith("THỨ TRƯỞNG"):
        core = f"BỘ {core}"
    tail = superior[len(core) :] if core and superior.lower().startswith(core.lower()) else ""
    return f"{acting}{tail}" if tail[:1] == " " else acting
