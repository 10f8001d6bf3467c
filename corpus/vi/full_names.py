"""Recognise a person's full name: a Vietnamese surname, then one to four more capitalised syllables."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from corpus.vi.text import fold, term, tidy
from corpus.vi.word_lists import entries

UPPER = (
    "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
    "ÑŎĬČĔŬ"  # letters of the names of the Central Highlands
)
LOWER = UPPER.replace("A-Z", "a-z").lower()
# A capitalised word; an apostrophe may stand inside (K'Bông, M'gar), and after a mark of the Central Highlands before a
# blank (H' Linh).
CAPITAL = f"[{UPPER}](?:[{UPPER}{LOWER}]|['’](?=[{UPPER}{LOWER}]|(?<=[HKY].) [{UPPER}]))*"
MAX_NAME_SYLLABLES = 5

_CAPITALISED_WORD = re.compile(CAPITAL)
_CAPITALISED_RUN = re.compile(f"{CAPITAL}(?: {CAPITAL}){{1,9}}")
# Letters that stand in no Vietnamese syllable, more letters than a syllable has, a Roman numeral, no vowel.
_FOREIGN = re.compile(r"[fjwz]|.{8,}|^(?!(?:vi|xi)$)[ivx]{2,}$|^[^aeiouy]{2,}$")
# Before a given name of the Central Highlands: a woman's or a man's mark (H'Yim, K'Bông, Y'Bía).
_HIGHLAND_MARK = re.compile(r"[HKY]['’](?:\w|$)", re.IGNORECASE)
# A name that is one word, the mark included (K'Brếp): the Mạ and the K'Ho have no surnames.
_MARKED_WORD = re.compile(f"[HKY]['’] ?[{UPPER}][{UPPER}{LOWER}]+(?!\\w)")
# A middle name's initial before a given name: `Đoàn Q. Vinh`.
_INITIALLED = re.compile(f"(?P<surname>{CAPITAL}) [{UPPER}]\\. (?P<last>{CAPITAL})(?!\\w)")
# Middle syllables with which no name ends.
_MIDDLE_ONLY = frozenset(("thị", "văn"))
# Syllables of no name but, of one, the surname; in headings they stand in capitals.
_FUNCTION = (
    "của các những với trong đối được hoặc tại cho theo không này về vào khi để phải việc người ở bị đã đang sẽ và"
)
_FUNCTION_WORDS = frozenset(_FUNCTION.split())


class Surnames(NamedTuple):
    """Holds surnames as terms: common, rare, of the Central Highlands, and doubtful.

    Doubtful surnames are more usual in given names and in names of places.
    """

    common: frozenset[str]
    rare: frozenset[str]
    highland: frozenset[str]
    doubtful: frozenset[str]


@cache
def surnames() -> Surnames:
    """Return the surnames of the word list."""
    return Surnames(*_groups("surnames"))


@cache
def _any_surname() -> frozenset[str]:
    return frozenset().union(*surnames())


@cache
def usual_syllables() -> tuple[frozenset[str], frozenset[str]]:
    """Return the syllables that are usual in the middle of a name, and those at its end, as terms."""
    middle, last = _groups("name_syllables")
    return middle, last


@cache
def _groups(name: str) -> list[frozenset[str]]:
    """Return the terms of each part of a word list; parts are separated by `---`."""
    groups: list[set[str]] = [set()]
    for line in entries(name):
        if line == "---":
            groups.append(set())
        else:
            groups[-1].update(term(word) for word in line.split() if not word.isdigit())
    return [frozenset(group) for group in groups]


@cache
def namesakes() -> frozenset[str]:
    """Return the normalized names of persons after whom units and streets are named."""
    return frozenset(normalized_name(name) for name in entries("namesakes"))


def normalized_name(name: str) -> str:
    """Return the normal form of a name by which names are compared: lower case, tone marks at one place."""
    return " ".join(term(word) for word in name.split())


@cache
def not_people() -> frozenset[str]:
    """Return the normalized names that look like a person's but are not."""
    return frozenset(normalized_name(name) for name in entries("not_people"))


def is_common_surname(word: str) -> bool:
    """Tell whether a word is one of the most frequent surnames."""
    return term(word) in surnames().common


def is_surname(word: str) -> bool:
    """Tell whether a word is any surname, or the mark with which names of the Central Highlands begin."""
    return term(word) in _any_surname() or bool(_HIGHLAND_MARK.match(word))


@lru_cache(maxsize=20_000)
def is_likely(name: str) -> bool:
    """Tell whether a full name is more likely a person's than a place's or two syllables of a given name."""
    words = name.split()
    if any(normalized_name(" ".join(words[:count])) in not_people() for count in (2, 3)):
        return False
    return len(words) > 2 or len(words[0]) == 1 or term(words[0]) not in surnames().doubtful


def is_usual(name: str) -> bool:
    """Tell whether a name is made of a common surname and syllables usual in given names.

    Such a name is evidence of a person even where nothing around it is.
    """
    surname, *middle, last = map(term, name.split())
    usual_middle, usual_last = usual_syllables()
    common = surnames().common
    return (
        bool(middle)
        and surname in common
        and (middle[0] in usual_middle or middle[0] in common)
        and usual_middle.issuperset(middle[1:])
        and (last in usual_last or middle[0] in _MIDDLE_ONLY)
        and normalized_name(name) not in namesakes()
        and is_likely(name)
    )


def is_name(text: str) -> bool:
    """Tell whether the whole text is a full name: 2 to 5 syllables in title case or all in capitals, surname first.

    It does not check what else the text may be (a province, a street).
    """
    return _is_name(tidy(text).split())


def _is_name(words: list[str]) -> bool:
    if not 2 <= len(words) <= _max_syllables(words) or not (is_surname(words[0]) or _is_marked_apart(words)):
        return False
    if not all(map(_is_capitalised, words)):
        return False
    if not is_highland(words) and any(map(_is_foreign, words[1:])):
        return False
    if not _FUNCTION_WORDS.isdisjoint(map(term, words[1:])):
        return False
    all_capitals = [word.isupper() for word in words if len(word) > 1 and word[-1].isalpha()]
    return all(all_capitals) or not any(all_capitals)


def _is_capitalised(word: str) -> bool:
    return bool(_CAPITALISED_WORD.fullmatch(word) or (len(word) == 2 and _HIGHLAND_MARK.fullmatch(word)))


def _is_marked_apart(words: list[str]) -> bool:
    """Tell whether a name has the mark of the Central Highlands as a word of its own: `H Linh Niê`."""
    return words[0] == "H" and len(words) > 2 and term(words[-1]) in surnames().highland


def is_highland(words: list[str]) -> bool:
    """Tell whether a name is formed as in the Central Highlands, where spelling and word order differ."""
    if term(words[0]) in surnames().highland or words[0] in ("Y", "A") or _is_marked_apart(words):
        return True
    return any(map(_HIGHLAND_MARK.match, words))


@cache
def _communes() -> tuple[frozenset[str], frozenset[str]]:
    """Return the surnames whose communes are all known, and the communes that read like a person's name."""
    lines = [normalized_name(line) for line in entries("communes")]
    known = frozenset(line[2:] for line in lines if line.startswith("+ "))
    return known, frozenset(line for line in lines if line[0] != "+")


def is_no_commune(words: list[str]) -> bool:
    """Tell whether a name of two syllables after `xã` is a person's, as no commune bears it: `Lê Hùng`."""
    known, communes = _communes()
    if len(words) != 2 or words[0].isupper() or term(words[0]) not in known or not _is_name(words):
        return False
    name = normalized_name(" ".join(words))
    return name not in communes and name not in namesakes()


def name_end(text: str, start: int, limit: int | None = None) -> int | None:
    """Return the end offset of the full name that begins at `start` of a tidy text, or None where none begins.

    A name extends over its capitalised syllables in the same case, up to where another name or a sentence begins,
    and at most to `limit`.
    """
    limit = len(text) if limit is None else limit
    initialled = _INITIALLED.match(text, start, limit)
    if initialled and is_surname(initialled["surname"]) and term(initialled["last"]) in usual_syllables()[1]:
        return initialled.end()
    run = _CAPITALISED_RUN.match(text, start, limit)
    length = _name_length(run.group()) if run else 0
    return start + length if length else None


def marked_word_end(text: str, start: int, limit: int) -> int | None:
    """Return the end offset of the name of one word that begins at `start` (`K'Brếp`), or None where none begins."""
    word = _MARKED_WORD.match(text, start, limit)
    return word.end() if word and normalized_name(word.group()) not in not_people() else None


@lru_cache(maxsize=20_000)
def _name_length(run: str) -> int:
    """Return how many letters the full name has with which a run of capitalised words begins, 0 where none does."""
    words = run.split(" ")
    for count in range(min(likely_length(words), _max_syllables(words)), 1, -1):
        if _is_name(words[:count]):
            return len(" ".join(words[:count]))
    return 0


def _max_syllables(words: list[str]) -> int:
    """Return how many syllables a name can have: names of the old royal house begin with a title of four."""
    royal = len(words) > MAX_NAME_SYLLABLES and normalized_name(" ".join(words[2:4])) == "tôn nữ"
    return MAX_NAME_SYLLABLES + 2 if royal else MAX_NAME_SYLLABLES


def likely_length(words: list[str]) -> int:
    """Return how many words of a capitalised run can be a single name; the first two always can."""
    for i in range(2, len(words)):
        if term(words[i - 1]) in _MIDDLE_ONLY or len(words[i - 1]) == 1:
            continue
        rest = words[i + 1 :]
        if not words[i].isupper() and any(words[i].lower() in group for group in _groups("sentence_words")[: i - 1]):
            return i
        if is_common_surname(words[i]) and rest and (term(rest[0]) in _MIDDLE_ONLY or (i > 2 and len(rest) > 1)):
            return i
    if len(words) > MAX_NAME_SYLLABLES and words[0].isupper():  # a headline in capitals goes on after the name
        middle, last = usual_syllables()
        return 4 if term(words[1]) != "văn" and term(words[2]) in middle and term(words[3]) in last else 3
    return len(words)


@lru_cache(maxsize=20_000)
def _is_foreign(word: str) -> bool:
    return bool(_FOREIGN.search(fold(word).lower()))


@lru_cache(maxsize=20_000)
def tidy_name(name: str) -> str:
    """Return a name in NFC with single spaces; one in capitals, as signature blocks have it, in title case."""
    words = tidy(name).split()
    all_capitals = all(word.isupper() for word in words)
    return " ".join(title_case(word) if all_capitals else word for word in words)


def title_case(word: str) -> str:
    """Return a word in title case; a letter after an apostrophe is a capital too (`K'Bông`)."""
    return word[:1].upper() + re.sub(r"(?<=['’])\w", lambda m: m.group().upper(), word[1:].lower())
