"""Keeps documents, their numbered changes, and the files that they came from, in SQLite or PostgreSQL.

`store` is the store; `tables`, `database` and `errors` are what it is made of; `copy` copies one to another;
`build_lock` lets one builder at a time work on an index that machines share; `originals` keeps files in a folder,
`database_originals` in the store itself.
"""

from corpus.store.errors import StoreError
from corpus.store.store import Store, open_store

__all__ = ["Store", "StoreError", "open_store"]
