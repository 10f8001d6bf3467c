"""Tell what a person's full name looks like: a Vietnamese surname, then one to four more capitalised syllables."""

from __future__ import annotations

import re
from functools import cache

from corpus.vi.lists import entries
from corpus.vi.text import fold, term, tidy

UPPER = (
    "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
    "ÑŎĬČĔŬ"  # letters of the names of the Central Highlands
)
LOWER = UPPER.replace("A-Z", "a-z").lower()
# A capitalised word; an apostrophe may stand inside (K'Bông, M'gar).
CAPITAL = f"[{UPPER}](?:[{UPPER}{LOWER}]|['’](?=[{UPPER}{LOWER}]))*"
LONGEST = 5

_WORD = re.compile(CAPITAL)
# Words of no name that may follow one in a text that has lost its line ends.
_BEGINS_SENTENCE = (
    r"(?:Trong|Theo|Tại|Cũng|Khi|Trước|Với|Về|Và|Nhưng|Đây|Đó|Ngày|Ảnh|Các|Những|Một|Việc|Người|Tôi|Cuộc|Lớp|Tuy|Để|Nếu"
    r"|Vì|Nên|Sau|Đến|Của|Cho)\b"
)
_NAME = re.compile(f"{CAPITAL}(?: (?!{_BEGINS_SENTENCE}){CAPITAL}){{1,{LONGEST - 1}}}")
# Letters that stand in no Vietnamese syllable, and syllables too long to be one.
_FOREIGN = re.compile(r"[fjwz]|.{8,}")


@cache
def surnames() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the common, the rare and the doubtful surnames (more usual in given names and places), as terms."""
    groups: list[set[str]] = [set()]
    for line in entries("surnames"):
        if line == "---":
            groups.append(set())
        else:
            groups[-1].update(term(word) for word in line.split())
    common, rare, doubtful = map(frozenset, groups)
    return common, rare, doubtful


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
    return term(word) in surnames()[0]


def is_surname(word: str) -> bool:
    """Tell whether a word is a surname at all."""
    return any(term(word) in group for group in surnames())


def is_likely(name: str) -> bool:
    """Tell whether a full name is a person's sooner than a place's or two syllables of a given name."""
    words = name.split()
    if any(key(" ".join(words[:count])) in not_people() for count in (2, 3)):
        return False
    return len(words) > 2 or term(words[0]) not in surnames()[2]


def is_name(text: str) -> bool:
    """Tell whether the whole text is a full name: 2 to 5 syllables in title case or all in capitals, surname first.

    What else it may be (a province, a street) is not looked at.
    """
    words = tidy(text).split()
    if not 2 <= len(words) <= LONGEST or not is_surname(words[0]):
        return False
    if not all(map(_WORD.fullmatch, words)) or any(_FOREIGN.search(fold(word).lower()) for word in words[1:]):
        return False
    shouted = [len(word) > 1 and word.isupper() for word in words]
    return all(up or len(word) == 1 for up, word in zip(shouted, words, strict=True)) or not any(shouted)


def name_end(text: str, start: int, limit: int | None = None) -> int | None:
    """Return where the full name that begins at `start` of a tidy text ends, or None when none begins there.

    A name is as long as its capitalised syllables go on in one case, and goes not beyond `limit`.
    """
    found = _NAME.match(text, start, len(text) if limit is None else limit)
    while found:
        if is_name(found.group()):
            return found.end()
        found = _NAME.fullmatch(text, start, text.rindex(" ", start, found.end()))
    return None


def tidy_name(name: str) -> str:
    """Return a name as it is kept: NFC, single spaces, capitals of a signature block in title case."""
    words = tidy(name).split()
    shouted = all(word.isupper() for word in words)
    return " ".join(title(word) if shouted else word for word in words)


def title(word: str) -> str:
    """Return a word with only its first letter (and one after an apostrophe) a capital."""
    return word[:1].upper() + re.sub(r"(?<=['’])\w", lambda m: m.group().upper(), word[1:].lower())
