"""Turn an engine's hits into results that a person sees: titles, passages, officials, labels of facets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from corpus.document import KIND_LABELS, Document, day_of
from corpus.vi.dates.find import VIETNAM
from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import find_numbers
from indexer import sentences
from indexer.engines import query_tree as q
from indexer.engines.port import Hit, Reader
from indexer.results import FacetValue, NamedOfficial, Result
from indexer.schema.dates import dates_in
from indexer.schema.persons import decode_labels, person_key
from indexer.search.highlight.marks import Text
from indexer.search.highlight.passages import mark_and_excerpt
from indexer.search.highlight.query_terms import HighlightTerms, highlight_terms
from indexer.search.query.document_cache import StoredDocument


def results(hits: Sequence[Hit], documents: Sequence[StoredDocument], query: q.Query) -> tuple[Result, ...]:
    """Return the results of hits, whose documents stand in the same order, with what the query matched in them."""
    targets = highlight_terms(query)
    texts = [_searched_texts(document, targets) for document in documents]
    highlighted = mark_and_excerpt([title for title, _, _ in texts], [body for _, body, _ in texts], targets)
    return tuple(
        Result(
            hit.id,
            opened.document.kind or "other",
            title,
            hit.score,
            opened.document.url,
            opened.document.number,
            opened.document.issuer,
            opened.document.published,
            opened.document.issued,
            opened.document.status,
            officials_of(opened),
            passages,
            why,
        )
        for hit, opened, (_, _, why), (title, passages) in zip(hits, documents, texts, highlighted, strict=True)
    )


def officials_of(opened: StoredDocument) -> tuple[NamedOfficial, ...]:
    """Return the persons that a stored document names, without those whom nobody knows."""
    named = zip(opened.document.officials, opened.official_ids, strict=True)
    return tuple(NamedOfficial(id, official.name, official.role) for official, id in named if id)


def labelled(reader: Reader, column: str, counts: tuple[tuple[str, int], ...]) -> tuple[FacetValue, ...]:
    """Return the counted values of a column with labels for people; persons of one name are told apart by an office."""
    labels: dict[str, str] = {}
    if column == "kind":
        labels = dict(KIND_LABELS)
    if column == "official":
        ids = {person_key(id): id for id, _ in counts}
        labels = {ids[key]: label for key, label in decode_labels(reader.titles(list(ids))).items()}
    return tuple(FacetValue(value, labels.get(value, value), count) for value, count in counts)


def text_with_mentions(
    text: str, targets: HighlightTerms, day: date | None = None, mentioned: tuple[Span, ...] = ()
) -> Text:
    """Return a short text with the dates and numbers in it, where the query asks for such."""
    dates = dates_in(text, day) if targets.spans else ()
    return Text(text, list(dates), find_numbers(text) if targets.keys else (), mentioned)


def _searched_texts(opened: StoredDocument, targets: HighlightTerms) -> tuple[Text, Text, tuple[str, ...]]:
    """Return title and body with their dates and numbers, and why the document matched if a reader could not guess."""
    if not (targets.spans or targets.keys):
        return Text(opened.title), Text(opened.body), ()
    offsets, only_mentioned = opened.mention_offsets, _not_own_days(opened.document, targets.spans)
    dates = [date for date in offsets.dates if date[0] >= 0]
    numbers = [
        replace(mention, start=start + mention.start, end=start + mention.end)
        for start, end in (offsets.numbers if targets.keys else ())
        for mention in find_numbers(opened.body[start:end])
    ]
    fitting = _first_fitting([span for _, _, span in offsets.dates], only_mentioned)
    why = tuple(sentences.ONLY_MENTIONS.format(date=span.label) for span in fitting)
    title = text_with_mentions(opened.title, targets, day_of(opened.document), only_mentioned)
    return title, Text(opened.body, dates, numbers, only_mentioned), why


def _not_own_days(document: Document, requested: Iterable[Span]) -> tuple[Span, ...]:
    """Return the requested days that are not the document's own days, so that it can only mention them."""
    published = document.published.astimezone(VIETNAM).date() if document.published else None
    own = [Span.day(day) for day in (published, document.issued, document.effective) if day]
    return tuple(span for span in sorted(requested) if not any(day.overlaps(span) for day in own))


def _first_fitting(mentioned: Sequence[Span], requested: Iterable[Span]) -> tuple[Span, ...]:
    """Return for each requested span the first of a document's dates that fits it, without repetition."""
    fitting = (next((span for span in mentioned if q.fits(span, one)), None) for one in requested)
    return tuple(dict.fromkeys(span for span in fitting if span))
