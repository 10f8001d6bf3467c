"""ODT: lists, changes, notes and tables are read as LibreOffice shows them."""

from __future__ import annotations

import pytest

from corpus import sentences
from corpus.formats.blocks import HeadingBlock, TableBlock
from corpus.formats.content import UnreadableContent
from corpus.formats.odt import read
from tests.support.office_files import odt, text_of, zipped

LISTS = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-prefix="Điều "'
    ' style:num-suffix="." style:num-format="1"/><text:list-level-style-number text:level="2" style:num-suffix=")"'
    ' style:num-format="a"/><text:list-level-style-number text:level="3" style:num-format="1" text:display-levels="3"/>'
    '</text:list-style><text:list-style style:name="B"><text:list-level-style-bullet text:level="1"/></text:list-style>'
)


def listed(inside: str, more: str = "") -> str:
    return f'<text:list text:style-name="L" {more}>{inside}</text:list>'


def item(text: str, inside: str = "") -> str:
    return f"<text:list-item><text:p>{text}</text:p>{inside}</text:list-item>"


def test_numbers_of_lists_and_of_lists_in_them_are_counted() -> None:
    deep = f"<text:list>{item('sâu')}</text:list>"
    inner = f"<text:list>{item('a', deep)}{item('b')}</text:list>"
    body = listed(item("Một", inner) + item("Hai")) + "<text:p>giữa</text:p>"
    body += listed(item("Ba"), 'text:continue-numbering="true"') + listed(item("Lại"))
    assert text_of(read(odt(body, LISTS))).split("\n\n") == [
        "Điều 1. Một", "a) a", "1.a.1 sâu", "b) b", "Điều 2. Hai", "giữa", "Điều 3. Ba", "Điều 1. Lại",
    ]  # fmt: skip


def test_only_the_first_paragraph_of_an_item_has_its_number() -> None:
    assert text_of(read(odt(listed(item("Một", "<text:p>thêm</text:p>")), LISTS))) == "Điều 1. Một\n\nthêm"


def test_a_list_continues_the_one_that_it_names_or_starts_where_it_says() -> None:
    body = listed(item("Một"), 'xml:id="x"') + listed(item("Khác")) + listed(item("Hai"), 'text:continue-list="x"')
    body += listed(f'<text:list-item text:start-value="7"><text:p>Bảy</text:p></text:list-item>{item("Tám")}')
    assert text_of(read(odt(body, LISTS))).split("\n\n") == [
        "Điều 1. Một", "Điều 1. Khác", "Điều 2. Hai", "Điều 7. Bảy", "Điều 8. Tám",
    ]  # fmt: skip


def test_changes_notes_boxes_and_spaces_are_read_as_shown() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>xóa</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>Mức<text:s text:c='3'/>phí<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Chú thích.</text:p></text:note-body></text:note><draw:frame><draw:text-box><text:p>Mật</text:p>"
        "</draw:text-box></draw:frame> chợ<office:annotation><text:p>nhận xét</text:p></office:annotation></text:p>"
        '<text:h text:outline-level="2">Mục</text:h>'
    )
    content = read(odt(body))
    assert text_of(content) == "Mức phí chợ\n\nMật\n\nMục\n\nChú thích."
    assert HeadingBlock("Mục", 2) in content.pages[0].blocks


def test_fonts_and_capitals_come_from_styles() -> None:
    styles = (
        '<style:style style:name="T" style:family="text"><style:text-properties style:font-name=".VnTime"/>'
        "</style:style>"
        '<style:style style:name="P" style:family="paragraph" style:parent-style-name="Q"/>'
        '<style:style style:name="Q" style:family="paragraph"><style:text-properties fo:text-transform="uppercase"/>'
        "</style:style>"
    )
    body = (
        '<text:p><text:span text:style-name="T">QuyÕt ®Þnh</text:span></text:p><text:p text:style-name="P">số</text:p>'
    )
    assert text_of(read(odt(body, styles))) == "Quyết định\n\nSỐ"


def test_a_table_of_data_has_its_head_and_its_covered_cells() -> None:
    styles = (
        '<style:style style:name="C" style:family="table-cell"><style:table-cell-properties fo:border="1pt solid"/>'
        "</style:style>"
    )

    def cell(text: str, more: str = "") -> str:
        return f'<table:table-cell table:style-name="C" {more}><text:p>{text}</text:p></table:table-cell>'

    head = f"<table:table-row>{cell('Tên')}{cell('Mức')}</table:table-row>"
    both = cell("Cả hai", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    rows = f"<table:table-header-rows>{head}</table:table-header-rows><table:table-row>{both}</table:table-row>"
    (block,) = read(odt(f"<table:table>{rows}</table:table>", styles)).pages[0].blocks
    assert block == TableBlock((("Tên", "Mức"), ("Cả hai", "")), has_head=True)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04", sentences.CONTENT_DAMAGED),
        (zipped({"content.xml": "<a/>"}), sentences.NOT_A_WORD_FILE),
        (zipped({"META-INF/manifest.xml": "<encryption-data/>", "content.xml": "?"}), sentences.CONTENT_LOCKED),
        (odt("<text:p> </text:p>"), sentences.CONTENT_EMPTY),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableContent) as refused:
        read(data)
    assert str(refused.value) == message
