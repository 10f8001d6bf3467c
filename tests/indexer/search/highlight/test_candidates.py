"""Candidate syllables are found by their letters alone, exactly where segmenting the whole texts finds them."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from corpus.vi.syllables import is_bare, syllables
from corpus.vi.text import fold
from indexer.search.highlight.candidates import find_candidates

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
    segmented = [syllables(text) for text in texts]
    known = sorted({fold(syllable.term) for in_text in segmented for syllable in in_text})
    words = frozenset(known if data is None or not known else data.draw(st.sets(st.sampled_from(known))))
    candidates = find_candidates(texts, words)
    firsts = candidates.firsts.tolist()
    every = {
        (i, firsts[i] + syllable.start, firsts[i] + syllable.end): (number, fold(syllable.term))
        for i, in_text in enumerate(segmented)
        for number, syllable in enumerate(in_text)
    }
    ranges = list(zip(candidates.texts.tolist(), candidates.starts.tolist(), candidates.ends.tolist(), strict=True))
    assert set(ranges) <= every.keys()
    # Long words and other scripts share candidates; the caller compares their terms.
    assert {position for position, (_, word) in every.items() if word in words} <= set(ranges)
    counted = {
        (position[0], number - every[position][0])
        for position, number in zip(ranges, candidates.numbers.tolist(), strict=True)
    }
    assert len(counted) == len({text for text, _ in counted})
    assert candidates.starts.tolist() == sorted(candidates.starts.tolist())
    assert candidates.bare.tolist() == [is_bare([syllable.term for syllable in in_text]) for in_text in segmented]


def test_only_syllables_with_the_letters_of_a_term_are_candidates() -> None:
    candidates = find_candidates([FILLER, "Họ hợp, hộp."], frozenset(("hop",)))
    ranges = zip(candidates.starts, candidates.ends, strict=True)
    assert [candidates.text[start:end] for start, end in ranges] == ["họp"] * 20 + ["hợp", "hộp"]


def test_terms_in_foreign_scripts_are_candidates_in_long_texts_too() -> None:
    """Letters that no Vietnamese text has, in composed and decomposed form."""
    for word in ("한국", "Ωμέγα", "ᬆ", unicodedata.normalize("NFD", "가"), "İstanbul"):
        term = fold(syllables(word)[0].term)
        assert len(find_candidates([FILLER, f"{FILLER} {word}"], frozenset((term,))).starts) == 1
