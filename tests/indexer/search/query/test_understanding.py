"""Numbers, dates, officials, kinds and abbreviations in a query are understood, shown, and hide nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.document import Document, Official
from corpus.vi.dates.span import Span
from indexer.engines.port import Engine
from tests.support.sample import sample_search
from tests.support.search import ask, result_ids, sample_numbers, search_over


def test_a_phrase_does_not_go_over_the_end_of_a_paragraph(engine: Engine, tmp_path: Path) -> None:
    search = search_over(
        engine,
        tmp_path,
        Document("apart", "Tin", "Họp hội đồng\n\nnhân dân đến dự"),
        Document("whole", "Tin", "Họp hội đồng nhân dân"),
    )
    assert result_ids(search, '"hội đồng nhân dân"') == ["whole"]
    assert set(result_ids(search, "hội đồng nhân dân")) == {"whole", "apart"}


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
    page = ask(sample_search(), typed)
    assert page.results[0].number == "05/2020/NQ-HĐND"
    [entity] = [entity for entity in page.understood if entity.type == "number"]
    assert entity.meaning["document"] == page.results[0].id
    assert entity.meaning["issuer"] == "HĐND huyện Lam Khê"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("Luật số 77/2015/QH13", "77/2015/QH13"),
        ("luat so 77/2015/qh13", "77/2015/QH13"),
        ("QĐ số 123/QĐ-UBND ngày 13/1/2020", "123/QĐ-UBND"),
        ("Quyết định số: 123/QĐ-UBND", "123/QĐ-UBND"),
        ("Thông tư số 12/2019/TT-BTC", "12/2019/TT-BTC"),
        ("Nghị quyết 05-NQ/QU", "05-NQ/QU"),
    ],
)
def test_words_that_present_a_number_need_not_stand_in_its_document(
    typed: str, number: str, engine: Engine, tmp_path: Path
) -> None:
    numbers = ("77/2015/QH13", "123/QĐ-UBND", "12/2019/TT-BTC", "05-NQ/QU")
    documents = [Document(str(i), "Về việc khác", number=bearing) for i, bearing in enumerate(numbers)]
    citing = Document("citing", "Căn cứ", f"Căn cứ Luật số {number}; Quyết định số {number}; thông tư số {number}.")
    page = ask(search_over(engine, tmp_path, *documents, citing), typed)
    assert page.results[0].number == number


def test_a_number_without_a_year_offers_every_document_that_bears_it() -> None:
    entities = [entity for entity in ask(sample_search(), "12/NQ-HĐND").understood if entity.type == "number"]
    assert {2012, 2016, 2017, 2018} == {entity.meaning["year"] for entity in entities}


def test_a_year_tells_numbers_of_several_years_apart() -> None:
    search = sample_search()
    for year in (2017, 2018):
        first = ask(search, f"12/NQ-HĐND năm {year}").results[0]
        assert (first.number, first.issued and first.issued.year) == ("12/NQ-HĐND", year)


def test_a_date_raises_what_fits_and_hides_nothing() -> None:
    search = sample_search()
    plain, dated = ask(search, "kỳ họp", size=100), ask(search, "kỳ họp 15/7/2020", size=100)
    assert dated.total == plain.total
    assert dated.understood[0].meaning == {"from": "2020-07-15", "to": "2020-07-15"}
    top = dated.results[0]
    assert "2020" in str(top.issued or top.published)


def test_a_day_without_a_year_raises_that_day_of_every_year() -> None:
    """It hides nothing."""
    search = sample_search()
    plain, dated = ask(search, "nghị quyết", size=100), ask(search, "nghị quyết ngày 15/7", size=100)
    assert dated.total == plain.total
    assert dated.understood[0].meaning == {"text": "ngày 15/7, mọi năm"}
    day = dated.results[0].issued
    assert day
    assert (day.day, day.month) == (15, 7)


def test_a_date_alone_finds_the_documents_of_that_day() -> None:
    page = ask(sample_search(), "ngày 15 tháng 7 năm 2020")
    assert {result.number for result in page.results[:3]} >= {"05/2020/NQ-HĐND", "06/NQ-HĐND"}


@pytest.mark.parametrize("typed", ["ngân sách năm:2018", "ngân sách từ:2018 đến:2018", "ngan sach nam: 2018"])
def test_a_date_field_restricts_to_its_days(typed: str) -> None:
    page = ask(sample_search(), typed, date="issued", size=100)
    assert page.total
    assert {result.issued and result.issued.year for result in page.results} == {2018}


def test_a_filter_of_days_is_inclusive_at_both_ends() -> None:
    day = Span.day(date(2020, 7, 15))
    assert set(sample_numbers("", days=day, date="issued")) == {"05/2020/NQ-HĐND", "06/NQ-HĐND"}


def test_days_the_wrong_way_round_find_nothing_and_break_nothing() -> None:
    assert ask(sample_search(), "ngân sách từ:2020 đến:2018").total == 0


def test_yesterday_counts_from_the_clock_that_is_passed_in() -> None:
    entity = ask(sample_search(), "hôm qua").understood[0]
    assert entity.meaning == {"from": "2025-06-30", "to": "2025-06-30"}


@pytest.mark.parametrize("typed", ["Lê Quang Thủy", "le quang thuy", "Lê Quang Thuỷ", "LÊ QUANG THỦY"])
def test_an_officials_name_is_understood_however_it_is_spelled(typed: str) -> None:
    page = ask(sample_search(), typed)
    [entity] = [entity for entity in page.understood if entity.type == "official"]
    assert entity.meaning["id"] == "le-quang-thuy"
    assert any(official.id == "le-quang-thuy" for official in page.results[0].officials)


def test_two_persons_of_one_name_stay_two_and_are_offered_as_a_choice() -> None:
    search = sample_search()
    page = ask(search, "Nguyễn Văn Hòa")
    people = [search.official(str(entity.meaning["id"])) for entity in page.understood if entity.type == "official"]
    assert len(people) == 2
    roles = [{role.role for role in person.roles} for person in people if person]
    assert sum("Chủ tịch" in names for names in roles) == 1
    assert people[0]
    assert people[1]
    assert people[0].same_name == (people[1].id,)


def test_a_name_and_a_keyword_together_find_what_has_both() -> None:
    page = ask(sample_search(), "vũ minh khôi giá đất")
    assert "730/QĐ-UBND" in [result.number for result in page.results[:2]]
    assert any(official.id == "vu-minh-khoi" for official in page.results[0].officials)


def test_a_field_for_an_official_restricts_to_the_person() -> None:
    page = ask(sample_search(), "người:vũ minh khôi gpmb", size=100)
    assert page.total
    assert all(any(official.id == "vu-minh-khoi" for official in result.officials) for result in page.results)


@pytest.mark.parametrize(
    ("address", "name"),
    [("ông", "Đỗ Hữu Quý"), ("đồng chí", "đỗ hữu quý"), ("đ/c", "Do Huu Quy"), ("dong chi", "do huu quy")],
)
def test_words_of_address_are_no_part_of_a_name(address: str, name: str) -> None:
    search = sample_search()
    page = ask(search, f"{address} {name}")
    assert page.total == ask(search, name).total > 0
    assert page.understood[0].meaning["role"] == "Chủ tịch"


def test_documents_of_the_days_come_before_those_that_mention_them() -> None:
    years = [
        (result.issued or result.published).year  # type: ignore[union-attr]
        for result in ask(sample_search(), "ngân sách từ:2020 đến:2021", size=100).results
    ]
    inside = [year in (2020, 2021) for year in years]
    assert inside == sorted(inside, reverse=True)
    assert not all(inside)


def test_an_exact_number_comes_before_those_with_more_parts() -> None:
    bearing = sample_numbers("12/NQ-HĐND")
    assert bearing[:2] == ["12/NQ-HĐND", "12/NQ-HĐND"]
    assert {"12/2012/NQ-HĐND", "12/2016/NQ-HĐND"} <= set(bearing)


def test_a_body_and_a_day_ask_for_one_office_that_has_both() -> None:
    search = sample_search()
    people = search.officials(issuer="HĐND huyện Lam Khê", on=date(2019, 1, 10)).people
    assert "tran-thi-minh-nguyet" in {person.id for person in people}
    assert "le-quang-thuy" not in {person.id for person in people}


def test_days_restrict_the_part_of_the_query_that_they_stand_in() -> None:
    search = sample_search()
    first, second = ask(search, "ngân sách năm:2018", size=100), ask(search, "nông thôn năm:2020", size=100)
    both = ask(search, "(ngân sách năm:2018) OR (nông thôn năm:2020)", size=100)
    assert {r.id for r in both.results} == {r.id for r in first.results} | {r.id for r in second.results}
    everything = {result.id for result in ask(search, "ngân sách", size=100).results}
    inside = {result.id for result in ask(search, "ngân sách năm:2020", size=100).results}
    assert {result.id for result in ask(search, "ngân sách -năm:2020", size=100).results} == everything - inside


def test_a_guess_hides_nothing_wherever_it_stands() -> None:
    search = sample_search()
    totals = {ask(search, typed).total for typed in ('15/7/2020 "ngân sách"', '"ngân sách" 15/7/2020', '"ngân sách"')}
    assert len(totals) == 1


@pytest.mark.parametrize("typed", ["người:Hòa tư pháp", "số:12 ngân sách"])
def test_a_part_of_a_name_or_number_takes_one_word(typed: str) -> None:
    assert ask(sample_search(), typed).total


def test_a_paragraph_that_cites_several_documents_finds_each_of_them() -> None:
    text = (
        "Căn cứ Nghị quyết số 05/2020/NQ-HĐND và Quyết định số 2040/QĐ-UBND của UBND huyện, các phòng khẩn trương làm"
    )
    assert {"05/2020/NQ-HĐND", "2040/QĐ-UBND"} <= set(sample_numbers(text)[:2])


def test_words_and_day_of_an_office_must_be_those_of_one_office() -> None:
    search = sample_search()
    ids_of_people = [person.id for person in search.officials("chủ tịch ubnd huyện", on=date(2019, 6, 1)).people]
    assert ids_of_people[0] == "le-quang-thuy"
    assert "ngo-thi-kim-dung" not in ids_of_people


def test_names_that_are_spelled_differently_are_of_different_persons(engine: Engine, tmp_path: Path) -> None:
    role = "Chủ tịch UBND huyện Lam Khê"
    spellings = ("Nguyễn Thị Thủy", "Nguyễn Thị Thúy", "Nguyễn Thị Thuỷ")
    documents = [
        Document(f"d{i}", "Họp", kind="news", officials=(Official(name, role),)) for i, name in enumerate(spellings)
    ]
    search = search_over(engine, tmp_path, *documents)
    assert {person.name for person in search.officials("thuy").people} == {"Nguyễn Thị Thủy", "Nguyễn Thị Thúy"}
    assert set(result_ids(search, "", filters={"official": ("Nguyễn Thị Thúy",)})) == {"d1"}


def test_a_document_may_have_the_id_that_a_person_would_have(engine: Engine, tmp_path: Path) -> None:
    named = Official("Lê Thị Lan", "Chủ tịch UBND huyện Lam Khê")
    search = search_over(engine, tmp_path, Document("le-thi-lan", "Họp", kind="news", officials=(named,)))
    page = ask(search, "họp", facets=("official",))
    assert page.facets["official"][0].label == "Lê Thị Lan"
    assert search.official("le-thi-lan")


def test_dates_are_marked_however_they_are_written(engine: Engine, tmp_path: Path) -> None:
    search = search_over(engine, tmp_path, Document("a", "Họp", "Ngày 13/01/2020, huyện họp."))
    [snippet] = ask(search, "họp ngày 13 tháng 1 năm 2020").results[0].snippets
    assert "Ngày 13/01/2020" in [snippet.text[start:end] for start, end in snippet.marks]


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("HĐND", "hội đồng nhân dân"),
        ("hdnd", "Hội đồng nhân dân"),
        ("H.Đ.N.D", "HĐND"),
        ("GPMB", "giải phóng mặt bằng"),
        ("NTM", "nông thôn mới"),
        ("KT-XH", "ktxh"),
    ],
)
def test_an_abbreviation_finds_its_full_form_and_the_other_way_round(typed: str, same: str) -> None:
    search = sample_search()
    page = ask(search, typed, size=100)
    assert page.total
    # The words of a full form may stand apart; whatever has them together, or the short form, is found by both.
    assert {result.id for result in page.results} <= set(result_ids(search, same, size=100))
    assert [entity.type for entity in page.understood] == ["abbreviation"]
    assert ask(search, typed, literal=("abbreviation",)).total <= page.total


def test_an_abbreviation_is_read_unless_the_reader_says_literal() -> None:
    search = sample_search()
    assert ask(search, "GPMB", literal=("abbreviation",)).total < ask(search, "GPMB").total


@pytest.mark.parametrize("typed", ["hooij ddoongf nhaan daan", "ho6i5 d9o62ng nha6n da6n", "Hooij Ddoongf nhaan daan"])
def test_keys_of_an_input_method_that_was_off_are_read(typed: str) -> None:
    search = sample_search()
    page = ask(search, typed, size=100)
    assert [result.id for result in page.results] == result_ids(search, "hội đồng nhân dân", size=100)
    assert page.understood[0].meaning == {"text": "hội đồng nhân dân"}
    assert ask(search, typed, literal=("telex",)).total == 0


@pytest.mark.parametrize("typed", ["test", "tax", "covid19", "k12", "pa3", "H5N1", "quan 1", "hội nghij", "moi"])
def test_words_and_codes_are_not_taken_for_keys(typed: str) -> None:
    assert not any(entity.type == "telex" for entity in ask(sample_search(), typed).understood)


def test_notes_tell_their_place_in_what_was_typed() -> None:
    page = ask(sample_search(), "nghij quyeets năm:abc".replace("ă", "a"))
    assert [(note.start, note.end) for note in page.notes] == [(14, 21)]


def test_offices_are_found_by_the_full_names_of_bodies() -> None:
    search = sample_search()
    assert search.officials("chủ tịch hội đồng nhân dân").total == search.officials("chủ tịch HĐND").total > 0


def test_guesses_are_not_made_where_the_reader_says_literal() -> None:
    search = sample_search()
    assert ask(search, "kỳ họp 15/7/2020", literal=("all",)).understood == ()
    assert not any(
        entity.type == "date" for entity in ask(search, "nghị quyết 15/7/2020", literal=("date",)).understood
    )
    assert "Thong bao" in ask(search, "thong bao", literal=("accent",)).results[0].title.text


def test_officials_are_found_by_words_of_their_names_and_roles() -> None:
    search = sample_search()
    assert search.officials("đồng chí Quý").people[0].id == "do-huu-quy"
    chairmen = search.officials("chủ tịch hđnd huyện", on=date(2019, 1, 10)).people
    assert "tran-thi-minh-nguyet" in {person.id for person in chairmen}
    assert search.officials("không ai tên như vậy").total == 0


def test_an_officials_roles_bear_their_days_and_documents() -> None:
    person = sample_search().official("le-quang-thuy")
    assert person
    roles = {role.role: role for role in person.roles}
    assert {"Phó Chủ tịch", "Chủ tịch", "Bí thư"} <= set(roles)
    assert all(role.documents for role in person.roles)
    assert roles["Phó Chủ tịch"].last < roles["Bí thư"].first  # type: ignore[operator]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nghị quyêt ngân sách", "nghị quyết ngân sách"),  # a tone is missing
        ("giải phóng mặt bàng", "giải phóng mặt bằng"),  # a wrong mark
        ("nong thonn moi", "nong thon moi"),  # a letter too much
        ("giải phóng mặt bàngg", "giải phóng mặt bằng"),
        ("bồi thươgn", "bồi thường"),  # two letters changed places
        ("hộiđồng nhân dân", "hội đồng nhân dân"),  # a space is missing
        ("nghị quyếtsố", "nghị quyết số"),
    ],
)
def test_a_slip_is_corrected_where_nothing_matches_and_named(typed: str, meant: str) -> None:
    search = sample_search()
    page = ask(search, typed)
    assert (page.text, page.instead) == (typed, meant)
    assert [result.id for result in page.results] == result_ids(search, meant)
    assert page.understood[0].meaning == {"text": meant}
    assert ask(search, typed, literal=("spelling",)).total == 0


@pytest.mark.parametrize("typed", ["lũ lụt", "qwertyuiop", "nông thôn", "abcd", "nghị quyết qwertyuiop", "người:abcde"])
def test_what_has_results_or_no_near_word_is_left_alone(typed: str) -> None:
    assert ask(sample_search(), typed).instead is None


def test_beside_few_results_a_better_query_is_offered_not_applied(engine: Engine, tmp_path: Path):
    documents = [Document(f"tin-{i}", title=f"Tin huyện số {i}", text="Họp ở huyện Lam Khê.") for i in range(60)]
    search = search_over(engine, tmp_path, *documents, Document("sai", title="Tin huyên Lam Khê"))
    page = ask(search, "huyên Lam Khê")
    assert [result.id for result in page.results] == ["sai"]
    assert (page.instead, page.offer) == (None, "huyện Lam Khê")
    assert ask(search, "huyên Lam Khê", literal=("spelling",)).offer is None
    assert ask(search, "huyện Lam Khê").offer is None


@pytest.mark.parametrize("typed", ["\u0301", "🏛️🎉", ".", "***", "\u202e.", '""', "-"])
def test_a_query_without_a_word_says_so(typed: str) -> None:
    page = ask(sample_search(), typed)
    assert page.total == 0
    assert [note.message for note in page.notes if "không có chữ hay số nào" in note.message]


@pytest.mark.parametrize("typed", ["31/02/2020", "tháng 13/2020", "năm 99999", "năm 0", "ngày 30 tháng 2 năm 2021"])
def test_a_note_names_a_date_that_no_calendar_has(typed: str) -> None:
    page = ask(sample_search(), f"họp {typed}")
    assert [page.text[note.start : note.end] for note in page.notes] == [typed]
    assert not page.understood


def test_a_note_names_a_name_of_a_single_letter() -> None:
    page = ask(sample_search(), "người:a")
    assert [note.message[:3] for note in page.notes] == ["“a”"]


def test_an_entity_that_is_typed_twice_is_named_once() -> None:
    once = ask(sample_search(), "họp 13/1/2020 UBND theo 5/2020/NQ-HĐND").understood
    twice = ask(
        sample_search(), "họp 13/1/2020 UBND theo 5/2020/NQ-HĐND họp 13/1/2020 UBND theo 5/2020/NQ-HĐND"
    ).understood
    assert [(entity.type, entity.text) for entity in twice] == [(entity.type, entity.text) for entity in once]
