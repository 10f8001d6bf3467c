"""A file is known by its content: a format that is read, or a kind that is refused by name, and text is neither."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.formats.detection import DOC, DOCX, IMAGE, ODT, PDF, RTF, SHEET, ZIP, ForeignFormat, foreign_format

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(*names: str, stored: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), stored)  # of one day: the names of tests hold these bytes
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"%PDF-1.7\n1 0 obj", PDF),
        (b"\xef\xbb\xbf\n%PDF-1.4\n", PDF),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n%\xe2\xe3\n1 0 obj", PDF),
        (b"Content-Type: application/pdf\r\nContent-Length: 9\r\n\r\n%PDF-1.4\n1 0 obj", PDF),
        (b"<b>Warning</b>: no file\n%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", PDF),
        (b"\x00\x05a.pdf\x00\x00%PDF-1.4\n1 0 obj", PDF),
        (b"{\\rtf1\\ansi", RTF),
        (OLE + "WordDocument".encode("utf-16-le"), DOC),
        (OLE + "Workbook".encode("utf-16-le"), SHEET),
        (zipped("[Content_Types].xml", "word/document.xml"), DOCX),
        (zipped("word/numbering.xml", "word/document2.xml"), DOCX),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), SHEET),
        (zipped("mimetype", "content.xml", stored=b"application/vnd.oasis.opendocument.text"), ODT),
        (zipped("mimetype", "content.xml", stored=b"application/vnd.oasis.opendocument.spreadsheet"), SHEET),
        (zipped("nghi-quyet.docx", stored=b"[Content_Types].xml word/document.xml"), ZIP),
        (zipped(), ZIP),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", IMAGE),
        (b"\x89PNG\r\n\x1a\n", IMAGE),
        (b"II*\x00\x08\x00", IMAGE),
        (b"GIF89a", IMAGE),
        (b"BM\x00\x01\x00\x00\x00\x00\x00\x00", IMAGE),
        (b"RIFF\x00\x01\x00\x00WEBPVP8", IMAGE),
    ],
)
def test_a_format_is_known_by_its_content(data: bytes, format: ForeignFormat) -> None:
    assert foreign_format(data) == format


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Rar!\x1a\x07\x01\x00", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x00\x00\x00\x18ftypheic", "HEIC"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "PowerPoint"),
        (OLE + "__properties_version1.0".encode("utf-16-le"), "Outlook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "Office"),
        (OLE, "OLE"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
        (zipped("mimetype", stored=b"application/vnd.oasis.opendocument.graphics"), "OpenDocument"),
        (zipped("mimetype", stored=b"application/epub+zip"), "EPUB"),
    ],
)
def test_what_is_not_read_is_refused_by_name(data: bytes, name: str) -> None:
    format = foreign_format(data)
    assert format is not None
    assert format.module is None
    assert format.refusal is not None
    assert name in format.refusal
    assert "hãy" in format.refusal


@pytest.mark.parametrize(
    "text",
    [
        "Hội đồng nhân dân",
        "<html><p>%PDF-1.4 là gì?",
        "MZ là gì",
        "BM, ID3 và Rar",
        "PK\n",
        "",
        "{}",
        "II. Nội dung",
        "#!/bin/sh\ncat <<END\n%PDF-1.4\n1 0 obj\nEND\n",
        "<pre>\n%PDF-1.4\n%ăđ\n1 0 obj</pre>",
        'tệp: "%PDF-1.4\n1 0 obj',
    ],
)
def test_text_is_no_foreign_format(text: str) -> None:
    assert foreign_format(text.encode()) is None
