"""Tell what a query means: the tree of what was typed becomes the tree that engines answer, with every guess named.

Words must match. Guesses (a date, an official, a kind, a body) only raise what fits, so that none hides a result;
what a person wrote as a field or a filter restricts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, date

from corpus.vi.dates.find import find_dates, parse_span
from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import find_numbers
from corpus.vi.syllables import is_bare, terms
from corpus.vi.text import tidy
from indexer.analysis.query_terms import numbered, phrase
from indexer.engines import query_tree as q
from indexer.engines.ranking import WITHIN
from indexer.results import Note, Request, Understood
from indexer.schema.documents import DOCUMENT
from indexer.search.query.dates import no_dates
from indexer.search.query.entities import OWN_DATES, Guesses, Hint, Run
from indexer.search.query.input_method import Decoded, decode
from indexer.search.query.lookup import Lookup
from indexer.search.query.parser import Field, Group, Node, Not, Quoted, Word, parse

_NO_DATE = "“{}” không phải là ngày có thật nên chỉ được tìm như những từ thường; xin kiểm tra lại ngày, tháng, năm."
_NO_WORD = "Câu hỏi không có chữ hay số nào để tìm; xin gõ vài từ, số hiệu, ngày hoặc tên cán bộ."
_ONE_LETTER = "“{}” chỉ có một chữ cái nên được tìm như một từ trong họ tên; xin gõ đủ họ và tên."
_NO_DAYS = "Những mốc thời gian trong câu hỏi không có ngày nào chung (ngày bắt đầu ở sau ngày kết thúc); xin sửa lại."
NOT_ALL = "Câu hỏi dài: kết quả gồm cả văn bản chỉ có một phần các từ; muốn có đủ mọi từ, xin viết ngắn lại."
_EARLIEST, _LATEST = date(1, 1, 1), date(MAXYEAR, 12, 31)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Holds the query for the engine, what was understood, and what was passed over."""

    query: q.Query
    understood: tuple[Understood, ...]
    notes: tuple[Note, ...]


def understand(request: Request, text: str, lookup: Lookup, *, today: date, enough: int = 0) -> Meaning:
    """Return the meaning of a request whose query is `text`, tidy; `today` is what `hôm qua` counts from.

    `enough`: of so many words beside each other, or more, a document need only have enough (`query.Enough`); 0: all.
    """
    guesses = Guesses(lookup, today, frozenset(request.literal), enough=enough)
    decoded = Decoded(text) if guesses.not_guessed("telex") else decode(text, lookup.count, lookup.said)
    guesses.understood += decoded.understood
    guesses.bare = is_bare(terms(decoded.text))
    parsed = parse(decoded.text)
    reading = _Reading(decoded.text, lookup, request.date, guesses)
    found = reading.group(parsed.tree)
    parts: list[q.Query] = [q.Where("type", (DOCUMENT,))]
    parts += [lookup.restricted(column, values) for column, values in request.filters.items() if values]
    parts += [reading.days(request.during)] if request.during else []
    if found:
        parts.append(found)
    elif text and len(parts) == 1:
        parts.append(q.Any(()))  # all that was typed was passed over: nothing is a better answer than everything
    notes = [*parsed.notes, *reading.notes]
    if not notes and not terms(text) and request.text.strip():
        notes.append(Note(_NO_WORD, 0, len(text)))
    if guesses.loosened:
        notes.append(Note(NOT_ALL, 0, len(decoded.text)))
    if not guesses.not_guessed("date"):
        notes += [Note(_NO_DATE.format(decoded.text[start:end]), start, end) for start, end in no_dates(decoded.text)]
    placed = (replace(note, start=decoded.typed(note.start), end=decoded.typed(note.end)) for note in notes)
    once: dict[tuple[object, ...], Understood] = {}
    for one in guesses.understood:
        once.setdefault((one.type, one.text, *one.meaning.items()), one)
    query: q.Query = q.All(tuple(parts))
    if guesses.runs:
        query = q.Close(query, tuple(guesses.runs))
    return Meaning(query, tuple(once.values()), tuple(placed))


@dataclass(slots=True)
class _Value:
    """Holds what a field comes to: a restriction, or days, which meet with those of other fields beside it."""

    query: q.Query | None = None
    during: Span | None = None


@dataclass(slots=True)
class _Parts:
    """Gathers what stands beside each other."""

    restrictions: list[q.Query] = field(default_factory=list)
    unwanted: list[q.Query] = field(default_factory=list)
    during: Span | None = None
    run: Run = field(default_factory=Run)


@dataclass(slots=True)
class _Reading:
    text: str
    lookup: Lookup
    date: str
    guesses: Guesses
    notes: list[Note] = field(default_factory=list)

    def group(self, node: Group) -> q.Query | None:
        """Return the query of parts that must all match, or of which one must; None where nothing is left of them."""
        if node.either:
            sides = [found for part in node.parts if (found := self.group(_as_group(part)))]
            return q.Any(tuple(sides)) if len(sides) > 1 else sides[0] if sides else None
        parts = _Parts()
        words: list[Word] = []
        for part in (*node.parts, None):
            if isinstance(part, Word):
                words.append(part)
                continue
            self.words(words, parts.run)
            words = self.part(part, parts) if part else []
        return self.together(parts)

    def part(self, node: Node, parts: _Parts) -> list[Word]:
        """Read one part; return the words after a field that are no part of its value."""
        match node:
            case Field():
                value, rest = self.field(node)
                parts.restrictions += [value.query] if value.query else []
                parts.during = _meet(parts.during, value.during)
                return rest
            case Not(Field() as unwanted):
                value, rest = self.field(unwanted)
                parts.unwanted += [value.query] if value.query else []
                parts.unwanted += [self.days(value.during)] if value.during else []
                return rest
            case Not(unwanted):
                parts.unwanted += [found] if (found := self.plain(unwanted)) else []
            case Quoted(text):
                parts.run.wanted += [found] if (found := self.guesses.phrase(text)) else []
            case Group():
                parts.run.wanted += [found] if (found := self.group(node)) else []
        return []

    def together(self, parts: _Parts) -> q.Query | None:
        """Return the query of gathered parts; dates are looked for where nothing else is."""
        run = parts.run
        wanted = run.wanted or ([q.Any(tuple(run.dates))] if run.dates else [])
        wanted = [*parts.restrictions, *([self.days(parts.during)] if parts.during else []), *wanted]
        if not wanted and not parts.unwanted:
            return None
        if parts.during and not parts.during.days:
            self.notes.append(Note(_NO_DAYS, 0, len(self.text)))
        query: q.Query = q.Everything() if not wanted else wanted[0] if len(wanted) == 1 else q.All(tuple(wanted))
        if run.hints:
            query = q.Hint(query, tuple(self.scaled(run.hints)))
        return q.Without(query, q.Any(tuple(parts.unwanted))) if parts.unwanted else query

    def scaled(self, hints: list[Hint]) -> Iterator[Hint]:
        """Yield hints with their points as they are worth in this index."""
        for hint, points in hints:
            yield hint, points * self.lookup.scale

    def days(self, span: Span) -> q.Query:
        """Return the restriction to days; of the dates that count, a document's own come before mentioned ones."""
        if not span.days:  # from later than to
            return q.Any(())
        if self.date != "any":
            return q.During((self.date,), span)
        return q.Hint(q.During((*OWN_DATES, "mentioned"), span), ((q.During(OWN_DATES, span), WITHIN),))

    def plain(self, node: Node) -> q.Query | None:
        """Return the query of what must not be there: just the words, in their order, with no guess."""
        if isinstance(node, (Word, Quoted)):
            return self.guesses.phrase(node.text)
        wanted = list(self.guesses.runs)
        found = self.group(_as_group(node))
        self.guesses.runs = wanted
        return found

    def words(self, words: list[Word], run: Run) -> None:
        """Read words that stand beside each other."""
        if words:
            found = self.guesses.read(self.text[words[0].start : words[-1].end])
            run.wanted += found.wanted
            run.hints += found.hints
            run.dates += found.dates

    def field(self, node: Field) -> tuple[_Value, list[Word]]:
        """Return what a field comes to, and the words after it that are no part of its value."""
        words = node.words
        for count in range(len(words), 0, -1):
            text = words[0].text if node.quoted else self.text[words[0].start : words[count - 1].end]
            if value := self.value(node.name, tidy(text)):
                return value, list(words[count:])
        count = len(words) if node.quoted else max(1, _capitals(words) if node.name == "official" else 1)
        said = " ".join(word.text for word in words[:count])
        places = {"official": ("officials",), "number": ("number",)}
        if node.name == "official" and len(said) == 1:
            self.notes.append(Note(_ONE_LETTER.format(said), node.start, words[count - 1].end))
        if node.name in places:  # a given name, or a part of a number, is looked for where names and numbers stand
            return _Value(phrase(said, fields=places[node.name])), list(words[count:])
        if node.name == "term":  # an ordinal, which documents say in words
            return _Value(phrase(f"khóa {said}")), list(words[count:])
        end = words[count - 1].end
        self.notes.append(Note(f"Đã bỏ qua “{self.text[node.start : end]}” vì không hiểu giá trị.", node.start, end))
        return _Value(), list(words[count:])

    def value(self, name: str, value: str) -> _Value | None:
        """Return what a field with this value comes to; None where the value is none of this field's."""
        if name in ("from", "to", "year"):
            span = parse_span(value)
            if span is None:
                spoken = find_dates(value, today=self.guesses.today)
                span = spoken[0].span if len(spoken) == 1 and spoken[0].text == value else None
            if span is None:
                return None
            bounds = {"from": Span(span.start, _LATEST), "to": Span(_EARLIEST, span.end), "year": span}
            return _Value(during=bounds[name])
        if name == "number":
            found = find_numbers(value, lenient=True)
            if len(found) != 1 or found[0].text != value:
                return None
            if not self.guesses.not_guessed("number"):
                self.guesses.name_number(found[0])
            return _Value(numbered(found[0].number.key))
        if name == "official":
            ids = tuple(self.lookup.officials(value))
            said = phrase(value)  # so that the name is marked
            return _Value(q.Hint(q.Where("official", ids), ((said, 0.0),) if said else ())) if ids else None
        values = self.lookup.values(name, value)
        return _Value(q.Where(name, values)) if values else None


def _as_group(node: Node) -> Group:
    return node if isinstance(node, Group) else Group((node,))


def _capitals(words: tuple[Word, ...]) -> int:
    """Return how many words from the first on begin with a capital letter."""
    return next((i for i, word in enumerate(words) if not word.text[:1].isupper()), len(words))


def _meet(a: Span | None, b: Span | None) -> Span | None:
    if a is None or b is None:
        return a or b
    start, end = max(a.start, b.start), min(a.end, b.end)
    return Span(start, max(start, end))
