"""Parse the head of a formal document: body, number, place and day, kind line, abstract."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from corpus.vi.bodies import parse_body
from corpus.vi.bounded import compile_bounded
from corpus.vi.document_numbers import DocumentNumber, document_kind, find_numbers

# The head is in the first lines; a whole resolution need not be looked through.
_MAX_HEAD_CHARACTERS = 4000
_MAX_HEAD_LINES = 60
_MAX_MIDDLE_LINES = 11  # after the kind line
_MAX_BODY_LINES = 4

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
    r"(?:(?i:bộ luật|luật|pháp lệnh|nghị quyết|nghị định|quyết định|thông tư) (?=số)|(?P<beside>.{0,80}?)(?=S))"
    r"[Ss](?:ố|Ố)(?:\s*:|\s+(?=\d))\s*"
)
_MOTTO = re.compile(
    r"cộng\s+h(?:oà|òa)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam|độc\s+lập\s*[-–—]\s*tự\s+do\s*[-–—]\s*hạnh\s+ph(?:úc|uc)",
    re.IGNORECASE,
)
_PLACE_AND_DAY = re.compile(
    r"[\W_]{0,40}([^\W\d_][\w .'-]{1,40}?)(?:\s?,\s?|\s)ngày\s?(\d{1,2})"
    r"\s?(?:tháng|[/.–—-])\s?(\d{1,2})\s?,?\s?(?:năm|[/.–—-])\s?"
    r"(\d{4}|\d\d \d\d)(?!\d)",
    re.IGNORECASE,
)
# A line end inside the name of a body or the motto.
_CUT = re.compile(
    r"(?:^|\s)"
    r"(?:ỦY|UỶ|ỦY BAN|ỦY BAN NHÂN|HỘI|HỘI ĐỒNG|HỘI ĐỒNG NHÂN|CỘNG|CỘNG HÒA|CỘNG HÒA XÃ|CỘNG HÒA XÃ HỘI|XÃ HỘI CHỦ"
    r"|CHỦ NGHĨA"
    r"|CHỦ NGHĨA VIỆT|THỦ|THỦ TƯỚNG|THỦ TƯỚNG CHÍNH|CHÍNH|QUỐC|VĂN|VĂN PHÒNG|VĂN PHÒNG CHÍNH|THANH"
    r"|THANH TRA|TRUNG|CHI|BAN|BAN CHẤP"
    r"|BAN CHẤP HÀNH|HÀNH TRUNG|ĐẢNG|ĐẢNG CỘNG|ĐẢNG CỘNG SẢN|TỈNH|HUYỆN|XÃ|QUẬN|PHƯỜNG|THÀNH|THỊ|BỘ|SỞ|CỤC|VÀ"
    r"|NHÂN|TỔ|MẶT)\n"
    r"|\n(?:DÂN|CHỦ NGHĨA|NGHĨA VIỆT|VIỆT NAM|NAM|CỘNG SẢN|PHỦ)(?:\s|$)"
)
# What a source line end or a sign of another kind has broken in a head, and how it is written in one line.
_DASHES = re.compile(r"(?<=\w)[\u2010-\u2015\u2212](?=\w)")
_RULE_BEFORE_WORDS = re.compile(r"(?<![-_–—*])[-_–—*]{3,60} ?(?=[^\W_])")
_BROKEN = compile_bounded(
    r"(?<=số:)\n(?=\d)|(?<=số)\n(?=\d|:)|(?<=\d)\n(?=[-/])|(?<=[A-ZĐ])\n(?=[-/][A-ZĐ])|(?<=/)\n(?=\w)|(?<=[A-ZĐ]-)\n(?=[A-ZĐ])"
    r"|(?<=\bngày)\n(?=\d)|(?<=\d)\n(?=tháng|năm|,)|(?<=\btháng)\n(?=\d)|(?<=\bnăm)\n(?=\d)|(?<=,)\n(?=ngày)",
    re.IGNORECASE,
)
_BROKEN_PLACE = re.compile(r"(?m)^([^\W\d_]{1,7})\n(?=[^\W\d_][\w ]{0,24}, ?ngày \d)")
_TIGHT = re.compile(r"[-/]")
_ABOUT = re.compile(r"\W*(?:về\s+việc|về|v/v)(?!\w)", re.IGNORECASE)
_TEXT_START = re.compile(
    r"\W*(?:căn\s+cứ|xét|thực\s+hiện|theo|thi\s+hành|kính\s+gửi|kính\s+trình|điều\s+1|chương\s+i|phần|để\s|ngày\s)"
    r"|\s*(?:i|1|a)\s*[.)]",
    re.IGNORECASE,
)
# Under the kind line of older documents: `CỦA CHÍNH PHỦ SỐ …`.
_UNDER_KIND = compile_bounded(r"(?:CỦA (?P<body>[^\n]{3,120}?) )?SỐ ?:? ?(?P<rest>\d.*)", re.IGNORECASE)
_DAY_AFTER_NUMBER = compile_bounded(
    r"\s*,?\s*NGÀY\s?(\d{1,2})\s?(?:THÁNG|[/.–—-])\s?(\d{1,2})\s?(?:NĂM|[/.–—-])\s?(\d{4}|\d\d \d\d)", re.IGNORECASE
)
_GROUND = compile_bounded(r"\W*(?:căn\s+cứ|xét|thực\s+hiện|thi\s+hành|điều\s+1\s?[.:]|I\.)\s", re.IGNORECASE)
_OFFICE_BEFORE = re.compile(
    r"(?:CHỦ TỊCH|BỘ TRƯỞNG|GIÁM ĐỐC|CHÁNH|TRƯỞNG|TỔNG|VIỆN TRƯỞNG|CHI CỤC TRƯỞNG|CỤC TRƯỞNG) (?=\w)"
)
_DECIDER = re.compile(
    r"(?:CHỦ TỊCH|BỘ TRƯỞNG|GIÁM ĐỐC|CHÁNH|TRƯỞNG|TỔNG|VIỆN TRƯỞNG|CHI CỤC TRƯỞNG|CỤC TRƯỞNG|ỦY BAN|UỶ BAN|UBND|HĐND"
    r"|HỘI ĐỒNG|THƯỜNG TRỰC|CHÍNH PHỦ|QUỐC HỘI|THỦ TƯỚNG|BAN|BỘ|SỞ)\b"
)
_OPEN_WORDS = frozenset(("CỦA", "VÀ", "CHO", "TẠI", "DO", "VỚI", "LÀ", ",", "VỀ", "THUỘC", "GIỮA"))
_CELL_BORDER = re.compile(r"(?<!\s)\s*+\|\s*+|(?<=\s)\|\s*+| {4,}")
_NO_WORD = r"[^\w\n]*"  # within a line: over line breaks, a run of empty lines would cost quadratic time
_FORMAL_LINE = re.compile(
    rf"^{_NO_WORD}số\s*:\s*\S|cộng\s+h(?:oà|òa)\s+xã\s+hội|^{_NO_WORD}(?:{_KIND_WORDS}){_NO_WORD}$",
    re.IGNORECASE | re.MULTILINE,
)


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
        """Return the kind by the number, else by the kind line."""
        by_number = document_kind(self.number) if self.number else None
        if by_number not in (None, "other"):
            return by_number
        return _KINDS_BY_WORD.get((self.word or "").lower()) or by_number


def kind_of(words: str) -> str | None:
    """Return the kind that a type field or a title begins with (`Quyết định của UBND tỉnh` → `decision`)."""
    match = _KIND_START.match(words)
    return _KINDS_BY_WORD[" ".join(match.group(1).lower().split())] if match else None


def heading(text: str) -> Heading | None:
    """Parse the head of a tidy text; None where the text does not begin as formal documents do.

    A head has a number line or the national motto, and not only a line in capitals: news have those too.
    Both layouts of its two columns are understood: one below the other, or side by side in the same line.
    """
    head = _unbroken(text[:_MAX_HEAD_CHARACTERS])
    if not _FORMAL_LINE.search(head):
        return None
    lines = _joined_capitals(_cells(head)[:_MAX_HEAD_LINES])
    kind_line = _kind_line(lines)
    top = lines[: kind_line[0]] if kind_line else lines
    bodies: list[str] = []
    number: DocumentNumber | None = None
    motto = False
    day_line: tuple[str | None, date] | None = None
    about: str | None = None
    for line in filter(None, top):
        if _MOTTO.search(line):
            motto = True
            line = _MOTTO.sub(" ", line).strip()
        label = _NUMBER_LINE.match(line)
        if label and number is None and (not (label["beside"] or "").strip() or label["beside"].isupper()):
            mentions = find_numbers(line)
            if mentions and mentions[0].start <= label.end():
                number = mentions[0].number
                line = f"{label['beside'] or ''} {line[mentions[0].end :]}".strip()
                if about is None and (subject := _ABOUT.match(line)):
                    about = line[subject.start() :].strip()
        day_line = day_line or _place_and_day(line)
        if number is None and not day_line and line.isupper():
            bodies.append(line)
        elif about is None and number is not None and _ABOUT.match(line):
            about = line
    if kind_line and number is None and (second := _second_line(lines, kind_line[0])):
        lines, number, body, day = second
        bodies = [body] if body else bodies
        day_line = day_line or ((None, day) if day else None)
    word, abstract, under = _middle(lines, *kind_line) if kind_line else (None, None, ())
    if number is None and not (kind_line and (motto or (abstract and _is_grounded(lines, kind_line[0])))):
        return None
    place, issued = day_line or (None, None)
    return Heading(tuple(bodies[-_MAX_BODY_LINES:]), number, place, issued, word, abstract or about, under)


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


def _cells(text: str) -> list[str]:
    """Return the lines and cells with words; an empty text stands where blank lines divide paragraphs."""
    cells = [cell.strip(" *_#\t") for line in text.split("\n") for cell in _CELL_BORDER.split(line)]
    cells = [cell for cell in cells if not cell or any(map(str.isalnum, cell))]
    return [cell for at, cell in enumerate(cells) if cell or (at and cells[at - 1])]


def _joined_capitals(lines: list[str]) -> list[str]:
    """Return the lines with a line in capitals joined to the one before, where a name or the motto was cut between."""
    joined: list[str] = []
    for line in lines:
        before = joined[-1] if joined else ""
        in_capitals = line.isupper() and before.isupper() and _CUT.search(f"{before}\n{line}")
        subject_goes_on = line[:1].islower() and len(joined) > 1 and _ABOUT.match(before)
        if before and line and (in_capitals or subject_goes_on):
            joined[-1] = f"{before} {line}"
        else:
            joined.append(line)
    return joined


def _kind_line(lines: list[str]) -> tuple[int, re.Match[str]] | None:
    """Return the index of the kind line, and its match: the kind's word and the rest of the line."""
    for at, line in enumerate(lines):
        match = _KIND_LINE.match(line)
        if match and match.group(1).isupper() and not line.endswith(":") and not _MOTTO.search(line):
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
    for count in (1, 2, 3):
        text = " ".join(filter(None, lines[kind_at : kind_at + count]))
        kind_line = _KIND_LINE.match(text)
        match = _UNDER_KIND.match(kind_line.group(2)) if kind_line else None
        mentions = find_numbers(match["rest"]) if match else []
        if not kind_line or not match or not mentions or mentions[0].start:
            continue
        day = _DAY_AFTER_NUMBER.match(match["rest"], mentions[0].end)
        if day is None and count < 3 and match["rest"][mentions[0].end :].strip(" ,").upper() in ("", "NGÀY"):
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


def _unbroken(text: str) -> str:
    """Return the head with what line ends, rules and foreign dashes broke joined: numbers, days, bodies, the motto."""
    text = _RULE_BEFORE_WORDS.sub("\n", _DASHES.sub("-", text))
    text = re.sub(r"(?m)^[ *_|]*(?=S(?:ố|Ố))", "", text)
    text = _BROKEN.sub(
        lambda match: "" if _TIGHT.match(text, match.end()) or text[match.start() - 1] in "/-" else " ", text
    )
    return _BROKEN_PLACE.sub(r"\1 ", text)


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
    for line in lines[kind_at + 1 : kind_at + 1 + _MAX_MIDDLE_LINES]:
        if _TEXT_START.match(line):
            break
        if not line:
            apart = bool(about)
        elif under or (about and _is_under(line, about, apart=apart)):
            under.append(line)
        elif not apart or line[0].islower():
            about.append(line)
        else:
            break
    return kind_line.group(1), " ".join(about) or None, tuple(line for line in under if line.isupper())


def _is_under(line: str, about: list[str], *, apart: bool) -> bool:
    """Tell whether a line stands under the abstract: apart from it, other than it in capitals, or who decides."""
    return (line.isupper() and (apart or not about[-1].isupper())) or _is_signing_body(line, " ".join(about))


def _is_signing_body(line: str, about: str) -> bool:
    """Tell a line in capitals that names who decides, in whole, from one that continues a subject in capitals."""
    return (
        line.isupper()
        and bool(_DECIDER.match(line))
        and about.rpartition(" ")[2].upper() not in _OPEN_WORDS
        and parse_body(_OFFICE_BEFORE.sub("", line, count=1)) is not None
    )


def _word_of(kind: str | None) -> str | None:
    return next((word for word, word_kind in _KINDS_BY_WORD.items() if word_kind == kind != "other"), None)
