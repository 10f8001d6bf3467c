"""Tell what a query means: the tree of what was typed becomes the tree that engines answer, with every guess named.

Words must match. Guesses (a date, an official, a kind, a body) only raise what fits, so that none hides a result;
what a person wrote as a field or a filter restricts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import MAXYEAR, date
from itertools import pairwise

from corpus.document import KIND_LABELS
from corpus.vi.bodies import find_bodies
from corpus.vi.dates import DateMention, find_dates, parse_span
from corpus.vi.names import is_name
from corpus.vi.numbers import NumberMention, document_kind, find_numbers
from corpus.vi.span import Span
from corpus.vi.syllables import Syllable, is_bare, syllables, terms
from corpus.vi.text import slug, tidy
from indexer import query as q
from indexer.analysis import DOCUMENT
from indexer.forms import citing, compounds, numbered, phrase, together, word
from indexer.lookup import CHOICE, Lookup
from indexer.officials import main_role
from indexer.parse import Field, Group, Node, Not, Quoted, Word, parse
from indexer.results import Note, Request, Understood
from indexer.weights import DATE, KIND, KIND_FIRST, MENTIONED, OFFICIAL, WITHIN

# Words of address, which are no part of a name; the longest first.
ADDRESS = (("đồng", "chí"), ("dong", "chi"), ("đ", "c"), ("d", "c"), ("ông",), ("bà",), ("ong",), ("ba",))

OWN_DATES = ("published", "issued", "effective")
_EARLIEST, _LATEST = date(1, 1, 1), date(MAXYEAR, 12, 31)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Holds the query for the engine, what was understood, and what was passed over."""

    query: q.Query
    understood: tuple[Understood, ...]
    notes: tuple[Note, ...]


def understand(request: Request, text: str, lookup: Lookup, *, today: date) -> Meaning:
    """Return the meaning of a request whose query is `text`, tidy; `today` is what `hôm qua` counts from."""
    parsed = parse(text)
    reading = _Reading(text, lookup, today, request, is_bare(terms(text)))
    found = reading.group(parsed.tree)
    during = _meet(request.during, reading.during)
    restrictions: list[q.Query] = [q.Where("type", (DOCUMENT,))]
    restrictions += [lookup.restricted(column, values) for column, values in request.filters.items() if values]
    if found is None and text and not request.filters and not during:
        found = q.Any(())  # all that was typed was passed over: nothing is a better answer than everything
    query: q.Query = q.All((*restrictions, found)) if found else q.All(tuple(restrictions))
    if during and not during.days:  # from later than to
        query = q.Any(())
    elif during:
        columns = (*OWN_DATES, "mentioned") if request.date == "any" else (request.date,)
        query = q.All((query, q.During(columns, during)))
        if request.date == "any":
            query = q.Hint(query, ((q.During(OWN_DATES, during), WITHIN),))
    return Meaning(query, tuple(reading.understood), parsed.notes + tuple(reading.notes))


@dataclass(slots=True)
class _Reading:
    text: str
    lookup: Lookup
    today: date
    request: Request
    bare: bool
    during: Span | None = None
    understood: list[Understood] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def group(self, node: Group) -> q.Query | None:
        """Return the query of parts that must all match, or of which one must; None where nothing is left of them."""
        if node.either:
            sides = [found for part in node.parts if (found := self.group(_as_group(part)))]
            return q.Any(tuple(sides)) if len(sides) > 1 else sides[0] if sides else None
        wanted: list[q.Query] = []
        hints: list[tuple[q.Query, float]] = []
        unwanted: list[q.Query] = []
        run: list[Word] = []
        for part in (*node.parts, None):
            if isinstance(part, Word):
                run.append(part)
                continue
            if isinstance(part, Field):
                restriction, rest = self.field(part)
                wanted += [restriction] if restriction else []
                self.run(run, wanted, hints)
                run = rest
                continue
            if isinstance(part, Not) and isinstance(part.part, Field):
                restriction, rest = self.field(part.part)
                unwanted += [restriction] if restriction else []
                self.run(run, wanted, hints)
                run = rest
                continue
            self.run(run, wanted, hints)
            run = []
            if isinstance(part, Quoted):
                found = phrase(part.text, accents=self.literal("accent"))
                wanted += [found] if found else []
            elif isinstance(part, Group):
                found = self.group(part)
                wanted += [found] if found else []
            elif isinstance(part, Not):
                unwanted += [found] if (found := self.plain(part.part)) else []
        if not wanted and not unwanted and not hints:
            return None
        query: q.Query = q.Everything() if not wanted else wanted[0] if len(wanted) == 1 else q.All(tuple(wanted))
        if hints:
            query = q.Hint(query, tuple((hint, points * self.lookup.scale) for hint, points in hints))
        return q.Without(query, q.Any(tuple(unwanted))) if unwanted else query

    def plain(self, node: Node) -> q.Query | None:
        """Return the query of what must not be there: just the words, in their order, with no guess."""
        if isinstance(node, (Word, Quoted)):
            return phrase(node.text, accents=self.literal("accent"))
        return self.group(_as_group(node))

    def run(self, run: list[Word], wanted: list[q.Query], hints: list[tuple[q.Query, float]]) -> None:
        """Read words that stand beside each other: numbers, dates, officials, kinds and bodies among them."""
        if not run:
            return
        start, end = run[0].start, run[-1].end
        text = self.text[start:end]
        numbers = [] if self.literal("number") else find_numbers(text, lenient=True)
        spoken = [] if self.literal("date") else find_dates(text, today=self.today)
        dates = [one for one in spoken if not any(one.start < n.end and n.start < one.end for n in numbers)]
        aside: list[NumberMention | DateMention] = [*numbers, *dates]
        typed = [s for s in syllables(text) if not any(m.start <= s.start < m.end for m in aside)]
        wanted += [self.number(number) for number in numbers]
        for spoken_date in dates:
            self.date(spoken_date, wanted if not typed and not numbers and not wanted else None, hints)
        address = self.officials(text, typed, hints)
        wanted += [self.word(syllable.term) for i, syllable in enumerate(typed) if i not in address]
        for part in _unbroken(typed, aside):
            hints += [(hint, 0.0) for hint in together([syllable.term for syllable in part])]
            hints += [(hint, 0.0) for hint in compounds(text[part[0].start : part[-1].end])]
        self.kinds(text, typed, hints)
        self.issuers(text, numbers, hints)

    def word(self, term: str) -> q.Query:
        """Return the query of one typed syllable."""
        return word(term, bare=self.bare, accents=self.literal("accent"))

    def literal(self, type: str) -> bool:
        """Tell whether guesses of this type are not to be made."""
        return type in self.request.literal or "all" in self.request.literal

    def number(self, mention: NumberMention) -> q.Query:
        """Return the query of a document number: those that bear or cite it, and, below, its signs as plain words."""
        number = mention.number
        kind = document_kind(number)
        meaning: dict[str, str | int] = {"number": number.text}
        meaning |= {"year": number.year} if number.year else {}
        meaning |= {"kind": kind} if kind else {}
        documents = self.lookup.documents(number.key)
        for document in documents[:CHOICE]:
            own = meaning | {"document": document.id}
            own |= {"issuer": document.issuer} if document.issuer else {}
            own |= {"year": document.issued.year} if document.issued else {}
            self.understood.append(Understood("number", mention.text, own | {"number": document.number or number.text}))
        if not documents:
            self.understood.append(Understood("number", mention.text, meaning))
        words = q.All(tuple(self.word(term) for term in terms(mention.text)))
        return q.Any((numbered(number.key), citing(number.key), words))

    def date(self, mention: DateMention, alone: list[q.Query] | None, hints: list[tuple[q.Query, float]]) -> None:
        """Let a date raise what fits it; where it is all that was typed, it is what is looked for."""
        span = mention.span
        meaning = {"from": span.start.isoformat(), "to": span.last.isoformat()}
        self.understood.append(Understood("date", mention.text, meaning))
        points = DATE["day" if span.days <= 7 else "month" if span.days <= 31 else "year"]
        said = phrase(mention.text, accents=True)
        if alone is not None:
            parts = (q.During((*OWN_DATES, "mentioned"), span), *([said] if said else []))
            alone.append(q.Any(parts))
        elif said:
            hints.append((said, 0.0))
        hints.append((q.During(OWN_DATES, span), points))
        hints.append((q.During(("mentioned",), span), points * MENTIONED))

    def officials(self, text: str, typed: list[Syllable], hints: list[tuple[q.Query, float]]) -> set[int]:
        """Let the names of known persons raise the documents that name them.

        Returns the places of the syllables that only address a person (`ông`, `đồng chí`): no document must have them.
        """
        if self.literal("official"):
            return set()
        runs = {
            (i, j): text[typed[i].start : typed[j - 1].end]
            for i in range(len(typed))
            for j in range(i + 2, min(i + 5, len(typed)) + 1)
        }
        names = {place: name for place, name in runs.items() if is_name(name.title()) or is_bare(terms(name))}
        known = self.lookup.people_among(list(names.values()))
        taken: set[int] = set()
        address: set[int] = set()
        for i, j in sorted(names, key=lambda place: place[0] - place[1]):
            people = known.get("-".join(slug(syllable.term) for syllable in typed[i:j]), [])
            if not people or taken & set(range(i, j)):
                continue
            taken |= set(range(i, j))
            address |= _address(typed, i)
            for person in people[:CHOICE]:
                meaning: dict[str, str | int] = {"id": person.id, "name": person.name}
                role = main_role(person)
                meaning |= {"role": role.role} if role else {}
                meaning |= {"issuer": role.issuer} if role and role.issuer else {}
                self.understood.append(Understood("official", names[i, j], meaning))
            hints.append((q.Where("official", tuple(person.id for person in people)), OFFICIAL))
        return address

    def kinds(self, text: str, typed: list[Syllable], hints: list[tuple[q.Query, float]]) -> None:
        """Let a kind of document that is named raise the documents of that kind."""
        if self.literal("kind"):
            return
        for first, second in pairwise(typed):
            said = text[first.start : second.end]
            for kind in self.lookup.values("kind", said):
                if is_bare(terms(said)) or terms(said) == terms(KIND_LABELS[kind]):
                    self.understood.append(Understood("kind", said, {"text": KIND_LABELS[kind]}))
                    hints.append((q.Where("kind", (kind,)), KIND_FIRST if first is typed[0] else KIND))

    def issuers(self, text: str, numbers: list[NumberMention], hints: list[tuple[q.Query, float]]) -> None:
        """Let a body that is named in full raise the documents that it issued."""
        if self.literal("issuer"):
            return
        for mention in find_bodies(text):
            if any(number.start <= mention.start < number.end for number in numbers):
                continue
            values = self.lookup.values("issuer", mention.body.label)
            if mention.body.label in values:
                self.understood.append(Understood("issuer", mention.text, {"text": mention.body.label}))
                hints.append((q.Where("issuer", values), KIND))

    def field(self, node: Field) -> tuple[q.Query | None, list[Word]]:
        """Return the restriction that a field makes, and the words after it that are no part of its value."""
        for count in range(len(node.words), 0, -1):
            value = tidy(
                self.text[node.words[0].start : node.words[count - 1].end] if not node.quoted else node.words[0].text
            )
            known, restriction = self._field_value(node.name, value)
            if known:
                return restriction, list(node.words[count:])
        words = node.words
        value = " ".join(word.text for word in words)
        if node.name in ("official", "number"):
            # A given name, or a part of a number, is looked for where names and numbers stand.
            places = ("officials",) if node.name == "official" else ("number",)
            return phrase(value, fields=places), []
        self.notes.append(
            Note(f"Đã bỏ qua “{self.text[node.start : words[0].end]}” vì không hiểu giá trị.", node.start, words[0].end)
        )
        return None, list(words[1:])

    def _field_value(self, name: str, value: str) -> tuple[bool, q.Query | None]:
        if name in ("from", "to", "year"):
            span = parse_span(value)
            if span is None:
                spoken = find_dates(value, today=self.today)
                span = spoken[0].span if len(spoken) == 1 and spoken[0].text == value else None
            if span:
                bounds = {"from": Span(span.start, _LATEST), "to": Span(_EARLIEST, span.end), "year": span}
                self.during = _meet(self.during, bounds[name])
            return span is not None, None
        if name == "number":
            found = find_numbers(value, lenient=True)
            if len(found) == 1 and found[0].text == value:
                self.number(found[0])
                return True, numbered(found[0].number.key)
            return False, None
        if name == "official":
            ids = tuple(self.lookup.officials(value))
            return bool(ids), q.Where("official", ids)
        values = self.lookup.values(name, value)
        return bool(values), q.Where(name, values)


def _as_group(node: Node) -> Group:
    return node if isinstance(node, Group) else Group((node,))


def _address(typed: list[Syllable], name: int) -> set[int]:
    """Return the places of the words of address right before a name."""
    for words in ADDRESS:
        if [syllable.term for syllable in typed[max(0, name - len(words)) : name]] == list(words):
            return set(range(name - len(words), name))
    return set()


def _meet(a: Span | None, b: Span | None) -> Span | None:
    if a is None or b is None:
        return a or b
    start, end = max(a.start, b.start), min(a.end, b.end)
    return Span(start, max(start, end))


def _unbroken(typed: list[Syllable], aside: list[NumberMention | DateMention]) -> list[list[Syllable]]:
    """Return the syllables in runs between numbers and dates."""
    runs: list[list[Syllable]] = []
    for syllable in typed:
        before = runs[-1][-1] if runs else None
        if before is None or any(before.start < m.start < syllable.start for m in aside):
            runs.append([])
        runs[-1].append(syllable)
    return runs
