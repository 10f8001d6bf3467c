"""Keep documents, number every change of them, and keep the files they came from, in SQLite or PostgreSQL.

`store` puts, reads and deletes documents and follows their changes, over `tables` (the rows), `database` (connections
and transactions), `readonly` (the same without writing), `migrations` (a store of an earlier version), `ids` (what ids
were made for), `person_ids` (ids of persons) and `errors` (a driver's error as one sentence). `check` verifies all of a
store, `copy` copies it to another database, `build_lock` lets one builder at a time index a store that machines share.
`originals` keeps files in a folder, `database_originals` in the store's own database.

Others need `open_store` (or `read_store`, which writes nothing), the `Store` it returns, and `StoreError`, which its
methods raise.
"""

from corpus.store.errors import StoreError
from corpus.store.store import Store, open_store, read_store

__all__ = ["Store", "StoreError", "open_store", "read_store"]
