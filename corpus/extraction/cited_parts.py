"""Read which parts of a document words mean: `điểm a, điểm c khoản 4 Điều 1` are two points of one clause."""

from __future__ import annotations

import re

from corpus.vi.bounded import compile_bounded

# A label with its numbers; of `Điều 3, khoản 2 Điều 5` the second clause has its own label and is not of the first.
_LABELLED = compile_bounded(
    r"\b(?P<label>điểm|tiết|khoản|điều|phụ\s+lục|chương|mục)\s+"
    r"(?P<numbers>(?:\d{1,3}[a-zđ]?|[a-zđ]|[IVX]{1,6})\b"
    r"(?:(?:\s*,\s*|\s+và\s+)(?:\d{1,3}[a-zđ]?|[a-zđ]|[IVX]{1,6})\b(?!\s*%))*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\w+")
_BETWEEN = compile_bounded(r"[\s,]*(?:và\s+)?(?:các\s+)?(?:của\s+)?", re.IGNORECASE)
_HIGHER = ("phụ lục", "chương", "mục")
_SOME_WORDS = compile_bounded(
    r"\b(?:cụm\s+từ|một\s+phần|một\s+số|(?:các|những|một)\s+(?:nội\s+dung|quy\s+định)|nội\s+dung\s+(?:tại|về))\b",
    re.IGNORECASE,
)


def cited_parts(passage: str, start: int, end: int) -> tuple[str, ...]:
    """Return the articles, clauses, points, annexes and chapters named between two offsets, each once, in order."""
    parts: list[str] = []
    points: list[str] = []
    clauses: list[str] = []
    last = start
    for labelled in _LABELLED.finditer(passage, start, end):
        if not _BETWEEN.fullmatch(passage, last, labelled.start()):
            points, clauses = [], []
        last = labelled.end()
        label = " ".join(labelled["label"].lower().split())
        numbers = _NUMBER.findall(labelled["numbers"].lower().replace(" và ", ", "))
        if label in _HIGHER:
            parts += [f"{label.capitalize()} {number.upper()}" for number in numbers]
        elif label in ("điểm", "tiết"):
            points += [f"{label} {number}" for number in numbers]
        elif label == "khoản":
            clauses += [f"{point} khoản {numbers[0]}" for point in points]
            clauses += [f"khoản {number}" for number in numbers[bool(points) :]]
            points = []
        else:
            within = clauses or points
            parts += [f"{part} Điều {numbers[0]}" for part in within]
            parts += [f"Điều {number}" for number in numbers[bool(within) :]]
            points, clauses = [], []
    return tuple(dict.fromkeys(parts))


def names_some_words(passage: str, start: int, end: int) -> bool:
    """Tell whether words between two offsets mean some of a document's words or rules, of no article that is named."""
    return bool(_SOME_WORDS.search(passage, start, end))
