"""Syllables that are wanted are found in texts by letters alone, just where cutting the whole texts finds them."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from corpus.vi.syllables import is_bare, syllables
from corpus.vi.text import fold
from indexer.search.highlight.candidates import placed

FILLER = "Hội đồng nhân dân xã họp kỳ thứ ba. " * 20
LETTERS = st.characters(categories=("L", "N", "M"))
PIECES = st.one_of(
    st.sampled_from(
        ["hội", "HỘI", "hoi", "hoà", "Đ", "ð", "nghiêng", "facebooks", " ", "\n", "; ", "\u200b", "\u0323"]
    ),
    st.text(alphabet=LETTERS, min_size=1, max_size=10),
    st.text(max_size=5),
)
TEXTS = st.lists(st.lists(PIECES, max_size=12).map("".join), min_size=1, max_size=4)


@given(TEXTS, st.booleans(), st.data())
@example(["한국", "국어"], True, None)
def test_candidates_are_the_syllables_that_segmenting_finds(
    texts: list[str], long: bool, data: st.DataObject | None
) -> None:
    """Long texts and unusual scripts included."""
    texts = [text + FILLER for text in texts] if long else texts
    cut = [syllables(text) for text in texts]
    known = sorted({fold(one.term) for found in cut for one in found})
    words = frozenset(known if data is None or not known else data.draw(st.sets(st.sampled_from(known))))
    places = placed(texts, words)
    firsts = places.firsts.tolist()
    every = {
        (i, firsts[i] + one.start, firsts[i] + one.end): (number, fold(one.term))
        for i, cut_of_one in enumerate(cut)
        for number, one in enumerate(cut_of_one)
    }
    found = list(zip(places.texts.tolist(), places.starts.tolist(), places.ends.tolist(), strict=True))
    assert set(found) <= every.keys()
    # Long words and other writings are only told apart by who asks for their terms.
    assert {place for place, (_, word) in every.items() if word in words} <= set(found)
    counted = {
        (place[0], number - every[place][0]) for place, number in zip(found, places.numbers.tolist(), strict=True)
    }
    assert len(counted) == len({text for text, _ in counted})
    assert places.starts.tolist() == sorted(places.starts.tolist())
    assert places.bare.tolist() == [is_bare([one.term for one in cut_of_one]) for cut_of_one in cut]


def test_only_syllables_with_the_letters_of_a_term_are_candidates() -> None:
    places = placed([FILLER, "Họ hợp, hộp."], frozenset(("hop",)))
    assert [places.text[a:b] for a, b in zip(places.starts, places.ends, strict=True)] == ["họp"] * 20 + ["hợp", "hộp"]


def test_terms_in_foreign_scripts_are_candidates_in_long_texts_too() -> None:
    """Letters that no Vietnamese text has, in composed and decomposed form."""
    for word in ("한국", "Ωμέγα", "ᬆ", unicodedata.normalize("NFD", "가"), "İstanbul"):
        wanted = fold(syllables(word)[0].term)
        assert len(placed([FILLER, f"{FILLER} {word}"], frozenset((wanted,))).starts) == 1
