"""DOCX: what Word shows is read, once and in its order."""

from __future__ import annotations

import pytest

from corpus import sentences
from corpus.formats.blocks import HeadingBlock, ItemBlock, ParagraphBlock, TableBlock
from corpus.formats.content import UnreadableContent
from corpus.formats.docx import read
from corpus.formats.zip_parts import open_zip, read_part
from tests.support.office_files import docx, paragraph, table, text_of, zipped

ARTICLES = """
<w:abstractNum w:abstractNumId="0">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Chương %1"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %2."/>
    <w:lvlRestart w:val="0"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
  <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%4"/></w:lvl>
  <w:lvl w:ilvl="4"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#61623;"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/>
  <w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
"""


def numbered(text: str, level: int, list_id: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def test_automatic_numbers_are_counted_as_word_shows_them() -> None:
    levels = [(0, "Một"), (1, "Hai"), (2, "Ba"), (2, "Bốn"), (3, "Năm"), (0, "Sáu"), (1, "Bảy"), (2, "Tám")]
    content = read(docx("".join(numbered(text, level) for level, text in levels), numbering=ARTICLES))
    assert text_of(content).split("\n\n") == [
        "Chương I Một", "Điều 1. Hai", "a) Ba", "b) Bốn", "1.1 Năm", "Chương II Sáu", "Điều 2. Bảy", "a) Tám",
    ]  # fmt: skip


def test_a_list_that_starts_anew_counts_from_its_own_start() -> None:
    body = numbered("Một", 1) + numbered("Hai", 1) + numbered("Ba", 1, 2) + numbered("Bốn", 1, 2)
    assert text_of(read(docx(body, numbering=ARTICLES))).split("\n\n") == [
        "Điều 1. Một", "Điều 2. Hai", "Điều 1. Ba", "Điều 2. Bốn",
    ]  # fmt: skip


def test_an_empty_paragraph_with_a_number_counts_and_is_not_shown() -> None:
    body = numbered("Một", 1) + numbered("", 1) + numbered("Ba", 1)
    assert text_of(read(docx(body, numbering=ARTICLES))) == "Điều 1. Một\n\nĐiều 3. Ba"


def test_bullets_are_items_of_a_list() -> None:
    content = read(docx(numbered("Sở Tài chính;", 4) + numbered("Lưu: VT.", 4), numbering=ARTICLES))
    assert content.pages[0].blocks == (ItemBlock("- Sở Tài chính;"), ItemBlock("- Lưu: VT."))


def test_a_style_gives_number_level_capitals_and_centring() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Dieu"><w:name w:val="Điều"/><w:basedOn w:val="H"/><w:pPr><w:numPr>'
        '<w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 3"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Ten"><w:name w:val="Tên"/><w:pPr><w:jc w:val="center"/></w:pPr>'
        "<w:rPr><w:caps/></w:rPr></w:style>"
    )
    body = paragraph("Nghị quyết", '<w:pStyle w:val="Ten"/>') + paragraph("về phí chợ", '<w:jc w:val="center"/>')
    body += paragraph("Phạm vi", '<w:pStyle w:val="Dieu"/>')
    assert read(docx(body, styles=styles, numbering=ARTICLES)).pages[0].blocks == (
        ParagraphBlock("NGHỊ QUYẾT\nvề phí chợ"),
        HeadingBlock("Điều 1. Phạm vi", 3),
    )


def test_centred_paragraphs_with_an_empty_one_between_are_apart() -> None:
    centred = '<w:jc w:val="center"/>'
    body = paragraph("QUYẾT ĐỊNH", centred) + paragraph("", centred) + paragraph("CHỦ TỊCH", centred)
    assert text_of(read(docx(body))) == "QUYẾT ĐỊNH\n\nCHỦ TỊCH"


def test_a_head_in_two_columns_is_read_left_then_right() -> None:
    rows = ["HỘI ĐỒNG NHÂN DÂN / XÃ AN LẠC | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 5/NQ-HĐND | An Lạc, ngày 1"]
    for ruled in (False, True):
        assert text_of(read(docx(table(*rows, ruled=ruled)))) == (
            "HỘI ĐỒNG NHÂN DÂN\nXÃ AN LẠC\nSố: 5/NQ-HĐND\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nAn Lạc, ngày 1"
        )


def test_a_head_set_by_tabs_is_read_left_then_right() -> None:
    tab = "</w:t><w:tab/><w:t>"
    lines = [f"UBND XÃ AN LẠC{tab}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", f"{tab}Độc lập - Tự do - Hạnh phúc",
             f"Số: 5/QĐ-UBND{tab}{tab}An Lạc, ngày 01 tháng 02 năm 2020", "QUYẾT ĐỊNH"]  # fmt: skip
    assert text_of(read(docx("".join(map(paragraph, lines))))).split("\n\n") == [
        "UBND XÃ AN LẠC\nSố: 5/QĐ-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nAn Lạc, ngày 01 tháng 02 năm 2020",
        "QUYẾT ĐỊNH",
    ]


def test_a_table_of_data_is_a_table_with_merged_cells_empty() -> None:
    wide = table("STT | Nội dung | Số tiền", "1 | Phí / chợ | 5.000").replace(
        "<w:tr>",
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr>{paragraph("Đơn vị: đồng")}</w:tc></w:tr><w:tr>',
        1,
    )
    down = wide.replace("</w:tbl>", f"<w:tr><w:tc>{paragraph('')}</w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr>"
                        f"{paragraph('ẩn')}</w:tc><w:tc>{paragraph('7.000')}</w:tc></w:tr></w:tbl>")  # fmt: skip
    (block,) = read(docx(down)).pages[0].blocks
    assert isinstance(block, TableBlock)
    assert block.rows == (
        ("Đơn vị: đồng", "", ""), ("STT", "Nội dung", "Số tiền"), ("1", "Phí chợ", "5.000"), ("", "", "7.000"),
    )  # fmt: skip


def test_a_frame_around_text_is_no_table() -> None:
    assert text_of(read(docx(table("Điều 1. Phạm vi / Điều 2. Đối tượng")))) == "Điều 1. Phạm vi\nĐiều 2. Đối tượng"


def test_a_table_in_a_cell_of_the_page_stays_a_table() -> None:
    inner = table("STT | Tên", "1 | An")
    body = table("Nội dung X").replace("Nội dung X</w:t></w:r></w:p>", f"Kèm theo:</w:t></w:r></w:p>{inner}")
    assert text_of(read(docx(body))) == "Kèm theo:\n\n| STT | Tên |\n|---|---|\n| 1 | An |"


def test_changes_count_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>Mức </w:t></w:r><w:del><w:r><w:delText>5.000</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>6.000</w:t></w:r></w:ins><w:r><w:t> đồng</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Điều 1. Thông </w:t></w:r></w:p>"
        "<w:p><w:r><w:t>qua</w:t></w:r><w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom></w:p>"
    )
    assert text_of(read(docx(body))) == "Mức 6.000 đồng\n\nĐiều 1. Thông qua"


def test_a_text_box_is_read_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('Mật')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert text_of(read(docx(f"<w:p><w:r>{both}<w:t>QUYẾT ĐỊNH</w:t></w:r></w:p>"))) == "QUYẾT ĐỊNH\n\nMật"


def test_of_a_field_the_result_is_read_and_hidden_text_is_not() -> None:
    field = (
        '<w:p><w:r><w:t>Trang </w:t><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/>'
        "</w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> ẩn</w:t></w:r></w:p>"
    )
    assert text_of(read(docx(field))) == "Trang 7"


def test_notes_stand_at_the_end_in_the_order_of_their_marks() -> None:
    notes = "".join(f'<w:footnote w:id="{n}">{paragraph(text)}</w:footnote>' for n, text in ((1, "Một."), (2, "Hai.")))
    body = '<w:p><w:r><w:t>A</w:t><w:footnoteReference w:id="2"/></w:r></w:p>' + paragraph("B")
    assert text_of(read(docx(body, footnotes=notes))) == "A\n\nB\n\nHai."


def test_hyphens_and_signs_of_symbol_fonts_are_kept() -> None:
    body = (
        "<w:p><w:r><w:t>05/NQ</w:t><w:noBreakHyphen/><w:t>HĐND m</w:t><w:softHyphen/><w:t>ức </w:t>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B3"/><w:t> 5</w:t></w:r></w:p>'
    )
    assert text_of(read(docx(body))) == "05/NQ-HĐND mức ☑≥ 5"


FONT = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}"/>'


def test_letters_of_an_old_font_are_decoded_over_the_borders_of_runs() -> None:
    tcvn3, capitals = FONT.format(".VnTime"), FONT.format(".VnTimeH")
    body = paragraph("QuyÕt ®Þnh m", "", tcvn3).replace(
        "</w:p>", f"<w:r><w:rPr>{tcvn3}</w:rPr><w:softHyphen/></w:r></w:p>"
    )
    body += paragraph("héi ®ång", "", capitals)
    vni = f"<w:r><w:rPr>{FONT.format('VNI-Times')}</w:rPr><w:t>%s</w:t></w:r>"
    body += f"<w:p>{vni % 'Hoa'}{vni % 'ø bình'}</w:p>"
    assert text_of(read(docx(body))) == "Quyết định mư\n\nHỘI ĐỒNG\n\nHoà bình"


def test_unicode_under_the_name_of_an_old_font_stays() -> None:
    body = paragraph("Ủy ban nhân dân xã đã họp", "", FONT.format(".VnTime")) + paragraph(
        "cá", "", FONT.format(".VnTime")
    )
    assert text_of(read(docx(body))) == "Ủy ban nhân dân xã đã họp\n\ncá"


def test_decomposed_letters_are_composed() -> None:
    assert text_of(read(docx(paragraph("Ho\u0323\u0302i đo\u0302\u0300ng")))) == "Hội đồng"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04 cut", sentences.CONTENT_DAMAGED),
        (zipped({"word/document.xml": "<a>"}), sentences.CONTENT_DAMAGED),
        (zipped({"word/document.xml": "<a/>"}), sentences.NOT_A_WORD_FILE),
        (zipped({"a.txt": "a"}), sentences.NOT_A_WORD_FILE),
        (docx(paragraph("  ")), sentences.CONTENT_EMPTY),
        (docx("<w:sdt><w:sdtContent>" * 300 + "</w:sdtContent></w:sdt>" * 300), sentences.CONTENT_DAMAGED),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableContent) as refused:
        read(data)
    assert str(refused.value) == message


def test_entities_are_neither_expanded_nor_fetched() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    document = (
        f'<!DOCTYPE d [<!ENTITY a0 "ha">{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>Số &a8;&f;</w:t></w:r></w:p></w:body></w:document>"
    )
    try:
        text = text_of(read(zipped({"word/document.xml": document})))
    except UnreadableContent:
        return
    assert len(text) < 100
    assert "root:" not in text


def test_a_part_beyond_its_bound_is_not_unpacked() -> None:
    archive = open_zip(zipped({"word/document.xml": b" " * (5 * 1024 * 1024)}))
    with pytest.raises(UnreadableContent, match="hơn 4 MB"):
        read_part(archive, "word/document.xml", limit=4 * 1024 * 1024)
