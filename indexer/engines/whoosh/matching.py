"""Compute which records of a generation match a query: one mask over all rows for each part of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from itertools import chain
from operator import and_

import numpy as np

from indexer.engines import query_tree as q
from indexer.engines.lru import LruCache
from indexer.engines.packed_positions import pack, rows
from indexer.engines.ranking import idf
from indexer.engines.whoosh.columns import Columns, Mask
from indexer.engines.whoosh.positions import RowSet, find_positions
from indexer.engines.whoosh.posting_cache import PostingCache, Rows, SegmentPostings

CACHED_FILTERS = 32
CACHED_PREFIXES = 32  # officials and documents are sought by the same one, and more is typed behind it
RARE_WORDS_FIRST = 1000  # candidates of a phrase beyond which its two rarest words are matched before the others
_SHIFT = 1 << 20  # is added to positions, so that a position less its index in a phrase stays within its row


class Matching:
    """Matches queries against the records of a generation; safe to use from many threads."""

    def __init__(self, postings: PostingCache, columns: Columns, alive: Mask) -> None:
        self._postings = postings
        self._columns = columns
        self._alive = alive
        self._prefixes: LruCache[q.Prefix, Mask] = LruCache(CACHED_PREFIXES)
        self._filters: LruCache[q.Where | q.During, Mask] = LruCache(CACHED_FILTERS)

    def match(self, query: q.Query, within: Mask | None = None, phrases: dict[int, Mask] | None = None) -> Mask:
        """Return for each record whether it is alive and matches; the array may be shared: do not change it.

        Where a record is not `within`, the result is undefined. `phrases` collects, by their `id`, the masks of phrases
        that may be scored; they are right for the records that match the whole query.
        """
        match query:
            case q.Term():
                return self._term(query)
            case q.Phrase(terms):
                mask = self._phrase(terms, within)
                if phrases is not None:
                    phrases[id(query)] = mask
                return mask
            case q.Prefix():
                return self._prefixes.get_or_compute(query, lambda: self._prefix(query))
            case q.Where():
                return self._filters.get_or_compute(query, lambda: self._where(query))
            case q.During():
                return self._filters.get_or_compute(query, lambda: self._during(query))
            case q.All(parts):
                return self._all(parts, within, phrases)
            case q.Any(parts):
                return self._any(parts, within, phrases)
            case q.Without(part, unwanted):
                mask = self.match(part, within, phrases)
                return mask & ~self.match(unwanted, mask)
            case q.Enough(parts, share):
                return self._enough(parts, share)
            case q.Hint(part, _) | q.Close(part, _):
                return self.match(part, within, phrases)
            case q.Everything():
                return self._alive

    def _none(self) -> Mask:
        return np.zeros(len(self._alive), np.bool_)

    def _all(self, parts: tuple[q.Query, ...], within: Mask | None, phrases: dict[int, Mask] | None) -> Mask:
        for part in sorted(parts, key=_has_phrase):  # what costs most is looked for only where all others match
            mask = self.match(part, within, phrases)
            within = mask if within is None else within & mask
        return within if parts and within is not None else self._none()

    def _any(self, parts: tuple[q.Query, ...], within: Mask | None, phrases: dict[int, Mask] | None) -> Mask:
        mask = self._none()
        for part in parts:
            # The mask of a phrase within another part need not be right for all that match the whole query.
            mask |= self.match(part, within, phrases if isinstance(part, q.Phrase) else None)
        return mask

    def _term(self, query: q.Term) -> Mask:
        forms = [postings for form in query.forms if (postings := self._postings.term(query.fields, form)).doc_freq]
        if len(forms) == 1 and forms[0].mask is not None:
            return forms[0].mask
        mask = self._none()
        for postings in forms:
            if postings.mask is None:
                mask[postings.docs] = True
            else:
                mask |= postings.mask
        return mask

    def _prefix(self, query: q.Prefix) -> Mask:
        mask = self._none()
        for name in query.fields:
            for docs in self._postings.docs_with_prefix(name, query.layer, query.start):
                mask[docs] = True
        mask &= self._alive
        return mask

    def _where(self, query: q.Where) -> Mask:
        mask = self._none()
        if (column := self._columns.values.get(query.column)) is not None:
            values = set(query.values)
            ordinals = [i for i, value in enumerate(column.vocabulary) if value in values]
            matches = column.ordinals == ordinals[0] if len(ordinals) == 1 else np.isin(column.ordinals, ordinals)
            mask[column.docs[matches]] = True
            mask &= self._alive
        return mask

    def _during(self, query: q.During) -> Mask:
        mask = self._none()
        first, end = query.span.start.toordinal(), query.span.end.toordinal()
        for column in query.columns:
            if (days := self._columns.days.get(column)) is not None:
                matches = (days.first < end) & (days.end > first)
                if not query.touching:  # a long span must lie within
                    long = days.end - days.first > q.LONG_SPAN
                    matches &= ~long | ((days.first >= first) & (days.end <= end))
                mask[days.docs[matches]] = True
        mask &= self._alive
        return mask

    def _phrase(self, terms: tuple[q.Term, ...], within: Mask | None) -> Mask:
        mask = self._none()
        if not terms or (within is not None and not within.any()):
            return mask
        fields = terms[0].fields
        words = [[self.postings_of(term, name) for name in fields] for term in terms]
        # By the postings themselves: what a phrase scores nothing for needs no impacts, as `_term` would compute.
        candidates = np.flatnonzero(reduce(and_, map(self._having, words), self._alive if within is None else within))
        # The rarest first: where many records have all words, the others are looked for only where these two stand.
        sizes = [sum(len(part.docs) for forms in word for form in forms for part in form) for word in words]
        order = sorted(range(len(words)), key=sizes.__getitem__)
        rarest_first = len(candidates) > RARE_WORDS_FIRST and len(order) > 2
        for chosen in [order[:2], order] if rarest_first else [order]:
            candidates = self._in_order({i: words[i] for i in chosen}, candidates)
        mask[candidates] = True
        return mask

    def _having(self, word: Iterable[Iterable[tuple[SegmentPostings, ...]]]) -> Mask:
        """Return the mask of the records that have a word, by the postings of its forms, field by field."""
        mask = self._none()
        for part in chain.from_iterable(chain.from_iterable(word)):
            mask[part.docs] = True
        return mask

    def postings_of(self, word: q.Term, name: str) -> list[tuple[SegmentPostings, ...]]:
        """Return the postings of each of a word's forms in a field, without forms that have none."""
        return [postings for form in word.forms if (postings := self._postings.segment_postings(name, form))]

    def _in_order(self, words: Mapping[int, list[list[tuple[SegmentPostings, ...]]]], candidates: Rows) -> Rows:
        """Return the rows in which words stand in the order of a phrase.

        With the index of each word in the phrase come the postings of its forms, field by field.
        """
        # All fields at once: the rows of a field come after those of the previous one.
        shifted = [
            (pack(field * len(candidates), _SHIFT - i), [part for form in forms for part in form])
            for i, fields in words.items()
            for field, forms in enumerate(fields)
        ]
        occurrences = find_positions(shifted, RowSet(candidates, len(self._alive)))
        if all(len(forms) < 2 for fields in words.values() for forms in fields):
            keys = occurrences.keys
            keys.sort(kind="stable")  # merges what rises already
        else:  # two forms of a word may have a position in common
            keys, _ = occurrences.in_order()
        last = len(words) - 1
        starts = keys[last:][keys[last:] == keys[: len(keys) - last]]
        matching: Rows = candidates[np.unique(rows(starts) % max(1, len(candidates)))]
        return matching

    def _enough(self, parts: tuple[q.Query, ...], share: float) -> Mask:
        masks = [self.match(part) & self._alive for part in parts]
        count = int(np.count_nonzero(self._alive))
        doc_freqs = [int(np.count_nonzero(mask)) for mask in masks]
        weights = [idf(count, doc_freq) if doc_freq else 0.0 for doc_freq in doc_freqs]
        if not sum(weights):
            return self._none()
        matching_weight = sum(weight * mask for weight, mask in zip(weights, masks, strict=True))
        return np.asarray(matching_weight >= share * sum(weights))


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
