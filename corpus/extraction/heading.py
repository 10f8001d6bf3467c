"""Read the head of a formal document: body, number, place and day, kind line, abstract."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from corpus.vi.dates.find import find_dates
from corpus.vi.document_numbers import DocumentNumber, document_kind, find_numbers

# The head stands in the first lines; a whole resolution need not be looked through.
_HEAD = 4000
_LINES = 60

# First words of a kind line, of a title or of a portal's type field → kind.
WORDS = {
    "nghị quyết": "resolution",
    "quyết định": "decision",
    "tờ trình": "proposal",
    "thông báo": "notice",
    "báo cáo": "report",
    "kế hoạch": "plan",
    "chỉ thị": "directive",
    "công văn": "official-letter",
    **dict.fromkeys(("luật", "bộ luật", "pháp lệnh", "hiến pháp", "nghị định", "thông tư", "lệnh"), "other"),
    **dict.fromkeys(("công điện", "hướng dẫn", "chương trình", "đề án", "quy chế", "quy định", "biên bản"), "other"),
}
_WORDS = "|".join(sorted(WORDS, key=len, reverse=True))
_KIND_LINE = re.compile(rf"({_WORDS})(?![\w/-])\s*(.*)", re.IGNORECASE)
_KIND_START = re.compile(rf"\W*({_WORDS})(?!\w)", re.IGNORECASE)
# Alone in its line but for the body beside it: a sentence that cites a number is no head.
_SERIAL = re.compile(r"(?P<beside>.{0,80}?)S(?:ố|Ố)(?:\s*:|\s+(?=\d))\s*")
_MOTTO = re.compile(
    r"cộng\s+h(?:oà|òa)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam|độc\s+lập\s*[-–—]\s*tự\s+do\s*[-–—]\s*hạnh\s+ph(?:úc|uc)",
    re.IGNORECASE,
)
_PLACE_DAY = re.compile(r"([^\W\d][\w .'-]{1,40}?)\s*,\s*(ngày\s.{1,40})", re.IGNORECASE)
_ABOUT = re.compile(r"\W*(?:về\s+việc|về|v/v)(?!\w)", re.IGNORECASE)
_BODY_STARTS = re.compile(
    r"\W*(?:căn\s+cứ|xét|thực\s+hiện|theo|thi\s+hành|kính\s+gửi|kính\s+trình|điều\s+1|chương\s+i|phần|để\s|ngày\s)"
    r"|\s*(?:i|1|a)\s*[.)]",
    re.IGNORECASE,
)
_PAIR = re.compile(r"\s*\|\s*| {4,}")
_NO_WORD = r"[^\w\n]*"  # within one line: over lines, many empty ones would be walked over from each of them
_FORMAL = re.compile(
    rf"^{_NO_WORD}số\s*:\s*\S|cộng\s+h(?:oà|òa)\s+xã\s+hội|^{_NO_WORD}(?:{_WORDS}){_NO_WORD}$",
    re.IGNORECASE | re.MULTILINE,
)


class Heading(NamedTuple):
    """Holds the parts of a head as they were printed; a part that was not found is None or empty."""

    bodies: tuple[str, ...] = ()
    number: DocumentNumber | None = None
    place: str | None = None
    issued: date | None = None
    word: str | None = None
    abstract: str | None = None
    under: tuple[str, ...] = ()
    """Capital lines between the abstract and the first legal ground: the body again, its term and session."""

    @property
    def kind(self) -> str | None:
        """Give the kind that the number or the kind line says."""
        told = document_kind(self.number) if self.number else None
        return told if told not in (None, "other") else WORDS.get((self.word or "").lower()) or told


def kind_of(words: str) -> str | None:
    """Return the kind that a type field or a title begins with (`Quyết định của UBND tỉnh` → `decision`)."""
    found = _KIND_START.match(words)
    return WORDS[" ".join(found.group(1).lower().split())] if found else None


def heading(text: str) -> Heading | None:
    """Read the head of a tidy text; None where the text does not begin as formal documents do.

    A head has a number line or the national motto, and not only a line in capitals: news have those too.
    Both ways of laying out its two columns are read: one below the other, or side by side in one line.
    """
    if not _FORMAL.search(text[:_HEAD]):
        return None
    lines = _cells(text[:_HEAD])[:_LINES]
    kind_line = _kind_line(lines)
    top = lines[: kind_line[0]] if kind_line else lines
    bodies: list[str] = []
    number: DocumentNumber | None = None
    motto = False
    day_line: tuple[str, date] | None = None
    about: str | None = None
    for line in filter(None, top):
        if _MOTTO.search(line):
            motto = True
            line = _MOTTO.sub(" ", line).strip()
        serial = _SERIAL.match(line)
        if serial and number is None and (not serial["beside"].strip() or serial["beside"].isupper()):
            mentions = find_numbers(line)
            if mentions and mentions[0].start <= serial.end():
                number = mentions[0].number
                line = f"{serial['beside']} {line[mentions[0].end :]}".strip()
                if about is None and (told := _ABOUT.match(line)):
                    about = line[told.start() :].strip()
        day_line = day_line or _place_and_day(line)
        if number is None and not day_line and line.isupper():
            bodies.append(line)
        elif about is None and number is not None and _ABOUT.match(line):
            about = line
    if number is None and not (motto and kind_line):
        return None
    word, abstract, under = _middle(lines, *kind_line) if kind_line else (None, None, ())
    place, issued = day_line or (None, None)
    return Heading(tuple(bodies[-4:]), number, place, issued, word, abstract or about, under)


def title(head: Heading) -> str | None:
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
            parts.append(head.abstract[0].lower() + head.abstract[1:])
        else:
            parts.append(head.abstract)
    return " ".join(parts) if len(parts) > 1 else None


def _cells(text: str) -> list[str]:
    """Return the lines and cells with words; an empty one stands where blank lines divide paragraphs."""
    cells = [cell.strip(" *_#\t") for line in text.split("\n") for cell in _PAIR.split(line)]
    kept = [cell for cell in cells if not cell or any(map(str.isalnum, cell))]
    return [cell for at, cell in enumerate(kept) if cell or (at and kept[at - 1])]


def _kind_line(lines: list[str]) -> tuple[int, re.Match[str]] | None:
    for at, line in enumerate(lines):
        found = _KIND_LINE.match(line)
        if found and found.group(1).isupper() and not line.endswith(":") and not _MOTTO.search(line):
            return at, found
    return None


def _place_and_day(line: str) -> tuple[str, date] | None:
    found = _PLACE_DAY.match(line)
    if not found or len(line) > 90:
        return None
    days = [day for day in find_dates(found.group(2)) if day.precision == "day"]
    return (" ".join(found.group(1).split()), days[0].span.start) if days else None


def _middle(lines: list[str], kind_at: int, found: re.Match[str]) -> tuple[str, str | None, tuple[str, ...]]:
    """Return the kind's word, the abstract (one paragraph after it) and the capital lines under the abstract."""
    about = [found.group(2)] if found.group(2) else []
    under: list[str] = []
    apart = False
    for line in lines[kind_at + 1 : kind_at + 12]:
        if _BODY_STARTS.match(line):
            break
        if not line:
            apart = bool(about)
        elif under or (about and line.isupper() and (apart or not about[-1].isupper())):
            under.append(line)
        elif not apart or line[0].islower():
            about.append(line)
        else:
            break
    return found.group(1), " ".join(about) or None, tuple(line for line in under if line.isupper())


def _word_of(kind: str | None) -> str | None:
    return next((word for word, its in WORDS.items() if its == kind != "other"), None)
