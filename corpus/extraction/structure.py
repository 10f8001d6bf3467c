"""Find the divisions of a document: parts, chapters, sections, articles, annexes, and what is issued with it.

The layout is that of Nghị định 30/2020/NĐ-CP (annex I) and of Thông tư 01/2011/TT-BNV. A law that amends another quotes
its articles; those are text, not divisions. A regulation issued with a decision counts its articles from 1 again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus.vi.bounded import compile_bounded
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.text import slug

ANNEX, PART, CHAPTER, SECTION, ARTICLE, CLAUSE = range(6)  # levels, the highest first

MAX_DIVISIONS = 20_000  # of a text; a hostile one has a division in each line
MAX_HEADING = 160  # characters; a longer line is a paragraph that only begins with the division's name
_MAX_LINES_TO_NOTE = 8  # between the name of what is issued with a decision and the note that says so
_MAX_QUOTED = 20_000  # characters of quoted articles; a quotation that is not closed by then is one line

_CANDIDATE = re.compile(
    r"^[“\"«]?(?=[ĐCTMPBQNHKDIVX])(?:"
    r"(?P<unit>Điều|ĐIỀU|Chương|CHƯƠNG|Tiểu mục|TIỂU MỤC|Mục|MỤC|Phần|PHẦN)[^\S\n]"
    r"(?P<number>\d{1,3}[a-zđ]?|[IVXLC]{1,7}"
    r"|(?i:thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)))(?!\w)"
    r"|(?P<annex>(?:PHỤ LỤC|Phụ lục|MẪU|Mẫu|BIỂU|Biểu)(?P<of_form>\s(?:SỐ|[Ss]ố))?"
    r"(?::?\s(?P<annexed>\d{1,3}(?:[.-]\d{1,2})?[A-Za-zđ]?|[IVXLC]{1,7}(?:[.-]\d{1,2})?))?)(?!\w)"
    r"|(?P<issued>QUY CHẾ|QUY ĐỊNH|QUY TRÌNH|QUY HOẠCH|ĐIỀU LỆ|NỘI QUY|ĐỀ ÁN|CHƯƠNG TRÌNH|KẾ HOẠCH|CHIẾN LƯỢC|HƯỚNG DẪN"
    r"|DANH MỤC|DANH SÁCH|BẢNG GIÁ|BẢNG|BIỂU|BỘ TIÊU CHÍ|TIÊU CHÍ|PHƯƠNG ÁN)(?!\w)"
    r"|(?P<roman>[IVX]{1,6})(?=[./)]\s?\S)"
    r")(?P<rest>[^\n]*)",
    re.MULTILINE,
)
_SIGN = re.compile(r"\s?[.:/)–-]\s?")
_CITED = re.compile(
    r"(?:Bộ luật|Luật|Hiến pháp|Pháp lệnh|Nghị định|Quyết định|Thông tư|Chỉ thị|Quy chế|Quy định|Điều lệ"
    r"|Chương|Điều|Mục|Phần|Nghị quyết|Kế hoạch)\b"
)
_ISSUED_WITH = compile_bounded(r"[(\[]?\s*(?:Được\s+)?(?:Ban\s+hành\s+)?kèm\s+theo\b", re.IGNORECASE)
_OPENING = '“"«'
_QUOTED_START = compile_bounded(r"^(?:(?:\d{1,3}[.)]|[a-zđ]\)|[-–+•*]) *)?[“\"«]", re.MULTILINE)
_QUOTED_END = re.compile(r"[”\"»][.;,]?[^\S\n]*$", re.MULTILINE)
_LINE = re.compile(r"[^\n]+")
_CLAUSE = re.compile(r"(\d{1,3})\.(?!\d)[^\S\n]?(?=\S)")
_LEVELS = {"phần": PART, "chương": CHAPTER, "mục": SECTION, "tiểu mục": SECTION, "điều": ARTICLE}
_ROMAN = {"I": 1, "V": 5, "X": 10}


class Division(NamedTuple):
    """Holds a division: `text[start:end]` with all that is in it; its heading ends at `heading_end`.

    `name` is as people cite it (`Điều 3`, `khoản 2`, `Phụ lục II`, `Quy chế`), `title` what its heading says beside
    that, empty where the line goes on as a paragraph. `within` names the annex that holds it, None in the main part.
    `anchor` is unique in the text: `dieu-3`, in a regulation issued with a decision `quy-che-dieu-3`.
    """

    level: int
    name: str
    title: str
    start: int
    heading_end: int
    end: int
    within: str | None = None
    anchor: str = ""

    @property
    def label(self) -> str:
        """Return how a hit names it: `Điều 3`, in a regulation issued with a decision `Quy chế, Điều 3`."""
        return f"{self.within}, {self.name}" if self.within else self.name


def divisions(text: str) -> list[Division]:
    """Return the divisions of a tidy text down to its articles, in the order of their starts."""
    return list(_divisions(text))


@lru_cache(maxsize=1)  # a build asks twice of one document: for its hits, and for where it changes others
def _divisions(text: str) -> tuple[Division, ...]:
    headings = list(_headings(text))
    ends = _ends(headings, len(text))
    used: Counter[str] = Counter()
    within: str | None = None
    in_main_part = True  # a regulation that comes without its decision is the main part
    listed: list[Division] = []
    for heading, end in zip(headings, ends, strict=True):
        if heading.level == ANNEX:
            within = None if in_main_part and not listed else heading.name
            in_main_part = False
        division = heading._replace(end=end, within=within if heading.level != ANNEX else None)
        anchor = slug(division.label)
        used[anchor] += 1
        listed.append(division._replace(anchor=anchor if used[anchor] == 1 else f"{anchor}-{used[anchor]}"))
    return tuple(listed)


def clauses(text: str, article: Division) -> list[Division]:
    """Return the clauses of an article, in the order of their starts: numbers at line starts that count from 1 on.

    A number that does not follow the one before it is text, such as a day or a sum at the beginning of a line.
    """
    headings: list[Division] = []
    closings = quotation_ends(text, article.heading_end, article.end)
    quoted = article.heading_end  # a quotation of another document's clauses ends here
    for line in _LINE.finditer(text, article.heading_end, article.end):
        if line.start() < quoted:
            continue
        if line.group()[0] in _OPENING:
            quoted = after_quotation(closings, line.start()) or quoted
        match = _CLAUSE.match(text, *line.span())
        if match and int(match[1]) == len(headings) + 1:
            headings.append(Division(CLAUSE, f"khoản {match[1]}", "", line.start(), match.end(), article.end))
    ends = _ends(headings, article.end)
    return [
        clause._replace(end=end, within=article.label, anchor=f"{article.anchor}-khoan-{number}")
        for number, (clause, end) in enumerate(zip(headings, ends, strict=True), 1)
    ]


def _ends(headings: Sequence[Division], length: int) -> list[int]:
    """Return where each division ends: at the next of its own or a higher level."""
    ends = [length] * len(headings)
    open_at: list[int] = []
    for at, heading in enumerate(headings):
        while open_at and headings[open_at[-1]].level >= heading.level:
            ends[open_at.pop()] = heading.start
        open_at.append(at)
    return ends


def _headings(text: str) -> Iterator[Division]:
    """Yield the headings as divisions without an end, those inside quotations left out."""
    after = roman = 0
    if not _CANDIDATE.search(text):
        return  # most news: nothing of them is joined
    closings, joined = quotation_ends(text, 0, len(text)), with_joined_lines(text)
    for _ in range(MAX_DIVISIONS):
        match = _CANDIDATE.search(text, after)
        if match is None:
            return
        if text[match.start()] in _OPENING:
            after = after_quotation(closings, match.start()) or match.end()
            continue
        after = match.end()
        if match["roman"] and _value(match["roman"]) not in (roman + 1, 1):
            continue
        is_wrapped = joined[match.end() : match.end() + 1] == " "
        heading = _heading(text, match, is_wrapped=is_wrapped)
        if heading:
            roman = _value(match["roman"]) if match["roman"] else 0 if heading.level < SECTION else roman
            after = max(after, heading.heading_end)
            yield heading


def quotation_ends(text: str, start: int, end: int) -> list[int]:
    """Return where quotations end that end with a line."""
    return [match.end() for match in _QUOTED_END.finditer(text, start, end)]


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Return where whole lines of other documents are quoted: `“Điều 3. …”`, each from its first sign to its last."""
    spans: list[tuple[int, int]] = []
    if not any(sign in text for sign in _OPENING):
        return spans
    closings: list[int] | None = None
    for opening in _QUOTED_START.finditer(text):
        if spans and opening.end() <= spans[-1][1]:
            continue
        closings = quotation_ends(text, 0, len(text)) if closings is None else closings
        if end := after_quotation(closings, opening.end() - 1):
            spans.append((opening.end() - 1, end))
    return spans


def after_quotation(closings: Sequence[int], start: int) -> int | None:
    """Return where a quotation of whole lines ends that begins here; None where it is not closed near enough."""
    at = bisect_right(closings, start + 1)
    return closings[at] if at < len(closings) and closings[at] - start <= _MAX_QUOTED else None


def _heading(text: str, match: re.Match[str], *, is_wrapped: bool) -> Division | None:
    """Return the heading that a line begins with; None where it only begins as one.

    `is_wrapped`: the sentence goes on in the next line.
    """
    sign = _SIGN.match(match["rest"])
    title = match["rest"][sign.end() if sign else 0 :].strip()
    in_capitals = title == title.upper()
    if match["unit"]:
        if not sign and title and (not title[0].isupper() or _CITED.match(title)):
            return None  # `Điều 3 của Luật này`
        number = match["number"]
        name = f"{match['unit'].capitalize()} {number.lower() if len(number) > 7 else number}"
        level = _LEVELS[match["unit"].lower()]
    elif match["annex"]:
        has_name = match["annexed"] or match["annex"].lower() == "phụ lục"
        if not has_name or not (sign or in_capitals or title.startswith("(")):
            return None  # `Phụ lục kèm theo Quyết định này`
        name, level = _annex_name(match), ANNEX
    elif match["issued"]:
        if not in_capitals or not _is_issued_with(text, match.end()):
            return None
        name, level = match["issued"].capitalize(), ANNEX
    else:
        if not in_capitals or len(title) > MAX_HEADING:
            return None
        name, level = f"Mục {match['roman']}", SECTION
    division = Division(level, name, title, match.start(), match.end(), len(text))
    return _with_title(text, match, division, is_wrapped=is_wrapped)


def _annex_name(match: re.Match[str]) -> str:
    """Return `Phụ lục II`, `Mẫu số 01`."""
    kind = "Phụ lục" if match["annex"].lower().startswith("phụ lục") else match["annex"].split()[0].capitalize()
    return " ".join(filter(None, (kind, match["of_form"] and "số", match["annexed"])))


def _is_issued_with(text: str, at: int) -> bool:
    """Tell whether one of the next lines says that what is named here is issued with a decision."""
    for number, line in enumerate(_LINE.finditer(text, at)):
        if number == _MAX_LINES_TO_NOTE or _is_division(line.group()):
            return False
        if _ISSUED_WITH.match(line.group()):
            return True
    return False


def _with_title(text: str, match: re.Match[str], heading: Division, *, is_wrapped: bool) -> Division:
    """Return a heading with its title: the rest of its line, or the next line, where these are short enough."""
    if heading.title.startswith("(") or (not heading.title and heading.level != ARTICLE):
        line = _LINE.search(text, match.end())
        is_title = line and len(line.group()) <= MAX_HEADING and not _is_division(line.group())
        if line and is_title and not _ISSUED_WITH.match(line.group()):
            return heading._replace(title=line.group().strip(), heading_end=line.end())
        return heading._replace(title="")
    goes_on = heading.level == ARTICLE and is_wrapped
    if len(match.group()) > MAX_HEADING or heading.title.endswith((";", ",")) or goes_on:
        sign = _SIGN.match(match["rest"])
        return heading._replace(title="", heading_end=match.start("rest") + len(sign.group().rstrip() if sign else ""))
    return heading


def _is_division(line: str) -> bool:
    """Tell whether a line names a division by its number."""
    match = _CANDIDATE.match(line)
    return bool(match and (match["unit"] or match["annex"] or match["roman"]))


def _value(roman: str) -> int:
    values = [_ROMAN[letter] for letter in roman]
    return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
