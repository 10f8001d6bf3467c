from __future__ import annotations

import multiprocessing
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from corpus.document import Document
from corpus.store import Store, StoreError, migrations, open_store
from corpus.store.store import Change, PutCounts
from corpus.store.tables import SCHEMA, TABLES, chain_of
from tests.support.documents import NEWS, NOW
from tests.support.files import GOLDEN
from tests.support.old_stores import WRITES_OF_SCHEMA_1, make_old_store
from tests.support.store_processes import start_process, write_into_each

Opening = Callable[[str], Store]

TITLES = {f"tin-{n}": f"Kỳ họp thứ {n}" for n in range(1, 1202)}
DOCUMENTS = [Document(id=id, title=title, source=None) for id, title in TITLES.items()]


def _tables(url: str) -> dict[str, Any]:
    """Return the columns of every table of a store."""
    engine = sa.create_engine(url)
    inspector = sa.inspect(engine)
    tables = {
        name: [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(name)]
        for name in inspector.get_table_names()
        if not name.startswith("sqlite_")
    }
    engine.dispose()
    return tables


def _execute(url: str, *statements: str) -> None:
    """Run statements in the database past the store, in one transaction."""
    engine = sa.create_engine(url)
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))
    finally:
        engine.dispose()


def _chain(store: Store) -> list[tuple[int, str, str]]:
    """Return number, id and content of every change; each must be linked to the one before."""
    chain = ""
    with store.database.reading() as connection:
        rows = connection.execute(sa.select(TABLES.tables["chained_change"]).order_by(sa.text("number"))).mappings()
        for row in (listed := rows.all()):
            chain = chain_of(chain, row)
            assert row["chain"] == chain
    return [(row["number"], row["id"], row["content"]) for row in listed]


def test_every_number_up_to_the_schema_has_one_step() -> None:
    assert list(migrations.MIGRATIONS) == list(range(2, SCHEMA + 1))


def test_a_migrated_store_has_the_tables_of_a_new_one(urls: Callable[[], str], opening: Opening) -> None:
    old, new = urls(), urls()
    make_old_store(old, {"tin-1": "A"})
    opening(old), opening(new)
    assert _tables(old) == _tables(new)


def test_a_migration_keeps_documents_and_numbers(url: str, opening: Opening) -> None:
    make_old_store(url, TITLES)
    store = opening(url)
    assert sorted(store.documents(), key=lambda d: int(d.id[4:])) == DOCUMENTS
    every = [*TITLES, *TITLES, "da-bo", "da-bo"]
    assert [(change.number, change.id) for change in store.changes()] == list(enumerate(every, 1))
    assert store.put(DOCUMENTS, at=NOW) == PutCounts(same=len(DOCUMENTS))
    assert store.put([NEWS], at=NOW) == PutCounts(changed=1)
    assert list(store.changes(len(every))) == [Change(len(every) + 1, NEWS.id, "changed")]
    chain = _chain(store)
    assert all((number > len(TITLES)) == bool(content) for number, id, content in chain if id != "da-bo")


def test_a_migrated_store_has_an_identity_that_stays(url: str, opening: Opening) -> None:
    make_old_store(url, {"tin-1": "A"})
    position = opening(url).position(2)
    assert position
    assert len(position.store) == 32
    assert opening(url).position(2) == position


def test_the_store_of_version_0_1_0_is_migrated(tmp_path: Path, opening: Opening) -> None:
    with tarfile.open(GOLDEN / "version-0.1.0.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    store = opening(f"sqlite:///{tmp_path / 'store.sqlite'}")
    assert store.count() == len(list(store.documents())) == 3
    assert len(_chain(store)) == store.last_change() == 3


def test_a_step_that_fails_leaves_the_store_as_it_was(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: sa.Connection) -> None:
        raise KeyboardInterrupt

    make_old_store(url, {"tin-1": "A"})
    before = _tables(url)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS | {SCHEMA + 1: fail})
        patch.setattr(migrations, "SCHEMA", SCHEMA + 1)
        with pytest.raises(KeyboardInterrupt):
            open_store(url)
    assert _tables(url) == before
    open_store(url).close()
    assert _tables(url) != before


def test_processes_that_open_an_old_store_together_migrate_it_once(urls: Callable[[], str], opening: Opening) -> None:
    ids = ["tin-1", "tin-2", "tin-3"]
    places = [urls() for _ in range(4)]
    for url in places:
        make_old_store(url, TITLES)
    together = multiprocessing.get_context("spawn").Barrier(len(ids))
    processes = [start_process(write_into_each, places, id, together) for id in ids]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * len(ids)
    for url in places:
        assert len(_chain(opening(url))) == 2 * len(TITLES) + 2 + len(ids)


def test_a_running_program_of_schema_1_can_write_no_more(url: str, opening: Opening) -> None:
    """It sets its own number again when all that it puts is stored already."""
    make_old_store(url, {"tin-1": "A"})
    store = opening(url)
    _execute(url, WRITES_OF_SCHEMA_1[0])
    with pytest.raises(sa.exc.DBAPIError):
        _execute(url, *WRITES_OF_SCHEMA_1)
    assert opening(url).put([NEWS], at=NOW) == PutCounts(changed=1)
    assert len(_chain(store)) == 5


def test_a_store_that_a_newer_version_took_over_is_not_written(url: str, opening: Opening) -> None:
    store = opening(url)
    _execute(url, "UPDATE meta SET value = '99' WHERE name = 'version'")
    with pytest.raises(StoreError, match=r"phiên bản mới hơn.*99.*nâng cấp"):
        store.put([NEWS], at=NOW)
    assert store.count() == 0


@pytest.mark.parametrize("loss", ["DELETE FROM meta", "UPDATE meta SET value = 'x'", "DROP TABLE meta"])
def test_documents_without_a_number_are_never_created_anew(url: str, opening: Opening, loss: str) -> None:
    store = opening(url)
    store.put([NEWS], at=NOW)
    _execute(url, loss)
    with pytest.raises(StoreError, match="bị hỏng"):
        open_store(url)
    assert store.count() == 1
