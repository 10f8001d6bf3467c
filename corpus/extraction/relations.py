"""Read what a document does to others: each relation with the parts that it concerns, its days, and where it stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from corpus.document import EFFECTIVE_RELATIONS, RELATIONS, Document
from corpus.extraction.amending_items import amending_items
from corpus.extraction.change_days import beginning, ending
from corpus.extraction.citations import CitingPlace, acting_kind, citations, citing_places
from corpus.extraction.cited_identity import Identity, issuer_of, stated_identities, with_named_places
from corpus.extraction.heading import heading
from corpus.extraction.structure import ANNEX, ARTICLE, Division, clauses, divisions
from corpus.vi.bodies import parse_body
from corpus.vi.document_numbers import parse_number
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.text import tidy


@dataclass(frozen=True, slots=True)
class OutgoingRelation:
    """Says what a document does to the one of a number.

    `key` is `DocumentNumber.key` of the number, `number` its spelling in documents. `year` and `issuer` are those of
    the other document: as stated, else as its number implies them; where no issuer is named, the citing document's
    council or committee of that place; None stays unknown. `issuer` is written as `Document.issuer` is.
    `parts` are what is meant of the other document (`khoản 2 Điều 3`), none for all of it; `is_partial` also where
    only words of it are meant, or all but some articles. `only_adds`: nothing of the other document ends.
    `where` is the division of the citing text that says it (`Điều 8, khoản 2`, `Phụ lục II`); `start` and `end` are the
    sentence in `schema.dates.searchable_text` of the tidy document (code points; equal for a given citation).
    `begins` is the day on which the change itself begins, where the sentence names one that is not that of the whole
    document; `ends` the last day of a suspension, or up to which an extension goes.
    """

    relation: str
    key: str
    number: str
    year: int | None = None
    issuer: str | None = None
    parts: tuple[str, ...] = ()
    is_partial: bool = False
    only_adds: bool = False
    where: str | None = None
    start: int = 0
    end: int = 0
    begins: date | None = None
    ends: date | None = None


_WEAK = ("based-on", "cites")  # say nothing where another relation to the same document is read
_TEXT = 2  # of the passages title, summary, text
_OPENS_ITEMS = re.compile(r":$|\bnhư sau\W*$")
_SUBJECT = re.compile(r"(?:V/v|Về việc)\s", re.IGNORECASE)
_MAX_NAMESAKES = 20  # documents of one number that one document tells apart


def outgoing_relations(document: Document) -> tuple[OutgoingRelation, ...]:
    """Return what a completed document does to each document that it names, and what its source gives beside that.

    Each relation to each document comes once, with all parts that are meant, in the order of first mention.
    """
    if not document.citations:
        return ()  # most news
    tidied = tuple(map(tidy, (document.title, document.summary or "", document.text)))
    texts = tuple(map(with_joined_lines, tidied))
    number = parse_number(document.number) if document.number else None
    kind = document.kind or "other"
    is_formal = kind != "news" and (kind != "other" or bool(document.number or document.issuer or heading(tidied[2])))
    kind = acting_kind(kind, texts[0], texts[2], is_formal=is_formal)
    own = parse_body(document.issuer) if document.issuer else None
    places = citing_places(texts, number, document.issued, kind)
    origins = (0, len(texts[0]) + 1, len(texts[0]) + len(texts[1]) + 2)
    divided = _Divisions(tidied[2])
    relations: list[OutgoingRelation] = []
    changing = [place.first for place in places if place.passage == _TEXT and place.relation not in _WEAK]
    identities = stated_identities(places, own)
    with_named_places(identities, document, own, texts)
    cited = list(_by_document(places, identities))
    amended = [its for _, its in cited if any(place.relation == "amends" for place in its)]
    for identity, its_of_document in cited:
        issuer = issuer_of(identity, number, own)
        named = OutgoingRelation("cites", identity.number.key, identity.number.text, identity.year, issuer)
        its = [each for place in its_of_document for each in _with_items(place, changing, divided)]
        if amended == [its_of_document] and not divided.hold(its):
            its += _in_articles(its, places, divided, texts[_TEXT])
        relations += _relations_to(named, its, origins, divided, document.effective)
    return (*relations, *_given(document, relations, texts, kind))


def _by_document(
    places: Sequence[CitingPlace], identities: Sequence[Identity]
) -> Iterator[tuple[Identity, list[CitingPlace]]]:
    """Yield each document that is cited, with its places: those of one number that do not contradict each other."""
    by_key: dict[str, list[tuple[Identity, list[CitingPlace]]]] = {}
    cited: list[tuple[Identity, list[CitingPlace]]] = []
    for place, identity in zip(places, identities, strict=True):
        if place.is_self:
            continue
        known = by_key.setdefault(place.number.key, [])
        for each, its in reversed(known[-_MAX_NAMESAKES:]):
            if each.take(identity):
                its.append(place)
                break
        else:
            known.append((identity, [place]))
            cited.append(known[-1])
    yield from cited


def _with_items(place: CitingPlace, changing: Sequence[int], divided: _Divisions) -> Iterator[CitingPlace]:
    """Yield a place, or, where it says that a document is amended as follows, what the items behind it say of parts.

    They end where the text goes on to change another document: `changing` are the offsets where it does.
    """
    opens = place.passage == _TEXT and place.relation == "amends" and _OPENS_ITEMS.search(place.sentence)
    if not opens:
        yield place
        return
    following = bisect_left(changing, place.last)
    end = changing[following] if following < len(changing) else len(place.text)
    end = min(end, divided.end_of(place.start))
    items = list(amending_items(place.text, place.last, end))
    amended = [item for item in items if item.relation == "amends"]
    if amended or not items:
        parts = dict.fromkeys((*place.parts, *(part for item in amended for part in item.parts)))
        adds = all(item.only_adds for item in amended) if amended else place.only_adds
        yield place._replace(parts=tuple(parts), partial=bool(parts) or place.partial, only_adds=adds)
    for item in items:
        if item.relation != "amends":
            at_item = place._replace(start=item.start, first=item.start, last=item.end)
            yield at_item._replace(relation=item.relation, parts=item.parts, partial=True, only_adds=False)


def _in_articles(
    its: Sequence[CitingPlace], places: Sequence[CitingPlace], divided: _Divisions, text: str
) -> Iterator[CitingPlace]:
    """Yield what articles say of parts of the one document that a title says is amended, without naming it again."""
    amends = next(place for place in its if place.relation == "amends")
    starts = [place.start for place in places if place.passage == _TEXT]
    for item in amending_items(text, *divided.main_part):
        following = bisect_left(starts, item.start)
        if item.parts and not (following < len(starts) and starts[following] < item.end):
            at_item = amends._replace(text=text, passage=_TEXT, start=item.start, first=item.start, last=item.end)
            yield at_item._replace(relation=item.relation, parts=item.parts, partial=True, only_adds=item.only_adds)


def _relations_to(
    named: OutgoingRelation,
    places: Sequence[CitingPlace],
    origins: Sequence[int],
    divided: _Divisions,
    effective: date | None,
) -> Iterator[OutgoingRelation]:
    """Yield the relations to one document: a weak one only where there is no other.

    A title is short for what the articles say, and the subject of a letter for its text: where these say anything, they
    alone count.
    """
    strong = [place for place in places if place.relation not in _WEAK]
    in_text = [place for place in strong if place.passage == _TEXT]
    below = [place for place in in_text if not _SUBJECT.match(place.text, place.first)]
    strong = [place for place in in_text if divided.name_at(place.start)] or below or in_text or strong
    if not strong:
        strong = [min(places, key=lambda place: (RELATIONS.index(place.relation), place.passage != _TEXT))]
    by_relation: dict[str, list[CitingPlace]] = {}
    for place in strong:
        by_relation.setdefault(place.relation, []).append(place)
    for relation, its in by_relation.items():
        best = min(its, key=lambda place: place.partial)
        changes = relation in EFFECTIVE_RELATIONS
        begins = beginning(best.text, best.first, best.last, relation) if changes else None
        yield OutgoingRelation(
            relation,
            named.key,
            named.number,
            named.year,
            named.issuer,
            parts=tuple(dict.fromkeys(part for place in its for part in place.parts)) if best.partial else (),
            is_partial=best.partial,
            only_adds=all(place.only_adds for place in its),
            where=divided.name_at(best.start) if best.passage == _TEXT else None,
            start=origins[best.passage] + best.first,
            end=origins[best.passage] + best.last,
            begins=begins if begins != effective else None,
            ends=ending(best.text, best.start, best.last, relation) if changes else None,
        )


def _given(
    document: Document, relations: Iterable[OutgoingRelation], texts: tuple[str, ...], kind: str
) -> Iterator[OutgoingRelation]:
    """Yield the relations that a source gives beside a document, where its text does not have them."""
    number = parse_number(document.number) if document.number else None
    if document.citations == citations(texts, number, issued=document.issued, kind=kind):
        return
    read: dict[str, list[OutgoingRelation]] = {}
    for relation in relations:
        read.setdefault(relation.key, []).append(relation)
    own = parse_body(document.issuer) if document.issuer else None
    for citation in document.citations:
        cited = parse_number(citation.number)
        if cited is None or (number and cited.key == number.key):
            continue
        given = citation.relation or ""
        given = given if given in RELATIONS else "cites"
        its = read.get(cited.key, [])
        if its and (given in _WEAK or any(each.relation not in _WEAK for each in its)):
            continue
        named = (
            its[0]
            if its
            else OutgoingRelation("cites", cited.key, cited.text, cited.year, issuer_of(Identity(cited), number, own))
        )
        yield replace(
            named, relation=given, parts=citation.parts, is_partial=bool(citation.parts), where=None, start=0, end=0
        )


class _Divisions:
    """Knows the divisions of a text, which are looked for when the first is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._clauses: dict[int, list[Division]] = {}

    def name_at(self, offset: int) -> str | None:
        """Return the article or annex that holds an offset, an article with its clause; None before the first."""
        at = self._index_at(offset)
        if at is None:
            return None
        division = self._all[at]
        if division.level != ARTICLE:
            return division.label
        if at not in self._clauses:
            self._clauses[at] = clauses(self._text, division)
        number = bisect_right(self._clauses[at], offset, key=lambda clause: clause.start)
        return f"{division.label}, {self._clauses[at][number - 1].name}" if number else division.label

    def end_of(self, offset: int) -> int:
        """Return where the article or annex ends that holds an offset."""
        at = self._index_at(offset)
        return len(self._text) if at is None else self._all[at].end

    def hold(self, places: Iterable[CitingPlace]) -> bool:
        """Tell whether a division holds one of the places that say what the document does."""
        strong = (place for place in places if place.passage == _TEXT and place.relation not in _WEAK)
        return any(self.name_at(place.start) for place in strong)

    @property
    def main_part(self) -> tuple[int, int]:
        """Return where the first article begins and the last one ends, annexes left out."""
        articles = [each for each in self._all if each.level == ARTICLE and each.within is None]
        return (articles[0].start, articles[-1].end) if articles else (0, 0)

    def _index_at(self, offset: int) -> int | None:
        last = bisect_right(self._all, offset, key=lambda division: division.start) - 1
        while last >= 0 and self._all[last].end <= offset:
            last -= 1
        return last if last >= 0 else None

    @cached_property
    def _all(self) -> list[Division]:
        return [each for each in divisions(self._text) if each.level in (ANNEX, ARTICLE)]
