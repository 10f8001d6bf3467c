"""Passages show what was found, in the very text, and marks are ranges of it."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.document_numbers import find_numbers
from indexer.analysis.query_terms import citing, phrase, word
from indexer.engines import query_tree as q
from indexer.results import Snippet
from indexer.search.highlight.marks import Text
from indexer.search.highlight.passages import MAX_TEXT, PASSAGE, mark, mark_and_excerpt
from indexer.search.highlight.query_terms import HighlightTerms, highlight_terms


def words(*typed: str, bare: bool = True) -> HighlightTerms:
    return highlight_terms(q.All(tuple(word(term, bare=bare) for term in typed)))


def said(text: str, asked: HighlightTerms) -> list[str]:
    [found] = mark([Text(text, numbers=find_numbers(text))], asked)
    return [text[start:end] for start, end in found.marks]


def snippets(text: str, asked: HighlightTerms) -> tuple[Snippet, ...]:
    [(_, passages)] = mark_and_excerpt([Text("")], [Text(text)], asked)
    return passages


def test_words_without_accents_mark_accented_ones_and_neighbours_are_one_mark() -> None:
    text = "Hội đồng nhân dân họp; hội đồng khác không."
    assert said(text, words("hoi", "dong")) == ["Hội đồng", "hội đồng"]


def test_a_word_that_stands_beside_its_neighbour_is_not_marked_elsewhere() -> None:
    typed = [word("ho", bare=True), word("tro", bare=True)]
    asked = highlight_terms(q.Close(q.All(tuple(typed)), (tuple(typed),)))
    assert said("Hồ sơ xin hỗ trợ", asked) == ["hỗ trợ"]
    assert said("Hồ sơ và vai trò", asked) == ["Hồ", "trò"]


def test_words_with_accents_mark_only_those() -> None:
    assert said("đường dương duong", words("đường")) == ["đường"]


def test_offsets_are_those_of_the_text_as_it_was_written() -> None:
    text = unicodedata.normalize("NFD", "Kỳ họp hội đồng")
    assert said(text, words("hội", "đồng")) == [unicodedata.normalize("NFD", "hội đồng")]


def test_a_phrase_marks_only_where_its_words_stand_in_order() -> None:
    asked = phrase("hội đồng")
    assert asked
    assert said("đồng hội, hội đồng", highlight_terms(asked)) == ["hội đồng"]


def test_a_number_is_marked_whole_however_it_is_written() -> None:
    text = "Căn cứ Nghị quyết số 5/2020/NQ-HĐND ngày 15/7/2020"
    assert said(text, highlight_terms(citing("5/2020/nq-hdnd"))) == ["5/2020/NQ-HĐND"]


def test_what_must_not_be_there_is_not_marked() -> None:
    query = q.Without(word("giá", bare=False), word("đất", bare=False))
    assert said("giá đất", highlight_terms(query)) == ["giá"]


def test_the_passages_with_most_different_words_are_shown_in_order() -> None:
    filler = "Nội dung khác không liên quan. " * 20
    text = f"{filler}\nGiá thuê tăng. Giá thuê giảm.\n{filler}\nGiá đất thuê được duyệt.\n{filler}"
    shown = [snippet.text for snippet in snippets(text, words("giá", "đất", "thuê", bare=False))]
    assert [any(part in text for part in ("Giá thuê tăng", "Giá đất")) for text in shown] == [True, True]
    assert "Giá đất thuê được duyệt." in shown[1]


def test_without_a_match_the_beginning_is_shown() -> None:
    [snippet] = snippets("Câu đầu. Câu sau.", words("x"))
    assert (snippet.text, snippet.marks) == ("Câu đầu. Câu sau.", ())
    assert snippets("", words("x")) == ()


@given(st.text(alphabet="aăđ .\n;?(Điều 12", max_size=2000))
def test_passages_are_parts_of_the_text_of_bearable_length(text: str) -> None:
    for snippet in snippets(text, words("a", "d")):
        assert snippet.text in text
        assert len(snippet.text) <= 2 * PASSAGE + 1
        for start, end in snippet.marks:
            assert 0 <= start < end <= len(snippet.text)


def test_words_of_a_full_form_are_not_marked_alone_where_the_short_form_stands() -> None:
    full = tuple(word(one, bare=False) for one in ("hội", "đồng", "nhân", "dân"))
    asked = highlight_terms(q.Close(q.Any((q.All(full), word("hđnd", bare=False))), (full,)))
    assert said("Đồng chí Chủ tịch HĐND dự hội nghị", asked) == ["HĐND"]
    assert said("HĐND là Hội đồng nhân dân, không phải hội nghị", asked) == ["HĐND", "Hội đồng nhân dân"]
    assert said("Đồng chí dự hội nghị của nhân dân", asked) == ["Đồng", "hội", "nhân dân"]


SAID = st.text(alphabet="aăđ .\n;Điều 12hộiho\u0323", max_size=300)


@given(st.lists(st.tuples(SAID, SAID), max_size=6))
def test_documents_are_shown_together_just_as_each_alone(documents: list[tuple[str, str]]) -> None:
    asked = words("a", "d", "ho", "hội")
    titles, bodies = [Text(title) for title, _ in documents], [Text(body) for _, body in documents]
    alone = [mark_and_excerpt([title], [body], asked)[0] for title, body in zip(titles, bodies, strict=True)]
    assert mark_and_excerpt(titles, bodies, asked) == alone


def test_a_passage_tells_in_which_article_it_stands() -> None:
    text = "Điều 1. Phạm vi\nNội dung theo Điều 7.\nĐiều 2a. Mức hỗ trợ\nHỗ trợ nông thôn.\nĐiều 3. Thi hành\nHết."
    assert [(one.text, one.where) for one in snippets(text, words("nội", "thôn", bare=False))] == [
        ("Nội dung theo Điều 7.", "Điều 1"),
        ("Hỗ trợ nông thôn.", "Điều 2a"),
    ]
    assert [one.where for one in snippets("Lời nói đầu", words("nói", bare=False))] == [None]
    together = mark_and_excerpt([Text("Một"), Text("Hai")], [Text(text), Text("Lời nói đầu")], words("nói", bare=False))
    assert [[one.where for one in passages] for _, passages in together] == [["Điều 1"], [None]]


def test_nothing_behind_the_longest_text_is_shown_or_marked_elsewhere() -> None:
    text = "x" * MAX_TEXT + " 5/2020/NQ-HĐND"
    asked = highlight_terms(citing("5/2020/nq-hdnd"))
    [(_, passages), (_, following)] = mark_and_excerpt(
        [Text(""), Text("")], [Text(text, numbers=find_numbers(text)), Text("Câu sau.")], asked
    )
    assert [one.marks for one in (*passages, *following)] == [(), ()]


def test_documents_too_long_to_be_looked_at_together_are_all_shown() -> None:
    texts = [f"{'Nội dung khác. ' * (length // 15)}Hỗ trợ {length}." for length in (10, 290_000, 250_000, 20, 299_000)]
    found = mark_and_excerpt([Text(f"Hỗ trợ {i}") for i in range(5)], [Text(text) for text in texts], words("hỗ"))
    assert [title.text for title, _ in found] == [f"Hỗ trợ {i}" for i in range(5)]
    assert [passages[-1].text[-12:] for _, passages in found] == [text[-12:] for text in texts]
