"""What section after section of the sample world is found by: keyword, number, date, official, alone and together."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corpus.document import Document, Official
from corpus.store import open_store
from corpus.vi.span import Span
from indexer.analysis import fingerprint
from indexer.build import build
from indexer.engine import Engine, open_engine
from indexer.results import Found, Request
from indexer.search import Search
from tests import service

TODAY = date(2025, 7, 1)


@pytest.fixture(params=["memory:", "whoosh:"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    where = "memory:" if request.param == "memory:" else f"whoosh:{tmp_path / 'index'}"
    return open_engine(where, fingerprint())


def searching(engine: Engine, tmp_path: Path, *documents: Document) -> Search:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    store.put(documents, at=datetime(2025, 7, 1, tzinfo=UTC))
    build(store, engine)
    return Search(engine, store)


def ask(search: Search, text: str, **asked: object) -> Found:
    return search.search(Request(text, **asked), today=TODAY)  # type: ignore[arg-type]


def ids(search: Search, text: str, **asked: object) -> list[str]:
    return [result.id for result in ask(search, text, **asked).results]


def titles(text: str, **asked: object) -> list[str]:
    return [result.title.text for result in ask(service.sample(), text, **asked).results]


def numbers(text: str, **asked: object) -> list[str | None]:
    return [result.number for result in ask(service.sample(), text, **asked).results]


def test_exact_accents_stand_above_folded_ones_and_bare_texts_are_found_below(engine: Engine, tmp_path: Path) -> None:
    search = searching(
        engine,
        tmp_path,
        Document("marked", "Mở rộng đường liên xã"),
        Document("other", "Khai mạc hội dương liễu"),
        Document("bare", "Mo rong duong lien xa"),
        Document("mixed", "Ông Đường dự lễ"),
    )
    assert ids(search, "đường")[2:] == ["bare"]
    assert set(ids(search, "đường")[:2]) == {"marked", "mixed"}
    assert ids(search, "dương") == ["other", "bare"]
    assert ids(search, "duong")[0] == "bare"
    assert set(ids(search, "duong")) == {"marked", "other", "bare", "mixed"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("uỷ ban", "ủy ban"),
        ("Bình Hoà", "bình hòa"),
        ("hỗ trợ", unicodedata.normalize("NFD", "hỗ trợ")),
        ("tiếp xúc cử tri", "TIẾP XÚC CỬ TRI"),
        ("nông thôn mới", "nông\u00a0thôn\u200b mới"),
    ],
)
def test_spellings_of_one_word_find_the_same(one: str, other: str) -> None:
    search = service.sample()
    found = ask(search, one, size=100)
    assert found.total
    assert ids(search, other, size=100) == [result.id for result in found.results]


def test_a_phrase_without_accents_finds_the_accented_text() -> None:
    assert any("nông thôn mới" in title for title in titles('"nong thon moi"'))


def test_a_phrase_does_not_go_over_the_end_of_a_paragraph(engine: Engine, tmp_path: Path) -> None:
    search = searching(
        engine,
        tmp_path,
        Document("apart", "Tin", "Họp hội đồng\n\nnhân dân đến dự"),
        Document("whole", "Tin", "Họp hội đồng nhân dân"),
    )
    assert ids(search, '"hội đồng nhân dân"') == ["whole"]
    assert set(ids(search, "hội đồng nhân dân")) == {"whole", "apart"}


def test_words_must_all_match_and_unwanted_ones_must_not() -> None:
    with_word, without = set(numbers("ngân sách", size=100)), set(numbers("ngân sách -quyết toán", size=100))
    assert without < with_word
    assert titles("ngân sách chữ-này-không-có") == []


def test_one_side_of_or_is_enough() -> None:
    search = service.sample()
    both = ask(search, "(mầm non) OR (rác thải)", size=100).total
    assert both >= max(ask(search, "mầm non").total, ask(search, "rác thải").total) > 0


@pytest.mark.parametrize(
    "typed",
    [
        "05/2020/NQ-HĐND",
        "5/2020/nq-hdnd",
        "NQ 5/2020",
        "nghị quyết số 5 năm 2020",
        "số:05/2020/NQ-HĐND",
        "5 nq hdnd 2020",
    ],
)
def test_a_number_in_any_form_finds_its_document_first_and_names_it(typed: str) -> None:
    found = ask(service.sample(), typed)
    assert found.results[0].number == "05/2020/NQ-HĐND"
    [guess] = [one for one in found.understood if one.type == "number"]
    assert guess.meaning["document"] == found.results[0].id
    assert guess.meaning["issuer"] == "HĐND huyện Lam Khê"


def test_a_number_without_a_year_offers_every_document_that_bears_it() -> None:
    guesses = [one for one in ask(service.sample(), "12/NQ-HĐND").understood if one.type == "number"]
    assert {2012, 2016, 2017, 2018} == {one.meaning["year"] for one in guesses}


def test_a_number_with_its_year_is_told_from_the_same_of_another_year() -> None:
    search = service.sample()
    for year in (2017, 2018):
        first = ask(search, f"12/NQ-HĐND năm {year}").results[0]
        assert (first.number, first.issued and first.issued.year) == ("12/NQ-HĐND", year)


def test_a_date_raises_what_fits_and_hides_nothing() -> None:
    search = service.sample()
    plain, dated = ask(search, "kỳ họp", size=100), ask(search, "kỳ họp 15/7/2020", size=100)
    assert dated.total == plain.total
    assert dated.understood[0].meaning == {"from": "2020-07-15", "to": "2020-07-15"}
    top = dated.results[0]
    assert "2020" in str(top.issued or top.published)


def test_a_date_alone_finds_the_documents_of_that_day() -> None:
    found = ask(service.sample(), "ngày 15 tháng 7 năm 2020")
    assert {result.number for result in found.results[:3]} >= {"05/2020/NQ-HĐND", "06/NQ-HĐND"}


@pytest.mark.parametrize("typed", ["ngân sách năm:2018", "ngân sách từ:2018 đến:2018", "ngan sach nam: 2018"])
def test_a_date_field_restricts_to_its_days(typed: str) -> None:
    found = ask(service.sample(), typed, date="issued", size=100)
    assert found.total
    assert {result.issued and result.issued.year for result in found.results} == {2018}


def test_a_filter_of_days_is_inclusive_at_both_ends() -> None:
    day = Span.day(date(2020, 7, 15))
    assert set(numbers("", during=day, date="issued")) == {"05/2020/NQ-HĐND", "06/NQ-HĐND"}


def test_days_the_wrong_way_round_find_nothing_and_break_nothing() -> None:
    assert ask(service.sample(), "ngân sách từ:2020 đến:2018").total == 0


def test_yesterday_counts_from_the_clock_that_is_passed_in() -> None:
    guess = ask(service.sample(), "hôm qua").understood[0]
    assert guess.meaning == {"from": "2025-06-30", "to": "2025-06-30"}


@pytest.mark.parametrize("typed", ["Lê Quang Thủy", "le quang thuy", "Lê Quang Thuỷ", "LÊ QUANG THỦY"])
def test_an_officials_name_is_understood_however_it_is_spelled(typed: str) -> None:
    found = ask(service.sample(), typed)
    [guess] = [one for one in found.understood if one.type == "official"]
    assert guess.meaning["id"] == "le-quang-thuy"
    assert any(one.id == "le-quang-thuy" for one in found.results[0].officials)


def test_two_persons_of_one_name_stay_two_and_are_offered_as_a_choice() -> None:
    search = service.sample()
    found = ask(search, "Nguyễn Văn Hòa")
    people = [search.official(str(one.meaning["id"])) for one in found.understood if one.type == "official"]
    assert len(people) == 2
    roles = [{role.role for role in person.roles} for person in people if person]
    assert sum("Chủ tịch" in held for held in roles) == 1
    assert people[0]
    assert people[1]
    assert people[0].same_name == (people[1].id,)


def test_a_name_and_a_keyword_together_find_what_has_both() -> None:
    found = ask(service.sample(), "vũ minh khôi giá đất")
    assert "730/QĐ-UBND" in [result.number for result in found.results[:2]]
    assert any(one.id == "vu-minh-khoi" for one in found.results[0].officials)


@pytest.mark.parametrize(
    ("typed", "kind"), [("loại:nghị quyết mầm non", "resolution"), ("loai:quyet dinh gia dat", "decision")]
)
def test_a_field_takes_as_many_words_as_its_value_has(typed: str, kind: str) -> None:
    assert {result.kind for result in ask(service.sample(), typed).results} <= {kind}


def test_a_field_for_an_official_restricts_to_the_person() -> None:
    found = ask(service.sample(), "người:vũ minh khôi gpmb", size=100)
    assert found.total
    assert all(any(one.id == "vu-minh-khoi" for one in result.officials) for result in found.results)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("số:5/2020", "số:05/2020"),
        ("kỳ họp:thứ 9", "kỳ họp:9"),
        ("cơ quan:hđnd huyện", 'issuer:"HĐND huyện Lam Khê"'),
        ("số:5", "số:05"),
    ],
)
def test_a_field_takes_its_value_in_the_forms_that_people_say(typed: str, same: str) -> None:
    search = service.sample()
    found = ids(search, typed, size=100)
    assert found
    assert found == ids(search, same, size=100)


def test_an_unwanted_field_takes_no_more_words_than_its_value() -> None:
    search = service.sample()
    found = ask(search, "-loại:tin nông thôn", size=100)
    assert found.total == ask(search, 'nông thôn -loại:"tin"', size=100).total > 0
    assert "news" not in {result.kind for result in found.results}


@pytest.mark.parametrize(
    ("address", "name"),
    [("ông", "Đỗ Hữu Quý"), ("đồng chí", "đỗ hữu quý"), ("đ/c", "Do Huu Quy"), ("dong chi", "do huu quy")],
)
def test_words_of_address_are_no_part_of_a_name(address: str, name: str) -> None:
    search = service.sample()
    found = ask(search, f"{address} {name}")
    assert found.total == ask(search, name).total > 0
    assert found.understood[0].meaning["role"] == "Chủ tịch"


def test_days_that_are_asked_for_come_before_those_that_are_only_mentioned() -> None:
    years = [
        (result.issued or result.published).year  # type: ignore[union-attr]
        for result in ask(service.sample(), "ngân sách từ:2020 đến:2021", size=100).results
    ]
    inside = [year in (2020, 2021) for year in years]
    assert inside == sorted(inside, reverse=True)
    assert not all(inside)


def test_a_number_that_is_written_just_so_comes_before_those_with_more() -> None:
    found = numbers("12/NQ-HĐND")
    assert found[:2] == ["12/NQ-HĐND", "12/NQ-HĐND"]
    assert {"12/2012/NQ-HĐND", "12/2016/NQ-HĐND"} <= set(found)


def test_nothing_is_found_where_all_that_was_typed_was_passed_over() -> None:
    found = ask(service.sample(), "kỳ họp:abc")
    assert (found.total, len(found.notes)) == (0, 1)


def test_a_body_and_a_day_ask_for_one_office_that_has_both() -> None:
    search = service.sample()
    found = search.officials(issuer="HĐND huyện Lam Khê", on=date(2019, 1, 10)).people
    assert "tran-thi-minh-nguyet" in {person.id for person in found}
    assert "le-quang-thuy" not in {person.id for person in found}


def test_days_restrict_the_part_of_the_query_that_they_stand_in() -> None:
    search = service.sample()
    one, other = ask(search, "ngân sách năm:2018", size=100), ask(search, "nông thôn năm:2020", size=100)
    both = ask(search, "(ngân sách năm:2018) OR (nông thôn năm:2020)", size=100)
    assert {r.id for r in both.results} == {r.id for r in one.results} | {r.id for r in other.results}
    everything = {result.id for result in ask(search, "ngân sách", size=100).results}
    inside = {result.id for result in ask(search, "ngân sách năm:2020", size=100).results}
    assert {result.id for result in ask(search, "ngân sách -năm:2020", size=100).results} == everything - inside


def test_a_guess_hides_nothing_wherever_it_stands() -> None:
    search = service.sample()
    totals = {ask(search, typed).total for typed in ('15/7/2020 "ngân sách"', '"ngân sách" 15/7/2020', '"ngân sách"')}
    assert len(totals) == 1


@pytest.mark.parametrize("typed", ["người:Hòa tư pháp", "số:12 ngân sách"])
def test_a_part_of_a_name_or_number_takes_one_word(typed: str) -> None:
    assert ask(service.sample(), typed).total


def test_a_paragraph_that_cites_several_documents_finds_each_of_them() -> None:
    text = (
        "Căn cứ Nghị quyết số 05/2020/NQ-HĐND và Quyết định số 2040/QĐ-UBND của UBND huyện, các phòng khẩn trương làm"
    )
    assert {"05/2020/NQ-HĐND", "2040/QĐ-UBND"} <= set(numbers(text)[:2])


def test_words_and_day_of_an_office_must_be_those_of_one_office() -> None:
    search = service.sample()
    found = [one.id for one in search.officials("chủ tịch ubnd huyện", on=date(2019, 6, 1)).people]
    assert found[0] == "le-quang-thuy"
    assert "ngo-thi-kim-dung" not in found


def test_names_that_are_spelled_differently_are_of_different_persons(engine: Engine, tmp_path: Path) -> None:
    role = "Chủ tịch UBND huyện Lam Khê"
    spellings = ("Nguyễn Thị Thủy", "Nguyễn Thị Thúy", "Nguyễn Thị Thuỷ")
    documents = [
        Document(f"d{i}", "Họp", kind="news", officials=(Official(name, role),)) for i, name in enumerate(spellings)
    ]
    search = searching(engine, tmp_path, *documents)
    assert {one.name for one in search.officials("thuy").people} == {"Nguyễn Thị Thủy", "Nguyễn Thị Thúy"}
    assert set(ids(search, "", filters={"official": ("Nguyễn Thị Thúy",)})) == {"d1"}


def test_a_document_may_have_the_id_that_a_person_would_have(engine: Engine, tmp_path: Path) -> None:
    named = Official("Lê Thị Lan", "Chủ tịch UBND huyện Lam Khê")
    search = searching(engine, tmp_path, Document("le-thi-lan", "Họp", kind="news", officials=(named,)))
    found = ask(search, "họp", facets=("official",))
    assert found.facets["official"][0].label == "Lê Thị Lan"
    assert search.official("le-thi-lan")


def test_dates_are_marked_however_they_are_written(engine: Engine, tmp_path: Path) -> None:
    search = searching(engine, tmp_path, Document("a", "Họp", "Ngày 13/01/2020, huyện họp."))
    [snippet] = ask(search, "họp ngày 13 tháng 1 năm 2020").results[0].snippets
    assert "Ngày 13/01/2020" in [snippet.text[start:end] for start, end in snippet.marks]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HĐND", "hội đồng nhân dân"),
        ("hdnd", "Hội đồng nhân dân"),
        ("H.Đ.N.D", "HĐND"),
        ("GPMB", "giải phóng mặt bằng"),
        ("NTM", "nông thôn mới"),
        ("KT-XH", "ktxh"),
    ],
)
def test_an_abbreviation_finds_its_full_form_and_the_other_way_round(one: str, other: str) -> None:
    search = service.sample()
    found = ask(search, one, size=100)
    assert found.total
    # The words of a full form may stand apart; whatever has them together, or the short form, is found by both.
    assert {result.id for result in found.results} <= set(ids(search, other, size=100))
    assert [guess.type for guess in found.understood] == ["abbreviation"]
    assert ask(search, one, literal=("abbreviation",)).total <= found.total


def test_an_abbreviation_is_read_unless_the_reader_says_literal() -> None:
    search = service.sample()
    assert ask(search, "GPMB", literal=("abbreviation",)).total < ask(search, "GPMB").total


@pytest.mark.parametrize("typed", ["hooij ddoongf nhaan daan", "ho6i5 d9o62ng nha6n da6n", "Hooij Ddoongf nhaan daan"])
def test_keys_of_an_input_method_that_was_off_are_read(typed: str) -> None:
    search = service.sample()
    found = ask(search, typed, size=100)
    assert [result.id for result in found.results] == ids(search, "hội đồng nhân dân", size=100)
    assert found.understood[0].meaning == {"text": "hội đồng nhân dân"}
    assert ask(search, typed, literal=("telex",)).total == 0


@pytest.mark.parametrize("typed", ["test", "tax", "covid19", "k12", "pa3", "H5N1", "quan 1", "hội nghij", "moi"])
def test_words_and_codes_are_not_taken_for_keys(typed: str) -> None:
    assert not any(guess.type == "telex" for guess in ask(service.sample(), typed).understood)


def test_notes_tell_their_place_in_what_was_typed() -> None:
    found = ask(service.sample(), "nghij quyeets năm:abc".replace("ă", "a"))
    assert [(note.start, note.end) for note in found.notes] == [(14, 21)]


def test_offices_are_found_by_the_full_names_of_bodies() -> None:
    search = service.sample()
    assert search.officials("chủ tịch hội đồng nhân dân").total == search.officials("chủ tịch HĐND").total > 0


def test_a_field_that_is_not_understood_is_passed_over_and_noted() -> None:
    found = ask(service.sample(), "ngân sách năm:abc")
    assert found.total == ask(service.sample(), "ngân sách").total
    assert [(note.start, note.end) for note in found.notes] == [(10, 17)]


def test_filters_alone_list_newest_first() -> None:
    found = ask(service.sample(), "", filters={"kind": ("resolution",)}, size=100)
    days = [result.issued for result in found.results if result.issued]
    assert found.total == len(days) == 20
    assert days == sorted(days, reverse=True)


def test_filter_values_are_understood_without_accents_and_by_label() -> None:
    search = service.sample()
    spellings = ("HĐND huyện Lam Khê", "hdnd huyen lam khe", "Hội đồng nhân dân huyện Lam Khê")
    [total] = {ask(search, "", filters={"issuer": (value,)}).total for value in spellings}
    assert total >= 20
    totals = {ask(search, "", filters={"kind": (kind,)}).total for kind in ("resolution", "Nghị quyết", "nghi-quyet")}
    assert totals == {20}


def test_facets_count_the_whole_result_and_not_the_page() -> None:
    found = ask(service.sample(), "", facets=("kind", "year", "official"), size=1)
    assert sum(value.count for value in found.facets["kind"]) == found.total
    assert {"Nghị quyết", "Tin tức"} <= {value.label for value in found.facets["kind"]}
    assert "Lê Quang Thủy" in {value.label for value in found.facets["official"]}


def test_guesses_are_not_made_where_the_reader_says_literal() -> None:
    search = service.sample()
    assert ask(search, "kỳ họp 15/7/2020", literal=("all",)).understood == ()
    assert not any(one.type == "date" for one in ask(search, "nghị quyết 15/7/2020", literal=("date",)).understood)
    assert "Thong bao" in ask(search, "thong bao", literal=("accent",)).results[0].title.text


def test_marks_are_ranges_of_the_very_text_that_is_shown() -> None:
    found = ask(service.sample(), "tiep xuc cu tri", size=5)
    for result in found.results:
        for text, marks in [(result.title.text, result.title.marks), *((s.text, s.marks) for s in result.snippets)]:
            for start, end in marks:
                assert 0 <= start < end <= len(text)
                assert text[start].isalnum()
                assert text[end - 1].isalnum()


def test_a_snippet_says_in_which_article_it_stands(engine: Engine, tmp_path: Path) -> None:
    text = "Điều 1. Phạm vi áp dụng.\n\nĐiều 3. Mức hỗ trợ là 50 triệu đồng."
    search = searching(engine, tmp_path, Document("a", "Nghị quyết", text))
    [snippet] = ask(search, "50 triệu").results[0].snippets
    assert (snippet.where, snippet.text[snippet.marks[0][0] : snippet.marks[0][1]]) == ("Điều 3", "50 triệu")


def test_wrong_queries_answer_with_something_or_nothing_but_never_fail() -> None:
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
        assert ask(service.sample(), typed).total >= 0


def test_suggestions_come_from_the_first_letter_on() -> None:
    search = service.sample()
    assert search.suggest("l")
    offered = search.suggest("lê quang")
    assert offered[0].type == "official"
    assert offered[0].id == "le-quang-thuy"
    assert any(one.type == "document" for one in search.suggest("nông thôn m"))
    assert search.suggest("12/nq-hđnd")[0].type == "number"
    assert search.suggest("") == ()


def test_officials_are_found_by_words_of_their_names_and_roles() -> None:
    search = service.sample()
    assert search.officials("đồng chí Quý").people[0].id == "do-huu-quy"
    chairmen = search.officials("chủ tịch hđnd huyện", on=date(2019, 1, 10)).people
    assert "tran-thi-minh-nguyet" in {person.id for person in chairmen}
    assert search.officials("không ai tên như vậy").total == 0


def test_an_officials_roles_bear_their_days_and_documents() -> None:
    person = service.sample().official("le-quang-thuy")
    assert person
    held = {role.role: role for role in person.roles}
    assert {"Phó Chủ tịch", "Chủ tịch", "Bí thư"} <= set(held)
    assert all(role.documents for role in person.roles)
    assert held["Phó Chủ tịch"].last < held["Bí thư"].first  # type: ignore[operator]


def test_a_document_is_given_back_complete() -> None:
    search = service.sample()
    found = search.document(ask(search, "05/2020/NQ-HĐND").results[0].id)
    assert found
    assert (found.issued, found.issuer) == (date(2020, 7, 15), "HĐND huyện Lam Khê")
    assert found.signer == Official("Trần Thị Minh Nguyệt", found.signer.role if found.signer else None)
    assert search.document("no-such-document") is None


def test_what_there_is_is_counted(tmp_path: Path) -> None:
    stats = service.sample().stats()
    assert stats.documents >= 60
    assert stats.officials >= 14
    assert stats.kinds["resolution"] == 20
