"""Keep generations as numbered folders and switch between them by one rename of a pointer file."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import sleep
from typing import TextIO

from indexer.engines.port import EngineError, GenerationInfo, NoIndex, UnusableIndex

POINTER = "CURRENT"
MANIFEST = "generation.json"
PAUSE = 0.01  # seconds between looks at a lock that another process holds
_FOLDER = re.compile(r"generation-(\d+)")
_POINTER = re.compile(r"generation-(\d+)(?: ([0-9a-f]{64}))?")  # older versions wrote no digest of the manifest
_REBUILD = "hãy chạy `python -m indexer build --fresh` để dựng lại (dữ liệu gốc vẫn nguyên trong kho)"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Lists what a generation is made of: its facts, and size and sha256 of every file."""

    info: GenerationInfo
    files: Mapping[str, tuple[int, str]]


def current(root: Path) -> str | None:
    """Return what the pointer says: the folder that answers and the sha256 of its manifest, so that a folder made anew
    under the same number is another one; None before the first. Raises UnusableIndex for a broken pointer."""
    found = _pointer(root)
    return found[0] if found else None


def _pointer(root: Path) -> tuple[str, int, str | None] | None:
    """Return what the pointer says, the number of the generation that answers, and the sha256 of its manifest."""
    try:
        text = (root / POINTER).read_text(encoding="utf-8", errors="replace").removesuffix("\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise trouble(root, error) from error
    if not (found := _POINTER.fullmatch(text)):
        raise UnusableIndex(f"Tệp {root / POINTER} bị hỏng: {_REBUILD}.")
    return text, int(found[1]), found[2]


def trouble(place: Path, error: Exception) -> EngineError:
    """Return what to say of an index that could not be read: only what its files hold makes it unusable."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and not isinstance(error, FileNotFoundError)):
        why = getattr(error, "strerror", None) or "thiếu bộ nhớ"
        return EngineError(f"Không đọc được chỉ mục tại {place} ({why}): hãy sửa việc ấy rồi chạy lại.")
    return UnusableIndex(f"Chỉ mục tại {place} bị hỏng hoặc thiếu tệp: {_REBUILD}.")


def answers(root: Path, number: int) -> bool:
    """Tell whether this generation is the one that the pointer names; a broken pointer names none."""
    return _answering(root) == number


def _answering(root: Path) -> int | None:
    try:
        found = _pointer(root)
    except UnusableIndex:
        return None
    return found[1] if found else None


def folder(root: Path, number: int) -> Path:
    """Return the folder of a generation."""
    return root / f"generation-{number:06d}"


def manifest(root: Path, fingerprint: str) -> Manifest:
    """Read and check the manifest of the generation that answers now: all files there, in their size.

    The manifest itself and the tables of contents, which are small, are compared with their sha256 too.
    Raises NoIndex or UnusableIndex, or EngineError where the files could not be read.
    """
    pointed = _pointer(root)
    if pointed is None:
        raise NoIndex("Chưa có chỉ mục: hãy chạy `python -m indexer build`.")
    stamp, number, sha_of_manifest = pointed
    place = folder(root, number)
    try:
        written = (place / MANIFEST).read_bytes()
        if sha_of_manifest and hashlib.sha256(written).hexdigest() != sha_of_manifest:
            raise UnusableIndex(f"Tệp {MANIFEST} của chỉ mục tại {place} bị hỏng: {_REBUILD}.")
        shape = json.loads(written)
        facts = GenerationInfo(**shape["facts"], stamp=stamp)
        found = Manifest(facts, {name: (size, sha) for name, (size, sha) in shape["files"].items()})
        damaged = [
            name
            for name, (size, sha) in found.files.items()
            if (place / name).stat().st_size != size or (name.endswith(".toc") and digest(place / name) != sha)
        ]
    except (OSError, MemoryError, ValueError, KeyError, TypeError) as error:
        raise trouble(place, error) from error
    if damaged:
        raise UnusableIndex(f"Tệp {damaged[0]} của chỉ mục tại {place} bị hỏng: {_REBUILD}.")
    if found.info.fingerprint != fingerprint or sha_of_manifest is None:
        raise UnusableIndex(f"Chỉ mục tại {root} do một phiên bản khác của phần mềm tạo ra: {_REBUILD}.")
    return found


def verify(root: Path, found: Manifest) -> None:
    """Compare every file of a generation with its sha256. Raises UnusableIndex."""
    place = folder(root, found.info.generation)
    for name, (_, sha) in found.files.items():
        if digest(place / name) != sha:
            raise UnusableIndex(f"Tệp {name} của chỉ mục tại {place} bị hỏng: {_REBUILD}.")


def publish(root: Path, place: Path, facts: GenerationInfo, known: Mapping[str, tuple[int, str]]) -> None:
    """Write the manifest of a finished folder, bring all to the disk and turn the pointer to it.

    `known` holds size and sha256 of files that are linked from an older generation or merged aside: they are not read
    again.
    """
    files = {}
    for path in sorted(place.iterdir()):
        old = known.get(path.name)
        same = old if old and old[0] == path.stat().st_size else None
        files[path.name] = same or (path.stat().st_size, digest(path))
        _to_disk(path)
    told = asdict(facts)
    del told["stamp"]  # which is made of the manifest
    shape = {"facts": told, "files": files}
    written = json.dumps(shape, ensure_ascii=False, indent=1)
    _write(place / MANIFEST, written)
    _to_disk(place)
    _write(root / POINTER, f"{place.name} {hashlib.sha256(written.encode()).hexdigest()}\n")
    _to_disk(root)


def kept(path: Path) -> tuple[int, str]:
    """Bring a file to the disk, and return its size and sha256."""
    _to_disk(path)
    return path.stat().st_size, digest(path)


def digest(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def building(root: Path, patience: float | None) -> Iterator[int]:
    """Hold the builder's lock, clear away what no reader needs, and give the number of the next generation.

    The folder that answers now stays; so does the one before it until here, for readers that are just opening it.
    Raises EngineError when another process goes on building for `patience` seconds; None waits for its end.
    """
    with _opened(root, "LOCK") as lock:
        if not _waited(lock, patience):
            lock.seek(0)
            who = lock.read(20).strip() or "chưa rõ"
            raise EngineError(
                f"Một tiến trình khác (số {who}) đang lập chỉ mục tại {root}: hãy đợi nó xong rồi chạy lại."
            )
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        numbers = [_answering(root) or 0]  # of a pointer whose folder is gone too
        for place in root.iterdir():
            if found := _FOLDER.fullmatch(place.name):
                numbers.append(int(found.group(1)))
                if not answers(root, numbers[-1]):
                    shutil.rmtree(place, ignore_errors=True)
        try:
            yield max(numbers) + 1
        finally:
            lock.truncate(0)  # so that nobody is told of a builder that is long gone


@contextmanager
def merging(root: Path) -> Iterator[Path | None]:
    """Give an empty folder to merge in, None where another process merges; what a killed merge left in it goes."""
    with _opened(root, "MERGE") as lock:
        if not _locked(lock):
            yield None
            return
        aside = root / "merging"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _opened(root: Path, name: str) -> TextIO:
    try:
        root.mkdir(parents=True, exist_ok=True)
        return (root / name).open("a+", encoding="utf-8")
    except OSError as error:
        raise EngineError(
            f"Không ghi được chỉ mục vào {root} ({error.strerror}): hãy kiểm tra quyền ghi hoặc đặt lại HDND_ENGINE."
        ) from error


def _waited(lock: TextIO, patience: float | None) -> bool:
    if patience is None:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return True
    for _ in range(round(patience / PAUSE)):
        if _locked(lock):
            return True
        sleep(PAUSE)
    return _locked(lock)


def _locked(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write(path: Path, text: str) -> None:
    aside = path.with_name(path.name + ".new")
    aside.write_text(text, encoding="utf-8")
    _to_disk(aside)
    os.replace(aside, path)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
