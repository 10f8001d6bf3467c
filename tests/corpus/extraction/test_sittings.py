"""Which sitting of a council a document is of: a wrong one is worse than none."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from corpus.document import Document
from corpus.extraction.council_terms import council_sessions
from corpus.extraction.extract import complete
from corpus.extraction.sittings import Sitting, sitting_of
from corpus.vi.dates.find import VIETNAM
from tests.support.files import GOLDEN

TABLE = GOLDEN / "sittings.tsv"


def rows() -> list[list[str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and line[0] != "#"]


def document(kind: str, day: str, body: str, title: str, text: str) -> Document:
    """Return a completed document; of news the third column is the place."""
    on, body = date.fromisoformat(day), "" if body == "-" else body
    given = {"id": "d", "title": title, "text": text.replace("⏎", "\n"), "kind": kind}
    if kind == "news":
        moment = datetime(on.year, on.month, on.day, 9, tzinfo=VIETNAM)
        return complete(Document(**given, published=moment, place=body or None))  # type: ignore[arg-type]
    return complete(Document(**given, issued=on, issuer=body or None))  # type: ignore[arg-type]


def read(*fields: str) -> Sitting | None:
    completed = document(*fields)
    return sitting_of(completed, council_sessions(completed))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[3][:60])
def test_the_sitting_of_a_document_is_as_the_table_says(row: list[str]) -> None:
    *fields, expected = row
    sitting = read(*fields)
    assert (", ".join((sitting.council, sitting.term, sitting.number)) if sitting else "-") == expected


def test_a_resolution_dates_its_sitting_by_the_day_of_its_adoption() -> None:
    text = "Nghị quyết này được HĐND huyện Bình Hòa khóa XIX, kỳ họp thứ 10 thông qua ngày 18 tháng 12 năm 2020."
    sitting = read("resolution", "2020-12-21", "HĐND huyện Bình Hòa", "Nghị quyết về dự toán", text)
    assert sitting is not None
    assert sitting.day == date(2020, 12, 18)


def test_a_day_long_before_the_news_is_not_that_of_the_sitting() -> None:
    """It is that of the election of which the news tell too."""
    text = "Tại kỳ họp thứ nhất, HĐND huyện Bình Hòa khóa XX công bố kết quả bầu cử được tổ chức ngày 23/5/2021."
    sitting = read("news", "2021-06-28", "huyện Bình Hòa", "Kỳ họp thứ nhất, HĐND huyện khóa XX", text)
    assert sitting is not None
    assert (sitting.term, sitting.number, sitting.day) == ("2021-2026", "1", None)
