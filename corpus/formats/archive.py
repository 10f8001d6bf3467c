"""List the files in a ZIP within bounds, one at a time; nothing is written to a disk."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from posixpath import splitext
from typing import IO

from corpus import sentences
from corpus.formats.content import UnreadableContent, bound
from corpus.formats.detection import ZIP, foreign_format
from corpus.formats.members import MAX_MEMBER_BYTES, Member, MemberFailure
from corpus.formats.zip_parts import ZIP_ERRORS, read_part
from corpus.vi.text import compose

MAX_MEMBERS = 10_000
MAX_TOTAL_BYTES = 1024 * 1024 * 1024
_UTF_8 = 0x800
# What systems put into archives and folders beside what people put there.
_SYSTEM_FILES = frozenset((".ds_store", "thumbs.db", "desktop.ini"))
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\xfd7zXZ\x00", b"BZh")


def members(source: bytes | IO[bytes]) -> Iterator[Member | MemberFailure]:
    """Yield the files of a ZIP in their order, and why one is not read.

    Archives within it are refused, as are names that lead out of it; of two files of one name the second gets a number.
    Raises UnreadableContent where the ZIP itself is damaged.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(source) if isinstance(source, bytes) else source)
    except ZIP_ERRORS as error:
        raise UnreadableContent(sentences.CONTENT_DAMAGED) from error
    total = 0
    taken: set[str] = set()
    with archive:
        infos = [info for info in archive.infolist() if not _is_system_file(info)]
        for info in infos[:MAX_MEMBERS]:
            name = _name(info)
            if message := _refusal(info, name):
                yield MemberFailure(name, message)
                continue
            try:
                data = read_part(archive, info, MAX_MEMBER_BYTES) or b""
            except UnreadableContent as error:
                yield MemberFailure(name, str(error))
                continue
            total += len(data)
            if total > MAX_TOTAL_BYTES:
                megabytes = MAX_TOTAL_BYTES // 1024 // 1024
                yield MemberFailure(name, sentences.MEMBERS_TOO_LARGE.format(megabytes=megabytes))
                return
            if is_archive(data):
                yield MemberFailure(name, sentences.MEMBER_NESTED)
                continue
            free = free_name(name, taken)
            if free != name:
                yield MemberFailure(name, sentences.MEMBER_NAMED_TWICE.format(name=free))
            yield Member(free, data)
        if len(infos) > MAX_MEMBERS:
            said = sentences.MEMBERS_TOO_MANY.format(limit=bound(MAX_MEMBERS))
            yield MemberFailure(_name(infos[MAX_MEMBERS]), said)


def is_archive(data: bytes) -> bool:
    """Tell whether bytes are an archive or packed, and no document that is stored as one (DOCX, XLSX, ODT)."""
    return data.startswith(_ARCHIVES) or foreign_format(data) == ZIP


def free_name(name: str, taken: set[str]) -> str:
    """Return a name that no file has, with a number before its ending where it must be another; and take it."""
    free, number = name, 2
    stem, ending = splitext(name)
    while free.casefold() in taken:
        free = f"{stem} ({number}){ending}"
        number += 1
    taken.add(free.casefold())
    return free


def _is_system_file(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    return info.filename.endswith("/") or "__MACOSX" in path.parts or path.name.lower() in _SYSTEM_FILES


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member; many programs write UTF-8 without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF_8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return compose("".join(letter for letter in name.replace("\\", "/") if letter.isprintable())) or "?"


def _refusal(info: zipfile.ZipInfo, name: str) -> str | None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        return sentences.MEMBER_OUTSIDE
    if stat.S_ISLNK(info.external_attr >> 16):
        return sentences.MEMBER_OUTSIDE
    if info.file_size > MAX_MEMBER_BYTES:
        return sentences.MEMBER_TOO_LARGE.format(megabytes=MAX_MEMBER_BYTES // 1024 // 1024)
    return None
