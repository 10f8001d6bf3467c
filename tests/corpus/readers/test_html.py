"""HTML: the article without the page around it, and what the page says of itself, whichever way it says so."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from bench.pages import Page, loss, pages
from corpus.document import VIETNAM, Document, Official
from corpus.readers import Failure, read_file
from tests.support.files import in_1258, read_as

WHEN = datetime(2020, 1, 22, 11, 21, tzinfo=VIETNAM)
TITLE = "Cử tri xã Cẩm Sơn kiến nghị sửa đường tỉnh 352"
BODY = """<p>Chiều 21/01/2020, Thường trực HĐND huyện Lam Khê tiếp xúc cử tri xã Cẩm Sơn trước kỳ họp thứ 9.</p>
<h2>Kiến nghị của cử tri</h2>
<p>Cử tri đề nghị UBND huyện sửa mặt đường tỉnh 352, nạo vét kênh mương và xây thêm phòng học cho các cháu.</p>
<table border="1"><tr><th>Nội dung</th><th>Số ý kiến</th></tr><tr><td>Giao thông</td><td>12</td></tr></table>
<ul><li>Đường tỉnh 352 qua xã;</li><li>Kênh mương thôn 3.</li></ul>
<p><em>Quang cảnh hội nghị tiếp xúc cử tri.</em></p>"""
TEXT = """Chiều 21/01/2020, Thường trực HĐND huyện Lam Khê tiếp xúc cử tri xã Cẩm Sơn trước kỳ họp thứ 9.

Kiến nghị của cử tri

Cử tri đề nghị UBND huyện sửa mặt đường tỉnh 352, nạo vét kênh mương và xây thêm phòng học cho các cháu.

| Nội dung | Số ý kiến |
|---|---|
| Giao thông | 12 |

- Đường tỉnh 352 qua xã;
- Kênh mương thôn 3.

Quang cảnh hội nghị tiếp xúc cử tri."""
DATE_LINE = '<div class="date">Thứ Tư, 22/01/2020 | 11:21 GMT+7</div>'
BYLINE = "<p><b>Tin, ảnh: Thu Hà</b></p>"
LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite"},
{"@type": "NewsArticle", "headline": "TITLE", "datePublished": "2020-01-22T11:21:00+07:00", "articleSection":
"Tiếp xúc cử tri", "author": {"@type": "Person", "name": "Thu Hà"}, "description": "Cử tri mong sớm sửa đường."}]}
</script>""".replace("TITLE", TITLE)
GRAPH = f"""<meta property="og:title" content="{TITLE} - Huyện Lam Khê">
<meta property="og:site_name" content="Huyện Lam Khê">
<meta property="og:url" content="https://lamkhe.example/tin/7"><meta property="og:type" content="article">
<meta property="article:published_time" content="2020-01-22T11:21:00+07:00">
<meta property="article:section" content="Tiếp xúc cử tri">
<meta property="og:description" content="Cử tri mong sớm sửa đường.">"""
DUBLIN = f"""<meta name="DC.title" content="{TITLE}"><meta name="DC.date" content="2020-01-22 11:21">
<meta name="DC.creator" content="Thu Hà"><meta name="DC.description" content="Cử tri mong sớm sửa đường.">"""


def page(
    head: str = "", above: str = "", body: str = BODY, title: str = f"<h1>{TITLE}</h1>", name: str = "Lam Khê"
) -> str:
    return f"""<!DOCTYPE html><html lang="en"><head><title>{name}</title>{head}</head><body>
<div id="header"><span>Thứ Ba, 24/11/2026</span><ul class="menu"><li><a href="/">Trang chủ</a></li>
<li><a href="/gt">Giới thiệu</a></li><li><a href="/vb">Văn bản</a></li></ul></div>
<div class="left"><h3>Tin đọc nhiều</h3><ul>
<li><a href="/1">Huyện khởi công đường mới</a> 20/11/2026 08:00</li></ul></div>
<div class="main"><div class="breadcrumb"><a href="/">Trang chủ</a> » <a href="/txct">Tiếp xúc cử tri</a></div>
{title}{above}<div class="content">{body}</div>
<div class="related"><h3>Các tin khác</h3><ul><li><a href="/2">Họp ban chỉ đạo (02/01/2020)</a></li></ul></div></div>
<div id="footer">Bản quyền thuộc UBND huyện Lam Khê. Điện thoại: 0200 000 000</div></body></html>"""


def read(tmp_path: Path, content: str | bytes, name: str = "trang.html") -> Document | Failure:
    (result,) = read_as(name, content, tmp_path)
    return result


@pytest.mark.parametrize(
    ("content", "summary"),
    [
        (page(LD), "Cử tri mong sớm sửa đường."),
        (page(LD, title="", name=TITLE), "Cử tri mong sớm sửa đường."),
        (page(GRAPH, body=BODY + BYLINE), "Cử tri mong sớm sửa đường."),
        (page(GRAPH, title=f"<h2>{TITLE}</h2>", body=BODY + BYLINE), "Cử tri mong sớm sửa đường."),
        (page(DUBLIN), "Cử tri mong sớm sửa đường."),
        (page(above=DATE_LINE, body=BODY + BYLINE), None),
        (page(title=f"{DATE_LINE}<h1>{TITLE}</h1>", body=BODY + BYLINE), None),
        (page(above=DATE_LINE + '<div class="author">Thu Hà</div>'), None),
    ],
)
def test_a_page_gives_title_text_time_author_and_section(tmp_path: Path, content: str, summary: str | None) -> None:
    result = read(tmp_path, content)
    assert isinstance(result, Document), result
    assert (result.title, result.published, result.author) == (TITLE, WHEN, "Thu Hà")
    assert (result.section, result.kind, result.summary) == ("Tiếp xúc cử tri", "news", summary)
    assert result.text == TEXT


@pytest.mark.parametrize("tag", ["p", "div", "span"])
def test_a_short_notice_does_not_bring_the_menus_with_it(tmp_path: Path, tag: str) -> None:
    result = read(tmp_path, page(above=DATE_LINE, body=f"<{tag}>UBND huyện nghỉ Tết từ ngày 20/01/2020.</{tag}>"))
    assert isinstance(result, Document)
    assert (result.title, result.published) == (TITLE, WHEN)
    assert result.text == "UBND huyện nghỉ Tết từ ngày 20/01/2020."


def test_the_url_is_the_canonical_url(tmp_path: Path) -> None:
    canonical = '<link rel="canonical" href="https://lamkhe.example/tin/cu-tri">'
    results = [read(tmp_path, page(head)) for head in (GRAPH, GRAPH + canonical)]
    assert [f.url for f in results if isinstance(f, Document)] == [
        "https://lamkhe.example/tin/7",
        "https://lamkhe.example/tin/cu-tri",
    ]


def test_the_clock_of_the_page_is_not_the_day_of_the_article(tmp_path: Path) -> None:
    result = read(tmp_path, page())
    assert isinstance(result, Document)
    assert result.published is None


def test_a_page_laid_out_as_tables_gives_its_article(tmp_path: Path) -> None:
    paragraphs = "".join(
        f"<P>Đoạn thứ {n}: HĐND huyện thảo luận về ngân sách và giao thông của các xã.</P>" for n in range(8)
    )
    content = f"""<HTML><HEAD><TITLE>:: TRANG TIN DIEN TU ::</TITLE></HEAD><BODY><TABLE>
<TR><TD colspan=2><A href="a.asp">Trang chủ</A> | <A href="b.asp">Liên hệ</A></TD></TR>
<TR><TD><TABLE><TR><TD><B>DANH MỤC</B></TD></TR><TR><TD><A href="c.asp">Tin tức</A></TD></TR></TABLE></TD><TD><TABLE>
<TR><TD><FONT size=4><B>{TITLE}</B></FONT></TD></TR><TR><TD><FONT size=1>Cập nhật: 22/01/2020 11:21</FONT></TD></TR>
<TR><TD><FONT>{paragraphs}<P align=right><B>Thu Hà</B></P></FONT></TD></TR>
<TR><TD><B>Các tin khác:</B><BR>- <A href="d.asp?id=2">Họp ban chỉ đạo</A></TD></TR></TABLE></TD></TR>
<TR><TD>Cơ quan quản lý: Văn phòng HĐND và UBND huyện</TD></TR></TABLE></BODY></HTML>"""
    result = read(tmp_path, content)
    assert isinstance(result, Document)
    assert (result.title, result.published, result.author) == (TITLE, WHEN, "Thu Hà")
    assert result.text.startswith("Đoạn thứ 0")
    assert result.text.endswith("của các xã.")
    assert result.text.count("\n\n") == 7


FORMAL = """<table><tr><td><b>HỘI ĐỒNG NHÂN DÂN<br>HUYỆN LAM KHÊ</b></td><td><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>
Độc lập - Tự do - Hạnh phúc</b></td></tr><tr><td>Số: 05/2020/NQ-HĐND</td><td>Lam Khê, ngày 15 tháng 7 năm 2020</td></tr>
</table><p align=center><b>NGHỊ QUYẾT</b><br><b>Quy định mức hỗ trợ xây dựng nông thôn mới</b></p>
<p>Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;</p>
<p>Điều 1. Mức hỗ trợ cho các xã trên địa bàn huyện trong giai đoạn 2021 - 2025 được quy định như sau.</p>
<table><tr><td>Nơi nhận:<br>- Như Điều 3;</td><td>TM. HỘI ĐỒNG NHÂN DÂN<br>CHỦ TỊCH<br>Trần Thị Minh Nguyệt</td></tr>
</table>"""


def test_the_lines_of_a_formal_document_stay_apart(tmp_path: Path) -> None:
    result = read(tmp_path, page(GRAPH, body=FORMAL))
    assert isinstance(result, Document)
    assert result.kind is None
    assert result.text.startswith("HỘI ĐỒNG NHÂN DÂN\nHUYỆN LAM KHÊ\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập")
    assert "\n\nSố: 05/2020/NQ-HĐND\n\nLam Khê, ngày 15 tháng 7 năm 2020\n\nNGHỊ QUYẾT\nQuy định" in result.text
    assert result.text.endswith("TM. HỘI ĐỒNG NHÂN DÂN\nCHỦ TỊCH\nTrần Thị Minh Nguyệt")


def test_a_table_of_attributes_is_read_into_fields(tmp_path: Path) -> None:
    rows = """<table><tr><td>Số/Ký hiệu</td><td>05/2020/NQ-HĐND</td><td>Ngày ban hành</td><td>15/07/2020</td></tr>
<tr><td>Loại văn bản:</td><td>Nghị quyết</td><td>Ngày có hiệu lực</td><td>01/08/2020</td></tr>
<tr><td>Trích yếu</td><td colspan=3>Quy định mức hỗ trợ xây dựng nông thôn mới trên địa bàn huyện Lam Khê</td></tr>
<tr><td>Cơ quan ban hành / Chức vụ / Người ký</td><td>HĐND huyện</td><td>Chủ tịch</td><td>Trần Thị Minh Nguyệt</td></tr>
<tr><td>Tình trạng hiệu lực: Còn hiệu lực</td></tr></table>
<p>Tải về: <a href="/files/05-nq.pdf">Bản ký</a> <a href="/trang">Trang khác</a></p>"""
    result = read(tmp_path, page('<link rel="canonical" href="https://lamkhe.example/vb/5">', body=rows, title=""))
    assert isinstance(result, Document)
    assert result.title == "Quy định mức hỗ trợ xây dựng nông thôn mới trên địa bàn huyện Lam Khê"
    assert (result.kind, result.number, result.issuer) == ("resolution", "05/2020/NQ-HĐND", "HĐND huyện")
    assert (result.issued, result.effective, result.status) == (date(2020, 7, 15), date(2020, 8, 1), "Còn hiệu lực")
    assert result.signer == Official("Trần Thị Minh Nguyệt", "Chủ tịch")
    assert [(a.name, a.url) for a in result.attachments] == [("05-nq.pdf", "https://lamkhe.example/files/05-nq.pdf")]


@pytest.mark.parametrize(
    "data",
    [
        page(LD).encode(),
        page('<meta charset="utf-8">' + LD).encode("utf-8-sig"),
        page('<meta charset="utf-16">' + LD).encode("utf-16"),
        page('<meta charset="windows-1252">' + LD).encode(),
        in_1258(page('<meta http-equiv="Content-Type" content="text/html; charset=windows-1258">' + LD)),
        in_1258(page(LD)),
        ('<?xml version="1.0" encoding="utf-8"?>' + page(LD)).encode(),
    ],
)
def test_declared_and_undeclared_encodings_give_the_same_text(tmp_path: Path, data: bytes) -> None:
    result = read(tmp_path, data)
    assert isinstance(result, Document), result
    assert (result.title, result.text) == (TITLE, TEXT)


@pytest.mark.parametrize(
    "content",
    [
        "<html><head><title>Tin</title></head><body></body></html>",
        "<html></html>",
        "<div>" * 20_000,
        page(
            title="", body='<ul><li><a href="/1">Tin một</a></li><li><a href="/2">Tin hai</a></li></ul>', name="Tin tức"
        ),
        "<html><body>" + "<p><a href='/a'>[Thuộc tính]</a> <a href='/b'>[Toàn văn]</a></p>" * 30 + "</body></html>",
    ],
)
def test_a_page_without_an_article_is_a_clear_failure(tmp_path: Path, content: str) -> None:
    result = read(tmp_path, content)
    assert isinstance(result, Failure)
    assert "không tìm thấy nội dung bài viết" in result.message


def test_a_tag_with_very_many_attributes_costs_no_time(tmp_path: Path) -> None:
    many = " ".join(f'a{n}="x"' for n in range(60_000))
    result = read(tmp_path, page(above=f"<div {many}></div>"))
    assert isinstance(result, Document)
    assert result.title == TITLE


def test_pages_of_the_law_database_are_read_or_refused_clearly(shared_data: Path) -> None:
    results = {path.name: list(read_file(path)) for path in sorted((shared_data / "files").glob("*.html"))}
    assert all(len(result) == 1 for result in results.values())
    refused = {name for name, (result,) in results.items() if isinstance(result, Failure)}
    assert refused <= {"vbpl_luocdo_phaply.html", "vbpl_related_doc.html", "vbpl_search.html"}
    (attributes,) = results["vbpl_thuoctinh.html"]
    assert isinstance(attributes, Document)
    assert (attributes.title, attributes.number) == ("Tố tụng hình sự", "101/2015/QH13")
    assert (attributes.issued, attributes.effective) == (date(2015, 11, 27), date(2018, 1, 1))
    assert attributes.signer == Official("Nguyễn Sinh Hùng", "Chủ tịch Quốc hội")
    (full,) = results["vbpl_v1.html"]
    assert isinstance(full, Document)
    assert "Nước Cộng hòa xã hội chủ nghĩa Việt Nam là một nước độc lập" in full.text
    assert "Nguyễn Sinh Hùng" in full.text


SENTENCE = "Riêng mô hình nuôi cá tầm trên lòng hồ mang lại thu nhập ổn định cho nhiều hộ dân ở vùng cao."


@pytest.mark.parametrize("sample", list(pages(173)), ids=lambda sample: sample.name)
def test_every_block_of_a_page_is_read_and_no_furniture(tmp_path: Path, sample: Page) -> None:
    assert loss(sample, tmp_path) is None


def test_a_search_form_and_rows_of_links_are_refused(tmp_path: Path) -> None:
    form = """<html><body><form><table><tr><td>Số ký hiệu</td><td>Ngày ban hành</td></tr><tr><td>Trích yếu</td>
<td><input type=text></td></tr></table></form><p>Văn bản đăng trên Công báo là văn bản chính thức của tỉnh nhà.</p>"""
    rows = "<tr><td>13/7/2024</td><td><a href='/1'>Quyết định số 37/2024/QĐ-UBND bãi bỏ một quyết định</a></td></tr>"
    assert [type(read(tmp_path, content)) for content in (form, rows)] == [Failure, Failure]


def test_a_blank_to_fill_in_is_no_author(tmp_path: Path) -> None:
    note = '<p class="author">Theo Nghị quyết số...... ngày...... của Hội đồng nhân dân</p>'
    result = read(tmp_path, f"<html><body><p>{SENTENCE}</p>{note}</body></html>")
    assert isinstance(result, Document)
    assert result.author is None


def test_a_cell_of_several_lines_stays_in_its_row(tmp_path: Path) -> None:
    table = "<table><tr><td>STT</td><td>Ghi chú</td></tr><tr><td>1</td><td>Hộ nghèo<br>có người ốm</td></tr></table>"
    result = read(tmp_path, f"<html><body><p>{SENTENCE}</p>{table}</body></html>")
    assert isinstance(result, Document)
    assert result.text.endswith("\n\n| STT | Ghi chú |\n|---|---|\n| 1 | Hộ nghèo có người ốm |")


SENTENCE = "Sáng nay, Hội đồng nhân dân xã Bình Hòa họp về mức thu phí tại các chợ trên địa bàn xã."
LINKS = "".join(f'<li><a href="/{n}">Tin về xã Bình Hòa số {n}</a></li>' for n in range(9))


@pytest.mark.parametrize("name", ["search-content", "modal-body", "comment", "popup news", "tim-kiem"])
def test_a_part_of_the_article_may_be_named_as_furniture(tmp_path: Path, name: str) -> None:
    body = f"<p>{SENTENCE}</p><div class='{name}'><p>Chợ Đông: {SENTENCE}</p></div><p>Hết: {SENTENCE}</p>"
    (document,) = read_as("tin.html", f"<html><body><h1>Họp về phí chợ</h1>{body * 2}</body></html>", tmp_path)
    assert isinstance(document, Document)
    assert document.text.count(SENTENCE) == 6


@pytest.mark.parametrize(
    "furniture",
    [
        f"<p>{SENTENCE}</p><form><input name=q></form>",
        f"<p>Tin: {SENTENCE}</p><ul>{LINKS}</ul>",
        "<p>Chưa có bình luận</p>",
    ],
)
@pytest.mark.parametrize("name", ["search", "comments", "modal"])
def test_a_form_links_and_labels_named_as_furniture_are_left_out(tmp_path: Path, name: str, furniture: str) -> None:
    body = f"<p>Chợ Đông. {SENTENCE}</p><div class='{name}'>{furniture}</div>"
    page = f"<html><body><h1>Họp về phí chợ</h1>{body}<p>Cầu Tây. {SENTENCE} {SENTENCE}</p></body></html>"
    (document,) = read_as("tin.html", page, tmp_path)
    assert isinstance(document, Document)
    assert document.text == f"Chợ Đông. {SENTENCE}\n\nCầu Tây. {SENTENCE} {SENTENCE}"


@pytest.mark.parametrize(
    ("last", "is_kept"),
    [
        ("Xã sẽ xử lý những nơi vi phạm bản quyền phần mềm.", True),
        ("Bản quyền phần mềm được bảo vệ.", True),
        ("Bản quyền thuộc Ủy ban nhân dân xã Bình Hòa", False),
        ("© 2024 UBND xã", False),
    ],
)
def test_a_sentence_about_copyright_is_no_footer(tmp_path: Path, last: str, is_kept: bool) -> None:
    page = f"<html><body><h1>Họp về phí chợ</h1><p>{SENTENCE}</p><p>{last}</p></body></html>"
    (document,) = read_as("tin.html", page, tmp_path)
    assert isinstance(document, Document)
    assert document.text.endswith(last) == is_kept
