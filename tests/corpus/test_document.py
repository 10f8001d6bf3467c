from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import (
    KINDS,
    SAFE_ID,
    Attachment,
    Citation,
    Document,
    DocumentError,
    Official,
    from_json,
    to_json,
)

# A lone half of a surrogate pair is no text.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
words = texts.filter(bool)
maybe = st.none() | words
offsets = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
documents = st.builds(
    Document,
    id=texts,
    title=words.filter(str.strip),
    text=texts,
    kind=st.none() | st.sampled_from(KINDS),
    summary=maybe,
    url=st.sampled_from([None, "https://lamkhe.example/tin/7", "/tep/a.pdf"]),
    number=maybe,
    published=st.none() | st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=offsets),
    issued=st.none() | st.dates(),
    effective=st.none() | st.dates(),
    signer=st.none() | st.builds(Official, name=words, role=maybe),
    officials=st.lists(st.builds(Official, name=words, role=maybe), max_size=3).map(tuple),
    citations=st.lists(st.builds(Citation, number=words, relation=maybe), max_size=3).map(tuple),
    attachments=st.lists(
        st.builds(Attachment, name=words, media_type=maybe, pages=st.none() | st.integers(0, 999)), max_size=2
    ).map(tuple),
)


@given(documents)
def test_a_document_comes_back_from_its_json_as_it_was(document: Document) -> None:
    assert from_json(json.loads(json.dumps(to_json(document)))) == document


def test_what_is_not_known_is_left_out() -> None:
    assert to_json(Document(id="a", title="Thông báo")) == {"id": "a", "title": "Thông báo"}


def test_a_time_without_offset_is_vietnams() -> None:
    document = from_json({"title": "A", "published": "2020-01-22T11:21:00"})
    assert to_json(document)["published"] == "2020-01-22T11:21:00+07:00"


def test_unknown_keys_are_passed_over_and_an_id_from_outside_wins() -> None:
    document = from_json({"id": "b", "title": "A", "view_count": 1336}, id="a")
    assert document == Document(id="a", title="A")


@pytest.mark.parametrize(
    ("shape", "field"),
    [
        ({}, "title"),
        ({"title": " ", "text": "\n"}, "title"),
        ({"title": 5}, "title"),
        ({"title": "A", "kind": "song"}, "kind"),
        ({"title": "A", "kind": ["news"]}, "kind"),
        ({"title": "A", "issued": "13/01/2020"}, "issued"),
        ({"title": "A", "issued": 2020}, "issued"),
        ({"title": "A", "published": "hôm qua"}, "published"),
        ({"title": "A", "published": "0001-01-01T00:00:00+14:00"}, "published"),
        ({"title": "A", "officials": "Nguyễn Văn A"}, "officials"),
        ({"title": "A", "officials": [{"role": "Chủ tịch"}]}, "officials"),
        ({"title": "A", "signer": {"name": "A", "role": 1}}, "signer"),
        ({"title": "A", "attachments": [{"name": "a.pdf", "pages": True}]}, "attachments"),
        ([], "document"),
        ("A", "document"),
    ],
)
def test_a_value_of_the_wrong_form_is_refused_with_its_field(shape: Any, field: str) -> None:
    with pytest.raises(DocumentError) as refused:
        from_json(shape)
    assert refused.value.field == field


@pytest.mark.parametrize("id", ["a", "05-2020-nq-hdnd-huyen-lam-khe", "1", "a.b~c_d", "x" * 200])
def test_these_ids_are_safe_in_a_url(id: str) -> None:
    assert SAFE_ID.fullmatch(id)


@pytest.mark.parametrize("id", ["", "A", "a/b", "-a", "a.", "..", "đ", "a b", "a\n", "x" * 201])
def test_these_ids_are_not_safe_in_a_url(id: str) -> None:
    assert not SAFE_ID.fullmatch(id)
