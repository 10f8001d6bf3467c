"""Recognise a file by its content, whatever its name ends in: a format with a reader, or a kind that is refused."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import NamedTuple

from corpus import sentences

HEAD_BYTES = 1024  # that tell whether a file is text; the others are recognised by all bytes


class ForeignFormat(NamedTuple):
    """Names a format and the module of its reader, or the sentence why files of its kind are not read."""

    name: str
    module: str | None = None
    refusal: str | None = None


PDF = ForeignFormat("PDF", "corpus.formats.pdf")
DOCX = ForeignFormat("Word (.docx)", "corpus.formats.docx")
DOC = ForeignFormat("Word 97-2003 (.doc)", "corpus.formats.doc")
RTF = ForeignFormat("RTF", "corpus.formats.rtf")
ODT = ForeignFormat("OpenDocument (.odt)", "corpus.formats.odt")
SHEET = ForeignFormat("Excel, OpenDocument (.xlsx, .xls, .ods)", "corpus.formats.sheet")
ZIP = ForeignFormat("ZIP", "corpus.formats.archive")
IMAGE = ForeignFormat("ảnh chụp văn bản (JPG, PNG, TIFF, GIF, BMP, WEBP)", "corpus.formats.image")
READ = (PDF, DOCX, DOC, RTF, ODT, SHEET, ZIP, IMAGE)


def _refused(name: str, sentence: str) -> ForeignFormat:
    return ForeignFormat(name, refusal=sentence.format(name=name))


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
# Parts with which an Office file begins, whichever program wrote it; an archive of such files begins with their names.
_OFFICE_PART = re.compile(rb"\[Content_Types\]\.xml|_rels/|docProps/|customXml/|word/|xl/|ppt/|FixedDocSeq|Documents/")
_PDF = re.compile(rb"\s{0,100}%PDF-\d")
# Behind what a server or program has put before it: marked as no text, or behind headers or bytes of no text.
_PDF_INSIDE = re.compile(rb"%PDF-\d\.\d[\r\n]{1,4}(?:(?P<mark>%[\x80-\xff]{4})|[\x00-\xff]{0,100}?\d obj\b)")
_HEADER_LINE = re.compile(
    rb"HTTP/\d[\x20-\x7e]{0,80}|[A-Za-z][A-Za-z\d-]{0,40}:[\x20-\x7e]{0,300}|[\dA-Fa-f]{1,8}|--\S{1,80}|"
)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_STREAMS = (
    ("EncryptedPackage", _refused("Office", sentences.FORMAT_LOCKED)),
    ("WordDocument", DOC),
    ("Workbook", SHEET),
    ("PowerPoint Document", _refused("PowerPoint", sentences.FORMAT_PRESENTATION)),
    ("__properties_version1.0", _refused("Outlook (.msg)", sentences.FORMAT_MSG)),
    ("Book", SHEET),
)
_PARTS = (
    (b"word/document", DOCX),
    (b"xl/workbook", SHEET),
    (b"ppt/presentation", _refused("PowerPoint", sentences.FORMAT_PRESENTATION)),
    (b"FixedDoc", _refused("XPS", sentences.FORMAT_AS_PDF)),
)
_MIMETYPES = (
    (b"application/vnd.oasis.opendocument.text", ODT),
    (b"application/vnd.oasis.opendocument.spreadsheet", SHEET),
    (b"application/vnd.oasis.opendocument.presentation", _refused("Impress", sentences.FORMAT_PRESENTATION)),
    (b"application/vnd.oasis.opendocument", _refused("OpenDocument", sentences.FORMAT_AS_PDF)),
    (b"application/epub", _refused("EPUB", sentences.FORMAT_AS_PDF)),
)
_IMAGE = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n|II\*\x00|MM\x00\*|GIF8[79]a|BM.{4}\x00\x00\x00\x00|RIFF.{4}WEBP", re.DOTALL
)
_REFUSED = tuple(
    (re.compile(pattern, re.DOTALL), _refused(name, sentence))
    for pattern, name, sentence in (
        (rb"Rar!\x1a\x07", "RAR", sentences.FORMAT_ARCHIVE),
        (rb"7z\xbc\xaf\x27\x1c", "7z", sentences.FORMAT_ARCHIVE),
        (rb"BZh[1-9]1AY", "bzip2", sentences.FORMAT_ARCHIVE),
        (rb".{257}ustar", "TAR", sentences.FORMAT_ARCHIVE),
        (rb"MSCF\x00\x00", "CAB", sentences.FORMAT_ARCHIVE),
        (rb"\x00\x00.{2}ftyp(?:hei|mif|avif)", "HEIC", sentences.FORMAT_IMAGE),
        (rb"AT&TFORM", "DjVu", sentences.FORMAT_AS_PDF),
        (rb"%!PS|\xc5\xd0\xd3\xc6", "PostScript", sentences.FORMAT_AS_PDF),
        (rb"ITSF\x03", "CHM", sentences.FORMAT_AS_PDF),
        (rb"\xffWPC|\xdb\xa5|1\xbe\x00\x00", "WordPerfect, Word 2-5", sentences.FORMAT_AS_DOCX),
        (rb"\x7fELF|MZ.{2}[\x00-\x20]\x00", "phần mềm", sentences.FORMAT_NO_DOCUMENT),
        (
            rb"ID3[\x02-\x04]|OggS|fLaC|RIFF.{4}(?:WAVE|AVI )|\x00\x00.{2}ftyp|\x1aE\xdf\xa3",
            "âm thanh, phim",
            sentences.FORMAT_NO_DOCUMENT,
        ),
        (rb"SQLite format 3\x00", "SQLite", sentences.FORMAT_NO_DOCUMENT),
    )
)


def foreign_format(data: bytes) -> ForeignFormat | None:
    """Return the format of a file's bytes, None where it may be text.

    The first HEAD_BYTES are enough to tell that it may be; which format it is otherwise, all bytes tell.
    """
    head = data[:HEAD_BYTES]
    if _is_pdf(head.removeprefix(b"\xef\xbb\xbf")):
        return PDF
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return RTF
    if head.startswith(_OLE):
        named = (format for name, format in _STREAMS if name.encode("utf-16-le") in data)
        return next(named, _refused("OLE", sentences.FORMAT_AS_DOCX))
    if head.startswith(_ZIP):
        return _zip_format(data)
    if head.startswith(b"PK\x05\x06"):
        return ZIP
    if _IMAGE.match(head):
        return IMAGE
    return next((format for magic, format in _REFUSED if magic.match(head)), None)


def is_read(format: ForeignFormat) -> bool:
    """Tell whether a format has a reader."""
    return format.module is not None and find_spec(format.module) is not None


def _is_pdf(head: bytes) -> bool:
    """Tell a PDF, also behind other bytes, from a page or program that writes one or tells of one."""
    inside = None if _PDF.match(head) else _PDF_INSIDE.search(head)
    if inside is None:
        return bool(_PDF.match(head))
    before = head[: inside.start()]
    has_headers = before.endswith(b"\n") and all(_HEADER_LINE.fullmatch(line.rstrip()) for line in before.split(b"\n"))
    mark = inside["mark"]
    is_marked = mark is not None and mark.decode("utf-8", "ignore").encode() != mark  # letters are no mark
    return is_marked or has_headers or bool(_NO_TEXT.search(before))


def _zip_format(data: bytes) -> ForeignFormat:
    name_length = int.from_bytes(data[26:28], "little")
    first = data[30 : 30 + name_length]
    if first == b"mimetype":
        kind = data[30 + name_length :][:200]
        return next((format for name, format in _MIMETYPES if name in kind), ZIP)
    if _OFFICE_PART.match(first):
        return next((format for part, format in _PARTS if part in data), ZIP)
    return ZIP
