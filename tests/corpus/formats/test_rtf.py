"""RTF: words, fonts and groups are followed, whatever program wrote them."""

from __future__ import annotations

import pytest

from corpus import sentences
from corpus.formats import rtf_tokens
from corpus.formats.blocks import HeadingBlock, ItemBlock, TableBlock
from corpus.formats.content import UnreadableContent
from corpus.formats.rtf import read
from tests.support.office_files import text_of

FONTS = (
    r"{\fonttbl{\f0\fnil\fcharset0 Times New Roman;}{\f1\fnil .VnTime;}{\f2 .VnTimeH;}{\f3 VNI-Times;}"
    r"{\f4\fcharset163 Times{\*\falt Serif};}{\f5\fcharset2 Symbol;}{\f6\fcharset204 Arial;}}"
)


def rtf(body: str, head: str = r"\ansi\ansicpg1252\deff0") -> bytes:
    return ("{\\rtf1" + head + FONTS + body + "}").encode("latin-1")


def text(body: str, head: str = r"\ansi\ansicpg1252\deff0") -> str:
    return text_of(read(rtf(body, head)))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"Ngh\u7883? quy\u7871\'bft", "Nghị quyết"),
        (r"\uc2 h\u7897\'f4\'f4i\uc0  \u273ng", "hội đng"),
        (r"{\uc1\u55357?\u56832?} h\u7885 p", "😀 họ"),
        (r"{\f1 Qu\'d5c h\'e9i}", "Quếc hội"),
        (r"{\f1 m\-a}", "mưa"),
        (r"{\f2 h\'e9i \'ae\'e5ng}", "HỘI ĐỒNG"),
        (r"{\f3 H\'f6\'f4\'f5ng d\'61\'e1n}", "Hưỡng dấn"),
        (r"{\f4 H\'f4\'f2i}", "Hội"),
        (r"{\f4 Ti\'ea\'ecng}", "Tiếng"),
        (r"{\f5\'b3} 5", "≥ 5"),
        (r"{\f6\'cf\'f0}", "Пр"),
        (r"x\emdash y\~z 05/NQ\_H\'d0ND \ldblquote a\rdblquote", "x—y z 05/NQ-HĐND “a”"),
        (r"a{\*\unknown b}{\pict 0a0b}{\v c}{\deleted d}{\header e}{\info h{\author f}{\title i}}g", "ag"),
        (r"{\field{\*\fldinst PAGE}{\fldrslt 7}} trang", "7 trang"),
        (r"{\header {\field{\*\fldinst PAGE}{\fldrslt 7}}}a", "a"),
        (r"{\upr{a?}{\*\ud{\u7841?}}}", "ạ"),
        (r"{\caps ngh\u7883?} quy\u7871?t", "NGHỊ quyết"),
        (r"a\bin5 {{{{{b", "ab"),
        ("a\\\nb", "a\n\nb"),
    ],
)
def test_words_and_letters_are_read_as_they_are_shown(body: str, expected: str) -> None:
    assert text(body) == expected


def test_the_code_page_counts_for_fonts_without_a_charset() -> None:
    assert text(r"\f7 H\'f4\'f2i \'f0\'f4\'ccng", r"\ansi\ansicpg1258\deff0") == "Hội đồng"


def test_numbers_that_are_written_into_the_file_are_read() -> None:
    listed = r"{\listtext\pard\plain %s\tab}%s\par "
    content = read(rtf(listed % (r"\u272?i\u7873?u 1.", "Pham vi") + listed % (r"\f5\'b7", "An;")))
    assert content.pages[0].blocks[0] != content.pages[0].blocks[1]
    assert text_of(content) == "Điều 1. Pham vi\n\n- An;"
    assert content.pages[0].blocks[1] == ItemBlock("- An;")


def test_an_outline_level_makes_a_heading() -> None:
    assert read(rtf(r"\pard\outlinelevel1 Muc\par\pard a")).pages[0].blocks[0] == HeadingBlock("Muc", 2)


def test_a_table_has_its_cells_and_their_spans() -> None:
    line = r"\clbrdrt\brdrs\cellx"
    body = (
        rf"\trowd{line}1000{line}2000{line}3000\pard\intbl STT\cell Ten\par day du\cell Ghi chu\cell\row"
        rf"\trowd{line}2010{line}3000\pard\intbl Tong\cell 5\cell\row\pard het"
    )
    first, _ = read(rtf(body)).pages[0].blocks
    assert first == TableBlock((("STT", "Ten day du", "Ghi chu"), ("Tong", "", "5")), has_head=True)


def test_a_nested_table_and_a_text_box_stand_where_they_belong() -> None:
    nested = r"\pard\intbl\itap2 a\nestcell b\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}"
    box = r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt\pard Mat\par}}{\shprslt Mat}}"
    body = rf"\trowd\cellx1000\pard\intbl\itap1 truoc\par{nested}\pard\intbl\itap1 sau\cell\row\pard A{box}\par B"
    assert text(body) == "truoc\n\na\n\nb\n\nsau\n\nA\n\nMat\n\nB"


def test_a_footnote_stands_at_the_end() -> None:
    assert text(r"A{\footnote\pard\plain Chu thich.}\par B") == "A\n\nB\n\nChu thich."


def test_a_file_that_is_cut_gives_what_it_has() -> None:
    assert text_of(read(rtf(r"{\b A\par B")[:-1])) == "A\n\nB"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<html>", sentences.NOT_AN_RTF_FILE),
        (rtf(" "), sentences.CONTENT_EMPTY),
        (b"{\\rtf1" + b"{" * 3000, sentences.CONTENT_TOO_DEEP),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableContent) as refused:
        read(data)
    assert str(refused.value) == message


def test_a_file_of_too_many_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtf_tokens, "MAX_TOKENS", 1000)
    with pytest.raises(UnreadableContent, match="quá nhiều lệnh"):
        read(rtf(r"\b a" * 1000))
