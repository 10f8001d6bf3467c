from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.extraction.council_terms import CouncilSession, council_sessions
from corpus.vi.dates.sessions import find_terms, term_on
from indexer.engines.port import Engine
from indexer.results import Understood
from indexer.schema.council_terms import CouncilTerms, encode_session
from tests.support.sample import sample_search
from tests.support.search import ask, result_ids, search_over

LAM_KHE, BA_VAN = "HĐND huyện Lam Khê", "HĐND huyện Ba Vân"


def learned(text: str, **more: object) -> list[CouncilSession]:
    return list(council_sessions(Document("một", text=text, **more)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kỳ họp thứ 9, HĐND huyện Lam Khê khóa XIX, nhiệm kỳ 2016-2021.", ("XIX", "2016-2021", "9", None)),
        (
            "Nghị quyết này đã được HĐND huyện Lam Khê khóa XIX, kỳ họp thứ 8 thông qua ngày 18 tháng 12 năm 2019.",
            ("XIX", "2016-2021", "8", date(2019, 12, 18)),
        ),
        ("Ngày 20/12/2023, HĐND huyện Lam Khê khai mạc kỳ họp thứ chín.", (None, "2021-2026", "9", date(2023, 12, 20))),
        ("HĐND huyện Lam Khê khóa 20 (nhiệm kỳ 2021-2026)", ("XX", "2021-2026", None, None)),
    ],
)
def test_a_sentence_that_names_a_council_teaches_its_term_and_session(text: str, expected: tuple[object, ...]) -> None:
    assert learned(text) == [CouncilSession(LAM_KHE, *expected)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Đại biểu Quốc hội khóa XV và HĐND huyện Lam Khê nhiệm kỳ 2021-2026.",  # leaves open whose
        "HĐND các huyện tổ chức kỳ họp thứ 9 ngày 20/12/2023.",  # leaves open which districts
        "Từ kỳ họp thứ 2 đến kỳ họp thứ 10, HĐND huyện Lam Khê khóa XIX.",
        "Khóa cửa cẩn thận; trưởng khoa Nội 2 dự họp ngày 20/12/2023.",
    ],
)
def test_a_sentence_that_leaves_it_open_teaches_nothing(text: str) -> None:
    assert not learned(text)


def test_a_resolution_of_the_session_teaches_its_day() -> None:
    more = {"kind": "resolution", "issuer": LAM_KHE, "issued": date(2019, 12, 18), "term": "2016-2021", "session": "8"}
    assert learned("HĐND huyện khóa XIX, kỳ họp thứ 8.", **more) == [
        CouncilSession(LAM_KHE, "XIX", "2016-2021", "8", date(2019, 12, 18))
    ]


def test_the_years_of_a_term_are_those_in_most_documents() -> None:
    counts = [("2016-2021", 5), ("2021-2026", 2)]
    council_terms = CouncilTerms(
        (encode_session(CouncilSession(LAM_KHE, "XIX", years, None, None)), count) for years, count in counts
    )
    assert council_terms.years("XIX") == ("2016-2021",)


def test_a_session_that_met_for_two_days_has_both_and_not_a_slip() -> None:
    days = [(date(2019, 12, 17), 4), (date(2019, 12, 18), 3), (date(2019, 1, 18), 4), (date(2019, 12, 9), 1)]
    council_terms = CouncilTerms(
        (encode_session(CouncilSession(LAM_KHE, None, "2016-2021", "8", day)), count) for day, count in days
    )
    span = council_terms.periods("8", None)[0].span
    assert (span.start, span.last) == (date(2019, 12, 17), date(2019, 12, 18))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("đầu nhiệm kỳ", date(2021, 5, 23), date(2022, 5, 22)),
        ("cuối nhiệm kỳ 2016-2021", date(2020, 5, 23), date(2021, 5, 22)),
        ("giữa nhiệm kỳ này", date(2023, 5, 23), date(2024, 5, 22)),
        ("nhiem ky truoc", date(2016, 5, 22), date(2021, 5, 22)),
    ],
)
def test_a_part_of_a_term_is_counted_from_election_to_election(text: str, first: date, last: date) -> None:
    [mention] = find_terms(text, date(2025, 7, 1))
    assert (mention.text, mention.span.start, mention.span.last) == (text, first, last)


@pytest.mark.parametrize("text", ["nhiệm kỳ", "nhiệm kỳ 2016-2021", "đầu nhiệm kỳ 1901-1906"])
def test_a_whole_or_unknown_term_is_no_part_of_a_term(text: str) -> None:
    assert not find_terms(text, date(2025, 7, 1))


def test_every_day_since_1999_is_in_exactly_one_term() -> None:
    assert term_on(date(2016, 5, 21)) == "2011-2016"
    assert term_on(date(2016, 5, 22)) == "2016-2021"
    assert term_on(date(1990, 1, 1)) is None


def test_a_session_of_a_term_is_the_day_in_the_documents() -> None:
    page = ask(sample_search(), "kỳ họp thứ 9 khóa XIX")
    meaning = {"from": "2020-07-15", "to": "2020-07-15"}
    assert page.understood == (Understood("date", "kỳ họp thứ 9 khóa XIX", meaning),)
    days = [result.issued or (result.published and result.published.date()) for result in page.results]
    assert set(days[:3]) == {date(2020, 7, 15)}
    # The others mention the day, or name the session as the query does.
    assert all(result.why or "kỳ họp thứ 9" in result.title.text for result in page.results[3:])


def test_a_session_without_its_term_is_a_choice() -> None:
    page = ask(sample_search(), "ky hop thu 9")
    assert [guess.meaning["from"] for guess in page.understood] == ["2020-07-15", "2023-12-20"]


def test_a_term_as_a_filter_is_the_same_by_its_ordinal_and_its_years() -> None:
    by_ordinal, by_years = (ask(sample_search(), text, size=50) for text in ("khóa:XIX", "khóa:2016-2021"))
    assert by_ordinal.total == by_years.total > 5
    assert ask(sample_search(), "", filters={"term": ("xix",)}).total == by_years.total


def test_terms_of_councils_that_count_otherwise_stay_apart(engine: Engine, tmp_path: Path) -> None:
    years_of = {LAM_KHE: "2016-2021", BA_VAN: "2021-2026"}
    documents = [
        Document(f"{years}-{i}", title=f"{council} khóa XIX, nhiệm kỳ {years}", text=f"Tin thứ {i} về đường làng.")
        for council, years in years_of.items()
        for i in range(2)
    ]
    search = search_over(engine, tmp_path, *documents)
    choice = [(u.meaning["issuer"], u.meaning["from"]) for u in ask(search, "khóa XIX").understood]
    assert sorted(choice) == [(BA_VAN, "2021-01-01"), (LAM_KHE, "2016-01-01")]
    page = ask(search, "đường làng khóa XIX HĐND huyện Ba Vân")
    assert [u.meaning for u in page.understood if u.type == "date"] == [{"from": "2021-01-01", "to": "2026-12-31"}]
    assert result_ids(search, "khóa XIX", literal=("date",)) != []


def test_a_session_can_be_taken_as_words() -> None:
    page = ask(sample_search(), "kỳ họp thứ 9 khóa XIX", literal=("date",))
    assert page.understood == ()


def test_a_day_that_no_calendar_has_gets_a_note() -> None:
    [note] = ask(sample_search(), "họp 31/02/2020").notes
    assert "31/02/2020" in note.message
    assert (note.start, note.end) == (4, 14)
    assert not ask(sample_search(), "họp 29/02/2020").notes


def test_a_beginning_after_the_end_gets_a_note() -> None:
    page = ask(sample_search(), "từ:2021 đến:2020")
    assert page.total == 0
    assert "sau ngày kết thúc" in page.notes[0].message
