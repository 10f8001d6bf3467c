from __future__ import annotations

import json
import lzma
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.vi.telex import TELEX, VNI, InputMethod, decodings, foreign_words, toneless_syllables, typed_keys, with_tone
from corpus.vi.text import TONES, place_tone, term
from tests.support.files import GOLDEN

TABLE = GOLDEN / "telex.tsv"
TELEX_TONES = dict(zip(TONES, "fsxrj", strict=True))
VNI_TONES = dict(zip(TONES, "21435", strict=True))
ROOF, BREVE, HORN = "\u0302", "\u0306", "\u031b"
VNI_MARKS = {ROOF: "6", BREVE: "8", HORN: "7"}
# Refused on purpose: in VNI these are codes and formulas more often than syllables.
CODES = re.compile(r"p?[aeiou][1-5]\d?|py[1-5]|co2|no[23]|so[234]|[^aou]w")

every = {(plain, tone): with_tone(plain, tone) for plain in toneless_syllables() for tone in ("", *TONES)}
SYLLABLES = [(plain, tone) for (plain, tone), syllable in every.items() if syllable]


def rows() -> list[tuple[str, tuple[str, ...]]]:
    lines = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and line[0] != "#")
    return [(typed, tuple(syllable for syllable in decoded if syllable != "-")) for typed, *decoded in lines]


def letters(plain: str) -> Iterator[tuple[str, str]]:
    """Yield the letters of a toneless syllable with their mark, `đ` as d with the mark d."""
    for letter in plain:
        bare, mark = (*unicodedata.normalize("NFD", letter), "")[:2]
        yield ("d", "d") if letter == "đ" else (bare, mark)


def typings(plain: str, tone: str, way: str) -> list[str]:
    """Return the keys for a syllable, the standard order first: marks in place, then the tone at the end."""
    tones = TELEX_TONES if way == "telex" else VNI_TONES
    apart = list(letters(plain.replace("oo", "ooo") if way == "telex" else plain))

    def key(letter: str, mark: str) -> str:
        if not mark:
            return ""
        if way == "vni":
            return "9" if mark == "d" else VNI_MARKS[mark]
        return letter if mark in (ROOF, "d") else "w"

    keys = [key(letter, mark) for letter, mark in apart]
    last = tones.get(tone, "")
    in_place = [letter + mark for (letter, _), mark in zip(apart, keys, strict=True)]
    spelled = "".join(letter for letter, _ in apart)
    # A single key does for both letters of ươ.
    ending = re.sub("ww|77", lambda horns: horns.group()[0], "".join(keys))
    both_horns = "".join(in_place).replace("uwow", "uow").replace("u7o7", "uo7")
    if "ooo" in spelled:
        return ["".join(in_place) + last]
    ways = ["".join(in_place) + last, both_horns + last, spelled + ending + last, spelled + last + ending]
    if tone:  # the tone right after the letter that bears it
        bearer = [c for c in unicodedata.normalize("NFD", f"{every[plain, tone]}") if c.isalpha() or c in TONES]
        at = len([c for c in bearer[: bearer.index(tone)] if c.isalpha()]) - 1
        ways.append("".join(in_place[: at + 1]) + last + "".join(in_place[at + 1 :]))
    return ways


@pytest.mark.parametrize(("typed", "expected"), rows())
def test_keys_are_decoded_as_the_table_says(typed: str, expected: tuple[str, ...]) -> None:
    assert decodings(typed) == expected


@pytest.mark.parametrize(("way", "method"), [("telex", TELEX), ("vni", VNI)])
def test_a_syllable_is_typed_in_the_standard_order(way: str, method: InputMethod) -> None:
    for plain, tone in SYLLABLES:
        syllable = f"{every[plain, tone]}"
        if "oo" not in plain:  # a third o tells `xoong` from `xông` when it is typed
            assert typed_keys(syllable, method) == typings(plain, tone, way)[0]
    assert typed_keys("ĐƯỜNG", TELEX) == "DDUwOwNGf"
    assert typed_keys("Đường", VNI) == "D9u7o7ng2"


@pytest.mark.parametrize("way", ["telex", "vni"])
def test_every_possible_syllable_decodes_from_any_order_of_keys(way: str) -> None:
    for plain, tone in SYLLABLES:
        standard, *others = typings(plain, tone, way)
        if standard == plain:
            continue
        syllable = every[plain, tone]
        if not CODES.fullmatch(standard):
            assert decodings(standard)[:1] == (syllable,), standard
        for typed in others:
            assert syllable in decodings(typed) or CODES.fullmatch(typed), typed


def test_every_toned_syllable_is_in_its_normal_form() -> None:
    for (plain, tone), syllable in every.items():
        if syllable and not plain.endswith(("k", "krông")):  # names in the spelling of other peoples
            assert term(syllable) == syllable == place_tone(syllable), (plain, tone)


def test_a_syllable_typed_without_keys_is_left_alone() -> None:
    unmarked = [plain for plain in toneless_syllables() if plain.isascii() and "oo" not in plain]
    assert len(unmarked) > 1000
    assert not [plain for plain in unmarked if decodings(plain)]


@given(st.text("abcdeghiklmnopqrstuvxyfjwz[]0123456789", max_size=14) | st.text(max_size=6))
@settings(max_examples=300)
def test_any_input_gives_possible_syllables_and_never_itself(typed: str) -> None:
    decoded = decodings(typed)
    assert typed not in decoded
    assert len(set(decoded)) == len(decoded)
    assert set(decoded) <= set(every.values())
    assert decodings(typed.upper()) == decodings(typed) or not typed.isascii()


@given(st.sampled_from(SYLLABLES), st.sampled_from("0123456789"))
def test_a_syllable_with_marks_and_a_digit_is_not_decoded(syllable: tuple[str, str], digit: str) -> None:
    written = f"{every[syllable]}"
    if not written.isascii():
        assert decodings(written) == decodings(written + digit) == ()


def test_the_syllables_of_real_news_are_all_possible(shared_data: Path) -> None:
    seen: Counter[str] = Counter()
    with lzma.open(shared_data / "news" / "articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        for _, line in zip(range(6000), lines, strict=False):
            seen.update(re.findall(r"[^\W\d_]+", json.loads(line)["body"].lower()))
    common = {term(word) for word, freq in seen.items() if freq > 50 and not word.isascii()}
    # A single vowel group between consonants, so neither an abbreviation (`hđnd`, `nơxh`) nor a joined loan (`ôtô`).
    shaped = re.compile("[^aăâeêioôơuưy]*[aăâeêioôơuưy]+[cghkmnpt]*")
    strange = {word for word in common if word not in set(every.values()) and shaped.fullmatch(plain_vowels(word))}
    assert len(common) > 1000
    assert strange == set()


def plain_vowels(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(c for c in apart if c not in TONES))


def test_every_foreign_word_of_the_list_looks_like_keys() -> None:
    assert [word for word in foreign_words() if not decodings(word)] == []
