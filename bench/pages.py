"""Generate HTML pages of every kind of block in every kind of portal, and count the words that reading loses or adds.

A page is a block (paragraph, list, table …) at a place between two neighbours, in a container with the furniture of a
portal around it. All words of the body must be read, once and in order, and no word of the furniture.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from time import process_time
from typing import NamedTuple

from corpus.document import Document
from corpus.readers import read_file

TITLE = "Kỳ họp thứ tám Hội đồng nhân dân huyện Lam Khê"
_WORD = re.compile(r"\w+")

LONG = (
    "Sáng ngày mùng ba, Thường trực Hội đồng nhân dân huyện tổ chức hội nghị triển khai kế hoạch giám sát năm tới.",
    "Ủy ban nhân dân các xã báo cáo kết quả thu ngân sách, xây dựng đường giao thông nông thôn và chăm lo hộ nghèo.",
    "Cử tri xã Bình Hòa đề nghị sớm sửa chữa tuyến kênh mương nội đồng trước khi bước vào vụ đông xuân sắp đến.",
    "Kết luận hội nghị, lãnh đạo huyện yêu cầu các phòng, ban tiếp thu đầy đủ ý kiến và trả lời đúng thời hạn.",
)
# A block has its HTML and its text; `{a}`, `{b}` … are its own words, so that no two blocks of a page are alike.
_SENTENCE = "Riêng mô hình nuôi cá tầm trên lòng hồ mang lại thu nhập ổn định cho nhiều hộ dân ở vùng cao."
_SECOND = "Đề án trồng sâm dưới tán rừng sẽ được nhân rộng ra ba xã vào quý tới."
BLOCKS: dict[str, tuple[str, str]] = {
    "p": (f"<p>{_SENTENCE}</p>", _SENTENCE),
    "div": (f"<div>{_SENTENCE}</div>", _SENTENCE),
    "span": (f"<span>{_SENTENCE}</span>", _SENTENCE),
    "span in div": (f"<div><span>{_SENTENCE}</span></div>", _SENTENCE),
    "font": (f"<font face='Times New Roman'>{_SENTENCE}</font>", _SENTENCE),
    "named anchor": (f"<p><a name='dieu_1'><b>{_SENTENCE}</b></a></p>", _SENTENCE),
    "anchor alone": (f"<a name='dieu_1'>{_SENTENCE}</a>", _SENTENCE),
    "link": (
        f"<p>Toàn văn tại <a href='/vb/5'>Nghị quyết số 5</a>. {_SENTENCE}</p>",
        f"Toàn văn tại Nghị quyết số 5. {_SENTENCE}",
    ),
    "link alone": ("<p><a href='/vb/5'>Nghị quyết về nuôi cá tầm</a></p>", "Nghị quyết về nuôi cá tầm"),
    "bare text": (_SENTENCE, _SENTENCE),
    "bare and bold": (f"<b>Cá tầm:</b> {_SENTENCE}", f"Cá tầm: {_SENTENCE}"),
    "line breaks": (f"{_SENTENCE}<br>{_SECOND}<br><br>Hết lời.", f"{_SENTENCE} {_SECOND} Hết lời."),
    "break in a sentence": (
        "<p>Ngày 28<br>tháng 11, đoàn giám sát làm việc<br/>với xã.</p>",
        "Ngày 28 tháng 11, đoàn giám sát làm việc với xã.",
    ),
    "source lines": (
        "<p>Đoàn giám sát do bà Trần\nThị Mẫu\n   dẫn đầu.</p>",
        "Đoàn giám sát do bà Trần Thị Mẫu dẫn đầu.",
    ),
    "ul": ("<ul><li>Đề án nuôi cá tầm</li><li>Đề án trồng sâm</li></ul>", "Đề án nuôi cá tầm Đề án trồng sâm"),
    "ul of links": (
        "<ul><li><a href='/1.pdf'>Tờ trình cá tầm</a></li><li><a href='/2.pdf'>Đề án trồng sâm</a></li></ul>",
        "Tờ trình cá tầm Đề án trồng sâm",
    ),
    "ol": (f"<ol><li>{_SENTENCE}</li><li>Thu đúng mức.</li></ol>", f"{_SENTENCE} Thu đúng mức."),
    "nested list": (
        "<ul><li>Xã Bình Hạ<ul><li>Thôn Đồi</li><li>Thôn Suối</li></ul></li><li>Xã Tam Thanh</li></ul>",
        "Xã Bình Hạ Thôn Đồi Thôn Suối Xã Tam Thanh",
    ),
    "li of paragraphs": (f"<ul><li><p>{_SENTENCE}</p><p>Hộ nghèo.</p></li></ul>", f"{_SENTENCE} Hộ nghèo."),
    "dl": (
        "<dl><dt>Cá tầm</dt><dd>Nuôi trong lồng</dd><dt>Sâm</dt><dd>Trồng dưới tán rừng</dd></dl>",
        "Cá tầm Nuôi trong lồng Sâm Trồng dưới tán rừng",
    ),
    **{f"h{n}": (f"<h{n}>Kết quả nuôi cá tầm mục {n}</h{n}>", f"Kết quả nuôi cá tầm mục {n}") for n in range(1, 7)},
    "heading of a link": ("<h3><a name='muc'>Phần cá tầm</a></h3>", "Phần cá tầm"),
    "repeated line": (
        f"<p>Theo đề nghị của xã,</p><p>{_SECOND}</p><p>Theo đề nghị của xã,</p>",
        f"Theo đề nghị của xã, {_SECOND} Theo đề nghị của xã,",
    ),
    "repeated sentence": (f"<p>{_SENTENCE}</p><p>{_SENTENCE}</p>", f"{_SENTENCE} {_SENTENCE}"),
    "blockquote": (f"<blockquote>{_SENTENCE}</blockquote>", _SENTENCE),
    "blockquote of p": (f"<blockquote><p>{_SENTENCE}</p><p>Hết trích.</p></blockquote>", f"{_SENTENCE} Hết trích."),
    "pre": ("<pre>Cá tầm   12 tấn\nSâm       3 tấn</pre>", "Cá tầm 12 tấn Sâm 3 tấn"),
    "hr": (f"<hr><p>{_SENTENCE}</p><hr>", _SENTENCE),
    "table": (
        "<table><tr><td>Cá tầm</td><td>12 tấn</td></tr><tr><td>Sâm</td><td>3 tấn</td></tr></table>",
        "Cá tầm 12 tấn Sâm 3 tấn",
    ),
    "table with th": (
        "<table border=1><tr><th>Loài</th><th>Sản lượng</th></tr><tr><td>Cá tầm</td><td>12</td></tr></table>",
        "Loài Sản lượng Cá tầm 12",
    ),
    "table of sections": (
        (
            "<table><caption>Sản lượng</caption><thead><tr><th>Loài</th><th>Tấn</th></tr></thead><tbody><tr>"
            "<td>Cá tầm</td><td>12</td></tr></tbody><tfoot><tr><td>Tổng</td><td>12</td></tr></tfoot></table>"
        ),
        "Sản lượng Loài Tấn Cá tầm 12 Tổng 12",
    ),
    "table of five": (
        (
            "<table border=1><tr><td>STT</td><td>Họ tên</td><td>Thôn</td><td>Mức</td><td>Ghi chú</td></tr>"
            "<tr><td>1</td><td>Lò Thị Mẫu</td><td>Đồi</td><td>20</td><td>Hộ nghèo<br>có người ốm</td></tr>"
            "</table>"
        ),
        "STT Họ tên Thôn Mức Ghi chú 1 Lò Thị Mẫu Đồi 20 Hộ nghèo có người ốm",
    ),
    "lists in cells": (
        (
            "<table border=1><tr><th>Nội dung</th><th>Xã</th></tr><tr><td><ul><li>Nuôi cá tầm</li><li>Trồng "
            "sâm</li></ul></td><td>Bình Hạ</td></tr></table>"
        ),
        "Nội dung Xã Nuôi cá tầm Trồng sâm Bình Hạ",
    ),
    "paragraphs in cells": (
        (
            f"<table border=1><tr><td><p>Một</p><p>{_SENTENCE}</p></td><td><p>Hai</p></td></tr><tr><td>"
            "Ba</td><td>Bốn</td></tr></table>"
        ),
        f"Một {_SENTENCE} Hai Ba Bốn",
    ),
    "nested table": (
        (
            "<table border=1><tr><td>Xã</td><td>Chi tiết</td></tr><tr><td>Bình Hạ</td><td><table><tr><td>Cá "
            "tầm</td><td>12</td></tr><tr><td>Sâm</td><td>3</td></tr></table></td></tr></table>"
        ),
        "Xã Chi tiết Bình Hạ Cá tầm 12 Sâm 3",
    ),
    "spans of cells": (
        (
            "<table border=1><tr><td rowspan=2>Xã</td><td colspan=2>Sản lượng</td></tr><tr><td>Cá tầm</td>"
            "<td>Sâm</td></tr><tr><td>Bình Hạ</td><td>12</td><td>3</td></tr></table>"
        ),
        "Xã Sản lượng Cá tầm Sâm Bình Hạ 12 3",
    ),
    "single cell": (f"<table><tr><td>{_SENTENCE}</td></tr></table>", _SENTENCE),
    "bar in a cell": (
        "<table border=1><tr><th>Ca</th><th>Giờ</th></tr><tr><td>sáng | chiều</td><td>8</td></tr></table>",
        "Ca Giờ sáng chiều 8",
    ),
    "signature": (
        (
            "<table><tr><td>Nơi nhận:<br>- Như Điều 3;<br>- Lưu: VT.</td><td>TM. HỘI ĐỒNG NHÂN DÂN<br>CHỦ "
            "TỊCH<br>Trần Thị Mẫu</td></tr></table>"
        ),
        "Nơi nhận: Như Điều 3; Lưu: VT. TM. HỘI ĐỒNG NHÂN DÂN CHỦ TỊCH Trần Thị Mẫu",
    ),
    "figure": (
        "<figure><img src='/a.jpg' alt='ảnh'><figcaption>Quang cảnh hội nghị về cá tầm</figcaption></figure>",
        "Quang cảnh hội nghị về cá tầm",
    ),
    "picture in a table": (
        "<table align=center><tr><td><img src='/a.jpg'></td></tr><tr><td>Lồng cá tầm trên hồ</td></tr></table>",
        "Lồng cá tầm trên hồ",
    ),
    "short div": ("<div>Trân trọng cảm ơn.</div>", "Trân trọng cảm ơn."),
    "section": (f"<section><h2>Thủy sản</h2><div>{_SENTENCE}</div></section>", f"Thủy sản {_SENTENCE}"),
    "text around p": (
        f"<div>Mở đầu phần cá tầm<p>{_SENTENCE}</p>Kết thúc phần cá tầm</div>",
        f"Mở đầu phần cá tầm {_SENTENCE} Kết thúc phần cá tầm",
    ),
    "center": (f"<center><b>BIÊN BẢN</b></center><p align=center>{_SENTENCE}</p>", f"BIÊN BẢN {_SENTENCE}"),
    "details": (f"<details><summary>Xem phụ lục</summary><p>{_SENTENCE}</p></details>", f"Xem phụ lục {_SENTENCE}"),
    "Word": (
        (
            "<p class=MsoNormal style='text-align:justify'><span lang=VI style='font-size:14.0pt'>Riêng "
            "mô\nhình nuôi cá tầm trên lòng hồ<o:p></o:p></span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        ),
        "Riêng mô hình nuôi cá tầm trên lòng hồ",
    ),
    "Word list": (
        (
            "<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>1.<span>"
            "&nbsp;&nbsp; </span></span><![endif]>Nuôi cá\ntầm<o:p></o:p></p>"
        ),
        "1. Nuôi cá tầm",
    ),
    "unclosed": ("<p>Nuôi cá tầm trên hồ<p>Trồng sâm dưới tán rừng", "Nuôi cá tầm trên hồ Trồng sâm dưới tán rừng"),
    "marked-up words": (
        "<p>Nuôi <i>cá</i> <u>t</u>ầm<sup>2</sup>, tr<b>ồng</b> sâm &amp; lúa</p>",
        "Nuôi cá tầm2, trồng sâm & lúa",
    ),
}

MENU = """<div id="header"><div class="logo">Cổng thông tin điện tử</div>
<span class="clock">Thứ Ba, 24/11/2026</span></div>
<div class="menu"><ul><li><a href="/">Trang nhất</a></li><li><a href="/gt">Tổng quan</a></li><li><a href="/vb">Kho văn
bản</a></li></ul></div>"""
SEARCH = """<form action="/tim" class="timkiem"><input type="text" name="q" placeholder="Từ khóa"><label>Tra cứu</label>
<select><option>Tất cả</option><option>Pháp chế</option></select><button>Tìm</button></form>"""
LOGIN = """<div class="login"><a href="/dn">Đăng nhập</a> Quý vị chưa đăng nhập hệ thống, hãy đăng nhập
để sử dụng đủ các chức năng.</div>"""
CRUMBS = '<div class="breadcrumb"><a href="/">Trang nhất</a> » <a href="/kh">Mục tin kỳ họp</a></div>'
DATE = '<div class="date">Thứ Tư, 22/01/2020 | 11:21 GMT+7</div>'
POLL = """<div class="poll"><h3>Bình chọn</h3><form>
<p>Ông bà thấy giao diện này thế nào?</p><input type="radio" name="v">Đẹp
<input type="radio" name="v">Xấu <input type="submit" value="Gửi"></form></div>"""
RELATED = """<div class="lien-quan"><h3>Tin liên quan</h3><ul>
<li><a href="/2">Họp ban chỉ đạo phòng chống lụt bão trước mùa mưa năm nay
tại trụ sở</a> (02/01/2020)</li><li><a href="/3">Khởi công nhà văn hóa</a> (01/01/2020)</li></ul></div>"""
SHARE = (
    '<div class="share"><a href="#">Facebook</a> <a href="#">Zalo</a> <a href="#">In trang</a> | Lượt xem: 1.846</div>'
)
SIDE = """<div class="sidebar"><h3>Tin đọc nhiều</h3><ul>
<li><a href="/7">Huyện khởi công đường mới nối hai bờ sông Khê</a></li>
<li><a href="/8">Mở hội xuân</a></li></ul><div class="weather">Hải Đông 27 độ</div></div>"""
FOOTER = """<div id="footer">
<p>Bản quyền thuộc trang thông tin. Chịu trách nhiệm nội dung: Văn phòng. Ghi rõ nguồn khi phát
lại.</p><p>Số điện thoại: 0200 000 000</p><p>Đang truy cập: 12</p></div>"""
H1 = f"<h1>{TITLE}</h1>"


def _html(body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html>\n<html lang='vi'><head><meta charset='utf-8'><title>{TITLE}</title>"
        f"{head}</head><body>{body}</body></html>"
    )


def _soup(before: str, after: str, side: str = SIDE) -> str:
    return _html(
        f"{MENU}{SEARCH}{LOGIN}<div>{side}{CRUMBS}{before}" + "{body}" + f"{after}{SHARE}{RELATED}</div>{POLL}{FOOTER}"
    )


CONTAINERS: dict[str, str] = {
    "bare": _html("{body}").replace(f"<title>{TITLE}</title>", ""),
    "title alone": _html(f"{H1}{{body}}"),
    "article": _html(
        f"<header>{MENU}</header><nav>{CRUMBS}</nav><article>{H1}<time>22/01/2020 11:21</time>"
        f"{{body}}</article><aside>{SIDE}</aside>{POLL}<footer>{FOOTER}</footer>"
    ),
    "main": _html(
        f"<header>{MENU}{SEARCH}</header><main>{CRUMBS}{H1}{DATE}{{body}}{RELATED}</main><footer>{FOOTER}</footer>"
    ),
    "main and article": _html(
        f"<nav>{MENU}</nav><main><article class='post-7 category-tin-tuc tag-hdnd'><header>"
        f"{H1}{DATE}</header><div class='entry-content'>{{body}}</div><footer class='entry-footer'>"
        f"{SHARE}</footer></article><section class='related'><h2>Tin liên quan</h2><article><a href='/3'>"
        f"Khởi công nhà văn hóa</a></article></section></main>{FOOTER}"
    ),
    "class": _soup(f"<div class='news-detail'>{H1}{DATE}<div class='content'>", "</div></div>"),
    "no class": _soup(f"<div>{H1}{DATE}<div>", "</div></div>"),
    "body apart": _soup(f"<div><div>{H1}{DATE}</div></div><div><div>", "</div></div>"),
    "flat": _soup(f"{H1}{DATE}", ""),
    "flat with tools": _soup(f"{H1}{DATE}<p><a href='#'>In trang</a> | <a href='#'>Gửi email</a></p>", ""),
    "SharePoint": _html(
        f"<form id='aspnetForm' method='post'><input type='hidden' value='1'>{MENU}<div "
        f"id='s4-workspace'><div id='ctl00_PlaceHolderLeftNavBar_UINavigation'>{SIDE}</div><div "
        f"id='ctl00_PlaceHolderMain_ctl05_pnlDetail' class='ms-rtestate-field'>{CRUMBS}<h1>{TITLE}</h1>"
        f"{DATE}<div id='ctl00_PlaceHolderMain_ctl05_RichHtmlField' class='ms-rtestate-field'>"
        f"{{body}}</div></div><input type='text' name='ctl00$q'></div>{POLL}{FOOTER}</form>"
    ),
    "SharePoint without h1": _html(
        f"<form id='aspnetForm' method='post'>{MENU}{SIDE}<div id='ctl00_PlaceHolderMain_title' "
        f"class='tieude'>{TITLE}</div><div class='ngay'>22/01/2020 11:21</div><div "
        f"id='ctl00_PlaceHolderMain_noidung'>{{body}}</div>{FOOTER}</form>"
    ),
    "DotNetNuke": _html(
        f"<form id='Form'>{MENU}<div id='dnn_dnnLOGIN_login'>{LOGIN}</div><div id='dnn_LeftPane'>"
        f"{SIDE}</div><div id='dnn_ContentPane'><div class='DnnModule DnnModule-1'><div "
        f"id='dnn_ctr412_ViewNews_pnl'><span id='dnn_ctr412_lblTitle' class='title'>{TITLE}</span><span "
        f"class='date'>22/01/2020 11:21</span><div id='dnn_ctr412_lblContent'>{{body}}</div></div></div>"
        f"</div>{FOOTER}</form>"
    ),
    "Liferay": _html(
        f"<div id='wrapper'>{MENU}<div class='portlet-boundary portlet-journal-content'><div "
        f"class='portlet-body'><div class='journal-content-article'><h3 class='title-detail'>{TITLE}</h3>"
        f"<p class='date'>22/01/2020 11:21</p><div class='asset-content'>{{body}}</div></div><div "
        f"class='taglib-social-bookmarks'>Chia sẻ</div></div></div>{RELATED}{FOOTER}</div>"
    ),
    "layout tables": _html(
        "<table width=1000><tr><td colspan=2><a href='/'>Trang nhất</a> | <a href='/b'>Thư góp ý</a>"
        "</td></tr><tr><td width=200><table><tr><td><b>DANH MỤC</b></td></tr><tr><td><a href='/c'>Tin "
        f"hoạt động</a></td></tr></table></td><td><table><tr><td><font size=4><b>{TITLE}</b></font></td>"
        f"</tr><tr><td><font size=1>Cập nhật: 22/01/2020 11:21</font></td></tr><tr><td>{{body}}</td></tr>"
        "<tr><td><b>Các tin khác:</b><br>- <a href='/d'>Họp ban chỉ đạo</a></td></tr></table></td></tr>"
        "<tr><td colspan=2>Cơ quan quản lý: Văn phòng</td></tr></table>"
    ),
    "law portal": _html(
        f"<form id='aspnetForm'><div id='header'>{MENU}</div><div class='left-200'><div "
        "class='box-container'><div class='top'>Cơ quan ban hành</div><ul class='category'><li><a "
        "href='/q'>Quốc hội</a></li><li><a href='/c'>Chính phủ</a></li></ul></div></div><div "
        "class='right-790'><div class='box-map'><ul><li><a href='/'>CSDL quốc gia »</a></li><li><a "
        "href='/v'>Văn bản pháp luật</a></li></ul></div><div class='box-tab-vb'><div class='header'><ul>"
        "<li><a href='#'><b>Toàn văn</b></a></li><li><a href='#'><b>Thuộc tính</b></a></li><li><a "
        "href='#'><b>Lược đồ</b></a></li></ul></div><div class='content'><div class='fulltext'><h1>"
        f"{TITLE}</h1><div class='toanvancontent' id='toanvancontent'>{{body}}</div></div></div></div>"
        f"</div>{FOOTER}</form>"
    ),
    "Word": _html("<div class=WordSection1>{body}</div>", "<meta name=Generator content='Microsoft Word 15'>").replace(
        f"<title>{TITLE}</title>", ""
    ),
}
POSITIONS = ("alone", "first", "middle", "last")
NEIGHBOURS = {"p": "<p>{}</p>", "div": "<div>{}</div>", "br": "{}<br><br>"}


class Page(NamedTuple):
    """Holds a generated page, and the text of its body."""

    name: str
    html: str
    body: str


class Loss(NamedTuple):
    """Tells which words of a page's body were not read, and which words were read that are not of its body."""

    page: Page
    lost: list[str]
    added: list[str]


def page(block: str, container: str, position: str, neighbour: str) -> Page:
    """Return a page with the block in the container, first, last or in the middle of other paragraphs, or alone."""
    html, text = BLOCKS[block]
    before = {"middle": LONG[:2], "last": LONG[:2]}.get(position, ())
    after = {"middle": LONG[2:], "first": LONG[2:]}.get(position, ())
    around = NEIGHBOURS[neighbour]
    body = "\n".join([*map(around.format, before), html, *map(around.format, after)])
    # A page of a single short line has too little to be told from its furniture.
    lead = "" if before or after or "." in text else LONG[0]
    body = f"{around.format(lead)}{body}" if lead else body
    words = " ".join([lead, *before, text, *after])
    return Page(
        f"{block} / {container} / {position} / {neighbour}", CONTAINERS[container].replace("{body}", body), words
    )


def pages(step: int = 1) -> Iterator[Page]:
    """Yield every `step`-th page; one that has no divisor in common with the numbers of kinds meets each of them."""
    for kinds in islice(product(BLOCKS, CONTAINERS, POSITIONS, NEIGHBOURS), 0, None, step):
        yield page(*kinds)


def loss(sample: Page, folder: Path) -> Loss | None:
    """Read a page as files are read; None where its body comes back in whole, once, in order, and nothing else."""
    path = folder / "trang.html"
    path.write_text(sample.html, encoding="utf-8")
    result = next(read_file(path))
    got = _WORD.findall(result.text) if isinstance(result, Document) else []
    right = _WORD.findall(sample.body)
    if got == right:
        return None
    return Loss(sample, _missing(right, got), _missing(got, right))


def _missing(words: list[str], others: list[str]) -> list[str]:
    """Return the words that the others do not have as often; all where only the order differs."""
    rest = list(others)
    missing = []
    for word in words:
        if word in rest:
            rest.remove(word)
        else:
            missing.append(word)
    return missing or (["(thứ tự)"] if sorted(words) == sorted(others) else [])


def rows(step: int, limit: int) -> Iterator[dict[str, object]]:
    """Yield a row for the pages: how many were read right, how many lost or gained words, the time of one."""
    with tempfile.TemporaryDirectory() as folder:
        checked = list(pages(step))
        begin = process_time()
        losses = [found for found in (loss(sample, Path(folder)) for sample in checked) if found]
        seconds = process_time() - begin
    yield {
        "pages": len(checked),
        "right": len(checked) - len(losses),
        "lost": sum(bool(found.lost) for found in losses),
        "added": sum(bool(found.added) for found in losses),
        "ms": round(1000 * seconds / len(checked), 2),
    }
    for found in losses[:limit]:
        yield {"page": found.page.name, "lost": " ".join(found.lost)[:200], "added": " ".join(found.added)[:200]}
