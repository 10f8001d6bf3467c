"""A document costs its reading once: its ETag is known before, and what was found in it stays while it is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import falcon.testing
import pytest

from corpus.document import Attachment, Document, Official, SignerCandidate
from corpus.ingest import add
from corpus.store import Store, open_store
from corpus.store.originals import FolderOriginals
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine
from indexer.indexing.build import build
from indexer.indexing.fingerprint import fingerprint
from indexer.search import Search, document_page, shown_documents
from search_api.answer_cache import CachedSearch
from search_api.app import create_app
from tests.support.sample import SERVICE_SETTINGS, TODAY

NOW = datetime(2025, 7, 1, tzinfo=UTC)
TEXT = "Ngày 13/01/2020, bà Lê Thị Lan, Chủ tịch UBND huyện Lam Khê, trả lời cử tri.\n\nBà Lan cảm ơn."
ADDRESSES = ("/v1/documents/a", "/van-ban/a", "/van-ban/a?q=c%E1%BB%AD%20tri")


class Service:
    """Answers from a store with one document, and tells how often documents were read whole."""

    def __init__(self, store: Store, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store, self.engine = store, engine
        self.change(TEXT)
        self.search = Search(engine, store)
        self.day = TODAY
        app = create_app(CachedSearch(self.search), SERVICE_SETTINGS, today=lambda: self.day)
        self.client = falcon.testing.TestClient(app)
        self.work: list[str] = []
        for module, name in (
            (shown_documents, "complete"),
            (shown_documents, "mentioned_dates"),
            (document_page, "find_people"),
        ):
            monkeypatch.setattr(module, name, self._counted(name, getattr(module, name)))

    def _counted(self, name: str, work: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object) -> object:
            self.work.append(name)
            return work(*args)

        return counted

    def change(self, text: str, id: str = "a") -> None:
        """Store a document of this text and index it."""
        self.store.put([Document(id, "Tiếp xúc cử tri", text, kind="news")], at=NOW)
        build(self.store, self.engine)

    def get(self, address: str, tag: str | None = None) -> falcon.testing.Result:
        """Answer a request, of a client that has the answer of a tag."""
        return self.client.simulate_get(address, headers={"If-None-Match": tag} if tag else None)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with closing(open_store(f"sqlite:///{tmp_path / 's'}")) as store:
        service = Service(store, open_engine("memory:", fingerprint()), monkeypatch)
        yield service
        service.search.close()


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_tag_of_a_document_is_known_before_it_is_read(
    service: Service, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = service.get(address).headers["etag"]

    def refuse(*args: object) -> NoReturn:
        raise AssertionError("a document was read for a 304")

    monkeypatch.setattr(type(service.store), "get", refuse)
    monkeypatch.setattr(shown_documents.ShownDocuments, "get", refuse)
    again = service.get(address, tag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_a_document_is_completed_once_while_it_is_the_same(service: Service) -> None:
    first = [service.get(address).content for address in ADDRESSES]
    assert sorted(set(service.work)) == ["complete", "find_people", "mentioned_dates"]
    assert len(service.work) == 3
    assert [service.get(address).content for address in ADDRESSES] == first
    assert len(service.work) == 3
    assert b"/nguoi/le-thi-lan" in first[1]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_changed_document_is_answered_as_it_is(service: Service, address: str) -> None:
    first = service.get(address)
    service.store.put([Document("a", "Tiếp xúc cử tri", TEXT + " Hết.", kind="news")], at=NOW)
    changed = service.get(address, first.headers["etag"])
    assert changed.status_code == 200
    assert "Hết." in changed.text
    assert service.get(address, changed.headers["etag"]).status_code == 304


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_new_index_names_the_persons_anew(service: Service, address: str) -> None:
    first = service.get(address)
    service.change("Ông Trần Văn Hòa, Chủ tịch UBND huyện Lam Khê, trả lời.", "b")
    service.search._current._last_poll = 0.0  # as after a while
    again = service.get(address, first.headers["etag"])
    assert again.status_code == 200
    assert again.content == first.content
    assert service.work.count("complete") == 1
    assert service.work.count("find_people") == 2 * ("van-ban" in address)


def test_a_page_of_another_query_or_day_has_another_tag(service: Service) -> None:
    tags = {service.get(address).headers["etag"] for address in ADDRESSES}
    service.day = date(2025, 7, 2)
    tags.add(service.get(ADDRESSES[2]).headers["etag"])
    assert len(tags) == 4


@pytest.mark.parametrize("address", ["/v1/documents/khong-co", "/van-ban/khong-co", "/v1/documents/%2e%2e"])
@pytest.mark.parametrize("tag", [None, "*"])
def test_no_client_has_a_document_that_is_not_there(service: Service, address: str, tag: str | None) -> None:
    answer = service.get(address, tag)
    assert answer.status_code == 404
    assert "etag" not in answer.headers


@pytest.mark.parametrize("address", ["/v1/documents/b", "/van-ban/b", "/van-ban/b?q=c%E1%BB%AD%20tri"])
def test_an_id_that_was_joined_leads_to_the_older_one(service: Service, address: str) -> None:
    service.store.put([Document("b", "Tiếp xúc cử tri", TEXT, kind="news")], at=NOW + timedelta(days=1))
    assert service.get(address).status_code == 200
    service.store.join("a", "b", at=NOW + timedelta(days=1))
    moved = service.get(address, "*")
    assert (moved.status_code, moved.content) == (308, b"")
    assert moved.headers["location"] == address.replace("/b", "/a")
    assert service.get(moved.headers["location"]).status_code == 200


@pytest.mark.parametrize("address", ["/v1/officials/le-van-tam-2", "/nguoi/le-van-tam-2", "/nguoi/le-van-tam-2?q=a"])
def test_a_person_that_was_joined_leads_to_the_older_id(service: Service, address: str) -> None:
    first, second = "Chủ tịch UBND huyện Lam Khê", "Giám đốc Sở Y tế tỉnh Bình An"
    service.change(f"Ông Lê Văn Tám, {first}, trả lời.", "p")
    service.change(f"Ông Lê Văn Tám, {second}, trả lời.", "q")
    officials = (Official("Lê Văn Tám", first), Official("Lê Văn Tám", second))
    service.store.put([Document("0", "Tiểu sử", kind="news", officials=officials)], at=NOW)
    build(service.store, service.engine)
    moved = service.get(address)
    plain, _, query = address.partition("?")
    if not address.startswith("/v1"):
        assert moved.headers["location"] == plain.removesuffix("-2") + (f"?{query}" if query else "")
    assert (moved.status_code, moved.content) == (308, b"")
    assert service.get(moved.headers["location"]).status_code == 200
    assert service.get("/v1/search?official=le-van-tam-2").json["total"] == 3
    assert "Lê Văn Tám" in service.get("/tim-kiem?official=le-van-tam-2").text
    assert service.get(plain.replace("-2", "-3")).status_code == 404


def test_a_failed_page_bears_no_tag(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_page, "marker", lambda *args, **options: 1 / 0)
    answer = service.get(ADDRESSES[2])
    assert answer.status_code == 500
    assert "etag" not in answer.headers


def test_what_is_kept_of_documents_is_bounded(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    size = shown_documents.MAX_CACHED_CODE_POINTS // 40
    for i in range(30):
        service.store.put([Document(f"d{i}", "Lớn", f"{i} " + "chữ " * (size // 4), kind="news")], at=NOW)
        assert service.get(f"/v1/documents/d{i}").status_code == 200
    assert len(service.search._shown._shown) <= 20


def test_the_stats_count_how_documents_were_read(service: Service) -> None:
    scans = ((96, 60), (90,), ())
    for number, confidence in enumerate(scans):
        notes = () if confidence else ("Trang 2 là ảnh chụp, chưa đọc được.",)
        service.store.put([Document(f"s{number}", "Bản chụp", page_confidence=confidence, notes=notes)], at=NOW)
    service.store.put([Document("k", "Có tệp", attachments=(Attachment("a.pdf"),))], at=NOW)
    build(service.store, service.engine)
    service.search._current._last_poll = 0.0  # as after a while
    stats = service.get("/v1/stats").json
    counts = [stats[name] for name in ("read_from_scans", "read_poorly", "read_partly", "with_attachments")]
    assert counts == [2, 1, 1, 1]
    home = service.get("/").text
    assert "Có 2 văn bản đọc từ bản chụp. Trong đó 1 văn bản có trang kém rõ" in home


def test_who_may_have_signed_is_left_to_the_export(service: Service) -> None:
    unsure = (SignerCandidate("Trần Văn Hòa", confidence=60), SignerCandidate("Trần Văn Hoa", confidence=40))
    service.store.put([Document("ky", "Nghị quyết", page_confidence=(90,), signer_candidates=unsure)], at=NOW)
    shape = service.get("/v1/documents/ky").json
    assert shape["page_confidence"] == [90]
    assert "Trần" not in str(shape)


def test_the_stats_count_what_could_not_be_read(service: Service, tmp_path: Path) -> None:
    (tmp_path / "trong.txt").write_bytes(b"")
    originals = FolderOriginals(tmp_path / "blobs")
    for source in ("Cổng", None):
        add([tmp_path / "trong.txt"], service.store, originals, source=source, clock=lambda: NOW, report=lambda _: None)
        assert service.get("/v1/stats").json["not_read"] == {source or "": 1}
