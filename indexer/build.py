"""Bring an index up to date with the store: changes in, records out, one generation at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import batched as _batched  # replaced below where Python has none
from multiprocessing import get_context

from corpus.document import Document
from corpus.reading import read
from corpus.store import Store
from indexer.analysis import document_record, unpack
from indexer.engine import Engine, EngineError, Reader, Record, Writer
from indexer.officials import Directory, names_of
from indexer.query import Where
