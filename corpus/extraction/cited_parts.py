"""Read which parts of a document words mean: `điểm a, điểm c khoản 4 Điều 1` are two points of one clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.extraction.citing_verbs import DOCUMENT
from corpus.vi.bounded import compile_bounded

# A label with its numbers; of `Điều 3, khoản 2 Điều 5` the second clause has its own label and is not of the first.
_LABELLED = compile_bounded(
    r"\b(?P<label>điểm|tiết|khoản|điều|phụ\s+lục|chương|(?<!danh )mục)\s+"
    r"(?P<numbers>(?:\d{1,3}[a-zđ]?|[a-zđ]|[IVX]{1,6})\b"
    r"(?:(?:\s*,\s*|\s+và\s+)(?:\d{1,3}[a-zđ]?|[a-zđ]|[IVX]{1,6})\b(?!\s*%))*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\w+")
_BETWEEN = compile_bounded(r"[\s,]*(?:và\s+)?(?:các\s+)?(?:của\s+)?", re.IGNORECASE)
_UP_TO = compile_bounded(r"\s+đến\s+(?:hết\s+)?", re.IGNORECASE)
_MAX_RANGE = 200  # articles
_POINTS = ("điểm", "tiết")
_BELOW_ARTICLE = ("khoản", *_POINTS)
_HIGHER = ("phụ lục", "chương", "mục")
_WORDS = compile_bounded(
    r"\s*(?:một\s+số\s+|các\s+)?(?:cụm\s+từ\b|(?:từ|số|chữ)\s*[“\"«])",
    re.IGNORECASE,
)
_INTO = compile_bounded(r"\bvào\b(?:\s+(?:ngay\s+)?(?:sau|trước|cuối))?", re.IGNORECASE)
_HIGHER_THAN_POINT = compile_bounded(r"\b(?:khoản\s+\d+\w?\s*,?\s+(?:của\s+)?)?điều\s+\d+\w?", re.IGNORECASE)
_HIGHER_THAN_CLAUSE = compile_bounded(r"\bđiều\s+\d+\w?", re.IGNORECASE)
_SOME_WORDS = compile_bounded(
    r"\b(?:cụm\s+từ|một\s+phần|một\s+số(?!\s+(?:nghị\s+quyết|quyết\s+định|chỉ\s+thị|văn\s+bản)\b)"
    r"|(?:các|những|một)\s+(?:nội\s+dung|quy\s+định)|nội\s+dung\s+(?:tại|về)"
    r"|danh\s+mục\s+(?:các\s+)?(?:dự\s+án|công\s+trình))\b",
    re.IGNORECASE,
)
# Before a number: `05 dự án trong danh mục ban hành kèm theo Nghị quyết số`, `mức thu quy định tại Nghị quyết số`.
_WITHIN = compile_bounded(
    r"\w\s+(?:tại|trong|thuộc|của)\s+(?:(?:các\s+)?(?:danh\s+mục|phụ\s+lục|biểu|bảng|quy\s+định|quy\s+chế)\b"
    rf"[^,;.\n]{{0,80}}?\bkèm\s+theo\s+)?(?:các\s+)?{DOCUMENT}\s*(?:số)?\s*:?\s*$",
    re.IGNORECASE,
)
_WHOLE = compile_bounded(r"\btoàn\s+bộ\b|\bhiệu\s+lực\b|\bthi\s+hành\b", re.IGNORECASE)


class _Label(NamedTuple):
    """Holds a label with its numbers; `joint` is what stands between it and the label before: a blank, a comma, more.

    It is empty where the label does not go on with the one before.
    """

    name: str
    numbers: list[str]
    joint: str


def cited_parts(passage: str, start: int, end: int) -> tuple[str, ...]:
    """Return the articles, clauses, points, annexes and chapters named between two offsets, each once, in order."""
    labels = list(_labels(passage, start, end))
    parts: list[str] = []
    points: list[str] = []
    clauses: list[str] = []
    skipped = 0
    for at, (name, numbers, joint) in enumerate(labels):
        if at < skipped:
            continue
        if not joint:
            points, clauses = [], []
        if name in _HIGHER:
            parts += [f"{name.capitalize()} {number.upper()}" for number in numbers]
        elif name in _POINTS:
            points += [f"{name} {number}" for number in numbers]
        elif name == "khoản":
            clauses += _below(points, f"khoản {numbers[0]}")
            clauses += [f"khoản {number}" for number in numbers[1:]]
            points = []
        else:
            article = f"Điều {numbers[0]}"
            within = clauses or points
            skipped = at + 1 if within else _end_of_article_first(labels, at)
            within = within or _article_first(labels[at + 1 : skipped])
            parts += _below(within, article)
            parts += [f"Điều {number}" for number in numbers[1:]]
            points, clauses = [], []
    return tuple(dict.fromkeys(parts))


def _below(parts: list[str], higher: str) -> list[str]:
    """Return parts with the higher one that they are parts of; the higher one where there are none."""
    return [f"{part} {higher}" for part in parts] or [higher]


def _labels(passage: str, start: int, end: int) -> Iterator[_Label]:
    last = start
    before: _Label | None = None
    for labelled in _LABELLED.finditer(passage, start, end):
        name = " ".join(labelled["label"].lower().split())
        between = _BETWEEN.fullmatch(passage, last, labelled.start()) if last > start else None
        numbers = _NUMBER.findall(labelled["numbers"].lower().replace(" và ", ", "))
        if before and before.name == name and _UP_TO.fullmatch(passage, last, labelled.start()):
            before = _Label(name, [*_between(before.numbers[-1], numbers[0]), *numbers], ", ")
        else:
            before = _Label(name, numbers, between.group() if between else "")
        yield before
        last = labelled.end()


def _between(first: str, last: str) -> list[str]:
    """Return the numbers between two of a range: of `Điều 10 đến Điều 13` 11 and 12."""
    if not (first.isdecimal() and last.isdecimal()) or int(last) - int(first) > _MAX_RANGE:
        return []
    return [str(number) for number in range(int(first) + 1, int(last))]


def _end_of_article_first(labels: list[_Label], at: int) -> int:
    """Return the index of the label behind those below the article at `at`, as in `Điều 1 khoản 2 điểm a`.

    Of `Điều 3, khoản 2 Điều 5` and `Điều 3 khoản 2 Điều 5` the clause is of the article behind it.
    """
    end = at + 1
    while end < len(labels) and labels[end].name in _BELOW_ARTICLE and labels[end].joint:
        end += 1
    if end == at + 1 or len(labels[at].numbers) > 1 or "và" in labels[at + 1].joint:
        return at + 1
    following = labels[end] if end < len(labels) and labels[end].name == "điều" else None
    if following and following.joint and ("," in labels[at + 1].joint or following.joint.strip() in ("", "của")):
        return at + 1
    return end


def _article_first(labels: list[_Label]) -> list[str]:
    """Return the clauses and points of labels that stand behind their article, the higher first."""
    parts: list[str] = []
    clause = ""
    for name, numbers, _ in labels:
        named = [f"{name} {number}" for number in numbers]
        if name == "khoản":
            clause = named[-1]
            parts += named
        else:
            if parts[-1:] == [clause]:
                parts.pop()
            parts += [f"{point} {clause}".strip() for point in named]
    return parts


def names_some_words(passage: str, start: int, end: int) -> bool:
    """Tell whether words between two offsets mean some of a document's words or rules, of no article that is named."""
    return bool(_SOME_WORDS.search(passage, start, end))


def names_matter_within(passage: str, start: int, end: int) -> bool:
    """Tell whether words between a verb and a number mean something that the document of the number holds."""
    within = _WITHIN.search(passage, start, end)
    return bool(within) and not _WHOLE.search(passage, start, end)


def means_words(passage: str, start: int, end: int) -> bool:
    """Tell whether words after a verb mean words of a document: `cụm từ “Phòng Nội vụ” tại Điều 4`."""
    return bool(_WORDS.match(passage, start, end))


def added_parts(passage: str, start: int, end: int) -> tuple[str, ...]:
    """Return the parts that are added: of `khoản 5 vào sau khoản 4 Điều 3` it is `khoản 5 Điều 3`."""
    into = _INTO.search(passage, start, end)
    if not into:
        return cited_parts(passage, start, end)
    new = passage[start : into.start()]
    labels = [label["label"].lower() for label in _LABELLED.finditer(new)]
    if not labels or any(label not in _BELOW_ARTICLE for label in labels):
        return cited_parts(passage, start, into.start())
    higher = _HIGHER_THAN_POINT if labels[-1] in _POINTS else _HIGHER_THAN_CLAUSE
    holder = higher.search(passage, into.end(), end)
    words = f"{new.strip()} {holder.group() if holder else ''}"
    return cited_parts(words, 0, len(words))
