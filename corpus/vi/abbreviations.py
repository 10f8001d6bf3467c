"""Find abbreviations and their full forms, both ways, in texts and in what people type."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from corpus.vi.abbreviation_table import (
    BRANCH_JOINER,
    END,
    TYPED_PIECE,
    context_rules,
    dotted_forms,
    full_form_tree,
    lookup,
    merged,
    mixed_case_pieces,
    normalized,
    prefixes,
    table_rows,
)
from corpus.vi.bounded import compile_bounded
from corpus.vi.document_numbers import find_numbers
from corpus.vi.full_names import LOWER, UPPER
from corpus.vi.syllables import Syllable, is_bare, looks_like_syllable, syllables
from corpus.vi.text import fold, tidy

_MAX_PIECES = 6  # of an abbreviation; `H.Đ.N.D` has four, and two to spare


class Abbreviation(NamedTuple):
    """Holds an abbreviation between the offsets `start` and `end`, and its readings, the likeliest first."""

    start: int
    end: int
    text: str
    readings: tuple[str, ...]


def expansions(short: str) -> tuple[str, ...]:
    """Return the full forms of an abbreviation in any spelling, the likeliest first; empty when it is unknown.

    Case, full stops, dashes, `&`, commas and spaces do not count. A form with marks (`ĐT`, `TƯ`) means only itself;
    a form without may stand for a marked form too (`hdnd`; `tu` for `TU` and, less likely, `TƯ`).
    """
    typed = normalized(tidy(short))
    same, other = lookup(typed)
    return merged((*same, *other) if typed == fold(typed) else same)


def find_abbreviations(text: str, *, lenient: bool = False) -> list[Abbreviation]:
    """Return the abbreviations in a tidy text that are whole words, in order and not overlapping.

    Strict, for texts of documents: in capitals (or letter by letter as the table writes it: `TTr`, `Tp`), with Đ and Ư
    where they belong (four letters or more may lack them). In a line in capitals a form that may be a syllable (`CA`,
    `TU`) is a word; up to three letters with full stops (`N.T.M.`) are a person's initials.

    Lenient, for queries, adds small letters and missing marks. In small letters a form that may be a syllable (`ca`,
    `tu`, `da`) is a word; forms of consonants only (`tt`, `kh`, `th`, `mn`) and others that no syllable looks like
    (`ubnd`, `ocop`) are abbreviations.

    `Q`, `H`, `P`, `X` stand for a place before a full stop and a name, or before a number. A document's number and
    a web address contain no abbreviations.
    """
    abbreviations: list[Abbreviation] = []
    numbers: list[tuple[int, int]] | None = None
    pieces = list((TYPED_PIECE if lenient else _CAPITAL_PIECE).finditer(text))
    at = 0
    while at < len(pieces):
        count, readings = _longest(text, pieces, at, lenient=lenient)
        start, end = pieces[at].start(), pieces[at + count - 1].end()
        at += count
        if not readings:
            continue
        if numbers is None and (lenient or _NUMBER_BEFORE.search(text, max(0, start - 40), start)):
            numbers = [(mention.start, mention.end) for mention in find_numbers(text, lenient=lenient)]
        if not _is_inside(numbers or [], start) and not _WEB_ADDRESS.search(_word_around(text, start, end)):
            readings = _in_context(text, start, end, readings)
            abbreviations.append(Abbreviation(start, end, text[start:end], readings))
    return abbreviations


def find_full_forms(text: str) -> list[tuple[int, int, str]]:
    """Return the offsets of the full forms in a text, each with the short form that the table writes first.

    Of nested forms the longest counts; they do not overlap. Each syllable has its marks or, in texts without marks
    and in forms of three syllables or more, may lack them. A form of a single syllable (`quận`) needs its marks, or
    a number behind it (`quan 1`). Offsets are those of the given text.
    """
    spans: list[tuple[int, int, str]] = []
    words = syllables(text)
    folded = [fold(word.term) for word in words]
    bare: bool | None = None  # whether the text has no marks at all; computed when first needed
    root = full_form_tree()
    at = 0
    while at < len(words):
        node = root.get(folded[at])
        following = at + 1
        if node is not None:
            for last, used, forms in reversed(list(_paths(text, words, folded, at, node))):
                if bare is None and any(words[i].term == folded[i] for i in used):
                    bare = is_bare([word.term for word in words])
                numbered = last + 1 < len(words) and words[last + 1].term.isdigit()
                min_bare_words = 3 if not bare else 1 if numbered else 2
                short = _short_form([words[i].term for i in used], forms, min_bare_words)
                if short is not None:
                    if short:
                        spans.append((words[at].start, words[last].end, short))
                    following = last + 1
                    break
        at = following
    return spans


def all_full_forms() -> Iterator[str]:
    """Yield every full form of the table."""
    yield from (full for shorts, readings in table_rows() if shorts[0] != "-" for full in readings)


def defined_abbreviations(text: str) -> dict[str, str]:
    """Return the short forms that a document itself defines, with their full forms: `Ban Chỉ đạo (BCĐ)`.

    Each letter begins a word of the full form, in order and up to the bracket, except `và`, `của`, `các`; full words
    may stand among them (`Ban QLDA`, `BCĐ 389`). The first definition counts.
    """
    text = tidy(text)
    full_by_short: dict[str, str] = {}
    for definition in _DEFINITION.finditer(text):
        short = " ".join((definition["bracketed"] or definition["called"]).strip(" \"'“”.,;").split())
        if not _TWO_CAPITALS.search(short):
            continue
        full = _initialled(text[max(0, definition.start() - 240) : definition.start()], short)
        if full is not None:
            full_by_short.setdefault(short, full)
    return full_by_short


def _longest(text: str, pieces: list[re.Match[str]], at: int, *, lenient: bool) -> tuple[int, tuple[str, ...]]:
    """Return how many pieces from `at` on make the longest abbreviation, and its readings; without any, (1, ())."""
    longest: tuple[int, tuple[str, ...]] = (1, ())
    letters = ""
    for end in range(at, min(at + _MAX_PIECES, len(pieces))):
        if end > at and not _PIECE_GAP.fullmatch(text, pieces[end - 1].end(), pieces[end].start()):
            break
        letters += pieces[end].group()
        if fold(letters).lower() not in prefixes():
            break
        if _is_abbreviation(text, pieces[at : end + 1], letters, lenient=lenient):
            typed = letters.lower()
            same, other = lookup(typed)
            marks_optional = lenient or (not same and len(letters) > 3)
            if readings := merged((*same, *other) if marks_optional and typed == fold(typed) else same):
                longest = end - at + 1, readings
    return longest


def _is_abbreviation(text: str, pieces: list[re.Match[str]], letters: str, *, lenient: bool) -> bool:
    """Tell whether pieces with the letters of an abbreviation are one, and not words or a name's initials."""
    parts = [piece.group() for piece in pieces]
    capitals = all(part.isupper() or part in mixed_case_pieces() for part in parts)
    if not capitals and not lenient:
        return False
    start, end = pieces[0].start(), pieces[-1].end()
    if len(letters) == 1:
        return _is_level(text, start, end, lenient=lenient)
    if looks_like_syllable(letters) and (not letters.isupper() or _line_is_in_capitals(text, start, end)):
        return False
    if len(parts) == 1:
        return len(letters) > 2 or not _CODE_AFTER.match(text, end)
    gaps = [text[before.end() : after.start()] for before, after in pairwise(pieces)]
    if any(len(part) == 1 for part in parts):
        dotted = all(gap == "." for gap in gaps) and all(len(part) == 1 for part in parts)
        return dotted and (len(letters) > (2 if lenient else 3) or text[start:end] in dotted_forms())
    if capitals:
        return True
    pronounceable = [looks_like_syllable(part) for part in parts]
    return not any(pronounceable) if " " in gaps else not all(pronounceable)


def _is_level(text: str, start: int, end: int, *, lenient: bool) -> bool:
    """Tell whether a single letter is the level of a place or the short form of a position, not an initial."""
    joined_before = text[max(0, start - 1) : start] in ("'", "’", ".", "-")
    if joined_before or _PERSON_BEFORE.search(text, max(0, start - 20), start):
        return False
    if _reading_by_context(text, start, end):
        return True
    if text[start].lower() in "qp" and (number := _NUMBER_AFTER.match(text, end)):
        return lenient or bool(number["dot"] or _PLACE_BEFORE.search(text, max(0, start - 10), start))
    if text[start] in "hp" and text[max(0, start - 2) : start - 1].isdigit():
        return False  # hours and minutes
    if lenient:
        return bool((_WORD_AFTER_Q if text[start] in "qQ" else _WORD_AFTER).match(text, end))
    return bool(_NAME_AFTER.match(text, end))


def _in_context(text: str, start: int, end: int, readings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the only reading that the words behind an abbreviation allow, or all, before a name a place's first."""
    if reading := _reading_by_context(text, start, end):
        return (reading,)
    if _TOWN in readings and _NAME_AFTER_LEVEL.match(text, end):
        return merged(((_TOWN,), readings))
    return readings


def _reading_by_context(text: str, start: int, end: int) -> str | None:
    """Return the only reading that the words behind an abbreviation allow, or None."""
    rules = context_rules().get(fold(normalized(text[start:end])), ())
    return next((reading for pattern, reading in rules if pattern.match(text, end)), None)


def _line_is_in_capitals(text: str, start: int, end: int) -> bool:
    """Tell whether the line around has no lower-case letter, so that capitals prove nothing."""
    before = text[max(0, start - 60) : start].rpartition("\n")[2]
    return not any(letter.islower() for letter in before + text[end : end + 60].partition("\n")[0])


def _is_inside(spans: list[tuple[int, int]], offset: int) -> bool:
    i = bisect(spans, offset, key=itemgetter(0)) - 1
    return i >= 0 and offset < spans[i][1]


def _word_around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 60) : start], text[end : end + 60]
    return (re.split(r"\s", before)[-1] if before else "") + text[start:end] + re.split(r"\s", after)[0]


def _paths(
    text: str, words: list[Syllable], folded: list[str], at: int, node: Mapping[str, Any]
) -> Iterator[tuple[int, list[int], list[tuple[tuple[str, ...], str]]]]:
    """Yield the forms that begin at a word: the last word, the words without joiners, and the forms of the tree."""
    used = [at]
    i = at
    while True:
        if forms := node.get(END):
            yield i, used.copy(), forms
        i += 1
        if i >= len(words):
            return
        gap = text[words[i - 1].end : words[i].start]
        joined = gap != " " and not (gap.isspace() and gap.count("\n") < 2)
        if joined and not _JOINER_GAP.fullmatch(gap):
            return
        if (joined or (folded[i] == "va" and "va" not in node)) and BRANCH_JOINER in node:
            node = node[BRANCH_JOINER]
            if folded[i] == "va" and i + 1 < len(words):
                if not text[words[i].end : words[i + 1].start].isspace():
                    return
                i += 1
        elif joined:
            return
        if folded[i] not in node:
            return
        node = node[folded[i]]
        used.append(i)


def _short_form(words: list[str], forms: Iterable[tuple[tuple[str, ...], str]], min_bare_words: int) -> str | None:
    """Return the short form of the words; in forms of `min_bare_words` or more, words may lack their marks."""
    for form, short in forms:
        bare = len(form) >= min_bare_words
        if all(word == marked or (bare and word == fold(marked)) for word, marked in zip(words, form, strict=True)):
            return short
    return None


def _initialled(text: str, short: str) -> str | None:
    """Return the words at the end of the text whose initials are the short form, or None."""
    units = _UNIT.findall(short)
    words = syllables(text)
    first = last = len(words)
    for unit in reversed(units):
        skipped = False
        while True:
            first -= 1
            after = words[first + 1].start if first + 1 < len(words) else len(text)
            if first < 0 or not _WORD_GAP.fullmatch(text, words[first].end, after):
                return None
            if _begins_with(words[first].term, unit):
                break
            if skipped or first + 1 == last or words[first].term not in _SKIPPED_WORDS:
                return None
            skipped = True
    full = " ".join(text[words[first].start : words[-1].end].split())
    return full if len(units) > 1 and normalized(full) != normalized(short) else None


def _begins_with(word: str, unit: str) -> bool:
    """Tell whether a word begins with the letters of a unit; digits and units of more than three letters are whole."""
    unit = unit.lower()
    if unit.isdigit() or len(unit) > 3:
        return word == unit
    return word.startswith(unit) or (unit == fold(unit) and fold(word).startswith(unit))


_JOINER_GAP = compile_bounded(r"\s*[,&–—-]\s*")
_PIECE_GAP = re.compile(r"\.? ?| ?[&–—-] ?|,")
_WORD_GAP = compile_bounded(r"\s*[,&–—-]?\s*[\"“”'(]?\s*")
_CAPITAL_PIECE = re.compile(r"(?<!\w)(?:[A-ZĐƯ][^\W\d_]{0,13}(?!\w)|[QP](?=\d{1,3}(?!\w)))")
_NUMBER_BEFORE = re.compile(r"\d[^\W\d_]?[ \n]?[/–—-][^\n]*\Z")
_WEB_ADDRESS = re.compile(r"://|www\.|@|\.(?:vn|com|net|org|gov)(?!\w)", re.IGNORECASE)
_CODE_AFTER = re.compile(r"[-–]\d")
_NUMBER_AFTER = re.compile(r"(?P<dot>\.?) ?\d{1,3}(?!\w|[.,/+]\d| tuổi)")
_NAME_AFTER = re.compile(rf"\. ?(?:\d{{1,2}}(?!\w|[.,/+]\d| tuổi)|[{UPPER}][\w'’]+ [{UPPER}])")
_NAME_AFTER_LEVEL = re.compile(rf"\.? ?[{UPPER}][{LOWER}'’]+ [{UPPER}][{LOWER}]")
_TOWN = "thị trấn"
# Before a bare `P12` or `Q1` that is no model of a telephone or car.
_PLACE_BEFORE = re.compile(r"(?:\A|\n|[,;(/–-] ?|(?<!\w)(?:ở|tại|ngụ|trú|an|từ|về|đến|qua|sang|UBND|HĐND) )\Z")
_WORD_AFTER = re.compile(r"\. ?[^\W_]")
_WORD_AFTER_Q = re.compile(r"(?:\. ?| )[^\W_]")
# Before an initial stands a name, or a word for a person; before a Roman numeral a word for what is counted.
_PERSON_BEFORE = re.compile(
    rf"(?:(?:[Ảả]nh|[Tt]in|[Bb]ài): ?|(?<!\w)(?:[{UPPER}][{LOWER}]+|anh|chị|em|bé|cháu|cô|chú|bác|cậu|tên|ông|bà|cáo"
    r"|nhân|tượng|vợ|chồng|con|gái|trai|khóa|khoá|lần|thứ|kỷ|vitamin) )\Z"
)
_SKIPPED_WORDS = frozenset(("và", "của", "các", "về", "va", "cua", "cac"))
_UNIT = re.compile(rf"[{UPPER}][{LOWER}]*|[{LOWER}]+|\d+")
_TWO_CAPITALS = re.compile(r"[A-ZĐƯ][.&-]?[A-ZĐƯ]")
_CALLED = r"(?:(?:sau đây |dưới đây )?(?:được )?(?:gọi|viết)(?: tắt| chung)?(?: là|:)|viết tắt)"
_DEFINITION = compile_bounded(
    rf"\s?(?:\(\s?(?:{_CALLED} )?(?P<bracketed>[^()\n]{{2,40}})\)|,? {_CALLED} (?P<called>[^()\n,.;]{{2,40}}))"
)
