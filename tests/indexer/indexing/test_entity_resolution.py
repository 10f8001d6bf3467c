"""A name alone is no person: its document must give more, or have the name in a field of its own."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from corpus.document import Document, Official
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine
from indexer.indexing.fingerprint import fingerprint
from indexer.schema.persons import Person
from tests.support.search import ask, search_over

VICE = Document(
    "vice",
    "Họp báo",
    text="Ông Trần Văn Mẫu, Phó Chủ tịch UBND tỉnh Bình An, chủ trì.",
    kind="news",
    issued=date(2024, 5, 6),
)
SELLER = "Ông Trần Văn Mẫu bán vé số ở đây đã mười năm."


def _named(folder: Path, *documents: Document) -> dict[str, list[str]]:
    """Return the persons whom each document names."""
    engine = open_engine("memory:", fingerprint())
    with closing(search_over(engine, folder, *documents)) as search:
        return {result.id: [o.id for o in result.officials] for result in ask(search, "", size=100).results}


def test_a_bare_name_of_an_undated_text_is_no_official(tmp_path: Path) -> None:
    assert _named(tmp_path, VICE, Document("seller", "Vé số", text=SELLER, kind="news")) == {
        "vice": ["tran-van-mau"],
        "seller": [],
    }


@pytest.mark.parametrize(
    ("joins", "document"),
    [
        (True, Document("d", "Vé số", text=SELLER, place="tỉnh Bình An")),
        (True, Document("d", "Vé số", text=f"{SELLER} Chợ ở tỉnh Bình An.")),
        (True, Document("d", "UBND tỉnh Bình An họp", text=SELLER)),
        (True, Document("d", "Họp", text=f"{SELLER} Bà Lê Thị Lan, Chủ tịch HĐND tỉnh Bình An, hỏi thăm.")),
        (True, Document("d", "Họp", text=f"{SELLER} Phó Chủ tịch Trần Văn Mẫu phát biểu.")),
        (False, Document("d", "Vé số", text=SELLER, published=None, issued=date(2024, 5, 6))),
        (False, Document("d", "Vé số", text=SELLER, place="tỉnh Bình Hòa")),
        (False, Document("d", "Vé số", text=f"{SELLER} Chợ ở huyện Lam Khê.")),
        (False, Document("d", "UBND tỉnh họp", text=SELLER)),
        (False, Document("d", "Chính phủ họp", text=f"{SELLER} Chợ ở tỉnh này.")),
    ],
)
def test_place_body_or_mention_make_a_bare_name_a_person(joins: bool, document: Document, tmp_path: Path) -> None:
    assert bool(_named(tmp_path, VICE, document)["d"]) is joins


def test_a_bare_name_that_fits_two_persons_is_neither(tmp_path: Path) -> None:
    head = "Ông Trần Văn Mẫu, Chánh Văn phòng UBND xã Bình Hòa, tỉnh Bình An, dự."
    other = Document("head", "Tin", text=head, kind="news", issued=date(2024, 5, 6))
    bare = Document("bare", "Tin", text=f"{SELLER} Chợ ở xã Bình Hòa, tỉnh Bình An.", kind="news")
    assert _named(tmp_path, VICE, other, bare)["bare"] == []


def _person(engine: Engine, folder: Path, *documents: Document) -> tuple[dict[str, list[str]], dict[str, Person]]:
    with closing(search_over(engine, folder, *documents)) as search:
        named = {result.id: [o.id for o in result.officials] for result in ask(search, "", size=100).results}
        return named, {person.id: person for person in search.officials().people}


def test_names_in_fields_are_persons_without_an_office(engine: Engine, tmp_path: Path) -> None:
    """Two documents of one place name one person; that of another place is another one."""
    given = Official("Lê Thị Lan")
    named, people = _person(
        engine,
        tmp_path,
        Document("a", "Quyết định", signer=given, place="xã Bình Hòa", issued=date(2024, 1, 1)),
        Document("b", "Thông báo", officials=(given,), place="xã Bình Hòa", issued=date(2024, 2, 1)),
        Document("c", "Thông báo", signer=given, place="xã Tam Thanh", issued=date(2024, 3, 1)),
        Document("d", "Tin", text="Bà Lê Thị Lan bán vé số.", kind="news"),
    )
    assert named == {"a": ["le-thi-lan"], "b": ["le-thi-lan"], "c": ["le-thi-lan-2"], "d": []}
    assert {id: person.roles for id, person in people.items()} == {"le-thi-lan": (), "le-thi-lan-2": ()}


def test_a_signer_without_an_office_is_the_official_of_that_place(tmp_path: Path) -> None:
    signed = Document("signed", "Quyết định", signer=Official("Trần Văn Mẫu"), issuer="UBND tỉnh Bình An")
    assert _named(tmp_path, VICE, signed)["signed"] == ["tran-van-mau"]
