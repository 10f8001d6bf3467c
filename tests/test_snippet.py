"""Passages show what was found, in the very text, and marks are ranges of it."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from indexer import query as q
from indexer.forms import citing, phrase, word
from indexer.snippet import PASSAGE, Wanted, mark, snippets, wanted


def words(*typed: str, bare: bool = True) -> Wanted:
    return wanted(q.All(tuple(word(term, bare=bare) for term in typed)))


def marked(text: str, asked: Wanted) -> list[str]:
    return [text[start:end] for start, end in mark(text, asked).marks]


def test_words_without_accents_mark_accented_ones_and_neighbours_are_one_mark() -> None:
    text = "Hội đồng nhân dân họp; hội đồng khác không."
    assert marked(text, words("hoi", "dong")) == ["Hội đồng", "hội đồng"]


def test_a_word_that_stands_beside_its_neighbour_is_not_marked_elsewhere() -> None:
    typed = [word("ho", bare=True), word("tro", bare=True)]
    asked = wanted(q.Close(q.All(tuple(typed)), (tuple(typed),)))
    assert marked("Hồ sơ xin hỗ trợ", asked) == ["hỗ trợ"]
    assert marked("Hồ sơ và vai trò", asked) == ["Hồ", "trò"]


def test_words_with_accents_mark_only_those() -> None:
    assert marked("đường dương duong", words("đường")) == ["đường"]


def test_offsets_are_those_of_the_text_as_it_was_written() -> None:
    text = unicodedata.normalize("NFD", "Kỳ họp hội đồng")
    assert marked(text, words("hội", "đồng")) == [unicodedata.normalize("NFD", "hội đồng")]


def test_a_phrase_marks_only_where_its_words_stand_in_order() -> None:
    asked = phrase("hội đồng")
    assert asked
    assert marked("đồng hội, hội đồng", wanted(asked)) == ["hội đồng"]


def test_a_number_is_marked_whole_however_it_is_written() -> None:
    text = "Căn cứ Nghị quyết số 5/2020/NQ-HĐND ngày 15/7/2020"
    assert marked(text, wanted(citing("5/2020/nq-hdnd"))) == ["5/2020/NQ-HĐND"]


def test_what_must_not_be_there_is_not_marked() -> None:
    query = q.Without(word("giá", bare=False), word("đất", bare=False))
    assert marked("giá đất", wanted(query)) == ["giá"]


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
    asked = wanted(q.Close(q.Any((q.All(full), word("hđnd", bare=False))), (full,)))
    assert marked("Đồng chí Chủ tịch HĐND dự hội nghị", asked) == ["HĐND"]
    assert marked("HĐND là Hội đồng nhân dân, không phải hội nghị", asked) == ["HĐND", "Hội đồng nhân dân"]
    assert marked("Đồng chí dự hội nghị của nhân dân", asked) == ["Đồng", "hội", "nhân dân"]
