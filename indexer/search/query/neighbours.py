"""Mind which words stand side by side in documents: say where they never do, and which other marks would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from corpus.vi.syllables import syllables, terms
from corpus.vi.text import fold
from indexer import sentences
from indexer.analysis.query_terms import phrase
from indexer.engines.query_tree import All, Where
from indexer.results import Note, Result
from indexer.schema.documents import DOCUMENT
from indexer.search.query.lookup import Lookup
from indexer.search.query.parser import Quoted, parse
from indexer.search.query.spelling import forms_with_marks

NO_SUCH_PHRASE = "no-such-phrase"  # code of a note
MAX_WORDS = 6  # of a query whose words are compared with their neighbours


def nowhere_adjacent(text: str, results: Sequence[Result], lookup: Lookup) -> tuple[Note, ...]:
    """Return a note where a query of two plain words has results, but no document has the two side by side."""
    words = syllables(text)
    if len(words) != 2 or text != " ".join(text[word.start : word.end] for word in words) or not results:
        return ()
    adjacent = f" {words[0].term} {words[1].term} "
    shown = [text for result in results for text in (result.title.text, *(part.text for part in result.snippets))]
    if any(adjacent in f" {' '.join(terms(part))} " for part in shown) or _has_phrase(text, lookup):
        return ()
    return (Note(NO_SUCH_PHRASE, sentences.ONLY_APART.format(phrase=text), 0, len(text)),)


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
    words = syllables(text)
    typed = [word.term for word in words]
    if not 2 <= len(words) <= MAX_WORDS:
        return None
    pairs = _adjacent_counts(pairwise(typed), lookup)
    is_name = [at > 0 and text[word.start].isupper() and not text.isupper() for at, word in enumerate(words)]
    known = [
        at for at, word in enumerate(typed) if fold(word) != word and not is_name[at] and not all(_of(pairs, typed, at))
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
            best, most = text[: words[at].start] + other[at] + text[words[at].end :], sum(after)
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
