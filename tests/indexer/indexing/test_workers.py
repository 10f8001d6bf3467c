"""Whatever ends the worker processes of a build, it is one sentence, and the index that answers stays."""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.document import Document
from indexer.engines.factory import open_engine
from indexer.engines.port import EngineError
from indexer.indexing import workers
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from tests.support.interrupting import interruptible, interrupting
from tests.support.sample import empty_store
from tests.support.service import command_environment

DOCUMENTS = [Document(f"tin-{n}", f"Tin {n}", "Hội đồng nhân dân họp.", kind="news") for n in range(40)]
NOW = datetime(2025, 7, 1, tzinfo=UTC)

# A build that starts two processes however few the documents are.
BUILD = """
import os, sys
from indexer import commands
from indexer.indexing import workers
os.cpu_count = lambda: 2
workers.MIN_SHARED, workers.CHUNK = 1, 2
sys.argv = ["indexer", "build"]
sys.exit(commands.main())
"""


def test_a_killed_worker_is_a_sentence_and_the_index_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_SHARED", 1)
    monkeypatch.setattr(workers, "CHUNK", 1)
    store, engine = empty_store(tmp_path), open_engine(f"whoosh:{tmp_path / 'index'}", fingerprint())
    store.put(DOCUMENTS[:1], at=NOW)
    build(store, engine, processes=1)
    before = engine.current()
    store.put(DOCUMENTS, at=NOW)

    def kill(items: int, share: float | None) -> None:
        for worker in multiprocessing.active_children():
            os.kill(worker.pid or 0, signal.SIGKILL)

    with pytest.raises(EngineError, match="đã bị hệ thống dừng"):
        build(store, engine, processes=2, show=kill)
    assert engine.current() == before
    assert build(store, engine, processes=1).indexed == len(DOCUMENTS) - 1
    store.close()


def test_ctrl_c_while_workers_start_is_one_sentence(tmp_path: Path) -> None:
    """A terminal sends it to the workers too, in the middle of what they import; here it comes twice."""
    with_workers = (
        f"if '--multiprocessing-fork' in sys.orig_argv:\n    exec({interrupting('indexer.indexing.workers')!r})\n"
    )
    (tmp_path / "sitecustomize.py").write_text(f"import sys\n{with_workers}", encoding="utf-8")
    store = empty_store(tmp_path)
    store.put(DOCUMENTS, at=NOW)
    store.close()
    environment = command_environment(tmp_path)
    done = interruptible(BUILD, {**environment, "PYTHONPATH": f"{tmp_path}:{environment['PYTHONPATH']}"})
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.startswith("Đã dừng theo yêu cầu. Chỉ mục đang dùng vẫn nguyên")
    assert done.stderr.count("\n") == 1
