"""Set up a real store and index over given material, in a folder that later measurements reuse."""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from corpus.settings import load
from corpus.store import Store, open_store
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine, Reader
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search

RECORDS = "records.jsonl"


class BenchError(Exception):
    """Raised if a measurement cannot run; its message says in one sentence what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class World:
    """Contains the store and index to measure; `reader` is open on the generation that `search` answers from."""

    data: Path
    store: Store
    search: Search
    reader: Reader

    def close(self) -> None:
        """Close index and store."""
        self.search.close()
        self.reader.close()
        self.store.close()


class Material(NamedTuple):
    """Names the JSON Lines files (`.xz` or not) to measure on, and the number of records to use; None: all.

    Articles have `id`, `title`, `body`; headlines `url`, `title`, `summary`, `published`.
    """

    articles: Path
    headlines: Path | None = None
    limit: int | None = None


def open_world(home: Path, data: Path, articles: Path, limit: int | None) -> World:
    """Return the world of a folder, to which the articles and the gazette of `data` are added once and indexed.

    Raises BenchError if the material does not exist, or a command fails.
    """
    for path in (articles, data / "gazette", data / "retrieval"):
        if not path.exists():
            raise BenchError(f"Không có {path}: hãy chỉ đúng thư mục dữ liệu bằng --data, tệp bài báo bằng --articles.")
    if not (home / "articles.added").exists():
        source = _cut(articles, home, limit) if limit else articles
        _fill(home, {"news": source, "gazette": data / "gazette"})
    run_in(home, "indexer", "build")
    store, engine = opened(home)
    search = Search(engine, store)
    search.warm()
    return World(data, store, search, engine.read())


def prepare(home: Path, material: Material) -> Path:
    """Return the folder in `home` with the material's records in a file and in a store, prepared once.

    Raises BenchError if the material does not exist or is malformed, or a command fails.
    """
    for path in filter(None, (material.articles, material.headlines)):
        if not path.exists():
            raise BenchError(f"Không có {path}: hãy chỉ đúng tệp bằng --articles và --headlines.")
    folder = home / f"{material.limit or 'all'}{'-headlines' if material.headlines else ''}"
    manifest = folder / "material.json"
    content = json.dumps([str(path and path.resolve()) for path in material[:2]])
    if manifest.exists() and manifest.read_text("utf-8") != content:
        raise BenchError(f"{folder} giữ kết quả của tệp bài báo khác: hãy chọn thư mục khác bằng --home.")
    if not (folder / "articles.added").exists():
        folder.mkdir(parents=True, exist_ok=True)
        manifest.write_text(content, "utf-8")
        with (folder / RECORDS).open("w", encoding="utf-8") as file:
            try:
                file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records(material))
            except (ValueError, KeyError, TypeError, EOFError, lzma.LZMAError) as error:
                raise BenchError(
                    "Tệp bài báo hỏng hoặc không đúng dạng: mỗi dòng phải là một đối tượng JSON, bài báo có id, title, "
                    f"body, tin ngắn có title, summary; hãy sửa tệp ({type(error).__name__}: {error})."
                ) from error
        _fill(folder, {"news": folder / RECORDS})
    return folder


def records(material: Material) -> Iterator[dict[str, Any]]:
    """Yield the articles, then the headlines, as documents; a limit beyond them repeats all under new ids.

    The text of a headline is its summary, so that every record has a text.
    """
    return islice(_repeated(material), material.limit)


def opened(home: Path, engine: str | None = None) -> tuple[Store, Engine]:
    """Open the store of a folder, and its engine or the engine at a URL."""
    settings = load(environ(home, engine))
    return open_store(settings.store), open_engine(settings.engine, fingerprint(), settings.engine_login)


def environ(home: Path, engine: str | None = None) -> dict[str, str]:
    """Return the environment variables that make commands work in a folder.

    `engine` is the URL of an engine to use in place of the folder's; other settings stay as they are.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in ("HDND_STORE", "HDND_ENGINE")}
    return {**inherited, "HDND_HOME": str(home), **({"HDND_ENGINE": engine} if engine else {})}


def run_in(home: Path, package: str, *args: str) -> None:
    """Run a command of the project. Exit code 1 (single documents failed) is accepted; raises BenchError above."""
    done = subprocess.run(  # noqa: S603 (the project's commands)
        [sys.executable, "-m", package, *args, "--quiet"], env=environ(home), capture_output=True, text=True
    )
    if done.returncode > 1:
        raise BenchError(f"`python -m {package} {args[0]}` không xong: {done.stderr.strip().splitlines()[-1:]}")


def _fill(home: Path, sources: Mapping[str, Path]) -> None:
    home.mkdir(parents=True, exist_ok=True)
    for source, path in sources.items():
        run_in(home, "corpus", "add", str(path), "--source", source)
    (home / "articles.added").touch()


def _repeated(material: Material) -> Iterator[dict[str, Any]]:
    for turn in count():
        nothing = True
        for record in chain(_lines(material.articles), _headlines(material.headlines)):
            nothing = False
            yield {**record, "id": f"{record['id']}-{turn}"} if turn else record
        if nothing or material.limit is None:
            return


def _headlines(path: Path | None) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(path) if path else (), 1):
        yield {
            "id": f"tin-{number}",
            "title": line["title"],
            "text": line.get("summary"),
            "url": line.get("url"),
            "published": line.get("published"),
        }


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with _text(path) as lines:
        yield from map(json.loads, lines)


def _text(path: Path) -> TextIO:
    return lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")


def _cut(articles: Path, home: Path, limit: int) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    cut = home / "articles.jsonl"
    with _text(articles) as lines, cut.open("w", encoding="utf-8") as file:
        file.writelines(islice(lines, limit))
    return cut
