"""An id is made once and kept: no better rule of reading or of addresses makes another one."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

import corpus.identity
import corpus.ingest
from corpus.document import Document
from corpus.ingest import Summary, add
from corpus.store import Store
from corpus.store.copy import copy
from corpus.store.originals import FolderOriginals
from corpus.store.tables import ID_KEY
from tests.support.files import GOLDEN

NOW = datetime(2024, 1, 5, 8, 30, tzinfo=UTC)
PAGE = "https://a.example/van-ban?id=1"


def _add(store: Store, *paths: Path, at: datetime = NOW) -> Summary:
    originals = FolderOriginals(paths[0].parent / "blobs")
    return add(paths, store, originals, source=None, clock=lambda: at, report=lambda event: None)


def _lines(path: Path, *shapes: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(shape) + "\n" for shape in shapes), encoding="utf-8")
    return path


def _page(address: str, text: str = "Nội dung.") -> dict[str, str]:
    return {"title": "Cùng một trang", "text": text, "url": address}


def _ids(store: Store) -> list[str]:
    return [document.id for document in store.documents()]


@pytest.fixture
def sessions_are_stripped(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give what makes the rule of addresses better: it learns that `sid` is of the visitor."""
    return lambda: monkeypatch.setattr(corpus.identity, "_TRACKING_PARAMETER", re.compile("utm_.*|sid"))


def test_two_addresses_of_one_page_are_one_document(store: Store, tmp_path: Path) -> None:
    paths = [_lines(tmp_path / "a.jsonl", _page(PAGE)), _lines(tmp_path / "b.jsonl", _page(f"{PAGE}&utm_source=x"))]
    summary = _add(store, *paths)
    assert (summary.added, summary.repeated, summary.failed, store.count()) == (1, 1, 0, 1)


@pytest.mark.parametrize("together", [True, False])
def test_the_first_address_of_a_page_stays_and_others_find_it(store: Store, tmp_path: Path, together: bool) -> None:
    aliases = [f"{PAGE}&utm_source=x", PAGE.replace("https://a", "HTTP://WWW.A")]
    paths = [_lines(tmp_path / f"{n}.jsonl", _page(address)) for n, address in enumerate((PAGE, *aliases))]
    for run in [paths] if together else [[path] for path in paths]:
        _add(store, *run)
    (document,) = store.documents()
    assert (document.url, store.last_change()) == (PAGE, 1)
    for alias in aliases:
        assert store.ids_of([f"url:{alias}"]) == {f"url:{alias}": document.id}
    assert _add(store, _lines(paths[1], _page(aliases[0], "Nội dung mới."))).changed == 1
    (document,) = store.documents()
    assert (document.url, document.text) == (PAGE, "Nội dung mới.")


def test_two_texts_of_one_address_are_both_kept(store: Store, tmp_path: Path) -> None:
    path = _lines(tmp_path / "a.jsonl", _page(PAGE), _page(f"{PAGE}&utm_source=x", "Nội dung khác."))
    summary = _add(store, path)
    assert (summary.added, summary.failed, store.count()) == (2, 1, 2)
    before = _ids(store)
    assert _add(store, path).same == 2
    assert _ids(store) == before


def test_a_better_rule_of_addresses_makes_no_other_id(
    store: Store, tmp_path: Path, sessions_are_stripped: Callable[[], None]
) -> None:
    path = _lines(tmp_path / "a.jsonl", _page(f"{PAGE}&sid=5"))
    _add(store, path)
    before = _ids(store)
    sessions_are_stripped()
    assert _add(store, path).same == 1
    assert _add(store, _lines(path, _page(f"{PAGE}&sid=9"))).same == 1
    assert _ids(store) == before


def test_ids_that_are_one_document_redirect_to_the_older(
    store: Store, tmp_path: Path, sessions_are_stripped: Callable[[], None]
) -> None:
    first, second = _page(f"{PAGE}&sid=5"), _page(f"{PAGE}&sid=6")
    _add(store, _lines(tmp_path / "a.jsonl", second))
    (older,) = _ids(store)
    _add(store, _lines(tmp_path / "a.jsonl", first), at=NOW + timedelta(days=1))
    (newer,) = set(_ids(store)) - {older}
    sessions_are_stripped()
    _add(store, _lines(tmp_path / "a.jsonl", first))
    _add(store, _lines(tmp_path / "b.jsonl", second))
    assert _ids(store) == [older]
    assert store.resolve([newer, older]) == {newer: older}
    assert list(store.changes())[-2].id == newer  # an index learns that it is deleted
    _add(store, _lines(tmp_path / "a.jsonl", first | {"id": newer}))
    assert _ids(store) == [older]


def test_documents_that_differ_are_never_joined(
    store: Store, tmp_path: Path, sessions_are_stripped: Callable[[], None]
) -> None:
    pages = [_page(f"{PAGE}&sid={n}", f"Nội dung {n}.") for n in range(2)]
    path = _lines(tmp_path / "a.jsonl", *pages)
    _add(store, path)
    before = _ids(store)
    sessions_are_stripped()
    for _ in range(2):
        assert _add(store, path).same == 2
    assert _ids(store) == before


def test_a_better_reading_of_a_file_makes_no_other_id(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Thông báo về việc họp.", encoding="utf-8")
    _add(store, path)
    before = _ids(store)
    monkeypatch.setattr(corpus.ingest, "identify", lambda document: "12-nq-hdnd-2020")
    moved = path.rename(tmp_path / "b.txt")
    assert _add(store, moved).same == 1
    assert _ids(store) == before


def test_an_edited_file_of_the_same_title_keeps_its_id(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: Thông báo\n---\nHọp ngày mai.", encoding="utf-8")
    _add(store, path)
    path.write_text("---\ntitle: Thông báo\n---\nHọp ngày kia.", encoding="utf-8")
    assert _add(store, path).changed == 1
    path.write_text("---\ntitle: Kế hoạch\n---\nHọp ngày kia.", encoding="utf-8")
    assert _add(store, path).added == 1
    assert store.count() == 2


def test_documents_that_share_a_file_are_not_known_by_it(store: Store, tmp_path: Path) -> None:
    """The second one may be the first one after a better reading."""
    _add(store, _lines(tmp_path / "a.jsonl", {"title": "A"}, {"title": "B"}))
    with store.database.reading() as connection:
        made_for = connection.scalars(sa.select(ID_KEY.c.made_for)).all()
    assert [key.partition(":")[0] for key in made_for] == ["record", "record"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
def test_a_better_reading_of_a_record_makes_no_other_id(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    shapes = [{"title": f"Về chợ {n}", "so_hieu": f"{n}/QĐ-UBND"} for n in (1, 2)]
    path = tmp_path / name
    texts = {
        "a.jsonl": "\n".join(map(json.dumps, shapes)),
        "a.json": json.dumps({"data": shapes}, indent=1),
        "a.csv": "title,so_hieu\n" + "\n".join(",".join(shape.values()) for shape in shapes),
    }
    path.write_text(texts[name])
    assert _add(store, path).added == 2
    before = _ids(store)
    monkeypatch.setattr(corpus.identity, "_id_from_number", lambda document: f"so-{document.number[0]}")
    assert _add(store, path).same == 2
    assert _ids(store) == before


def test_a_deleted_document_comes_back_under_its_id(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Thông báo về việc họp.", encoding="utf-8")
    _add(store, path)
    before = _ids(store)
    store.delete(before, at=NOW)
    monkeypatch.setattr(corpus.ingest, "identify", lambda document: "khac")
    _add(store, path)
    assert _ids(store) == before


def test_a_copy_keeps_what_ids_were_made_for(
    store: Store, urls: Callable[[], str], opening: Callable[[str], Store], tmp_path: Path
) -> None:
    _add(store, _lines(tmp_path / "a.jsonl", _page(PAGE)))
    (first,) = _ids(store)
    store.put([Document("b", "Cùng một trang", "Nội dung.")], at=NOW + timedelta(days=1))
    assert store.join("b", first, at=NOW) == first
    target = opening(urls())
    copy(store, target, None)
    assert target.ids_of([f"url:{PAGE}"]) == store.ids_of([f"url:{PAGE}"]) == {f"url:{PAGE}": first}
    assert target.resolve(["b"]) == {"b": first}


def test_a_store_of_0_1_0_learns_what_its_ids_were_made_for(tmp_path: Path, opening: Callable[[str], Store]) -> None:
    with tarfile.open(GOLDEN / "version-0.1.0.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    store = opening(f"sqlite:///{tmp_path / 'store.sqlite'}")
    for document in store.documents():
        original = store.original(document.id)
        assert store.ids_of([f"original:{original}"]) == {f"original:{original}": document.id}
