"""Read the letters, lines and pictures of a PDF's page with their places, by pdfium.

pdfium is asked for one thing of all letters at a time: a call from Python for each letter and thing costs more than all
else, so `map` makes them, with addresses for what pdfium fills in.
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, repeat
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.formats.page_parts import Glyph, PrintedPage, Rule
from corpus.formats.symbols import printed

_MAX_PAGE_OBJECTS = 50_000  # a drawing or a map has more: its lines make no tables
_MAX_FORM_DEPTH = 4
_MAX_RULES = 6_000
_MAX_SEGMENTS = 100_000  # of the paths of a page
_MAX_RULE_WIDTH = 3.0
_MIN_RULE_LENGTH = 5.0
_MAX_LEVEL_ANGLE = math.radians(12)  # a scan that lies askew; a watermark is steeper

_POINTER, _INT, _UINT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint


def _function(function: Any, result: Any, *arguments: Any) -> Any:
    """Return a function of pdfium that takes addresses as numbers, which spares an object for each call."""
    address = ctypes.cast(function, _POINTER).value
    assert address is not None  # noqa: S101  (a symbol of the loaded library)
    return ctypes.CFUNCTYPE(result, *arguments)(address)


_unicode = _function(raw.FPDFText_GetUnicode, _UINT, _POINTER, _INT)
_map_error = _function(raw.FPDFText_HasUnicodeMapError, _INT, _POINTER, _INT)
_generated = _function(raw.FPDFText_IsGenerated, _INT, _POINTER, _INT)
_text_object = _function(raw.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
_loose_box = _function(raw.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
_origin = _function(raw.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)
_object_at = _function(raw.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
_form_object_at = _function(raw.FPDFFormObj_GetObject, _POINTER, _POINTER, _UINT)
_object_matrix = _function(raw.FPDFPageObj_GetMatrix, _INT, _POINTER, _POINTER)
_font_size = _function(raw.FPDFTextObj_GetFontSize, _INT, _POINTER, _POINTER)
_font = _function(raw.FPDFTextObj_GetFont, _POINTER, _POINTER)
_font_name = _function(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, _POINTER, _POINTER, ctypes.c_size_t)
_segment = _function(raw.FPDFPath_GetPathSegment, _POINTER, _POINTER, _INT)
_segment_type = _function(raw.FPDFPathSegment_GetType, _INT, _POINTER)
_segment_point = _function(raw.FPDFPathSegment_GetPoint, _INT, _POINTER, _POINTER, _POINTER)
_segment_closes = _function(raw.FPDFPathSegment_GetClose, _INT, _POINTER)
_object_type = _function(raw.FPDFPageObj_GetType, _INT, _POINTER)


Bounds = tuple[float, float, float, float]  # left, lower, right, upper


class PdfPage(NamedTuple):
    """Holds a page as it is seen upright, and what tells whether its letters can be trusted.

    `unmapped`: the share of its letters of which the font does not say what they mean; `pictured`: the share of the
    page under pictures; `drawn`: how many shapes it has that are no lines.
    """

    printed: PrintedPage
    letters: int
    unmapped: float
    pictured: float
    drawn: int


class _TextRun(NamedTuple):
    """Holds what all letters of a text object have in common: font, size, and their turn on the page in degrees."""

    font: str
    size: float
    turn: int | None  # None: aslant


class _Shapes(NamedTuple):
    rules: list[Bounds]
    pictured: float
    drawn: int


def read_page(document: pdfium.PdfDocument, number: int) -> PdfPage:
    """Return the letters, lines and pictures of a page; raises `PdfiumError` where it cannot be loaded."""
    page = document[number]
    try:
        turn = page.get_rotation() % 360
        width, height = page.get_size()
        if turn in (90, 270):
            width, height = height, width
        left, bottom, *_ = page.get_cropbox()
        sheets = {way: _Sheet(left, bottom, width, height, way) for way in (0, 90, 180, 270)}
        text = page.get_textpage()
        try:
            letters = _letters(text, sheets)
        finally:
            text.close()
        shapes = _shapes(page, width * height)
    finally:
        page.close()
    glyphs = letters.glyphs
    sheet = sheets[max(glyphs, key=lambda way: len(glyphs[way])) if any(glyphs.values()) else turn]
    printed_page = PrintedPage(*sheet.size(), tuple(glyphs[sheet.turn]), tuple(map(sheet.rule, shapes.rules)))
    return PdfPage(printed_page, letters.total, letters.unmapped, shapes.pictured, shapes.drawn)


class _Sheet(NamedTuple):
    """Turns places of the page (y upwards) into places of the sheet held so that letters of one turn are upright."""

    left: float
    bottom: float
    width: float
    height: float
    turn: int  # of the letters on the page, counter-clockwise

    def size(self) -> tuple[float, float]:
        return (self.height, self.width) if self.turn in (90, 270) else (self.width, self.height)

    def place(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        if self.turn == 90:
            return y, x
        if self.turn == 180:
            return self.width - x, y
        if self.turn == 270:
            return self.height - y, self.width - x
        return x, self.height - y

    def rule(self, bounds: Bounds) -> Rule:
        x0, y0 = self.place(bounds[0], bounds[1])
        x1, y1 = self.place(bounds[2], bounds[3])
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if x1 - x0 >= y1 - y0:
            middle = (y0 + y1) / 2
            return Rule(x0, middle, x1, middle)
        middle = (x0 + x1) / 2
        return Rule(middle, y0, middle, y1)


class _Letters(NamedTuple):
    """Holds the letters of a page by their turn, each on the sheet that it is upright on, and how many there are."""

    glyphs: dict[int, list[Glyph]]
    total: int
    unmapped: float


def _letters(text: pdfium.PdfTextPage, sheets: Mapping[int, _Sheet]) -> _Letters:
    glyphs: dict[int, list[Glyph]] = {turn: [] for turn in sheets}
    page = ctypes.cast(text.raw, _POINTER).value
    count = text.count_chars()
    if count <= 0:
        return _Letters(glyphs, 0, 0.0)
    codes = map(_unicode, repeat(page), range(count))
    owners = map(_text_object, repeat(page), range(count))
    boxes = _filled(_loose_box, page, count, ctypes.c_float, 4)
    places = _filled(_origin, page, count, ctypes.c_double, 2)
    runs: dict[int, _TextRun] = {}
    fonts: dict[int, str] = {}
    left, top = sheets[0].left, sheets[0].bottom + sheets[0].height
    letters = unmapped = 0
    for at, (code, owner) in enumerate(zip(codes, owners, strict=True)):
        if owner is None or code in (10, 13) or (code == 32 and _generated(page, at) == 1):
            continue
        run = runs.get(owner)
        if run is None:
            run = runs[owner] = _run(owner, boxes[4 * at + 1] - boxes[4 * at + 3], fonts)
        font, size, turn = run
        words = " " if code == 32 else printed(code, font)
        if code != 32:
            letters += 1
            unmapped += _map_error(page, at) == 1
        if not words or turn is None:
            continue
        x, y = places[2 * at], places[2 * at + 1]
        if turn == 0:
            x1 = boxes[4 * at + 2]
            glyphs[0].append(Glyph(words, x - left, (x1 if x1 > x else x) - left, top - y, size, font))
            continue
        across = x - boxes[4 * at] if turn == 180 else boxes[4 * at + 1] - y if turn == 90 else y - boxes[4 * at + 3]
        x, y = sheets[turn].place(x, y)
        glyphs[turn].append(Glyph(words, x, x + max(0.0, across), y, size, font))
    return _Letters(glyphs, letters, unmapped / max(1, letters))


def _filled(function: Any, page: int | None, count: int, kind: Any, width: int) -> list[float]:
    """Return the numbers that pdfium fills in for all letters, `width` for each."""
    numbers = (kind * (width * count))()
    start, size = ctypes.addressof(numbers), ctypes.sizeof(kind)
    each = range(start, start + size * width * count, size * width)
    more = [range(start + size, start + size + size * width * count, size * width)] if width == 2 else []
    deque(map(function, repeat(page), range(count), each, *more), maxlen=0)
    return list(numbers)


def _run(text_object: int, height: float, fonts: dict[int, str]) -> _TextRun:
    """Return what a text object says of its letters; a size of nothing is taken from the height of a letter's box."""
    matrix, size = (ctypes.c_float * 6)(), ctypes.c_float()
    _object_matrix(text_object, ctypes.addressof(matrix))
    _font_size(text_object, ctypes.addressof(size))
    handle = _font(text_object)
    name = fonts.get(handle)
    if name is None:
        buffer = ctypes.create_string_buffer(256)
        needed = _font_name(handle, ctypes.addressof(buffer), len(buffer)) if handle else 0
        name = fonts[handle] = buffer.value.decode("utf-8", "replace") if needed <= len(buffer) else ""
    a, b, c, d, *_ = matrix
    points = abs(size.value) * math.hypot(c, d)
    if not 0.5 <= points <= 2_000:
        points = min(max(height, 1.0), 2_000.0)
    if b == 0 and a > 0:
        return _TextRun(name, points, 0)
    angle = math.atan2(b, a)
    quarter = round(angle / (math.pi / 2))
    aslant = abs(angle - quarter * math.pi / 2) > _MAX_LEVEL_ANGLE
    return _TextRun(name, points, None if aslant else quarter * 90 % 360)


def _shapes(page: pdfium.PdfPage, area: float) -> _Shapes:
    """Return the lines of a page, the share of it that lies under pictures, and how many other shapes it has."""
    rules: list[Bounds] = []
    pictured, drawn, segments = 0.0, 0, 0
    for handle, kind, matrix in _objects(page):
        bounds = _bounds(handle, matrix)
        if bounds is None:
            continue
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictured += (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])
            continue
        if _is_thin(bounds):
            found = [bounds]
        else:
            count = raw.FPDFPath_CountSegments(handle)
            segments += count
            found = list(_lines_of_path(handle, count, matrix)) if segments <= _MAX_SEGMENTS else []
        drawn += not found
        rules += found
    rules = [bounds for bounds in rules if max(bounds[2] - bounds[0], bounds[3] - bounds[1]) >= _MIN_RULE_LENGTH]
    return _Shapes(rules if len(rules) <= _MAX_RULES else [], min(1.0, pictured / max(1.0, area)), drawn)


def _is_thin(bounds: Bounds) -> bool:
    return min(bounds[2] - bounds[0], bounds[3] - bounds[1]) <= _MAX_RULE_WIDTH


_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[Any, int, _Matrix]]:
    """Yield the paths and pictures of a page and of the forms in it, with the matrix of the form."""
    address = ctypes.cast(page.raw, _POINTER).value
    left = _MAX_PAGE_OBJECTS
    waiting = [(_object_at, address, min(left, raw.FPDFPage_CountObjects(page.raw)), _SAME, 0)]
    while waiting and left > 0:
        object_at, parent, count, matrix, depth = waiting.pop()
        count = min(count, left)
        left -= count
        handles = list(map(object_at, repeat(parent), range(max(0, count))))
        for handle, kind in zip(handles, map(_object_type, handles), strict=True):
            if kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
                yield ctypes.cast(handle, raw.FPDF_PAGEOBJECT), kind, matrix
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_FORM_DEPTH:
                form = ctypes.cast(handle, raw.FPDF_PAGEOBJECT)
                inner = raw.FPDFFormObj_CountObjects(form)
                waiting.append((_form_object_at, handle, inner, _times(_matrix(form), matrix), depth + 1))


def _matrix(handle: Any) -> _Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, matrix):
        return _SAME
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    if outer is _SAME:
        return inner
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _bounds(handle: Any, matrix: _Matrix) -> Bounds | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return None
    x0, y0, x1, y1 = left.value, bottom.value, right.value, top.value
    if matrix is not _SAME:
        a, b, c, d, e, f = matrix
        corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x0, x1) for y in (y0, y1)]
        x0, y0 = min(x for x, _ in corners), min(y for _, y in corners)
        x1, y1 = max(x for x, _ in corners), max(y for _, y in corners)
    return (x0, y0, x1, y1) if all(map(math.isfinite, (x0, y0, x1, y1))) else None


def _lines_of_path(path: Any, count: int, form: _Matrix) -> Iterator[Bounds]:
    """Yield the level and upright lines of a path: thin parts that are filled, and sides of a drawn border.

    A path with a curve has none: it is a letter or a drawing.
    """
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, mode, stroked)
    a, b, c, d, e, f = _times(_matrix(path), form)
    place = (ctypes.c_float * 2)()
    at = ctypes.addressof(place)
    handle = ctypes.cast(path, _POINTER).value
    parts: list[list[tuple[float, float]]] = []
    for number in range(count):
        segment = _segment(handle, number)
        kind = _segment_type(segment)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            return
        _segment_point(segment, at, at + 4)
        x, y = place
        if kind == raw.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        parts[-1].append((a * x + c * y + e, b * x + d * y + f))
        if _segment_closes(segment):
            parts[-1].append(parts[-1][0])
    for part in parts:
        whole = _around(part)
        if _is_thin(whole):
            yield whole
        elif stroked.value:
            yield from (
                side for pair in pairwise(part) if min((side := _around(pair))[2] - side[0], side[3] - side[1]) < 1
            )


def _around(places: Sequence[tuple[float, float]]) -> Bounds:
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return min(xs), min(ys), max(xs), max(ys)
