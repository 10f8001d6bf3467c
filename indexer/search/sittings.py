"""Tell what an index knows of a council's sitting: its days, place and documents, and of which sittings a document is.

What was put before a sitting mostly does not name it: it belongs to the sitting that passed a resolution in whose bases
it stands (`Xét Tờ trình số 12/TTr-UBND …`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from corpus.document import Document, day_of
from corpus.extraction.council_terms import council_sessions
from corpus.extraction.relations import OutgoingRelation
from corpus.vi.dates.sessions import find_sessions
from corpus.vi.people.find import find_people
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import fold, slug, tidy
from indexer.engines.port import SearchRequest
from indexer.engines.query_tree import All, Where
from indexer.results import NamedOfficial, RelatedDocument
from indexer.schema.documents import DOCUMENT
from indexer.schema.relations import CITES, bearer_of, citing_values, reference_value, target_values
from indexer.schema.sittings import COLUMN, sitting_values
from indexer.schema.stored import decode_relations, decode_without_texts, shown_title
from indexer.search import hits
from indexer.search.query.bearers import Bearers
from indexer.search.query.document_cache import StoredDocument
from indexer.search.query.lookup import Lookup
from indexer.search.query.synonyms import distinctive_full_forms
from indexer.search.relations import acting_on, related_document
from indexer.sitting_results import (
    GROUPS,
    NamedSitting,
    SittingDocument,
    SittingGroup,
    SittingPage,
    SittingsPage,
)

MAX_DOCUMENTS = 400  # of a sitting that are listed, the newest
MAX_PASSING = 20  # resolutions among whose bases a document is looked for
MAX_READ = 8  # news and notices in which place and presidents are looked for
MAX_PRESIDING = 5
# What is put before a council, and how long before.
_PUT_KINDS = ("proposal", "report")
_PUT_WITHIN = timedelta(days=200)

_ABOUT_RESULTS = re.compile(r"kết quả|biên bản|bế mạc", re.IGNORECASE)
_CALLING = re.compile(r"triệu tập|chương trình|giấy mời|tổ chức|chuẩn bị|dự kiến|nội dung|lịch", re.IGNORECASE)
_PRESIDED = re.compile(r"chủ (?:trì|tọa|toạ)|điều hành", re.IGNORECASE)
_ATTENDED = re.compile(r"\b(?:dự|tham dự|có mặt)\b", re.IGNORECASE)
_SAT = re.compile(r"kỳ họp|khai mạc|bế mạc", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:tại|ở) (?P<place>(?:hội trường|trung tâm|nhà văn hóa|nhà văn hoá|phòng họp|trụ sở)\b[^,.;:()\n]{0,80}?)"
    r"(?=[,.;:()\n]|\s(?:đã|diễn|để|do|với|nhằm|khai mạc|tổ chức|HĐND|Hội đồng|kỳ họp|sáng|chiều|ngày|trong)\b|$)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^\n]+?(?:\.(?=\s)|\n|\Z)")


def find(lookup: Lookup, text: str, body: str | None, term: str | None, limit: int) -> SittingsPage:
    """Return the sittings that a text names by number, term and words of the council, the latest first.

    `body` is the id or the name of a council, `term` an ordinal or years; at most `limit`, with the number of all.
    """
    rest = text = " ".join(tidy(text).split())
    for mention in reversed(find_sessions(text)):
        rest = f"{rest[: mention.start]} {rest[mention.end :]}"
    typed, bare = _council_words(rest), is_bare(terms(rest))
    found = [
        each
        for each in _named_by(lookup, text, term)
        if typed <= _words(each.council, bare) and (body is None or _is_of(each, body))
    ]
    return SittingsPage(len(found), tuple(found[:limit]))


def named_in_query(lookup: Lookup, text: str, limit: int) -> tuple[NamedSitting, ...]:
    """Return the sittings that a query names whole, by number and by all words of the council's name."""
    text = " ".join(tidy(text).split())
    if not any(mention.session or mention.series for mention in find_sessions(text)):
        return ()
    typed, bare = _council_words(text), is_bare(terms(text))
    found = (each for each in _named_by(lookup, text, None) if _words(each.council, bare) <= typed)
    return tuple(each for each, _ in zip(found, range(limit), strict=False))


def get(lookup: Lookup, id: str) -> SittingPage | None:
    """Return what is known of a sitting; None where there is none of this id."""
    sitting = lookup.sittings.get(id)
    if sitting is None:
        return None
    query = All((Where("type", (DOCUMENT,)), Where(COLUMN, lookup.sittings.values(id))))
    answer = lookup.reader.search(SearchRequest(query, sort="newest", size=MAX_DOCUMENTS))
    stored = lookup.reader.get([hit.id for hit in answer.hits])
    documents = {id: decode_without_texts(encoded) for id, encoded in stored.items()}
    passed = [
        (documents[id], decode_relations(encoded))
        for id, encoded in stored.items()
        if documents[id].kind == "resolution"
    ]
    put = _put_before(passed, lookup)
    named_in = {document.id: by for document, by in put}
    more = [document for document, _ in put if document.id not in documents]
    listed = [_shown(document, named_in.get(document.id, ())) for document in (*documents.values(), *more)]
    groups = _groups(listed, sitting)
    reading = [each.id for group in groups if group.code in ("news", "results") for each in group.documents]
    texts = lookup.stored_documents(reading[:MAX_READ])
    return SittingPage(sitting, _place(texts), _presiding(texts), groups, answer.total + len(more))


def of_document(document: Document, lookup: Lookup) -> tuple[NamedSitting, ...]:
    """Return the sittings of a completed document: that which it names, and those that passed what it is a base of."""
    own = [lookup.sittings.of_value(value) for value in sitting_values(document, council_sessions(document))]
    values = target_values(document) if document.kind in _PUT_KINDS else ()
    passing: list[NamedSitting | None] = []
    if values:
        bearers = Bearers(lookup, values)
        named = Where(CITES, citing_values(values, ("based-on",)))
        query = All((Where("type", (DOCUMENT,)), Where("kind", ("resolution",)), named))
        found = lookup.reader.search(SearchRequest(query, sort="newest", size=MAX_PASSING)).hits
        for stored in lookup.stored_documents([hit.id for hit in found]):
            if _is_put(document, stored.document) and any(
                reference.relation == "based-on" for reference in acting_on(document, stored, bearers)
            ):
                of_resolution = sitting_values(stored.document, council_sessions(stored.document))
                passing += map(lookup.sittings.of_value, of_resolution)
    return tuple({each.id: each for each in (*own, *passing) if each}.values())


# Which sittings a text names.


def _named_by(lookup: Lookup, text: str, term: str | None) -> Iterator[NamedSitting]:
    """Yield the sittings of all numbers and terms that a tidy text names, or of any where it names none."""
    mentions = find_sessions(text)
    numbers = {number for mention in mentions if (number := mention.session or mention.series)}
    named = {mention.term for mention in mentions if mention.term} | ({term} if term else set())
    for each in lookup.sittings.all():
        if (not numbers or each.number in numbers) and all(_is_term(each, years) for years in named):
            yield each


def _is_term(sitting: NamedSitting, term: str) -> bool:
    return term in (sitting.term, sitting.ordinal) or any(
        mention.term == sitting.ordinal for mention in find_sessions(f"khóa {term}") if mention.term
    )


def _is_of(sitting: NamedSitting, body: str) -> bool:
    return body in (sitting.body, sitting.council) or slug(body) == slug(sitting.council)


def _council_words(text: str) -> set[str]:
    for start, end, short in reversed(list(distinctive_full_forms(text))):  # labels have the short forms
        text = f"{text[:start]}{short}{text[end:]}"
    return _words(text, is_bare(terms(text)))


def _words(text: str, bare: bool) -> set[str]:
    return {fold(term) if bare else term for term in terms(text)}


# What a sitting had before it.


def _put_before(
    passed: Iterable[tuple[Document, tuple[OutgoingRelation, ...]]], lookup: Lookup
) -> list[tuple[Document, tuple[RelatedDocument, ...]]]:
    """Return the proposals and reports in the bases of resolutions, each with the resolutions that name it."""
    bases = [
        (resolution, reference)
        for resolution, references in passed
        for reference in references
        if reference.relation == "based-on" and reference.issuer
    ]
    bearers = Bearers(lookup, (reference_value(reference) for _, reference in bases))
    put: dict[str, tuple[Document, dict[str, RelatedDocument]]] = {}
    for resolution, reference in bases:
        for document in bearers.meant(reference, bearer_of(resolution)):
            if document.kind in _PUT_KINDS and _is_put(document, resolution):
                _, by = put.setdefault(document.id, (document, {}))
                by[resolution.id] = related_document(resolution)
    return [(document, tuple(by.values())) for document, by in list(put.values())[:MAX_DOCUMENTS]]


def _is_put(document: Document, resolution: Document) -> bool:
    """Tell whether a document may have been put before the sitting that passed a resolution, by their days."""
    day, passed = day_of(document), day_of(resolution)
    return bool(day and passed and passed - _PUT_WITHIN <= day <= passed)


def _shown(document: Document, named_in: tuple[RelatedDocument, ...] = ()) -> SittingDocument:
    kind = document.kind or "other"
    title = shown_title(document)
    return SittingDocument(document.id, kind, title, document.number, document.issuer, day_of(document), named_in)


def _groups(documents: Iterable[SittingDocument], sitting: NamedSitting) -> tuple[SittingGroup, ...]:
    by_code: dict[str, list[SittingDocument]] = {}
    for document in documents:
        by_code.setdefault(_group(document, sitting), []).append(document)
    for listed in by_code.values():
        listed.sort(key=lambda each: (each.day is None, each.day, each.number or "", each.id))
    return tuple(SittingGroup(code, tuple(by_code[code])) for code in GROUPS if code in by_code)


def _group(document: SittingDocument, sitting: NamedSitting) -> str:
    """Return the group of a document, by its kind, its title and whether it was before the sitting."""
    match document.kind:
        case "news":
            return "news"
        case "proposal":
            return "proposals"
        case "resolution" | "joint-resolution":
            return "resolutions"
        case "report":
            is_of_committee = (document.issuer or "").startswith("Ban ")
            return "verification" if is_of_committee or "thẩm tra" in document.title.lower() else "reports"
        case "minutes" | "conclusion":
            return "results"
    if _ABOUT_RESULTS.search(document.title):
        return "results"
    if document.day and sitting.first:
        return "agenda" if document.day < sitting.first else "results"
    return "agenda" if _CALLING.search(document.title) else "results"


# What news and notices tell of it.


def _place(texts: Iterable[StoredDocument]) -> str | None:
    """Return where a sitting was, as most news and notices say."""
    places = Counter[str]()
    for stored in texts:
        sentences = (sentence for sentence in _sentences(stored.document) if _SAT.search(sentence))
        found = (match["place"].strip() for sentence in sentences for match in _PLACE.finditer(sentence))
        if place := next(found, None):
            places[place[:1].upper() + place[1:]] += 1
    ranked = places.most_common(2)
    return ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]) else None


def _presiding(texts: Iterable[StoredDocument]) -> tuple[NamedOfficial, ...]:
    """Return the members of the council who, as news and notices say, presided over a sitting."""
    presiding: dict[str, NamedOfficial] = {}
    for stored in texts:
        ids = {official.name: official for official in hits.officials_of(stored)}
        for sentence in _sentences(stored.document):
            if not (_PRESIDED.search(sentence) and _SAT.search(sentence)) or _ATTENDED.search(sentence):
                continue
            for person in find_people(sentence):
                known = ids.get(person.name)
                role = next((role for role in person.roles if "HĐND" in role or "Hội đồng nhân dân" in role), None)
                if known and role:
                    presiding.setdefault(known.id, replace(known, role=role))
    return tuple(presiding.values())[:MAX_PRESIDING]


def _sentences(document: Document) -> Iterator[str]:
    return (match.group() for match in _SENTENCE.finditer(document.text))
