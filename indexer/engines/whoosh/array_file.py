"""Write named arrays to one file and read them in place: little-endian data with a version and a checksum for each.

    magic · arrays, each from a multiple of 64 bytes on · table (JSON) · its length and CRC-32 (two uint32) · magic

The table comes last, so that arrays can be written in pieces before their length is known; a file without it was
truncated.
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
_ALIGNMENT = 64  # bytes
_TAIL = struct.Struct("<II8s")

Array = NDArray[Any]


class DamagedFile(ValueError):
    """Says that a file is truncated, foreign or of another version, or that its bytes changed."""


class ArrayFileWriter:
    """Writes arrays to a file, whole or in pieces; if the `with` block fails, the file it leaves cannot be opened."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(MAGIC)
        self._table: dict[str, tuple[str, int, int, int]] = {}

    def __enter__(self) -> ArrayFileWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._file as file:
            if kind is None:
                table = json.dumps(self._table).encode()
                file.write(table + _TAIL.pack(len(table), zlib.crc32(table), MAGIC))

    def write(self, name: str, pieces: Iterable[Array], dtype: np.dtype[Any]) -> None:
        """Write an array from consecutive pieces, converted to `dtype` in little-endian order."""
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNMENT))
        start, length, checksum = self._file.tell(), 0, 0
        little = dtype.newbyteorder("<")
        for piece in pieces:
            data = np.ascontiguousarray(piece, dtype=little).data
            self._file.write(data)
            checksum = zlib.crc32(data, checksum)
            length += len(piece)
        self._table[name] = little.str, start, length, checksum

    def write_all(self, arrays: Mapping[str, Array]) -> None:
        """Write whole arrays under their names."""
        for name, array in arrays.items():
            self.write(name, [array], array.dtype)


class ArrayFile(Mapping[str, Array]):
    """Maps the arrays of a file into memory, where they are read only when they are used.

    Raises OSError, or DamagedFile for a file that is truncated or foreign; `verify` detects single changed bytes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if size < len(MAGIC) + _TAIL.size:
                raise DamagedFile(f"{path} is truncated")
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        length, checksum, magic = _TAIL.unpack(mapped[-_TAIL.size :])
        table = mapped[max(0, size - _TAIL.size - length) : size - _TAIL.size]
        if magic != MAGIC or mapped[: len(MAGIC)] != MAGIC or len(table) != length or zlib.crc32(table) != checksum:
            raise DamagedFile(f"{path} is truncated, foreign or of another version")
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
        for name, (*_, checksum) in self._table.items():
            if zlib.crc32(self[name].data) != checksum:
                raise DamagedFile(f"{name} in {self.path} was changed")
        if hasattr(mmap, "MADV_DONTNEED"):  # pages count as this process's memory only where they are used
            self._mapped.madvise(mmap.MADV_DONTNEED)


class Strings:
    """Decodes texts from one array of UTF-8 and the offset at which each ends."""

    def __init__(self, text: Array, ends: Array) -> None:
        self._text = text.data
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends)

    def bytes(self, row: int) -> bytes:
        """Return a text as UTF-8."""
        start = int(self._ends[row - 1]) if row else 0
        return bytes(self._text[start : int(self._ends[row])])

    def __getitem__(self, row: int) -> str:
        return self.bytes(row).decode("utf-8", "surrogatepass")

    def all(self) -> list[str]:
        """Return all texts."""
        data, start, texts = bytes(self._text), 0, []
        for end in self._ends.tolist():
            texts.append(data[start:end].decode("utf-8", "surrogatepass"))
            start = end
        return texts


def encode_strings(texts: Iterable[str]) -> tuple[Array, Array]:
    """Return texts as one array of UTF-8 and the offset at which each of them ends (int64)."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum([len(data) for data in encoded], dtype=np.int64)
    return np.frombuffer(b"".join(encoded), np.uint8), ends


def smallest_uint(maximum: int) -> np.dtype[Any]:
    """Return the smallest unsigned type for numbers up to a maximum."""
    return np.dtype(np.min_scalar_type(max(0, maximum)))
