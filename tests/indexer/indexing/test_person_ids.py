"""A person's id never changes once it was given, whatever is added, changed, deleted or built later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Official
from corpus.store import Store, open_store, read_store
from corpus.store.copy import copy
from corpus.store.person_ids import PersonId, kept_ids, person_id
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine, EngineError, Writer
from indexer.indexing.build import build
from indexer.indexing.entity_resolution import Office, OfficialMention
from indexer.indexing.fingerprint import fingerprint
from indexer.indexing.person_ids import give_ids
from indexer.search import Search
from tests.support.sample import empty_store
from tests.support.search import ask

NOW = datetime(2025, 7, 1, tzinfo=UTC)
NAME = "nguyen-van-hoa"
CHAIR = "Chủ tịch UBND huyện Lam Khê"
HEAD = "Trưởng Ban Pháp chế HĐND tỉnh Bình An"
LEADER = "Giám đốc Sở Y tế tỉnh Hà Giang"


class Site:
    """A store with an index that is built after each change."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.engine = open_engine("memory:", fingerprint())

    def put(self, id: str, year: int, *roles: str) -> None:
        """Put a document that names Nguyễn Văn Hòa with some roles."""
        self.store.put([_document(id, year, *roles)], at=NOW)
        build(self.store, self.engine)

    def delete(self, *ids: str) -> None:
        """Delete documents."""
        self.store.delete(ids, at=NOW)
        build(self.store, self.engine)

    def ids(self) -> Mapping[str, tuple[str, ...]]:
        """Return the persons that each document names; a fresh index of this store must say the same."""
        fresh = open_engine("memory:", fingerprint())
        build(self.store, fresh)
        assert _persons(self.engine, self.store) == _persons(fresh, self.store)
        return _persons(self.engine, self.store)

    def search(self) -> Search:
        """Return a search over the index."""
        return Search(self.engine, self.store)


def _document(id: str, year: int, *roles: str) -> Document:
    officials = tuple(Official("Nguyễn Văn Hòa", role) for role in roles)
    return Document(id, f"Văn bản {id}", kind="news", issued=date(year, 1, 1), officials=officials)


def _persons(engine: Engine, store: Store) -> dict[str, tuple[str, ...]]:
    search = Search(engine, store)
    results = ask(search, "", size=100, sort="oldest").results
    return {result.id: tuple(dict.fromkeys(o.id for o in result.officials)) for result in results}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with closing(empty_store(tmp_path)) as store:
        yield Site(store)


def test_an_older_document_that_comes_later_changes_no_id(site: Site) -> None:
    site.put("b", 2020, CHAIR)
    site.put("a", 2010, HEAD)
    assert site.ids() == {"a": (f"{NAME}-2",), "b": (NAME,)}


def test_the_first_build_numbers_persons_by_their_days(tmp_path: Path) -> None:
    """So did every build before ids were kept."""
    site = Site(empty_store(tmp_path))
    site.store.put([_document("b", 2020, CHAIR), _document("a", 2010, HEAD)], at=NOW)
    build(site.store, site.engine)
    assert site.ids() == {"a": (NAME,), "b": (f"{NAME}-2",)}


def test_the_older_id_survives_a_joining_and_the_other_leads_to_it(site: Site) -> None:
    site.put("b", 2020, CHAIR)
    site.put("a", 2018, HEAD)
    site.put("bridge", 2019, HEAD, CHAIR)
    assert set(site.ids().values()) == {(NAME,)}
    search = site.search()
    assert search.official_redirect(f"{NAME}-2") == NAME
    assert search.official_redirect(NAME) is search.official_redirect("khong-co") is None
    assert ask(search, "", filters={"official": (f"{NAME}-2",)}).total == 3
    site.delete("bridge")
    assert site.ids() == {"a": (f"{NAME}-2",), "b": (NAME,)}
    assert site.search().official_redirect(f"{NAME}-2") is None


def test_joined_ids_stay_joined_when_the_documents_of_either_are_gone(site: Site) -> None:
    for gone in ("b", "a"):
        site.put("b", 2020, CHAIR)
        site.put("a", 2018, HEAD)
        site.put("bridge", 2019, HEAD, CHAIR)
        site.delete(gone)
        assert set(site.ids().values()) == {(NAME,)}
        assert site.search().official_redirect(f"{NAME}-2") == NAME


def test_at_a_parting_the_id_stays_with_the_earliest_document(site: Site) -> None:
    site.put("b", 2012, CHAIR)
    site.put("a", 2010, CHAIR)
    site.put("b", 2012, HEAD)
    assert site.ids() == {"a": (NAME,), "b": (f"{NAME}-2",)}
    site.put("a", 2010, LEADER)
    assert site.ids() == {"a": (NAME,), "b": (f"{NAME}-2",)}


def test_a_document_that_turns_to_another_person_takes_no_id_along(site: Site) -> None:
    for year in (2010, 2011, 2012):
        site.put(f"a{year}", year, HEAD)
    site.put("b", 2011, CHAIR)
    site.put("a2010", 2010, CHAIR)
    assert site.ids() == {"a2010": (f"{NAME}-2",), "b": (f"{NAME}-2",), "a2011": (NAME,), "a2012": (NAME,)}


def test_an_id_outlives_its_documents(site: Site) -> None:
    """The earliest is deleted; then all of them come again under other ids, as when a site has moved."""
    for year in (2010, 2011, 2012):
        site.put(f"a{year}", year, CHAIR)
    site.delete("a2010")
    assert set(site.ids().values()) == {(NAME,)}
    site.delete("a2011", "a2012")
    assert site.ids() == {}
    site.put("other", 2011, HEAD)
    site.put("b", 2013, CHAIR)
    assert site.ids() == {"other": (f"{NAME}-2",), "b": (NAME,)}


def test_an_id_follows_a_document_that_was_joined_to_another(site: Site) -> None:
    site.put("a", 2010, CHAIR)
    site.put("b", 2020, HEAD)
    site.store.put([_document("c", 2020, LEADER)], at=datetime(2025, 8, 1, tzinfo=UTC))
    build(site.store, site.engine)
    site.store.join("b", "c", at=NOW)
    build(site.store, site.engine)
    assert site.ids() == {"a": (NAME,), "b": (f"{NAME}-2",)}
    assert site.search().official_redirect(f"{NAME}-3") == f"{NAME}-2"


def test_a_copy_of_the_store_gives_the_same_ids(site: Site, tmp_path: Path) -> None:
    site.put("b", 2020, CHAIR)
    site.put("a", 2010, HEAD)
    with closing(open_store(f"sqlite:///{tmp_path / 'copy.sqlite'}")) as other:
        copy(site.store, other, None)
        engine = open_engine("memory:", fingerprint())
        build(other, engine)
        assert _persons(engine, other) == site.ids()


def test_a_build_that_fails_before_it_publishes_changes_no_id(site: Site) -> None:
    """What it gave stays given: the next build gives the same ids to the same persons."""

    class Failing:
        def __getattr__(self, name: str) -> object:
            return getattr(site.engine, name)

        @contextmanager
        def write(self, *, fresh: bool) -> Iterator[Writer]:
            with site.engine.write(fresh=fresh) as writer:
                yield writer
                raise EngineError("hết chỗ")

    site.put("b", 2020, CHAIR)
    site.store.put([_document("a", 2010, HEAD)], at=NOW)
    with pytest.raises(EngineError):
        build(site.store, cast(Engine, Failing()))
    assert _persons(site.engine, site.store) == {"b": (NAME,)}
    site.store.put([_document("c", 2005, LEADER)], at=NOW)
    build(site.store, site.engine)
    assert site.ids() == {"c": (f"{NAME}-3",), "a": (f"{NAME}-2",), "b": (NAME,)}


def test_two_indexes_of_one_store_have_the_same_ids(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one gives ids between this build's look at them and its writing."""
    site.put("b", 2020, CHAIR)
    other = open_engine("memory:", fingerprint())
    from indexer.indexing import people

    quicker = [True]

    def kept(store: Store, names: list[str]) -> dict[str, tuple[PersonId, ...]]:
        seen = kept_ids(store, names)
        if quicker:
            quicker.clear()
            build(store, other)
        return seen

    monkeypatch.setattr(people, "kept_ids", kept)
    site.put("a", 2010, HEAD)
    assert not quicker
    assert site.ids() == _persons(other, site.store) == {"a": (f"{NAME}-2",), "b": (NAME,)}


def test_an_index_in_memory_needs_no_right_to_write(site: Site) -> None:
    site.put("b", 2020, CHAIR)
    site.store.put([_document("a", 2010, HEAD)], at=NOW)
    with closing(read_store(str(site.store.database.engine.url))) as reader:
        engine = open_engine("memory:", fingerprint())
        build(reader, engine)
        assert _persons(engine, reader) == {"a": (f"{NAME}-2",), "b": (NAME,)}
        assert len(kept_ids(reader, [NAME])[NAME]) == 1


# A history of one name: each step says which documents name a person, and who that is.
histories = st.lists(
    st.dictionaries(st.integers(0, 5), st.integers(0, 3), max_size=6),
    min_size=1,
    max_size=6,
)


def _clusters(step: Mapping[int, int]) -> list[list[OfficialMention]]:
    persons: dict[int, list[OfficialMention]] = {}
    for document, person in sorted(step.items()):
        office = Office(f"Chức vụ {person}", f"Cơ quan {person}", None)
        mention = OfficialMention("an", "an", f"d{document}", date(2000 + document, 1, 1), (), (office,), None)
        persons.setdefault(person, []).append(mention)
    return list(persons.values())


@given(histories)
def test_ids_are_kept_through_any_history(history: list[Mapping[int, int]]) -> None:
    kept: tuple[PersonId, ...] = ()
    before: dict[frozenset[str], str] = {}
    for step in history:
        persons = _clusters(step)
        result = give_ids("an", persons, kept, {})
        assert len(set(result.ids)) == len(persons)
        assert {each.number for each in result.kept} >= {each.number for each in kept}
        assert give_ids("an", persons, result.kept, {}) == result
        now = {
            frozenset(mention.document for mention in person): id
            for person, id in zip(persons, result.ids, strict=True)
        }
        joined = any(each.joined for each in kept)  # who parts from a joined person may have its own id again
        for documents, id in now.items():
            if documents in before and not joined:
                assert id == before[documents] or _leads_to(before[documents], id, result.kept)
        kept, before = result.kept, now
    numbers = [each.number for each in kept]
    assert numbers == list(range(1, len(numbers) + 1))


def _leads_to(old: str, id: str, kept: tuple[PersonId, ...]) -> bool:
    return any(
        person_id("an", each.number) == old and each.joined and person_id("an", each.joined) == id for each in kept
    )
