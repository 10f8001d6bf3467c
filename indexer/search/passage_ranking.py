"""Rank the best documents of a question again, by the clause of each that answers it best: the same on every engine.

The first RERANKED results are ranked again, whatever page is requested, so that no page repeats another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold
from indexer.engines.port import Hit
from indexer.engines.ranking import ASKED, CLAUSE, CLAUSE_FLOOR, K1, LAW_NAMED, B, idf
from indexer.search.highlight.candidates import find_candidates
from indexer.search.query.document_cache import StoredDocument
from indexer.search.query.questions import asked_articles, asked_term, asking_words

MAX_TEXT = 20_000  # code points of a text whose clauses are compared
MAX_NAME = 150  # code points of a law's name
MAX_BRACKETS = 120  # code points of what stands in brackets between a term and its definition

ClauseScores = NDArray[np.float64]


def reranked(
    text: str, hits: Sequence[Hit], stored: Callable[[Sequence[str]], Sequence[StoredDocument]]
) -> tuple[Hit, ...]:
    """Return the hits of a question with higher scores, the best first; `stored` gives the documents of some ids.

    Nothing is subtracted, so that a document that is not compared never stands above one that is.
    """
    articles, term = asked_articles(text), " ".join(asked_term(text))
    floor = 0.0 if articles or term else CLAUSE_FLOOR * hits[0].score if hits else 0.0
    compared = [hit for hit in hits if hit.score >= floor]
    if len(compared) < 2 or len(documents := stored([hit.id for hit in compared])) != len(compared):
        return tuple(hits)
    scores = np.array([hit.score for hit in compared])
    best = best_clauses(text, documents)
    scores += CLAUSE * scores.max() * best / max(1e-9, float(best.max()))
    bare = is_bare(terms(text))
    asked = np.array([_is_asked(document, articles, term, bare) for document in documents])
    words = f" {' '.join(map(fold, terms(text)))} "
    scores *= 1 + ASKED * asked + LAW_NAMED * np.array([_is_named(document, words) for document in documents])
    order = np.argsort(-np.round(scores, 6), kind="stable").tolist()
    again = (Hit(compared[i].id, round(float(scores[i]), 6)) for i in order)
    return (*again, *hits[len(compared) :])


def best_clauses(text: str, documents: Sequence[StoredDocument]) -> ClauseScores:
    """Return for each document BM25F of its best line, each line with title and summary before it.

    A word typed with marks counts where it has just these; a question without any marks, whatever marks a text has.
    How rare a word is, is counted among the documents.
    """
    typed = terms(text)
    asking = asking_words(typed)
    key = fold if is_bare(typed) else str
    number = {word: i for i, word in enumerate(dict.fromkeys(w for at, w in enumerate(typed) if at not in asking))}
    best = np.zeros(len(documents))
    if not number:
        return best
    parts = [part for d in documents for part in (d.title, d.document.summary or "", d.body[:MAX_TEXT])]
    found = find_candidates(parts, frozenset(map(fold, number)))
    pieces = [found.text[start:end] for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]
    of_piece = {piece: number.get(key("".join(terms(piece))), -1) for piece in set(pieces)}
    words = np.array([of_piece[piece] for piece in pieces], np.int64)
    known = words >= 0
    lines = np.zeros((len(found.breaks), len(number)))
    np.add.at(lines, (found.lines[known], words[known]), 1)
    lengths = np.diff(found.breaks, prepend=-1) - 1
    owners, fields = np.divmod(found.firsts.searchsorted(found.breaks, "right") - 1, 3)
    heads = np.zeros((len(documents), len(number)))
    of_head = np.flatnonzero(fields < 2)
    np.add.at(heads, owners[of_head], lines[of_head])
    clauses = np.flatnonzero((fields == 2) & (lengths > 0))
    in_document = heads.copy()
    np.add.at(in_document, owners[clauses], lines[clauses])
    rarity = np.array([idf(len(documents), int(count)) for count in (in_document > 0).sum(axis=0)])
    norm = 1 - B + B * lengths[clauses] / max(1.0, float(lengths[clauses].mean()) if len(clauses) else 1.0)
    freqs = lines[clauses] / norm[:, None] + heads[owners[clauses]]
    np.maximum.at(best, owners[clauses], (freqs / (freqs + K1)) @ rarity)
    return best


def _is_asked(stored: StoredDocument, articles: frozenset[str], term: str, bare: bool) -> bool:
    """Tell whether a document is an article of an asked number, or defines the asked term, which may be `bare`."""
    if articles and (number := _ARTICLE.match(stored.title)) and number["number"].lower() in articles:
        return True
    if not term:
        return False
    body = stored.body[:MAX_TEXT].lower()
    return _defines(fold(body) if bare else body, term)


def _is_named(stored: StoredDocument, words: str) -> bool:
    """Tell whether a question of these words, folded, names the law that a document is part of: summary or section."""
    names = (stored.document.summary, stored.document.section)
    return any(f" {' '.join(map(fold, terms(name)))} " in words for name in names if name and len(name) <= MAX_NAME)


def _defines(body: str, term: str) -> bool:
    """Tell whether a line, after its number, begins with a term and `là`, with or without brackets between them."""
    at = body.find(term)
    while at >= 0:
        end = at + len(term)
        after = body[end : end + MAX_BRACKETS].lstrip('"”» ')
        after = after.partition(")")[2].lstrip() if after.startswith("(") else after
        before = body[max(0, at - 12) : at].rpartition("\n")[2]
        if after.startswith(("là ", "la ")) and len(before.strip(_LINE_START)) <= 1:
            return True
        at = body.find(term, end)
    return False


_ARTICLE = re.compile(r"Điều (?P<number>\d{1,3}[a-zđ]?)\b")
_LINE_START = ' "“«(.)0123456789'  # before the first word of a line; a letter may stand among them: `a)`
