"""Tell which records of a generation match a query: one array of truth values for each part of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock

import numpy as np

from indexer import query as q
from indexer.engines.whoosh.columns import Columns, Mask, Values
from indexer.engines.whoosh.places import Some, places
from indexer.engines.whoosh.postings import PostingLists, Postings, Rows
from indexer.weights import idf

REMEMBERED = 32  # filters by value that are kept
MANY = 1000  # records with all words of a phrase from which on its two rarest words are looked for first
_LATE = 1 << 20  # so that a place less its index in a phrase stays within its record


class Matching:
    """Matches queries against the records of a generation; safe to use from many threads."""

    def __init__(self, lists: PostingLists, columns: Columns, alive: Mask) -> None:
        self._lists = lists
        self._columns = columns
        self._alive = alive
        self._lock = Lock()
        self._filters: OrderedDict[q.Where, Mask] = OrderedDict()

    def match(self, query: q.Query, known: dict[int, Mask]) -> Mask:
        """Return for each record whether it is alive and matches; the array may be shared: it is not to be changed.

        `known` keeps what costs much by the `id` of its part, for those who ask again in one search.
        """
        match query:
            case q.Term():
                return self._term(query)
            case q.Phrase(terms):
                if (hit := known.get(id(query))) is None:
                    hit = known[id(query)] = self._phrase(terms)
                return hit
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
                return _all([self.match(part, known) for part in parts]) if parts else self._nothing()
            case q.Any(parts):
                return _any([self.match(part, known) for part in parts]) if parts else self._nothing()
            case q.Without(part, unwanted):
                return self.match(part, known) & ~self.match(unwanted, known)
            case q.Enough(parts, share):
                return self._enough(parts, share, known)
            case q.Hint(part, _) | q.Close(part, _):
                return self.match(part, known)
            case q.Everything():
                return self._alive

    def _nothing(self) -> Mask:
        return np.zeros(len(self._alive), np.bool_)

    def _term(self, query: q.Term) -> Mask:
        lists = [own for form in self._lists.of(query) for own in form.values()]
        if len(lists) == 1 and lists[0].common:
            return lists[0].mask
        hit = self._nothing()
        for own in lists:
            if own.common:
                hit |= own.mask
            else:
                hit[own.records] = True
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
        words = [self._lists.of(term) for term in terms]
        for name in terms[0].fields:
            lists = [[form[name] for form in word if name in form] for word in words]
            # The rarest first: where many records have all words, the others are looked for only where these two stand.
            order = sorted(range(len(lists)), key=lambda i: sum(len(own.records) for own in lists[i]))
            rows = every
            for some in [order[:2], order] if len(every) > MANY and len(order) > 2 else [order]:
                rows = self._in_order({i: lists[i] for i in some}, rows)
            hit[rows] = True
        return hit

    def _in_order(self, lists: Mapping[int, list[Postings]], rows: Rows) -> Rows:
        """Return the rows in which words stand in one order: each has its place in it and its posting lists."""
        if not all(lists.values()):
            return rows[:0]
        found = places([(_LATE - i, own) for i, own in lists.items()], Some(rows, len(self._alive)))
        keys = found.keys
        if all(len(own) == 1 for own in lists.values()):
            keys.sort(kind="stable")  # merges what rises already
        else:  # one place may come from two lists of a word
            order = np.argsort(keys, kind="stable")
            keys, words = keys[order], found.words()[order]
            fresh = np.append(True, (keys[1:] != keys[:-1]) | (words[1:] != words[:-1]))
            keys = keys[fresh[: len(keys)]]
        last = len(lists) - 1
        starts = keys[last:][keys[last:] == keys[: len(keys) - last]] >> 32
        begun: Rows = rows[starts[np.append(True, starts[1:] != starts[:-1])[: len(starts)]]]
        return begun

    def _enough(self, parts: tuple[q.Query, ...], share: float, known: dict[int, Mask]) -> Mask:
        found = [self.match(part, known) & self._alive for part in parts]
        counts = [int(np.count_nonzero(own)) for own in found]
        count = int(np.count_nonzero(self._alive))
        weights = [idf(count, having) if having else 0.0 for having in counts]
        if not sum(weights):
            return self._nothing()
        having = sum(weight * own for weight, own in zip(weights, found, strict=True))
        return np.asarray(having >= share * sum(weights))


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
