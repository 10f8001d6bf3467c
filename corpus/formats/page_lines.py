"""Set the letters of a page together to pieces of lines: by baseline and place, never by the order of the file."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from corpus.formats.legacy_encodings import decode_run, encoding_of_font
from corpus.formats.page_parts import Glyph, Line, Piece, Rule, whole
from corpus.formats.symbols import raised

# Parts of the size of letters.
_SAME_LINE = 0.25  # between baselines
_SPACE = 0.11  # a gap between words: not all of them have a blank in the file
_PIECE_GAP = 1.7
_PART_GAP = 0.6  # within a piece: two columns may come as near as this
_SMALL = 0.8  # a raised or lowered letter, beside those of its line
_RAISED = (0.12, 0.75)  # how far its baseline may be above that of its line
_SAME_PLACE = 0.12  # the same letter again: bold that is printed twice

_BOLD = re.compile(r"bold|black|heavy|demi|,b\b|-b\b", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_NO_WORDS = re.compile(r"[-–—_=~*.…·\s]{3,}")  # a line that is drawn with signs, or a gap to fill in


def pieces_of_glyphs(glyphs: Iterable[Glyph], uprights: Sequence[Rule] = ()) -> list[Piece]:
    """Return the pieces of all lines from the top; an upright rule between two letters parts them."""
    pieces: list[Piece] = []
    for group in _with_small_letters(_by_baseline(glyphs)):
        size = _size(group)
        y = _baseline(group, size)
        middle = y - 0.3 * size
        cuts = sorted(rule.x0 for rule in uprights if rule.y0 <= middle <= rule.y1) if uprights else []
        pieces += _pieces(sorted(group, key=_left), y, cuts)
    return [piece for piece in pieces if piece.text and not _NO_WORDS.fullmatch(piece.text)]


def lines_of_pieces(pieces: Iterable[Piece]) -> list[Line]:
    """Return the lines from the top: pieces of about one baseline, from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        row = rows[-1] if rows else None
        if row and piece.y - row[0].y < 0.45 * min(piece.size, row[0].size):
            row.append(piece)
        else:
            rows.append([piece])
    return [Line(tuple(sorted(row, key=lambda piece: piece.x0))) for row in rows]


def _left(glyph: Glyph) -> float:
    return glyph.x0


def _by_baseline(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Return the letters by baseline from the top; a mark of its own is joined to the letter before it."""
    rows: dict[float, list[Glyph]] = {}
    before: Glyph | None = None
    for glyph in glyphs:
        row = rows.setdefault(round(glyph.y, 1), [])
        if "\u0300" <= glyph.text <= "\u0370" and before is not None and row and row[-1] is before:
            before = row[-1] = before._replace(text=before.text + glyph.text)
            continue
        row.append(glyph)
        before = glyph
    groups: list[list[Glyph]] = []
    top = size = 0.0
    for y in sorted(rows):
        row = rows[y]
        row_size = max(glyph.size for glyph in row)
        if groups and y - top < _SAME_LINE * min(size, row_size):
            groups[-1] += row
        else:
            groups.append(row)
            top, size = y, row_size
    return groups


def _size(group: list[Glyph]) -> float:
    return max(glyph.size for glyph in group)


def _baseline(group: list[Glyph], size: float) -> float:
    return max(glyph.y for glyph in group if glyph.size >= _SMALL * size)


def _with_small_letters(groups: list[list[Glyph]]) -> list[list[Glyph]]:
    """Return the groups with raised and lowered small letters in the line beside which they stand."""
    for at, group in enumerate(groups):
        if len(group) > 40:  # a line of small print
            continue
        for other in (at + 1, at - 1):
            if 0 <= other < len(groups) and groups[other] and group:
                groups[at] = group = _moved(group, groups[other])
    return [group for group in groups if group]


def _moved(group: list[Glyph], line: list[Glyph]) -> list[Glyph]:
    """Move the small letters of a group that touch letters of a line into it; return those that stay."""
    size = max(glyph.size for glyph in line)
    rise = _baseline(line, size) - group[0].y
    lowered = -0.3 * size < rise < 0
    if max(glyph.size for glyph in group) > _SMALL * size or not (
        lowered or _RAISED[0] * size <= rise <= _RAISED[1] * size
    ):
        return group
    ends = sorted(glyph.x1 for glyph in line if glyph.size > group[0].size)
    starts = sorted(glyph.x0 for glyph in line if glyph.size > group[0].size)
    stay: list[Glyph] = []
    reached = -1.0
    for glyph in sorted(group, key=_left):
        touches = _is_near(ends, glyph.x0, 0.35 * size) or _is_near(starts, glyph.x1, 0.35 * size)
        if touches or 0 <= glyph.x0 - reached < 0.3 * size:
            reached = glyph.x1
            text = raised(glyph.text) if rise > 0 else glyph.text
            line.append(glyph._replace(text=text))
        else:
            stay.append(glyph)
    return stay


def _is_near(places: list[float], x: float, distance: float) -> bool:
    at = bisect_left(places, x - distance)
    return at < len(places) and places[at] <= x + distance


def _pieces(glyphs: list[Glyph], y: float, cuts: list[float]) -> list[Piece]:
    """Return the pieces of one line."""
    spread = _spread(glyphs)
    pieces: list[Piece] = []
    parts: list[Piece] = []
    run: list[Glyph] = []
    end = 0.0
    blank = False
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph.text == " ":
            blank = True
            continue
        if last is not None:
            if glyph.text == last.text and abs(glyph.x0 - last.x0) < _SAME_PLACE * glyph.size:
                continue
            gap = glyph.x0 - end
            is_cut = bool(cuts) and _crosses(cuts, (last.x0 + end) / 2, (glyph.x0 + glyph.x1) / 2)
            size = min(glyph.size, last.size)
            if is_cut or gap > max(_PART_GAP, 4 * spread) * size:
                parts.append(_piece(run, y))
                run = []
                end = glyph.x0
                if is_cut or gap > max(_PIECE_GAP, 4 * spread) * size:
                    pieces.append(whole(parts))
                    parts = []
            elif (blank and gap > -0.5 * size) or gap > (_SPACE + spread) * size:
                run.append(glyph._replace(text=" "))
        run.append(glyph)
        end = max(end, glyph.x1) if last is not None else glyph.x1
        last, blank = glyph, False
    if run:
        pieces.append(whole([*parts, _piece(run, y)]))
    return pieces


def _crosses(cuts: list[float], start: float, end: float) -> bool:
    at = bisect_left(cuts, start)
    return at < len(cuts) and cuts[at] <= end


def _spread(glyphs: list[Glyph]) -> float:
    """Return how far apart the letters of a word are set in a line of letters that are."""
    gaps = sorted(
        (glyph.x0 - last.x1) / glyph.size for last, glyph in pairwise(glyphs) if glyph.text != " " and last.text != " "
    )
    middle = gaps[len(gaps) // 2] if len(gaps) >= 4 else 0.0
    return middle if 0.08 < middle < 1.2 else 0.0


def _piece(run: list[Glyph], y: float) -> Piece:
    text = _text(run)
    note = None
    first = run[0]
    if first.text in "¹²³⁴⁵⁶⁷⁸⁹⁰" and len(run) > 1:
        note = first.text
    letters = [glyph for glyph in run if glyph.text != " "]
    sizes = sorted(glyph.size for glyph in letters)
    size = sizes[len(sizes) // 2]
    bold = sum(_is_bold(glyph.font) for glyph in letters)
    x1 = max(glyph.x1 for glyph in letters)
    return Piece(text, first.x0, x1, y, size, is_bold=2 * bold > len(letters), note=note)


def _text(run: list[Glyph]) -> str:
    """Return the words of a run of letters, each part in the encoding of its font, in Unicode NFC."""
    if any(_is_legacy(glyph.font) for glyph in run):
        parts: list[str] = []
        at = 0
        while at < len(run):
            end = at + 1
            while end < len(run) and run[end].font == run[at].font:
                end += 1
            parts.append(decode_run("".join(glyph.text for glyph in run[at:end]), run[at].font))
            at = end
        text = "".join(parts)
    else:
        text = "".join(glyph.text for glyph in run)
    text = _BLANKS.sub(" ", text.replace("\xad", "-")).strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@lru_cache(512)
def _is_bold(font: str) -> bool:
    return bool(_BOLD.search(font))


@lru_cache(512)
def _is_legacy(font: str) -> bool:
    return encoding_of_font(font) is not None
