"""Find the parts by which a formal document is laid out: its head, title, grounds, recipients and signature.

The layout is that of annex I of Nghị định 30/2020/NĐ-CP. Pages lay a text out by these parts, and a wrong layout is
worse than none: a head or an end of which one line is not understood has no parts, and is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.extraction.formal_wording import COUNTRY, GROUND_VERBS, MOTTO, RECIPIENTS_LABEL, SUBJECT
from corpus.extraction.heading import Heading, heading
from corpus.extraction.signature import signature
from corpus.extraction.structure import Division
from corpus.vi.bounded import compile_bounded


class PartKind(StrEnum):
    """Names what a part is; the values are stable."""

    ISSUER = "issuer"
    NUMBER = "number"
    SUBJECT = "subject"  # of a letter: `V/v …` under the number
    STAMP = "stamp"  # `DỰ THẢO`, `HỎA TỐC`
    COUNTRY = "country"
    MOTTO = "motto"
    DAY = "day"
    KIND = "kind"
    ABSTRACT = "abstract"
    DECIDER = "decider"
    GROUND = "ground"
    FORMULA = "formula"
    ADDRESSEE = "addressee"
    RECIPIENTS = "recipients"
    ROLE = "role"
    SIGNED_MARK = "signed-mark"
    SIGNER = "signer"


@dataclass(frozen=True, slots=True)
class FormalPart:
    """Holds a part, which is `text[start:end]`."""

    kind: PartKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FormalColumns:
    """Holds what stands in two columns on paper: all words of `text[start:end]`, by column."""

    start: int
    end: int
    left: tuple[FormalPart, ...]
    right: tuple[FormalPart, ...]


@dataclass(frozen=True, slots=True)
class FormalParts:
    """Holds what is sure of the layout of a text; `middle` has the parts between the head and the first article."""

    head: FormalColumns | None = None
    middle: tuple[FormalPart, ...] = ()
    end: FormalColumns | None = None


_MAX_HEAD_LINES = 40
_MAX_LINE = 120  # characters of a line in a column
_MAX_ISSUER_LINES = 5
_MAX_SUBJECT_LINES = 6
_MAX_ABSTRACT = 900  # characters
_MAX_GROUND_LINES = 120
_MAX_KIND = 60
_MAX_RECIPIENT_LINES = 80
_MAX_ROLE_LINES = 8

_LINE = re.compile(r"[^\n]+")
_BORDER = re.compile(r"\s*\|\s*|\s{4,}")
_AROUND_WORDS = " \t*_#>|"
_WORDS = re.compile(r"[^\W_]")
_LETTERS = re.compile(r"[^\W_]+")
_DAY = (
    r"(?i:[^\W\d_](?:[\w .'-]|–){1,40}?,?\s*ngày[\s\d.…_]{1,12}tháng[\s\d.…_]{1,12}năm[ \d.…_]{0,8})"
    r"|(?i:[^\W\d_][\w .'-]{1,40}?,?\s*ngày\s+\d{1,2}[/.-]\d{1,2}[/.-]\d{4})"
)
_NUMBER = (
    r"(?:[^\W\d_]+\s){0,3}(?:Số|SỐ|số)\s*:?\s*(?:[\d.…_]{1,12}[ ]?)?(?:[/-][ ]?)?[\w./&-]{0,40}"
    r"|\d{1,5}(?:/\d{4})?/[A-ZĐ][\w&-]{1,30}(?:/[\w&-]{1,30})?"
)
_PIECES = compile_bounded(
    rf"(?P<country>(?i:{COUNTRY})|ĐẢNG CỘNG SẢN VIỆT NAM)|(?P<motto>(?i:{MOTTO}))|(?P<day>{_DAY})$"
)
_WHOLE_NUMBER = compile_bounded(rf"(?:{_NUMBER})[.\s]*")
_STAMP = re.compile(r"DỰ THẢO(?: LẦN \d{1,2})?|(?:TỐI |TUYỆT )?MẬT|(?:THƯỢNG )?KHẨN|HỎA TỐC|HOẢ TỐC|BẢN SAO")
_NO_ISSUER = re.compile(r"\d|[.:;!?]$")
_GROUND = compile_bounded(rf"(?:{GROUND_VERBS}|sau\s+khi)\s.*[;,.]", re.IGNORECASE | re.DOTALL)
_FORMULA = re.compile(r"(?:QUYẾT NGHỊ|QUYẾT ĐỊNH|CHỈ THỊ|NGHỊ ĐỊNH|THÔNG TƯ|LỆNH|QUYẾT NGHỊ RẰNG)\s?:?")
_ADDRESSEE = compile_bounded(r"kính\s+(?:gửi|trình)\s*:?\s*\S.{0,160}", re.IGNORECASE)
_RECIPIENTS = compile_bounded(r"\W*nơi\s+(?:nhận|gửi)", re.IGNORECASE)
_RECIPIENT = compile_bounded(r"[-–+•*]|(?:như|lưu)(?!\w)", re.IGNORECASE)
_SIGNED_MARK = compile_bounded(r"[(\[]?\s*(?:đã\s+k[ýí]|ký\s+tên|ký,|chữ\s+ký)[^\n]{0,40}", re.IGNORECASE)

_LEFT = (PartKind.ISSUER, PartKind.NUMBER, PartKind.SUBJECT, PartKind.STAMP, PartKind.RECIPIENTS)


def formal_parts(text: str, listed: Sequence[Division]) -> FormalParts:
    """Return the formal parts of a tidy text with these divisions; none of a text without a formal head."""
    read = heading(text)
    if read is None:
        return FormalParts()
    first = listed[0].start if listed else len(text)
    head = _head(text[:first])
    middle = tuple(_middle(text, head.end if head else 0, first, read))
    return FormalParts(head, middle, _end(text, listed))


# The head ----------------------------------------------------------------------------------------------------------


def _head(text: str) -> FormalColumns | None:
    """Return the head: the lines from the first on that are part of one, if they name the issuer and the country."""
    parts: list[FormalPart] = []
    kinds: list[PartKind] = []
    end = 0
    for number, line in enumerate(_LINE.finditer(text)):
        cells = [cell for cell in _cells(text, *line.span()) if _WORDS.search(text, *cell)]
        if not cells:
            continue
        is_apart = text[end : line.start()].strip(" ") != "\n"
        found = [part for cell in cells for part in _head_parts(text, cell, kinds, is_apart=is_apart)]
        if not found or number > _MAX_HEAD_LINES:
            break
        if len(cells) > 1 and [part.kind in _LEFT for part in found] != sorted(
            (part.kind in _LEFT for part in found), reverse=True
        ):
            return None  # what belongs to the right stands on the left
        parts += found
        kinds += [part.kind for part in found]
        end = line.end()
    is_whole = {PartKind.ISSUER, PartKind.COUNTRY} <= set(kinds)
    if not is_whole or kinds.count(PartKind.COUNTRY) > 1 or kinds.count(PartKind.ISSUER) > _MAX_ISSUER_LINES:
        return None
    return _columns(text, parts, parts[0].start, end)


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places of a line's cells, without the signs around their words."""
    at = start
    for border in [*_BORDER.finditer(text, start, end), None]:
        stop = border.start() if border else end
        cell = text[at:stop]
        left = len(cell) - len(cell.lstrip(_AROUND_WORDS))
        if words := cell.strip(_AROUND_WORDS):
            yield at + left, at + left + len(words)
        at = border.end() if border else end


def _head_parts(text: str, cell: tuple[int, int], before: Sequence[PartKind], *, is_apart: bool) -> list[FormalPart]:
    """Return the parts of a cell, of which a line may have several; none where one of its words is in no part."""
    parts: list[FormalPart] = []
    at, end = cell
    if end - at > 2 * _MAX_LINE:
        return []
    while at < end:
        piece = _PIECES.search(text, at, end)
        stop = piece.start() if piece else end
        if words := text[at:stop].strip():
            start = text.index(words, at)
            kind = _left_kind(words, [*before, *(part.kind for part in parts)], is_apart=is_apart)
            if kind is None:
                return []
            parts.append(FormalPart(kind, start, start + len(words)))
        if piece:
            parts.append(FormalPart(PartKind(str(piece.lastgroup)), *piece.span()))
            stop = piece.end()
        at = stop
    return parts


def _left_kind(words: str, before: Sequence[PartKind], *, is_apart: bool) -> PartKind | None:
    """Return what words of the left column are, by what stands before them; None where that is not sure."""
    if _STAMP.fullmatch(words):
        return PartKind.STAMP
    if _WHOLE_NUMBER.fullmatch(words):
        return PartKind.NUMBER if PartKind.NUMBER not in before else None
    if PartKind.NUMBER not in before:
        goes_on = PartKind.ISSUER not in before or before[-1] in (PartKind.ISSUER, PartKind.COUNTRY, PartKind.MOTTO)
        is_name = words.isupper() and len(words) <= _MAX_LINE and not _NO_ISSUER.search(words)
        return PartKind.ISSUER if is_name and goes_on else None
    subjects = before.count(PartKind.SUBJECT)
    if SUBJECT.match(words):
        return PartKind.SUBJECT if not subjects else None
    is_more = before[-1] is PartKind.SUBJECT and not is_apart and subjects < _MAX_SUBJECT_LINES
    return PartKind.SUBJECT if is_more and len(words) <= _MAX_LINE else None


def _columns(text: str, parts: Sequence[FormalPart], start: int, end: int) -> FormalColumns:
    left = [part for part in parts if part.kind in _LEFT]
    right = [part for part in parts if part.kind not in _LEFT]
    return FormalColumns(start, end, tuple(_joined(text, left)), tuple(_joined(text, right)))


def _joined(text: str, parts: Sequence[FormalPart]) -> Iterator[FormalPart]:
    """Yield the parts of a column, those of one kind as one where only a line end is between them."""
    open_part: FormalPart | None = None
    for part in parts:
        if open_part and part.kind is open_part.kind and text[open_part.end : part.start].strip(" ") == "\n":
            open_part = FormalPart(part.kind, open_part.start, part.end)
            continue
        if open_part:
            yield open_part
        open_part = part
    if open_part:
        yield open_part


# Between the head and the first article ----------------------------------------------------------------------------


def _middle(text: str, start: int, stop: int, read: Heading) -> Iterator[FormalPart]:
    """Yield kind, abstract, who decides or is addressed, grounds and formula, as far as each follows the one before."""
    lines = [line for line in _lines(text, start, stop) if _WORDS.search(text, *line)]
    words = [text[slice(*line)] for line in lines]
    if start and words and _is_addressee(words[0]):
        yield FormalPart(PartKind.ADDRESSEE, *lines[0])
        return
    kind_at = 0 if start else next((n for n, line in enumerate(words) if _same(line, read.word or "-")), len(lines))
    if kind_at >= len(lines) or not _is_kind(words[kind_at], read.word):
        return
    yield FormalPart(PartKind.KIND, *lines[kind_at])
    at = kind_at + 1
    if read.word is None or not (count := _count_of(words[at:], read.abstract or "")):
        return
    if lines[at + count - 1][1] - lines[at][0] > _MAX_ABSTRACT:
        return
    yield FormalPart(PartKind.ABSTRACT, lines[at][0], lines[at + count - 1][1])
    at += count
    if count := _count_of(words[at:], " ".join(read.under)):
        yield FormalPart(PartKind.DECIDER, lines[at][0], lines[at + count - 1][1])
        at += count
    elif at < len(lines) and _is_addressee(words[at]):
        yield FormalPart(PartKind.ADDRESSEE, *lines[at])
        return
    yield from _grounds(text, lines[at - 1][1], stop)


def _is_kind(line: str, word: str | None) -> bool:
    """Tell whether a line under the head is the kind: the word that was read, or any other alone in capitals."""
    return line.isupper() and (_same(line, word) if word else len(line) <= _MAX_KIND and not _NO_ISSUER.search(line))


def _is_addressee(line: str) -> bool:
    """Tell whether a line names who is addressed; a list of several is left as it is."""
    return _ADDRESSEE.fullmatch(line) is not None and line[-1] not in ":;"


def _grounds(text: str, start: int, stop: int) -> Iterator[FormalPart]:
    """Yield the grounds and the formula under them, paragraphs or lines, where nothing else stands between."""
    for number, line in enumerate(_LINE.finditer(text, start, stop)):
        words = line.group().strip(_AROUND_WORDS)
        if not _WORDS.search(words):
            continue
        begin = line.start() + line.group().index(words)
        part = FormalPart(PartKind.FORMULA, begin, begin + len(words))
        if _FORMULA.fullmatch(words):
            yield part
            return
        if not _GROUND.fullmatch(words) or number == _MAX_GROUND_LINES:
            return
        yield FormalPart(PartKind.GROUND, part.start, part.end)


def _lines(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Return the places of the next lines, without the signs around their words."""
    lines: list[tuple[int, int]] = []
    for line in _LINE.finditer(text, start, stop):
        words = line.group().strip(_AROUND_WORDS)
        begin = line.start() + line.group().index(words)
        lines.append((begin, begin + len(words)))
        if len(lines) == _MAX_HEAD_LINES:
            break
    return lines


def _count_of(lines: Sequence[str], words: str) -> int:
    """Return how many of the lines have all of these words and no other; 0 where they differ."""
    letters = _letters(words)
    seen = ""
    for count, line in enumerate(lines, 1):
        seen += _letters(line)
        if not letters or not letters.startswith(seen):
            return 0
        if seen == letters:
            return count
    return 0


def _same(line: str, words: str) -> bool:
    return _letters(line) == _letters(words)


def _letters(words: str) -> str:
    return "".join(_LETTERS.findall(words)).lower()


# The end -----------------------------------------------------------------------------------------------------------


def _end(text: str, listed: Sequence[Division]) -> FormalColumns | None:
    """Return the recipients and who signed, where all lines between them belong to one or the other."""
    signed = signature(text, None)
    if signed is None or len(signed.officials) != 1:
        return None
    first = text.rfind("\n", 0, signed.start) + 1
    labels = [label.start() for label in RECIPIENTS_LABEL.finditer(text, 0, signed.end)]
    start = labels[-1] if labels and text.count("\n", labels[-1], first) <= _MAX_RECIPIENT_LINES else first
    parts: list[FormalPart] = []
    stop = start
    for line in _LINE.finditer(text, min(start, first)):
        cells = [cell for cell in _cells(text, *line.span()) if _WORDS.search(text, *cell)]
        kinds = [_end_kind(text[slice(*cell)], parts, is_left=len(cells) > 1 and not n) for n, cell in enumerate(cells)]
        if line.start() >= signed.end and not (kinds and set(kinds) == {PartKind.RECIPIENTS}):
            break
        if len(cells) > 2 or (len(cells) == 2 and [kind in _LEFT for kind in kinds] != [True, False]):
            return None
        parts += [FormalPart(kind, *cell) for kind, cell in zip(kinds, cells, strict=True)]
        stop = line.end()
    is_parted = any(division.start < stop and start < division.heading_end for division in listed)
    return None if is_parted else _signed_columns(text, parts, signed.officials[0].name, first)


def _end_kind(words: str, before: Sequence[FormalPart], *, is_left: bool) -> PartKind:
    """Return whether a line or cell belongs to the recipients or to who signs."""
    if is_left or _RECIPIENTS.match(words) or _RECIPIENT.match(words):
        return PartKind.RECIPIENTS
    if before and before[-1].kind is PartKind.RECIPIENTS and (words[0].islower() or words[-1] in ";,"):
        return PartKind.RECIPIENTS
    return PartKind.SIGNED_MARK if _SIGNED_MARK.fullmatch(words) else PartKind.ROLE


def _signed_columns(text: str, parts: Sequence[FormalPart], name: str, first: int) -> FormalColumns | None:
    """Return the columns, the last line on the right being the name; None where it is not that of who signed.

    What stands before `first`, where the signature begins, are recipients, or the layout is not sure.
    """
    left = [part for part in parts if part.kind in _LEFT]
    right = [part for part in parts if part.kind not in _LEFT]
    names = [part for part in right if part.kind is PartKind.ROLE][-1:]
    is_sure = 2 <= len(right) <= _MAX_ROLE_LINES and right[0].start >= first
    if not names or not is_sure or not _letters(text[names[0].start : names[0].end]).endswith(_letters(name)):
        return None
    signer = FormalPart(PartKind.SIGNER, names[0].start, names[0].end)
    right = [signer if part is names[0] else part for part in right]
    start, end = min(part.start for part in parts), max(part.end for part in parts)
    return FormalColumns(start, end, tuple(_joined(text, left)), tuple(_joined(text, right)))
