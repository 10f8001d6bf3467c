"""Decide which documents are copies: the same text kept as a page and as a file is one document for readers.

Documents of one number, year and issuer (`schema.copies.alike_values`) are compared two by two. What stands in only one
of them at the beginning or the end, as the head of a document that a page leaves out, makes no difference; between,
texts must be equal but for slips (SAME, SAME_RECOGNISED), without a stretch of changed words, which a share of a long
text does not show (STRETCH). Figures that both have otherwise, and that only one calls itself a draft, always part
them. `docs/ranking.md` has what was measured.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, islice

from corpus.document import Document
from corpus.store import Store
from corpus.vi.syllables import terms
from corpus.vi.text import fold
from indexer.engines.port import Reader, SearchRequest
from indexer.engines.query_tree import Where
from indexer.schema.copies import ALIKE, alike_values
from indexer.schema.stored import decode_document, decode_leader

RUN = 3  # words that are compared together
ANCHOR = 8  # words in a row that two texts have once each, between the first and the last of which is the common part
SAME = 0.97  # share of the runs of the common part that two printed texts have both
SAME_RECOGNISED = 0.6  # the same where a text was recognised on pictures
STRETCH, STRETCH_RECOGNISED = 6, 12  # runs one after another that the other text lacks
COMMON = 0.7  # share of the words of each text that the common part has: an extract is another document
OTHER_NUMBERS = 0.1  # share of the numbers of a recognised text that may be wrong
BATCH = 500

# Fields that a record gives and a file does not: they are read of its text when it is indexed.
_GIVEN = ("kind", "published", "issued", "effective", "expires", "number", "issuer", "term", "session")

_FIGURE = re.compile(r"\d[\d.,/]*\d")
_HEAD = 400  # code points in which a draft calls itself one

Leaders = dict[str, str]  # copy → the document that is found in its place


def leaders_of(documents: Iterable[Document]) -> Leaders:
    """Return which of some documents that may be copies of each other are, each with its leader.

    Pages and records lead, then printed files, of equal ones the first by id. Only a file is a copy: what has an
    address, or is a record with fields, is a document whatever it says.
    """
    leading: list[Document] = []
    leaders: Leaders = {}
    for document in sorted(documents, key=_rank):
        if _is_file(document):
            same = next((leader for leader in leading if have_same_text(leader, document)), None)
            if same is not None:
                leaders[document.id] = same.id
                continue
        leading.append(document)
    return leaders


def _is_file(document: Document) -> bool:
    """Tell whether a document is that of a file alone: it has pages, or says nothing of itself besides its text."""
    has_pages = bool(document.pages or document.page_confidence)
    return document.url is None and (has_pages or not any(getattr(document, field) for field in _GIVEN))


def _rank(document: Document) -> tuple[bool, bool, str]:
    return _is_file(document), bool(document.pages or document.page_confidence), document.id


def have_same_text(one: Document, other: Document) -> bool:
    """Tell whether two documents of the same number, year and issuer have the same text."""
    recognised = bool(one.page_confidence or other.page_confidence)
    if _is_draft(one) != _is_draft(other) or _differ_in_figures(one.text, other.text, recognised=recognised):
        return False
    share, stretch = compared(one.text, other.text)
    if recognised:
        return share >= SAME_RECOGNISED and stretch <= STRETCH_RECOGNISED
    return share >= SAME and stretch <= STRETCH


def compared(one: str, other: str) -> tuple[float, int]:
    """Return the share of runs that the common parts of two texts have both, and the longest stretch of other runs.

    The share is 0 where the common parts are too short.
    """
    texts = _words(one), _words(other)
    here, there = map(_places, texts)
    anchors = here.keys() & there.keys()
    if not anchors:
        return 0.0, 0
    parts = [_between(words, places, anchors) for words, places in zip(texts, (here, there), strict=True)]
    if any(len(part) < COMMON * len(words) for part, words in zip(parts, texts, strict=True)):
        return 0.0, 0
    runs, others = (_runs(part, RUN) for part in parts)
    both, either = {*runs} & {*others}, {*runs} | {*others}
    stretches = (
        len(list(group)) for part in (runs, others) for common, group in groupby(part, both.__contains__) if not common
    )
    return len(both) / len(either), max(stretches, default=0)


def _places(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Return where the runs of ANCHOR words stand that a text has once."""
    runs = _runs(words, ANCHOR)
    once = {run for run, count in Counter(runs).items() if count == 1}
    return {run: at for at, run in enumerate(runs) if run in once}


def _runs(words: Sequence[str], length: int) -> list[tuple[str, ...]]:
    return list(zip(*(islice(words, start, None) for start in range(length)), strict=False))


def _between(
    words: Sequence[str], places: Mapping[tuple[str, ...], int], anchors: Iterable[tuple[str, ...]]
) -> Sequence[str]:
    """Return the words from the first to the last anchor."""
    common = [places[run] for run in anchors]
    return words[min(common) : max(common) + ANCHOR]


def _differ_in_figures(one: str, other: str, *, recognised: bool) -> bool:
    """Tell whether each text has figures that the other lacks; one may have more at its beginning or end."""
    here, there = set(_FIGURE.findall(one)), set(_FIGURE.findall(other))
    allowed = OTHER_NUMBERS * min(len(here), len(there)) + 1 if recognised else 0
    return min(len(here - there), len(there - here)) > allowed


def _is_draft(document: Document) -> bool:
    return "du thao" in " ".join(map(fold, terms(f"{document.title}\n{document.text[:_HEAD]}")))


@lru_cache(maxsize=64)
def _words(text: str) -> tuple[str, ...]:
    return tuple(map(fold, terms(text)))


class Copies:
    """Finds the copies among the documents of a build; `before` is the index so far, `changed` what is indexed anew."""

    def __init__(self, store: Store, before: Reader | None, changed: Iterable[str]) -> None:
        self._store = store
        self._before = before
        self._changed = frozenset(changed)
        self._alike: dict[str, set[str]] = defaultdict(set)  # value of the column → documents
        self.leaders: Leaders = {}

    def add(self, alike: Mapping[str, str]) -> None:
        """Add documents that are indexed anew, each with its value of the column `ALIKE`."""
        for id, value in alike.items():
            self._alike[value].add(id)

    def resolve(self) -> list[str]:
        """Find the copies; return the unchanged documents that became copies, or are none any more."""
        was = self._add_unchanged(self._before) if self._before else {}
        for ids in self._alike.values():
            if len(alike := sorted(ids)) > 1:
                self.leaders |= leaders_of(self._store.get_many(alike, lambda damaged: None).values())
        return [id for id, leader in was.items() if self.leaders.get(id) != leader]

    def _add_unchanged(self, before: Reader) -> dict[str, str | None]:
        """Add the unchanged documents that share a value with a changed one; return the leader that each had."""
        for _, stored in _stored(before, sorted(self._changed)):  # what they were may have been the leader of others
            document, _ = decode_document(stored)
            for value in alike_values(document, len(terms(document.text))):
                self._alike[value] |= set()
        was: dict[str, str | None] = {}
        values = sorted(self._alike)
        for start in range(0, len(values), BATCH):
            query = Where(ALIKE, tuple(values[start : start + BATCH]))
            hits = before.search(SearchRequest(query, size=max(1, before.info.count))).hits
            for id, stored in _stored(before, [hit.id for hit in hits if hit.id not in self._changed]):
                was[id] = decode_leader(stored)
                document, _ = decode_document(stored)
                for value in alike_values(document, len(terms(document.text))):
                    self._alike[value].add(id)
        return was


def _stored(before: Reader, ids: Sequence[str]) -> Iterable[tuple[str, bytes]]:
    for start in range(0, len(ids), BATCH):
        yield from before.get(ids[start : start + BATCH]).items()
