"""Turn typed syllables into the forms under which documents may have them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold
from indexer.analysis.segmentation.words import words
from indexer.engines.query_tree import Form, Phrase, Query, Term
from indexer.engines.ranking import BARE, FIELDS, FOLDED, FOLDED_AMONG_MARKED, LIKE, NUMBER, WORDS, WRITTEN

EVERYWHERE = tuple(FIELDS)
TEXTS = ("title", "summary", "text")

# Syllables in which i and y sound the same and both are written: `kỹ/kĩ`, `lý/lí`, `tỷ/tỉ`, `quy/qui`, `Thy/Thi`.
_I_OR_Y = re.compile(r"(qu|th|[bhklmnstvx])([iìỉĩíịyỳỷỹýỵ])")
_OTHER = dict(zip("iìỉĩíịyỳỷỹýỵ", "yỳỷỹýỵiìỉĩíị", strict=True))


def like(term: str) -> str | None:
    """Return the same syllable with i for y or y for i, where Vietnamese writes both; None elsewhere."""
    found = _I_OR_Y.fullmatch(term)
    return found.group(1) + _OTHER[found.group(2)] if found else None


@lru_cache(maxsize=20_000)
def word(term: str, *, bare: bool, fields: tuple[str, ...] = EVERYWHERE, accents: bool = False) -> Term:
    """Return the query for one typed syllable.

    With marks it finds that syllable, and below it the bare one in documents that have no marks at all. Without
    marks it finds every marked form, its own first; less so when other words of the query have marks (`bare` is
    False), as whoever types marks means their absence too. `accents`: it finds only what was typed. A figure is the
    same with a zero before it (`số 5`, `số 05`).
    """
    forms = [Form("exact", term)]
    other = like(term)
    if term.isdecimal() and len(term) <= 2 and int(term) < 10:
        return Term((Form("exact", f"{int(term):02d}"), Form("exact", str(int(term)))), fields)
    if accents or term.isdecimal():
        return Term(tuple(forms), fields)
    folded = fold(term)
    if folded != term:
        forms.append(Form("bare", folded, BARE))
        if other:
            forms.append(Form("exact", other, LIKE))
    else:
        weight = FOLDED if bare else FOLDED_AMONG_MARKED
        forms.append(Form("folded", folded, weight))
        if other:
            forms += [Form("exact", other, weight * LIKE), Form("folded", other, weight * LIKE)]
    return Term(tuple(forms), fields)


def phrase(
    text: str, *, fields: tuple[str, ...] = EVERYWHERE, accents: bool = False, weight: float = 1.0
) -> Query | None:
    """Return the query for words in this order, their scores scaled; None where the text has no syllable."""
    typed = terms(text)
    bare = is_bare(typed)
    found = tuple(_scaled(word(term, bare=bare, fields=fields, accents=accents), weight) for term in typed)
    if not found:
        return None
    return found[0] if len(found) == 1 else Phrase(found)


def beside(first: str, second: str) -> Query:
    """Return the query for two words side by side in a text, whatever the marks on them."""
    return Phrase(tuple(word(fold(one), bare=True, fields=TEXTS) for one in (first, second)))


def _scaled(term: Term, weight: float) -> Term:
    return Term(tuple(Form(form.layer, form.term, form.weight * weight) for form in term.forms), term.fields)


def together(typed: list[str], weight: float = 1.0) -> list[Query]:
    """Return what raises titles in which typed syllables stand side by side."""
    pairs = dict.fromkeys(f"{fold(a)}_{fold(b)}" for a, b in pairwise(typed))
    return [Term((Form("pairs", pair, weight),), ("title",)) for pair in pairs]


def compounds(text: str) -> list[Query]:
    """Return what raises documents whose titles have the same words of several syllables."""
    if is_bare(terms(text)):
        return []
    # In small letters, as pyvi joins other words where all are capitals: capitals of a query change nothing.
    found = dict.fromkeys(words(text.lower()))
    return [Term((Form("words", one, WORDS),), ("title", "summary")) for one in found]


def numbered(key: str) -> Query:
    """Return the query for the documents that bear a number, by its key; just as written comes first."""
    return Term((Form("keys", f"={key}", WRITTEN * NUMBER), Form("keys", key, NUMBER)), ("number",))


def citing(key: str) -> Query:
    """Return the query for the documents that cite a number, by its key."""
    return Term((Form("keys", key),), TEXTS)
