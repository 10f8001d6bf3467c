from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Document, DocumentError
from corpus.store import Store, StoreError, open_store
from corpus.store.store import Change, PutCounts
from corpus.store.tables import digest
from tests.support.documents import NEWS, NOW, RESOLUTION
from tests.support.forked import forking
from tests.support.store_processes import start_process, write_into_each

LATER = datetime(2024, 2, 1, 9, 0, tzinfo=UTC)


def test_what_was_put_comes_back_as_it_was(store: Store) -> None:
    assert store.put([RESOLUTION, NEWS], at=NOW, originals={NEWS.id: "ab" * 32}) == PutCounts(added=2)
    assert store.get(RESOLUTION.id) == RESOLUTION
    assert store.get_many(["tin-1", "không có", RESOLUTION.id]) == {"tin-1": NEWS, RESOLUTION.id: RESOLUTION}
    assert store.get("không có") is None
    assert store.original(NEWS.id) == "ab" * 32
    assert store.original(RESOLUTION.id) is None


def test_the_same_document_twice_changes_nothing(store: Store) -> None:
    store.put([RESOLUTION, NEWS], at=NOW)
    assert store.put([NEWS, RESOLUTION], at=LATER) == PutCounts(same=2)
    assert store.last_change() == 2
    assert store.last_changed() == NOW


def test_a_changed_document_is_one_change_of_its_id(store: Store) -> None:
    store.put([RESOLUTION, NEWS], at=NOW)
    mended = Document(id="tin-1", title="Bế mạc kỳ họp thứ 9")
    assert store.put([RESOLUTION, mended], at=LATER) == PutCounts(changed=1, same=1)
    assert list(store.changes(2)) == [Change(3, "tin-1", "changed")]
    assert store.get("tin-1") == mended
    assert store.last_changed() == LATER


def test_changes_are_numbered_in_the_order_in_which_they_were_made(store: Store) -> None:
    store.put([NEWS], at=NOW)
    store.put([RESOLUTION], at=NOW)
    assert store.delete([RESOLUTION.id, "không có"], at=LATER) == {RESOLUTION.id}
    store.put([RESOLUTION], at=LATER)
    every = [(1, "tin-1", "added"), *((n, RESOLUTION.id, w) for n, w in ((2, "added"), (3, "deleted"), (4, "added")))]
    assert list(store.changes()) == every
    assert list(store.changes(1, limit=2)) == every[1:3]
    assert list(store.changes(4)) == []
    assert list(store.changes(limit=0)) == []


def test_the_number_of_a_deleted_last_change_is_not_given_again(store: Store, url: str) -> None:
    store.put([NEWS], at=NOW)
    store.delete(["tin-1"], at=NOW)
    store.close()
    again = open_store(url)
    again.put([NEWS], at=NOW)
    assert again.last_change() == 3
    again.close()


def test_documents_and_changes_of_many_pages_come_in_order(store: Store) -> None:
    """Reading can begin behind any id or number."""
    ids = [f"tin-{n:04}" for n in range(1203)]
    store.put([Document(id=id, title=id) for id in reversed(ids)], at=NOW)
    assert [d.id for d in store.documents()] == ids
    assert [d.id for d in store.documents(after="tin-0999")] == ids[1000:]
    assert [c.number for c in store.changes()] == list(range(1, 1204))
    assert len(store.get_many(ids)) == store.count() == 1203
    assert len(store.delete(ids, at=LATER)) == 1203
    assert store.count() == 0


def test_a_long_reading_does_not_keep_others_from_writing(url: str) -> None:
    store, other = open_store(url), open_store(url, patience=0)
    store.put([Document(id=f"tin-{n:04}", title="A") for n in range(500)], at=NOW)
    reading = store.documents()
    next(reading)
    other.put([Document(id="tin-9999", title="A")], at=NOW)
    assert [d.id for d in reading][-1] == "tin-9999"
    store.close()
    other.close()


def test_writers_wait_for_one_another_and_lose_nothing(url: str) -> None:
    def write(number: int) -> None:
        store = open_store(url)  # the first of them makes the tables
        for n in range(25):
            store.put([Document(id=f"tin-{number}-{n}", title="A"), Document(id="chung", title="A")], at=NOW)
        store.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = open_store(url)
    assert [c.number for c in store.changes()] == list(range(1, 102))
    assert store.count() == 101
    store.close()


def test_processes_that_create_a_store_together_all_write_into_it(urls: Callable[[], str]) -> None:
    ids = ["tin-1", "tin-2", "tin-3", "tin-4"]
    places = [urls() for _ in range(10)]
    together = forking().Barrier(len(ids))
    processes = [start_process(write_into_each, places, id, together) for id in ids]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * len(ids)
    for url in places:
        store = open_store(url)
        assert [document.id for document in store.documents()] == ids
        store.close()


def test_a_batch_is_stored_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(DocumentError, match="id"):
        store.put([NEWS, Document(id="A/B", title="A")], at=NOW)
    with pytest.raises(DocumentError, match="kind"):
        store.put([NEWS, Document(id="a", title="A", kind="song")], at=NOW)
    assert (store.count(), store.last_change()) == (0, 0)


def test_of_two_documents_with_an_id_in_a_batch_the_last_counts(store: Store) -> None:
    assert store.put([NEWS, Document(id="tin-1", title="B")], at=NOW) == PutCounts(added=1)
    document = store.get("tin-1")
    assert document
    assert document.title == "B"


def test_broken_letters_do_not_stop_a_batch(store: Store) -> None:
    store.put([Document(id="a", title="Nghị quyết \ud800 số\x00 5", source="Cổng \ud800\x00tin")], at=NOW)
    assert store.get("a") == Document(id="a", title="Nghị quyết ? số\x00 5", source="Cổng ?\x00tin")
    assert store.coverage().sources == {"Cổng ?\N{REPLACEMENT CHARACTER}tin": 1}  # no column can hold NUL everywhere


@pytest.mark.parametrize("id", ["", "a\x00", "\ud800", "a" * 1000, "A", "ă'; DROP TABLE document; --"])
def test_an_id_that_no_document_can_have_is_not_there(store: Store, id: str) -> None:
    store.put([Document(id="a", title="A")], at=NOW)
    assert store.get(id) is None
    assert store.original(id) is None
    assert store.delete([id, "a"], at=NOW) == {"a"}


def test_documents_are_counted_by_source_kind_and_year(store: Store) -> None:
    store.put([RESOLUTION, NEWS, Document(id="a", title="A", issued=date(2020, 1, 1))], at=NOW)
    coverage = store.coverage()
    assert coverage.sources == {None: 2, "Cổng thông tin huyện": 1}
    assert coverage.kinds == {None: 1, "news": 1, "resolution": 1}
    assert coverage.years == {2020: 2, 2024: 1}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example empties the store
@given(batches=st.lists(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("xyz")), max_size=4), max_size=5))
def test_following_changes_gives_the_same_documents_as_reading_all(
    store: Store, batches: list[list[tuple[str, str]]]
) -> None:
    store.delete("abcde", at=NOW)
    followed: dict[str, Document] = {}
    seen = store.last_change()
    for batch in batches:
        store.put([Document(id=id, title=title) for id, title in batch], at=NOW)
        store.delete([id for id, title in batch if title == "z"], at=NOW)
        for change in store.changes(seen):
            document = store.get(change.id)
            followed.pop(change.id, None)
            if document:
                followed[change.id] = document
            seen = change.number
    assert sorted(followed.values(), key=lambda d: d.id) == list(store.documents())
    assert seen == store.last_change()


def test_the_digest_depends_on_the_content_and_not_on_the_id() -> None:
    assert digest(NEWS) == digest(replace(NEWS, id="khác"))
    assert digest(NEWS) != digest(replace(NEWS, section="Thông báo"))


def _execute(url: str, statement: str) -> None:
    """Run a statement in the database past the store."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def test_a_store_of_a_newer_version_is_refused_and_left_alone(url: str) -> None:
    open_store(url).close()
    _execute(url, "UPDATE meta SET value = '99'")
    with pytest.raises(StoreError, match=r"phiên bản mới hơn.*99.*nâng cấp"):
        open_store(url)


def test_a_database_of_another_program_is_refused_and_left_alone(url: str) -> None:
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir()
    _execute(url, "CREATE TABLE people (name TEXT)")
    with pytest.raises(StoreError, match="không phải là kho văn bản"):
        open_store(url)
    engine = sa.create_engine(url)
    assert sa.inspect(engine).get_table_names() == ["people"]
    engine.dispose()


def test_a_locked_store_asks_for_patience(url: str, store: Store) -> None:
    hasty = open_store(url, patience=0)
    with store.database.writing(), pytest.raises(StoreError, match="đang bị chương trình khác khóa"):
        hasty.put([NEWS], at=NOW)
    assert hasty.put([NEWS], at=NOW) == PutCounts(added=1)
    hasty.close()


@pytest.mark.parametrize(
    "address",
    [
        "kho",
        "nothing://x",
        "mysql://u:s3cret@db/x",
        "postgresql+nodriver://u:s3cret@db/x",
        "postgresql+psycopg://u:s3cret@db:cổng/x",
        "postgresql+psycopg://u:a@s3cret@db/x",
        "postgresql+psycopg://u:a@b/s3cret:c@db:5432/x",
        "postgresql+psycopg://db:cổng/x?user=u&password=s3cret",
    ],
)
def test_an_invalid_address_is_reported_without_its_password(address: str) -> None:
    with pytest.raises(StoreError, match="HDND_STORE") as error:
        open_store(address)
    assert "s3cret" not in str(error.value)
