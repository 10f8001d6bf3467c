"""Passages are worth reading: of no sample document they are letterhead, number, recipients, or the title again."""

from __future__ import annotations

import re
from datetime import date

import pytest

from corpus.extraction.formal_frame import repeats
from indexer.results import Request, Result
from tests.support.sample import TODAY, sample_search

QUERIES = (
    *("", "nông thôn mới", "hội đồng nhân dân", "ủy ban nhân dân", "nghị quyết", "quyết định", "05/2020/NQ-HĐND"),
    *("ngân sách", "Lam Khê", "kỳ họp thứ 9", "15/7/2020", "cho thuê đất", "chủ tịch", "việt nam", "nơi nhận"),
)
_LETTERHEAD = re.compile(
    r"cộng h(?:òa|oà) xã hội chủ nghĩa|độc lập - tự do|\W*số: \S+\W*$|\W*nơi nhận|\W*lưu: vt|(?:tm|kt)\. "
    r"|[\w ]+, ngày \d+ tháng \d+ năm \d+\W*$|\| số (?:ký )?hiệu",
    re.IGNORECASE,
)


def results(query: str = "", **filters: tuple[str, ...]) -> tuple[Result, ...]:
    return sample_search().search(Request(query, filters, size=100), today=TODAY).results


@pytest.mark.parametrize("query", QUERIES)
def test_no_passage_is_form_or_the_title_again(query: str) -> None:
    found = results(query)
    for result in found:
        for snippet in result.snippets:
            assert not _LETTERHEAD.match(snippet.text), (result.id, snippet.text)
            assert not repeats(snippet.text, result.title.text), (result.id, snippet.text)
        assert result.snippets or not query, result.id


def test_a_resolution_that_matches_by_its_number_alone_shows_what_it_decides() -> None:
    [snippet] = next(each for each in results("28/2024/NQ-HĐND") if each.number == "28/2024/NQ-HĐND").snippets[:1]
    assert (snippet.where, snippet.anchor) == ("Điều 1", "dieu-1")


def test_who_signed_is_shown_with_the_role_and_nothing_else_of_the_form() -> None:
    [snippet] = next(each for each in results("Lê Quang Thủy") if each.number == "28/2024/NQ-HĐND").snippets
    assert " ".join(snippet.text.split()) == "TM. HỘI ĐỒNG NHÂN DÂN CHỦ TỊCH Lê Quang Thủy"
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["Lê Quang Thủy"]
    assert snippet.where is None


def test_a_search_for_citing_documents_shows_the_sentence_that_cites() -> None:
    found = results(citing=("12/2012/NQ-HĐND",))
    assert len(found) > 5
    for result in found:
        [snippet] = result.snippets
        assert [snippet.text[start:end] for start, end in snippet.marks] == ["12/2012/NQ-HĐND"], result.id
    repeals = results(citing=("12/2012/NQ-HĐND",), relation=("repeals",))
    assert [result.snippets[0].where for result in repeals] == ["Điều 8"]


@pytest.mark.parametrize(
    "request_",
    [
        Request("nông thôn mới"),
        Request("hỗ trợ xây dựng ntm"),
        Request("lê quang thủy"),
        Request("ngày 15/7/2020"),
        Request("kinh phí", literal=("all",)),
        Request("05/2020/NQ-HĐND"),
    ],
)
def test_the_marks_of_a_document_are_those_of_its_result(request_: Request) -> None:
    search = sample_search()
    for result in search.search(request_, today=TODAY).results:
        document = search.document(result.id)
        assert document
        mark = search.marker(request_, document, today=TODAY)
        if document.title:
            assert mark(result.title.text) == result.title.marks
        marked = {at for start, end in mark(document.text) for at in range(start, end)}
        for snippet in result.snippets:
            if snippet.attachment is None and document.text.count(snippet.text) == 1:
                origin = document.text.index(snippet.text)
                shown = {origin + at for start, end in snippet.marks for at in range(start, end)}
                inside = {at for at in marked if origin <= at < origin + len(snippet.text)}
                assert shown == inside, (result.id, snippet.text)


def test_days_that_are_filtered_by_are_marked_in_the_document_too() -> None:
    search = sample_search()
    document = search.document("05-2020-nq-hdnd-huyen-lam-khe")
    assert document
    marks = search.marker(Request("nông thôn ngày 15/7/2020"), document, today=date(2025, 7, 1))(document.text)
    assert "15 tháng 7 năm 2020" in " ".join(document.text[start:end] for start, end in marks)
