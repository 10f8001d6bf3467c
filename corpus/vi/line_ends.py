"""Tell line ends inside a sentence (hard wraps, `<br>`, OCR) from those that part lists, verses, tables and heads.

The only rule of line ends: extraction, the index, marks and passages read texts through `with_joined_lines`, which
changes no offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from corpus.vi.bounded import compile_bounded
from corpus.vi.full_names import CAPITAL, LOWER, UPPER, is_common_surname, is_name, is_surname, usual_syllables
from corpus.vi.text import term

# Lines are taken as wrapped at a width where most of the long ones are about as long as the longest of them.
_MIN_WRAPPED_CHARACTERS, _MAX_WRAPPED_CHARACTERS = 40, 130
_MIN_WRAPPED_LINES = 3
_NEAR_WIDTH = 12  # characters: the longest word that a line may have passed on, and what OCR misjudges
_MIN_CONTINUED_SHARE = 0.25  # of the full lines: the next begins with a small letter

_ITEM = re.compile(
    r"[-+*•◦▪●○‣–—>](?:\s|[^\W\d_])|[o](?=\s[^\W\d_a-zđ])|\(?(?:\d{1,3}|[a-zđ]{1,2}|[IVXLC]{1,6})[.)](?:\s|$)"
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?\s+[{UPPER}]|(?:Điều|Khoản|ĐIỀU)\s+\d{{1,4}}[a-zđ]?\s?[.:]"
    r"|(?:Chương|Phần|Mục|CHƯƠNG|PHẦN|MỤC|PHỤ LỤC)\s+(?:[IVXLC]{1,6}|\d{1,3})\b"
)
_ATTRIBUTE = compile_bounded(r"\W*[^\W\d_][^:.;]{1,40}:\s")
# Words that end no sentence, no heading and no item; after those of the second list only figures go on.
_OPEN_WORD = re.compile(
    r"(?:^|[\s(])(?:và|hoặc|của|các|những|là|cho|với|tại|từ|đến|về|trong|theo|bởi|do|để|bằng|thuộc|giữa|cùng|gồm"
    r"|ông|bà|đồng chí|đ/c)$",
    re.IGNORECASE,
)
_BEFORE_FIGURE = re.compile(r"(?:^|[\s(])(?:số|ngày|tháng|năm|khoản|điểm|điều|quý|lúc|kỳ|thứ)\s?:?$", re.IGNORECASE)
_FIGURE_CELL = re.compile(r"[\d.,%]+")  # under `Tổng số`: the next cell
_HYPHEN = re.compile(r"[^\W_][-‐‑–]$")
_DASH = re.compile(r"\w [-–—]$")
_CUT_NUMBER = re.compile(r"\d{1,6}/[\w/]{0,30}$")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:TP|Tp|TX|TT|Q|P|H|X|T|ThS|TS|PGS|GS|BS|KS|CN|Th\.S|T\.S)\.$")
_SYLLABLE = re.compile(
    rf"[{UPPER}](?=[{UPPER}{LOWER}]*[aăâeêioôơuưyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ])"
    rf"[{UPPER}{LOWER}]{{0,6}}",
    re.IGNORECASE,
)
_HEADINGS = frozenset(
    ("luật", "ngày", "tên", "giờ", "ảnh", "tin", "bài", "lệnh")
)  # of one syllable, over lines of their own
_VERSES = frozenset(((6, 8), (8, 6), (7, 7), (5, 5), (8, 8), (4, 4)))  # syllables of two lines of a poem
_LIST_CHARACTERS = 50  # a list without marks has no longer lines

_CAPITALS_BEFORE = re.compile(rf"(?:(?<=\s)|^){CAPITAL}(?: {CAPITAL}){{0,3}}$")
_CAPITALS_AFTER = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{0,3}}")
# What may follow a name, but not the first word of a sentence or heading.
_END_OF_NAME = compile_bounded(r" *(?:[,;)–-]|$)")


@lru_cache(maxsize=4)  # the texts of one document, which its readers ask for one after the other
def with_joined_lines(text: str) -> str:
    """Return a tidy text, of the same length, with a blank for each line end that parts no lines but a sentence."""
    if "\n" not in text:
        return text
    lines = text.split("\n")
    stripped = [line.strip(" ") for line in lines]
    soft = list(_soft(stripped))
    if not any(soft):
        return text
    ends = (" " if is_soft else "\n" for is_soft in soft)
    return "".join(part for line, end in zip(lines, [*ends, ""], strict=True) for part in (line, end))


def _soft(lines: Sequence[str]) -> Iterator[bool]:
    """Yield for each line but the last whether its end is soft."""
    width: int | None = None
    first = -1  # line of the block
    in_list = False
    for at, (before, after) in enumerate(pairwise(lines)):
        if not before or not after:
            first = -1
            yield False
            continue
        if width is None:
            width = _width(lines)
        if first < 0:
            first = at
            in_list = _is_plain_list(lines, at)
        yield not in_list and _is_soft(before, after, _is_full(before, after, width))


def _width(lines: Sequence[str]) -> int:
    """Return at how many characters the lines are wrapped, 0 where they are not."""
    lengths = sorted(len(line) for line in lines if len(line) >= _MIN_WRAPPED_CHARACTERS)
    if len(lengths) < _MIN_WRAPPED_LINES:
        return 0
    width = lengths[-1 - len(lengths) // 10]  # some lines are longer: an address, a row of a table
    near = sum(width - _NEAR_WIDTH <= length <= width for length in lengths)
    if width > _MAX_WRAPPED_CHARACTERS or near < max(_MIN_WRAPPED_LINES, len(lengths) // 2):
        return 0
    full = [after for before, after in pairwise(lines) if after and _is_full(before, after, width)]
    continued = sum(after[0].islower() for after in full)
    return width if continued and continued >= _MIN_CONTINUED_SHARE * len(full) else 0


def _is_full(before: str, after: str, width: int) -> bool:
    """Tell whether the first word of the next line had no more room in a line of this width."""
    if not width or len(before) > width + _NEAR_WIDTH:
        return False
    return len(before) + 1 + len(after.split(" ", 1)[0]) > width or len(before) >= width - _NEAR_WIDTH // 2


def _is_plain_list(lines: Sequence[str], first: int) -> bool:
    """Tell whether a block of lines is a list in small letters without marks: no line begins a sentence or ends one."""
    count = 0
    for line in lines[first:]:
        if not line:
            break
        if not line[0].islower() or len(line) >= _LIST_CHARACTERS or line[-1] in ".,;:":
            return False
        count += 1
    return count >= 3


def _is_soft(before: str, after: str, full: bool) -> bool:
    """Tell whether a sentence goes on from one line to the next; `full`: the first line is as long as lines may be."""
    last, first = before[-1], after[0]
    if last in ".!?:;" and not full and (first.isupper() or (first in "-–" and after[1:2] == " ")):
        return False  # the commonest end first: nothing below joins these
    if _has_columns(before) or _has_columns(after):
        return False
    if first.isdigit() and _BEFORE_FIGURE.search(before, max(0, len(before) - 12)):
        return not _FIGURE_CELL.fullmatch(after) or not before.lower().endswith("số")
    if _ITEM.match(after):
        return first in "-–" and bool(_CUT_NUMBER.search(before, max(0, len(before) - 40))) and after[1:2] != " "
    if first in ",;)”%" or last in "(“" or (last == "/" and first.isalnum()):
        return True
    if (first == "/" and last.isalnum()) or _DASH.search(before, max(0, len(before) - 4)):
        return True
    if first.isalnum() and _HYPHEN.search(before, max(0, len(before) - 2)):
        return True
    if first.islower():
        return _goes_on_in_small_letters(before, after, full)
    if not first.isalnum():
        return full and last not in ".!?:;"
    return _goes_on_with_capital(before, after, full)


def _has_columns(line: str) -> bool:
    """Tell whether a line is one of a table, or of a head in two columns."""
    return "|" in line or "   " in line


def _goes_on_in_small_letters(before: str, after: str, full: bool) -> bool:
    if _ATTRIBUTE.match(after) and _ATTRIBUTE.match(before):
        return False
    return full or before[-1].isalnum() or before[-1] in ',)%”"’'


def _goes_on_with_capital(before: str, after: str, full: bool) -> bool:
    """Tell whether a line that begins with a capital or a figure continues the line before it."""
    last = before[-1]
    if after.isupper() != before.isupper() and len(after) > _NEAR_WIDTH:
        return False  # a heading or a signature under a sentence, or a sentence under a heading
    if _OPEN_WORD.search(before, max(0, len(before) - 12)):
        return True
    if last == ",":
        return (before.count(" ") + 1, after.count(" ") + 1) not in _VERSES
    if last in ".!?:;":
        return full and bool(_ABBREVIATION.search(before, max(0, len(before) - 6)))
    return full or _is_cut_word(before, after) or (last.isalpha() and _breaks_name(before, after))


def _is_cut_word(before: str, after: str) -> bool:
    """Tell whether a line is the first syllable of a phrase; only headings and cells of a table are as short."""
    return (
        bool(_SYLLABLE.fullmatch(before))
        and before.lower() not in _HEADINGS
        and " " in after
        and not _ATTRIBUTE.match(after)
    )


def _breaks_name(before: str, after: str) -> bool:
    """Tell whether a name continues after a line end: the line has only the surname, or ends in a middle syllable."""
    head_words = _CAPITALS_BEFORE.search(before[-40:])
    tail_words = _CAPITALS_AFTER.match(after)
    if not head_words or not tail_words:
        return False
    words, tail = head_words.group().split(), tail_words.group().split()
    inside, last = usual_syllables()
    for at, word in enumerate(words):
        head = words[at:]
        if not is_surname(word) or not is_name(" ".join([*head, *tail])):
            continue
        if term(head[-1]) in ("thị", "văn") or (len(head) == 1 and is_common_surname(word)):
            return True
        usual = term(head[-1]) in inside and term(tail[0]) in last
        if usual and len(tail) == 1 and (len(head) == 2 or tail[0].isupper()):
            return bool(_END_OF_NAME.match(after, tail_words.end()))
    return False
