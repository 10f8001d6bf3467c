"""Choose who signed a scanned document, among the names that its signature may be read as: an official of that body.

A name is chosen where just one official, by other documents of the body and of those years, is nearly what was read.
Otherwise nobody is: a wrong signer is worse than none. What was chosen is no evidence for another choice, so that the
outcome depends on the documents alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from corpus.document import Document, Official, SignerCandidate, day_of
from corpus.extraction.signature import with_body
from corpus.vi.bodies import parse_body
from corpus.vi.syllables import terms
from corpus.vi.text import fold
from indexer.engines.port import Reader, SearchRequest
from indexer.engines.query_tree import All, Where
from indexer.indexing.entity_resolution import Office, official_mentions
from indexer.schema.documents import DOCUMENT
from indexer.schema.signers import COLUMN, UnsureSigner, unsure_signer
from indexer.schema.stored import decode_without_texts

MAX_DAYS = 3 * 365  # between a document and another one that names the official
MAX_DISTANCE = 1.5  # between what was read and a name: a letter and a mark, or three letters that are often confused
MIN_LEAD = 1.0  # by which the next official must be farther away
_OTHER_OFFICE = 1.0  # how much farther an official is whose title is another than the one above the name
_MARK, _CONFUSED = 0.25, 0.5
# Letters without marks that a recogniser takes for one another, most of all under a stamp.
_CONFUSABLE = frozenset(
    frozenset(pair)
    for pair in ("li", "ij", "il", "lt", "ce", "co", "eo", "oa", "uv", "un", "nh", "nm", "hb", "gq", "yv")
)
_BATCH = 256


class HeldOffice(NamedTuple):
    """Holds that a document of a body names an official of that body; `day` is an ordinal, 0 where it has none."""

    body: str
    name: str
    office: Office
    day: int


def held_offices(completed: Document) -> list[HeldOffice]:
    """Return the offices at its own body that a document names; none for one whose signer was not given or printed."""
    if not completed.issuer or not any(official.role for official in completed.officials):
        return []
    day = day_of(completed)
    return [
        HeldOffice(completed.issuer, mention.names[0], office, day.toordinal() if day else 0)
        for mention in official_mentions(completed)
        for office in mention.offices
        if office.issuer == completed.issuer
    ]


class SignerChoice:
    """Chooses signers for one build: `before` is the index so far, `changed` the documents that are indexed anew."""

    def __init__(self, before: Reader | None, changed: Iterable[str]) -> None:
        self._before = before
        self._changed = frozenset(changed)
        self._held: dict[str, list[HeldOffice]] = defaultdict(list)
        self._unchanged: dict[str, list[HeldOffice]] = {}

    def learn(self, held: Iterable[HeldOffice]) -> None:
        """Add what a document that is indexed anew says of officials."""
        for each in held:
            self._held[each.body].append(each)

    def choose(self, unsure: UnsureSigner) -> Official | None:
        """Return who signed a document, None where that stays unsure."""
        if unsure.body is None:
            return None
        return chosen(unsure, [*self._held.get(unsure.body, ()), *self._of_unchanged(unsure.body)])

    def moved(self) -> dict[str, Official | None]:
        """Return the unchanged documents for which the changed ones bring another choice, with that choice."""
        if self._before is None or not self._holds(COLUMN):
            return {}
        bodies = {*self._held, *(document.issuer for document in self._stored(sorted(self._changed)))}
        choices: dict[str, Official | None] = {}
        for body in sorted(filter(None, bodies)):
            ids = [id for id in self._ids(COLUMN, body) if id not in self._changed]
            for document in self._stored(ids):
                choice = self.choose(unsure_signer(document))
                if (choice and choice.name) != (document.signer and document.signer.name):
                    choices[document.id] = choice
        return choices

    def _of_unchanged(self, body: str) -> list[HeldOffice]:
        """Return what unchanged documents of a body say, without those whose signer was chosen."""
        if body not in self._unchanged:
            chosen_before = {*self._ids(COLUMN, body), *self._changed} if self._before else set()
            ids = [id for id in self._ids("issuer", body) if id not in chosen_before]
            self._unchanged[body] = [held for document in self._stored(ids) for held in held_offices(document)]
        return self._unchanged[body]

    def _holds(self, column: str) -> bool:
        query = All((Where("type", (DOCUMENT,)),))
        return bool(self._before and self._before.search(SearchRequest(query, size=0, facets=(column,))).facets[column])

    def _ids(self, column: str, value: str) -> list[str]:
        if self._before is None:
            return []
        query = All((Where("type", (DOCUMENT,)), Where(column, (value,))))
        return [hit.id for hit in self._before.search(SearchRequest(query, size=max(1, self._before.info.count))).hits]

    def _stored(self, ids: Iterable[str]) -> Iterator[Document]:
        """Yield documents as they are indexed, without their texts: offices stand in fields."""
        remaining = iter(ids)
        while self._before and (batch := list(islice(remaining, _BATCH))):
            yield from map(decode_without_texts, self._before.get(batch).values())


def chosen(unsure: UnsureSigner, held: Iterable[HeldOffice]) -> Official | None:
    """Return the one official who is nearly what was read where a document is signed, None without such a one."""
    nearest: dict[str, tuple[float, str, Office]] = {}
    for each in held:
        if unsure.day and each.day and abs(unsure.day - each.day) > MAX_DAYS:
            continue
        distance = min(_distance(candidate, each) for candidate in unsure.candidates)
        key = " ".join(terms(each.name))
        nearest[key] = min(nearest.get(key, (float("inf"), "", each.office)), (distance, each.name, each.office))
    ranked = sorted(nearest.values(), key=lambda near: near[:2])
    if not ranked or ranked[0][0] > MAX_DISTANCE:
        return None
    if len(ranked) > 1 and ranked[1][0] - ranked[0][0] < MIN_LEAD:
        return None
    _, name, office = ranked[0]
    role = next((candidate.role for candidate in unsure.candidates if candidate.role), office.title)
    return Official(name, with_body(role, parse_body(unsure.body or "")))


def _distance(candidate: SignerCandidate, held: HeldOffice) -> float:
    title = fold(held.office.title).lower()
    is_other = candidate.role is not None and not fold(candidate.role).lower().startswith(title)
    return name_distance(candidate.name, held.name) + (_OTHER_OFFICE if is_other else 0)


@lru_cache(maxsize=65536)
def name_distance(read: str, name: str) -> float:
    """Return how much has to be read wrongly to read a name so: a mark costs a quarter, a confused letter half."""
    a, b = "".join(terms(read)), "".join(terms(name))
    before = [float(at) for at in range(len(b) + 1)]
    for row, letter in enumerate(a, 1):
        now = [float(row)]
        for at, other in enumerate(b, 1):
            now.append(min(before[at] + 1, now[-1] + 1, before[at - 1] + _letter_distance(letter, other)))
        before = now
    return before[-1]


def _letter_distance(a: str, b: str) -> float:
    if a == b:
        return 0
    bare_a, bare_b = fold(a).lower(), fold(b).lower()
    if bare_a == bare_b:
        return _MARK
    return _CONFUSED if frozenset((bare_a, bare_b)) in _CONFUSABLE else 1
