"""Read spreadsheets (XLSX, XLS, ODS): each visible sheet is a table under its title rows, dates as dates."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO

import python_calamine as calamine

from corpus import sentences
from corpus.formats.blocks import Block, HeadingBlock, ParagraphBlock, TableBlock, is_number_column
from corpus.formats.content import FileContent, PageContent, UnreadableContent, bound
from corpus.formats.legacy_encodings import decode, detect
from corpus.formats.zip_parts import open_zip, read_part
from corpus.vi.text import compose

MAX_CELLS = 5_000_000  # of a sheet, empty ones too: each costs some hundred bytes
_MAX_SHEET_BYTES = 256 * 1024 * 1024
_MAX_LETTERS = 20_000_000
_MAX_DIGITS = 15
_SHEET_PART = re.compile(r"xl/(?:worksheets/[^/]+|sharedStrings)\.xml|content\.xml", re.IGNORECASE)
_FILLED_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>/]{0,200}>\s{0,20}<(?:v|f|is)\b')
_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="([0-9]{1,9})"[^<>]{0,400}(?:office:value|value-type)')
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
_HOURS = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})S")  # a time in ODS, which the library gives as it is there
_MAX_TITLE_ROWS = 20


def read(data: bytes) -> FileContent:
    """Return the visible sheets on one page: a heading where there are several, title rows, and a table.

    Raises UnreadableContent where the file is damaged, locked, too large, or has no words.
    """
    if zipfile.is_zipfile(BytesIO(data)):
        _check_size(data)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        names = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        sheets = [(name, _rows(workbook.get_sheet_by_name(name))) for name in names]
    except calamine.PasswordError as error:
        raise UnreadableContent(sentences.CONTENT_LOCKED) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableContent(sentences.NOT_A_SHEET) from error
    except BaseException as error:  # a panic of the library is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableContent(sentences.CONTENT_DAMAGED) from error
    sheets = _decoded([(name, rows) for name, rows in sheets if rows])
    blocks: list[Block] = []
    for name, rows in sheets:
        if len(sheets) > 1:
            blocks.append(HeadingBlock(name, 1))
        blocks += _blocks(rows)
    if not sheets:
        raise UnreadableContent(sentences.CONTENT_EMPTY)
    return FileContent((PageContent(tuple(blocks)),))


def _check_size(data: bytes) -> None:
    """Raise UnreadableContent for a bomb, and for a sheet that claims more cells than memory holds."""
    with open_zip(data) as archive:
        for info in archive.infolist():
            if not _SHEET_PART.fullmatch(info.filename):
                continue
            part = read_part(archive, info, _MAX_SHEET_BYTES) or b""
            rows = columns = 1
            for cell in _FILLED_CELL.finditer(part):
                columns = max(columns, _column(cell[1]))
                rows = max(rows, int(cell[2]))
            repeated = max((int(match[1]) for match in _REPEATED.finditer(part)), default=1)
            if max(rows * columns, repeated) > MAX_CELLS:
                raise UnreadableContent(sentences.SHEET_TOO_LARGE.format(limit=bound(MAX_CELLS)))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _rows(sheet: calamine.CalamineSheet) -> list[list[str]]:
    """Return the rows that have words; a cell that reaches over rows is filled in each of them."""
    if sheet.height * sheet.width > MAX_CELLS:
        raise UnreadableContent(sentences.SHEET_TOO_LARGE.format(limit=bound(MAX_CELLS)))
    rows = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
    filled = [row for row in rows if any(row)]
    used = [column for column in range(len(filled[0]) if filled else 0) if any(row[column] for row in filled)]
    if sum(map(len, (cell for row in filled for cell in row))) > _MAX_LETTERS:
        raise UnreadableContent(sentences.CONTENT_TOO_LONG.format(limit=bound(_MAX_LETTERS)))
    return [[row[column] for column in used] for row in filled]


def _text(value: object) -> str:
    """Return a value as the sheet shows it: days as 05/08/2024, times as 07:30, whole numbers without a point."""
    if isinstance(value, str):
        hours = _HOURS.fullmatch(value)
        return _hours(*map(int, hours.groups())) if hours else " ".join(value.split())
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}" if value.time() != time() else f"{value:%d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 10**_MAX_DIGITS else f"{value:.{_MAX_DIGITS}g}"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, time):
        return _hours(value.hour, value.minute, value.second)
    if isinstance(value, timedelta) and value >= timedelta():
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return _hours(*divmod(minutes, 60), seconds)
    return "" if value is None else str(value)


def _hours(hours: int, minutes: int, seconds: int) -> str:
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _decoded(sheets: list[tuple[str, list[list[str]]]]) -> list[tuple[str, list[list[str]]]]:
    """Return the sheets in Unicode, NFC. The library gives no fonts, so an old encoding is known by its syllables."""
    cells = [cell for _, rows in sheets for row in rows for cell in row if not cell.isascii()]
    legacy = [cell for cell in cells if not _UNICODE_ONLY.search(cell)]
    encoding = detect("\n".join(legacy)) if legacy else None

    def read_cell(cell: str) -> str:
        if encoding and not cell.isascii() and not _UNICODE_ONLY.search(cell):
            return decode(cell, encoding)
        return compose(cell)

    return [(compose(name), [[read_cell(cell) for cell in row] for row in rows]) for name, rows in sheets]


def _blocks(rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    """Yield the rows above the head as paragraphs, then the table."""
    head = _head_row(rows)
    for row in rows[:head]:
        yield ParagraphBlock(" ".join(filter(None, dict.fromkeys(row))))
    body = rows[head:]
    if max(sum(map(bool, row)) for row in body) < 2:
        yield from (ParagraphBlock(" ".join(filter(None, row))) for row in body)
        return
    has_head = len(body) > 1 and all(not cell or not cell[0].isdigit() for cell in body[0])
    yield TableBlock(tuple(map(tuple, body)), has_head)


def _head_row(rows: Sequence[Sequence[str]]) -> int:
    """Return which row names the columns: that of `STT`, else the first that has words in most of them."""
    width = max(sum(map(bool, row)) for row in rows)
    for number, row in enumerate(rows[:_MAX_TITLE_ROWS]):
        if any(map(is_number_column, row)):
            return number
    for number, row in enumerate(rows[:_MAX_TITLE_ROWS]):
        if 2 * sum(map(bool, row)) > width:
            return number
    return 0
