"""Keep named arrays in one file that is read in place: a version, a table with a checksum for each, little-endian data.

    magic · arrays, each from a multiple of 64 bytes on · table (JSON) · its length and CRC-32 (two uint32) · magic

The table comes last, so that arrays of any length are written as they are made; a file without it was cut.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"HDNDarr\x01"  # its last byte is the version
_ALIGNED = 64
_TAIL = struct.Struct("<II8s")

Array = NDArray[Any]


class DamagedFile(ValueError):
    """Says that a file is cut, foreign, of another version, or that its bytes changed."""


class ArrayFile:
    """Writes arrays to a file, whole or in pieces; leaves a file that cannot be opened where the block fails."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(MAGIC)
        self._table: dict[str, tuple[str, int, int, int]] = {}

    def __enter__(self) -> ArrayFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._file as file:
            if kind is None:
                table = json.dumps(self._table).encode()
                file.write(table + _TAIL.pack(len(table), zlib.crc32(table), MAGIC))

    def write(self, name: str, pieces: Iterable[Array], dtype: np.dtype[Any]) -> None:
        """Write one array from pieces that follow each other, as this type."""
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNED))
        start, length, check = self._file.tell(), 0, 0
        little = dtype.newbyteorder("<")
        for piece in pieces:
            data = np.ascontiguousarray(piece, dtype=little).data
            self._file.write(data)
            check = zlib.crc32(data, check)
            length += len(piece)
        self._table[name] = little.str, start, length, check

    def write_all(self, arrays: Mapping[str, Array]) -> None:
        """Write whole arrays under their names."""
        for name, array in arrays.items():
            self.write(name, [array], array.dtype)


class Arrays(Mapping[str, Array]):
    """Gives the arrays of a file, mapped into memory and read only when they are looked at.

    Raises OSError, or DamagedFile for a file that is cut or none of ours; `verify` finds single changed bytes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if size < len(MAGIC) + _TAIL.size:
                raise DamagedFile(f"{path} is cut")
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        length, check, magic = _TAIL.unpack(mapped[-_TAIL.size :])
        table = mapped[max(0, size - _TAIL.size - length) : size - _TAIL.size]
        if magic != MAGIC or mapped[: len(MAGIC)] != MAGIC or len(table) != length or zlib.crc32(table) != check:
            raise DamagedFile(f"{path} is cut, foreign or of another version")
        self._table: dict[str, tuple[str, int, int, int]] = json.loads(table)
        self._mapped = mapped
        self._data = memoryview(mapped)

    def __getitem__(self, name: str) -> Array:
        dtype, start, length, _ = self._table[name]
        return np.frombuffer(self._data, np.dtype(dtype), length, start)

    def __contains__(self, name: object) -> bool:
        return name in self._table

    def __iter__(self) -> Any:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def verify(self) -> None:
        """Compare every array with its checksum. Raises DamagedFile."""
        for name, (*_, check) in self._table.items():
            if zlib.crc32(self[name].data) != check:
                raise DamagedFile(f"{name} in {self.path} was changed")
        if hasattr(mmap, "MADV_DONTNEED"):  # it counts as this process's memory only where it is looked at
            self._mapped.madvise(mmap.MADV_DONTNEED)


class Strings:
    """Gives texts that are kept as one array of UTF-8 and the place where each ends."""

    def __init__(self, text: Array, ends: Array) -> None:
        self._text = text.data
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends)

    def bytes(self, row: int) -> bytes:
        """Return one text as UTF-8."""
        start = int(self._ends[row - 1]) if row else 0
        return bytes(self._text[start : int(self._ends[row])])

    def __getitem__(self, row: int) -> str:
        return self.bytes(row).decode("utf-8", "surrogatepass")

    def all(self) -> list[str]:
        """Return all texts."""
        text, start, made = bytes(self._text), 0, []
        for end in self._ends.tolist():
            made.append(text[start:end].decode("utf-8", "surrogatepass"))
            start = end
        return made


def packed(texts: Iterable[str]) -> tuple[Array, Array]:
    """Return texts as one array of UTF-8 and where each of them ends (int64)."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum([len(one) for one in encoded], dtype=np.int64)
    return np.frombuffer(b"".join(encoded), np.uint8), ends


def narrow(most: int) -> np.dtype[Any]:
    """Return the smallest unsigned type that holds numbers up to `most`."""
    return np.dtype(np.min_scalar_type(max(0, most)))
