"""Recognise what a run of plain words names: numbers, dates, officials, kinds and bodies; each type can be disabled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import NumberMention, find_numbers, label_start
from corpus.vi.standards import StandardMention, find_standards
from corpus.vi.syllables import Syllable, syllables, terms
from indexer import sentences
from indexer.analysis.query_terms import TEXTS, bears_number, cites_number, compounds, phrase, title_pairs, word
from indexer.engines import query_tree as q
from indexer.engines.ranking import DATE, ENOUGH, MENTIONED, TITLE_PAIR, VARIANT
from indexer.results import LITERAL_TYPES, Note, Request, Understood
from indexer.schema.abbreviations import Expansion
from indexer.search.query.cited_numbers import NumberInQuery, cited_numbers
from indexer.search.query.clauses import Clauses, ShouldClause, merged
from indexer.search.query.codes import code_spellings
from indexer.search.query.dates import QueryDate, find_query_dates
from indexer.search.query.kinds_and_issuers import find_issuers, find_kinds
from indexer.search.query.lookup import Lookup
from indexer.search.query.officials import find_officials
from indexer.search.query.questions import asking_words
from indexer.search.query.synonyms import other_forms
from indexer.search.query.units import find_query_units

DOCUMENT_DAYS = ("published", "issued", "effective")  # columns of a document's own days, not of those it mentions

_Excluded = NumberMention | StandardMention | QueryDate | Syllable


def disabled_types(request: Request) -> frozenset[str]:
    """Return the types of entities that a request takes as plain words."""
    return frozenset(LITERAL_TYPES if "all" in request.literal else request.literal)


@dataclass(frozen=True, slots=True)
class EntityRecogniser:
    """Turns runs of plain words into clauses, and recognises entities in them, except those of `disabled` types.

    `bare`: the whole query has no Vietnamese marks. `min_loose_run`: of so many adjacent words, or more, documents
    need only have enough, not all (0: always all). In a `question` the words that only ask need not match.
    """

    lookup: Lookup
    today: date
    disabled: frozenset[str]
    bare: bool
    min_loose_run: int = 0
    question: bool = False

    def annotate(self, text: str) -> Clauses:
        """Return the clauses of a run of adjacent words.

        Each annotator returns its own; they are merged in this order: dates, officials, words and numbers, compounds,
        runs for proximity, kinds, bodies, units.
        """
        numbers = [] if "number" in self.disabled else find_numbers(text, lenient=True)
        standards = [] if "number" in self.disabled else find_standards(text)
        numbers = [n for n in numbers if not any(s.start < n.end and n.start < s.end for s in standards)]
        numbered: list[NumberMention | StandardMention] = [*numbers, *standards]
        dates = [] if "date" in self.disabled else find_query_dates(text, numbered, self.lookup, self.today)
        cited = cited_numbers(text, numbers, dates, self.lookup)
        excluded: list[_Excluded] = [*numbered, *dates]  # what is in them is no plain word
        typed = [s for s in syllables(text) if not any(m.start <= s.start < m.end for m in excluded)]
        officials, address = Clauses(), frozenset[int]()
        if "official" not in self.disabled:
            days = [span for mention in dates for span in mention.spans]
            officials, address = find_officials(text, typed, days, self.lookup)
        asking = [typed[i] for i in sorted(asking_words([s.term for s in typed]))] if self.question else []
        words = [syllable for i, syllable in enumerate(typed) if i not in address and syllable not in asking]
        loose = 0 < self.min_loose_run <= len(words)
        return merged(
            (
                *map(self._date, dates),
                officials,
                *map(self._standard, standards),
                self._words_and_numbers(text, words, cited, loose=loose),
                self._compounds(text, _runs_between(typed, [*excluded, *asking])),
                self._runs(text, numbers),
                Clauses() if "kind" in self.disabled else find_kinds(text, typed),
                Clauses() if "issuer" in self.disabled else find_issuers(text, numbers, self.lookup),
                Clauses() if "unit" in self.disabled else find_query_units(text, numbers, self.lookup),
            )
        )

    def phrase(self, text: str, weight: float = 1.0) -> q.Query | None:
        """Return the query of words in this order; None where there is no word."""
        return phrase(text, accents="accent" in self.disabled, weight=weight)

    def _standard(self, mention: StandardMention) -> Clauses:
        """Return the clauses of a standard: its parts one after another, whatever the signs between them."""
        meaning: dict[str, str | int] = {"number": mention.number} | ({"year": mention.year} if mention.year else {})
        bearing = phrase(mention.number, fields=("number",))
        documents = self.lookup.documents(bearing) if bearing else []
        meanings = [meaning | {"document": document.id} for document in documents] or [meaning]
        query = self.phrase(mention.number)
        return Clauses(
            must=(query,) if query else (),
            recognised=tuple(Understood("number", mention.text, meaning) for meaning in meanings),
        )

    def _date(self, mention: QueryDate) -> Clauses:
        """Raise the documents of a date, whose words need not match; those that write it the same way come first."""
        written = phrase(mention.text, accents=True)
        more = [query for query in (mention.belonging, written) if query]
        should: list[ShouldClause] = [(written, 0.0)] if written else []
        for length in dict.fromkeys(map(_length, mention.spans)):
            spans = [span for span in mention.spans if _length(span) == length]
            for columns, share in ((DOCUMENT_DAYS, 1.0), (("mentioned",), MENTIONED)):
                # A single clause for all: a document that mentions a day of two years is not twice as good.
                days = q.Any(tuple(q.During(columns, span) for span in spans))
                should.append((days, DATE[length] * share))
        should += [(mention.belonging, DATE["day"])] if mention.belonging else []
        return Clauses(
            should=tuple(should),
            dates=(q.Any((*(q.During((*DOCUMENT_DAYS, "mentioned"), span) for span in mention.spans), *more)),),
            recognised=tuple(Understood("date", mention.text, meaning) for meaning in mention.meanings),
        )

    def _words_and_numbers(
        self, text: str, words: list[Syllable], numbers: list[NumberInQuery], *, loose: bool
    ) -> Clauses:
        """Return the clauses of the words, which documents must have, and of the numbers, which they must bear or cite.

        In `must` the numbers come before the words, in `recognised` after the abbreviations among the words.
        """
        # A document need not have the label of a number (`số`, its kind) beside it.
        labels = {at for n in numbers for at in range(label_start(text, n.mention.start), n.mention.start)}
        optional = self._words(text, [syllable for syllable in words if syllable.start in labels])
        required = self._words(text, [syllable for syllable in words if syllable.start not in labels])
        must = (q.Enough(required.must, ENOUGH),) if loose else required.must
        should = _without_bonus(optional.must)
        unknown = [n.mention for n in numbers if not any("document" in e.meaning for e in n.entities)]
        notes = tuple(
            Note("unknown-number", sentences.UNKNOWN_NUMBER.format(number=mention.text), mention.start, mention.end)
            for mention in unknown
        )
        should += _without_bonus([self._number_query(mention, known=False) for mention in unknown if loose])
        by_number = tuple(
            self._number_query(n.mention, known=n.mention not in unknown)
            for n in numbers
            if not loose or n.mention not in unknown
        )
        is_dated = any(n.is_dated for n in numbers)
        if len(by_number) > 1 or is_dated or (by_number and loose):
            # A paragraph that cites several documents: each of them is an answer, its words only tell which is best.
            # A number with its day is one document already. Where not all words need match, a number is enough.
            should += _without_bonus(must)
            loose = loose and (len(by_number) > 1 or not is_dated)
            must = (by_number[0] if len(by_number) == 1 else q.Any(by_number),)
        else:
            must = (*by_number, *must)
        recognised = (*optional.recognised, *required.recognised, *(e for n in numbers for e in n.entities))
        return Clauses(must=must, should=should, recognised=recognised, notes=notes, loosened=loose)

    def _words(self, text: str, typed: list[Syllable]) -> Clauses:
        """Return what must match: each syllable, or, for an abbreviation or its full form, either of the two."""
        if not typed:
            return Clauses()
        forms = {} if "abbreviation" in self.disabled else other_forms(text, typed, self.lookup)
        codes = {} if "spelling" in self.disabled else code_spellings(text, typed)
        forms |= {at: (end, tuple(map(Expansion, texts))) for at, (end, texts) in codes.items() if at not in forms}
        must: list[q.Query] = []
        recognised: list[Understood] = []
        at = 0
        while at < len(typed):
            end, others = forms.get(typed[at].start, (typed[at].end, ()))
            after = at + 1
            while after < len(typed) and typed[after].end <= end:
                after += 1
            as_typed = q.All(tuple(self._word(syllable.term) for syllable in typed[at:after]))
            if others and typed[after - 1].end == end:
                alternatives = (self._other_form(other) for other in others)
                must.append(q.Any((as_typed, *(query for query in alternatives if query))))
                if typed[at].start not in codes:
                    meaning = {"text": others[0].shown or others[0].text}
                    recognised.append(Understood("abbreviation", text[typed[at].start : end], meaning))
            else:
                must += as_typed.parts
            at = after
        return Clauses(must=tuple(must), recognised=tuple(recognised))

    def _word(self, term: str) -> q.Term:
        """Return the query of one typed syllable."""
        return word(term, bare=self.bare, accents="accent" in self.disabled)

    def _other_form(self, form: Expansion) -> q.Query | None:
        query = self.phrase(form.text, VARIANT / max(1, len(terms(form.text))))
        if query is None or form.source is None:
            return query
        return q.All((q.Where("source", (form.source,)), query))

    def _number_query(self, mention: NumberMention, *, known: bool) -> q.Query:
        """Return the query of the documents that bear a number, that cite it, or, below, that write it in words.

        A year that was typed beside the number is one of which documents cite it by the number alone. Where no document
        of that year bears it (not `known`), those of other years are found.
        """
        number, phrase = mention.number, self.phrase(mention.text)
        written = (phrase,) if phrase else ()
        exact = (bears_number(number.key), cites_number(number.key))
        if number.year is None or str(number.year) in mention.text[: mention.text.rfind("/")]:
            return q.Any((*exact, *written))
        any_year = replace(number, year=None).key
        if not known:
            return q.Any((*exact, bears_number(any_year), cites_number(any_year), *written))
        return q.Any((*exact, q.Without(q.Any((cites_number(any_year), *written)), bears_number(any_year))))

    def _compounds(self, text: str, runs: list[list[Syllable]]) -> Clauses:
        """Raise titles with the compounds of the text, and those with its syllables side by side."""
        queries: list[q.Query] = []
        for run in runs:
            queries += compounds(text[run[0].start : run[-1].end])
            queries += title_pairs([syllable.term for syllable in run], TITLE_PAIR)
        return Clauses(should=_without_bonus(queries))

    def _runs(self, text: str, numbers: list[NumberMention]) -> Clauses:
        """Return the adjacent words whose proximity counts: all but numbers, as dates may be written in words.

        Words that only ask count here too: `phí chợ là` stands in the definition (without them → 0.911, 0.921 with).
        """
        typed = [s for s in syllables(text) if not any(n.start <= s.start < n.end for n in numbers)]
        runs = (
            tuple(replace(self._word(syllable.term), fields=TEXTS) for syllable in run)
            for run in _runs_between(typed, numbers)
        )
        return Clauses(runs=tuple(runs))


def _without_bonus(queries: Iterable[q.Query]) -> tuple[ShouldClause, ...]:
    return tuple((query, 0.0) for query in queries)


def _length(span: Span) -> str:
    return "day" if span.days <= 7 else "month" if span.days <= 31 else "year"


def _runs_between(typed: list[Syllable], excluded: Sequence[_Excluded]) -> list[list[Syllable]]:
    """Return the syllables in runs, without the excluded ones, and divided where something excluded stands."""
    runs: list[list[Syllable]] = []
    for syllable in typed:
        if syllable in excluded:
            continue
        before = runs[-1][-1] if runs else None
        if before is None or any(before.start < mention.start < syllable.start for mention in excluded):
            runs.append([])
        runs[-1].append(syllable)
    return runs
