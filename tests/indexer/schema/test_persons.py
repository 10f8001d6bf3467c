"""Labels of persons are what their whole records say, though only the records' titles are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Official
from indexer.engines.port import Engine, Reader, Record
from indexer.schema.persons import (
    Person,
    RoleHeld,
    decode_labels,
    decode_person,
    full_role,
    main_role,
    person_key,
    person_record,
)
from indexer.search import hits
from tests.support.search import ask, search_over

NAMES = st.sampled_from(["Lê Thị Lan", "LÊ THỊ LAN", "Trần Văn Hòa", "Hòa (trẻ)", 'O"Neil\n\\', "\ud83d"])
DAYS = st.one_of(st.none(), st.dates(date(2010, 1, 1), date(2025, 1, 1)))
ROLES = st.builds(
    RoleHeld,
    st.sampled_from(["Chủ tịch", "Trưởng Ban", "Đại biểu", ""]),
    st.sampled_from([None, "UBND huyện Lam Khê", "Ban Pháp chế", "HĐND (cũ)"]),
    DAYS,
    DAYS,
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=3).map(tuple),
).filter(lambda role: not (role.first and role.last) or role.first <= role.last)


def labels_of_whole_records(records: Mapping[str, bytes]) -> dict[str, str]:
    """Return the labels as they are made from all that is stored of each person."""
    people = {key: decode_person(stored) for key, stored in records.items()}
    bearers = Counter(person.name for person in people.values())

    def label(person: Person) -> str:
        role = main_role(person) if bearers[person.name] > 1 else None
        return f"{person.name} ({full_role(role.role, role.issuer)})" if role else person.name

    return {key: label(person) for key, person in people.items()}


@given(st.lists(st.tuples(NAMES, st.lists(ROLES, max_size=4)), max_size=6))
def test_titles_give_the_labels_of_whole_records(people: list[tuple[str, list[RoleHeld]]]) -> None:
    records: list[Record] = [person_record(f"p-{i}", [name, "Khác"], roles) for i, (name, roles) in enumerate(people)]
    assert decode_labels({record.id: record.title for record in records}) == labels_of_whole_records(
        {record.id: record.stored for record in records}
    )


def test_a_facet_of_persons_unpacks_no_record(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two persons of one name, one of them without an office that counts, and persons whose names are their own."""
    named = [
        ("Nguyễn Văn Hòa", "Chủ tịch UBND huyện Lam Khê"),
        ("Nguyễn Văn Hòa", "Trưởng Ban Pháp chế HĐND tỉnh Bình An"),
        ("Trần Thị Mai", "Phó Chủ tịch HĐND huyện Lam Khê"),
        ("Lê Văn Tám", None),
    ]
    documents = [
        Document(f"d{i}", f"Họp về việc {i}", kind="news", officials=(Official(name, role),))
        for i, (name, role) in enumerate(named)
    ]
    with closing(search_over(engine, tmp_path, *documents)) as search, closing(engine.read()) as reader:
        counts = tuple(
            (value.value, value.count) for value in ask(search, "họp", facets=("official",)).facets["official"]
        )
        expected = labels_of_whole_records(reader.get([person_key(id) for id, _ in counts]))
        monkeypatch.setattr(type(reader), "get", _refuse)
        labelled = hits.labelled(reader, "official", counts)
    assert [value.label for value in labelled] == [expected[person_key(value.value)] for value in labelled]
    assert sorted(value.label for value in labelled)[:3] == [
        "Lê Văn Tám",
        "Nguyễn Văn Hòa (Chủ tịch UBND huyện Lam Khê)",
        "Nguyễn Văn Hòa (Trưởng Ban Pháp chế HĐND tỉnh Bình An)",
    ]


def _refuse(reader: Reader, ids: object) -> Mapping[str, bytes]:
    raise AssertionError("a record was unpacked")
