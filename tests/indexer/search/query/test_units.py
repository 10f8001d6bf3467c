"""A unit in a query is named with what it became and was made of; it raises its documents and hides none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.document import Document
from indexer.engines.memory import MemoryEngine
from indexer.results import NamedUnit, Understood
from indexer.search import Search
from tests.support.files import ROOT
from tests.support.search import ask, result_ids, search_over

LINES = (ROOT / "tests/golden/query_units.tsv").read_text("utf-8").splitlines()
INDEX = [line.split("\t")[1:] for line in LINES if line.startswith("# index\t")]
GOLDEN = [line.partition("\t")[::2] for line in LINES if not line.startswith("#")]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    documents = [
        Document(
            id=str(n),
            title=f"Văn bản số {n} về trật tự hè phố",
            kind="resolution",
            issuer=issuer,
            issued=date.fromisoformat(day),
            place=place[0] if place else None,
        )
        for n, (issuer, day, *place) in enumerate(INDEX)
    ]
    return search_over(MemoryEngine("test"), tmp_path_factory.mktemp("units"), *documents)


def units(entity: Understood, key: str) -> tuple[NamedUnit, ...]:
    listed = entity.meaning.get(key, ())
    assert isinstance(listed, tuple)
    return listed


def shown(entity: Understood) -> str:
    if choices := units(entity, "choices"):
        return f"{entity.text} ? {' | '.join(str(choice.place) for choice in choices)}"
    text = f"{entity.text} = " + ", ".join(
        str(entity.meaning[key]) for key in ("name", "place") if key in entity.meaning
    )
    if now := units(entity, "now"):
        return f"{text} > {', '.join(unit.name for unit in now)}"
    was = entity.meaning.get("was_total", len(units(entity, "was")))
    return f"{text} < {was}" if was else text


@pytest.mark.parametrize(("query", "expected"), GOLDEN)
def test_units_in_a_query_are_understood(search: Search, query: str, expected: str) -> None:
    found = [shown(entity) for entity in ask(search, query).understood if entity.type == "unit"]
    assert " | ".join(found) == expected


def test_a_unit_raises_its_documents_and_hides_none(search: Search) -> None:
    alone, guessed = (set(result_ids(search, "trật tự hè phố", literal=literal)) for literal in (("unit",), ()))
    assert alone == guessed
    with_unit = ask(search, "trật tự hè phố HOẶC phường Hàng Bạc")
    assert with_unit.total == len(INDEX)
    assert with_unit.results[0].issuer == "UBND phường Hàng Bạc"


@pytest.mark.parametrize("literal", ["unit", "all"])
def test_units_can_be_taken_as_words(search: Search, literal: str) -> None:
    assert "unit" not in {entity.type for entity in ask(search, "phường Hàng Bạc", literal=(literal,)).understood}


@pytest.mark.parametrize(
    ("unit", "units_with", "issuers"),
    [
        ("phuong-hoan-kiem-ha-noi", None, {"HĐND phường Hoàn Kiếm"}),
        ("phường Hoàn Kiếm", None, {"HĐND phường Hoàn Kiếm"}),
        ("phuong hoan kiem", None, {"HĐND phường Hoàn Kiếm"}),
        ("00070", None, {"HĐND phường Hoàn Kiếm"}),
        (
            "phường Hoàn Kiếm",
            "predecessors",
            {"HĐND phường Hoàn Kiếm", "UBND phường Hàng Bạc", "HĐND quận Hoàn Kiếm", "UBND phường Cửa Nam"},
        ),
        ("phường Hàng Bạc", "successors", {"UBND phường Hàng Bạc", "HĐND phường Hoàn Kiếm"}),
        ("tỉnh Hải Dương", "successors", {"HĐND tỉnh Hải Dương"}),
        ("thành phố Hải Phòng", "predecessors", {"HĐND tỉnh Hải Dương"}),
        ("huyện Lam Khê", None, set()),
        ("99999", None, set()),
        ("", None, set()),
    ],
)
def test_a_filter_takes_a_unit_with_what_it_was_or_became(
    search: Search, unit: str, units_with: str | None, issuers: set[str]
) -> None:
    page = ask(search, "", filters={"unit": (unit,)}, units_with=units_with)
    assert {result.issuer for result in page.results} == issuers


def test_the_facet_of_units_tells_namesakes_apart(search: Search) -> None:
    values = ask(search, "", facets=("unit",)).facets["unit"]
    labels = [value.label for value in values if value.value.startswith("xa-tan-lap")]
    assert sorted(labels) == [
        "xã Tân Lập (huyện Đan Phượng, thành phố Hà Nội)",
        "xã Tân Lập (thị xã Mộc Châu, tỉnh Sơn La)",
    ]
    for value in values:
        assert ask(search, "", filters={"unit": (value.value,)}).total == value.count


def test_a_province_that_went_on_under_its_name_is_told_by_its_last_day(tmp_path: Path) -> None:
    documents = [
        Document(day, "Phí", "Mức phí.", kind="resolution", issuer="HĐND tỉnh An Giang", issued=date.fromisoformat(day))
        for day in ("2024-12-06", "2025-12-06")
    ]
    values = ask(search_over(MemoryEngine("test"), tmp_path, *documents), "", facets=("unit",)).facets["unit"]
    assert sorted(value.label for value in values) == ["tỉnh An Giang", "tỉnh An Giang (đến 30/06/2025)"]
