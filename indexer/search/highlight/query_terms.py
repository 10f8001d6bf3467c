"""Extract the terms to highlight from a query tree: words, phrases, numbers and dates, but nothing of a must-not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.vi.dates.span import Span
from corpus.vi.text import fold
from indexer.engines import query_tree as q
from indexer.schema.relations import CITES, RELATION

_YEAR = re.compile(r"/\d{4}/")


@dataclass(frozen=True, slots=True)
class Forms:
    """Holds the forms of one word, by layer."""

    exact: frozenset[str]
    bare: frozenset[str]
    folded: frozenset[str]

    def match(self, term: str, *, bare: bool) -> bool:
        """Tell whether a term of a text is the word; `bare`: the text has no marks at all."""
        return term in self.exact or (bare and term in self.bare) or fold(term) in self.folded


@dataclass(frozen=True, slots=True)
class HighlightTerms:
    """Holds the terms to highlight: words, phrases in order, keys of document numbers, and spans of dates.

    `pairs` are typed neighbours, folded: where a text has a word beside its neighbour, the word is not marked elsewhere
    (`hồ` of `hồ sơ` for `ho tro`). `folded_words` are the words of all of these, folded. `short_forms` are (words of a
    full form, folded; its short forms): where a text has a short form, words of the full form are not marked when they
    stand alone (`hội` of `hội nghị` for `hội đồng nhân dân`, beside `HĐND`).
    """

    words: Forms
    phrases: tuple[tuple[Forms, ...], ...]
    keys: frozenset[str]
    pairs: frozenset[str]
    spans: frozenset[Span]
    folded_words: frozenset[str]
    short_forms: tuple[tuple[frozenset[str], tuple[tuple[Forms, ...], ...]], ...] = ()
    beginnings: frozenset[tuple[str, str]] = frozenset()
    cites: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Collected:
    words: list[q.Form] = field(default_factory=list)
    phrases: list[tuple[Forms, ...]] = field(default_factory=list)
    pairs: set[str] = field(default_factory=set)
    spans: set[Span] = field(default_factory=set)
    short_forms: list[tuple[frozenset[str], tuple[tuple[Forms, ...], ...]]] = field(default_factory=list)
    beginnings: set[tuple[str, str]] = field(default_factory=set)
    columns: dict[str, set[str]] = field(default_factory=lambda: {CITES: set(), RELATION: set()})


def highlight_terms(query: q.Query) -> HighlightTerms:
    """Return the terms to highlight for a query."""
    collected = _Collected()
    _collect(query, collected)
    keys = {form.term for form in collected.words if form.layer == "keys"}
    # A text cites `12/NQ-HĐND` where the reader typed it with a year.
    keys |= {_YEAR.sub("/", key, count=1) for key in keys}
    forms = [_forms(collected.words), *(form for phrase in collected.phrases for form in phrase)]
    return HighlightTerms(
        words=forms[0],
        phrases=tuple(collected.phrases),
        keys=frozenset(keys),
        pairs=frozenset(collected.pairs),
        spans=frozenset(collected.spans),
        folded_words=frozenset(fold(term) for word in forms for term in (*word.exact, *word.bare, *word.folded)),
        short_forms=tuple(collected.short_forms),
        beginnings=frozenset(collected.beginnings),
        cites=frozenset(collected.columns[CITES]),
        relations=frozenset(collected.columns[RELATION]),
    )


def _collect(query: q.Query, collected: _Collected) -> None:
    match query:
        case q.Term(forms):
            collected.words += [form for form in forms if form.layer in ("exact", "bare", "folded", "keys")]
        case q.Phrase(terms):
            collected.phrases.append(tuple(_forms(list(term.forms)) for term in terms))
        case q.Prefix(layer, start):
            collected.beginnings.add((layer, start))
        case q.Close(part, runs):
            _collect(part, collected)
            for a, b in (pair for run in runs for pair in pairwise(run)):
                collected.pairs.update(f"{left}_{right}" for left in _folded(a) for right in _folded(b))
        case q.All(parts) | q.Any(parts) | q.Enough(parts, _):
            if isinstance(query, q.Any) and len(full := _words_of(parts[:1])) > 1:
                others = (_words_of((part,)) for part in parts[1:])
                shorts = tuple(tuple(_forms(list(word.forms)) for word in other) for other in others if other)
                collected.short_forms.append((frozenset().union(*map(_folded, full)), shorts))
            for part in parts:
                _collect(part, collected)
        case q.Where(column, values) if column in collected.columns:
            collected.columns[column].update(values)
        case q.During(_, span):
            collected.spans.add(span)
        case q.Without(part, _):
            _collect(part, collected)
        case q.Hint(part, hints):
            _collect(part, collected)
            for hint, _ in hints:
                if isinstance(hint, (q.Phrase, q.Any)):  # a name, or the days of a date
                    _collect(hint, collected)


def _words_of(parts: tuple[q.Query, ...]) -> tuple[q.Term, ...]:
    """Return the words of a full or short form; none for any other query."""
    match parts:
        case (q.Term() as word,):
            return (word,)
        case (q.Phrase(words),):
            return words
        case (q.All(words),) if all(isinstance(word, q.Term) for word in words):
            return tuple(word for word in words if isinstance(word, q.Term))
        case (q.All((q.Where(), rest)),):
            return _words_of((rest,))
    return ()


def _folded(word: q.Term) -> set[str]:
    return {fold(form.term) for form in word.forms}


def _forms(forms: list[q.Form]) -> Forms:
    layers = {layer: frozenset(f.term for f in forms if f.layer == layer) for layer in ("exact", "bare", "folded")}
    return Forms(**layers)
