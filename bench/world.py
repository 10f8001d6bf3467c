"""Set up what is measured: a real store and index over given material, kept in a folder for the next time."""

from __future__ import annotations

import lzma
import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from corpus.settings import load
from corpus.store import Store, open_store
from indexer.analysis import fingerprint
from indexer.engine import Reader, open_engine
from indexer.search import Search


class BenchError(Exception):
    """Says in one sentence what a measurement lacks, and what to do."""


@dataclass(frozen=True, slots=True)
class World:
    """Holds what is measured; `reader` is open on the same generation that `search` answers from."""

    data: Path
    store: Store
    search: Search
    reader: Reader

    def close(self) -> None:
        """Let index and store go."""
        self.search.close()
        self.reader.close()
        self.store.close()


def open_world(home: Path, data: Path, articles: Path, limit: int | None) -> World:
    """Return the world of a folder, where the articles and the gazette of `data` are added once and indexed.

    Raises BenchError where the material is not there, or a command fails.
    """
    for path in (articles, data / "gazette", data / "retrieval"):
        if not path.exists():
            raise BenchError(f"Không có {path}: hãy chỉ đúng thư mục dữ liệu bằng --data, tệp bài báo bằng --articles.")
    home.mkdir(parents=True, exist_ok=True)
    environ = {**os.environ, "HDND_HOME": str(home)}
    for name in ("HDND_STORE", "HDND_ENGINE"):
        environ.pop(name, None)
    settings = load(environ)
    if not (home / "articles.added").exists():
        source = _cut(articles, home, limit) if limit else articles
        _run(environ, "corpus", "add", str(source), "--source", "news")
        _run(environ, "corpus", "add", str(data / "gazette"), "--source", "gazette")
        (home / "articles.added").touch()
    _run(environ, "indexer", "build")
    store, engine = open_store(settings.store), open_engine(settings.engine, fingerprint())
    search = Search(engine, store)
    search.warm()
    return World(data, store, search, engine.read())


def _cut(articles: Path, home: Path, limit: int) -> Path:
    cut = home / "articles.jsonl"
    opened = lzma.open if articles.suffix == ".xz" else open
    with opened(articles, "rt", encoding="utf-8") as lines, cut.open("w", encoding="utf-8") as kept:
        kept.writelines(islice(lines, limit))
    return cut


def _run(environ: dict[str, str], package: str, *args: str) -> None:
    """Run a command of the project; listed failures of single documents (exit 1) are no reason to stop."""
    done = subprocess.run(  # noqa: S603 (our own commands)
        [sys.executable, "-m", package, *args, "--quiet"], env=environ, capture_output=True, text=True
    )
    if done.returncode > 1:
        raise BenchError(f"`python -m {package} {args[0]}` không xong: {done.stderr.strip().splitlines()[-1:]}")
