"""What single documents say in the columns of terms and abbreviations breaks no question of others."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from corpus.extraction.council_terms import CouncilSession
from indexer.engines.port import Engine
from indexer.schema.abbreviations import SourceAbbreviations
from indexer.schema.council_terms import CouncilTerms, encode_session
from tests.support.search import ask, search_over

YEARS = st.from_regex(r"[0-9]{4}-[0-9]{4}", fullmatch=True).filter(lambda years: years[5:] != "9999")
SESSIONS = st.builds(
    CouncilSession,
    st.sampled_from(["HĐND huyện Lam Khê", "HĐND\ttỉnh", "Quốc hội"]),
    st.sampled_from([None, "XIX"]),
    st.one_of(st.none(), YEARS, st.just("2016-2021")),
    st.sampled_from([None, "3"]),
    st.one_of(st.none(), st.dates(date(1, 1, 2), date(9999, 12, 30))),
)


@given(st.lists(st.tuples(SESSIONS, st.integers(1, 9)), max_size=6))
def test_terms_are_whole_spans_whatever_documents_say(sessions: list[tuple[CouncilSession, int]]) -> None:
    calendar = CouncilTerms((encode_session(session), count) for session, count in sessions)
    councils = {session.council for session, _ in sessions}
    for period in (*calendar.periods(None, "XIX"), *calendar.periods("3", None), *calendar.periods("3", "XIX")):
        assert period.council in councils
        assert period.span.days > 0


@pytest.mark.parametrize("source", ["a\tb", "\t", "a\t\tb\tc", "a\nb"])
def test_a_tab_in_the_name_of_a_source_breaks_no_search(source: str, engine: Engine, tmp_path: Path) -> None:
    text = "Ban Quản lý dự án (BQLDA) họp. Hội đồng nhân dân huyện Lam Khê khóa XIX họp kỳ họp thứ 3."
    documents = Document("a", "Họp", text, source=source), Document("b", "Họp khác", "Ban Quản lý dự án họp.")
    with closing(search_over(engine, tmp_path, *documents)) as search:
        assert "a" in {result.id for result in ask(search, "BQLDA").results}
        assert ask(search, "kỳ họp thứ 3 khóa XIX").total >= 1


def test_a_source_with_a_tab_keeps_its_abbreviations() -> None:
    known = SourceAbbreviations([("a\tb\tBQLDA\tBan Quản lý dự án", 2)])
    [expansion] = known._expansions["bqlda"]
    assert (expansion.source, expansion.text) == ("a\tb", "Ban Quản lý dự án")
