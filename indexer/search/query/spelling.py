"""Correct a query by the words of an index: a slip in a word, wrong marks, words joined or split."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice, pairwise, zip_longest
from string import ascii_lowercase

from corpus.vi.syllables import syllables
from corpus.vi.telex import toneless_syllables, with_tone
from corpus.vi.text import fold
from indexer.analysis.query_terms import TEXTS, adjacent_words, phrase
from indexer.engines import query_tree as q
from indexer.engines.port import Reader
from indexer.search.query.parser import is_field_name

MIN_SLIP_LETTERS = 5  # of a word that may have a slip; shorter words are too near to each other
MAX_JOINED_LETTERS = 16  # of two syllables typed as one; longer words are not Vietnamese
MAX_TYPED_WORDS = 30  # a longer query was pasted, not typed
MAX_RARE_COUNT = 2  # records with a word that may still be a slip, where another is MIN_TIMES_COMMONER times as common
MIN_TIMES_COMMONER = 50
MAX_UNKNOWN_WORDS = 3  # with more of them the query is in another language

_FIELDS = ("title", "text")  # whose words count as spelled right

# A layer and a term; of `pairs`: two adjacent words without marks, joined by `_`; of `phrase`: the same with marks.
LayerTerm = tuple[str, str]

# Counts the records that have each term, in titles or texts.
CountTerms = Callable[[Sequence[LayerTerm]], Sequence[int]]

_TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")


class _Frequency:
    """Caches how many records have a term, for one query; the terms passed to `load` are counted by a single call."""

    def __init__(self, count: CountTerms) -> None:
        self._count = count
        self._counts: dict[LayerTerm, int] = {}

    def load(self, layer_terms: Iterable[LayerTerm]) -> None:
        missing = [key for key in dict.fromkeys(layer_terms) if key not in self._counts]
        if missing:
            self._counts |= zip(missing, self._count(missing), strict=True)

    def __call__(self, layer: str, term: str) -> int:
        self.load([(layer, term)])
        return self._counts[layer, term]


def respelled(text: str, reader: Reader, *, rare: int = 0) -> str | None:
    """Return the query with its slips corrected by the words of an index: see `correct`. Raises EngineError."""

    def count(layer_terms: Sequence[LayerTerm]) -> list[int]:
        queries = [_queries(*key) for key in layer_terms]
        totals = iter(reader.totals([*chain(*queries)]))
        return [max(islice(totals, len(alternatives))) for alternatives in queries]

    return correct(text, count, rare=rare)


def _queries(layer: str, term: str) -> tuple[q.Query, ...]:
    """Return the queries of which the greatest total is the count of a term."""
    if layer == "pairs":
        return (adjacent_words(*term.split("_", 1)),)
    if layer == "phrase":
        return tuple(query for query in (phrase(term.replace("_", " "), fields=TEXTS, accents=True),) if query)
    return tuple(q.Term((q.Form(layer, term),), (field,)) for field in _FIELDS)


def correct(text: str, count: CountTerms, *, rare: int = 0) -> str | None:
    """Return the query with its unknown words corrected; None where there are none, or any of them cannot be.

    Words that `rare` records or fewer have count as unknown too; another word must then be MIN_TIMES_COMMONER times as
    common.
    """
    words = syllables(text)
    if len(words) > MAX_TYPED_WORDS:
        return None
    frequency = _Frequency(count)
    frequency.load(key for word in words for key in _layer_terms(word.term))
    joined = _unsplit(text, frequency)
    return _corrected(joined, frequency, rare) or (joined if joined != text else None)


def _unsplit(text: str, frequency: _Frequency) -> str:
    """Join neighbours of which at least one is no word and which together are one: `ng hị quyết`, `quy ết`."""
    words = syllables(text)
    for left, right in reversed(list(pairwise(words))):
        if text[left.end : right.start] in ("-", " ") and _is_code(left.term, right.term, frequency):
            return _unsplit(text[: left.end] + text[right.start :], frequency)
        if text[left.end : right.start] == " " and not (_known(left.term, frequency) and _known(right.term, frequency)):
            joined = left.term + right.term
            if fold(joined) in _forms() and _known(joined, frequency):
                return _unsplit(text[: left.end] + text[right.start :], frequency)
    return text


def _is_code(left: str, right: str, frequency: _Frequency) -> bool:
    """Tell whether letters and digits are a code that texts only write as one word: `F-16` where they have `F16`."""
    if not (left.isascii() and left.isalpha() and right.isdecimal()) or frequency("pairs", f"{left}_{right}"):
        return False
    return _known(left + right, frequency)


def _corrected(text: str, frequency: _Frequency, rare: int) -> str | None:
    """Return the text with each unknown word replaced by its best candidate; None where any of them has none."""
    words = syllables(text)
    counts = {word.term: _count(word.term, frequency) for word in words if not word.term.isdecimal()}
    names = {word.term for word in words if is_field_name(text, word)}
    unknown = {term for term, count in counts.items() if count <= rare} - names
    if len(unknown) > MAX_UNKNOWN_WORDS or any(len(term) > MAX_JOINED_LETTERS for term in unknown):
        return None
    corrected, at, before, marked_before = "", 0, "", ""
    for word, following in zip_longest(words, words[1:]):
        replacement = word.term
        if word.term in unknown:
            marked_after = following.term if following else ""
            best = _best_candidate(before, word.term, frequency, beside=(marked_before, marked_after))
            if best is None:
                return None
            after = fold(marked_after)
            if rare and counts[word.term] and not _is_much_commoner(before, best, after, word.term, frequency):
                return None
            corrected += text[at : word.start] + best
            replacement, at = best, word.end
        marked_before = replacement.split(" ")[-1]
        before = fold(marked_before)
    return corrected + text[at:] if at else None


def _best_candidate(before: str, term: str, frequency: _Frequency, *, beside: tuple[str, str]) -> str | None:
    """Return the best replacement of an unknown word; None where there is none that some text has beside `before`.

    `beside` are the words before and after it with their marks, which tell `đất` from `đạt` behind `giá`.
    """
    bare = fold(term) == term
    candidates = list(_candidates(term, frequency))
    frequency.load(key for candidate in candidates for key in _scored_terms(before, candidate, bare=bare))
    scores = {candidate: _score(before, candidate, frequency, bare=bare) for candidate in candidates}

    phrases = {candidate: _phrases(candidate, beside) for candidate in candidates} if len(candidates) > 1 else {}
    frequency.load(key for keys in phrases.values() for key in keys)

    def rank(candidate: str) -> tuple[bool, bool, int, int, int]:
        # Marks slip sooner than letters.
        adjacent = sum(frequency(*key) for key in phrases.get(candidate, ()))
        return (not before or scores[candidate][0] > 0, fold(candidate) == fold(term), adjacent, *scores[candidate])

    # Of equal candidates the first by its letters, so that every process offers the same.
    best = max(sorted(scores), key=rank, default=None)
    return None if best is None or (before and not scores[best][0]) else best


def _phrases(candidate: str, beside: tuple[str, str]) -> list[LayerTerm]:
    """Return the phrases of a candidate with the word before it and with the word after it, as they are marked."""
    before, after = beside
    words = [word for word in (before, *candidate.split(" "), after) if word]
    ends = {"_".join(words[:2])} if before else set()
    ends |= {"_".join(words[-2:])} if after else set()
    return [("phrase", pair) for pair in sorted(ends)]


def _is_much_commoner(before: str, candidate: str, after: str, term: str, frequency: _Frequency) -> bool:
    """Tell whether a candidate may replace a rare word: some text has it before `after`, and it is far commoner."""
    if after and not frequency("pairs", f"{fold(candidate.split(' ')[-1])}_{after}"):
        return False
    common = _score(before, candidate, frequency, bare=fold(term) == term)[1]
    return common >= MIN_TIMES_COMMONER * max(1, _count(term, frequency))


def _layer_terms(term: str) -> list[LayerTerm]:
    return [("exact", term), ("folded", term)] if fold(term) == term else [("exact", term)]


def _known(term: str, frequency: _Frequency) -> bool:
    return _count(term, frequency) > 0


def _count(term: str, frequency: _Frequency) -> int:
    return max(frequency(*key) for key in _layer_terms(term))


def _score(before: str, candidate: str, frequency: _Frequency, *, bare: bool) -> tuple[int, int]:
    """Return how many texts have a candidate right after the word before it, and how many have it at all.

    Only for a word that was typed without marks (`bare`) do the marked forms of a candidate count as it.
    """
    adjacent = sum(frequency(*key) for key in _pair(before, candidate))
    common = (sum(frequency(*key) for key in _words(word, bare=bare)) for word in candidate.split(" "))
    return adjacent, min(common)


def _scored_terms(before: str, candidate: str, *, bare: bool) -> list[LayerTerm]:
    return [*_pair(before, candidate), *_words(candidate, bare=bare)]


def _pair(before: str, candidate: str) -> list[LayerTerm]:
    words = [before] * bool(before) + candidate.split(" ")
    return [("pairs", "_".join(map(fold, words[:2])))] if len(words) > 1 else []


def _words(candidate: str, *, bare: bool) -> list[LayerTerm]:
    layers = ("exact", "folded") if bare else ("exact",)
    return [(layer, word) for word in candidate.split(" ") for layer in layers]


def _candidates(term: str, frequency: _Frequency) -> Iterator[str]:
    """Yield the known words and pairs of words that a typed word may stand for."""
    plain = fold(term)
    is_marked = plain != term
    near = {plain} if is_marked else set()
    if len(plain) >= MIN_SLIP_LETTERS:
        near |= set(_slips(plain))
    marked_forms = [form for other in near for form in forms_with_marks(other)] if is_marked else []
    unmarked = set() if is_marked else near
    cuts = [(term[:cut], term[cut:]) for cut in _cuts(term)]
    frequency.load(("exact", form) for form in marked_forms)
    frequency.load(key for word in (*unmarked, *chain(*cuts)) for key in _layer_terms(word))
    yield from (form for form in marked_forms if frequency("exact", form))
    yield from (word for word in unmarked if _known(word, frequency))
    pairs = {
        (left, right): f"{fold(left)}_{fold(right)}"
        for left, right in cuts
        if _known(left, frequency) and _known(right, frequency)
    }
    frequency.load(("pairs", pair) for pair in pairs.values())
    yield from (f"{left} {right}" for (left, right), pair in pairs.items() if frequency("pairs", pair))


def _cuts(term: str) -> list[int]:
    """Return where a word may be two: a code between its letters and digits (`F16`), others at two letters at least."""
    codes = [at for at in range(1, len(term)) if term[at - 1].isdigit() != term[at].isdigit()]
    return sorted({*codes, *range(2, len(term) - 1)})


def _slips(word: str) -> Iterator[str]:
    """Yield the words at a distance of one: a letter inserted, deleted or replaced, or two neighbours transposed."""
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


def forms_with_marks(plain: str) -> tuple[str, ...]:
    """Return all syllables that Vietnamese spelling allows with these letters, by their form without marks."""
    return _forms().get(plain, ())


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    """Return all syllables that Vietnamese spelling allows, by their form without marks."""
    forms: dict[str, list[str]] = {}
    for toneless_syllable in toneless_syllables():
        for tone in _TONES:
            if syllable := with_tone(toneless_syllable, tone):
                forms.setdefault(fold(toneless_syllable), []).append(syllable)
    return {plain: tuple(marked) for plain, marked in forms.items()}
