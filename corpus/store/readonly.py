"""Open a store in a SQLite file for reading only: nothing is written, on a full disk and without the right to write."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from corpus import sentences
from corpus.store.errors import StoreMissing


def open_readonly(path: Path, patience: float) -> sqlite3.Connection:
    """Open a file as it is; `patience` is how many seconds to wait for a lock. Raises StoreMissing where there is none.

    SQLite reads a file through its write-ahead log (`-wal`) and an index of that (`-shm`), and makes both where they
    are not there. `mode=ro` would leave them behind, of an account that later writers may not share; `mode=rw` removes
    them, and `query_only` refuses to write. Where neither can be made (no right, a full disk), and no writer left
    anything in a log, the file alone is read, as one that does not change.
    """
    if not path.exists():
        raise StoreMissing(sentences.STORE_MISSING.format(name=path))
    log = Path(f"{path}-wal")
    try:
        return _opened(path, "mode=ro" if log.exists() else "mode=rw", patience)
    except sqlite3.OperationalError:
        if log.exists() and log.stat().st_size:
            raise
        return _opened(path, "mode=ro&immutable=1", patience)


def _opened(path: Path, options: str, patience: float) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{options}"
    connection = sqlite3.connect(uri, uri=True, timeout=patience, check_same_thread=False)
    try:
        connection.text_factory = decode_damaged
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()  # opens the log, if it can
    except BaseException:
        connection.close()
        raise
    return connection


def decode_damaged(stored: bytes) -> str:
    """Return a text of SQLite also where it is damaged and no UTF-8 any more: its digest tells."""
    return stored.decode("utf-8", "replace")
