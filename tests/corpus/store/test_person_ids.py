"""The store keeps the ids of persons in both databases: whole, named where damaged, and carried by a copy."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from corpus.store import Store, open_store, read_store
from corpus.store.check import check
from corpus.store.copy import copy
from corpus.store.database_originals import DatabaseOriginals
from corpus.store.person_ids import (
    PersonId,
    drop_damaged_ids,
    joined_ids,
    kept_ids,
    person_id,
    replace_ids,
)
from corpus.store.tables import PERSON_ID

NAME = "nguyen-van-hoa"
IDS = {NAME: (PersonId(1, "[]"), PersonId(2, "[]", joined=1)), "le-thi-lan": (PersonId(1, '["\\u0000"]'),)}


def test_ids_are_kept_by_name(store: Store) -> None:
    assert kept_ids(store, IDS) == {}
    assert replace_ids(store, {}, IDS)
    assert kept_ids(store, [*IDS, "khong-co"]) == IDS
    assert kept_ids(store, [NAME]) == {NAME: IDS[NAME]}


def test_a_name_of_any_length_has_ids(store: Store) -> None:
    long = {"-".join(["an"] * 3000): (PersonId(1, "[]"),)}
    assert replace_ids(store, {}, long)
    assert kept_ids(store, long) == long


def test_ids_that_another_builder_changed_are_not_replaced(store: Store) -> None:
    mine, other = {NAME: (PersonId(1, "[1]"),)}, {NAME: (PersonId(1, "[2]"),)}
    assert replace_ids(store, {}, other)
    assert not replace_ids(store, {}, mine)
    assert kept_ids(store, [NAME]) == other
    assert replace_ids(store, other, mine)
    assert kept_ids(store, [NAME]) == mine


def test_a_joined_person_leads_to_the_other(store: Store) -> None:
    replace_ids(store, {}, IDS)
    assert joined_ids(store, [f"{NAME}-2"]) == {f"{NAME}-2": NAME}
    others = [NAME, f"{NAME}-02", f"{NAME}-3", "-2", "", "a\0b", f"{NAME}-{'9' * 5000}"]
    assert joined_ids(store, others) == {}


@given(st.lists(st.sampled_from(["an", "2", "1", "02"]), min_size=1, max_size=4), st.integers(1, 4))
def test_no_two_persons_have_one_id(syllables: list[str], number: int) -> None:
    """A name may itself end in a number."""
    id = person_id("-".join(syllables), number)
    readings = {("-".join(syllables), number)}
    parts = id.split("-")
    for shorter, n in ((parts, 1), (parts[:-1], int(parts[-1]) if parts[-1].isdigit() else 0)):
        if shorter and n and person_id("-".join(shorter), n) == id:
            readings.add(("-".join(shorter), n))
    assert len(readings) == 1


def test_a_store_that_is_only_read_keeps_no_ids(url: str) -> None:
    open_store(url).close()
    with closing(read_store(url)) as reader:
        assert replace_ids(reader, {}, IDS)
        assert kept_ids(reader, IDS) == {}


@pytest.mark.parametrize("column", PERSON_ID.c.keys())
def test_a_damaged_id_is_listed_and_left_out(store: Store, column: str) -> None:
    replace_ids(store, {}, IDS)
    second = sa.and_(PERSON_ID.c.id == f"{NAME}-2")
    with store.database.engine.begin() as connection:
        value = 7 if column in ("number", "joined") else "khac"
        connection.execute(PERSON_ID.update().where(second).values({column: value}))
    originals = DatabaseOriginals(store.database)
    (failure,) = check(store, originals).failures
    assert "của một người" in failure
    assert kept_ids(store, [NAME]) == {NAME: IDS[NAME][:1]}
    assert joined_ids(store, [f"{NAME}-2"]) == {}
    drop_damaged_ids(store)
    assert check(store, originals).failures == ()
    assert replace_ids(store, {NAME: IDS[NAME][:1]}, {NAME: IDS[NAME]})
    assert kept_ids(store, IDS) == IDS


def test_a_copy_has_the_ids_of_persons(store: Store, urls: Callable[[], str], opening: Callable[[str], Store]) -> None:
    replace_ids(store, {}, IDS)
    target = opening(urls())
    assert copy(store, target, None).failures == ()
    assert kept_ids(target, IDS) == IDS


def test_a_copy_leaves_damaged_ids_out_with_a_sentence(tmp_path: Path) -> None:
    with (
        closing(open_store(f"sqlite:///{tmp_path / 'a'}")) as source,
        closing(open_store(f"sqlite:///{tmp_path / 'b'}")) as target,
    ):
        replace_ids(source, {}, IDS)
        with source.database.engine.begin() as connection:
            connection.execute(PERSON_ID.update().where(PERSON_ID.c.id == "le-thi-lan").values(mentions="x"))
        (failure,) = copy(source, target, None).failures
        assert failure.startswith("mã le-thi-lan của một người bị hỏng")
        assert kept_ids(target, IDS) == {NAME: IDS[NAME]}
