"""Define every weight of the ranking with the reason for its value, and the formulas that all engines share.

The effect of each weight is measured in docs/ranking.md (`python -m bench weights`). In the comments `→` gives the
figure without the weight: MRR@10 of 362 questions (0.914 with all weights, before RERANKED), or the share of queries
whose first document is right. The formulas take a number or an array of numbers; only the oracle `memory` walks over
records itself.
"""

from __future__ import annotations

from math import log
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

# BM25F: frequencies are added up over the fields, each by its norm, and then saturated once. B stays under the usual
# 0.75: a long report is not worse than a short notice. K1 half or twice → 0.913, 0.900; without B → 0.898
K1 = 0.8
B = 0.6

# A title says what a document is about, a number says which one it is.
# The heading is kind and issuer: `quyết định` finds decisions, which do not say so in their abstracts.
# Without text → 0.523, title → 0.912 (12 of the 29 readers' queries to the gazette in place of 29), summary → 0.910;
# without number → 68 % of the sample's numbers; heading → 55 % of kinds that a query ends with, 67 % with it.
# Of the cases in tests/indexer/search/test_attachments.py, 0.1 to 0.5 leave all right: the same words stand above in a
# text, but a file that is about them above a text that names them once; with 0.7 and more a file comes before a text.
FIELDS = {
    "number": 3.0,
    "title": 2.2,
    "summary": 1.4,
    "heading": 1.0,
    "officials": 1.0,
    "text": 1.0,
    "attachments": 0.5,
}

# How much a form counts beside the typed one, which counts 1. They were set by judgement: no figure of docs/ranking.md
# depends on them by more than chance.
BARE = 0.6  # typed with marks, the document has none at all
FOLDED = 0.9  # typed without marks, the document has marks
FOLDED_AMONG_MARKED = 0.6  # the same, but other words of the query have marks, so the reader could have typed them
VARIANT = 0.8  # i for y and y for i, and the other form of an abbreviation

# Factors of BM25 in should-clauses, beside the scores of the words themselves.
COMPOUND = 0.5  # for a word of several syllables, as pyvi joins them
TITLE_PAIR = 0.1  # for two syllables side by side in a title, whatever their marks; .05 to .3 do as well
NUMBER = 4.0  # for a document number
EXACT_NUMBER = 2.0  # on top of NUMBER, for a number with the very spelling of the document
# Bonuses in an index of REFERENCE_RECORDS records, where a title with three to five words of the query side by side
# scores some 35 to 67, and a headline typed in whole 160 (measured on 40,747: 30 to 58, and 138); they are smaller in
# smaller indexes (`Lookup.scale`). Set on 214,000 documents so that a query that begins with a day, a person or a kind
# finds that first.
REFERENCE_RECORDS = 200_000
DATE = {"day": 100.0, "month": 40.0, "year": 12.0}  # the document's date matches → 3, 5, 47 %, with it 95, 75, 80
MENTIONED = 0.8  # of DATE, for a document that mentions the date
OFFICIAL = 80.0  # a document that names a holder of the office of the query
# A document of the person that the query names, above all that only have the name: with 80 a small index had a namesake
# in a title first. Without → 45 %, with it 100.
PERSON = 250.0
KIND = 5.0  # a document of the kind or issuer that was named → 32, 42 %, with it 67, 57
KIND_FIRST = 150.0  # the same where the query begins with the kind: `quyết định giá đất` → 27 %, with it 100
OWN_DAYS = 1000.0  # a document whose own days are in a filter, before those that only mention them → 11 %

# What the proximity of a query's words adds (`query_tree.Close`).
PAIRS = 2.5  # of the BM25 of two adjacent syllables, as rare as among the candidates → 0.888
NEAR = 0.5  # the same of two syllables within REACH places of each other, in any order → 0.894
REACH = 5
CANDIDATES = 200  # records with the highest scores before proximity; 50 to 500 do as well on 2,249 articles
COVER = 0.35  # the share that a record gains whose whole title is in the query (see `title_cover`) → 0.907

ENOUGH = 0.3  # of the words' weight, where no document has all words of a sentence; .6 → 0.783, none at all the same

# A question's best records are ranked again by their best clauses (`indexer/search/passage_ranking.py`).
RERANKED = 30  # of them
CLAUSE = 0.3  # share of the best score that the best clause adds; .2 to .4 do as well
CLAUSE_FLOOR = 0.4  # share of the best score below which no clause is read, which saves two thirds of the texts
ASKED = 1.0  # share that an article gains whose number is asked, and a text that defines what is asked
# Share that a document gains whose law the question names in whole; .1 to .4 → 0.95 to 0.99 of articles.
LAW_NAMED = 0.3

RECENCY = 0.1  # the share that a document of today gains over a very old one; mild: years 73 %, with it 80
HALF_LIFE = 3 * 365.25  # days in which that share halves

# The factor of a record with a page that was recognised badly: below the same text read well, above one that has fewer
# of the words. `port.POOR_READING` marks such records.
POORLY_READ = 0.9

# The factor of a record that a request lowers: a document that is not in force any more, below the same words in one
# that is, above fewer of the words; .97 to .85 do as well (docs/ranking.md).
LOWERED = 0.95


Number = TypeVar("Number", float, NDArray[Any])  # one record's, or an array of many records'


def idf(count: int, doc_freq: int) -> float:
    """Return the weight of a term that `doc_freq` of `count` records have; never negative (Lucene's form)."""
    return log(1 + (count - doc_freq + 0.5) / (doc_freq + 0.5))


def average_length(total: float, doc_count: int) -> float:
    """Return how many terms a field has on average in the `doc_count` records that have it, `total` in all."""
    return max(1.0, total / max(1, doc_count))


def field_norm(field: str, length: Number, average: float) -> Number:
    """Return what one occurrence counts in a field of `length` terms: the field's weight over its length norm."""
    return FIELDS[field] / (1 - B + B * length / average)


def saturation(freq: Number) -> Number:
    """Return the share of `max_impact` that a term's frequency reaches, 0 to 1.

    `freq` is BM25F's: the sum of a field norm for each occurrence. A float32 array stays one.
    """
    return freq / (freq + K1)


def max_impact(count: int, doc_freq: int) -> float:
    """Return the upper bound of a term's BM25; times `saturation` it is what the term adds to a score."""
    return idf(count, doc_freq) * (K1 + 1)


def recency(age: Number) -> Number:
    """Return the factor of a record that is `age` days old; one of the future counts as today's."""
    factor: Number = 1 + RECENCY * np.exp2(-np.maximum(0, age) / HALF_LIFE)
    return factor


def title_cover(covered: Number, length: Number) -> Number:
    """Return the factor of a record of whose title's `length` positions the query's words take `covered`."""
    factor: Number = 1 + COVER * (covered / np.maximum(1, length)) ** 3
    return factor
