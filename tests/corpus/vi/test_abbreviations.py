from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.abbreviations import defined_abbreviations, expansions, find_abbreviations, find_full_forms
from corpus.vi.text import fold, tidy
from corpus.vi.word_lists import entries
from tests.support.files import GOLDEN

ROWS = GOLDEN / "abbreviations.tsv"
LINES = entries("abbreviations")[: entries("abbreviations").index("---")]
TABLE = [(line.split(" = ")[0].split(" | "), line.split(" = ")[1].split("; ")) for line in LINES if line[0] != "-"]
PAIRS = [(short, full) for shorts, readings in TABLE for short in shorts for full in readings]
PIECES = st.sampled_from(
    [*(short for short, _ in PAIRS), *(full for _, full in PAIRS), "(", ")", "12/", "-", "quận", "\n"]
)


def rows() -> list[list[str]]:
    lines = ROWS.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def described(how: str, text: str) -> str:
    """Return what a function of the module gives for a text, as the golden table writes it."""
    if how == "short":
        return "; ".join(expansions(text)) or "-"
    if how == "full":
        lines = [f"{text[start:end]} = {short}" for start, end, short in find_full_forms(text)]
    elif how == "defined":
        lines = [f"{short} = {full}" for short, full in defined_abbreviations(text).items()]
    else:
        mentions = find_abbreviations(text, lenient=how == "lenient")
        lines = [f"{mention.text} = {'; '.join(mention.readings)}" for mention in mentions]
    return " | ".join(lines) or "-"


@pytest.mark.parametrize(("how", "text", "expected"), rows())
def test_the_golden_table_holds(how: str, text: str, expected: str) -> None:
    assert described(how, text) == expected


def test_no_short_form_stands_twice_in_the_table() -> None:
    shorts = [short for shorts, _ in TABLE for short in shorts]
    assert len(shorts) == len(set(shorts))


@pytest.mark.parametrize(("shorts", "readings"), TABLE)
def test_a_short_form_finds_its_full_forms_in_every_spelling(shorts: list[str], readings: list[str]) -> None:
    for short in shorts:
        plain = short.replace(".", "").replace("-", "").replace("&", "").replace(" ", "")
        for spelled in (
            short,
            plain,
            plain.lower(),
            fold(plain),
            fold(plain).lower(),
            ".".join(plain),
            "-".join(plain),
        ):
            for way in (spelled, unicodedata.normalize("NFD", spelled), f" {spelled} "):
                assert set(readings) <= set(expansions(way)), way


@pytest.mark.parametrize(("short", "full"), PAIRS)
def test_a_full_form_gives_a_short_form_that_means_it(short: str, full: str) -> None:
    for text in (full, full.upper(), full.capitalize(), f"Về {full}.", unicodedata.normalize("NFD", full)):
        ((start, end, given),) = find_full_forms(text)
        assert tidy(text[start:end]).lower() == full.lower()
        assert full in expansions(given)
    if " " in full:
        assert [bare for *_, bare in find_full_forms(fold(full).lower())] == [given]


@pytest.mark.parametrize("short", dict.fromkeys(short for short, _ in PAIRS))
def test_an_abbreviation_in_a_sentence_is_found_whole(short: str) -> None:
    single = len(short.rstrip(".")) == 1
    after = " Lam Khê họp" if single else " đã có ý kiến"
    for lenient in (False, True):
        (mention,) = find_abbreviations(f"Hôm qua {short}{after}", lenient=lenient)
        assert mention.text == short.rstrip(".")
        assert mention.start == 8
        assert mention.readings


@given(st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=60), st.booleans())
def test_abbreviations_and_full_forms_lie_in_order_in_the_text(text: str, lenient: bool) -> None:
    clean = tidy(text)
    end = 0
    for mention in find_abbreviations(clean, lenient=lenient):
        assert end <= mention.start < mention.end
        assert clean[mention.start : mention.end] == mention.text
        assert mention.readings
        end = mention.end
    end = 0
    for start, last, short in find_full_forms(text):
        assert end <= start < last
        assert expansions(short)
        end = last
    assert all(short != full for short, full in defined_abbreviations(text).items())


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_lenient_covers_what_strict_finds(text: str) -> None:
    clean = tidy(text)
    strict = {(mention.start, mention.end) for mention in find_abbreviations(clean)}
    typed = [(mention.start, mention.end) for mention in find_abbreviations(clean, lenient=True)]
    numbers = any(sign.isdigit() for sign in clean)  # more numbers are read in queries
    assert numbers or all(any(start <= a and b <= end for start, end in typed) for a, b in strict)
