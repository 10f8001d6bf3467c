"""Open the parts of a zipped format (DOCX, ODT) within bounds: no bomb is unpacked, nothing outside is read."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from io import BytesIO
from typing import Any

from lxml import etree

from corpus import sentences
from corpus.formats.content import UnreadableContent

MAX_PART_BYTES = 64 * 1024 * 1024
_ENCRYPTED = 0x1
# What reading a damaged, cut or foreign zip raises.
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError, ValueError, RuntimeError
)  # fmt: skip


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Return the zip. Raises UnreadableContent where it is damaged or cut."""
    try:
        return zipfile.ZipFile(BytesIO(data))
    except ZIP_ERRORS as error:
        raise UnreadableContent(sentences.CONTENT_DAMAGED) from error


def read_part(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo, limit: int = MAX_PART_BYTES) -> bytes | None:
    """Return the bytes of a part, None where there is none. Raises UnreadableContent: too large, locked, damaged."""
    try:
        info = archive.getinfo(name) if isinstance(name, str) else name
    except KeyError:
        return None
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableContent(sentences.CONTENT_LOCKED)
    try:
        with archive.open(info) as stream:
            data = stream.read(limit + 1)
    except ZIP_ERRORS as error:
        raise UnreadableContent(sentences.CONTENT_DAMAGED) from error
    if len(data) > limit:
        raise UnreadableContent(sentences.CONTENT_PART_TOO_LARGE.format(megabytes=limit // 1024 // 1024))
    return data


def xml_part(archive: zipfile.ZipFile, name: str) -> Any | None:
    """Return the root of an XML part, None where there is none. Entities stay unresolved, nothing is fetched."""
    data = read_part(archive, name)
    return None if data is None else parse_xml(data)


def parse_xml(data: bytes) -> Any:
    """Return the root of an XML file. Raises UnreadableContent where it is damaged."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableContent(sentences.CONTENT_DAMAGED) from error
