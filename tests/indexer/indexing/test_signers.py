"""Who signed a scan is chosen among the officials of its body, or stays unsure: a wrong signer is worse than none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.document import Document, Official, SignerCandidate
from corpus.store import Store, open_store
from indexer.engines.factory import open_engine
from indexer.engines.port import Engine
from indexer.indexing.build import build
from indexer.indexing.signers import name_distance
from indexer.schema.stored import decode_document
from tests.support.documents import NOW

BODY = "HĐND xã Bình Hòa"
CHAIR = "Chủ tịch HĐND xã"


def decision(id: str, name: str | None, *read: str, year: int = 2024, body: str = BODY, role: str = CHAIR) -> Document:
    """Return a document that names its signer, or a scan whose signer's name may be read in some ways."""
    return Document(
        id,
        title=f"Nghị quyết về chợ {id}",
        text="Điều 1. Giao Ủy ban nhân dân xã thực hiện.",
        kind="resolution",
        number=f"{len(id)}{id[-1]}/NQ-HĐND" if id[-1].isdigit() else None,
        issuer=body,
        issued=date(year, 5, 6),
        signer=Official(name, role) if name else None,
        page_confidence=(90,) if read else (),
        signer_candidates=tuple(SignerCandidate(each, role, 60) for each in read),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")) as store:
        yield store


def signer_of(engine: Engine, id: str) -> str | None:
    with closing(engine.read()) as reader:
        document, _ = decode_document(reader.get([id])[id])
    return document.signer.name if document.signer else None


@pytest.mark.parametrize(
    ("read", "known", "chosen"),
    [
        (["Trần Van Binh"], ["Trần Văn Bình"], "Trần Văn Bình"),  # marks lost
        (["Tràn Văn Blnh", "Trần Văn"], ["Trần Văn Bình", "Lê Thị Hoa"], "Trần Văn Bình"),
        (["Trần Văn Bình"], ["Trần Văn Bình"], "Trần Văn Bình"),
        (["Trần Văn Bính"], ["Trần Văn Bình", "Trần Văn Bỉnh"], None),  # either
        (["Nguyễn Quốc Khánh"], ["Trần Văn Bình"], None),
        (["Văn"], ["Trần Văn Bình"], None),
        (["Trần Văn Hòa"], [], None),
    ],
)
def test_the_official_who_is_nearly_what_was_read_signed(
    store: Store, read: list[str], known: list[str], chosen: str | None
) -> None:
    others = [decision(f"khac-{number}", name) for number, name in enumerate(known)]
    store.put([decision("scan", None, *read), *others], at=NOW)
    engine = open_engine("memory:", "f")
    build(store, engine, processes=1)
    assert signer_of(engine, "scan") == chosen


def test_officials_of_other_years_and_bodies_are_not_chosen(store: Store) -> None:
    scan = decision("scan", None, "Trần Van Bình")
    others = [decision("xa-1", "Trần Văn Bình", year=2018), decision("xa-2", "Trần Văn Bình", body="HĐND xã Tân Lập")]
    store.put([scan, *others], at=NOW)
    engine = open_engine("memory:", "f")
    build(store, engine, processes=1)
    assert signer_of(engine, "scan") is None


def test_a_later_document_makes_a_signer_sure_and_its_removal_unsure(store: Store, tmp_path: Path) -> None:
    engine = open_engine(f"whoosh:{tmp_path / 'index'}", "f")
    store.put([decision("scan", None, "Trần Văn Bìnb"), decision("khac-1", "Lê Thị Hoa")], at=NOW)
    build(store, engine, processes=1)
    assert signer_of(engine, "scan") is None
    store.put([decision("khac-2", "Trần Văn Bình")], at=NOW)
    assert build(store, engine, processes=1).indexed == 2
    assert signer_of(engine, "scan") == "Trần Văn Bình"
    store.put([replace(decision("tin", None), title="Tin về chợ", issuer=None)], at=NOW)
    assert build(store, engine, processes=1).indexed == 1  # the scan stays as it is
    store.delete(["khac-2"], at=NOW)
    build(store, engine, processes=1)
    assert signer_of(engine, "scan") is None


def test_a_chosen_signer_is_a_person_like_others_and_no_evidence(store: Store) -> None:
    store.put([decision("khac-1", "Trần Văn Bình"), decision("scan-2", None, "Trần Van Bình")], at=NOW)
    store.put([decision("scan-3", None, "Trần Vǎn Bình", year=2026)], at=NOW)
    engine = open_engine("memory:", "f")
    build(store, engine, processes=1)
    with closing(engine.read()) as reader:
        _, people = decode_document(reader.get(["scan-2"])["scan-2"])
        _, known = decode_document(reader.get(["khac-1"])["khac-1"])
    assert people == known
    assert people[0]


def test_marks_and_confused_letters_cost_less_than_other_letters() -> None:
    assert name_distance("Trần Văn Bình", "TRẦN VĂN BÌNH") == 0
    assert name_distance("Tran Văn Bình", "Trần Văn Bình") == 0.25
    assert name_distance("Trần Văn Bìnb", "Trần Văn Bình") == 0.5
    assert name_distance("Trần Văn Bìn", "Trần Văn Bình") == 1
