"""Spreadsheets: what a visible sheet says is a table, days as days, old encodings decoded."""

from __future__ import annotations

import pytest

from corpus import sentences
from corpus.formats.blocks import HeadingBlock, ParagraphBlock, TableBlock
from corpus.formats.content import UnreadableContent
from corpus.formats.sheet import read
from tests.support.office_files import FIXTURES, zipped

HEAD = ("STT", "Số, ký hiệu", "Ngày ban hành", "Trích yếu", "Cơ quan ban hành", "Người ký")


NAMES = ("office", "text", "table", "manifest")


def xlsx(rows: str, name: str = "Sheet1", more: str = "", merged: str = "") -> bytes:
    """Return an XLSX with one sheet; `rows` is the inside of its `sheetData`."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relation}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="rId1"/>{more}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
            f'Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{merged}</worksheet>',
        }
    )


def row(number: int, *cells: str) -> str:
    inside = "".join(
        f'<c r="{chr(65 + at)}{number}" t="str"><v>{cell}</v></c>' for at, cell in enumerate(cells) if cell
    )
    return f'<row r="{number}">{inside}</row>'


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_the_visible_sheet_is_a_title_and_a_table(ending: str) -> None:
    title, table = read((FIXTURES / f"danh-muc.{ending}").read_bytes()).pages[0].blocks
    assert title == ParagraphBlock("DANH MỤC VĂN BẢN CÒN HIỆU LỰC CỦA HĐND, UBND XÃ BÌNH HÒA")
    assert isinstance(table, TableBlock)
    assert table.has_head
    assert table.rows[0] == HEAD
    assert [line[:3] for line in table.rows[1:]] == [
        ("1", "127/QĐ-UBND", "05/08/2024"), ("2", "09/NQ-HĐND", "12/7/2024"), ("3", "31/TTr-VP", "01/08/2024 08:30"),
    ]  # fmt: skip


def test_numbers_are_written_without_what_the_machine_adds() -> None:
    values = ("12", "12.0", "0.30000000000000004", "1275000000", "-1.5")
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>a</v></c><c r="B{n}"><v>{v}</v></c></row>'
                    for n, v in enumerate(values, 1))  # fmt: skip
    (table,) = read(xlsx(cells)).pages[0].blocks
    assert isinstance(table, TableBlock)
    assert [line[1] for line in table.rows] == ["12", "12", "0.3", "1275000000", "-1.5"]


def test_yes_and_times_are_written_as_the_sheet_shows_them() -> None:
    cells = "".join(
        f'<table:table-row><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
        f"<table:table-cell office:value-type={value}><text:p>?</text:p></table:table-cell></table:table-row>"
        for value in (
            '"boolean" office:boolean-value="true"',
            '"time" office:time-value="PT07H30M00S"',
            '"time" office:time-value="PT30H00M05S"',
        )
    )
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in NAMES)
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f"<manifest:manifest {names}/>",
        "content.xml": f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
    }
    (table,) = read(zipped(parts)).pages[0].blocks
    assert isinstance(table, TableBlock)
    assert [line[1] for line in table.rows] == ["TRUE", "07:30", "30:00:05"]


def test_a_cell_over_several_rows_counts_for_each_of_them() -> None:
    rows = row(1, "Cơ quan", "Số") + row(2, "HĐND xã", "1/NQ") + row(3, "", "2/NQ") + row(4, "UBND xã", "3/QĐ")
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    (table,) = read(xlsx(rows, merged=merged)).pages[0].blocks
    assert isinstance(table, TableBlock)
    assert [line[0] for line in table.rows] == ["Cơ quan", "HĐND xã", "HĐND xã", "UBND xã"]


def test_an_old_encoding_is_known_by_the_syllables_of_all_cells() -> None:
    rows = row(1, "STT", "TrÝch yÕu", "C¬ quan") + row(2, "1", "Quy ®Þnh møc phÝ chî", "Héi ®ång nh©n d©n x·")
    (table,) = read(xlsx(rows)).pages[0].blocks
    assert isinstance(table, TableBlock)
    assert table.rows[1] == ("1", "Quy định mức phí chợ", "Hội đồng nhân dân xã")


def test_a_sheet_of_single_cells_is_paragraphs() -> None:
    assert read(xlsx(row(1, "Thông báo") + row(3, "Nghỉ lễ"))).pages[0].blocks == (
        ParagraphBlock("Thông báo"), ParagraphBlock("Nghỉ lễ"),
    )  # fmt: skip


def test_several_sheets_have_their_names_as_headings() -> None:
    more = '<sheet name="Hai" sheetId="2" r:id="rId1"/>'
    blocks = read(xlsx(row(1, "a"), name="Một", more=more)).pages[0].blocks
    assert [block for block in blocks if isinstance(block, HeadingBlock)] == [
        HeadingBlock("Một", 1), HeadingBlock("Hai", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04", sentences.NOT_A_SHEET),
        (b"a;b\n1;2", sentences.NOT_A_SHEET),
        (xlsx(""), sentences.CONTENT_EMPTY),
        (xlsx(row(1, "a") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "5.000.000 ô"),
        (xlsx(row(1, "a"))[:-400], sentences.NOT_A_SHEET),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableContent) as refused:
        read(data)
    assert message in str(refused.value)
