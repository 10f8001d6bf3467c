"""Test read_file: the format by content, a clear failure for what cannot be read, never an exception."""

from __future__ import annotations

import gzip
import lzma
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.document import Document
from corpus.readers import READERS, Failure, read_file
from tests.support.files import SAMPLE, SAMPLE_SCAN

ENDINGS = (".txt", ".html", ".md", ".jsonl", ".json", ".jsonl.gz", ".html.xz", ".pdf", "")

PAGE = (
    "<!DOCTYPE html><html><head><title>Họp</title></head><body><h1>HĐND huyện họp phiên thứ nhất</h1>"
    "<p>Sáng nay, HĐND huyện Lam Khê họp phiên thứ nhất của năm, thảo luận về ngân sách.</p></body></html>"
)


def read(path: Path, data: bytes) -> list[Document | Failure]:
    path.write_bytes(data)
    return list(read_file(path))


def failure(path: Path, data: bytes) -> str:
    results = read(path, data)
    assert len(results) == 1
    assert isinstance(results[0], Failure), results
    assert results[0].where == path.name
    return results[0].message


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
@pytest.mark.parametrize("ending", [".txt", ".html", ".bin", ""])
@pytest.mark.parametrize(
    "content", ['{"title": "HĐND huyện họp phiên thứ nhất"}', PAGE, "---\ntitle: HĐND huyện họp phiên thứ nhất\n---\n"]
)
def test_the_format_is_recognised_by_content(tmp_path: Path, content: str, ending: str, pack: type[bytes]) -> None:
    (result,) = read(tmp_path / f"tep{ending}", pack(content.encode()))
    assert isinstance(result, Document), result
    assert result.title == "HĐND huyện họp phiên thứ nhất"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n1 0 obj",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00\x06\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"{\\rtf1" + b"{" * 300,
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title></channel></rss>',
        bytes(range(256)) * 20,
    ],
)
@pytest.mark.parametrize("ending", [".txt", ".jsonl", ".html", ".md", ".doc"])
def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path, data: bytes, ending: str) -> None:
    message = failure(tmp_path / f"tep{ending}", data)
    assert "hãy" in message or all(reader.name in message for reader in READERS)


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\n\t", b"\xef\xbb\xbf", b"\xff\xfe", gzip.compress(b"", mtime=0), lzma.compress(b"\n")]
)
@pytest.mark.parametrize("ending", [".txt", ".jsonl", ".html"])
def test_an_empty_file_is_a_clear_failure(tmp_path: Path, data: bytes, ending: str) -> None:
    assert "trống" in failure(tmp_path / f"tep{ending}", data)


def test_a_file_that_may_not_be_read_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "tin.txt"
    path.write_text("Tin", encoding="utf-8")
    path.chmod(0)
    try:
        if os.access(path, os.R_OK):
            pytest.skip("this user may read every file")
        (result,) = read_file(path)
    finally:
        path.chmod(0o600)
    assert isinstance(result, Failure)
    assert "quyền" in result.message


def test_what_is_no_file_is_a_failure(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ong")
    (tmp_path / "vong").symlink_to(tmp_path / "vong")
    for name in ("khong-co", "ong", "vong", "."):
        (result,) = read_file(tmp_path / name)
        assert isinstance(result, Failure), name


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_page_in_a_damaged_archive_is_a_single_failure(tmp_path: Path, pack: type[bytes]) -> None:
    packed = pack(PAGE.encode())
    assert "nén" in failure(tmp_path / "trang.html", packed[:40])
    assert "nén" in failure(tmp_path / "trang.html", packed[:-4])


def test_a_packed_bomb_is_refused(tmp_path: Path) -> None:
    assert "lớn hơn" in failure(tmp_path / "tin.txt", lzma.compress(b"tin " * 17_000_000, preset=0))


@pytest.mark.parametrize(
    "path", sorted(p for p in SAMPLE.rglob("*") if p.is_file() and p != SAMPLE_SCAN), ids=lambda p: p.name
)
def test_every_sample_file_gives_documents_and_no_failure(path: Path) -> None:
    results = list(read_file(path))
    assert results
    for document in results:
        assert isinstance(document, Document), document
        assert document.text
        if "tin-tuc" in path.parts:
            assert document.title
            assert document.published
            assert document.author
        text = document.text.lower()
        assert not any(
            word in text for word in ("bình chọn", "trang chủ", "tin liên quan", "các tin khác", "lượt truy cập")
        )


@given(
    data=st.binary(max_size=400), ending=st.sampled_from(ENDINGS), start=st.sampled_from((b"", b"{", b"<p>", b"---\n"))
)
@example(data=b'{"a":' * 50_000, ending=".jsonl", start=b"")
@example(data=b"[" * 100_000, ending=".json", start=b"")
@example(data=b"<div>" * 50_000, ending=".html", start=b"")
@example(data=b'<body a="1" a="2"><a href="http://[">x</a><base href="//[">', ending=".html", start=b"")
@example(data=b"\x1f\x8b\x08\x00", ending=".jsonl.gz", start=b"")
@example(data=b"a: b\n---\n", ending=".md", start=b"---\n")
def test_no_bytes_make_reading_raise(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str, start: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / f"bytes{ending}"
    for content in (start + data, gzip.compress(start + data)):
        path.write_bytes(content)
        results = list(read_file(path))
        assert results
        assert all(isinstance(f, Failure) or f.title or f.text for f in results)


PARTS = [
    *(
        "<p>",
        "</p>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "<h1>",
        "<b>",
        "<ul><li>",
        "<script>",
        "<title>",
        "<html>",
        "<svg>",
    ),
    *("<br>", "<!--", "-->", "&amp;", "&#0;", "\x00", "\ud800", "|", "Tin: A", "22/01/2020 | 11:21", "Số: 1/NQ-HĐND"),
    *("<meta charset=utf-16>", "<div class='title'>", "<a href='http://['>", "</body>", "<td colspan='-1'>"),
]


@given(st.lists(st.sampled_from(PARTS), max_size=30))
def test_no_page_makes_reading_raise(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "trang.html"
    path.write_bytes(b"<html>" + " ".join(parts).encode("utf-8", "surrogatepass"))
    assert list(read_file(path))
