"""Dates that documents mention are stored with their offsets, searched, and named as the reason of a hit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import find_numbers
from indexer.engines.port import Engine
from indexer.schema.dates import date_offsets, date_offsets_in, mentioned_dates, searchable_text
from indexer.schema.documents import document_record, with_officials
from indexer.schema.stored import decode_document, decode_offsets, shown_body
from tests.support.search import ask, search_over

NOTICE = Document(
    "thong-bao",
    title="Thông báo lịch tiếp công dân",
    text="Bộ phận Một cửa làm việc như thường lệ.\n\nChủ tịch tiếp công dân vào ngày 13/1 và tháng 3/2020. "
    "Lịch có thể thay đổi.",
    issuer="UBND huyện Lam Khê",
    issued=date(2019, 12, 30),
)


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (Span.day(date(2020, 1, 13)), "ngày 13/01/2020"),
        (Span.month(2020, 2), "tháng 2/2020"),
        (Span.between(date(2020, 1, 1), date(2020, 3, 31)), "quý I/2020"),
        (Span.between(date(2020, 10, 1), date(2020, 12, 31)), "quý IV/2020"),
        (Span.between(date(2020, 1, 1), date(2020, 6, 30)), "6 tháng đầu năm 2020"),
        (Span.between(date(2020, 7, 1), date(2020, 12, 31)), "6 tháng cuối năm 2020"),
        (Span.year(2020), "năm 2020"),
        (Span.between(date(2016, 1, 1), date(2020, 12, 31)), "các năm 2016–2020"),
        (Span.between(date(2020, 2, 1), date(2020, 4, 30)), "từ 01/02/2020 đến 30/04/2020"),
    ],
)
def test_a_span_is_written_as_briefly_as_possible(span: Span, text: str) -> None:
    assert span.label == text


def test_mentioned_dates_come_with_the_sentences_around_them() -> None:
    first, second = mentioned_dates(NOTICE, NOTICE.issued)
    assert (first.span, first.text) == (Span.day(date(2020, 1, 13)), "ngày 13/1")
    assert first.sentence == "Chủ tịch tiếp công dân vào ngày 13/1 và tháng 3/2020."
    assert second.span == Span.month(2020, 3)


def test_a_text_full_of_dates_yields_each_span_once() -> None:
    days = "; ".join(f"ngày {1 + i % 28}/{1 + i % 12}/2020" for i in range(5000))
    assert 28 <= len(mentioned_dates(Document("lich", text=days), None)) <= 500


@pytest.mark.parametrize("typed", ["công dân 13/01/2020", "cong dan ngay 13 thang 1 nam 2020"])
def test_a_hit_that_only_mentions_the_day_explains_why_it_matched(engine: Engine, tmp_path: Path, typed: str) -> None:
    """The reason names the date, and a snippet shows the sentence with the date marked."""
    [hit] = ask(search_over(engine, tmp_path, NOTICE), typed).results
    assert hit.why == ("nhắc đến ngày 13/01/2020",)
    shown = next(s for s in hit.snippets if "13/1" in s.text)
    assert "ngày 13/1" in [shown.text[start:end] for start, end in shown.marks]


def test_a_hit_issued_on_the_requested_day_needs_no_reason(engine: Engine, tmp_path: Path) -> None:
    search = search_over(engine, tmp_path, NOTICE)
    assert ask(search, "công dân 30/12/2019").results[0].why == ()
    assert ask(search, "công dân").results[0].why == ()


def test_a_filter_on_mentioned_days_names_the_matching_date(engine: Engine, tmp_path: Path) -> None:
    search = search_over(engine, tmp_path, NOTICE)
    [hit] = ask(search, "", days=Span.year(2020), date="mentioned").results
    assert hit.why == ("nhắc đến ngày 13/01/2020",)
    assert not ask(search, "", days=Span.year(2021), date="mentioned").results


def test_a_day_without_a_year_is_the_nearest_to_the_documents_date(engine: Engine, tmp_path: Path) -> None:
    search = search_over(engine, tmp_path, NOTICE)
    assert ask(search, "", days=Span.day(date(2020, 1, 13)), date="mentioned").total == 1
    assert ask(search, "", days=Span.day(date(2019, 1, 13)), date="mentioned").total == 0


DATES = ("ngày 13/1/2020", "ngày 5/6", "tháng 3/2018", "năm 2020", "hôm qua", "đến", "nam 2019", "đầu nhiệm kỳ")
OTHERS = ("5/2020/NQ-HĐND", "O5/2O2O/NQ-\nHĐND", "quy\u0301 I/2019", "\n", "\r\n", "\u200b", "\u00a0", "Họp.", "😀")
WORDS = st.lists(st.sampled_from((*DATES, *OTHERS)), max_size=8).map(" ".join)


@given(WORDS, WORDS, WORDS)
def test_a_record_stores_the_offsets_of_dates_and_numbers(title: str, summary: str, text: str) -> None:
    day = date(2020, 2, 1)
    given = Document("a", title=f"Họp {title}", summary=summary or None, text=text, issued=day, kind="notice")
    stored = with_officials(document_record(given), ()).stored
    document, _ = decode_document(stored)
    offsets, body = decode_offsets(stored), shown_body(document)
    assert [mention for mention in offsets.dates if mention[0] >= 0] == list(date_offsets_in(body, day))
    assert [span for _, _, span in offsets.dates] == [span for _, _, span in date_offsets(document, day)]
    assert all(searchable_text(document)[start:end] for start, end, _ in date_offsets(document, day))
    reread = [(start, mention.number) for start, end in offsets.numbers for mention in find_numbers(body[start:end])]
    assert reread == [(mention.start, mention.number) for mention in find_numbers(body)]
