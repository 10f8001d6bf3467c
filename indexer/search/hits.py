"""Turn an engine's hits into results that a person sees: titles, passages, officials, labels of facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from corpus.document import KIND_LABELS, RELATIONS, Document, day_of
from corpus.vi.dates.find import VIETNAM
from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import find_numbers
from corpus.vi.units import Unit, unit
from indexer import sentences
from indexer.engines import query_tree as q
from indexer.engines.port import Hit, Reader
from indexer.results import AttachedFile, FacetValue, NamedOfficial, Result
from indexer.schema.dates import date_offsets_in, searchable_text
from indexer.schema.persons import decode_labels, person_key
from indexer.schema.relations import reference_value
from indexer.schema.stored import DocumentSource
from indexer.search.highlight.marks import CitingSentence, Text
from indexer.search.highlight.passages import mark_and_excerpt
from indexer.search.highlight.query_terms import HighlightTerms, highlight_terms
from indexer.search.query.document_cache import StoredDocument
from indexer.search.query.effect import effect_of
from indexer.search.query.lookup import spelling_key
from indexer.search.query.named_units import named_unit

MAX_NUMBERED_TEXT = 100_000  # code points of an attachment's text in which document numbers are marked


def results(hits: Sequence[Hit], documents: Sequence[StoredDocument], query: q.Query, on: date) -> tuple[Result, ...]:
    """Return the results of hits, whose documents stand in the same order, with what the query matched in them.

    `on` is the day of their effect.
    """
    terms = highlight_terms(query)
    texts = [_highlightable_texts(document, terms) for document in documents]
    attached = [_attached_texts(document, terms) for document in documents]
    highlighted = mark_and_excerpt([title for title, _, _ in texts], [body for _, body, _ in texts], terms, attached)
    return tuple(
        Result(
            hit.id,
            stored.document.kind or "other",
            title,
            hit.score,
            stored.document.url,
            stored.document.number,
            stored.document.issuer,
            stored.document.published,
            stored.document.issued,
            effect_of(stored, on).status,
            stored.document.status,
            officials_of(stored),
            passages,
            why,
            sources_of(stored),
        )
        for hit, stored, (_, _, why), (title, passages) in zip(hits, documents, texts, highlighted, strict=True)
    )


def officials_of(stored: StoredDocument) -> tuple[NamedOfficial, ...]:
    """Return the persons that a stored document names, without those that the index resolved to nobody."""
    named = zip(stored.document.officials, stored.official_ids, strict=True)
    return tuple(NamedOfficial(id, official.name, official.role) for official, id in named if id)


def sources_of(stored: StoredDocument) -> tuple[DocumentSource, ...]:
    """Return where a document is, its own place first; none where it has no copies."""
    own = DocumentSource(stored.document.id, stored.document.source, stored.document.url)
    return (own, *stored.sources) if stored.sources else ()


def labelled(reader: Reader, column: str, counts: tuple[tuple[str, int], ...]) -> tuple[FacetValue, ...]:
    """Return the counted values of a column with labels for people; the label of a namesake ends with an office."""
    labels: dict[str, str] = {}
    if column in _WRITTEN:
        counts = _without_spellings(counts)
    if column == "kind":
        labels = dict(KIND_LABELS)
    if column == "unit":
        labels = _unit_labels([id for id, _ in counts])
    if column == "official":
        ids = {person_key(id): id for id, _ in counts}
        labels = {ids[key]: label for key, label in decode_labels(reader.titles(list(ids))).items()}
    return tuple(FacetValue(value, labels.get(value, value), count) for value, count in counts)


def _unit_labels(ids: Sequence[str]) -> dict[str, str]:
    """Return the names of units; of those of one name with what they are or were in, or until when they were."""
    units = [known for known in map(unit, ids) if known]
    bearers = Counter(each.name for each in units)
    return {each.id: _distinct_name(each) if bearers[each.name] > 1 else each.name for each in units}


def _distinct_name(unit: Unit) -> str:
    """Return a unit's name with its place, that of a province, which has none, with its last day."""
    until = sentences.UNIT_UNTIL.format(day=f"{unit.until:%d/%m/%Y}") if unit.until else None
    note = named_unit(unit).place or until
    return f"{unit.name} ({note})" if note else unit.name


_WRITTEN = ("issuer", "section", "source")  # columns of values as documents write them


def _without_spellings(counts: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return counts in which spellings that differ by capitals and tone place are one, by the most frequent of them."""
    same: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for value, count in counts:
        same.setdefault(spelling_key(value), []).append((value, count))
    summed = ((spellings[0][0], sum(count for _, count in spellings)) for spellings in same.values())
    return tuple(sorted(summed, key=lambda row: (-row[1], row[0])))


def text_with_mentions(
    text: str, terms: HighlightTerms, day: date | None = None, mentioned: tuple[Span, ...] = ()
) -> Text:
    """Return a short text of a document of this day, with its dates and numbers where such are to be highlighted.

    `mentioned` is that of `Text`.
    """
    dates = date_offsets_in(text, day) if terms.spans else ()
    return Text(text, list(dates), find_numbers(text) if terms.keys else (), mentioned)


def _highlightable_texts(stored: StoredDocument, terms: HighlightTerms) -> tuple[Text, Text, tuple[str, ...]]:
    """Return title and body with their dates and numbers, and `Result.why`."""
    pages = stored.document.pages if stored.document.text else ()
    layout = stored.layout
    frame = layout.frames[0] if layout.frames else None
    body = Text(stored.body, (), (), (), layout.divisions, pages, None, frame, _citing_sentence(stored, terms))
    if not (terms.spans or terms.keys):
        return Text(stored.title), body, ()
    offsets, only_mentioned = stored.mention_offsets, not_own_days(stored.document, terms.spans)
    dates = [date for date in offsets.dates if date[0] >= 0]
    numbers = [
        replace(mention, start=start + mention.start, end=start + mention.end)
        for start, end in (offsets.numbers if terms.keys else ())
        for mention in find_numbers(stored.body[start:end])
    ]
    fitting = _first_fitting([span for _, _, span in offsets.dates], only_mentioned)
    why = tuple(sentences.ONLY_MENTIONS.format(date=span.label) for span in fitting)
    title = text_with_mentions(stored.title, terms, day_of(stored.document), only_mentioned)
    return title, body._replace(dates=dates, numbers=numbers, mentioned=only_mentioned), why


def _citing_sentence(stored: StoredDocument, terms: HighlightTerms) -> CitingSentence | None:
    """Return the sentence by which a document was found that names another one, the strongest relation first.

    None where no such document was asked for, or only the title names it.
    """
    if not (terms.cites or terms.relations):
        return None
    named = (
        each
        for each in stored.relations
        if f"{each.relation} {reference_value(each)}" in terms.cites or each.relation in terms.relations
    )
    origin = len(searchable_text(replace(stored.document, text="")))
    for reference in sorted(named, key=lambda each: RELATIONS.index(each.relation)):
        start, end = reference.start - origin, reference.end - origin
        if 0 <= start < end <= len(stored.body):
            numbers = (each for each in find_numbers(stored.body[start:end]) if each.number.key == reference.key)
            number = next(((start + each.start, start + each.end) for each in numbers), (start, start))
            return CitingSentence(start, end, number)
    return None


def _attached_texts(stored: StoredDocument, terms: HighlightTerms) -> list[Text]:
    """Return the texts of a document's attachments, with their numbers where such are to be highlighted."""
    return [
        Text(
            attachment.text,
            numbers=find_numbers(attachment.text[:MAX_NUMBERED_TEXT]) if terms.keys else (),
            pages=attachment.page_starts,
            attachment=AttachedFile(number, attachment.name),
            frame=stored.layout.frames[number] if stored.layout.frames else None,
        )
        for number, attachment in enumerate(stored.document.attachments, 1)
        if attachment.text
    ]


def not_own_days(document: Document, requested: Iterable[Span]) -> tuple[Span, ...]:
    """Return the requested days that are not the document's own days, so that it can only mention them."""
    published = document.published.astimezone(VIETNAM).date() if document.published else None
    own = [Span.day(day) for day in (published, document.issued, document.effective) if day]
    return tuple(span for span in sorted(requested) if not any(day.overlaps(span) for day in own))


def _first_fitting(mentioned: Sequence[Span], requested: Iterable[Span]) -> tuple[Span, ...]:
    """Return for each requested span the first of a document's dates that fits it, without repetition."""
    fitting = (next((span for span in mentioned if q.fits(span, days)), None) for days in requested)
    return tuple(dict.fromkeys(span for span in fitting if span))
