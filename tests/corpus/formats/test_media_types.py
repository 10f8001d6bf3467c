"""A file's media type is that of its bytes; a name ends as the bytes are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.formats.media_types import holds_one_document, media_type_of, with_ending
from tests.support.files import ROOT

FORMATS = ROOT / "tests/fixtures/formats"
OFFICE = "application/vnd.openxmlformats-officedocument"


def type_of(data: bytes) -> str:
    return media_type_of(len(data), lambda start, stop: iter([data[start:stop]])).name


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("qd-127.pdf", "application/pdf"),
        ("qd-127-features.docx", f"{OFFICE}.wordprocessingml.document"),
        ("qd-127-features.doc", "application/msword"),
        ("qd-127-features.rtf", "application/rtf"),
        ("qd-127.odt", "application/vnd.oasis.opendocument.text"),
        ("danh-muc.xlsx", f"{OFFICE}.spreadsheetml.sheet"),
        ("danh-muc.xls", "application/vnd.ms-excel"),
        ("danh-muc.ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ],
)
def test_an_office_file_is_known_by_its_bytes(file: str, expected: str) -> None:
    assert type_of((FORMATS / file).read_bytes()) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"II*\x00", "image/tiff"),
        (b"Ngh\xe1\xbb\x8b quy\xe1\xba\xbft", "text/plain"),
        (b"", "text/plain"),
        (b"\xef\xbb\xbf \n<script>alert(1)</script>", "application/octet-stream"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "application/octet-stream"),
        ("<html>".encode("utf-16"), "application/octet-stream"),
        (b"MZ\x90\x00", "application/octet-stream"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, "application/x-ole-storage"),
    ],
)
def test_a_type_never_makes_a_page_of_a_file(data: bytes, expected: str) -> None:
    assert type_of(data) == expected


def test_a_large_file_is_not_read_whole() -> None:
    read = 0
    size = 10**9

    def part(start: int, stop: int) -> Iterator[bytes]:
        nonlocal read
        read += stop - start
        yield (b"PK\x03\x04" + bytes(stop - start))[: stop - start]

    assert media_type_of(size, part).name == "application/zip"
    assert read < 1_000_000


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("Nghị quyết.PDF", b"%PDF-1.4", "Nghị quyết.PDF"),
        ("hóa đơn.pdf.exe", b"%PDF-1.4", "hóa đơn.pdf.exe.pdf"),
        ("tính.exe", b"MZ\x90\x00", "tính.exe.bin"),
        ("không đuôi", "chữ".encode(), "không đuôi.txt"),
        ("trang", b"<!doctype html>", "trang.html"),
    ],
)
def test_a_name_ends_as_the_content_is(name: str, data: bytes, expected: str) -> None:
    assert with_ending(name, media_type_of(len(data), lambda start, stop: iter([data[start:stop]]))) == expected


def test_tables_and_archives_may_hold_several_documents() -> None:
    kinds = {
        file: holds_one_document(media_type_of(len(data), lambda start, stop, data=data: iter([data[start:stop]])))
        for file in ("qd-127.pdf", "qd-127.odt", "danh-muc.xlsx")
        for data in [(FORMATS / file).read_bytes()]
    }
    assert kinds == {"qd-127.pdf": True, "qd-127.odt": True, "danh-muc.xlsx": False}
