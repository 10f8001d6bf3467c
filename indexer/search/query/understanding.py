"""Turn a query's syntax tree into the tree that engines answer, and name every entity that is recognised in it.

Words must match. Recognised entities (a date, an official, a kind, a body) only raise what fits, so that none hides
a result; what was written as a field or set as a filter restricts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from corpus.vi.dates.find import find_dates, parse_span
from corpus.vi.dates.span import AFTER_LAST_DAY, Span
from corpus.vi.document_numbers import find_numbers
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import tidy
from indexer import sentences
from indexer.analysis.letters import letter_end
from indexer.analysis.query_terms import bears_number, beginning, phrase
from indexer.engines import query_tree as q
from indexer.engines.ranking import OWN_DAYS
from indexer.results import Note, Request, Understood
from indexer.schema.documents import DOCUMENT
from indexer.search.query.cited_numbers import number_entities
from indexer.search.query.citing import citing_filter, names_a_document, relation_code
from indexer.search.query.clauses import Clauses, merged
from indexer.search.query.dates import find_impossible_dates
from indexer.search.query.effect import status_filter
from indexer.search.query.entities import DOCUMENT_DAYS, EntityRecogniser, disabled_types
from indexer.search.query.input_method import DecodedQuery, decode_query
from indexer.search.query.lookup import Lookup
from indexer.search.query.parser import Beginning, BooleanGroup, Field, Node, Not, Quoted, Word, parse
from indexer.search.query.questions import without_fences
from indexer.search.query.unit_filter import unit_filter

NOT_ALL = "not-all-words"  # code of a note
_DAYS = "days"  # name of the filter by days


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Holds the query for the engine, what was understood in it, and notes on what was ignored.

    `text` is the query in words, where raw keys were typed. `facet_queries` are by facet the queries over whose
    records those are counted that ignore their own filter.
    """

    query: q.Query
    facet_queries: Mapping[str, q.Query]
    text: str
    understood: tuple[Understood, ...]
    notes: tuple[Note, ...]


def understand(
    request: Request, text: str, lookup: Lookup, *, today: date, min_loose_run: int = 0, question: bool = False
) -> Interpretation:
    """Return the interpretation of a request whose query is `text`, tidy; `today` is what `hôm qua` counts from.

    Quotation marks and brackets in a `question` are part of its text.

    `min_loose_run`: of so many adjacent words, or more, documents need only have enough (`query_tree.Enough`), not
    all; 0: always all.
    """
    disabled = disabled_types(request)
    decoded = DecodedQuery(text) if "telex" in disabled else decode_query(text, lookup)
    typed = without_fences(decoded.text) if question else decoded.text
    parsed = parse(typed)
    recogniser = EntityRecogniser(lookup, today, disabled, is_bare(terms(typed)), min_loose_run, question)
    clauses = _Interpreter(typed, lookup, request.date, recogniser).group(parsed.tree)
    filters = dict(_filters(request, lookup, request.on or today))
    must = clauses.must
    if text and not filters and not must:
        must = (q.Any(()),)  # all that was typed was ignored: nothing is a better answer than everything
    query = _filtered(filters, must)
    if clauses.runs:
        query = q.Close(query, clauses.runs)
    notes = [*parsed.notes, *clauses.notes]
    if not notes and not terms(text) and request.text.strip():
        notes.append(Note("no-word", sentences.NO_WORD, 0, len(text)))
    if clauses.loosened:
        message = sentences.NOT_ALL_OF_QUESTION if question else sentences.NOT_ALL
        notes.append(Note(NOT_ALL, message, 0, len(decoded.text)))
    if "date" not in disabled:
        notes += _impossible_dates(decoded.text)
    return Interpretation(
        query,
        {facet: _filtered(others, must) for facet, others in _filters_of_facets(request, filters)},
        typed,
        _distinct((*decoded.understood, *_that_widen(clauses.recognised, lookup))),
        tuple(
            replace(note, start=decoded.typed_offset(note.start), end=decoded.typed_offset(note.end)) for note in notes
        ),
    )


def _filtered(filters: Mapping[str, q.Query], must: tuple[q.Query, ...]) -> q.Query:
    return q.All((q.Where("type", (DOCUMENT,)), *filters.values(), *must))


def _filters_of_facets(request: Request, filters: Mapping[str, q.Query]) -> Iterator[tuple[str, Mapping[str, q.Query]]]:
    """Yield each facet of a request that ignores a filter, its own, with the filters that narrow its counts.

    Days of documents are the filter of `year`, and within their years that of `month`.
    """
    for facet in request.facets:
        if facet in filters:
            yield facet, {name: query for name, query in filters.items() if name != facet}
        elif facet in ("year", "month") and request.days and request.date == "own":
            others = {name: query for name, query in filters.items() if name != _DAYS}
            if facet == "month":
                others[_DAYS] = _during(_whole_years(request.days), "own")
            yield facet, others


def _whole_years(days: Span) -> Span:
    """Return the years in which days are; the span of no day stays what it is."""
    return Span(date(days.start.year, 1, 1), Span.year(days.last.year).end) if days.days > 0 else days


def _filters(request: Request, lookup: Lookup, on: date) -> Iterator[tuple[str, q.Query]]:
    """Yield by name what the filters of a request restrict to; its effect is that on the day `on`."""
    filters = {column: values for column, values in request.filters.items() if values}
    if "citing" in filters or "relation" in filters:
        yield "citing", citing_filter(filters.pop("citing", ()), filters.pop("relation", ()), lookup)
    if "status" in filters:
        yield "status", status_filter(filters.pop("status"), lookup, on)
    if "unit" in filters:
        yield "unit", unit_filter(filters.pop("unit"), request.units_with)
    yield from ((column, lookup.column_filter(column, values)) for column, values in filters.items())
    if request.days:
        yield _DAYS, _during(request.days, request.date)


def _that_widen(recognised: Sequence[Understood], lookup: Lookup) -> Iterator[Understood]:
    """Yield the entities without the short forms that no document has: they find nothing more."""
    shorts = [
        entity
        for entity in recognised
        if entity.type == "abbreviation" and len(terms(str(entity.meaning["text"]))) == 1
    ]
    counts = lookup.word_counts([str(entity.meaning["text"]) for entity in shorts]) if shorts else []
    unused = [entity for entity, count in zip(shorts, counts, strict=True) if not count]
    yield from (entity for entity in recognised if entity not in unused)


def _impossible_dates(text: str) -> list[Note]:
    return [
        Note("impossible-date", sentences.IMPOSSIBLE_DATE.format(date=text[start:end]), start, end)
        for start, end in find_impossible_dates(text)
    ]


def _distinct(entities: Iterable[Understood]) -> tuple[Understood, ...]:
    """Return the entities without repetition; what is typed twice is shown once."""
    distinct: dict[tuple[object, ...], Understood] = {}
    for entity in entities:
        distinct.setdefault((entity.type, entity.text, *entity.meaning.items()), entity)
    return tuple(distinct.values())


def _during(span: Span, column: str) -> q.Query:
    """Return the restriction to days; of the dates that count, a document's own come before mentioned ones.

    `column` names the dates that count (`any`: all; `own`: the one that its year and month are of).
    """
    if not span.days:  # from later than to
        return q.Any(())
    if column == "own":  # `corpus.document.day_of`
        news = q.Where("kind", ("news",))
        of_news, of_others = _first_during(span, "published", "issued"), _first_during(span, "issued", "published")
        return q.Any((q.All((news, of_news)), q.Without(of_others, news)))
    if column != "any":
        return q.During((column,), span)
    return q.Hint(q.During((*DOCUMENT_DAYS, "mentioned"), span), ((q.During(DOCUMENT_DAYS, span), OWN_DAYS),))


def _first_during(span: Span, column: str, other: str) -> q.Query:
    """Return the query of the days of a column, and for documents without any there of the days of the other one."""
    has_any = q.During((column,), Span(date.min, AFTER_LAST_DAY), touching=True)
    return q.Any((q.During((column,), span), q.Without(q.During((other,), span), has_any)))


@dataclass(frozen=True, slots=True)
class _TranslatedPart:
    """Holds what one part of a group adds: restrictions, days that meet with those of other parts, and clauses.

    `cited` is a document that must be named, `relation` how those of the group must be.
    """

    filters: tuple[q.Query, ...] = ()
    must_not: tuple[q.Query, ...] = ()
    during: Span | None = None
    cited: str | None = None
    relation: str | None = None
    clauses: Clauses = field(default_factory=Clauses)


@dataclass(frozen=True, slots=True)
class _Interpreter:
    """Turns nodes of the syntax tree of `text` into clauses, depth first and from left to right."""

    text: str
    lookup: Lookup
    date_column: str
    recogniser: EntityRecogniser

    def group(self, node: BooleanGroup) -> Clauses:
        """Return the clauses of parts that must all match, or any of which must; `must` has at most one query."""
        if node.either:
            sides = merged(self.group(_as_group(part)) for part in node.parts)
            return replace(sides, must=(q.Any(sides.must),)) if len(sides.must) > 1 else sides
        parts: list[_TranslatedPart] = []
        words: list[Word] = []
        for part in node.parts:
            if isinstance(part, Word):
                if words and self.text[words[-1].end : part.start].strip():  # an operator
                    parts.append(self._words(words))
                    words = []
                words.append(part)
                continue
            interpreted, rest = self._part(part)
            parts += [self._words(words), interpreted]
            words = rest
        return self._together([*parts, self._words(words)])

    def _part(self, node: Node) -> tuple[_TranslatedPart, list[Word]]:
        """Return what a part that is no plain word adds, and the words after a field that are not of its value."""
        match node:
            case Field():
                return self._field(node)
            case Not(Field() as unwanted_field):
                part, rest = self._field(unwanted_field)
                days = [_during(part.during, self.date_column)] if part.during else []
                unwanted_filters = (*part.filters, *days, *self._citing([part]))
                return _TranslatedPart(must_not=unwanted_filters, clauses=part.clauses), rest
            case Not(unwanted):
                clauses = self._unwanted(unwanted)
                return _TranslatedPart(must_not=clauses.must, clauses=replace(clauses, must=())), []
            case Quoted(text):
                query = self.recogniser.phrase(text)
                return _TranslatedPart(clauses=Clauses(must=(query,) if query else ())), []
            case Beginning(text):
                return _TranslatedPart(clauses=Clauses(must=(beginning(text),))), []
            case BooleanGroup():
                return _TranslatedPart(clauses=self.group(node)), []
        return _TranslatedPart(), []

    def _words(self, words: list[Word]) -> _TranslatedPart:
        """Return what adjacent words add."""
        if not words:
            return _TranslatedPart()
        first = words[0].start
        clauses = self.recogniser.annotate(self.text[first : words[-1].end])
        notes = tuple(
            replace(note, start=first + note.start, end=letter_end(self.text, first + note.end))
            for note in clauses.notes
        )
        return _TranslatedPart(clauses=replace(clauses, notes=notes))

    def _unwanted(self, node: Node) -> Clauses:
        """Return the clauses of what must not match; words and phrases are taken as they are, without entities."""
        if isinstance(node, (Word, Quoted)):
            query = self.recogniser.phrase(node.text)
            return Clauses(must=(query,) if query else ())
        return replace(self.group(_as_group(node)), runs=())

    def _together(self, parts: list[_TranslatedPart]) -> Clauses:
        """Return the clauses of parts that must all match; dates must match only where nothing else must."""
        clauses = merged(part.clauses for part in parts)
        during: Span | None = None
        for part in parts:
            during = _intersection(during, part.during)
        must_not = tuple(query for part in parts for query in part.must_not)
        must = [*(query for part in parts for query in part.filters), *self._citing(parts)]
        must += [_during(during, self.date_column)] if during else []
        must += clauses.must or ([q.Any(clauses.dates)] if clauses.dates else [])
        notes = clauses.notes
        if during and not during.days:
            notes = (*notes, Note("no-common-day", sentences.NO_COMMON_DAY, 0, len(self.text)))
        whole = replace(clauses, must=(), should=(), dates=(), notes=notes)
        if not must and not must_not:
            return whole
        query: q.Query = q.Everything() if not must else must[0] if len(must) == 1 else q.All(tuple(must))
        if clauses.should:
            query = q.Hint(query, tuple((should, bonus * self.lookup.scale) for should, bonus in clauses.should))
        return replace(whole, must=(q.Without(query, q.Any(must_not)) if must_not else query,))

    def _citing(self, parts: Sequence[_TranslatedPart]) -> list[q.Query]:
        """Return the restrictions to documents that name each of others, in any of the relations that parts ask for."""
        cited = [part.cited for part in parts if part.cited]
        relations = [part.relation for part in parts if part.relation]
        if not cited:
            return [citing_filter((), relations, self.lookup)] if relations else []
        return [citing_filter((each,), relations, self.lookup) for each in cited]

    def _field(self, node: Field) -> tuple[_TranslatedPart, list[Word]]:
        """Return what a field adds, and the words after it that are no part of its value."""
        words = node.words
        for count in range(len(words), 0, -1):
            text = words[0].text if node.quoted else self.text[words[0].start : words[count - 1].end]
            if part := self._value(node.name, tidy(text)):
                return self._with_number_noted(part, node, text, words[count - 1].end), list(words[count:])
        count = len(words) if node.quoted else max(1, _leading_capitals(words) if node.name == "official" else 1)
        value = " ".join(word.text for word in words[:count])
        return self._unknown_value(node, value, words[count - 1].end), list(words[count:])

    def _with_number_noted(self, part: _TranslatedPart, node: Field, value: str, end: int) -> _TranslatedPart:
        """Return what a field adds with a note where its value, up to an offset, is a number that no document bears."""
        recognised = part.clauses.recognised
        if not recognised or any("document" in entity.meaning for entity in recognised):
            return part
        note = Note("unknown-number", sentences.UNKNOWN_NUMBER.format(number=value), node.start, end)
        return replace(part, clauses=replace(part.clauses, notes=(*part.clauses.notes, note)))

    def _unknown_value(self, node: Field, value: str, end: int) -> _TranslatedPart:
        """Return what a field adds whose value, up to an offset of the text, is not known: its words, or a note."""
        notes: list[Note] = []
        query: q.Query | None = None
        # A given name, or a part of a number, is looked for in names and numbers.
        fields = {"official": ("officials",), "number": ("number",)}
        if node.name == "official" and len(value) == 1:
            notes.append(Note("one-letter-name", sentences.ONE_LETTER_NAME.format(letter=value), node.start, end))
        if node.name in fields:
            query = phrase(value, fields=fields[node.name])
        elif node.name == "term":  # an ordinal, which documents write in words
            query = phrase(f"khóa {value}")
        elif node.name in ("citing", "relation"):  # words before a colon, as in a title
            query = phrase(self.text[node.start : end])
        else:
            message = sentences.UNKNOWN_FIELD_VALUE.format(field=self.text[node.start : end])
            notes.append(Note("unknown-value", message, node.start, end))
        return _TranslatedPart((query,) if query else (), clauses=Clauses(notes=tuple(notes)))

    def _value(self, name: str, value: str) -> _TranslatedPart | None:
        """Return what a field with this value adds; None where it is no value of this field."""
        if name in ("from", "to", "year"):
            span = self._span(value)
            if span is None:
                return None
            bounds = {"from": Span(span.start, AFTER_LAST_DAY), "to": Span(date.min, span.end), "year": span}
            return _TranslatedPart(during=bounds[name])
        if name == "number":
            numbers = find_numbers(value, lenient=True)
            if len(numbers) != 1 or numbers[0].text != value:
                return None
            is_disabled = "number" in self.recogniser.disabled
            recognised = () if is_disabled else number_entities(numbers[0], self.recogniser.lookup)
            return _TranslatedPart((bears_number(numbers[0].number.key),), clauses=Clauses(recognised=recognised))
        if name == "citing":
            return _TranslatedPart(cited=value) if names_a_document(value, self.lookup) else None
        if name == "relation":
            return _TranslatedPart(relation=value) if relation_code(value) else None
        if name == "official":
            ids = tuple(self.lookup.officials(value))
            as_words = phrase(value)  # so that the name is highlighted
            return (
                _TranslatedPart((q.Hint(q.Where("official", ids), ((as_words, 0.0),) if as_words else ()),))
                if ids
                else None
            )
        values = self.lookup.column_values(name, value)
        return _TranslatedPart((q.Where(name, values),)) if values else None

    def _span(self, value: str) -> Span | None:
        """Return the days that the value of a date field names in any form; None where it names none."""
        if span := parse_span(value):
            return span
        mentions = find_dates(value, today=self.recogniser.today)
        return mentions[0].span if len(mentions) == 1 and mentions[0].text == value else None


def _as_group(node: Node) -> BooleanGroup:
    return node if isinstance(node, BooleanGroup) else BooleanGroup((node,))


def _leading_capitals(words: tuple[Word, ...]) -> int:
    """Return how many words from the first on begin with a capital letter."""
    return next((i for i, word in enumerate(words) if not word.text[:1].isupper()), len(words))


def _intersection(a: Span | None, b: Span | None) -> Span | None:
    """Return the common days of two spans, an empty span where there are none; None: all days."""
    if a is None or b is None:
        return a or b
    start, end = max(a.start, b.start), min(a.end, b.end)
    return Span(start, max(start, end))
