"""A store is taken to another database and back, and everything in it is what it was."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Citation, Document, Official
from corpus.ingest import add
from corpus.store import Store, StoreError
from corpus.store.copy import copy
from corpus.store.database_originals import DatabaseOriginals
from corpus.store.originals import FolderOriginals
from corpus.store.tables import CHANGE, DOCUMENT
from tests.support.cli import run_corpus, run_indexer
from tests.support.documents import NEWS, NOW, RESOLUTION
from tests.support.postgresql import Server
from tests.support.sample import SAMPLE

Opening = Callable[[str], Store]


def contents(store: Store) -> list[list[tuple[Any, ...]]]:
    """Return every row of a store, with all its columns."""
    with store.database.reading() as connection:
        return [
            [tuple(row) for row in connection.execute(sa.select(table).order_by(key))]
            for table, key in ((DOCUMENT, DOCUMENT.c.id), (CHANGE, CHANGE.c.number))
        ]


@pytest.fixture
def stores(postgresql: Server, tmp_path: Path, opening: Opening) -> tuple[Store, Store, Store]:
    """Give empty stores: in SQLite, in PostgreSQL, in SQLite."""
    urls = (f"sqlite:///{tmp_path / 'a.sqlite'}", postgresql.empty(), f"sqlite:///{tmp_path / 'b.sqlite'}")
    first, second, third = map(opening, urls)
    return first, second, third


def test_the_sample_is_the_same_in_postgresql_and_back_again(
    stores: tuple[Store, Store, Store], tmp_path: Path
) -> None:
    first, middle, last = stores
    folder, others = FolderOriginals(tmp_path / "blobs"), FolderOriginals(tmp_path / "khac")
    add([SAMPLE], first, folder, source=None, clock=lambda: NOW, report=lambda event: None)
    first.delete([next(first.documents()).id], at=NOW + timedelta(days=1))
    first.put([RESOLUTION, NEWS], at=NOW + timedelta(days=2))
    shown: list[tuple[int, float | None]] = []
    there = copy(first, middle, (folder, DatabaseOriginals(middle.database)), lambda *step: shown.append(step))
    back = copy(middle, last, (DatabaseOriginals(middle.database), others))
    assert there == back
    assert there.failures == ()
    assert (there.documents, there.changes) == (first.count(), first.last_change())
    assert there.originals == len(list(folder.names())) > 1
    assert contents(first) == contents(middle) == contents(last)
    assert list(folder.names()) == list(DatabaseOriginals(middle.database).names()) == list(others.names())
    for sha256 in folder.names():
        assert hashlib.sha256(b"".join(DatabaseOriginals(middle.database).read(sha256))).hexdigest() == sha256
        assert others.path(sha256).read_bytes() == folder.path(sha256).read_bytes()
    assert shown[-1] == (first.count(), 1.0)
    assert shown == sorted(shown, key=lambda step: (step[1], step[0]))


anything = st.text(st.characters() | st.sampled_from("\x00\ud800\udfff\ufffe\u202e"), max_size=30)
documents = st.builds(
    Document,
    id=st.from_regex(r"[a-z0-9]([a-z0-9._~-]{0,8}[a-z0-9])?", fullmatch=True),
    title=anything.filter(str.strip),
    text=anything,
    kind=st.sampled_from([None, "news", "resolution"]),
    source=st.none() | anything,
    number=st.none() | anything,
    published=st.none() | st.datetimes(timezones=st.just(UTC)),
    issued=st.none() | st.dates(),
    signer=st.none() | st.builds(Official, anything.filter(bool), st.none() | anything),
    citations=st.lists(st.builds(Citation, anything.filter(bool)), max_size=2).map(tuple),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.tuples(st.lists(documents, max_size=3), st.booleans()), max_size=4))
def test_any_store_is_the_same_in_postgresql_and_back_again(
    stores: tuple[Store, Store, Store], batches: list[tuple[list[Document], bool]]
) -> None:
    for store in stores:
        with store.database.writing() as connection:
            for table in (DOCUMENT, CHANGE):
                connection.execute(table.delete())
    first, middle, last = stores
    for batch, deleted in batches:
        first.put(batch, at=NOW, originals={document.id: "ab" * 32 for document in batch})
        if deleted:
            first.delete([document.id for document in batch], at=NOW)
    copy(first, middle, None)
    copy(middle, last, None)
    assert contents(first) == contents(middle) == contents(last)
    assert list(first.documents()) == list(middle.documents()) == list(last.documents())
    assert first.coverage() == middle.coverage()
    # Numbers go on where they were.
    for store in stores:
        store.put([Document(id="moi", title="Mới")], at=NOW)
        store.delete(["moi"], at=NOW)
    if any(batch for batch, _ in batches):
        assert first.last_change() == middle.last_change() == last.last_change()


@pytest.fixture
def full(url: str, opening: Opening) -> Store:
    """Give a store with two documents, in each database in turn."""
    store = opening(url)
    store.put([RESOLUTION, NEWS], at=NOW)
    return store


def test_a_target_that_holds_anything_is_refused_and_left_alone(
    full: Store, urls: Callable[[], str], opening: Opening
) -> None:
    target = opening(urls())
    target.put([Document(id="a", title="A")], at=NOW)
    before = contents(target)
    with pytest.raises(StoreError, match=r"không trống \(có 1 văn bản, 1 thay đổi\): hãy chọn một kho mới"):
        copy(full, target, None)
    target.delete(["a"], at=NOW)  # its numbers were seen by an index
    with pytest.raises(StoreError, match=r"không trống \(có 0 văn bản, 2 thay đổi\)"):
        copy(full, target, None)
    assert contents(target)[1][0] == before[1][0]


def test_the_store_itself_is_no_target(url: str, opening: Opening) -> None:
    with pytest.raises(StoreError, match="chính là kho đang dùng"):
        copy(opening(url), opening(url), None)


def test_a_damaged_document_is_named_and_the_target_stays_empty(
    full: Store, urls: Callable[[], str], opening: Opening
) -> None:
    with full.database.writing() as connection:
        changed = DOCUMENT.update().where(DOCUMENT.c.id == NEWS.id)
        connection.execute(changed.values(json=DOCUMENT.c.json.concat(" ")))
    target = opening(urls())
    with pytest.raises(StoreError, match=f"Văn bản {NEWS.id} .* bị hỏng: hãy thêm lại văn bản này"):
        copy(full, target, None)
    assert contents(target) == [[], []]


def test_a_copy_that_is_cut_leaves_the_target_empty(postgresql: Server, tmp_path: Path, opening: Opening) -> None:
    """It may be repeated."""
    source, target = opening(f"sqlite:///{tmp_path / 'a.sqlite'}"), opening(postgresql.empty())
    source.put([Document(id=f"tin-{n}", title="A") for n in range(1000)], at=NOW)

    def cut(documents: int, share: float | None) -> None:
        if documents == 400:
            postgresql.cut()

    with pytest.raises(StoreError, match="đã ngắt kết nối"):
        copy(source, target, None, cut)
    assert contents(target) == [[], []]
    assert copy(source, target, None).documents == 1000
    assert contents(source) == contents(target)


def test_a_change_during_a_copy_is_in_it_wholly_or_not_at_all(
    full: Store, urls: Callable[[], str], opening: Opening
) -> None:
    target, other = opening(urls()), opening(full.database.engine.url.render_as_string(hide_password=False))
    before = contents(full)

    def write(documents: int, share: float | None) -> None:
        other.put([Document(id="0", title="Mới")], at=NOW)

    copy(full, target, (FolderOriginals(Path("/khong-co")), FolderOriginals(Path("/khong-co"))), write)
    assert contents(target) == before
    assert full.count() == 3


def test_lost_or_damaged_originals_are_reported_and_others_copied(
    full: Store, tmp_path: Path, urls: Callable[[], str], opening: Opening
) -> None:
    here, there = FolderOriginals(tmp_path / "cu"), FolderOriginals(tmp_path / "moi")
    for name in ("tot", "hong"):
        (tmp_path / name).write_bytes(name.encode())
    good, bad = here.keep(tmp_path / "tot"), here.keep(tmp_path / "hong")
    here.path(bad).write_bytes(b"khac")
    full.put([Document(id="a", title="A"), Document(id="b", title="B")], at=NOW, originals={"a": good, "b": "cd" * 32})
    copied = copy(full, opening(urls()), (here, there))
    assert copied.originals == 1
    assert len(copied.failures) == 2
    assert copied.failures[0].startswith(f"bản gốc {bad} ở nơi giữ cũ bị hỏng")
    assert copied.failures[1].startswith("b: bản gốc không còn")
    assert there.path(good).read_bytes() == b"tot"


def test_the_command_moves_store_and_originals(postgresql: Server, tmp_path: Path) -> None:
    """The new store is another one, so the index is built anew."""
    home, url = tmp_path / "home", postgresql.empty()
    old, new = {"HDND_HOME": str(home)}, {"HDND_HOME": str(home), "HDND_STORE": url}
    run_corpus("add", str(SAMPLE), **old)
    run_indexer("build", **old)
    before = run_corpus("export", "--as-given", **old).stdout
    documents, files = len(before.splitlines()), len(list(FolderOriginals(home / "blobs").names()))
    copied = run_corpus("copy", "--to", url, "--blobs", "store:", **old)
    assert (copied.returncode, copied.stdout, copied.stderr) == (
        0,
        f"Đã sao chép {documents} văn bản, {documents} thay đổi, {files} bản gốc.\n"
        "Từ nay hãy đặt HDND_STORE và HDND_BLOBS theo kho mới.\n",
        "",
    )
    assert run_corpus("export", "--as-given", **new).stdout == before
    assert "không phải của kho hiện nay" in run_indexer("check", **new).stderr
    run_indexer("build", **new)
    assert run_indexer("check", **new).returncode == 0
    back = run_corpus("copy", "--to", f"sqlite:///{tmp_path / 'c.sqlite'}", **new)
    assert "bản gốc ở nguyên chỗ cũ" in back.stdout
    again = run_corpus("copy", "--to", url, **old)
    assert (again.returncode, again.stdout) == (1, "")
    assert re.fullmatch(
        r"Lỗi: Kho 127\.0\.0\.1:\d+/postgres không trống \(.*\): hãy chọn một kho mới\.\n", again.stderr
    )
    wrong = run_corpus("copy", "--to", postgresql.url(password="sai-s3cret"), **old)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "từ chối tên hoặc mật khẩu" in wrong.stderr
    assert "s3cret" not in wrong.stderr
    assert run_corpus("copy", "--to", postgresql.empty(), "--blobs", "cho-nao-do", **old).returncode == 2
