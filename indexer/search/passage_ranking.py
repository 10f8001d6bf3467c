"""Rank the best documents of a question again, by the clause of each that answers it best: the same on every engine.

The first WINDOW results are ranked again, whatever page is requested, so that no page repeats another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.vi.syllables import terms
from corpus.vi.text import fold
from indexer.engines.port import Hit
from indexer.engines.ranking import K1, idf
from indexer.search.highlight.candidates import find_candidates
from indexer.search.query.document_cache import StoredDocument
from indexer.search.query.questions import ASKING_WORDS, asked_articles, asked_term

WINDOW = 20  # results that are ranked again; each costs a tenth of a millisecond
PASSAGE = 0.3  # share of the best score for the document with the best clause
# Shares of the score for a summary (the law that an article belongs to) whose words the question has, for the article
# whose number it names, and for a text with a clause that defines what it asks.
SHARES = (0.1, 0.2, 0.2)
MAX_SUMMARY = 20  # syllables of a summary that is a name
MAX_TEXT = 20_000  # code points of a text whose clauses are compared
B = 0.3  # of a clause's length norm

ClauseScores = NDArray[np.float64]


def features(text: str, documents: Sequence[StoredDocument]) -> ClauseScores:
    """Return a row for each document, of values from 0 to 1: best clause, subject, article, definition."""
    words = list(dict.fromkeys(fold(word) for word in terms(text) if word not in ASKING_WORDS))
    table = np.zeros((len(documents), 4))
    if not words or not documents:
        return table
    best = _best_clauses(words, documents)
    table[:, 0] = best / max(1e-9, float(best.max()))
    typed = set(terms(text))
    articles, defined = asked_articles(text), " ".join(asked_term(text))
    for row, stored in zip(table, documents, strict=True):
        summary = terms(stored.document.summary or "")[: MAX_SUMMARY + 1]
        if summary and len(summary) <= MAX_SUMMARY:
            row[1] = (sum(word in typed for word in summary) / len(summary)) ** 3
        if articles and (number := _ARTICLE.match(stored.title)):
            row[2] = number["number"].lower() in articles
        if defined:
            row[3] = _defines(stored.body[:MAX_TEXT].lower(), defined)
    return table


def reranked(text: str, hits: Sequence[Hit], documents: Sequence[StoredDocument]) -> tuple[Hit, ...]:
    """Return the hits of a question, whose documents stand in the same order, with higher scores, the best first."""
    if len(hits) != len(documents) or len(hits) < 2:
        return tuple(hits)
    table = features(text, documents)
    scores = np.array([hit.score for hit in hits])
    scores = (scores + PASSAGE * scores.max() * table[:, 0]) * (1 + table[:, 1:] @ np.array(SHARES))
    order = np.argsort(-np.round(scores, 6), kind="stable").tolist()
    return tuple(Hit(hits[i].id, round(float(scores[i]), 6)) for i in order)


def _best_clauses(words: Sequence[str], documents: Sequence[StoredDocument]) -> ClauseScores:
    """Return BM25 of the best line of each document, each with the title before it."""
    number = {word: i for i, word in enumerate(words)}
    found = find_candidates([part for d in documents for part in (d.title, d.body[:MAX_TEXT])], frozenset(words))
    pieces = map(found.text.__getitem__, map(slice, found.starts.tolist(), found.ends.tolist()))
    which = np.array([number.get(fold(piece.lower()), -1) for piece in pieces], np.int64)
    known = which >= 0
    which, lines, texts = which[known], found.lines[known], found.texts[known]
    counts = np.zeros((len(found.breaks), len(words)))
    np.add.at(counts, (lines, which), 1)
    owner = found.firsts.searchsorted(found.breaks, "right") - 1  # the text of each line
    title_lines = np.flatnonzero(owner % 2 == 0)
    in_title = np.zeros((len(documents), len(words)))
    np.add.at(in_title, owner[title_lines] // 2, counts[title_lines])
    lengths = np.diff(np.concatenate(([-1], found.breaks))).astype(float)
    body = np.flatnonzero(owner % 2 == 1)
    of = owner[body] // 2
    freqs = counts[body] + in_title[of]
    in_document = np.zeros((len(documents), len(words)), bool)
    in_document[texts // 2, which] = True
    weights = np.array([idf(len(documents), int(count)) for count in in_document.sum(axis=0)])
    average = max(1.0, float(lengths[body].mean()) if len(body) else 1.0)
    norm = 1 - B + B * lengths[body] / average
    scores = (freqs / (freqs + K1 * norm[:, None])) @ weights * (K1 + 1)
    best = np.zeros(len(documents))
    np.maximum.at(best, of, scores)
    return best


def _defines(body: str, term: str) -> bool:
    """Tell whether a line of a text in lower case, after its number, begins with a term and `là`."""
    at = body.find(term)
    while at >= 0:
        after = body[at + len(term) : at + len(term) + 8].lstrip('"”» ')
        before = body[max(0, at - 12) : at].rpartition("\n")[2]
        if after.startswith(("là ", "(")) and not any(map(str.isalpha, before.replace("a)", ""))):
            return True
        at = body.find(term, at + 1)
    return False


_ARTICLE = re.compile(r"Điều (?P<number>\d{1,3}[a-zđ]?)\b")
