"""Join the lines of a page to paragraphs: where one only wrapped, by its width and indent; else by its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.formats.blocks import Block, HeadingBlock, ItemBlock, ParagraphBlock
from corpus.formats.page_parts import Line, Margins, joined
from corpus.formats.symbols import is_bullet

_MAX_PITCH = 1.75  # between lines of one paragraph, by the size of letters, where nothing else is known
_MORE_THAN_PITCH = 1.13
_INDENT = 0.9  # by the size of letters
_SLACK = 0.6
_MIN_LEADERS = 4  # dots at the end of a line to fill in

_ITEM = re.compile(
    r"[-–—+*•◦▪](?:\s|[^\W\d_])|\(?(?:\d{1,3}|[a-zđ]{1,2}|[IVXLC]{1,6})[.)](?:\s|$)|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s"
    r"|(?:Điều|Khoản|ĐIỀU)\s+\d{1,4}[a-zđ]?\s?(?:[.:]|$)"
    r"|(?:Chương|Phần|Mục|CHƯƠNG|PHẦN|MỤC|PHỤ LỤC)\s+(?:[IVXLC]{1,6}|\d{1,3})\b"
    r"|(?:Căn cứ|Xét|Theo đề nghị|Nơi nhận|Kính gửi)\b"
)
_CLOSED = re.compile(r"[.;:!?…][”\"’)]?$|/\.$")
_CUT_WORD = re.compile(r"\w[-/]$")
_OPEN = re.compile(
    r"(?:^|[\s(])(và|hoặc|của|các|những|là|cho|với|tại|từ|đến|về|trong|theo|bởi|do|để|bằng|thuộc|giữa|cùng|gồm|đối|việc)$",
    re.IGNORECASE,
)
_CUT_DAY = re.compile(r"\b(?:ngày|tháng|năm)$", re.IGNORECASE)  # its figures stand in the next line
_NUMBER = r"\s+(?:[IVXLC]{1,6}|\d{1,3})\b"
_HEADINGS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(r"(?:PHẦN|Phần)\s+(?:thứ\s|THỨ\s|[IVXLC]{1,6}\b|\d|[A-Z]\b)")),
    (1, re.compile(r"(?:PHỤ LỤC|Phụ lục)(?=$|\s+(?:số\s|SỐ\s)?[IVXLC\d]|\n)")),
    (2, re.compile(rf"(?:CHƯƠNG|Chương){_NUMBER}")),
    (3, re.compile(rf"(?:MỤC|Mục){_NUMBER}")),
    (4, re.compile(rf"(?:TIỂU MỤC|Tiểu mục){_NUMBER}")),
)
_ARTICLE = re.compile(r"(?:Điều|ĐIỀU)\s+\d{1,4}[a-zđ]?\b")
_ARTICLE_LEVEL = 5
_MAX_HEADING = 300  # characters
_BULLET_ITEM = re.compile(r"([-–—+•◦]|[^\w\s])\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class PageParagraph:
    """Holds the lines of a paragraph; `ends`: it has the room to end here; `starts`: it begins with this page."""

    lines: tuple[str, ...]
    is_centred: bool = False
    is_bold: bool = False
    is_open: bool = False  # its last line is full, and ends no sentence
    continues: bool = False  # its first line may belong to the paragraph before it

    @property
    def text(self) -> str:
        """Return its lines as a text."""
        return "\n".join(self.lines)


def paragraphs(lines: Sequence[Line], margins: Margins, pitch: float | None) -> list[PageParagraph]:
    """Return the paragraphs of lines of running text, which follow one another."""
    found: list[PageParagraph] = []
    for group in _groups(lines, margins, pitch):
        centred = _is_centred(group[-1], margins)  # the last line: a first one may be indented and end early
        texts = [group[0].text]
        for before, line in pairwise(group):
            if not centred or _goes_on(before, line, margins):
                texts[-1] = joined(texts[-1], line.text)
            else:
                texts.append(line.text)
        last = group[-1]
        found.append(
            PageParagraph(
                tuple(texts),
                is_centred=centred,
                is_bold=all(line.is_bold for line in group),
                is_open=last.x1 > margins.right - 4 * last.size and not _CLOSED.search(last.text),
                continues=not centred and group[0].x0 < margins.left + _INDENT * group[0].size,
            )
        )
    return found


def column(lines: Sequence[Line]) -> PageParagraph:
    """Return the paragraph of one column of a head or signature: its lines stay apart."""
    texts: list[str] = []
    for line in lines:
        if texts and _goes_on_in_column(texts[-1], line.text):
            texts[-1] = joined(texts[-1], line.text)
        else:
            texts.append(line.text)
    return PageParagraph(tuple(texts))


def _goes_on_in_column(before: str, text: str) -> bool:
    if _ITEM.match(text) or _CLOSED.search(before):
        return False
    return text[:1].islower() or _is_cut(before, text) or (before.startswith(("-", "+")) and not text.isupper())


def _is_open(text: str) -> bool:
    """Tell whether a line ends with a word that another must follow; a capital makes it a name: `xã Đồng Giữa`."""
    match = _OPEN.search(text)
    return match is not None and not match[1].istitle()


def _is_cut(before: str, text: str) -> bool:
    """Tell whether a line ends within a day or within brackets that the next one closes."""
    return bool(_CUT_DAY.search(before) and text[:1].isdigit()) or (
        before.count("(") > before.count(")") and ")" in text
    )


def usual_pitch(lines: Sequence[Line]) -> float | None:
    """Return how far apart the lines of one paragraph stand: a line that begins with a small letter continues one."""
    pitches = Counter(
        round((line.y - before.y) * 2) / 2
        for before, line in pairwise(lines)
        if line.text[:1].islower() and not _ITEM.match(line.text) and 0 < line.y - before.y < 3.5 * line.size
    )
    return max(pitches.items(), key=lambda item: (item[1], -item[0]))[0] if pitches else None


def block(paragraph: PageParagraph) -> Block:
    """Return the block of a paragraph: a heading where its words and its looks say so."""
    text = paragraph.text
    if level := _heading_level(paragraph):
        return HeadingBlock(text, level)
    if "\n" not in text and (bullet := _BULLET_ITEM.match(text)) and (bullet[1] in "-–—+" or is_bullet(bullet[1])):
        return ItemBlock(f"{bullet[1] if bullet[1] in '-–—+' else '-'} {text[bullet.end() :]}")
    return ParagraphBlock(text)


def continued(before: PageParagraph, after: PageParagraph) -> PageParagraph | None:
    """Return a paragraph that goes on over the end of its page; None where the next page begins another one."""
    if not before.is_open or not after.continues or after.is_centred or len(after.lines) > 1:
        return None
    first = after.lines[0]
    is_open = _is_open(before.lines[-1])
    if before.is_centred and not (is_open or first[:1].islower()):
        return None  # else an indented first line that ended as far from the margin
    if _ITEM.match(first) or (first[:1].isupper() and not is_open and before.is_bold != after.is_bold):
        return None
    lines = (*before.lines[:-1], joined(before.lines[-1], first))
    return PageParagraph(lines, is_bold=before.is_bold, is_open=after.is_open, continues=before.continues)


def _heading_level(paragraph: PageParagraph) -> int | None:
    text = paragraph.text
    if len(text) > _MAX_HEADING or not (paragraph.is_centred or paragraph.is_bold):
        return None
    for level, pattern in _HEADINGS:
        if pattern.match(text):
            return level
    return _ARTICLE_LEVEL if paragraph.is_bold and _ARTICLE.match(text) and not text.endswith((";", ",")) else None


def _groups(lines: Sequence[Line], margins: Margins, pitch: float | None) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and not _continues(group, line, margins, pitch):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(group: Sequence[Line], line: Line, margins: Margins, pitch: float | None) -> bool:
    """Tell whether a line belongs to the paragraph of the lines before it."""
    before, gap, size = group[-1], line.y - group[-1].y, max(line.size, group[-1].size)
    allowed = max(pitch * _MORE_THAN_PITCH + 0.5, 1.2 * size) if pitch else _MAX_PITCH * size
    if len(group) > 1:
        allowed = min(allowed, max((before.y - group[-2].y) * _MORE_THAN_PITCH + 0.5, 1.1 * size))
    if gap > allowed and not (gap <= _MAX_PITCH * size and _goes_on(before, line, margins)):
        return False
    if abs(line.size - before.size) > 0.12 * size and not _goes_on(before, line, margins):
        return False
    if _is_centred(line, margins):
        if _is_centred(before, margins):
            return not line.text.startswith("(") and line.is_bold >= before.is_bold
        wrapped = _is_symmetric(before, margins) and line.is_bold == before.is_bold and not _CLOSED.search(before.text)
        return wrapped and not _ITEM.match(line.text) and line.text.isupper() == before.text.isupper()
    if _is_centred(before, margins) and line.x0 > margins.left + size and not _is_symmetric(line, margins):
        return False
    if _CUT_WORD.search(before.text) and line.text[:1].isalnum():
        return True
    if _is_to_fill_in(before.text) and not line.text[:1].islower():
        return False
    if not _is_full(before, line, margins) and not (_is_centred(before, margins) and _goes_on(before, line, margins)):
        return False
    if _ITEM.match(line.text) and _CLOSED.search(before.text):
        return False
    indent = line.x0 - margins.left
    if indent > _INDENT * size and line.x0 > before.x0 + 0.5 * size:
        return False  # a first line
    if indent > _INDENT * size and abs(line.x0 - group[0].x0) < 2 and _CLOSED.search(before.text):
        return False  # first lines one below the other, each of which filled its line
    return not (indent > _INDENT * size and _ITEM.match(line.text))


def _is_to_fill_in(text: str) -> bool:
    return len(text) - len(text.rstrip(" .…")) >= _MIN_LEADERS


def _is_full(before: Line, line: Line, margins: Margins) -> bool:
    """Tell whether the first word of a line had no more room in the line before it."""
    word = line.text.split(" ", 1)[0]
    width = (line.x1 - line.x0) * len(word) / max(1, len(line.text))
    return before.x1 + width + 0.2 * line.size > margins.right - _SLACK * line.size


def _goes_on(before: Line, line: Line, margins: Margins) -> bool:
    """Tell by its words whether a line goes on with the sentence of the line before it."""
    text = line.text
    if _ITEM.match(text) or _CLOSED.search(before.text):
        return False
    if text[:1].islower() or _is_open(before.text) or before.text.endswith((",", "-", "(")):
        return True
    if _is_cut(before.text, text):
        return True
    return (
        before.text.isupper() and text.isupper() and before.x1 - before.x0 > 0.7 * margins.width
        and before.is_bold == line.is_bold and not any(pattern.match(text) for _, pattern in _HEADINGS)
    )  # fmt: skip


def _is_centred(line: Line, margins: Margins) -> bool:
    """Tell whether a line stands in the middle with as much room on both sides."""
    room = min(line.x0 - margins.left, margins.right - line.x1)
    return room > 1.5 * line.size and _is_symmetric(line, margins)


def _is_symmetric(line: Line, margins: Margins) -> bool:
    return abs((line.x0 - margins.left) - (margins.right - line.x1)) < 0.045 * margins.width
