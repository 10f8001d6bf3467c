"""Open an engine by its URL."""

from __future__ import annotations

from pathlib import Path

from indexer.engines import sentences
from indexer.engines.port import Engine, EngineError, Login


def open_engine(url: str, fingerprint: str, login: Login = (None, None)) -> Engine:
    """Return the engine of a URL: `whoosh:PATH`, `memory:` or `opensearch+http://HOST:PORT/NAME`.

    `login` is for a cluster whose URL has none. Raises EngineError for a URL that names no engine.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "memory":
        from indexer.engines.memory import MemoryEngine

        return MemoryEngine(fingerprint)
    if scheme == "whoosh" and rest:
        from indexer.engines.whoosh.engine import WhooshEngine

        return WhooshEngine(Path(rest), fingerprint)
    if scheme.startswith("opensearch+"):
        from indexer.engines.opensearch.engine import OpenSearchEngine

        return OpenSearchEngine(url, fingerprint, login)
    raise EngineError(sentences.UNKNOWN_ENGINE.format(scheme=scheme))
