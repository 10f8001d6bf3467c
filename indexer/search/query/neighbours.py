"""Mind which words stand side by side in documents: say where they never do, and which other marks would do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.vi.people.honorifics import QUERY_HONORIFICS
from corpus.vi.syllables import Syllable, is_bare, syllables, terms
from corpus.vi.text import fold
from indexer import sentences
from indexer.analysis.query_terms import TEXTS, phrase
from indexer.analysis.segmentation.words import words
from indexer.engines.query_tree import All, Query, Where
from indexer.results import Note, Result
from indexer.schema.documents import DOCUMENT
from indexer.search.query.lookup import Lookup
from indexer.search.query.parser import (
    OPERATORS,
    QUOTES,
    Beginning,
    BooleanGroup,
    Field,
    Node,
    Not,
    Quoted,
    is_field_name,
    parse,
)
from indexer.search.query.spelling import forms_with_marks

NO_SUCH_PHRASE = "no-such-phrase"  # code of a note
_WORDED = (*TEXTS, "heading")  # fields that are written in words
MAX_WORDS = 6  # of a query whose words are compared with their neighbours


def wanted_words(text: str) -> str:
    """Return a query with blanks for its operators, its fields, words with a star, and what is unwanted."""
    wanted = " " * len(text)
    for start, end in _wanted(parse(text).tree):
        wanted = wanted[:start] + text[start:end] + wanted[end:]
    return wanted


def _wanted(node: Node) -> Iterator[tuple[int, int]]:
    match node:
        case Not() | Beginning() | Field():
            return
        case BooleanGroup(parts):
            for part in parts:
                yield from _wanted(part)
        case _:
            yield node.start, node.end


class Compound(NamedTuple):
    """Says that a word of several syllables stands in a query from `start` on; `query` matches where it is in one
    piece, and scores nothing."""

    text: str
    start: int
    query: Query


def compounds_of(text: str, *, accents: bool) -> tuple[Compound, ...]:
    """Return the words of several syllables among the plain words of a short query.

    Two plain syllables alone are such a word too, whatever the dictionary says, but a person's name behind an
    honorific (`ông Hòa`), which documents write in full. In quotation marks each is in one piece anyway. `accents`:
    only what was typed matches.
    """
    typed = syllables(text)
    if not 2 <= len(typed) <= MAX_WORDS or any(mark in text for mark in QUOTES):
        return ()
    if len(typed) == 2:
        is_word = text[typed[0].end : typed[1].start] == " " and all(word.term.isalpha() for word in typed)
        candidates = [text[typed[0].start : typed[1].end]] if is_word and not _is_name(typed[0], text) else []
    else:
        candidates = [] if is_bare(terms(text)) else [word.replace("_", " ") for word in words(text.lower())]
    compounds = []
    for word in dict.fromkeys(candidates):
        at, query = text.lower().find(word.lower()), phrase(word, fields=_WORDED, accents=accents, weight=0.0)
        if at >= 0 and query:
            compounds.append(Compound(text[at : at + len(word)], at, query))
    return tuple(compounds)


def _is_name(first: Syllable, text: str) -> bool:
    """Tell whether two syllables are an honorific and a name, and no word such as `bà con`."""
    return (first.term,) in QUERY_HONORIFICS and fold(first.term) != first.term and not words(text.lower())


def not_shown(compounds: Iterable[Compound], results: Sequence[Result]) -> list[Compound]:
    """Return the words that are in one piece in none of the results, as far as these are shown."""
    shown = _shown(results)
    return [word for word in compounds if not _is_shown(terms(word.text), shown)] if results else []


def nowhere_whole(scattered: Sequence[Compound], lookup: Lookup, message: Callable[[str], str]) -> tuple[Note, ...]:
    """Return a note for each word that no document has in one piece, of those that are scattered in all results."""
    if not scattered:
        return ()
    whole = lookup.reader.totals([All((Where("type", (DOCUMENT,)), word.query)) for word in scattered])
    return tuple(
        Note(NO_SUCH_PHRASE, message(word.text), word.start, word.start + len(word.text))
        for word, total in zip(scattered, whole, strict=True)
        if not total
    )


def stand_apart(text: str, results: Sequence[Result]) -> bool:
    """Tell whether two neighbours of a short query, one of them with marks, are side by side in none of the results."""
    typed = syllables(text)
    if not 2 <= len(typed) <= MAX_WORDS or is_bare([word.term for word in typed]):
        return False
    shown = _shown(results)
    neighbours = [
        (a.term, b.term)
        for a, b in pairwise(typed)
        if text[a.end : b.start] == " "
        and a.term.isalpha()
        and b.term.isalpha()
        and fold(a.term + b.term) != a.term + b.term
    ]
    return any(not _is_shown(pair, shown) for pair in neighbours)


def _shown(results: Sequence[Result]) -> list[str]:
    """Return the terms of what is marked in results, where words of a query that stand side by side are one mark."""
    marked: set[str] = set()
    for result in results:
        marked |= {result.title.text[start:end].lower() for start, end in result.title.marks}
        marked |= {part.text[start:end].lower() for part in result.snippets for start, end in part.marks}
    return [f" {' '.join(terms(text))} " for text in marked if " " in text]


def _is_shown(words: Sequence[str], shown: Sequence[str]) -> bool:
    phrase = f" {' '.join(words)} "
    if is_bare(list(words)):
        return any(phrase in fold(text) for text in shown)
    return any(phrase in text for text in shown)


def phrases_of_no_document(text: str, lookup: Lookup) -> tuple[Note, ...]:
    """Return a note for each phrase in quotation marks that no document has."""
    quoted = [part for part in parse(text).tree.parts if isinstance(part, Quoted) and len(terms(part.text)) > 1]
    return tuple(
        Note(NO_SUCH_PHRASE, sentences.NO_SUCH_PHRASE.format(phrase=part.text.strip()), part.start, part.end)
        for part in quoted
        if not _has_phrase(part.text, lookup)
    )


def with_other_marks(text: str, lookup: Lookup) -> str | None:
    """Return the query with one word marked so that it stands beside its neighbour in some document: `giá đát`.

    None where the words stand so as they are, or where no marks would do. A word without marks is found with any, and
    one with a capital may be a name, which other marks make another person's.
    """
    syllables_typed = syllables(text)
    typed = [word.term for word in syllables_typed]
    if not 2 <= len(typed) <= MAX_WORDS or any(note.code in OPERATORS for note in parse(text).notes):
        return None
    pairs = _adjacent_counts(pairwise(typed), lookup)
    is_name = [at > 0 and text[word.start].isupper() and not text.isupper() for at, word in enumerate(syllables_typed)]
    is_fixed = [is_name[at] or is_field_name(text, word) for at, word in enumerate(syllables_typed)]
    known = [
        at
        for at, word in enumerate(typed)
        if fold(word) != word and not is_fixed[at] and not all(_of(pairs, typed, at))
    ]
    forms = {at: [form for form in forms_with_marks(fold(typed[at])) if form != typed[at]] for at in known}
    candidates = [form for at in known for form in forms[at]]
    counts = dict(zip(candidates, lookup.word_counts(candidates), strict=True)) if candidates else {}
    marked = [(at, [*typed[:at], form, *typed[at + 1 :]]) for at in known for form in forms[at] if counts[form]]
    pairs |= _adjacent_counts((pair for at, other in marked for pair in _pairs_of(other, at)), lookup)
    best, most = None, 0
    for at, other in marked:
        before, after = _of(pairs, typed, at), _of(pairs, other, at)
        is_better = all(new or not old for old, new in zip(before, after, strict=True)) and sum(after) > most
        if is_better and any(new and not old for old, new in zip(before, after, strict=True)):
            place = syllables_typed[at]
            best, most = text[: place.start] + other[at] + text[place.end :], sum(after)
    return best


_Pair = tuple[str, str]


def _pairs_of(words: list[str], at: int) -> list[_Pair]:
    return list(pairwise(words[max(0, at - 1) : at + 2]))


def _of(pairs: dict[_Pair, int], words: list[str], at: int) -> list[int]:
    return [pairs[pair] for pair in _pairs_of(words, at)]


def _adjacent_counts(pairs: Iterable[_Pair], lookup: Lookup) -> dict[_Pair, int]:
    """Return how many documents have each pair of words just as typed, side by side. Asks the index once."""
    distinct = list(dict.fromkeys(pairs))
    queries = [phrase(" ".join(pair), accents=True) for pair in distinct]
    totals = lookup.reader.totals([query for query in queries if query]) if distinct else []
    return dict(zip(distinct, totals, strict=True))


def _has_phrase(text: str, lookup: Lookup) -> bool:
    query = phrase(text)
    return query is None or lookup.reader.totals([All((Where("type", (DOCUMENT,)), query))])[0] > 0
