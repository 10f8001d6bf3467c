"""Tell which records of a generation match a query: one array of truth values for each part of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

import numpy as np

from indexer import query as q
from indexer.engines.whoosh.columns import Columns, Mask, Values
from indexer.engines.whoosh.postings import PostingLists, Rows

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
            case q.Near(first, second, reach):
                return self._near(first, second, reach)
            case q.Prefix(layer, start, fields):
                hit = self._nothing()
                for name in fields:
                    for records in self._lists.starting(name, layer, start):
                        hit[records] = True
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
            case q.Hint(part, _):
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
        every = _all([self._term(term) for term in terms])
        for name in terms[0].fields:
            starts: Rows | None = None
            wanted = every
            for i, term in enumerate(terms):
                own = self.places(term, name, wanted) - i
                starts = own if starts is None else _common(starts, own)
                if not len(starts):
                    break
                if i == 0:
                    wanted = self._nothing()
                    wanted[starts >> 32] = True
            if starts is not None:
                hit[starts >> 32] = True
        return hit

    def _near(self, first: q.Term, second: q.Term, reach: int) -> Mask:
        hit = self._nothing()
        both = self._term(first) & self._term(second)
        for name in first.fields:
            hit[self.pairs(first, second, name, reach, both)] = True
        return hit

    def pairs(self, first: q.Term, second: q.Term, name: str, reach: int, wanted: Mask) -> Rows:
        """Return the record of each two places of a field in which two words stand near each other, in order."""
        left, right = self.places(first, name, wanted), self.places(second, name, wanted)
        if not len(left) or not len(right):
            return np.empty(0, np.int64)
        if reach == 1:
            return _common(left, right - 1) >> 32
        # How many of `right` lie within reach of each of `left`; a word is not near itself.
        near = np.searchsorted(right, left + reach, side="right") - np.searchsorted(right, left - reach)
        near -= np.searchsorted(right, left, side="right") - np.searchsorted(right, left)
        return np.repeat(left >> 32, near)

    def places(self, term: q.Term, name: str, wanted: Mask) -> Rows:
        """Return where a word stands in a field of wanted records, as keys `record << 32 | place`, rising.

        Places start late enough for a phrase to be counted back from them.
        """
        found = [self._lists.get(name, form.layer, form.term) for form in term.forms]
        keys = [postings.places(wanted) for postings in found if len(postings.records)]
        if not keys:
            return np.empty(0, np.int64)
        if len(keys) == 1:
            return keys[0] + _LATE
        return np.unique(np.concatenate(keys)) + _LATE


_LATE = 1 << 20  # so that a place less its index in a phrase, or less a reach, stays within its record


def _common(left: Rows, right: Rows) -> Rows:
    """Return what two rising arrays share; the shorter one is looked up in the longer."""
    if len(left) > len(right):
        left, right = right, left
    if not len(left):
        return left
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
