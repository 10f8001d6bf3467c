"""Queries with plain words, phrases, filters and fields match what readers mean."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from corpus.document import Document, Official
from corpus.vi.dates.span import Span
from indexer.engines.port import Engine
from indexer.search.query.neighbours import NO_SUCH_PHRASE
from indexer.search.query.understanding import NOT_ALL
from tests.support.sample import sample_search
from tests.support.search import ask, result_ids, sample_numbers, sample_titles, search_over


def test_exact_accents_rank_above_folded_ones(engine: Engine, tmp_path: Path) -> None:
    """An accented query also finds unaccented texts, below; an unaccented query finds all of them."""
    search = search_over(
        engine,
        tmp_path,
        Document("marked", "Mở rộng đường liên xã"),
        Document("other", "Khai mạc hội dương liễu"),
        Document("bare", "Mo rong duong lien xa"),
        Document("mixed", "Ông Đường dự lễ"),
    )
    assert result_ids(search, "đường")[2:] == ["bare"]
    assert set(result_ids(search, "đường")[:2]) == {"marked", "mixed"}
    assert result_ids(search, "dương") == ["other", "bare"]
    assert result_ids(search, "duong")[0] == "bare"
    assert set(result_ids(search, "duong")) == {"marked", "other", "bare", "mixed"}


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        ("uỷ ban", "ủy ban"),
        ("Bình Hoà", "bình hòa"),
        ("hỗ trợ", unicodedata.normalize("NFD", "hỗ trợ")),
        ("tiếp xúc cử tri", "TIẾP XÚC CỬ TRI"),
        ("nông thôn mới", "nông\u00a0thôn\u200b mới"),
    ],
)
def test_spellings_of_one_word_find_the_same(spelling: str, other: str) -> None:
    search = sample_search()
    page = ask(search, spelling, size=100)
    assert page.total
    assert result_ids(search, other, size=100) == [result.id for result in page.results]


def test_a_phrase_without_accents_finds_the_accented_text() -> None:
    assert any("nông thôn mới" in title for title in sample_titles('"nong thon moi"'))


def test_all_words_must_match_and_excluded_ones_must_not() -> None:
    with_word, without = (
        set(sample_numbers("ngân sách", size=100)),
        set(sample_numbers("ngân sách -quyết toán", size=100)),
    )
    assert without < with_word
    assert sample_titles("ngân sách chữ-này-không-có") == []


def test_one_side_of_or_is_enough() -> None:
    search = sample_search()
    both = ask(search, "(mầm non) OR (rác thải)", size=100).total
    assert both >= max(ask(search, "mầm non").total, ask(search, "rác thải").total) > 0


@pytest.mark.parametrize(
    ("typed", "kind"), [("loại:nghị quyết mầm non", "resolution"), ("loai:quyet dinh gia dat", "decision")]
)
def test_a_field_takes_as_many_words_as_its_value_has(typed: str, kind: str) -> None:
    assert {result.kind for result in ask(sample_search(), typed).results} <= {kind}


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("số:5/2020", "số:05/2020"),
        ("kỳ họp:thứ 9", "kỳ họp:9"),
        ("cơ quan:hđnd huyện", 'issuer:"HĐND huyện Lam Khê"'),
        ("số:5", "số:05"),
    ],
)
def test_a_field_accepts_its_value_in_common_spellings(typed: str, same: str) -> None:
    search = sample_search()
    matches = result_ids(search, typed, size=100)
    assert matches
    assert matches == result_ids(search, same, size=100)


def test_an_excluded_field_takes_no_more_words_than_its_value() -> None:
    search = sample_search()
    page = ask(search, "-loại:tin nông thôn", size=100)
    assert page.total == ask(search, 'nông thôn -loại:"tin"', size=100).total > 0
    assert "news" not in {result.kind for result in page.results}


def test_a_query_ignored_as_a_whole_has_no_results() -> None:
    page = ask(sample_search(), "kỳ họp:abc")
    assert (page.total, len(page.notes)) == (0, 1)


def test_a_field_with_an_invalid_value_is_ignored_with_a_note() -> None:
    page = ask(sample_search(), "ngân sách năm:abc")
    assert page.total == ask(sample_search(), "ngân sách").total
    assert [(note.start, note.end) for note in page.notes] == [(10, 17)]


def test_filters_alone_list_newest_first() -> None:
    page = ask(sample_search(), "", filters={"kind": ("resolution",)}, size=100)
    days = [result.issued for result in page.results if result.issued]
    assert page.total == len(days) == 23
    assert days == sorted(days, reverse=True)


def test_filter_values_are_accepted_unaccented_and_as_labels() -> None:
    search = sample_search()
    spellings = ("HĐND huyện Lam Khê", "hdnd huyen lam khe", "Hội đồng nhân dân huyện Lam Khê")
    [total] = {ask(search, "", filters={"issuer": (value,)}).total for value in spellings}
    assert total >= 20
    totals = {ask(search, "", filters={"kind": (kind,)}).total for kind in ("resolution", "Nghị quyết", "nghi-quyet")}
    assert totals == {23}


def test_facets_count_the_whole_result_and_not_the_page() -> None:
    page = ask(sample_search(), "", facets=("kind", "year", "official"), size=1)
    assert sum(value.count for value in page.facets["kind"]) == page.total
    assert {"Nghị quyết", "Tin tức"} <= {value.label for value in page.facets["kind"]}
    assert "Lê Quang Thủy" in {value.label for value in page.facets["official"]}


def test_marks_are_ranges_of_the_very_text_that_is_shown() -> None:
    page = ask(sample_search(), "tiep xuc cu tri", size=5)
    for result in page.results:
        for text, marks in [(result.title.text, result.title.marks), *((s.text, s.marks) for s in result.snippets)]:
            for start, end in marks:
                assert 0 <= start < end <= len(text)
                assert text[start].isalnum()
                assert text[end - 1].isalnum()


def test_a_snippet_names_the_article_that_contains_it(engine: Engine, tmp_path: Path) -> None:
    text = "Điều 1. Phạm vi áp dụng.\n\nĐiều 3. Mức hỗ trợ là 50 triệu đồng."
    search = search_over(engine, tmp_path, Document("a", "Nghị quyết", text))
    [snippet] = ask(search, "50 triệu").results[0].snippets
    assert (snippet.where, snippet.text[snippet.marks[0][0] : snippet.marks[0][1]]) == ("Điều 3", "50 triệu")


def test_malformed_queries_never_fail() -> None:
    for typed in (
        '"',
        "-",
        "()",
        "OR",
        "năm:",
        "người:",
        "số:abc",
        "*",
        "((((",
        "\0",
        "a" * 2000,
        "🏛",
        "²",
        "số ①",
        "٣",
        "x\udcff",
        "từ:2020 đến:x",
    ):
        assert ask(sample_search(), typed).total >= 0


def test_suggestions_start_with_the_first_letter() -> None:
    search = sample_search()
    assert search.suggest("l")
    offered = search.suggest("lê quang")
    assert offered[0].type == "official"
    assert offered[0].id == "le-quang-thuy"
    assert any(suggestion.type == "document" for suggestion in search.suggest("nông thôn m"))
    assert search.suggest("12/nq-hđnd")[0].type == "number"
    assert search.suggest("") == ()


def test_suggestions_work_after_a_space_and_with_telex_keys() -> None:
    search = sample_search()
    for typed in ("hội đồng ", "hoi dong nh", "hooij ddoongf nha", "hooij dd", "hooij ddoo"):
        phrases = [suggestion.text.lower() for suggestion in search.suggest(typed) if suggestion.type == "phrase"]
        assert phrases[0].startswith("hội đồng nhân dân"), typed
    types = {suggestion.type for suggestion in search.suggest("hội đồng nhân dân huyện Lam Khê khóa XIX")}
    assert "phrase" not in types


def test_a_suggested_phrase_is_the_longest_equally_frequent_one(engine: Engine, tmp_path: Path) -> None:
    """It is in as many titles as its beginning, and does not end with a linking word."""
    in_titles = (
        "Xây dựng nông thôn mới ở Cẩm Sơn",
        "Kết quả xây dựng nông thôn mới và giảm nghèo",
        "Xây dựng cầu Đá và kè",
    )
    search = search_over(engine, tmp_path, *(Document(f"tin-{i}", title=title) for i, title in enumerate(in_titles)))

    def phrases(typed: str) -> list[str]:
        return [suggestion.text for suggestion in search.suggest(typed) if suggestion.type == "phrase"]

    assert phrases("xay d") == ["xây dựng nông thôn mới"]
    assert phrases("xây dựng n") == ["xây dựng nông thôn mới"]


def test_a_document_is_returned_complete() -> None:
    search = sample_search()
    document = search.document(ask(search, "05/2020/NQ-HĐND").results[0].id)
    assert document
    assert (document.issued, document.issuer) == (date(2020, 7, 15), "HĐND huyện Lam Khê")
    assert document.signer == Official("Trần Thị Minh Nguyệt", document.signer.role if document.signer else None)
    assert search.document("no-such-document") is None


def test_statistics_count_documents_officials_and_kinds(tmp_path: Path) -> None:
    stats = sample_search().stats()
    assert stats.documents >= 60
    assert stats.officials >= 14
    assert stats.kinds["resolution"] == 23


def test_a_question_matches_documents_with_enough_of_its_words() -> None:
    page = ask(sample_search(), "Mức chi hỗ trợ nhà văn hóa xã là bao nhiêu?")
    assert page.results[0].number == "08/2022/NQ-HĐND"
    assert [note.code for note in page.notes] == [NOT_ALL]
    assert page.total < ask(sample_search(), "").total


def test_a_question_with_all_words_required_finds_nothing() -> None:
    assert ask(sample_search(), "Mức chi hỗ trợ nhà văn hóa xã là bao nhiêu?", literal=("all",)).total == 0


def test_a_sentence_is_loosened_only_if_no_document_has_all_words() -> None:
    search = sample_search()
    sentence = "quy định mức chi hỗ trợ nhà văn hóa, thư viện xã"
    strict = ask(search, sentence)
    assert strict.total == ask(search, sentence, literal=("all",)).total > 0
    assert not strict.notes
    loosened = ask(search, f"{sentence} và sân bay quốc tế")
    assert loosened.results[0].number == "08/2022/NQ-HĐND"
    assert [note.code for note in loosened.notes] == [NOT_ALL]


def test_fields_and_exclusions_of_a_question_restrict() -> None:
    search = sample_search()
    question = "mức chi hỗ trợ nhà văn hóa xã là bao nhiêu?"
    assert {result.kind for result in ask(search, f'loại:"tin" {question}').results} == {"news"}
    assert "08/2022/NQ-HĐND" not in sample_numbers(f"-thư {question}", size=100)


def test_a_sentence_in_capitals_means_the_same() -> None:
    sentence = "Hỗ trợ nhà văn hóa hoặc thư viện xã là bao nhiêu?"
    search = sample_search()
    assert result_ids(search, sentence.upper(), size=100) == result_ids(search, sentence, size=100)


def test_a_document_whose_whole_title_is_typed_ranks_first(engine: Engine, tmp_path: Path) -> None:
    search = search_over(
        engine,
        tmp_path,
        Document("whole", "Phí chợ Đầm", "Từ năm nay áp dụng mức mới."),
        Document("long", "Quy định phí chợ Đầm và các loại phí khác", "Phí chợ Đầm. Phí chợ Đầm. " * 5),
    )
    assert result_ids(search, "phí chợ Đầm") == ["whole", "long"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("“nhà văn hóa” là gì?", "nhà văn hóa"),
        ("(nhà văn hóa) là gì", "nhà văn hóa"),
        ("nha van hoa o dau", "nha van hoa"),
        ("kỳ họp nào", "kỳ họp"),
        ("có nhà văn hóa không", "nhà văn hóa"),
        ('"hội đồng" là gì?', "hội đồng"),
        ("xin hỏi nhà văn hóa như thế nào ạ", "nhà văn hóa"),
    ],
)
def test_a_short_question_is_read_by_its_words_but_those_that_ask(typed: str, words: str) -> None:
    search = sample_search()
    page, plain = ask(search, typed), ask(search, words)
    assert (page.total, page.notes) == (plain.total, ())
    marks = {result.title.text[a:b].lower() for result in page.results for a, b in result.title.marks}
    assert not marks & {"là", "gì", "nào", "có", "không"}


def test_a_question_without_documents_of_all_its_words_is_noted() -> None:
    page = ask(sample_search(), "có chợ đêm không")
    assert page.total
    assert [note.code for note in page.notes] == [NOT_ALL, NO_SUCH_PHRASE]


def test_a_number_nobody_bears_is_noted_and_empties_no_question() -> None:
    typed = "theo nghị quyết 999/2019/NQ-HĐND mức chi hỗ trợ là bao nhiêu?"
    page = ask(sample_search(), typed)
    [note] = [note for note in page.notes if note.code == "unknown-number"]
    assert typed[note.start : note.end].endswith("999/2019/NQ-HĐND")
    assert page.total


def test_pages_of_a_question_repeat_no_result_and_scores_fall() -> None:
    search, typed = sample_search(), "mức chi hỗ trợ nhà văn hóa xã là bao nhiêu?"
    pages = [ask(search, typed, page=page, size=7).results for page in range(1, 6)]
    hits = [result for page in pages for result in page]
    whole = ask(search, typed, size=35).results
    assert [result.id for result in hits] == [result.id for result in whole]
    assert [result.score for result in whole] == sorted((result.score for result in whole), reverse=True)


def test_facet_rows_that_differ_by_tone_place_and_capitals_are_one(engine: Engine, tmp_path: Path) -> None:
    sections = ("Hoà Bình", "HÒA BÌNH", "Hòa Bình", "Hoa Bình")
    documents = [Document(str(i), "Chợ mới", section=section) for i, section in enumerate(sections)]
    search = search_over(engine, tmp_path, *documents)
    rows = ask(search, "chợ", facets=("section",)).facets["section"]
    assert [row.count for row in rows] == [3, 1]
    assert ask(search, "chợ", filters={"section": (rows[0].value,)}).total == 3


def test_the_own_days_of_a_year_are_as_many_as_are_counted_of_it() -> None:
    search = sample_search()
    rows = ask(search, "chợ", facets=("year",)).facets["year"]
    assert len(rows) > 5
    for row in rows:
        assert ask(search, "chợ", days=Span.year(int(row.value)), date="own").total == row.count
