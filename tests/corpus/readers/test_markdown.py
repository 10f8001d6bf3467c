"""Markdown: front matter in JSON or YAML, and the text below it without its marks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corpus.document import Attachment, Document, Official
from corpus.readers import Failure, read_file
from corpus.readers.markdown import plain_text
from tests.support.files import read_as

RECORD = """---json
{
    "slug": "06-nq-hdnd",
    "category": "van-ban.cua-huyen",
    "tag": [],
    "title": "Nghị quyết phê chuẩn quyết toán ngân sách năm 2019",
    "description": "",
    "date": "2020-07-17T00:05:00.000Z",
    "permalink": true,
    "trich_yeu": "Về việc phê chuẩn quyết toán ngân sách năm 2019",
    "co_quan_ban_hanh": "HỘI ĐỒNG NHÂN DÂN HUYỆN LAM KHÊ",
    "loai_van_ban": "",
    "nguoi_ky": "Trần Thị Minh Nguyệt",
    "ngay_co_hieu_luc": "15/7/2020",
    "tai_lieu_dinh_kem": "/img/06-NQ-HDND.pdf",
    "url": "",
    "hinh_thuc_van_ban": "Nghị quyết",
    "ngay_ban_hanh": "15/07/2020",
    "so_hieu": "06/NQ-HĐND",
    "__content__": ""
}
---
"""


def read(tmp_path: Path, text: str, name: str = "van-ban.md") -> list[Document | Failure]:
    return read_as(name, text, tmp_path)


@pytest.mark.parametrize("name", ["van-ban.md", "van-ban.txt"])
@pytest.mark.parametrize("opening", ["---json\n", "---\n"])
def test_a_record_with_json_front_matter(tmp_path: Path, opening: str, name: str) -> None:
    (document,) = read(tmp_path, RECORD.replace("---json\n", opening), name)
    assert document == Document(
        id="",
        title="Nghị quyết phê chuẩn quyết toán ngân sách năm 2019",
        summary="Về việc phê chuẩn quyết toán ngân sách năm 2019",
        kind="resolution",
        number="06/NQ-HĐND",
        issuer="HỘI ĐỒNG NHÂN DÂN HUYỆN LAM KHÊ",
        issued=date(2020, 7, 15),
        effective=date(2020, 7, 15),
        published=datetime(2020, 7, 17, 0, 5, tzinfo=UTC),
        signer=Official("Trần Thị Minh Nguyệt"),
        attachments=(Attachment("06-NQ-HDND.pdf", "application/pdf", url="/img/06-NQ-HDND.pdf"),),
    )


def test_yaml_front_matter_and_a_body(tmp_path: Path) -> None:
    text = (
        "---\nso_hieu: 010/QĐ-UBND\nngay_ban_hanh: 2020-07-15\ntrich_yeu: Về giá đất\nnguoi_ky: null\n"
        "officials:\n  - {name: Lê Quang Thủy, role: Chủ tịch UBND huyện}\n---\n"
        "\n# Về giá đất\n\n**Điều 1.** Giá là 5.\n"
    )
    assert read(tmp_path, text) == [
        Document(
            id="",
            title="Về giá đất",
            number="010/QĐ-UBND",
            issued=date(2020, 7, 15),
            officials=(Official("Lê Quang Thủy", "Chủ tịch UBND huyện"),),
            text="Điều 1. Giá là 5.",
        )
    ]


def test_a_heading_is_the_title_where_none_is_given(tmp_path: Path) -> None:
    assert read(tmp_path, "# Lịch *tiếp* dân #\n\nSáng thứ hai.") == [
        Document(id="", title="Lịch tiếp dân", text="Sáng thứ hai.")
    ]


def test_markdown_without_any_of_these_is_read_as_plain_text(tmp_path: Path) -> None:
    assert read(tmp_path, "Lịch tiếp dân\n\nSáng **thứ hai**.") == [
        Document(id="", title="Lịch tiếp dân", text="Sáng thứ hai.")
    ]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("## Điều 1. Mức ##", "Điều 1. Mức"),
        ('Theo [Nghị quyết số 5](https://lamkhe.example/a_(b).pdf "tải") này', "Theo Nghị quyết số 5 này"),
        ("![Quang cảnh họp](anh.jpg)", "Quang cảnh họp"),
        (
            "**Điều 1.** và *nghiêng*, ***cả hai***, __gạch__, _dưới_, ~~bỏ~~, `mã`",
            "Điều 1. và nghiêng, cả hai, gạch, dưới, bỏ, mã",
        ),
        ("ten_tep_dai và 5 * 3 * 2", "ten_tep_dai và 5 * 3 * 2"),
        ("> Trích dẫn\n> dòng hai", "Trích dẫn\ndòng hai"),
        ("| TT | Mức |\n|----|:---:|\n| 1 | **500** |", "| TT | Mức |\n|---|---|\n| 1 | 500 |"),
        ("TT | Mức\n--- | ---\n1 | a \\| b", "| TT | Mức |\n|---|---|\n| 1 | a \\| b |"),
        ("- Như Điều 3;\n- Lưu: VT.", "- Như Điều 3;\n- Lưu: VT."),
        ("Trên\n\n* * *\n\n---\n\nDưới", "Trên\n\nDưới"),
        ("```\nmã\n```", "mã"),
        ("Dòng một<br>dòng hai <b>đậm</b> &amp; hết<!-- ẩn\n-->.", "Dòng một\ndòng hai đậm & hết."),
        ("1\\. Không phải danh sách \\*", "1. Không phải danh sách *"),
        ("Dòng một  \ndòng hai\\\ndòng ba", "Dòng một\ndòng hai\ndòng ba"),
    ],
)
def test_marks_are_reduced_to_text(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ('---json\n{"title": "Về giá",}\n---\n', "JSON"),
        ("---\ntitle: 'Về\nso: [\n---\n", "YAML"),
        ("---\n- một\n- hai\n---\nabc", "tên: giá trị"),
        ("---\nofficials: &a [*a]\n---\nabc", ""),
    ],
)
def test_front_matter_that_cannot_be_read_is_a_clear_failure(tmp_path: Path, front: str, expected: str) -> None:
    results = read(tmp_path, front)
    assert isinstance(results[-1], Failure)
    assert expected in results[-1].message


def test_lists_that_hold_each_other_do_not_grow(tmp_path: Path) -> None:
    names = "bcdefghij"
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for name, inner in zip(names, "a" + names, strict=False):
        bomb += f"{name}: &{name} [{', '.join([f'*{inner}'] * 9)}]\n"
    document, *failures = read(tmp_path, f"---\n{bomb}title: Về thuế\nofficials: *j\nsection: *j\n---\n")
    assert document == Document(id="", title="Về thuế")
    assert len(failures) == 2


LONG = f"a: &a '{'chữ ' * 10_000}'\n"
GROWING = "b0: &b0 [x, x]\n" + "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]\n" for n in range(1, 12))


@pytest.mark.parametrize(
    "field",
    [
        f"{LONG}officials:\n" + "- *a\n" * 9000,
        f"{LONG}citations:\n- number: 5/NQ\n  parts:\n" + "  - *a\n" * 9000,
        f"c: &c [{', '.join('x' * 9000)}]\ncitations:\n" + "- {number: 5/NQ, parts: *c}\n" * 9000,
        f"{GROWING}attachments: [{{name: a.pdf, pages: *b11}}]\n",
    ],
    ids=["persons", "parts", "lists of parts", "number of pages"],
)
def test_items_referred_to_without_end_are_cut(tmp_path: Path, field: str) -> None:
    document, failure = read(tmp_path, f"---\ntitle: Về thuế\n{field}---\n")
    assert isinstance(document, Document)
    assert isinstance(failure, Failure)
    assert document.title == "Về thuế"
    assert len(str(document)) < 1_000_000


def test_a_cell_referred_to_without_end_is_cut(tmp_path: Path) -> None:
    (document,) = read(tmp_path, f"---\ntitle: Về thuế\n{GROWING}body: [{{rows: [[Chợ, *b11], [Cầu, Đò]]}}]\n---\n")
    assert isinstance(document, Document)
    assert document.text.startswith("| Chợ | x x x")
    assert document.text.endswith("x |\n| Cầu | Đò |")


def test_the_record_of_the_council_is_read(shared_data: Path) -> None:
    (document,) = read_file(shared_data / "council" / "06-nq-hdnd-dak-song-15-07-2020.md")
    assert isinstance(document, Document)
    assert (document.number, document.kind, document.issued) == ("06/NQ-HĐND", "resolution", date(2020, 7, 15))
    assert document.published == datetime(2020, 7, 17, 0, 5, tzinfo=UTC)
    assert document.title.startswith("Nghị quyết Về việc phê chuẩn quyết toán")
    assert document.signer is None
    assert document.attachments[0].url == "/img/06-NQ-HDND_20200721085400539530.pdf"


@pytest.mark.parametrize("name", ["van-ban.md", "van-ban.md.md", "van-ban.txt"])
def test_toml_front_matter_gives_its_fields(tmp_path: Path, name: str) -> None:
    front = (
        'title = "Về chợ"\nngay_ban_hanh = 2024-08-05\ndate = 2024-08-05T08:30:00Z\n[params]\nso_hieu = "12/QĐ-UBND"\n'
    )
    (document,) = read(tmp_path, f"+++\n{front}+++\nĐiều 1. Chợ.\n", name)
    assert document == Document(
        id="",
        title="Về chợ",
        text="Điều 1. Chợ.",
        issued=date(2024, 8, 5),
        published=datetime(2024, 8, 5, 8, 30, tzinfo=UTC),
        number="12/QĐ-UBND",
    )


@pytest.mark.parametrize("front", ["title = chợ", "a" + ".a" * 50_000 + " = 1"])
def test_toml_that_cannot_be_read_is_a_clear_failure(tmp_path: Path, front: str) -> None:
    (failure,) = read(tmp_path, f"+++\n{front}\n+++\nThân bài.")
    assert isinstance(failure, Failure)
    assert "TOML" in failure.message


@pytest.mark.parametrize("name", ["van-ban.md", "van-ban.txt", "van-ban.md.md"])
@pytest.mark.parametrize("front", ["---\n---\n", "---\n...\n", "+++\n+++\n"])
def test_empty_front_matter_is_no_text(tmp_path: Path, front: str, name: str) -> None:
    (document,) = read(tmp_path, f"{front}Thân bài.", name)
    assert document == Document(id="", text="Thân bài.")
