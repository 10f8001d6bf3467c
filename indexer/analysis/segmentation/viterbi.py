"""Label tokens as pyvi's model does: each begins a word, or continues the word before it.

There are two implementations. Few tokens are labelled one by one, in plain Python; many at once, with arrays over all
lines. Both add the same doubles in the same order as CRFsuite does (pyvi's order of features), and of two equally good
paths through a line both take the one that CRFsuite takes. So no label differs from pyvi's.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.segmentation.crf_model import END, UNKNOWN, Score, ScoreArray, arrays, model

# From so many tokens on, scores are faster to look up as arrays. Decoding lines with arrays costs as much as START
# tokens decoded one by one, and STEP more for each step.
MIN_ARRAY_TOKENS = 120
START, STEP = 800, 50

# The token that ends each line; no line contains it.
LINE_END = "\n"

# A token's code: its form, above bits of which the first three are features (`FACTS` of the model). pyvi tests the
# others before it follows a label.
UPPER, TITLE, DIGIT, APART, CAPITAL, UNDERSCORE = 1, 2, 4, 8, 16, 32
_FORM, _FACTS = 6, 0b111
END_CODE = END << _FORM | APART

Codes = NDArray[np.int32]
Indices = NDArray[np.int64]
Labels = NDArray[np.bool_]


def code(token: str) -> int:
    """Return the code of a token: its form above the bits UPPER to UNDERSCORE, all that labelling and joining use."""
    if token == LINE_END:
        return END_CODE
    # CRFsuite reads a string up to its first NUL.
    result = model().numbers.get(token.lower().split("\0", 1)[0], UNKNOWN) << _FORM
    if token.isupper():
        result |= UPPER
    if token.istitle():
        result |= TITLE
    if token.isdigit():
        result |= DIGIT
    if token in string.punctuation or token[0].isdigit():
        result |= APART
    if token[0].istitle():
        result |= CAPITAL
    if "_" in token:
        result |= UNDERSCORE
    return result


def labels(codes: Sequence[int], *, many: bool | None = None) -> bytes | bytearray:
    """Return for each token 1 where it continues the word before it, else 0.

    `codes` are those of whole lines, each followed by END_CODE (labelled 0). `many` chooses the implementation;
    by default it is the faster one.
    """
    if len(codes) > MIN_ARRAY_TOKENS if many is None else many:
        at_once = np.array(codes, np.int32)
        return _best_of_many(_scores_of_many(at_once), np.flatnonzero(at_once == END_CODE))
    result = bytearray()
    start = 0
    for end in [at for at, code in enumerate(codes) if code == END_CODE]:
        scores = _scores(codes[start:end])
        result += _best([score.real for score in scores], [score.imag for score in scores])
        result.append(0)
        start = end + 1
    return result


def _scores(line: Sequence[int]) -> list[Score]:
    """Return the score of each token of a line: the sum of the weights of its features, in pyvi's order."""
    known = model()
    here_scores, before, after, left, right = known.here, known.before, known.after, known.left, known.right
    forms, pairs, heads, triples = known.forms, known.pairs, known.heads, known.triples
    scores: list[Score] = []
    last = END_CODE
    pair = begins = ends = False  # is the token before it one of a listed pair with it, does a listed triple …
    ahead = [*line[1:], END_CODE, END_CODE]
    for at, here in enumerate(line):
        coming = ahead[at]
        form, next_form = here >> _FORM, coming >> _FORM
        score = here_scores[form << 3 | here & _FACTS] + before[last >> _FORM]
        if last & TITLE:
            score += left.title
        if last & UPPER:
            score += left.upper
        if pair:
            score += left.pair
        if ends:
            score += left.triple
        score += after[next_form]
        if coming & TITLE:
            score += right.title
        if coming & UPPER:
            score += right.upper
        key = form * forms + next_form
        pair = bool(pairs[key >> 3] >> (key & 7) & 1)
        if pair:
            score += right.pair
        ends, begins = begins, key in heads and key * forms + (ahead[at + 1] >> _FORM) in triples
        if begins:
            score += right.triple
        scores.append(score)
        last = here
    return scores


def _best(begins: Sequence[float], goes: Sequence[float]) -> bytes:
    """Return the labels of the best path through a line (Viterbi); between equal scores, a token begins a word.

    `begins` and `goes` are the scores of each token for its two labels: to begin a word, and to go on with one.
    """
    if not begins:
        return b""
    (begin_begin, begin_go), (go_begin, go_go) = model().steps
    begin, go = begins[0], goes[0]
    came: list[tuple[bool, bool]] = []  # whether the best path to each label comes from a token that continues
    for score_begin, score_go in zip(islice(begins, 1, None), islice(goes, 1, None), strict=True):
        a, b, c, d = begin + begin_begin, go + go_begin, begin + begin_go, go + go_go
        # Four branches, as nothing is made anew in them: this loop is most of the time that a query takes.
        if d > c:
            if b > a:
                came.append((True, True))
                begin = b + score_begin
            else:
                came.append((False, True))
                begin = a + score_begin
            go = d + score_go
        elif b > a:
            came.append((True, False))
            begin, go = b + score_begin, c + score_go
        else:
            came.append((False, False))
            begin, go = a + score_begin, c + score_go
    label = go > begin
    path = [label]
    for step in reversed(came):
        label = step[label]
        path.append(label)
    path.reverse()
    return bytes(path)


def _scores_of_many(codes: Codes) -> ScoreArray:
    """Return the scores of the tokens of all lines, as `_scores` does."""
    known, table = model(), arrays()
    form = codes >> _FORM
    title, upper = codes & TITLE != 0, codes & UPPER != 0
    key = form[:-1].astype(np.int64) * known.forms + form[1:]
    pair = (table.pairs[key >> 3] >> (key & 7).astype(np.uint8) & 1).view(np.bool_)
    # Listed words of three syllables are rare: they are looked up only where all three syllables occur in such words.
    first, second, third = table.places
    triple = np.flatnonzero(first[form[:-2]] & second[form[1:-1]] & third[form[2:]])
    sought = key[triple] * known.forms + form[triple + 2]
    triple = triple[table.triples[np.searchsorted(table.triples[:-1], sought)] == sought]

    scores: ScoreArray = table.here[form << 3 | codes & _FACTS]
    left, right = scores[1:], scores[:-1]
    left += table.before[form[:-1]]
    left += _where(title[:-1], known.left.title)
    left += _where(upper[:-1], known.left.upper)
    left += _where(pair, known.left.pair)
    scores[triple + 2] += known.left.triple
    right += table.after[form[1:]]
    right += _where(title[1:], known.right.title)
    right += _where(upper[1:], known.right.upper)
    right += _where(pair, known.right.pair)
    scores[triple] += known.right.triple
    return scores


def _where(holds: Labels, weight: Score) -> ScoreArray:
    either: ScoreArray = np.array([0, weight], np.complex128)
    return either[holds.view(np.uint8)]


def _best_of_many(scores: ScoreArray, ends: Indices) -> bytearray:
    """Return the labels of the best path through each line, as `_best` does, one step along many of them at a time.

    The few longest lines are left to `_best`, where that is faster than many steps for them alone.
    """
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))[: len(ends)]
    order = np.argsort(starts - ends, kind="stable")  # longest first: those that have a token at a step stand in front
    starts, lengths = starts[order], (ends - starts)[order]
    alone = np.cumsum(lengths)
    costs = START + STEP * lengths + alone - lengths
    alone_count = int(np.argmin(costs)) if len(ends) and costs.min() < alone[-1] else len(ends)
    result = bytearray(len(scores))
    for start, length in zip(starts[:alone_count].tolist(), lengths[:alone_count].tolist(), strict=True):
        line = slice(start, start + length)
        result[line] = _best(scores.real[line].tolist(), scores.imag[line].tolist())
    if alone_count < len(ends):
        _best_together(scores, starts[alone_count:], lengths[alone_count:], np.frombuffer(result, np.bool_))
    return result


def _best_together(scores: ScoreArray, starts: Indices, lengths: Indices, result: Labels) -> None:
    """Set the labels of lines, which are sorted by falling length."""
    # All first tokens are adjacent, then all second ones, and so on.
    lines_at = np.searchsorted(-lengths, -np.arange(lengths[0]))
    begin_at = np.cumsum(lines_at) - lines_at
    line = np.repeat(np.arange(len(lengths)), lengths)
    step = np.arange(len(line)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    token = np.empty(len(line), np.int64)
    token[begin_at[step] + line] = starts[line] + step
    gained = scores[token].view(np.float64).reshape(-1, 2).T.copy()

    steps = np.array(model().steps)[:, :, None]
    came = np.empty((2, len(token)), np.bool_)
    parts = [slice(at, at + lines) for at, lines in zip(begin_at.tolist(), lines_at.tolist(), strict=True)]
    best = gained[:, parts[0]].copy() if parts else gained
    for part in parts[1:]:
        here = best[:, : part.stop - part.start]
        from_begin, from_go = here[:, None] + steps
        np.greater(from_go, from_begin, out=came[:, part])
        np.add(np.maximum(from_begin, from_go), gained[:, part], out=here)
    label = best[1] > best[0]
    for part in reversed(parts):
        there = label[: part.stop - part.start]
        result[token[part]] = there
        there[:] = np.where(there, came[1, part], came[0, part])
