"""Guess what words beside each other mean: numbers, dates, officials, kinds and bodies, each named and undoable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from corpus.document import KIND_LABELS
from corpus.vi.bodies import find_bodies
from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import NumberMention, document_kind, find_numbers, presented_from
from corpus.vi.people.find import is_name
from corpus.vi.people.honorifics import may_be_person
from corpus.vi.syllables import Syllable, is_bare, syllables, terms
from corpus.vi.text import fold
from indexer.analysis.query_terms import TEXTS, citing, compounds, numbered, phrase, together, word
from indexer.engines import query_tree as q
from indexer.engines.ranking import DATE, ENOUGH, KIND, KIND_FIRST, LIKE, MENTIONED, OFFICIAL, TITLED
from indexer.results import Understood
from indexer.schema.abbreviations import Meaning
from indexer.schema.persons import Person, RoleHeld, main_role
from indexer.search.query.dates import AskedDate, asked_dates
from indexer.search.query.lookup import CHOICE, KINDS, Lookup
from indexer.search.query.offices import address_before, asked_office
from indexer.search.query.synonyms import other_forms

OWN_DATES = ("published", "issued", "effective")

Hint = tuple[q.Query, float]


@dataclass(slots=True)
class Run:
    """Holds what a run of words comes to: what must match, what raises, and dates, which are looked for where nothing
    else is."""

    wanted: list[q.Query] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    dates: list[q.Query] = field(default_factory=list)


@dataclass(slots=True)
class Guesses:
    """Makes guesses, save those whose types are `literal`, and keeps in `understood` what was guessed.

    `enough`: of so many words beside each other, or more, documents need only have enough, not all (0: always all;
    `loosened`: there were such). `runs` keeps the words that stand beside each other, for what closeness is worth.
    """

    lookup: Lookup
    today: date
    literal: frozenset[str]
    bare: bool = True
    enough: int = 0
    loosened: bool = False
    runs: list[tuple[q.Term, ...]] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)

    def read(self, text: str) -> Run:
        """Read a run of words."""
        numbers = [] if self.not_guessed("number") else find_numbers(text, lenient=True)
        dates = [] if self.not_guessed("date") else asked_dates(text, numbers, self.lookup, self.today)
        aside: list[NumberMention | AskedDate] = [*numbers, *dates]
        typed = [s for s in syllables(text) if not any(m.start <= s.start < m.end for m in aside)]
        run = Run()
        for mention in dates:
            self._date(mention, run)
        address = self._officials(text, typed, [span for one in dates for span in one.spans], run.hints)
        said = [syllable for i, syllable in enumerate(typed) if i not in address]
        # A document need not say `số` or its kind beside its number.
        before = {at for one in numbers for at in range(presented_from(text, one.start), one.start)}
        if presenting := [one for one in said if one.start in before]:
            run.hints += [(one, 0.0) for one in self._words(text, presenting)]
        words = self._words(text, [one for one in said if one.start not in before])
        if self.enough and len(typed) >= self.enough:
            words = [q.Enough(tuple(words), ENOUGH)]
            self.loosened = True
        asked = [self._number(number) for number in numbers]
        if len(asked) > 1:
            # A paragraph that cites several documents: each of them is an answer, its words only tell which is best.
            run.wanted.append(q.Any(tuple(asked)))
            run.hints += [(one, 0.0) for one in words]
        else:
            run.wanted += [*asked, *words]
        for part in _unbroken(typed, aside):
            run.hints += [(hint, 0.0) for hint in compounds(text[part[0].start : part[-1].end])]
            run.hints += [(hint, 0.0) for hint in together([syllable.term for syllable in part], TITLED)]
        # A date is no word that must be there; who says it as the query does comes first.
        unnumbered = [s for s in syllables(text) if not any(n.start <= s.start < n.end for n in numbers)]
        for part in _unbroken(unnumbered, numbers):
            self.runs.append(tuple(replace(self.word(syllable.term), fields=TEXTS) for syllable in part))
        self._kinds(text, typed, run.hints)
        self._issuers(text, numbers, run.hints)
        return run

    def word(self, term: str) -> q.Term:
        """Return the query of one typed syllable."""
        return word(term, bare=self.bare, accents=self.not_guessed("accent"))

    def _words(self, text: str, typed: list[Syllable]) -> list[q.Query]:
        """Return what must match: each syllable, or, for an abbreviation or its full form, either of the two."""
        said = {} if self.not_guessed("abbreviation") else other_forms(text, typed, self.lookup)
        words: list[q.Query] = []
        at = 0
        while at < len(typed):
            end, others = said.get(typed[at].start, (typed[at].end, ()))
            after = at + 1
            while after < len(typed) and typed[after].end <= end:
                after += 1
            own = typed[at:after]
            word = q.All(tuple(self.word(syllable.term) for syllable in own))
            if others and own[-1].end == end:
                short_or_full = [self._meaning(other) for other in others]
                words.append(q.Any((word, *(found for found in short_or_full if found))))
                meaning = {"text": others[0].shown or others[0].text}
                self.understood.append(Understood("abbreviation", text[typed[at].start : end], meaning))
            else:
                words += word.parts
            at = after
        return words

    def _meaning(self, meaning: Meaning) -> q.Query | None:
        said = self.phrase(meaning.text, LIKE / max(1, len(terms(meaning.text))))
        if said is None or meaning.source is None:
            return said
        return q.All((q.Where("source", (meaning.source,)), said))

    def phrase(self, text: str, weight: float = 1.0) -> q.Query | None:
        """Return the query of words in this order; None where there is no word."""
        return phrase(text, accents=self.not_guessed("accent"), weight=weight)

    def not_guessed(self, type: str) -> bool:
        """Tell whether guesses of this type are not to be made."""
        return type in self.literal or "all" in self.literal

    def name_number(self, mention: NumberMention) -> None:
        """Tell which documents bear a number; where none does, what the number itself says."""
        number = mention.number
        kind = document_kind(number)
        meaning: dict[str, str | int] = {"number": number.text}
        meaning |= {"year": number.year} if number.year else {}
        meaning |= {"kind": kind} if kind else {}
        documents = self.lookup.documents(number.key)
        for document in documents:
            own = meaning | {"document": document.id}
            own |= {"issuer": document.issuer} if document.issuer else {}
            own |= {"year": document.issued.year} if document.issued else {}
            self.understood.append(Understood("number", mention.text, own | {"number": document.number or number.text}))
        if not documents:
            self.understood.append(Understood("number", mention.text, meaning))

    def _number(self, mention: NumberMention) -> q.Query:
        """Return the query of a number: who bears it, who cites it, and, below, its signs in this order."""
        self.name_number(mention)
        said = self.phrase(mention.text)
        return q.Any((numbered(mention.number.key), citing(mention.number.key), *([said] if said else [])))

    def _date(self, asked: AskedDate, run: Run) -> None:
        """Let a date raise what fits it."""
        self.understood += [Understood("date", asked.text, meaning) for meaning in asked.meanings]
        said = phrase(asked.text, accents=True)
        more = [part for part in (asked.fits, said) if part]
        run.dates.append(q.Any((*(q.During((*OWN_DATES, "mentioned"), span) for span in asked.spans), *more)))
        run.hints += [(said, 0.0)] if said else []
        for length in {_length(span) for span in asked.spans}:
            spans = [span for span in asked.spans if _length(span) == length]
            for columns, share in ((OWN_DATES, 1.0), (("mentioned",), MENTIONED)):
                # One hint for all: a document that mentions a day of two years is not twice as good.
                days = q.Any(tuple(q.During(columns, span) for span in spans))
                run.hints.append((days, DATE[length] * share))
        run.hints += [(asked.fits, DATE["day"])] if asked.fits else []

    def _officials(self, text: str, typed: list[Syllable], days: list[Span], hints: list[Hint]) -> set[int]:
        """Let the names of known persons, or their offices, raise the documents that name them.

        Returns the places of the syllables that only address a person (`ông`, `đồng chí`): no document must have them.
        """
        if self.not_guessed("official"):
            return set()
        folded = [fold(syllable.term) for syllable in typed]
        names: dict[tuple[int, int], str] = {}
        for i in range(len(typed)):
            for j in range(i + 2, min(i + 5, len(typed)) + 1):
                if "-".join(folded[i:j]) in self.lookup.names:
                    name = text[typed[i].start : typed[j - 1].end]
                    if is_name(name.title()) or is_bare(terms(name)):
                        names[i, j] = name
        known = self.lookup.people_among(list(names.values()))
        taken: set[int] = set()
        address: set[int] = set()
        for i, j in sorted(names, key=lambda place: place[0] - place[1]):
            people = known.get("-".join(folded[i:j]), [])
            if not people or taken & set(range(i, j)):
                continue
            before = address_before(typed, i)
            if not before and not may_be_person(text, typed[i].start, typed[j - 1].end):  # a street that bears the name
                continue
            taken |= set(range(i, j))
            address |= before
            for person in people[:CHOICE]:
                self._official(names[i, j], person, main_role(person))
            hints.append((q.Where("official", tuple(person.id for person in people)), OFFICIAL))
        if not taken and (asked := asked_office(text, typed, days, self.lookup)):
            address |= asked.aside
            for person, role in asked.people:
                self._official(asked.text, person, role)
            # Where several held the office, each is only one guess of many.
            ids = tuple(person.id for person, _ in asked.people)
            hints.append((q.Where("official", ids), OFFICIAL / len(ids)))
        return address

    def _official(self, said: str, person: Person, role: RoleHeld | None) -> None:
        meaning: dict[str, str | int] = {"id": person.id, "name": person.name}
        meaning |= {"role": role.role} if role else {}
        meaning |= {"issuer": role.issuer} if role and role.issuer else {}
        self.understood.append(Understood("official", said, meaning))

    def _kinds(self, text: str, typed: list[Syllable], hints: list[Hint]) -> None:
        """Let a kind of document that is named raise the documents of that kind."""
        if self.not_guessed("kind"):
            return
        for first, second in pairwise(typed):
            if kind := KINDS.get(f"{fold(first.term)}-{fold(second.term)}"):
                said = text[first.start : second.end]
                if is_bare(terms(said)) or terms(said) == terms(KIND_LABELS[kind]):
                    self.understood.append(Understood("kind", said, {"text": KIND_LABELS[kind]}))
                    hints.append((q.Where("kind", (kind,)), KIND_FIRST if first is typed[0] else KIND))

    def _issuers(self, text: str, numbers: list[NumberMention], hints: list[Hint]) -> None:
        """Let a body that is named in full raise the documents that it issued."""
        if self.not_guessed("issuer"):
            return
        for mention in find_bodies(text):
            if any(number.start <= mention.start < number.end for number in numbers):
                continue
            values = self.lookup.values("issuer", mention.body.label)
            if mention.body.label in values:
                self.understood.append(Understood("issuer", mention.text, {"text": mention.body.label}))
                hints.append((q.Where("issuer", values), KIND))


def _length(span: Span) -> str:
    return "day" if span.days <= 7 else "month" if span.days <= 31 else "year"


def _unbroken(typed: list[Syllable], aside: Sequence[NumberMention | AskedDate]) -> list[list[Syllable]]:
    """Return the syllables in runs between what stands aside."""
    runs: list[list[Syllable]] = []
    for syllable in typed:
        before = runs[-1][-1] if runs else None
        if before is None or any(before.start < m.start < syllable.start for m in aside):
            runs.append([])
        runs[-1].append(syllable)
    return runs
