"""No byte that changed in a store is read as text: it is named, listed by the check, and healed by adding again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from corpus.document import Document
from corpus.store import Store, StoreError, open_store
from corpus.store.check import check
from corpus.store.database_originals import DatabaseOriginals
from corpus.store.errors import DamagedDocument
from corpus.store.originals import FolderOriginals, Originals
from corpus.store.store import Change, PutCounts
from corpus.store.tables import CHANGE, DOCUMENT, ID_KEY, META, REDIRECT
from indexer.engines.factory import open_engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from tests.support.cli import run_corpus
from tests.support.documents import NOW

DOCUMENTS = [
    Document(f"tin-{n}", f"Kỳ họp thứ {n}", text="Nội dung nghị quyết. " * 9, source="Cổng", kind="news")
    for n in range(1, 9)
]
BY_ID = {document.id: document for document in DOCUMENTS}
ORIGINAL = "Bản gốc của văn bản. ".encode() * 40
SEED = 15


@pytest.fixture
def originals(store: Store, tmp_path: Path) -> Originals:
    """Fill the store, and return its originals, which are in its database."""
    originals = DatabaseOriginals(store.database)
    (tmp_path / "a.txt").write_bytes(ORIGINAL)
    sha256 = originals.keep(tmp_path / "a.txt")
    store.put(DOCUMENTS, at=NOW, originals={"tin-1": sha256})
    store.put([Document("da-bo", "Đã bỏ")], at=NOW)
    store.delete(["da-bo"], at=NOW)
    return originals


def _flipped(value: Any) -> Any:
    """Return a value of a row with one bit changed."""
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    if isinstance(value, str):
        return chr(ord(value[0]) ^ 1) + value[1:] if value else "a"
    return (value or 0) ^ 1


def _flip(store: Store, table: sa.Table, key: sa.Column[Any], id: Any, column: str) -> None:
    with store.database.engine.begin() as connection:
        value = connection.scalar(sa.select(table.c[column]).where(key == id))
        connection.execute(table.update().where(key == id).values({column: _flipped(value)}))


def _assert_only_true_documents(store: Store) -> list[DamagedDocument]:
    """Read all in each way; what comes out is as it was put, and the rest is named."""
    damaged: list[DamagedDocument] = []
    for document in store.documents(damaged=damaged.append):
        assert document == BY_ID[document.id]
    for document in store.get_many(BY_ID, damaged.append).values():
        assert document == BY_ID[document.id]
    for id in BY_ID:
        with suppress(DamagedDocument):
            assert store.get(id) in (None, BY_ID[id])
    return damaged


def test_an_intact_store_has_no_failures(store: Store, originals: Originals) -> None:
    assert check(store, originals).counts() == {"documents": 8, "changes": 10, "originals": 1}
    assert check(store, originals).failures == ()


@pytest.mark.parametrize("column", DOCUMENT.c.keys())
def test_a_changed_column_of_a_document_is_named_and_healed(store: Store, originals: Originals, column: str) -> None:
    _flip(store, DOCUMENT, DOCUMENT.c.id, "tin-3", column)
    damaged = _assert_only_true_documents(store)
    id = "uin-3" if column == "id" else "tin-3"
    assert {error.id for error in damaged} == {id}
    assert "hãy thêm lại" in str(damaged[0])
    with pytest.raises(StoreError, match=id):
        list(store.documents())
    assert any(id in failure for failure in check(store, originals).failures)
    store.delete(["uin-3"], at=NOW)
    put = store.put(DOCUMENTS, at=NOW)
    assert put == (PutCounts(added=1, same=7) if column == "id" else PutCounts(changed=1, same=7))
    assert list(store.documents()) == DOCUMENTS
    assert check(store, originals).failures == ()
    assert list(store.changes(10))[-1] == Change(
        11 + (column == "id"), "tin-3", "added" if column == "id" else "changed"
    )


@pytest.mark.parametrize("column", CHANGE.c.keys())
def test_a_changed_column_of_a_change_is_listed(store: Store, originals: Originals, column: str) -> None:
    _flip(store, CHANGE, CHANGE.c.number, 10, column)
    assert _assert_only_true_documents(store) == []
    assert any("Thay đổi số 1" in failure for failure in check(store, originals).failures)


def test_a_change_that_is_missing_is_listed(store: Store, originals: Originals) -> None:
    with store.database.engine.begin() as connection:
        connection.execute(CHANGE.delete().where(CHANGE.c.number == 4))
    assert any("Thay đổi số 5" in failure for failure in check(store, originals).failures)


@pytest.mark.parametrize("column", ["name", "value"])
def test_a_changed_identity_is_another_store_or_listed(store: Store, originals: Originals, column: str) -> None:
    before = store.position(10)
    _flip(store, META, META.c.name, "identity", column)
    assert store.position(10) != before
    assert _assert_only_true_documents(store) == []
    if column == "name":
        assert any("danh tính" in failure for failure in check(store, originals).failures)


@pytest.mark.parametrize("column", ID_KEY.c.keys())
def test_a_changed_column_of_an_id_key_is_listed_and_healed(store: Store, originals: Originals, column: str) -> None:
    made_for = {"tin-3": ["url:https://a.example/"]}
    store.put(DOCUMENTS, at=NOW, made_for=made_for)
    assert check(store, originals).failures == ()
    with store.database.reading() as connection:
        key = connection.scalar(sa.select(ID_KEY.c.key))
    _flip(store, ID_KEY, ID_KEY.c.key, key, column)
    assert any("mất gốc" in failure for failure in check(store, originals).failures)
    assert store.ids_of(made_for["tin-3"]) == {}
    store.put(DOCUMENTS, at=NOW, made_for=made_for)
    assert store.ids_of(made_for["tin-3"]) == {"url:https://a.example/": "tin-3"}


@pytest.mark.parametrize("column", REDIRECT.c.keys())
def test_a_changed_column_of_a_redirect_is_listed(store: Store, originals: Originals, column: str) -> None:
    store.join("tin-1", "tin-2", at=NOW)
    assert store.resolve(["tin-2"]) == {"tin-2": "tin-1"}
    _flip(store, REDIRECT, REDIRECT.c.id, "tin-2", column)
    assert any("đã nhập vào" in failure for failure in check(store, originals).failures)
    assert store.resolve(["tin-2", "uin-2"]) == {}


def test_a_document_lost_without_a_change_is_listed(store: Store, originals: Originals) -> None:
    with store.database.engine.begin() as connection:
        connection.execute(DOCUMENT.delete().where(DOCUMENT.c.id == "tin-5"))
    assert any("tin-5 không còn" in failure for failure in check(store, originals).failures)


@pytest.mark.parametrize("place", ["database", "folder"])
def test_a_damaged_original_is_listed_and_healed(
    store: Store, originals: Originals, tmp_path: Path, place: str
) -> None:
    path = tmp_path / "a.txt"
    if place == "folder":
        originals = FolderOriginals(tmp_path / "blobs")
        sha256 = originals.keep(path)
        originals.path(sha256).write_bytes(_flipped(ORIGINAL))
    else:
        (sha256,) = originals.names()
        with store.database.engine.begin() as connection:
            flipped = {"bytes": _flipped(ORIGINAL)}
            connection.execute(sa.text("UPDATE blob_piece SET bytes = :bytes WHERE place = 0"), flipped)
    assert check(store, originals).failures == (f"Bản gốc {sha256} bị hỏng: hãy thêm lại tệp ấy.",)
    assert originals.keep(path) == sha256
    assert check(store, originals).failures == ()


def test_an_original_that_is_missing_is_listed(store: Store, originals: Originals, tmp_path: Path) -> None:
    (failure,) = check(store, FolderOriginals(tmp_path / "other")).failures
    assert "của văn bản tin-1 không còn" in failure


def test_a_build_lists_damaged_documents_and_goes_on(store: Store, originals: Originals) -> None:
    engine = open_engine("memory:", fingerprint())
    _flip(store, DOCUMENT, DOCUMENT.c.id, "tin-3", "json")
    built = build(store, engine)
    assert (built.indexed, built.deleted, len(built.failures)) == (7, 1, 1)
    assert "tin-3" in built.failures[0]
    assert engine.read().get(["tin-3"]) == {}
    store.put(DOCUMENTS, at=NOW)
    assert build(store, engine).failures == ()
    assert engine.read().get(["tin-3"])


def test_no_flipped_bit_of_the_file_comes_out_as_text(tmp_path: Path) -> None:
    """Every table lies in the file; what SQLite itself notices is an error of the store."""
    path = tmp_path / "store.sqlite"
    with closing(open_store(f"sqlite:///{path}")) as store:
        (tmp_path / "a.txt").write_bytes(ORIGINAL)
        sha256 = DatabaseOriginals(store.database).keep(tmp_path / "a.txt")
        store.put(DOCUMENTS, at=NOW, originals={"tin-1": sha256})
    good = path.read_bytes()
    used = [at for at in range(100, len(good)) if good[at]]
    chosen = random.Random(SEED)
    noticed = 0
    for at in chosen.sample(used, 200):
        flipped = bytearray(good)
        flipped[at] ^= 1 << chosen.randrange(8)
        path.write_bytes(flipped)
        noticed += any(_troubles(path, sha256))
    assert noticed > 150


def _troubles(path: Path, sha256: str) -> Iterator[bool]:
    """Read all of a store with a flipped bit, and say whether something was noticed; text must be as it was put."""
    try:
        store = open_store(f"sqlite:///{path}")
    except StoreError:
        yield True
        return
    with closing(store):
        try:
            yield bool(_assert_only_true_documents(store))
        except StoreError:
            yield True
        originals = DatabaseOriginals(store.database)
        with suppress(StoreError):
            if originals.holds(sha256) and originals.intact(sha256):
                assert b"".join(originals.read(sha256)) == ORIGINAL
        try:
            yield bool(check(store, originals).failures)
        except StoreError:
            yield True


def test_the_command_lists_what_is_damaged(tmp_path: Path) -> None:
    home = {"HDND_HOME": str(tmp_path / "home")}
    (tmp_path / "a.txt").write_text("Thông báo về việc họp.", encoding="utf-8")
    run_corpus("add", str(tmp_path / "a.txt"), **home)
    intact = run_corpus("check", **home)
    assert (intact.returncode, intact.stdout) == (0, "Kho nguyên vẹn: 1 văn bản, 1 thay đổi, 1 bản gốc.\n")
    assert run_corpus("check", "--quiet", **home).stdout == ""
    with closing(open_store(f"sqlite:///{tmp_path / 'home' / 'store.sqlite'}")) as store:
        id = next(store.documents()).id
        _flip(store, DOCUMENT, DOCUMENT.c.id, id, "json")
    damaged = run_corpus("check", "--quiet", **home)
    assert (damaged.returncode, damaged.stdout) == (1, "")
    assert id in damaged.stderr
    exported = run_corpus("export", "--quiet", **home)
    assert (exported.returncode, exported.stdout) == (1, "")
    assert id in exported.stderr
    assert "thay đổi 1" in run_corpus("add", str(tmp_path / "a.txt"), **home).stdout
    assert run_corpus("check", **home).returncode == 0
