"""Tell a question from words to be found, and read what it asks for: a definition, an article of a law."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold

MIN_QUESTION = 3  # syllables; a shorter query is answered as words, whatever its mark

# One of these, between spaces, makes a query a question; `nào` only with its mark (`nao` may be `não`).
_ASKING = (
    *("là gì", "là ai", "ai là", "gồm những ai", "gồm những gì", "làm gì", "cái gì", "điều gì", "việc gì"),
    *("bao nhiêu", "bao lâu", "bao giờ", "bao xa", "khi nào", "lúc nào", "ngày nào", "năm nào", "ở đâu", "từ đâu"),
    *("thế nào", "làm sao", "vì sao", "tại sao", "ra sao", "cơ quan nào", "trường hợp nào", "giấy tờ nào"),
    *("phải không", "được không", "đúng không", "hay không", "có không", "đúng hay sai", "hay chưa"),
)
_OTHER_WHEN_BARE = frozenset(("bao xa", "bao giờ", "từ đâu"))  # `báo xã`, `bão gió`, `từ đầu`
_ASKING_BARE = tuple(fold(phrase) for phrase in _ASKING if phrase not in _OTHER_WHEN_BARE)
# What only asks: no document must have these words, and none is better for having them.
_ONLY_ASKING = (
    *("là gì", "nghĩa là gì", "được hiểu là gì", "là những gì", "gồm những gì", "những gì", "làm gì", "cái gì"),
    *("điều gì", "việc gì", "là ai", "ai là", "do ai", "là những ai", "gồm những ai", "những ai"),
    *("bao nhiêu", "là bao nhiêu", "bao lâu", "khi nào", "là khi nào", "từ khi nào", "lúc nào", "ngày nào"),
    *("là ngày nào", "vào ngày nào", "năm nào", "vào năm nào", "ở đâu", "thế nào", "như thế nào", "thế nào là"),
    *("được hiểu như thế nào", "làm sao", "vì sao", "tại sao", "ra sao", "thì sao", "có phải là", "có phải"),
    *("phải không", "được không", "có được không", "đúng không", "có đúng không", "hay không", "đúng hay không"),
    *("có không", "đúng hay sai", "hay chưa", "xin hỏi", "cho hỏi", "cho tôi hỏi", "cho biết", "xin cho biết"),
)
_ONLY_ASKING_WITH_MARKS = ("nào", "gì", "ai", "bao giờ", "bao xa", "từ đâu", "vậy", "hả", "ạ")  # bare: also other words
_NO = ("không", "khong")
_BEFORE_OTHER_NO = ("hang", "phong", "tay", "hu", "bang", "so")  # `hàng không`, `phòng không`
_YES = frozenset(("có", "co", "phải", "phai", "được", "duoc", "cần", "can"))  # `có … không`, `phải … không`
_AFTER_WHO = frozenset(
    word for verb in ("có", "là", "được", "phải", "chịu", "ký", "bầu") for word in (verb, fold(verb))
)
_FENCES = str.maketrans(dict.fromkeys('"“”„«»()', " "))


def is_question(text: str) -> bool:
    """Tell whether a tidy query asks for an answer: by its question mark, or by a question word without one."""
    words = terms(text)
    if len(words) < MIN_QUESTION:
        return False
    if text.endswith("?"):
        return True
    line = f" {' '.join(words)} "
    asking = _ASKING_BARE if is_bare(words) else (*_ASKING, "nào")
    if any(f" {phrase} " in line for phrase in asking) or (words[0] == "ai" and words[1] in _AFTER_WHO):
        return True
    return words[-1] == "gì" or (_ends_with_no(words) and bool(_YES & set(words[:-2])))


def asking_words(words: Sequence[str]) -> frozenset[int]:
    """Return the indices of the terms of a question that only ask (`là gì`, `bao nhiêu`, `có … không`).

    None where nothing else would be left.
    """
    return _asking_words(tuple(words))


@lru_cache(maxsize=256)  # every step of a query asks it
def _asking_words(words: tuple[str, ...]) -> frozenset[int]:
    runs = _asking_runs(bare=is_bare(list(words)))
    asking: set[int] = set()
    at = 0
    while at < len(words):
        length = next((len(run) for run in runs.get(words[at], ()) if words[at : at + len(run)] == run), 0)
        asking |= set(range(at, at + length))
        at += max(1, length)
    if _ends_with_no(words):
        asking |= {len(words) - 1, *[at for at, word in enumerate(words[:-2]) if word in ("có", "co")][-1:]}
    return frozenset(asking) if len(asking) < len(words) else frozenset()


def _ends_with_no(words: Sequence[str]) -> bool:
    return bool(words) and words[-1] in _NO and fold(words[-2] if len(words) > 1 else "") not in _BEFORE_OTHER_NO


@cache
def _asking_runs(*, bare: bool) -> dict[str, list[tuple[str, ...]]]:
    """Return the runs of words that only ask by their first word, the longest first."""
    phrases = [fold(phrase) for phrase in _ONLY_ASKING] if bare else (*_ONLY_ASKING, *_ONLY_ASKING_WITH_MARKS)
    runs: dict[str, list[tuple[str, ...]]] = {}
    for run in sorted((tuple(phrase.split()) for phrase in phrases), key=len, reverse=True):
        runs.setdefault(run[0], []).append(run)
    return runs


def without_fences(text: str) -> str:
    """Return a question with blanks for quotation marks and brackets, which are part of its text, at their places."""
    return text.translate(_FENCES)


def asked_articles(text: str) -> frozenset[str]:
    """Return the numbers of the articles that a tidy question names: `12`, `12a`."""
    return frozenset(match["number"].lower() for match in _ARTICLE.finditer(text))


def asked_term(text: str) -> tuple[str, ...]:
    """Return the syllables of what a tidy question wants to be defined (`Khách du lịch là gì?`); none in others."""
    for pattern in (_WHAT_IS, _WHAT_DOES_MEAN):
        if match := pattern.search(without_fences(text)):
            return tuple(terms(match["term"]))[:MAX_TERM]
    return ()


MAX_TERM = 12  # syllables of a term that is defined
_ARTICLE = re.compile(r"(?<!\w)(?:điều|dieu) (?P<number>\d{1,3}[a-zđ]?)(?!\w)", re.IGNORECASE)
_WHAT_IS = re.compile(
    r"(?:\A|[,:;?] |\bthì )(?P<term>[^,:;?]{1,80}?) (?:được (?:hiểu|định nghĩa) )?"
    r"(?:là|la) (?:gì|gi|như thế nào|nhu the nao)\b",
    re.IGNORECASE,
)
_WHAT_DOES_MEAN = re.compile(
    r"(?:thế nào|the nao) (?:được (?:coi|xem|hiểu) )?(?:là|la) (?P<term>[^,:;?]{1,80})", re.IGNORECASE
)
