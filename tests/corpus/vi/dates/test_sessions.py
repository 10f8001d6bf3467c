from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.dates.sessions import find_sessions
from corpus.vi.text import fold
from tests.support.files import GOLDEN

TABLE = GOLDEN / "sessions.tsv"
ORDINALS = (
    ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"]
    + ["mười " + word for word in ["một", "hai", "ba", "bốn", "lăm", "sáu", "bảy", "tám", "chín"]]
    + ["hai mươi", "hai mươi mốt", "hai mươi hai"]
)  # fmt: skip


def rows() -> list[tuple[str, str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    return [(text, expected) for text, expected in (s.split("\t") for s in lines if s and s[0] != "#")]


@pytest.mark.parametrize(("text", "expected"), rows())
def test_sessions_and_terms_are_found_as_the_table_says(text: str, expected: str):
    mentions = [
        f"{m.text} = {m.session or '-'}, {m.term or '-'}{f', {m.series}' if m.series else ''}"
        for m in find_sessions(text)
    ]
    assert (" | ".join(mentions) or "-") == expected


@pytest.mark.parametrize(("session", "word"), list(enumerate(ORDINALS, 1)))
def test_ordinals_in_words_are_figures_with_and_without_accents(session: int, word: str):
    for text in (f"Kỳ họp thứ {word}", fold(f"kỳ họp thứ {word}")):
        assert [m.session for m in find_sessions(text)] == [str(session)]


@given(st.text(alphabet="kỳhọpthứ khóaXIV0123456789-(nhiệm.,", max_size=60))
def test_mentions_are_in_order_and_quote_the_text(text: str):
    end = 0
    for mention in find_sessions(text):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        end = mention.end
