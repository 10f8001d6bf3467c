"""Measure lists of documents in spreadsheets: a row of each record, read as a document again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from xml.sax.saxutils import escape

from bench.formats.records import Record, records
from bench.formats.word import zipped
from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.formats import sheet
from corpus.readers.sheet_records import split_lists
from corpus.readers.source import FromRecord

MIN_RIGHT = 0.98
FIELDS = ("number", "issued", "issuer", "signer", "title")
_NAMES = ("STT", "Số hiệu", "Ngày ban hành", "Cơ quan ban hành", "Trích yếu", "Người ký")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DAY_STYLE, _FIRST_DAY = 1, date(1899, 12, 30)
Miss = tuple[str, str, str, str]


def rows(seeds: Sequence[int], documents: int, misses: list[Miss]) -> Iterator[dict[str, object]]:
    """Yield for each field of how many rows it is right; what is wrong is added to `misses`."""
    counts: Counter[str] = Counter()
    for seed in seeds:
        listed = list(records(seed, documents))
        content = sheet.read(xlsx(listed, Random(seed)))  # noqa: S311  (a layout of a test)
        read = [
            result.document for result in split_lists(content, "bench.xlsx").results if isinstance(result, FromRecord)
        ]
        counts["rows"] += len(listed)
        counts["read"] += len(read)
        for record, document in zip(listed, read, strict=False):
            right, found = _right(record), _found(complete(document))
            for field in FIELDS:
                counts[field] += right[field] == found[field]
                if right[field] != found[field]:
                    misses.append((f"xlsx {seed}", field, right[field], found[field]))
    for field in FIELDS:
        share = counts[field] / max(1, counts["rows"])
        yield {"what": f"xlsx: {field}", "goal": MIN_RIGHT, "measured": round(share, 4), "reached": share >= MIN_RIGHT,
               "right": counts[field], "of": counts["rows"]}  # fmt: skip


def xlsx(listed: Sequence[Record], random: Random) -> bytes:
    """Return a workbook with a list of records under a title; days are days or text, by `random`."""
    lines = [_row([escape("DANH MỤC VĂN BẢN")]), _row([]), _row(map(str, _NAMES))]
    for number, record in enumerate(listed, start=1):
        issued = date.fromisoformat(record.truth.issued)
        day: str | int = (issued - _FIRST_DAY).days if random.random() < 0.5 else f"{issued:%d/%m/%Y}"
        truth = record.truth
        lines.append(_row([number, truth.number, day, truth.issuer, _title(record), truth.signer]))
    numbered = "".join(f'<row r="{at}">{line}</row>' for at, line in enumerate(lines, start=1))
    relation = f'<Relationship Id="r{{}}" Type="{_RELATIONS}/{{}}" Target="{{}}"/>'
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
    styles = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
            f'ContentType="{types}"/></Types>',
            "_rels/.rels": relations.format(relation.format(1, "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets><sheet name="Danh mục" '
            'sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations.format(
                relation.format(1, "worksheet", "worksheets/sheet1.xml") + relation.format(2, "styles", "styles.xml")
            ),
            "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{numbered}</sheetData></worksheet>',
        }
    )


def _row(cells: Iterator[str] | Sequence[str | int]) -> str:
    """Return the cells of a row; a number is a day but in the first column."""
    return "".join(
        f'<c s="{_DAY_STYLE if at else 0}"><v>{cell}</v></c>'
        if isinstance(cell, int)
        else f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for at, cell in enumerate(cells)
    )


def _title(record: Record) -> str:
    return record.title[1] if record.title else record.left[-1]


def _right(record: Record) -> dict[str, str]:
    truth = record.truth
    return {"number": truth.number, "issued": truth.issued, "issuer": truth.issuer, "signer": truth.signer,
            "title": _title(record)}  # fmt: skip


def _found(document: Document) -> dict[str, str]:
    return {
        "number": document.number or "",
        "issued": document.issued.isoformat() if document.issued else "",
        "issuer": document.issuer or "",
        "signer": document.signer.name if document.signer else "",
        "title": document.title,
    }
