"""Manage generations as numbered folders, and switch between them by one rename of a pointer file."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.file_lock import FileLocked, file_lock
from indexer.engines import sentences
from indexer.engines.port import EngineError, GenerationInfo, NoIndex, UnusableIndex

POINTER = "CURRENT"
MANIFEST = "generation.json"
_FOLDER = re.compile(r"generation-(\d+)")
_POINTER = re.compile(r"generation-(\d+)(?: ([0-9a-f]{64}))?")  # older versions wrote no digest of the manifest


@dataclass(frozen=True, slots=True)
class Manifest:
    """Lists the contents of a generation: its description, and size and sha256 of every file."""

    info: GenerationInfo
    files: Mapping[str, tuple[int, str]]


def current(root: Path) -> str | None:
    """Return the content of the pointer, None before the first generation. Raises UnusableIndex for a broken pointer.

    It is the folder that answers and the sha256 of its manifest, so that it changes where a folder is made anew under
    the same number.
    """
    pointer = _pointer(root)
    return pointer[0] if pointer else None


def _pointer(root: Path) -> tuple[str, int, str | None] | None:
    """Return the content of the pointer, the number of the generation that answers, and the sha256 of its manifest."""
    try:
        text = (root / POINTER).read_text(encoding="utf-8", errors="replace").removesuffix("\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise read_error(root, error) from error
    if not (match := _POINTER.fullmatch(text)):
        raise UnusableIndex(sentences.DAMAGED_POINTER.format(path=root / POINTER))
    return text, int(match[1]), match[2]


def read_error(place: Path, error: Exception) -> EngineError:
    """Return the error for an index that could not be read: only the content of its files makes it unusable."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and not isinstance(error, FileNotFoundError)):
        why = getattr(error, "strerror", None) or sentences.OUT_OF_MEMORY
        return EngineError(sentences.UNREADABLE.format(folder=place, why=why))
    return UnusableIndex(sentences.DAMAGED_INDEX.format(folder=place))


def is_current(root: Path, number: int) -> bool:
    """Tell whether the pointer names this generation; a broken pointer names none."""
    return _current_number(root) == number


def _current_number(root: Path) -> int | None:
    try:
        pointer = _pointer(root)
    except UnusableIndex:
        return None
    return pointer[1] if pointer else None


def folder(root: Path, number: int) -> Path:
    """Return the folder of a generation."""
    return root / f"generation-{number:06d}"


def manifest(root: Path, fingerprint: str) -> Manifest:
    """Read and check the manifest of the generation that answers now: that all files exist in their sizes.

    The manifest itself and the tables of contents, which are small, are compared with their sha256 too.
    Raises NoIndex or UnusableIndex, or EngineError where the files could not be read.
    """
    pointed = _pointer(root)
    if pointed is None:
        raise NoIndex(sentences.NO_INDEX)
    stamp, number, sha_of_manifest = pointed
    place = folder(root, number)
    try:
        written = (place / MANIFEST).read_bytes()
        if sha_of_manifest and hashlib.sha256(written).hexdigest() != sha_of_manifest:
            raise UnusableIndex(sentences.DAMAGED_FILE.format(name=MANIFEST, folder=place))
        content = json.loads(written)
        info = GenerationInfo(**content["facts"], stamp=stamp)
        result = Manifest(info, {name: (size, sha) for name, (size, sha) in content["files"].items()})
        damaged = [
            name
            for name, (size, sha) in result.files.items()
            if (place / name).stat().st_size != size or (name.endswith(".toc") and digest(place / name) != sha)
        ]
    except (OSError, MemoryError, ValueError, KeyError, TypeError) as error:
        raise read_error(place, error) from error
    if damaged:
        raise UnusableIndex(sentences.DAMAGED_FILE.format(name=damaged[0], folder=place))
    if info.fingerprint != fingerprint or sha_of_manifest is None:
        raise UnusableIndex(sentences.FOREIGN_INDEX.format(root=root))
    return result


def verify(root: Path, manifest: Manifest) -> None:
    """Compare every file of a generation with its sha256. Raises UnusableIndex."""
    place = folder(root, manifest.info.generation)
    for name, (_, sha) in manifest.files.items():
        if digest(place / name) != sha:
            raise UnusableIndex(sentences.DAMAGED_FILE.format(name=name, folder=place))


def publish(root: Path, place: Path, info: GenerationInfo, known: Mapping[str, tuple[int, str]]) -> None:
    """Write the manifest of a finished folder, bring all to the disk and switch the pointer to it.

    `known` has size and sha256 of files that are linked from an older generation or were merged aside: they are not
    read again.
    """
    files = {}
    for path in sorted(place.iterdir()):
        old = known.get(path.name)
        same = old if old and old[0] == path.stat().st_size else None
        files[path.name] = same or (path.stat().st_size, digest(path))
        _sync(path)
    facts = asdict(info)
    del facts["stamp"]  # which is derived from the manifest
    written = json.dumps({"facts": facts, "files": files}, ensure_ascii=False, indent=1)
    _replace(place / MANIFEST, written)
    _sync(place)
    _replace(root / POINTER, f"{place.name} {hashlib.sha256(written.encode()).hexdigest()}\n")
    _sync(root)


def sync_and_digest(path: Path) -> tuple[int, str]:
    """Bring a file to the disk, and return its size and sha256."""
    _sync(path)
    return path.stat().st_size, digest(path)


def digest(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def building(root: Path, timeout: float | None) -> Iterator[int]:
    """Hold the builder's lock, remove folders that no reader needs, and yield the number of the next generation.

    The folder that answers now stays; the one before it stayed until here, for readers that were just opening it.
    Raises EngineError where another process goes on building for `timeout` seconds; None waits for its end.
    """
    try:
        lock = _lock(root, "LOCK", timeout)
    except FileLocked as error:
        process = error.holder or sentences.UNKNOWN_PROCESS
        raise EngineError(sentences.LOCKED.format(process=process, root=root)) from error
    with lock:
        numbers = [_current_number(root) or 0]  # also of a pointer whose folder was removed
        for place in root.iterdir():
            if match := _FOLDER.fullmatch(place.name):
                numbers.append(int(match[1]))
                if not is_current(root, numbers[-1]):
                    shutil.rmtree(place, ignore_errors=True)
        yield max(numbers) + 1


@contextmanager
def merging(root: Path) -> Iterator[Path | None]:
    """Yield an empty folder to merge in, without what a killed merge left there; None where another process merges."""
    try:
        lock = _lock(root, "MERGE", 0)
    except FileLocked:
        yield None
        return
    with lock:
        aside = root / "merging"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _lock(root: Path, name: str, patience: float | None) -> ExitStack:
    """Take a lock file and return what releases it. Raises FileLocked, and EngineError where there can be no file."""
    stack = ExitStack()
    try:
        root.mkdir(parents=True, exist_ok=True)
        stack.enter_context(file_lock(root / name, holder=str(os.getpid()), patience=patience))
    except OSError as error:
        raise EngineError(sentences.NO_FOLDER.format(root=root, why=error.strerror)) from error
    return stack


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(path.name + ".new")
    aside.write_text(text, encoding="utf-8")
    _sync(aside)
    os.replace(aside, path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
