"""Tell which records of a generation match a query: one array of truth values for each part of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock

import numpy as np

from indexer.engines import query_tree as q
from indexer.engines.ranking import idf
from indexer.engines.whoosh.columns import Columns, Mask, Values
from indexer.engines.whoosh.positions import Some, places
from indexer.engines.whoosh.posting_cache import Piece, PostingLists, Rows

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

    def match(self, query: q.Query, within: Mask | None = None, phrases: dict[int, Mask] | None = None) -> Mask:
        """Return for each record whether it is alive and matches; the array may be shared: it is not to be changed.

        Of records that are not `within`, what is said need not be true. `phrases` takes, by their `id`, who matches
        phrases that may be scored, which is true of those who match the whole query.
        """
        match query:
            case q.Term():
                return self._term(query)
            case q.Phrase(terms):
                hit = self._phrase(terms, within)
                if phrases is not None:
                    phrases[id(query)] = hit
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
                return self._all(parts, within, phrases)
            case q.Any(parts):
                return self._any(parts, within, phrases)
            case q.Without(part, unwanted):
                wanted = self.match(part, within, phrases)
                return wanted & ~self.match(unwanted, wanted)
            case q.Enough(parts, share):
                return self._enough(parts, share)
            case q.Hint(part, _) | q.Close(part, _):
                return self.match(part, within, phrases)
            case q.Everything():
                return self._alive

    def _nothing(self) -> Mask:
        return np.zeros(len(self._alive), np.bool_)

    def _all(self, parts: tuple[q.Query, ...], within: Mask | None, phrases: dict[int, Mask] | None) -> Mask:
        for part in sorted(parts, key=_has_phrase):  # what costs most is looked for only where the rest is
            found = self.match(part, within, phrases)
            within = found if within is None else within & found
        return within if parts and within is not None else self._nothing()

    def _any(self, parts: tuple[q.Query, ...], within: Mask | None, phrases: dict[int, Mask] | None) -> Mask:
        hit = self._nothing()
        for part in parts:
            # A phrase within another part need not be true of all that match the whole.
            hit |= self.match(part, within, phrases if isinstance(part, q.Phrase) else None)
        return hit

    def _term(self, query: q.Term) -> Mask:
        lists = [own for form in query.forms if (own := self._lists.get(query.fields, form)).having]
        if len(lists) == 1 and lists[0].mask is not None:
            return lists[0].mask
        hit = self._nothing()
        for own in lists:
            if own.mask is None:
                hit[own.records] = True
            else:
                hit |= own.mask
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

    def _phrase(self, terms: tuple[q.Term, ...], within: Mask | None) -> Mask:
        hit = self._nothing()
        if not terms:
            return hit
        masks = [self._term(term) for term in terms] + ([] if within is None else [within])
        every = np.flatnonzero(_every(masks))
        fields = terms[0].fields
        words = [[self.forms(term, name) for name in fields] for term in terms]
        # The rarest first: where many records have all words, the others are looked for only where these two stand.
        sizes = [sum(len(piece.records) for own in word for form in own for piece in form) for word in words]
        order = sorted(range(len(words)), key=sizes.__getitem__)
        for some in [order[:2], order] if len(every) > MANY and len(order) > 2 else [order]:
            every = self._in_order({i: words[i] for i in some}, every)
        hit[every] = True
        return hit

    def forms(self, word: q.Term, name: str) -> list[tuple[Piece, ...]]:
        """Return the postings of a word's forms in a field, without those that have none."""
        return [pieces for form in word.forms if (pieces := self._lists.pieces(name, form))]

    def _in_order(self, words: Mapping[int, list[list[tuple[Piece, ...]]]], rows: Rows) -> Rows:
        """Return the rows in which words stand in one order: with the place in it of each come the postings of its
        forms, field by field."""
        # All fields at once: each is as if it had rows of its own, after those of the one before.
        asked = [
            ((field * len(rows) << 32) + _LATE - i, [piece for form in forms for piece in form])
            for i, fields in words.items()
            for field, forms in enumerate(fields)
        ]
        found = places(asked, Some(rows, len(self._alive)))
        if all(len(forms) < 2 for fields in words.values() for forms in fields):
            keys = found.keys
            keys.sort(kind="stable")  # merges what rises already
        else:  # a place may be of two forms of a word
            keys, _ = found.in_order()
        last = len(words) - 1
        starts = keys[last:][keys[last:] == keys[: len(keys) - last]]
        begun: Rows = rows[np.unique((starts >> 32) % max(1, len(rows)))]
        return begun

    def _enough(self, parts: tuple[q.Query, ...], share: float) -> Mask:
        found = [self.match(part) & self._alive for part in parts]
        counts = [int(np.count_nonzero(own)) for own in found]
        count = int(np.count_nonzero(self._alive))
        weights = [idf(count, having) if having else 0.0 for having in counts]
        if not sum(weights):
            return self._nothing()
        having = sum(weight * own for weight, own in zip(weights, found, strict=True))
        return np.asarray(having >= share * sum(weights))


def _every(masks: list[Mask]) -> Mask:
    found = masks[0]
    for mask in masks[1:]:
        found = found & mask
    return found


def _has_phrase(query: q.Query) -> bool:
    match query:
        case q.Phrase() | q.Enough():
            return True
        case q.All(parts) | q.Any(parts):
            return any(map(_has_phrase, parts))
        case q.Without(part, unwanted):
            return _has_phrase(part) or _has_phrase(unwanted)
        case q.Hint(part, _) | q.Close(part, _):
            return _has_phrase(part)
    return False


def _ordinals(own: Values, values: tuple[str, ...]) -> list[int]:
    wanted = set(values)
    return [i for i, value in enumerate(own.vocabulary) if value in wanted]
