"""Fields of records that hold HTML, and values that cannot be."""

from __future__ import annotations

import math
from datetime import date

import pytest

from corpus.document import Document
from corpus.readers.fields import documents
from corpus.readers.source import LeftOut


def _read(**fields: object) -> tuple[Document, list[LeftOut]]:
    document, *notes = documents({"title": "Tin họp", "noi_dung": "Thân bài.", **fields}, "in.jsonl")
    assert isinstance(document, Document)
    assert all(isinstance(note, LeftOut) for note in notes)
    return document, [note for note in notes if isinstance(note, LeftOut)]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<table><tr><td>Chợ Đông</td><td>Cầu Tây</td></tr></table>", "Chợ Đông | Cầu Tây"),
        ("<p>Họp<!-- ghi chú riêng --> xã</p><script>var mat=1</script><o:p></o:p>", "Họp xã"),
        ("<STYLE>p{}</STYLE ><p>ph&amp;iacute; chợ</p>", "phí chợ"),
        ("<p>giá < 5 và > 3</p>", "giá < 5 và > 3"),
    ],
)
def test_html_in_a_field_gives_its_words(html: str, text: str) -> None:
    document, _ = _read(noi_dung=html, tom_tat=html)
    assert (document.text, document.summary) == (text, text)


@pytest.mark.parametrize(
    "value", ["0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00Z", math.nan]
)
def test_a_day_that_cannot_be_is_left_out_and_listed(value: object) -> None:
    document, notes = _read(ngay_dang=value)
    assert document.published is None
    assert len(notes) == 1


@pytest.mark.parametrize("value", ["9999-12-31", "9999-12-31T00:00:00", "31/12/9999"])
def test_only_the_end_of_effect_may_be_the_last_day(value: str) -> None:
    document, notes = _read(expires=value, effective=value)
    assert (document.expires, document.effective) == (date.max, None)
    assert len(notes) == 1
