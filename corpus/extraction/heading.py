"""Parse the head of a formal document: body, number, place and day, kind line, abstract."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain, takewhile
from typing import NamedTuple

from corpus.extraction.head_lines import head_lines
from corpus.vi.bodies import parse_body
from corpus.vi.bounded import compile_bounded
from corpus.vi.document_numbers import DocumentNumber, document_kind, find_numbers

# The head is in the first lines; a whole resolution need not be looked through.
_MAX_HEAD_CHARACTERS = 4000
_MAX_HEAD_LINES = 60
_MAX_MIDDLE_LINES = 11  # after the kind line
_MAX_BODY_LINES = 10

# First words of a kind line, of a title or of a portal's type field → kind.
_KINDS_BY_WORD = {
    "nghị quyết": "resolution",
    "quyết định": "decision",
    "tờ trình": "proposal",
    "thông báo": "notice",
    "báo cáo": "report",
    "kế hoạch": "plan",
    "chỉ thị": "directive",
    "công văn": "official-letter",
    "luật": "law",
    "bộ luật": "law",
    "pháp lệnh": "ordinance",
    "nghị định": "decree",
    "thông tư": "circular",
    "thông tư liên tịch": "circular",
    "nghị quyết liên tịch": "joint-resolution",
    "hướng dẫn": "guidance",
    "chương trình": "programme",
    "biên bản": "minutes",
    "công điện": "official-dispatch",
    "kết luận": "conclusion",
    **dict.fromkeys(("hiến pháp", "lệnh", "đề án", "quy chế", "quy định"), "other"),
}
_KIND_WORDS = "|".join(sorted(_KINDS_BY_WORD, key=len, reverse=True))
_KIND_LINE = re.compile(rf"({_KIND_WORDS})(?![\w/-])\s*(.*)", re.IGNORECASE)
_KIND_START = re.compile(rf"\W*({_KIND_WORDS})(?!\w)", re.IGNORECASE)
# Alone in its line but for the body beside it: a sentence that cites a number is no head.
_NUMBER_LINE = re.compile(
    rf"(?:(?i:{_KIND_WORDS}) (?=[Ss])|(?P<beside>.{{0,80}}?)(?=S))[Ss](?:ố|Ố)(?:\s*:|\s+(?=\d))\s*"
)
# Of a draft: `Số:    /KH-UBND`.
_NUMBER_TO_COME = compile_bounded(r"S(?:ố|Ố)\s*:?[\s.…_]*(?:/[\w/-]*)?|[.…_]*/[A-ZĐa-z-]+")
_NO_BODY = re.compile(r"\d|DỰ THẢO|(?:TỐI |TUYỆT )?MẬT$|(?:THƯỢNG )?KHẨN|HỎA TỐC|HOẢ TỐC|BẢN SAO|CÔNG BÁO")
_CUT_KIND = re.compile(
    "|".join(rf"^{word.upper().replace(' ', chr(10))}$" for word in _KINDS_BY_WORD if word.count(" ") == 1),
    re.MULTILINE,
)
_PLACE_AND_DAY = re.compile(
    r"[\W_]{0,40}([^\W\d_][\w .'-]{1,40}?)(?:\s?,\s?|\s)ngày\s?(\d{1,2})"
    r"\s?(?:tháng|[/.–—-])\s?(\d{1,2})\s?,?\s?(?:năm|[/.–—-])\s?"
    r"(\d{4}|\d\d \d\d)(?!\d)",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\W*(?:về\s+việc|về|v/v)(?!\w)", re.IGNORECASE)
_TEXT_START = re.compile(
    r"\W*(?:căn\s+cứ|xét|thực\s+hiện|theo|thi\s+hành|kính\s+gửi|kính\s+trình|điều\s+1|điều\s+\d{1,3}\s?[.:]|chương\s+i|phần|để\s|ngày\s)"
    r"|\s*(?:i|1|a)\s*[.)]|\((?:ban\s+hành\s+)?kèm\s+theo\s",
    re.IGNORECASE,
)
# A subject may begin as grounds do; grounds name a document or a day, and end in a stop.
_SUBJECT_LIKE_GROUND = compile_bounded(
    r"\W*(?:xét|thực\s+hiện|thi\s+hành)\s"
    r"(?!.*(?:\bsố\s*:?\s*\d|\bngày\s+\d|\bđề nghị của\b|[;:,.]$))",
    re.IGNORECASE,
)
_OF_BODY = compile_bounded(r"CỦA (?P<body>.{3,120}?) (?=VỀ |V/V )", re.IGNORECASE)
# Under the kind line of older documents: `CỦA CHÍNH PHỦ SỐ …`.
_UNDER_KIND = compile_bounded(r"(?:CỦA (?P<body>[^\n]{3,120}?) )?SỐ ?:? ?(?P<rest>\d.*)", re.IGNORECASE)
_DAY_AFTER_NUMBER = compile_bounded(
    r"\s*,?\s*NGÀY\s?(\d{1,2})\s?(?:THÁNG|[/.–—-])\s?(\d{1,2})\s?(?:NĂM|[/.–—-])\s?(\d{4}|\d\d \d\d)", re.IGNORECASE
)
_OPEN_DAY = compile_bounded(r"[ ,]*(?:NGÀY(?: \d{1,2}(?: THÁNG(?: \d{1,2}(?: NĂM)?)?)?)?)?", re.IGNORECASE)
_GROUND = compile_bounded(r"\W*(?:căn\s+cứ|xét|thực\s+hiện|thi\s+hành|điều\s+1\s?[.:]|I\.)\s", re.IGNORECASE)
_OFFICE_BEFORE = re.compile(
    r"(?:CHỦ TỊCH|BỘ TRƯỞNG|GIÁM ĐỐC|CHÁNH|TRƯỞNG|TỔNG|VIỆN TRƯỞNG|CHI CỤC TRƯỞNG|CỤC TRƯỞNG) (?=\w)"
)
_DECIDER = re.compile(
    r"(?:CHỦ TỊCH|BỘ TRƯỞNG|GIÁM ĐỐC|CHÁNH|TRƯỞNG|TỔNG|VIỆN TRƯỞNG|CHI CỤC TRƯỞNG|CỤC TRƯỞNG|ỦY BAN|UỶ BAN|UBND|HĐND"
    r"|HỘI ĐỒNG|THƯỜNG TRỰC|CHÍNH PHỦ|QUỐC HỘI|THỦ TƯỚNG|BAN|BỘ|SỞ)\b"
)
_OPEN_WORDS = frozenset(("CỦA", "VÀ", "CHO", "TẠI", "DO", "VỚI", "LÀ", ",", "VỀ", "THUỘC", "GIỮA"))
_NO_WORD = r"[^\w\n]*"  # within a line: over line breaks, a run of empty lines would cost quadratic time
_FORMAL_LINE = re.compile(rf"{_NO_WORD}(?:số\s*:\s*\S|(?:{_KIND_WORDS}){_NO_WORD}$)", re.IGNORECASE | re.MULTILINE)
_MOTTO = re.compile(r"[cC](?i:ộng\s+h(?:oà|òa)\s+xã\s+hội)")  # which `re` finds by its first letter


class Heading(NamedTuple):
    """Holds the parts of a head as they were printed; a missing part is None or empty.

    `bodies` are the lines of the issuing body, `word` is the kind (`NGHỊ QUYẾT`), `under` the capital lines between the
    abstract and the first legal ground: the body again, its term and session.
    """

    bodies: tuple[str, ...] = ()
    number: DocumentNumber | None = None
    place: str | None = None
    issued: date | None = None
    word: str | None = None
    abstract: str | None = None
    under: tuple[str, ...] = ()

    @property
    def kind(self) -> str | None:
        """Return the kind by the number, else by the kind line; a number with a subject alone is a letter's."""
        by_number = document_kind(self.number) if self.number else None
        if by_number not in (None, "other"):
            return by_number
        is_letter = (
            self.number is not None and self.word is None and self.abstract is not None
        )  # `V/v` under the number
        return _KINDS_BY_WORD.get((self.word or "").lower()) or ("official-letter" if is_letter else by_number)


def kind_of(words: str) -> str | None:
    """Return the kind that a type field or a title begins with (`Quyết định của UBND tỉnh` → `decision`)."""
    match = _KIND_START.match(words)
    return _KINDS_BY_WORD[" ".join(match.group(1).lower().split())] if match else None


def heading(text: str) -> Heading | None:
    """Parse the head of a tidy text; None where the text does not begin as formal documents do.

    A head has a number line or the national motto, and not only a line in capitals: news have those too.
    Both layouts of its two columns are understood: one below the other, or side by side in the same line.
    """
    top_text = text[:_MAX_HEAD_CHARACTERS]
    if not _is_formal(top_text):
        return None
    top_text = _CUT_KIND.sub(lambda cut: cut.group().replace("\n", " "), top_text)
    lines, motto = head_lines(top_text, _MAX_HEAD_LINES)
    kind_line = _kind_line(lines)
    top = _top(lines[: kind_line[0]] if kind_line else lines)
    bodies, number, day_line = top.bodies, top.number, top.day_line
    if kind_line and number is None and (second := _second_line(lines, kind_line[0])):
        lines, number, body, day = second
        bodies = [body] if body else bodies
        day_line = day_line or ((None, day) if day else None)
    word, abstract, under = _middle(lines, *kind_line) if kind_line else (None, None, ())
    if number is None and not (kind_line and (motto or (abstract and _is_grounded(lines, kind_line[0])))):
        return None
    place, issued = day_line or (None, None)
    return Heading(tuple(bodies[-_MAX_BODY_LINES:]), number, place, issued, word, abstract or top.about, under)


def _is_formal(top_text: str) -> bool:
    starts = chain((0,), (end.end() for end in re.finditer("\n", top_text)))
    return any(_FORMAL_LINE.match(top_text, start) for start in starts) or bool(_MOTTO.search(top_text))


class _Top(NamedTuple):
    """Holds what stands above the kind line."""

    bodies: list[str]
    number: DocumentNumber | None
    day_line: tuple[str | None, date] | None
    about: str | None


def _top(lines: list[str]) -> _Top:
    bodies: list[str] = []
    number: DocumentNumber | None = None
    day_line: tuple[str | None, date] | None = None
    subject: list[str] = []
    in_bodies, in_subject = True, False
    for line in lines:
        if not line:
            in_subject = False
            continue
        if number is None and (numbered := _numbered(line, alone=bool(bodies))):
            number, line = numbered
        elif _NUMBER_TO_COME.fullmatch(line):
            in_bodies = False
            continue
        if day := None if day_line else _place_and_day(line):
            day_line = day
        in_bodies = in_bodies and number is None and not day_line
        if in_bodies and line.isupper() and not _NO_BODY.match(line):
            bodies.append(line)
        elif not subject and not in_bodies and (about := _ABOUT.match(line)):
            subject.append(line[about.start() :].strip())
            in_subject = True
        elif in_subject and line and not line.isupper() and not day and not _TEXT_START.match(line):
            subject.append(line)
        elif line:
            in_subject = False
    return _Top(bodies, number, day_line, " ".join(subject) or None)


def _numbered(line: str, *, alone: bool) -> tuple[DocumentNumber, str] | None:
    """Return the number of a line and what stands beside it; `alone`: a number without its label is one too."""
    label = _NUMBER_LINE.match(line)
    beside = (label["beside"] or "").strip() if label else ""
    if not label and not (alone and line[0].isdigit()):
        return None
    if beside and not beside.isupper():
        return None
    first = next(iter(find_numbers(line)), None)
    if first is None or first.start > (label.end() if label else 0) or (not label and first.end < len(line)):
        return None
    return first.number, f"{beside} {line[first.end :]}".strip()


def compose_title(head: Heading) -> str | None:
    """Compose the title of a document that has none (`Nghị quyết số 05/2020/NQ-HĐND về mức hỗ trợ …`)."""
    word = head.word or _word_of(head.kind)
    if word is None:
        return None
    parts = [word.lower().capitalize()]
    if head.number:
        parts += ["số", head.number.text]
    if head.abstract:
        about = _ABOUT.match(head.abstract)
        if about and about.group().strip().lower() == "v/v":
            parts += ["về việc", head.abstract[about.end() :].strip()]
        elif about:
            capitals = head.abstract[:2].isupper()
            parts.append(head.abstract if capitals else head.abstract[0].lower() + head.abstract[1:])
        else:
            parts.append(head.abstract)
    return " ".join(parts) if len(parts) > 1 else None


def _kind_line(lines: list[str]) -> tuple[int, re.Match[str]] | None:
    """Return the index of the kind line, and its match: the kind's word and the rest of the line."""
    for at, line in enumerate(lines):
        match = _KIND_LINE.match(line)
        if match and match.group(1).isupper() and not line.endswith(":"):
            return at, match
    return None


class _SecondLine(NamedTuple):
    """Holds what a number below the kind line gives: the lines without it, its body and day."""

    lines: list[str]
    number: DocumentNumber
    body: str | None
    issued: date | None


def _second_line(lines: list[str], kind_at: int) -> _SecondLine | None:
    """Read `CỦA CHÍNH PHỦ SỐ 12/2007/NĐ-CP NGÀY 09 THÁNG 3 NĂM 2007` in the kind line or under it; None without it."""
    for count in (1, 2, 3, 4):
        text = " ".join(filter(None, lines[kind_at : kind_at + count]))
        kind_line = _KIND_LINE.match(text)
        match = _UNDER_KIND.match(kind_line.group(2)) if kind_line else None
        mentions = find_numbers(match["rest"]) if match else []
        if not kind_line or not match or not mentions or mentions[0].start:
            continue
        day = _DAY_AFTER_NUMBER.match(match["rest"], mentions[0].end)
        if day is None and count < 4 and _OPEN_DAY.fullmatch(match["rest"], mentions[0].end):
            continue  # the day may stand in the next line
        rest = match["rest"][day.end() if day else mentions[0].end :].strip(" ,;.-")
        after = [line for line in [rest, *lines[kind_at + count :]] if line or not rest]
        issued = _date(*day.groups()) if day else None
        return _SecondLine([*lines[: kind_at + 1], *after], mentions[0].number, match["body"], issued)
    return None


def _is_grounded(lines: list[str], kind_at: int) -> bool:
    """Tell whether a text that begins with its kind goes on with grounds, chapters or articles, as documents do."""
    first = next((at for at, line in enumerate(lines) if line), 0)
    after = lines[kind_at + 1 : kind_at + 1 + _MAX_MIDDLE_LINES]
    return first == kind_at and any(map(_GROUND.match, after))


def _date(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year.replace(" ", "")), int(month), int(day))
    except ValueError:
        return None


def _place_and_day(line: str) -> tuple[str, date] | None:
    match = _PLACE_AND_DAY.match(line)
    if not match or len(line) > 120:
        return None
    day = _date(match.group(2), match.group(3), match.group(4))
    return (" ".join(match.group(1).split()), day) if day else None


def _middle(lines: list[str], kind_at: int, kind_line: re.Match[str]) -> tuple[str, str | None, tuple[str, ...]]:
    """Return the kind's word, the abstract (the paragraph after it) and the capital lines under the abstract."""
    about = [kind_line.group(2)] if kind_line.group(2) else []
    under: list[str] = []
    apart = False
    after = lines[kind_at + 1 : kind_at + 1 + _MAX_MIDDLE_LINES]
    for at, line in enumerate(after):
        if _TEXT_START.match(line) and (about or not _SUBJECT_LIKE_GROUND.match(line)):
            break
        if not line:
            apart = bool(about)
        elif under or (about and _is_under(after[at:], about, apart=apart)):
            under.append(line)
        elif not apart or line[0].islower():
            about.append(line)
        else:
            break
    abstract = " ".join(about)
    if (of := _OF_BODY.match(abstract)) and _names_decider(of["body"]):
        abstract = abstract[of.end() :]
    return kind_line.group(1), abstract or None, tuple(line for line in under if line.isupper())


def _is_under(lines: list[str], about: list[str], *, apart: bool) -> bool:
    """Tell whether lines stand under the abstract: apart from it, other than it in capitals, or who decides."""
    if not lines[0].isupper():
        return False
    return apart or not about[-1].isupper() or _is_signing_body(lines, " ".join(about))


def _is_signing_body(lines: list[str], about: str) -> bool:
    """Tell lines in capitals that name who decides, in whole, from those that continue a subject in capitals."""
    if not _DECIDER.match(lines[0]) or about.rpartition(" ")[2].upper() in _OPEN_WORDS:
        return False
    names = [*takewhile(str.isupper, lines)]
    return any(_names_decider(" ".join(names[:count])) for count in range(1, len(names) + 1))


def _names_decider(words: str) -> bool:
    return parse_body(_OFFICE_BEFORE.sub("", words, count=1)) is not None


def _word_of(kind: str | None) -> str | None:
    return next((word for word, word_kind in _KINDS_BY_WORD.items() if word_kind == kind != "other"), None)
