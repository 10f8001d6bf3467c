"""Every offset in an answer lies in its text, in order, and cuts no letter from its marks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.vi.text import tidy
from indexer.engines.factory import open_engine
from indexer.indexing.fingerprint import fingerprint
from indexer.results import MarkedText, Request, ResultsPage, Snippet
from indexer.schema.dates import date_offsets, mentioned_dates, searchable_text
from tests.support.sample import TODAY, sample_search
from tests.support.search import ask, search_over

# What readers type, what they slip into, and what no keyboard types: each changes offsets in its own way.
PARTS = [
    *("nghị quyết", "hội đồng nhân dân huyện", "Lam Khê", "ngân sách", "bà Lê Thị Hoa", "HĐND", "UBND"),
    *("nghij quyeets", "hooij ddoongf", "thoong qua", "ban1 tai3", "nghiị quyếtt", "ngansach", "hôi đông"),
    *("05/2020/NQ-HĐND", "12 nq hdnd 2017", "số 5 năm 2019", "12/NQ-HĐND\u0301", "x05/2020/NQ-HĐND\u0323y"),
    *("31/02/2020", "13/1/2020", "tháng 13/2020", "năm 99999", "hôm qua", "31/12/9999", "năm 9999", "quý IV/9999"),
    *('"', "“", "”", "(", ")", "-", "–", "OR", "HOẶC", "?", ":", "số:", "người:", "từ:2017", "đến:9999", "năm:0"),
    *("kỳ họp thứ ba", "khóa XIX", "nhiệm kỳ 2016-2021", "là bao nhiêu?", "mức chi hỗ trợ nhà văn hóa xã"),
    *("e\u0302\u0301", "m\u0300", "\u0301", "\u0323\u0302", "đ\u0301", "한국", "😀", "\u200b", "\ud83d", "\u2067"),
    *("ﬁ", "Ⅷ", "ＮＱ　５", "𝗻𝗴𝗵𝗶̣", "İ", "ß", "ŉ", "\n", "\t", "\u2028", "\0", "á" * 300, "a\u0323\u0310\u0316" * 90),
]
TEXTS = st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from(["", " "]))).map(
    lambda parts: "".join(part + gap for part, gap in parts)
) | st.text(max_size=60)


def assert_offsets(text: str, ranges: Iterable[tuple[int, int]]) -> None:
    """Require ranges that hold something, lie in the text and begin and end between letters with all their marks."""
    for start, end in ranges:
        assert 0 <= start < end <= len(text), (text, start, end)
        assert not cuts(text, start), (text, start, end)
        assert not cuts(text, end), (text, start, end)


def cuts(text: str, at: int) -> bool:
    """Tell whether a place parts a letter from a mark on it."""
    if not 0 < at < len(text) or not unicodedata.combining(text[at]):
        return False
    return text[at - 1].isalpha() or bool(unicodedata.combining(text[at - 1]))


def assert_page(page: ResultsPage) -> None:
    """Require sound offsets in notes, titles and passages of a page."""
    for note in page.notes:
        assert 0 <= note.start <= note.end <= len(page.text), (page.text, note)
        assert note.start < note.end or not page.text
        assert not cuts(page.text, note.start), (page.text, note)
        assert not cuts(page.text, note.end), (page.text, note)
    for result in page.results:
        shown: list[MarkedText | Snippet] = [result.title, *result.snippets]
        for marked in shown:
            assert_offsets(marked.text, marked.marks)
            assert all(a[1] <= b[0] for a, b in pairwise(marked.marks))


@given(TEXTS)
@settings(max_examples=400)
@example("nhất 03 buổi/tuần; lắp camra tại các bóng điểm tập kết")  # answered in a longer spelling
@example("\u200b")
def test_offsets_of_a_search_lie_in_its_texts(text: str) -> None:
    assert_page(ask(sample_search(), text, facets=("official",)))
    for suggestion in sample_search().suggest(text):
        assert_offsets(suggestion.text, suggestion.marks)


@given(TEXTS)
@settings(max_examples=200)
def test_offsets_of_citations_lie_in_the_text_as_sent(text: str) -> None:
    citations = sample_search().citations(text).citations
    assert_offsets(text, ((citation.start, citation.end) for citation in citations))
    assert all(text[citation.start : citation.end] == citation.text for citation in citations)
    assert all(a.end <= b.start for a, b in pairwise(citations))


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=200)
def test_offsets_in_a_document_lie_in_its_text(title: str, text: str, query: str) -> None:
    document = Document("d", title, tidy(text), kind="news", issued=date(2020, 1, 13))
    searched = searchable_text(document)
    places = list(date_offsets(document, document.issued))
    assert_offsets(searched, ((start, end) for start, end, _ in places))
    for mentioned in mentioned_dates(document, document.issued):
        assert mentioned.text
        assert mentioned.text in mentioned.sentence
        assert mentioned.sentence in searched
        at = searched.index(mentioned.sentence)
        assert not cuts(searched, at)
    marks = sample_search().marker(Request(query), document, today=TODAY)
    for part in (document.title, document.text):
        assert_offsets(part, marks(part))


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=3), TEXTS)
@settings(max_examples=60)
def test_offsets_are_sound_whatever_documents_hold(documents: list[tuple[str, str]], query: str) -> None:
    with TemporaryDirectory() as folder:
        shown = [Document(f"d{i}", title or "Họp", text) for i, (title, text) in enumerate(documents)]
        with closing(search_over(open_engine("memory:", fingerprint()), Path(folder), *shown)) as search:
            assert_page(ask(search, query))
            for title, text in documents:
                assert_page(ask(search, title))
                assert_page(ask(search, text[:200]))
            for document in map(search.document, (each.id for each in shown)):
                assert document
                assert_offsets(document.text, ((named.start, named.end) for named in search.name_mentions(document)))
