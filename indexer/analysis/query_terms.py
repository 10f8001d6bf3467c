"""Turn typed syllables into query terms: every form in which documents may contain them."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from corpus.vi.spelling_variants import i_y_variant
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold
from indexer.analysis.segmentation.words import words
from indexer.engines.query_tree import Any, Form, Hint, Phrase, Prefix, Query, Term
from indexer.engines.ranking import BARE, COMPOUND, EXACT_NUMBER, FIELDS, FOLDED, FOLDED_AMONG_MARKED, NUMBER, VARIANT

EVERYWHERE = tuple(FIELDS)
TEXTS = ("title", "summary", "text", "attachments")


@lru_cache(maxsize=20_000)
def word(term: str, *, bare: bool, fields: tuple[str, ...] = EVERYWHERE, accents: bool = False) -> Term:
    """Return the query for one typed syllable.

    A syllable with marks matches itself, and with a lower weight the same letters in documents that have no marks at
    all. One without marks matches every marked form too; with a lower weight where other words of the query have marks
    (`bare` is False), since a reader who types marks means their absence too. `accents`: only what was typed matches.
    A one-digit number also matches with a leading zero (`số 5`, `số 05`).
    """
    forms = [Form("exact", term)]
    other = i_y_variant(term)
    if term.isdecimal() and len(term) <= 2 and int(term) < 10:
        return Term((Form("exact", f"{int(term):02d}"), Form("exact", str(int(term)))), fields)
    if accents or term.isdecimal():
        return Term(tuple(forms), fields)
    folded = fold(term)
    if folded != term:
        forms.append(Form("bare", folded, BARE))
        if other:
            forms.append(Form("exact", other, VARIANT))
    else:
        weight = FOLDED if bare else FOLDED_AMONG_MARKED
        forms.append(Form("folded", folded, weight))
        if other:
            forms += [Form("exact", other, weight * VARIANT), Form("folded", other, weight * VARIANT)]
    return Term(tuple(forms), fields)


def phrase(
    text: str, *, fields: tuple[str, ...] = EVERYWHERE, accents: bool = False, weight: float = 1.0
) -> Query | None:
    """Return the phrase query of a text, its scores times `weight`; None where the text has no syllable."""
    typed = terms(text)
    bare = is_bare(typed)
    words_in_order = tuple(_scaled(word(term, bare=bare, fields=fields, accents=accents), weight) for term in typed)
    if not words_in_order:
        return None
    return words_in_order[0] if len(words_in_order) == 1 else Phrase(words_in_order)


def beginning(letters: str) -> Query:
    """Return the query of the words that begin with some letters, of which the word of these letters scores."""
    start = "".join(terms(letters))
    bare = fold(start) == start
    layers = ("exact", "folded") if bare else ("exact",)
    matching = Any(tuple(Prefix(layer, start, TEXTS) for layer in layers))
    return Hint(matching, ((word(start, bare=bare, fields=TEXTS), 0.0),))


def adjacent_words(first: str, second: str) -> Query:
    """Return the phrase query of two words in any text field, whatever their marks."""
    return Phrase(tuple(word(fold(syllable), bare=True, fields=TEXTS) for syllable in (first, second)))


def _scaled(term: Term, weight: float) -> Term:
    return Term(tuple(Form(form.layer, form.term, form.weight * weight) for form in term.forms), term.fields)


def title_pairs(typed: list[str], weight: float = 1.0) -> list[Query]:
    """Return should-clauses for titles in which two neighbours of the typed syllables are adjacent."""
    pairs = dict.fromkeys(f"{fold(a)}_{fold(b)}" for a, b in pairwise(typed))
    return [Term((Form("pairs", pair, weight),), ("title",)) for pair in pairs]


def compounds(text: str) -> list[Query]:
    """Return should-clauses for titles and abstracts with the same words of several syllables."""
    if is_bare(terms(text)):
        return []
    # In lower case, since pyvi joins other words where all letters are capitals: capitals of a query change nothing.
    joined = dict.fromkeys(words(text.lower()))
    return [Term((Form("words", compound, COMPOUND),), ("title", "summary")) for compound in joined]


def bears_number(key: str) -> Query:
    """Return the query for the documents that bear a number, by its key; the exact spelling comes first."""
    return Term((Form("keys", f"={key}", EXACT_NUMBER * NUMBER), Form("keys", key, NUMBER)), ("number",))


def cites_number(key: str) -> Query:
    """Return the query for the documents that cite a number, by its key."""
    return Term((Form("keys", key),), TEXTS)
