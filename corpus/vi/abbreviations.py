"""Find abbreviations and what they stand for, both ways, in texts and in what people type."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from corpus.vi.document_numbers import find_numbers
from corpus.vi.full_names import LOWER, UPPER
from corpus.vi.syllables import Syllable, like_syllable, syllables, terms
from corpus.vi.text import fold, tidy
from corpus.vi.word_lists import JOINER, choice, entries

_PIECES = 6  # as many as `H.Đ.N.D` or `LĐ-TB&XH` has, and two to spare


class Abbreviation(NamedTuple):
    """Tells that `text`, between the offsets `start` and `end`, may stand for any reading, the likeliest first."""

    start: int
    end: int
    text: str
    readings: tuple[str, ...]


def expansions(short: str) -> tuple[str, ...]:
    """Return the full forms of an abbreviation in any spelling, the likely ones first; empty when it is not known.

    Capitals, full stops, dashes, `&`, commas and spaces do not count. What has marks (`ĐT`, `TƯ`) means only itself;
    what has none may stand for a marked form too (`hdnd`; `tu` for `TU` and, less likely, `TƯ`).
    """
    typed = _joined(tidy(short))
    same, other = _entries_of(typed)
    return _once((*same, *other) if typed == fold(typed) else same)


def find_abbreviations(text: str, *, lenient: bool = False) -> list[Abbreviation]:
    """Return the abbreviations in a tidy text that are whole words, in order and not overlapping.

    Strict, for texts of documents: in capitals (or letter by letter as the table writes it: `TTr`, `Tp`), with Đ and Ư
    where they belong (four letters or more may go without). A form that might be a syllable (`CA`, `TU`) is none where
    all around is in capitals; up to three letters with full stops (`N.T.M.`) are a person's initials.

    Lenient, for queries, adds small letters and missing accents. In small letters a form that might be a syllable
    (`ca`, `tu`, `da`) is a word; forms of consonants only (`tt`, `kh`, `th`, `mn`) and others that no syllable looks
    like (`ubnd`, `ocop`) are taken.

    `Q`, `H`, `P`, `X` stand for a place before a full stop and a name, or before a number. Nothing is found in
    a document's number or an address of the web.
    """
    found: list[Abbreviation] = []
    numbers: list[tuple[int, int]] | None = None
    pieces = list((_TYPED if lenient else _CAPITALS).finditer(text))
    at = 0
    while at < len(pieces):
        count, readings = _longest(text, pieces, at, lenient=lenient)
        start, end = pieces[at].start(), pieces[at + count - 1].end()
        at += count
        if not readings:
            continue
        if numbers is None and (lenient or _NUMBERED.search(text, max(0, start - 40), start)):
            numbers = [(one.start, one.end) for one in find_numbers(text, lenient=lenient)]
        if not _within(numbers or [], start) and not _ADDRESS.search(_word_around(text, start, end)):
            found.append(Abbreviation(start, end, text[start:end], _meant(text, start, end, readings)))
    return found


def full_forms(text: str) -> list[tuple[int, int, str]]:
    """Return where a text has a full form written out, and its short form as the table writes it first.

    Of forms in one another the longest counts; they do not overlap. Each syllable stands with its marks or, in texts
    with no marks and in forms from three syllables on, without. One syllable alone (`quận`) needs its marks, or
    a number behind it (`quan 1`). Offsets are those of the given text.
    """
    found: list[tuple[int, int, str]] = []
    words = syllables(text)
    plain = [fold(word.term) for word in words]
    bare: bool | None = None
    root = _written_out()
    at = 0
    while at < len(words):
        node = root.get(plain[at])
        following = at + 1
        if node is not None:
            for last, used, forms in reversed(list(_paths(text, words, plain, at, node))):
                if bare is None and any(words[i].term == plain[i] for i in used):
                    bare = all(word.term == folded for word, folded in zip(words, plain, strict=True))
                said = [words[i].term for i in used]
                numbered = last + 1 < len(words) and words[last + 1].term.isdigit()
                least = 3 if not bare else 1 if numbered else 2
                if (short := _short(said, forms, least)) is not None:
                    if short:
                        found.append((words[at].start, words[last].end, short))
                    following = last + 1
                    break
        at = following
    return found


def readings_of_all() -> Iterator[str]:
    """Yield every full form of the table."""
    yield from (full for shorts, readings in _table() if shorts[0] != "-" for full in readings)


def defined(text: str) -> dict[str, str]:
    """Return the short forms that a document defines itself, with the full forms: `Ban Chỉ đạo (BCĐ)`.

    Each letter begins one word of the full form, in order and up to the bracket, save `và`, `của`, `các`; full words
    may stand among them (`Ban QLDA`, `BCĐ 389`). The first definition counts.
    """
    text = tidy(text)
    pairs: dict[str, str] = {}
    for found in _DEFINED.finditer(text):
        short = " ".join((found["inside"] or found["called"]).strip(" \"'“”.,;").split())
        if not _SHORT.search(short):
            continue
        full = _spelled_by(text[max(0, found.start() - 240) : found.start()], short)
        if full is not None:
            pairs.setdefault(short, full)
    return pairs


def _longest(text: str, pieces: list[re.Match[str]], at: int, *, lenient: bool) -> tuple[int, tuple[str, ...]]:
    """Return how many pieces from `at` on make the longest abbreviation, and its readings (none: one piece)."""
    best: tuple[int, tuple[str, ...]] = (1, ())
    said = ""
    for end in range(at, min(at + _PIECES, len(pieces))):
        if end > at and not _GAP.fullmatch(text, pieces[end - 1].end(), pieces[end].start()):
            break
        said += pieces[end].group()
        if fold(said).lower() not in _beginnings():
            break
        if _accepted(text, pieces[at : end + 1], said, lenient=lenient):
            same, other = _entries_of(said.lower())
            typed = lenient or (not same and len(said) > 3)
            if readings := _once((*same, *other) if typed and said.lower() == fold(said.lower()) else same):
                best = end - at + 1, readings
    return best


def _accepted(text: str, pieces: list[re.Match[str]], said: str, *, lenient: bool) -> bool:
    """Tell whether pieces that spell an abbreviation are written as one, and not as words or a name's initials."""
    parts = [piece.group() for piece in pieces]
    capitals = all(part.isupper() or part in _mixed() for part in parts)
    if not capitals and not lenient:
        return False
    start, end = pieces[0].start(), pieces[-1].end()
    if len(said) == 1:
        return _before_place(text, start, end, lenient=lenient)
    if like_syllable(said) and (not said.isupper() or _shouted(text, start, end)):
        return False
    if len(parts) == 1:
        return len(said) > 2 or not _CODE_AFTER.match(text, end)
    gaps = [text[a.end() : b.start()] for a, b in pairwise(pieces)]
    if any(len(part) == 1 for part in parts):
        dotted = all(gap == "." for gap in gaps) and all(len(part) == 1 for part in parts)
        return dotted and (len(said) > (2 if lenient else 3) or text[start:end] in _dotted())
    if capitals:
        return True
    words = [like_syllable(part) for part in parts]
    return not any(words) if " " in gaps else not all(words)


def _before_place(text: str, start: int, end: int, *, lenient: bool) -> bool:
    """Tell whether a single letter is the level of a place or the short form of a position, not an initial."""
    if text[max(0, start - 1) : start] in ("'", "’", ".", "-") or _PERSON_BEFORE.search(
        text, max(0, start - 20), start
    ):
        return False
    if _context(text, start, end):
        return True
    if text[start].lower() in "qp" and (number := _NUMBER_AFTER.match(text, end)):
        return lenient or bool(number["dot"] or _PLACE_BEFORE.search(text, max(0, start - 10), start))
    if text[start] in "hp" and text[max(0, start - 2) : start - 1].isdigit():
        return False  # hours and minutes
    if lenient:
        return bool((_ANY_AFTER_Q if text[start] in "qQ" else _ANY_AFTER).match(text, end))
    return bool(_NAME_AFTER.match(text, end))


def _meant(text: str, start: int, end: int, readings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the one reading that the words behind an abbreviation leave, or all, a place's first before a name."""
    if reading := _context(text, start, end):
        return (reading,)
    if _TOWN in readings and _NAME_AFTER_LEVEL.match(text, end):
        return _once(((_TOWN,), readings))
    return readings


def _context(text: str, start: int, end: int) -> str | None:
    """Return the one reading that the words behind an abbreviation leave, or None."""
    rules = _contexts().get(fold(_joined(text[start:end])), ())
    return next((reading for pattern, reading in rules if pattern.match(text, end)), None)


def _shouted(text: str, start: int, end: int) -> bool:
    """Tell whether the line around is all in capitals, so that capitals prove nothing."""
    before = text[max(0, start - 60) : start].rpartition("\n")[2]
    return not any(sign.islower() for sign in before + text[end : end + 60].partition("\n")[0])


def _within(spans: list[tuple[int, int]], place: int) -> bool:
    i = bisect(spans, (place, len(spans) and spans[-1][1] + 1)) - 1
    return i >= 0 and place < spans[i][1]


def _word_around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 60) : start], text[end : end + 60]
    return (re.split(r"\s", before)[-1] if before else "") + text[start:end] + re.split(r"\s", after)[0]


def _paths(
    text: str, words: list[Syllable], plain: list[str], at: int, node: Mapping[str, Any]
) -> Iterator[tuple[int, list[int], list[tuple[tuple[str, ...], str]]]]:
    """Yield the forms that begin at a word: the last word, the words without joiners, and what the table has there."""
    used = [at]
    i = at
    while True:
        if forms := node.get(_END):
            yield i, used.copy(), forms
        i += 1
        if i >= len(words):
            return
        gap = text[words[i - 1].end : words[i].start]
        joined = gap != " " and not (gap.isspace() and gap.count("\n") < 2)
        if joined and not _JOINED.fullmatch(gap):
            return
        if (joined or (plain[i] == "va" and "va" not in node)) and _JOINT in node:
            node = node[_JOINT]
            if plain[i] == "va" and i + 1 < len(words):
                if not text[words[i].end : words[i + 1].start].isspace():
                    return
                i += 1
        elif joined:
            return
        if plain[i] not in node:
            return
        node = node[plain[i]]
        used.append(i)


def _short(said: list[str], forms: Iterable[tuple[tuple[str, ...], str]], least: int) -> str | None:
    """Return the short form of the form that was said; words without marks count in forms of `least` words or more."""
    for form, short in forms:
        bare = len(form) >= least
        if all(word == meant or (bare and word == fold(meant)) for word, meant in zip(said, form, strict=True)):
            return short
    return None


def _spelled_by(text: str, short: str) -> str | None:
    """Return the words at the end of the text that begin as the short form says, or None."""
    units = _UNIT.findall(short)
    words = syllables(text)
    place = last = len(words)
    for unit in reversed(units):
        skipped = False
        while True:
            place -= 1
            after = words[place + 1].start if place + 1 < len(words) else len(text)
            if place < 0 or not _BETWEEN.fullmatch(text, words[place].end, after):
                return None
            if _begins(words[place].term, unit):
                break
            if skipped or place + 1 == last or words[place].term not in _PASSED:
                return None
            skipped = True
    full = " ".join(text[words[place].start : words[-1].end].split())
    return full if len(units) > 1 and _joined(full) != _joined(short) else None


def _begins(word: str, unit: str) -> bool:
    unit = unit.lower()
    if unit.isdigit() or len(unit) > 3:
        return word == unit
    return word.startswith(unit) or (unit == fold(unit) and fold(word).startswith(unit))


def _joined(short: str) -> str:
    return _JOINTS.sub("", short).lower()


def _once(readings: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading for entry in readings for reading in entry))


def _entries_of(typed: str) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Return the readings of the entries that are spelled just so, and of those that differ in marks."""
    same: list[tuple[str, ...]] = []
    other: list[tuple[str, ...]] = []
    for spelled, readings in _by_key().get(fold(typed), ()):
        (same if spelled == typed else other).append(readings)
    return same, other


@cache
def _table() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the short forms and the readings of every line."""
    lines = entries("abbreviations")
    pairs = (line.split(" = ") for line in lines[: lines.index("---")])
    return tuple((tuple(shorts.split(" | ")), tuple(full.split("; "))) for shorts, full in pairs)


@cache
def _by_key() -> Mapping[str, list[tuple[str, tuple[str, ...]]]]:
    table: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for shorts, readings in _table():
        for spelled in dict.fromkeys(map(_joined, shorts)):
            table.setdefault(fold(spelled), []).append((spelled, readings))
    table.pop("", None)
    return table


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(key[:length] for key in _by_key() for length in range(1, len(key) + 1))


@cache
def _mixed() -> frozenset[str]:
    """Return the pieces that the table writes with small letters in them (`TTr`)."""
    written = (piece.group() for shorts, _ in _table() for short in shorts for piece in _TYPED.finditer(short))
    return frozenset(piece for piece in written if not piece.isupper())


@cache
def _dotted() -> frozenset[str]:
    return frozenset(short for shorts, _ in _table() for short in shorts if "." in short)


@cache
def _contexts() -> Mapping[str, list[tuple[re.Pattern[str], str]]]:
    lines = entries("abbreviations")
    rules: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for line in lines[lines.index("---") + 1 :]:
        said, reading = line.split(" = ")
        short, words = said.split(" + ")
        forms = words.split(", ")
        pattern = re.compile(rf"\.? ?(?:{choice([*forms, *map(fold, forms)])})(?!\w)", re.IGNORECASE)
        rules.setdefault(fold(_joined(short)), []).append((pattern, reading))
    return rules


@cache
def _written_out() -> Mapping[str, Any]:
    """Return the tree of folded syllables of every reading; where one ends, its marked form and short form.

    An ambiguous reading belongs to the line where it is the likeliest.
    """
    root: dict[str, Any] = {}
    ranked = [(rank, full, shorts[0]) for shorts, readings in _table() for rank, full in enumerate(readings)]
    for _, full, short in sorted(ranked, key=lambda one: one[0]):
        parts = [terms(part) for part in JOINER.split(full)]
        form = tuple(word for part in parts for word in part)
        nodes = [root]
        for i, part in enumerate(parts):
            nodes += [node.setdefault(_JOINT, {}) for node in nodes] if i else []
            for word in part:
                nodes = [node.setdefault(fold(word), {}) for node in nodes]
        for node in nodes:
            forms = node.setdefault(_END, [])
            if all(known != form for known, _ in forms):
                forms.append((form, "" if short == "-" else short))
    return root


_END, _JOINT = "", "+"  # no syllable is written so
_JOINTS = re.compile(r"[\s.&,/–—-]+")
_JOINED = re.compile(r"\s*[,&–—-]\s*")
_GAP = re.compile(r"\.? ?| ?[&–—-] ?|,")
_BETWEEN = re.compile(r"\s*[,&–—-]?\s*[\"“”'(]?\s*")
_CAPITALS = re.compile(r"(?<!\w)(?:[A-ZĐƯ][^\W\d_]{0,13}(?!\w)|[QP](?=\d{1,3}(?!\w)))")
_TYPED = re.compile(r"(?<!\w)(?:[^\W\d_]{1,14}(?!\w)|[QPqp](?=\d{1,3}(?!\w)))")
_NUMBERED = re.compile(r"\d[^\W\d_]?[ \n]?[/–—-][^\n]*\Z")
_ADDRESS = re.compile(r"://|www\.|@|\.(?:vn|com|net|org|gov)(?!\w)", re.IGNORECASE)
_CODE_AFTER = re.compile(r"[-–]\d")
_NUMBER_AFTER = re.compile(r"(?P<dot>\.?) ?\d{1,3}(?!\w|[.,/+]\d| tuổi)")
_NAME_AFTER = re.compile(rf"\. ?(?:\d{{1,2}}(?!\w|[.,/+]\d| tuổi)|[{UPPER}][\w'’]+ [{UPPER}])")
_NAME_AFTER_LEVEL = re.compile(rf"\.? ?[{UPPER}][{LOWER}'’]+ [{UPPER}][{LOWER}]")
_TOWN = "thị trấn"
# Before a bare `P12` or `Q1` that is no model of a telephone or car.
_PLACE_BEFORE = re.compile(r"(?:\A|\n|[,;(/–-] ?|(?<!\w)(?:ở|tại|ngụ|trú|an|từ|về|đến|qua|sang|UBND|HĐND) )\Z")
_ANY_AFTER = re.compile(r"\. ?[^\W_]")
_ANY_AFTER_Q = re.compile(r"(?:\. ?| )[^\W_]")
# Before an initial stands a name, or a word for a person; before a roman number a word for what is counted.
_PERSON_BEFORE = re.compile(
    rf"(?:(?:[Ảả]nh|[Tt]in|[Bb]ài): ?|(?<!\w)(?:[{UPPER}][{LOWER}]+|anh|chị|em|bé|cháu|cô|chú|bác|cậu|tên|ông|bà|cáo"
    r"|nhân|tượng|vợ|chồng|con|gái|trai|khóa|khoá|lần|thứ|kỷ|vitamin) )\Z"
)
_PASSED = frozenset(("và", "của", "các", "về", "va", "cua", "cac"))
_UNIT = re.compile(rf"[{UPPER}][{LOWER}]*|[{LOWER}]+|\d+")
_SHORT = re.compile(r"[A-ZĐƯ][.&-]?[A-ZĐƯ]")
_CALLED = r"(?:(?:sau đây |dưới đây )?(?:được )?(?:gọi|viết)(?: tắt| chung)?(?: là|:)|viết tắt)"
_DEFINED = re.compile(
    rf"\s?(?:\(\s?(?:{_CALLED} )?(?P<inside>[^()\n]{{2,40}})\)|,? {_CALLED} (?P<called>[^()\n,.;]{{2,40}}))"
)
