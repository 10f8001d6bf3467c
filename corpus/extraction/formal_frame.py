"""Find what of a formal document is form (its head, recipients, signatures) and where it begins to say something.

A result shows passages of what a document lays down; its head is that of a thousand others. So this errs otherwise than
`heading`, from which fields are made: a line between two lines of a head is head, whatever it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from corpus.extraction.formal_wording import COUNTRY, GROUND_VERBS, MOTTO, RECIPIENTS_LABEL, SUBJECT
from corpus.extraction.signature import signature
from corpus.extraction.structure import ARTICLE, Division
from corpus.vi.bounded import compile_bounded
from corpus.vi.full_names import CAPITAL
from corpus.vi.text import fold

_MAX_HEAD_LINES = 60
_MAX_ABSTRACT_LINES = 6
_MAX_BODY_LINES = 3  # above a letterhead that an annex repeats
_MAX_GROUNDS = 12_000  # characters between the head and the first article
_MAX_RECIPIENTS = 4000  # characters from their label to the signature
_TITLED_SHARE = 0.75  # of the words of an abstract that says no more than the title
_MAX_SIGNED = 220  # characters of a role and a name that are shown together

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W_]+")
_AROUND_WORDS = " \t|*_#>-–—"
_AROUND_LINE = _AROUND_WORDS + "\n"
_LETTERHEAD = (
    rf"(?:{COUNTRY}|{MOTTO}|đảng\s+cộng\s+sản\s+việt\s+nam"
    # Of a draft neither number nor day are filled in.
    r"|(?:[^\W\d_]+ ){0,2}số\s*:\s*[\d.…_ ]*(?:[/-]\S*)?|số\s+\d{1,5}/\S+"
    rf"|(?-i:{CAPITAL}(?:[ .-]{{1,2}}{CAPITAL}){{0,4}}),?\s+ngày\s+[\d.…_ ]{{1,8}}\s*tháng\s+[\d.…_ ]{{1,8}}\s*năm"
    r"\s+[\d.…_ ]{2,8})"
)
_HEAD_LINE = compile_bounded(
    rf"[^\w\n]*{_LETTERHEAD}[^\w\n]*$"
    rf"|[^\n]*(?:{COUNTRY}|độc\s+lập\s*[-–—]\s*tự\s+do)"
    # In two columns: the number beside the day.
    r"|[^\w\n]*số\s*:?\s*[\d.…_]*/\S+(?:\s{2,}|\s*\|\s*)",
    re.IGNORECASE,
)
_LETTERHEAD_LINE = re.compile(
    rf"^[^\w\n]*{_LETTERHEAD}[^\w\n]*$".replace(r"\s", r"[^\S\n]"), re.IGNORECASE | re.MULTILINE
)
_ATTRIBUTE = compile_bounded(
    r"\W*(?:số (?:ký )?hiệu|(?:ngày|cơ quan) ban hành|ngày (?:có )?hiệu lực|loại văn bản|trích yếu|lĩnh vực|người ký"
    r"|tình trạng)(?: hiệu lực| văn bản)?\s*[|:]",
    re.IGNORECASE,
)
_KIND_LINE = re.compile(
    r"(?:NGHỊ QUYẾT|QUYẾT ĐỊNH|TỜ TRÌNH|THÔNG BÁO|BÁO CÁO|KẾ HOẠCH|CHỈ THỊ|CÔNG VĂN|LUẬT|BỘ LUẬT|PHÁP LỆNH|NGHỊ ĐỊNH"
    r"|THÔNG TƯ|HƯỚNG DẪN|CHƯƠNG TRÌNH|BIÊN BẢN|CÔNG ĐIỆN|KẾT LUẬN|QUY CHẾ|QUY ĐỊNH|ĐỀ ÁN|VĂN BẢN HỢP NHẤT)(?![\w/:-])"
)
_TEXT_START = compile_bounded(
    rf"(?:{GROUND_VERBS}|kính\s+(?:gửi|trình)|điều\s+\d{{1,3}}\s?[.:]?|chương\s+i|phần|để|ngày\s+\d+)(?!\w)"
    r"|(?:i|1|a)\s*[.)]",
    re.IGNORECASE,
)
_GROUND = compile_bounded(rf"(?:{GROUND_VERBS})\s.*[;,]$", re.IGNORECASE | re.DOTALL)
_ADDRESSEE = compile_bounded(r"kính\s+(?:gửi|trình)(?!\w)", re.IGNORECASE)
_ITEM = re.compile(r"[-–+•*]")
_RECIPIENT = compile_bounded(r"\W*(?:nơi\s+(?:nhận|gửi)|lưu|như)(?!\w)|[^\w(]+\S.{0,120}$", re.IGNORECASE)
_FULL = {"HĐND": "Hội đồng nhân dân", "UBND": "Ủy ban nhân dân", "V/V": "về việc"}
_SHORT = re.compile(r"(?<!\w)(?:HĐND|UBND|V/V)(?!\w)", re.IGNORECASE)
_COLUMN = re.compile(r"\||\s{4}")

TextRange = tuple[int, int]


class FormalFrame(NamedTuple):
    """Holds what no passage is made of (`form`, in order), where the document begins to lay something down, and the
    lines of its last signature from the role to the name, where these stand in no columns.

    `opens_at` is the length of the text where nothing follows its form.
    """

    form: tuple[TextRange, ...]
    opens_at: int
    signed: TextRange | None = None


class _TextLine(NamedTuple):
    """Holds a line with words: its place, and the words without the signs around them."""

    start: int
    end: int
    words: str


def formal_frame(text: str, title: str, listed: Sequence[Division]) -> FormalFrame | None:
    """Return the frame of a formal document with these divisions; None of a text that has none.

    The abstract in the head is form where it says no more than the title.
    """
    head, abstract = _head(text)
    form = [(0, head)] if head else []
    if abstract and not _is_titled(text[slice(*abstract)], title):
        form = [(0, abstract[0]), (abstract[1], head)]
        opens_at = abstract[0]
    else:
        opens_at = _opening(text, head, listed)
    signed = signature(text, None)
    signed_at = (text.rfind("\n", 0, signed.start) + 1, signed.end) if signed else None
    closing = _closing(text, opens_at, signed_at)
    if not (head or closing):
        return None
    for line in _LETTERHEAD_LINE.finditer(text, head):  # of annexes and forms
        if closing and closing[0] <= line.start() < closing[1]:
            continue
        before = [end for _, end in (*form, *((closing,) if closing else ())) if end <= line.start()]
        form.append((max(_bodies_above(text, line.start()), *before, 0), line.end()))
    parts = tuple(sorted(part for part in (*form, closing) if part and part[0] < part[1]))
    shown = signed_at if signed_at and closing and _is_short(text[slice(*signed_at)]) else None
    return FormalFrame(parts, opens_at, shown)


def _bodies_above(text: str, at: int) -> int:
    """Return where the lines in capitals right above a line of a letterhead begin, else its own beginning."""
    for _ in range(_MAX_BODY_LINES):
        before = text.rfind("\n", 0, max(0, at - 1)) + 1
        words = text[before:at].strip(_AROUND_LINE)
        if words and not words.isupper():
            break
        at = before
    return at


def attached_frame(text: str, title: str) -> FormalFrame | None:
    """Return the frame of an attachment, which has none unless it begins as formal documents do."""
    return formal_frame(text, title, ()) if _head(text)[0] else None


def repeats(words: str, title: str) -> bool:
    """Tell whether words say no more than a title does, whatever their marks, capitals and signs."""
    if len(words) > 1.5 * len(title) + 20:  # as most passages are, which need not be folded
        return False
    plain, known = _plain(words), _plain_title(title)
    return not plain.strip() or plain in known or (len(known) > 0.8 * len(plain) and known in plain)


def _is_titled(abstract: str, title: str) -> bool:
    """Tell whether nearly all words of an abstract are in a title, which may be shortened or reworded."""
    words, known = (set(_plain(_expanded(each)).split()) for each in (abstract, title))
    return len(words & known) >= _TITLED_SHARE * len(words)


def _expanded(words: str) -> str:
    return _SHORT.sub(lambda short: _FULL[short.group().upper()], words)


def _plain(words: str) -> str:
    return f" {' '.join(_WORD.findall(fold(words).lower()))} "


_plain_title = lru_cache(maxsize=64)(_plain)  # of the results of a page, each compared with its passages


def _is_short(signed: str) -> bool:
    return len(signed) <= _MAX_SIGNED and not _COLUMN.search(signed)


def _lines(text: str, start: int, limit: int) -> list[_TextLine]:
    """Return the next lines with words, `limit` at most."""
    lines: list[_TextLine] = []
    for match in _LINE.finditer(text, start):
        words = match.group().strip(_AROUND_WORDS)
        if not _WORD.search(words):
            continue
        lines.append(_TextLine(*match.span(), words))
        if len(lines) == limit:
            break
    return lines


def _head(text: str) -> tuple[int, TextRange | None]:
    """Return where a head ends, 0 where there is none, and its abstract."""
    lines = _lines(text, 0, _MAX_HEAD_LINES)
    top = list(takewhile(lambda line: not _TEXT_START.match(line.words), lines))
    formal = [at for at, line in enumerate(top) if _HEAD_LINE.match(line.words) or _ATTRIBUTE.match(line.words)]
    if not formal:
        return 0, None
    kinds = [at for at, line in enumerate(top) if line.words.isupper() and _KIND_LINE.match(line.words)]
    last = max([*formal, *kinds])
    subject = next((at for at, line in enumerate(top[: last + 1]) if SUBJECT.match(line.words)), None)
    at = last + 1
    abstract: TextRange | None = None
    if kinds and kinds[-1] == last:
        while at < len(top) and at - last <= _MAX_ABSTRACT_LINES and not top[at].words.isupper():
            is_apart = "\n\n" in text[top[at - 1].end : top[at].start]
            if at > last + 1 and is_apart and not top[at].words[0].islower():
                break
            at += 1
        if at > last + 1:
            abstract = top[last + 1].start, top[at - 1].end
    elif subject is not None:
        end = next((i for i in range(subject + 1, last + 1) if i in formal), subject + 1)
        abstract = top[subject].start, top[end - 1].end
    elif at < len(top) and SUBJECT.match(top[at].words):
        abstract = top[at].start, top[at].end
        at += 1
    while at < len(top) and top[at].words.isupper():
        at += 1
    return top[at - 1].end, abstract


def _opening(text: str, head: int, listed: Sequence[Division]) -> int:
    """Return where a document begins to lay something down: its first article, else what follows its grounds."""
    articles = (at for at, each in enumerate(listed) if each.level == ARTICLE and each.start >= head)
    first = next(articles, None)
    if first is not None and listed[first].start - head <= _MAX_GROUNDS:
        article = listed[first]
        has_own_text = article.end > article.heading_end and text[article.heading_end : article.end].strip()
        follows = listed[first + 1].start if first + 1 < len(listed) else article.end
        is_name = article.title and not article.title.endswith((".", ":", ";"))
        is_apart = is_name and has_own_text and follows > article.heading_end + 2
        return _lines(text, article.heading_end, 1)[0].start if is_apart else article.start
    addressed = False
    for line in _lines(text, head, _MAX_HEAD_LINES):
        addressed = _ADDRESSEE.match(line.words) is not None or (addressed and line.words.endswith(";"))
        is_item = addressed or _ITEM.match(text[line.start : line.end].lstrip()) is not None
        if not (is_item or line.words.isupper() or _GROUND.match(line.words)):
            return line.start
    return head if text[head:].strip() else len(text)


def _closing(text: str, after: int, signed: TextRange | None) -> TextRange | None:
    """Return where recipients and signatures stand, from the first of these to the last; None where there are none."""
    if signed and signed[0] < after:
        signed = None
    labels = [label.start() for label in RECIPIENTS_LABEL.finditer(text, after)]
    if signed:
        start, end = signed
        labels = [label for label in labels if abs(label - start) <= _MAX_RECIPIENTS]
    elif labels:
        start = end = labels[-1]
    else:
        return None
    for label in labels[-1:]:
        start, end = min(start, label), max(end, label)
        for line in _lines(text, label, _MAX_HEAD_LINES):
            if line.start > end and not _RECIPIENT.match(text, line.start, line.end):
                break
            end = max(end, line.end)
    return start, end
