"""Passages are parts of the text that show the matches, and marks are ranges of them."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from corpus.extraction.structure import divisions
from corpus.vi.document_numbers import find_numbers
from corpus.vi.line_ends import with_joined_lines
from indexer.analysis.query_terms import cites_number, phrase, word
from indexer.engines import query_tree as q
from indexer.results import Snippet
from indexer.search.highlight.marks import Text
from indexer.search.highlight.passages import MAX_TEXT, PASSAGE, mark, mark_and_excerpt
from indexer.search.highlight.query_terms import HighlightTerms, highlight_terms


def words(*typed: str, bare: bool = True) -> HighlightTerms:
    return highlight_terms(q.All(tuple(word(term, bare=bare) for term in typed)))


def marked_parts(text: str, query_terms: HighlightTerms) -> list[str]:
    [text_marks] = mark([Text(text, numbers=find_numbers(text))], query_terms)
    return [text[start:end] for start, end in text_marks.marks]


def snippets(text: str, query_terms: HighlightTerms) -> tuple[Snippet, ...]:
    [(_, passages)] = mark_and_excerpt([Text("")], [body(text)], query_terms)
    return passages


def body(text: str) -> Text:
    return Text(text, divisions=[(division.heading_end, division.label, "") for division in divisions(text)])


def test_unaccented_words_mark_accented_ones_adjacent_ones_joined() -> None:
    text = "Hội đồng nhân dân họp; hội đồng khác không."
    assert marked_parts(text, words("hoi", "dong")) == ["Hội đồng", "hội đồng"]


def test_a_word_marked_beside_its_neighbour_is_not_marked_alone() -> None:
    """If the words of a close pair stand together, single ones elsewhere get no mark."""
    typed = [word("ho", bare=True), word("tro", bare=True)]
    query_terms = highlight_terms(q.Close(q.All(tuple(typed)), (tuple(typed),)))
    assert marked_parts("Hồ sơ xin hỗ trợ", query_terms) == ["hỗ trợ"]
    assert marked_parts("Hồ sơ và vai trò", query_terms) == ["Hồ", "trò"]


def test_accented_words_mark_only_themselves() -> None:
    assert marked_parts("đường dương duong", words("đường")) == ["đường"]


def test_offsets_are_those_of_the_text_as_it_was_written() -> None:
    text = unicodedata.normalize("NFD", "Kỳ họp hội đồng")
    assert marked_parts(text, words("hội", "đồng")) == [unicodedata.normalize("NFD", "hội đồng")]


def test_a_phrase_marks_only_where_its_words_stand_in_order() -> None:
    query = phrase("hội đồng")
    assert query
    assert marked_parts("đồng hội, hội đồng", highlight_terms(query)) == ["hội đồng"]


def test_a_number_is_marked_whole_however_it_is_written() -> None:
    text = "Căn cứ Nghị quyết số 5/2020/NQ-HĐND ngày 15/7/2020"
    assert marked_parts(text, highlight_terms(cites_number("5/2020/nq-hdnd"))) == ["5/2020/NQ-HĐND"]


def test_excluded_words_are_not_marked() -> None:
    query = q.Without(word("giá", bare=False), word("đất", bare=False))
    assert marked_parts("giá đất", highlight_terms(query)) == ["giá"]


def test_passages_with_the_most_distinct_words_are_shown_in_order() -> None:
    filler = "Nội dung khác không liên quan. " * 20
    text = f"{filler}\nGiá thuê tăng. Giá thuê giảm.\n{filler}\nGiá đất thuê được duyệt.\n{filler}"
    passages = [snippet.text for snippet in snippets(text, words("giá", "đất", "thuê", bare=False))]
    assert [any(part in text for part in ("Giá thuê tăng", "Giá đất")) for text in passages] == [True, True]
    assert "Giá đất thuê được duyệt." in passages[1]


def test_without_a_match_the_beginning_is_shown() -> None:
    [snippet] = snippets("Câu đầu. Câu sau.", words("x"))
    assert (snippet.text, snippet.marks) == ("Câu đầu. Câu sau.", ())
    assert snippets("", words("x")) == ()


@given(st.text(alphabet="aăđ .\n;?(Điều 12", max_size=2000))
def test_passages_are_parts_of_the_text_of_limited_length(text: str) -> None:
    for snippet in snippets(text, words("a", "d")):
        assert snippet.text in with_joined_lines(text)
        assert len(snippet.text) <= 2 * PASSAGE + 1
        for start, end in snippet.marks:
            assert 0 <= start < end <= len(snippet.text)


def test_words_of_a_full_form_are_not_marked_beside_the_short_form() -> None:
    """A document with the short form or the whole full form gets marks there only."""
    full = tuple(word(term, bare=False) for term in ("hội", "đồng", "nhân", "dân"))
    query_terms = highlight_terms(q.Close(q.Any((q.All(full), word("hđnd", bare=False))), (full,)))
    assert marked_parts("Đồng chí Chủ tịch HĐND dự hội nghị", query_terms) == ["HĐND"]
    assert marked_parts("HĐND là Hội đồng nhân dân, không phải hội nghị", query_terms) == ["HĐND", "Hội đồng nhân dân"]
    assert marked_parts("Đồng chí dự hội nghị của nhân dân", query_terms) == ["Đồng", "hội", "nhân dân"]


TEXTS = st.text(alphabet="aăđ .\n;Điều 12hộiho\u0323", max_size=300)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
def test_documents_shown_together_look_as_each_shown_alone(documents: list[tuple[str, str]]) -> None:
    query_terms = words("a", "d", "ho", "hội")
    titles, bodies = [Text(title) for title, _ in documents], [Text(body) for _, body in documents]
    alone = [mark_and_excerpt([title], [body], query_terms)[0] for title, body in zip(titles, bodies, strict=True)]
    assert mark_and_excerpt(titles, bodies, query_terms) == alone


def test_a_passage_names_the_article_that_contains_it() -> None:
    text = "Điều 1. Phạm vi\nNội dung theo Điều 7.\nĐiều 2a. Mức hỗ trợ\nHỗ trợ nông thôn.\nĐiều 3. Thi hành\nHết."
    assert [(snippet.text, snippet.where) for snippet in snippets(text, words("nội", "thôn", bare=False))] == [
        ("Nội dung theo Điều 7.", "Điều 1"),
        ("Hỗ trợ nông thôn.", "Điều 2a"),
    ]
    assert [snippet.where for snippet in snippets("Lời nói đầu", words("nói", bare=False))] == [None]
    together = mark_and_excerpt([Text("Một"), Text("Hai")], [body(text), Text("Lời nói đầu")], words("nói", bare=False))
    assert [[snippet.where for snippet in passages] for _, passages in together] == [["Điều 1"], [None]]


def test_a_passage_names_the_page_of_its_first_mark() -> None:
    first, second = "Trang đầu về chợ. " * 20, "Trang sau về cầu. " * 20
    text = Text(first + "\n\n" + second, pages=[0, len(first) + 2, len(first) + 2])
    for syllable, page in (("đầu", 1), ("cầu", 3)):
        [(_, passages)] = mark_and_excerpt([Text("")], [text], words(syllable))
        assert {passage.page for passage in passages} == {page}
    [(_, (passage, *_))] = mark_and_excerpt([Text("")], [text._replace(pages=())], words("cầu"))
    assert passage.page is None


def test_nothing_beyond_the_maximum_text_length_is_shown_or_marked() -> None:
    """Nor does a mark beyond it land in the following text."""
    text = "x" * MAX_TEXT + " 5/2020/NQ-HĐND"
    query_terms = highlight_terms(cites_number("5/2020/nq-hdnd"))
    [(_, passages), (_, following)] = mark_and_excerpt(
        [Text(""), Text("")], [Text(text, numbers=find_numbers(text)), Text("Câu sau.")], query_terms
    )
    assert [snippet.marks for snippet in (*passages, *following)] == [(), ()]


def test_documents_too_long_for_one_batch_are_all_shown() -> None:
    texts = [f"{'Nội dung khác. ' * (length // 15)}Hỗ trợ {length}." for length in (10, 290_000, 250_000, 20, 299_000)]
    results = mark_and_excerpt([Text(f"Hỗ trợ {i}") for i in range(5)], [Text(text) for text in texts], words("hỗ"))
    assert [title.text for title, _ in results] == [f"Hỗ trợ {i}" for i in range(5)]
    assert [passages[-1].text[-12:] for _, passages in results] == [text[-12:] for text in texts]
