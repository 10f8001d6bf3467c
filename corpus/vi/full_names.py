"""Tell what a person's full name looks like: a Vietnamese surname, then one to four more capitalised syllables."""

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
# A capitalised word; an apostrophe may stand inside (K'Bông, M'gar).
CAPITAL = f"[{UPPER}](?:[{UPPER}{LOWER}]|['’](?=[{UPPER}{LOWER}]))*"
LONGEST = 5

_WORD = re.compile(CAPITAL)
_RUN = re.compile(f"{CAPITAL}(?: {CAPITAL}){{1,9}}")
# Letters that stand in no Vietnamese syllable, and syllables too long to be one.
_FOREIGN = re.compile(r"[fjwz]|.{8,}")
# Before a given name of the Central Highlands: a woman's or a man's mark (H'Yim, K'Bông).
_MARKED = re.compile(r"[HK]['’]\w", re.IGNORECASE)
# Middle syllables with which no name ends.
_INNER = frozenset(("thị", "văn"))


class Surnames(NamedTuple):
    """Holds surnames as terms: common and rare ones, those of the Central Highlands, and doubtful ones.

    The doubtful are more usual in given names and places.
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
    """Return the syllables that are usual inside a given name, and those at its end, as terms."""
    inside, last = _groups("name_syllables")
    return inside, last


@cache
def _groups(name: str) -> list[frozenset[str]]:
    groups: list[set[str]] = [set()]
    for line in entries(name):
        if line == "---":
            groups.append(set())
        else:
            groups[-1].update(term(word) for word in line.split() if not word.isdigit())
    return [frozenset(group) for group in groups]


@cache
def namesakes() -> frozenset[str]:
    """Return the names of persons after whom units and streets are named, as `key` gives them."""
    return frozenset(key(name) for name in entries("namesakes"))


def key(name: str) -> str:
    """Return one form of a name for comparing: small letters, tone marks at their one place."""
    return " ".join(term(word) for word in name.split())


@cache
def not_people() -> frozenset[str]:
    """Return the names that look like a person's and are none, as `key` gives them."""
    return frozenset(key(name) for name in entries("not_people"))


def is_common_surname(word: str) -> bool:
    """Tell whether a word is one of the surnames that most people bear."""
    return term(word) in surnames().common


def is_surname(word: str) -> bool:
    """Tell whether a word is a surname at all, or the mark with which names of the Central Highlands begin."""
    return term(word) in _any_surname() or bool(_MARKED.match(word))


@lru_cache(maxsize=20_000)
def is_likely(name: str) -> bool:
    """Tell whether a full name is a person's sooner than a place's or two syllables of a given name."""
    words = name.split()
    if any(key(" ".join(words[:count])) in not_people() for count in (2, 3)):
        return False
    return len(words) > 2 or len(words[0]) == 1 or term(words[0]) not in surnames().doubtful


def is_usual(name: str) -> bool:
    """Tell whether a name is made of a common surname and syllables usual in given names: proof of another kind."""
    first, *inside, last = map(term, name.split())
    middle, end = usual_syllables()
    return (
        bool(inside)
        and first in surnames().common
        and all(map((middle | surnames().common).__contains__, inside[:1]))
        and all(map(middle.__contains__, inside[1:]))
        and (last in end or inside[0] in _INNER)
        and key(name) not in namesakes()
        and is_likely(name)
    )


def is_name(text: str) -> bool:
    """Tell whether the whole text is a full name: 2 to 5 syllables in title case or all in capitals, surname first.

    What else it may be (a province, a street) is not looked at.
    """
    return _is_name(tidy(text).split())


def _is_name(words: list[str]) -> bool:
    if not 2 <= len(words) <= _longest(words) or not is_surname(words[0]):
        return False
    if not all(map(_WORD.fullmatch, words)):
        return False
    if not is_highland(words) and any(map(_is_foreign, words[1:])):
        return False
    shouted = [len(word) > 1 and word.isupper() for word in words]
    return all(up or len(word) == 1 for up, word in zip(shouted, words, strict=True)) or not any(shouted)


def is_highland(words: list[str]) -> bool:
    """Tell whether a name is made as in the Central Highlands, whose letters and order are of their own."""
    return term(words[0]) in surnames().highland or words[0] in ("Y", "A") or any(map(_MARKED.match, words))


def name_end(text: str, start: int, limit: int | None = None) -> int | None:
    """Return where the full name that begins at `start` of a tidy text ends, or None when none begins there.

    A name is as long as its capitalised syllables go on in one case, up to where another name or a sentence begins,
    and goes not beyond `limit`.
    """
    run = _RUN.match(text, start, len(text) if limit is None else limit)
    words = run.group().split(" ") if run else []
    for count in range(min(likely_length(words), _longest(words)), 1, -1):
        if _is_name(words[:count]):
            return start + len(" ".join(words[:count]))
    return None


def _longest(words: list[str]) -> int:
    """Return how many syllables a name can have: those of the old royal house have a title of four before them."""
    return LONGEST + 2 if len(words) > LONGEST and key(" ".join(words[2:4])) == "tôn nữ" else LONGEST


def likely_length(words: list[str]) -> int:
    """Return how many words of a capitalised run can be one name; the first two always can."""
    for i in range(2, len(words)):
        if term(words[i - 1]) in _INNER or len(words[i - 1]) == 1:
            continue
        rest = words[i + 1 :]
        if not words[i].isupper() and any(words[i].lower() in group for group in _groups("sentence_words")[: i - 1]):
            return i
        if is_common_surname(words[i]) and rest and (term(rest[0]) in _INNER or (i > 2 and len(rest) > 1)):
            return i
    if len(words) > LONGEST and words[0].isupper():  # a headline in capitals goes on after the name
        inside, last = usual_syllables()
        return 4 if term(words[1]) != "văn" and term(words[2]) in inside and term(words[3]) in last else 3
    return len(words)


@lru_cache(maxsize=20_000)
def _is_foreign(word: str) -> bool:
    return bool(_FOREIGN.search(fold(word).lower()))


@lru_cache(maxsize=20_000)
def tidy_name(name: str) -> str:
    """Return a name as it is kept: NFC, single spaces, capitals of a signature block in title case."""
    words = tidy(name).split()
    shouted = all(word.isupper() for word in words)
    return " ".join(title(word) if shouted else word for word in words)


def title(word: str) -> str:
    """Return a word with only its first letter (and one after an apostrophe) a capital."""
    return word[:1].upper() + re.sub(r"(?<=['’])\w", lambda m: m.group().upper(), word[1:].lower())
