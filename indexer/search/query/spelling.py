"""Offer another query where little or nothing was found: a slip in a word, wrong marks, words joined or split."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice, pairwise
from string import ascii_lowercase

from corpus.vi.syllables import syllables
from corpus.vi.telex import toned, toneless
from corpus.vi.text import fold
from indexer.analysis.query_terms import beside
from indexer.engines import query_tree as q
from indexer.engines.port import Reader

MIN_SLIP_LETTERS = 5  # letters from which on a word may have a slip; shorter words are too near to each other
MAX_JOINED_LETTERS = 16  # of two syllables typed as one; what is longer is not Vietnamese
MAX_TYPED_WORDS = 30  # a longer query was pasted, not typed
MAX_RARE_COUNT = 2  # records with a word that may still be a slip, where another is MIN_TIMES_COMMONER times as common
MIN_TIMES_COMMONER = 50
MAX_UNKNOWN_WORDS = 3  # with more wrong words the query is in another language

_FIELDS = ("title", "text")  # whose words are taken to be spelled right

Place = tuple[str, str]  # a layer and a term; of `pairs`: two words without marks side by side, joined by `_`

# Tells how many records have each term, in titles or texts.
Count = Callable[[Sequence[Place]], Sequence[int]]

_TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")


class _Frequency:
    """Remembers how many records have a term; those that `look` was told of are counted in one question."""

    def __init__(self, count: Count) -> None:
        self._count = count
        self._known: dict[Place, int] = {}

    def look(self, places: Iterable[Place]) -> None:
        missing = [place for place in dict.fromkeys(places) if place not in self._known]
        if missing:
            self._known |= zip(missing, self._count(missing), strict=True)

    def __call__(self, layer: str, term: str) -> int:
        self.look([(layer, term)])
        return self._known[layer, term]


def respelled(text: str, reader: Reader, *, rare: int = 0) -> str | None:
    """Return the query with its slips put right by the words of an index: see `correct`."""

    def count(places: Sequence[Place]) -> list[int]:
        queries = [_queries(*place) for place in places]
        totals = iter(reader.totals([*chain(*queries)]))
        return [max(islice(totals, len(alternatives))) for alternatives in queries]

    return correct(text, count, rare=rare)


def _queries(layer: str, term: str) -> tuple[q.Query, ...]:
    """Return the queries of which the greatest total tells how common a term is."""
    if layer == "pairs":
        return (beside(*term.split("_", 1)),)
    return tuple(q.Term((q.Form(layer, term),), (field,)) for field in _FIELDS)


def correct(text: str, count: Count, *, rare: int = 0) -> str | None:
    """Return the query with its unknown words put right; None where there are none, or one cannot be.

    Words that `rare` records or fewer have count as unknown too; another word must then be MIN_TIMES_COMMONER times as
    common.
    """
    words = syllables(text)
    if len(words) > MAX_TYPED_WORDS:
        return None
    frequency = _Frequency(count)
    frequency.look(place for word in words for place in _places(word.term))
    whole = _unsplit(text, frequency)
    return _put_right(whole, frequency, rare) or (whole if whole != text else None)


def _unsplit(text: str, frequency: _Frequency) -> str:
    """Join neighbours of which one is no word and which together are one: `ng hị quyết`, `quy ết`."""
    words = syllables(text)
    for left, right in reversed(list(pairwise(words))):
        if text[left.end : right.start] == " " and not (_known(left.term, frequency) and _known(right.term, frequency)):
            joined = left.term + right.term
            if fold(joined) in _forms() and _known(joined, frequency):
                return _unsplit(text[: left.end] + text[right.start :], frequency)
    return text


def _put_right(text: str, frequency: _Frequency, rare: int) -> str | None:
    words = syllables(text)
    count = {word.term: _count(word.term, frequency) for word in words if not word.term.isdecimal()}
    unknown = {term for term, having in count.items() if having <= rare}
    if len(unknown) > MAX_UNKNOWN_WORDS or any(len(term) > MAX_JOINED_LETTERS for term in unknown):
        return None
    made, at = "", 0
    before = ""
    for i, word in enumerate(words):
        better = word.term
        if word.term in unknown:
            bare = fold(word.term) == word.term
            candidates = list(_candidates(word.term, frequency))
            frequency.look(place for one in candidates for place in (*_pair(before, one), *_words(one, bare=bare)))
            worth = {one: _worth(before, one, frequency, bare=bare) for one in candidates}
            # Marks slip sooner than letters; of equals the first by its letters, so that every process offers the same.
            found = max(
                sorted(worth), key=lambda one: _likely(one, word.term, worth[one], alone=not before), default=""
            )
            if not found or (before and not worth[found][0]):  # no text has it beside the word before it
                return None
            if rare:
                after = fold(words[i + 1].term) if i + 1 < len(words) else ""
                alone = after and not frequency("pairs", f"{fold(found.split(' ')[-1])}_{after}")
                if alone or worth[found][1] < MIN_TIMES_COMMONER * max(1, count[word.term]):
                    return None
            made += text[at : word.start] + found
            better, at = found, word.end
        before = fold(better.split(" ")[-1])
    return made + text[at:] if at else None


def _places(term: str) -> list[Place]:
    return [("exact", term), ("folded", term)] if fold(term) == term else [("exact", term)]


def _known(term: str, frequency: _Frequency) -> bool:
    return _count(term, frequency) > 0


def _count(term: str, frequency: _Frequency) -> int:
    return max(frequency(*place) for place in _places(term))


def _worth(before: str, candidate: str, frequency: _Frequency, *, bare: bool) -> tuple[int, int]:
    """Return how well a candidate goes with the word before it, and how common it is.

    Only for a word that was typed without marks (`bare`) are the marked forms of a candidate its own.
    """
    beside = sum(frequency(*place) for place in _pair(before, candidate))
    common = (sum(frequency(*place) for place in _words(word, bare=bare)) for word in candidate.split(" "))
    return beside, min(common)


def _pair(before: str, candidate: str) -> list[Place]:
    words = [before] * bool(before) + candidate.split(" ")
    return [("pairs", "_".join(map(fold, words[:2])))] if len(words) > 1 else []


def _words(candidate: str, *, bare: bool) -> list[Place]:
    layers = ("exact", "folded") if bare else ("exact",)
    return [(layer, word) for word in candidate.split(" ") for layer in layers]


def _likely(candidate: str, typed: str, worth: tuple[int, int], *, alone: bool) -> tuple[bool, bool, int, int]:
    return (alone or worth[0] > 0, fold(candidate) == fold(typed), *worth)


def _candidates(term: str, frequency: _Frequency) -> Iterator[str]:
    plain = fold(term)
    marked = plain != term
    near = {plain} if marked else set()
    if len(plain) >= MIN_SLIP_LETTERS:
        near |= set(_slips(plain))
    forms = [form for other in near for form in _forms().get(other, ())] if marked else []
    cuts = [(term[:cut], term[cut:]) for cut in range(2, len(term) - 1)]
    frequency.look(("exact", form) for form in forms)
    frequency.look(place for one in (*(() if marked else near), *chain(*cuts)) for place in _places(one))
    yield from (form for form in forms if frequency("exact", form))
    yield from (other for other in near if not marked and _known(other, frequency))
    cuts = [cut for cut in cuts if all(_known(part, frequency) for part in cut)]
    frequency.look(("pairs", f"{fold(left)}_{fold(right)}") for left, right in cuts)
    yield from (f"{left} {right}" for left, right in cuts if frequency("pairs", f"{fold(left)}_{fold(right)}"))


def _slips(word: str) -> Iterator[str]:
    """Yield the words that are one letter more, less or other, or two neighbours changed, away from a word."""
    for i in range(len(word) + 1):
        left, right = word[:i], word[i:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in ascii_lowercase:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    """Return every syllable that spelling allows, by what it is without marks."""
    found: dict[str, list[str]] = {}
    for plain in toneless():
        for tone in _TONES:
            if syllable := toned(plain, tone):
                found.setdefault(fold(plain), []).append(syllable)
    return {plain: tuple(forms) for plain, forms in found.items()}
