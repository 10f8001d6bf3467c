"""Label tokens as pyvi's model does: does one begin a word, or go on with the word before it?

There are two ways to the same labels. Few tokens are labelled one by one, in plain Python; many at once, with arrays
over all lines. Both add the same doubles in the same order as CRFsuite does (pyvi's order of features), and where two
ways through a line are equally good both take the one that CRFsuite takes. So no label differs from pyvi's.
"""

from __future__ import annotations

import string
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.segment.model import END, UNKNOWN, Score, Scores, arrays, model

# From so many tokens on, their scores are quicker to look up as arrays; a step along all lines with arrays costs what
# the labels of so many tokens cost one by one.
MANY = 250
STEP = 25

# The token that ends each line; no line has it in itself.
LINE_END = "\n"

# A token's code: its form, above bits of which the first three count in the score (`FACTS` of the model). The others
# are what pyvi asks before it follows a label.
UPPER, TITLE, DIGIT, APART, CAPITAL, UNDERSCORE = 1, 2, 4, 8, 16, 32
_FORM, _FACTS = 6, 0b111
END_CODE = END << _FORM | APART

Codes = NDArray[np.int32]
Places = NDArray[np.int64]
Labels = NDArray[np.bool_]


def code(token: str) -> int:
    """Return all that labelling and joining ask of a token, as one number."""
    if token == LINE_END:
        return END_CODE
    form = model().numbers.get(token.lower().split("\0", 1)[0], UNKNOWN)  # CRFsuite reads up to the first NUL
    facts = (
        (UPPER, token.isupper()),
        (TITLE, token.istitle()),
        (DIGIT, token.isdigit()),
        (APART, token in string.punctuation or token[0].isdigit()),
        (CAPITAL, token[0].istitle()),
        (UNDERSCORE, "_" in token),
    )
    return form << _FORM | sum(bit for bit, holds in facts if holds)


def labels(codes: Sequence[int], *, many: bool | None = None) -> list[bool]:
    """Tell of each token whether it goes on with the word before it.

    `codes` are those of whole lines, each with END_CODE after it (of which False is told). `many` chooses the way;
    left out, it is the quicker one.
    """
    ends = [at for at, code in enumerate(codes) if code == END_CODE]
    starts = [0, *(end + 1 for end in ends[:-1])]
    if ends and (len(codes) > MANY if many is None else many):
        return _best_of_many(_scores_of_many(np.array(codes, np.int32)), np.array(starts), np.array(ends))
    found: list[bool] = []
    for start, end in zip(starts, ends, strict=False):
        found += _best(_scores(codes[start:end]))
        found.append(False)
    return found


def _scores(line: Sequence[int]) -> list[Score]:
    """Return the score of each token of a line: the sum of the weights of its features, in pyvi's order."""
    known = model()
    own, before, after, left, right = known.own, known.before, known.after, known.left, known.right
    forms, pairs, heads, triples = known.forms, known.pairs, known.heads, known.triples
    found: list[Score] = []
    last = END_CODE
    pair = begins = ends = False  # is the token before it one of a listed pair with it, does a listed triple …
    ahead = [*line[1:], END_CODE, END_CODE]
    for at, here in enumerate(line):
        coming = ahead[at]
        form, next_form = here >> _FORM, coming >> _FORM
        score = own[form << 3 | here & _FACTS] + before[last >> _FORM]
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
        found.append(score)
        last = here
    return found


def _best(scores: Sequence[Score]) -> list[bool]:
    """Return the labels of the best way through a line (Viterbi); of two as good, to begin a word."""
    if not scores:
        return []
    (begin_begin, begin_go), (go_begin, go_go) = model().steps
    begin, go = scores[0].real, scores[0].imag
    came: list[tuple[bool, bool]] = []
    for score in scores[1:]:
        a, b, c, d = begin + begin_begin, go + go_begin, begin + begin_go, go + go_go
        came.append((b > a, d > c))
        begin = (b if b > a else a) + score.real
        go = (d if d > c else c) + score.imag
    label = go > begin
    found = [label]
    for step in reversed(came):
        label = step[label]
        found.append(label)
    found.reverse()
    return found


def _scores_of_many(codes: Codes) -> Scores:
    """Return the scores of the tokens of all lines, as `_scores` does."""
    known, table = model(), arrays()
    form = codes >> _FORM
    title, upper = codes & TITLE != 0, codes & UPPER != 0
    key = form[:-1].astype(np.int64) * known.forms + form[1:]
    pair = (table.pairs[key >> 3] >> (key & 7).astype(np.uint8) & 1).view(np.bool_)
    # Listed words of three are rare: they are looked for only where each of the three stands in its place in one.
    first, second, third = table.places
    triple = np.flatnonzero(first[form[:-2]] & second[form[1:-1]] & third[form[2:]])
    wanted = key[triple] * known.forms + form[triple + 2]
    triple = triple[table.triples[np.searchsorted(table.triples[:-1], wanted)] == wanted]

    scores: Scores = table.own[form << 3 | codes & _FACTS]
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


def _where(holds: Labels, weight: Score) -> Scores:
    either: Scores = np.array([0, weight], np.complex128)
    return either[holds.view(np.uint8)]


def _best_of_many(scores: Scores, starts: Places, ends: Places) -> list[bool]:
    """Return the labels of the best way through each line, as `_best` does, one step along many of them at a time.

    The few longest lines are left to `_best` where that is quicker than so many steps for them alone.
    """
    order = np.argsort(starts - ends, kind="stable")  # longest first: those that have a token at a step stand in front
    starts, lengths = starts[order], (ends - starts)[order]
    few = int(np.argmin(STEP * lengths + np.cumsum(lengths) - lengths))
    found = np.zeros(len(scores), np.bool_)
    for start, length in zip(starts[:few].tolist(), lengths[:few].tolist(), strict=True):
        found[start : start + length] = _best(scores[start : start + length].tolist())

    # The others are put in the order of steps: all first tokens, all second ones, and so on.
    starts, lengths = starts[few:], lengths[few:]
    lines_at = np.searchsorted(-lengths, -np.arange(lengths[0]))
    begin_at = np.cumsum(lines_at) - lines_at
    line = np.repeat(np.arange(len(lengths)), lengths)
    step = np.arange(len(line)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    token = np.empty(len(line), np.int64)
    token[begin_at[step] + line] = starts[line] + step
    gained = scores[token].view(np.float64).reshape(-1, 2).T.copy()

    steps = np.array(model().steps)[:, :, None]
    came = np.empty((2, len(token)), np.bool_)  # whether the best way to each label comes from a token that goes on
    parts = [slice(at, at + lines) for at, lines in zip(begin_at.tolist(), lines_at.tolist(), strict=True)]
    best = gained[:, parts[0]].copy() if parts else gained
    for part in parts[1:]:
        here = best[:, : part.stop - part.start]
        from_begin, from_go = here[:, None] + steps
        np.greater(from_go, from_begin, out=came[:, part])
        np.add(np.maximum(from_begin, from_go), gained[:, part], out=here)
    label = best[1] > best[0]
    labels = np.empty(len(token), np.bool_)
    for part in reversed(parts):
        here = label[: part.stop - part.start]
        labels[part] = here
        here[:] = np.where(here, came[1, part], came[0, part])
    found[token] = labels
    return list(found.tolist())
