"""Hold every weight of the ranking in one table, with what set it, and the formulas that use them."""

from __future__ import annotations

from math import log

# BM25F: what a field says is added up by these, then saturated once. b stays under the usual 0.75: a long report is
# not worse than a short notice.
K1 = 0.8
B = 0.6

# A title says what a document is about, a number says which one it is.
# The heading is kind and issuer: `quyết định` finds decisions, which do not say so in their abstracts.
FIELDS = {"number": 3.0, "title": 2.2, "summary": 1.4, "heading": 1.0, "officials": 1.0, "text": 1.0}

# How far a form counts as what was typed; the form itself counts 1.
BARE = 0.6  # typed with marks, the document has none at all
FOLDED = 0.9  # typed without marks, the document has marks
FOLDED_AMONG_MARKED = 0.6  # the same, but other words of the query have marks, so the reader could have typed them
LIKE = 0.8  # i for y and y for i

# What hints add beside the words' own scores.
WORDS = 0.5  # of the BM25 of a word that pyvi joins
TITLED = 0.1  # of the BM25 of two syllables side by side in a title, whatever their marks; .05 to .3 do as well
NUMBER = 4.0  # of the BM25 of a document number that is written in full
WRITTEN = 2.0  # of NUMBER, for a number that is written just so, and not only asked for by a part of it
# Points in an index of PLENTY records, where a title that has three to five asked words side by side scores some 40 to
# 60, and a headline that is typed in whole 150; in smaller ones they are worth less.
# Set on 214,000 documents so that who types a day, a person or a kind finds that first.
PLENTY = 200_000
DATE = {"day": 100.0, "month": 40.0, "year": 12.0}  # a document whose own date fits the one in the query
MENTIONED = 0.8  # of DATE, for a document that mentions the date
OFFICIAL = 80.0  # a document that names the person who was asked for
KIND = 5.0  # a document of the kind or issuer that was named
KIND_FIRST = 150.0  # the same where the query begins with the kind: `quyết định giá đất` asks for decisions
WITHIN = 1000.0  # a document of the days that a filter asks for, before those that only mention them

# What words of a query that stand close together add (`query.Close`).
PAIRS = 2.5  # of the BM25 of two adjacent syllables, as rare as among the candidates
NEAR = 0.5  # the same of two syllables within REACH places of each other, in any order
REACH = 5
CANDIDATES = 200  # records that score most without it; 50 to 500 do as well on 2,249 articles
COVER = 0.35  # the share that a record gains whose title is said in whole; by the third power of what is said of it

ENOUGH = 0.3  # of the words' weight, where no document has all words of a sentence

RECENCY = 0.1  # the share that a document of today gains over a very old one
HALF_LIFE = 3 * 365.25  # days in which that share halves


def idf(count: int, having: int) -> float:
    """Return the weight of a term that `having` of `count` records have; never negative (Lucene's form)."""
    return log(1 + (count - having + 0.5) / (having + 0.5))


def saturated(share: float) -> float:
    """Return BM25's worth of a term whose number in the fields, each over its length, adds up to `share`."""
    return share * (K1 + 1) / (share + K1)
