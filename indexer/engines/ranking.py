"""Hold every weight of the ranking in one table, with what set it, and the formulas that use them.

What each is worth is measured in docs/ranking.md (`python -m bench weights`). In the comments `→` says what MRR@10 of
362 questions, 0.914 as it is, becomes without the weight, or else the share of first documents that fit.
"""

from __future__ import annotations

from math import log

# BM25F: what a field says is added up by these, then saturated once. b stays under the usual 0.75: a long report is
# not worse than a short notice. K1 half or twice → 0.913, 0.900; without B → 0.898
K1 = 0.8
B = 0.6

# A title says what a document is about, a number says which one it is.
# The heading is kind and issuer: `quyết định` finds decisions, which do not say so in their abstracts.
# Without text → 0.523, title → 0.912 (12 of the 29 readers' queries to the gazette in place of 29), summary → 0.910;
# without number → 68 % of the sample's numbers; heading → 55 % of kinds that a query ends with, 67 % with it.
FIELDS = {"number": 3.0, "title": 2.2, "summary": 1.4, "heading": 1.0, "officials": 1.0, "text": 1.0}

# How far a form counts as what was typed; the form itself counts 1. They follow from what readers mean: no figure of
# docs/ranking.md depends on them by more than chance.
BARE = 0.6  # typed with marks, the document has none at all
FOLDED = 0.9  # typed without marks, the document has marks
FOLDED_AMONG_MARKED = 0.6  # the same, but other words of the query have marks, so the reader could have typed them
LIKE = 0.8  # i for y and y for i

# What hints add beside the words' own scores.
WORDS = 0.5  # of the BM25 of a word that pyvi joins
TITLED = 0.1  # of the BM25 of two syllables side by side in a title, whatever their marks; .05 to .3 do as well
NUMBER = 4.0  # of the BM25 of a document number that is written in full
WRITTEN = 2.0  # of NUMBER, for a number that is written just so, and not only asked for by a part of it
# Points in an index of PLENTY records, where a title that has three to five asked words side by side scores some 35 to
# 67, and a headline that is typed in whole 160 (measured on 40,747: 30 to 58, and 138); in smaller ones they are worth
# less. Set on 214,000 documents so that who types a day, a person or a kind first finds that first.
PLENTY = 200_000
DATE = {"day": 100.0, "month": 40.0, "year": 12.0}  # own date fits → 3, 5, 47 %, with it 95, 75, 80
MENTIONED = 0.8  # of DATE, for a document that mentions the date
OFFICIAL = 80.0  # a document that names the person who was asked for → 45 %, with it 100
KIND = 5.0  # a document of the kind or issuer that was named → 32, 42 %, with it 67, 57
KIND_FIRST = 150.0  # the same where it begins with the kind: `quyết định giá đất` → 27 %, with it 100
WITHIN = 1000.0  # a document of the days that a filter asks for, before those that only mention them → 11 %

# What words of a query that stand close together add (`query.Close`).
PAIRS = 2.5  # of the BM25 of two adjacent syllables, as rare as among the candidates → 0.888
NEAR = 0.5  # the same of two syllables within REACH places of each other, in any order → 0.894
REACH = 5
CANDIDATES = 200  # records that score most without it; 50 to 500 do as well on 2,249 articles
COVER = 0.35  # the share that a record gains whose title is said in whole; by the third power of that → 0.907

ENOUGH = 0.3  # of the words' weight, where no document has all words of a sentence; .6 → 0.783, none at all the same

RECENCY = 0.1  # the share that a document of today gains over a very old one; mild: years 73 %, with it 80
HALF_LIFE = 3 * 365.25  # days in which that share halves


def idf(count: int, having: int) -> float:
    """Return the weight of a term that `having` of `count` records have; never negative (Lucene's form)."""
    return log(1 + (count - having + 0.5) / (having + 0.5))


def saturated(share: float) -> float:
    """Return BM25's worth of a term whose number in the fields, each over its length, adds up to `share`."""
    return share * (K1 + 1) / (share + K1)
