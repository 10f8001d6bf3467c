"""Nested JSON: metadata and content apart, texts in chapters and articles, several records in one file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Document
from corpus.readers import Failure, read_file
from corpus.readers.nested import flat
from tests.support.files import read_as

ARTICLES = [
    {"number": 1, "heading": "Phạm vi điều chỉnh", "body": "Nghị định này quy định việc quản lý các chợ."},
    {"number": 2, "heading": "Đối tượng áp dụng", "body": "<p>Cơ quan, tổ chức <b>quản lý</b> chợ.</p>"},
]
CHAPTERS = {"id": "12-2025-nd-cp", "chapters": [{"number": "I", "title": "QUY ĐỊNH CHUNG", "articles": ARTICLES}]}
TEXT = (
    "Chương I\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi điều chỉnh\n\nNghị định này quy định việc quản lý các chợ.\n\n"
    "Điều 2. Đối tượng áp dụng\n\nCơ quan, tổ chức quản lý chợ."
)
CLAUSES = [
    {"so": 1, "noi_dung": "Chợ xã:", "diem": [{"so": "a", "noi_dung": "Chợ Đông;"}]},
    {"so": 2, "noi_dung": "2. Đò."},
]


def _one(tmp_path: Path, shape: Any) -> Document:
    (document,) = read_as("van-ban.json", json.dumps(shape, indent=1), tmp_path)
    assert isinstance(document, Document)
    return document


def test_chapters_and_articles_become_one_text(tmp_path: Path) -> None:
    document = _one(tmp_path, CHAPTERS)
    assert (document.number, document.text) == ("12/2025/NĐ-CP", TEXT)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (
            {"dieu": [{"so": "3", "ten": "Chợ", "khoan": CLAUSES}]},
            "Điều 3. Chợ\n\n1. Chợ xã:\n\na) Chợ Đông;\n\n2. Đò.",
        ),
        ({"articles": {"1": "Chợ Đông.", "2": {"ten": "Đò"}}}, "Điều 1.\n\nChợ Đông.\n\nĐiều 2. Đò"),
        ({"articles": ["Điều 1. Chợ Đông.", "Điều 2. Đò."]}, "Điều 1. Chợ Đông.\n\nĐiều 2. Đò."),
        ({"content": [{"type": "dieu", "number": "Điều 1", "text": "Chợ."}]}, "Điều 1\n\nChợ."),
        ({"content": [{"type": "paragraph", "text": "Chợ."}, "Đò."]}, "Chợ.\n\nĐò."),
        (
            {"structure": {"chuong": [{"chuong": "Chương I", "ten": "CHUNG", "ds_dieu": [{"noi_dung_dieu": "Chợ."}]}]}},
            "Chương I\nCHUNG\n\nChợ.",
        ),
        (
            {"Điều 1": {"tiêu đề": "Chợ", "nội dung": "Đông."}, "Điều 2": "Đò."},
            "Điều 1. Chợ\n\nĐông.\n\nĐiều 2\n\nĐò.",
        ),
        ({"body": [{"type": "table", "rows": [["Chợ", "Phí"], ["Đông", 5]]}]}, "| Chợ | Phí |\n| Đông | 5 |"),
        (
            {"body": [{"rows": [["Chợ", {"value": "Phí", "width": 2}], [["Cầu", "Đò"], 5]]}]},
            "| Chợ | Phí |\n| Cầu Đò | 5 |",
        ),
        ({"sections": [{"heading": "Điều 1. Chợ", "content": ["Một.", "Hai."]}]}, "Điều 1. Chợ\n\nMột.\n\nHai."),
        ({"noi_dung": "Căn cứ luật.", "dieu": [{"so": 1, "noi_dung": "Chợ."}]}, "Căn cứ luật.\n\nĐiều 1.\n\nChợ."),
        ({"noi_dung": "Điều 1.\n\nChợ.", "dieu": [{"so": 1, "noi_dung": "Chợ."}]}, "Điều 1.\n\nChợ."),
    ],
)
def test_parts_of_a_text_stand_in_their_order(tmp_path: Path, parts: dict[str, Any], text: str) -> None:
    assert _one(tmp_path, {"title": "Về chợ", **parts}).text == text


@pytest.mark.parametrize(
    "shape",
    [
        {"metadata": {"tieu_de": "Về chợ", "so_hieu": "12/QĐ-UBND"}, "content": "Điều 1. Chợ."},
        {"thuocTinh": {"soHieu": "12/QĐ-UBND"}, "content": {"title": "Về chợ", "text": "Điều 1. Chợ."}},
        {"_source": {"document": {"title": "Về chợ", "number": "12/QĐ-UBND", "html": "<p>Điều 1. Chợ.</p>"}}},
        {"code": 200, "result": {"vb": {"trich_yeu": "Về chợ", "so_hieu": "12/QĐ-UBND", "noi_dung": "Điều 1. Chợ."}}},
        {"data": [{"attributes": {"title": "Về chợ", "number": "12/QĐ-UBND"}, "body": "Điều 1. Chợ."}], "total": 1},
    ],
)
def test_metadata_and_content_apart_are_one_record(tmp_path: Path, shape: Any) -> None:
    document = _one(tmp_path, shape)
    assert (document.title, document.number, document.text) == ("Về chợ", "12/QĐ-UBND", "Điều 1. Chợ.")


def test_the_title_of_an_author_is_none_of_the_record() -> None:
    shape = {"author": {"name": "An", "title": "Phóng viên"}, "text": "Tin."}
    assert flat(shape) is shape


def test_several_indented_objects_in_one_file_are_all_read(tmp_path: Path) -> None:
    good = [json.dumps({"title": title, "text": "Tin."}, indent=1) for title in ("Một", "Ba")]
    results = read_as("tin.json", "\n".join((good[0], '{\n "title": "Hai" "text": 2\n}', good[1])), tmp_path)
    assert [r.title if isinstance(r, Document) else r.where for r in results] == ["Một", "tin.json, mục 2", "Ba"]


@pytest.mark.parametrize("deep", [40, 5000])
def test_parts_within_parts_without_end_are_refused(tmp_path: Path, deep: int) -> None:
    path = tmp_path / "sau.json"
    path.write_text('{"content":[' + '{"content":[' * deep + "]}" * deep + "]}")
    (failure,) = read_file(path)
    assert isinstance(failure, Failure)


def test_a_list_that_is_referred_to_a_million_times_is_refused(tmp_path: Path) -> None:
    aliases = "".join(f"a{n}: &a{n} [{', '.join([f'{{content: *a{n - 1}}}'] * 30)}]\n" for n in range(1, 7))
    (result,) = read_as("bom.md", f"---\na0: &a0 [x]\n{aliases}content: *a6\n---\n", tmp_path)
    assert isinstance(result, Failure)
