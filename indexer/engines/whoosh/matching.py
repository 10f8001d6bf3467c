"""Tell which records of a generation match a query: one array of truth values for each part of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

import numpy as np

from indexer import query as q
from indexer.engines.whoosh.columns import Columns, Mask, Values
from indexer.engines.whoosh.postings import PostingLists, Rows
from indexer.weights import idf

# How many times longer one array must be than another, so that the other is looked up in it.
FEW = 32
REMEMBERED = 32  # filters by value that are kept


class Matching:
    """Matches queries against the records of a generation; safe to use from many threads."""

    def __init__(self, lists: PostingLists, columns: Columns, alive: Mask) -> None:
        self._lists = lists
        self._columns = columns
        self._alive = alive
        self._lock = Lock()
        self._filters: OrderedDict[q.Where, Mask] = OrderedDict()

    def match(self, query: q.Query) -> Mask:
        """Return for each record whether it is alive and matches; the array may be shared: it is not to be changed."""
        match query:
            case q.Term():
                return self._term(query)
            case q.Phrase(terms):
                return self._phrase(terms)
            case q.Prefix(layer, start, fields):
                hit = self._nothing()
                for name in fields:
                    for records in self._lists.starting(name, layer, start):
                        hit[records] = True
                hit &= self._alive
                return hit
            case q.Where():
                return self._where(query)
            case q.During(columns, span, touching):
                return self._during(columns, span.start.toordinal(), span.end.toordinal(), touching=touching)
            case q.All(parts):
                return _all([self.match(part) for part in parts]) if parts else self._nothing()
            case q.Any(parts):
                return _any([self.match(part) for part in parts]) if parts else self._nothing()
            case q.Without(part, unwanted):
                return self.match(part) & ~self.match(unwanted)
            case q.Enough(parts, share):
                return self._enough(parts, share)
            case q.Hint(part, _) | q.Close(part, _):
                return self.match(part)
            case q.Everything():
                return self._alive

    def _nothing(self) -> Mask:
        return np.zeros(len(self._alive), np.bool_)

    def _term(self, query: q.Term) -> Mask:
        hit = self._nothing()
        for name in query.fields:
            for form in query.forms:
                hit[self._lists.get(name, form.layer, form.term).records] = True
        return hit

    def _where(self, query: q.Where) -> Mask:
        with self._lock:
            if (known := self._filters.get(query)) is not None:
                self._filters.move_to_end(query)
                return known
        hit = self._nothing()
        if (held := self._columns.values.get(query.column)) is not None:
            ordinals = _ordinals(held, query.values)
            fits = held.ordinals == ordinals[0] if len(ordinals) == 1 else np.isin(held.ordinals, ordinals)
            hit[held.owner[fits]] = True
            hit &= self._alive
        with self._lock:
            self._filters[query] = hit
            while len(self._filters) > REMEMBERED:
                self._filters.popitem(last=False)
        return hit

    def _during(self, columns: Iterable[str], first: int, end: int, *, touching: bool) -> Mask:
        hit = self._nothing()
        for column in columns:
            if (days := self._columns.days.get(column)) is not None:
                fits = (days.first < end) & (days.end > first)
                if not touching:  # a long span must lie within
                    long = days.end - days.first > q.LONG_SPAN
                    fits &= ~long | ((days.first >= first) & (days.end <= end))
                hit[days.owner[fits]] = True
        hit &= self._alive
        return hit

    def _phrase(self, terms: tuple[q.Term, ...]) -> Mask:
        hit = self._nothing()
        if not terms:
            return hit
        every = np.flatnonzero(_all([self._term(term) for term in terms]))
        for name in terms[0].fields:
            # The rarest first: the others are looked for only where it is.
            order = sorted(range(len(terms)), key=lambda i: self._postings(terms[i], name))
            starts, rows = np.empty(0, np.int64), every
            for step, i in enumerate(order):
                own = self.places(terms[i], name, rows) + (_LATE - i)
                starts = _common(starts, own) if step else own
                if len(starts) < len(rows):  # most of them gone already
                    rows = np.unique(starts >> 32)
            hit[starts >> 32] = True
        return hit

    def _postings(self, word: q.Term, name: str) -> int:
        return sum(len(self._lists.get(name, form.layer, form.term).records) for form in word.forms)

    def _enough(self, parts: tuple[q.Query, ...], share: float) -> Mask:
        found = [self.match(part) & self._alive for part in parts]
        counts = [int(np.count_nonzero(own)) for own in found]
        count = int(np.count_nonzero(self._alive))
        weights = [idf(count, having) if having else 0.0 for having in counts]
        if not sum(weights):
            return self._nothing()
        having = sum(weight * own for weight, own in zip(weights, found, strict=True))
        return np.asarray(having >= share * sum(weights))

    def places(self, word: q.Term, name: str, rows: Rows) -> Rows:
        """Return where a word stands in a field of some rows, rising, as keys `row << 32 | place`, rising."""
        keys = [own for form in word.forms if len(own := self._lists.get(name, form.layer, form.term).places(rows))]
        if len(keys) < 2:
            return keys[0] if keys else np.empty(0, np.int64)
        return np.unique(np.concatenate(keys))


_LATE = 1 << 20  # so that a place less its index in a phrase stays within its record


def _common(left: Rows, right: Rows) -> Rows:
    """Return what two rising arrays share, each of which has no number twice."""
    if len(left) > len(right):
        left, right = right, left
    if not len(left):
        return left
    if len(left) * FEW > len(right):
        both = np.concatenate([left, right])
        both.sort(kind="stable")  # merges what rises already
        twice: Rows = both[1:][both[1:] == both[:-1]]
        return twice
    at = np.searchsorted(right, left)
    at[at == len(right)] -= 1
    common: Rows = left[right[at] == left]
    return common


def _all(masks: list[Mask]) -> Mask:
    found = masks[0]
    for mask in masks[1:]:
        found = found & mask
    return found


def _any(masks: list[Mask]) -> Mask:
    found = masks[0]
    for mask in masks[1:]:
        found = found | mask
    return found


def _ordinals(own: Values, values: tuple[str, ...]) -> list[int]:
    wanted = set(values)
    return [i for i, value in enumerate(own.vocabulary) if value in wanted]
