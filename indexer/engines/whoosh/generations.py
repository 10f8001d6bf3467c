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

from indexer.engine import EngineError, Facts, NoIndex, UnusableIndex

POINTER = "CURRENT"
MANIFEST = "generation.json"
_FOLDER = re.compile(r"generation-(\d+)")
_REBUILD = "hãy chạy `python -m indexer build --fresh` để dựng lại (dữ liệu gốc vẫn nguyên trong kho)"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Lists what a generation is made of: its facts, and size and sha256 of every file."""

    facts: Facts
    files: Mapping[str, tuple[int, str]]


def current(root: Path) -> int | None:
    """Return the number that the pointer names, None before the first. Raises UnusableIndex for a broken pointer."""
    try:
        text = (root / POINTER).read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnusableIndex(f"Không đọc được chỉ mục tại {root} ({error.strerror}): hãy kiểm tra quyền đọc.") from error
    if not (found := _FOLDER.fullmatch(text)):
        raise UnusableIndex(f"Tệp {root / POINTER} bị hỏng: {_REBUILD}.")
    return int(found.group(1))


def answers(root: Path, number: int) -> bool:
    """Tell whether this generation is the one that the pointer names; a broken pointer names none."""
    try:
        return current(root) == number
    except UnusableIndex:
        return False


def folder(root: Path, number: int) -> Path:
    """Return the folder of a generation."""
    return root / f"generation-{number:06d}"


def manifest(root: Path, fingerprint: str) -> Manifest:
    """Read and check the manifest of the generation that answers now: all files there, in their size.

    Raises NoIndex or UnusableIndex.
    """
    number = current(root)
    if number is None:
        raise NoIndex("Chưa có chỉ mục: hãy chạy `python -m indexer build`.")
    place = folder(root, number)
    try:
        shape = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        found = Manifest(Facts(**shape["facts"]), {name: (size, sha) for name, (size, sha) in shape["files"].items()})
        damaged = [name for name, (size, _) in found.files.items() if (place / name).stat().st_size != size]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableIndex(f"Chỉ mục tại {place} bị hỏng hoặc thiếu tệp: {_REBUILD}.") from error
    if damaged:
        raise UnusableIndex(f"Tệp {damaged[0]} của chỉ mục tại {place} bị hỏng: {_REBUILD}.")
    if found.facts.fingerprint != fingerprint:
        raise UnusableIndex(f"Chỉ mục tại {root} do một phiên bản khác của phần mềm tạo ra: {_REBUILD}.")
    return found


def verify(root: Path, found: Manifest) -> None:
    """Compare every file of a generation with its sha256. Raises UnusableIndex."""
    place = folder(root, found.facts.generation)
    for name, (_, sha) in found.files.items():
        if digest(place / name) != sha:
            raise UnusableIndex(f"Tệp {name} của chỉ mục tại {place} bị hỏng: {_REBUILD}.")


def publish(root: Path, place: Path, facts: Facts, known: Mapping[str, tuple[int, str]]) -> None:
    """Write the manifest of a finished folder, bring all to the disk and turn the pointer to it.

    `known` holds size and sha256 of files that are linked from an older generation: they are not read again.
    """
    files = {}
    for path in sorted(place.iterdir()):
        old = known.get(path.name)
        files[path.name] = old if old and old[0] == path.stat().st_size else (path.stat().st_size, digest(path))
        _to_disk(path)
    shape = {"facts": asdict(facts), "files": files}
    _write(place / MANIFEST, json.dumps(shape, ensure_ascii=False, indent=1))
    _to_disk(place)
    _write(root / POINTER, place.name + "\n")
    _to_disk(root)


def digest(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def building(root: Path) -> Iterator[int]:
    """Hold the builder's lock, clear away what no reader needs, and give the number of the next generation.

    The folder that answers now stays; so does the one before it until here, for readers that are just opening it.
    Raises EngineError when another process is building.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = (root / "LOCK").open("a+")
    except OSError as error:
        raise EngineError(
            f"Không ghi được chỉ mục vào {root} ({error.strerror}): hãy kiểm tra quyền ghi hoặc đặt lại HDND_ENGINE."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            who = lock.read(20).strip() or "chưa rõ"
            raise EngineError(
                f"Một tiến trình khác (số {who}) đang lập chỉ mục tại {root}: hãy đợi nó xong rồi chạy lại."
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        numbers = [0]
        for place in root.iterdir():
            if found := _FOLDER.fullmatch(place.name):
                numbers.append(int(found.group(1)))
                if not answers(root, numbers[-1]):
                    shutil.rmtree(place, ignore_errors=True)
        yield max(numbers) + 1


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
