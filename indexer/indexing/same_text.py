"""Decide which documents are copies: the same text kept as a page and as a file, or published at two addresses.

Documents of one number, year and issuer (`schema.copies.alike_values`) are compared two by two. What stands in only one
of them at the beginning or the end, as the head of a document that a page leaves out, makes no difference; between,
texts must be equal but for slips (SAME, SAME_RECOGNISED), without a stretch of changed words, which a share of a long
text does not show (STRETCH). Figures that both have otherwise, and that only one calls itself a draft, always part
them; so does, of records and pages, what they say of themselves. `docs/ranking.md` has what was measured.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby, islice
from typing import NamedTuple

from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.extraction.heading import heading
from corpus.vi.dates.span import Span
from corpus.vi.document_numbers import find_numbers
from corpus.vi.syllables import terms
from corpus.vi.text import fold, tidy
from indexer.analysis.index_terms import name_key
from indexer.schema.copies import GIVEN, is_file
from indexer.schema.dates import date_offsets_in

RUN = 3  # words that are compared together
ANCHOR = 8  # words in a row that two texts have once each, between the first and the last of which is the common part
SAME = 0.97  # share of the runs of the common part that two printed texts have both
SAME_RECOGNISED = 0.6  # the same where a text was recognised on pictures
STRETCH, STRETCH_RECOGNISED = 6, 12  # runs one after another that the other text lacks
COMMON = 0.7  # share of the words of each text that the common part has: an extract is another document
OTHER_NUMBERS = 0.1  # share of the numbers of a recognised text that may be wrong
STRETCH_PUBLISHED = 3  # the same of two published texts: a single word, as no reader made slips in them
ENDS_PUBLISHED = 5  # words that both may have otherwise at the beginning or the end: a short article has ten
ADDRESSEE = 40  # words after `Kính gửi` that name who gets a letter
MAX_LEADERS = 50  # documents of one number, year and issuer that a text is compared with

_FIGURE = re.compile(r"\d[\d.,/]*\d")
_FIGURE_OF_TITLE = re.compile(r"\d+|\b[IVXLC]+\b")
_LETTERS = ("official-letter", "official-dispatch")
_OF_HEAD = ("kind", "number", "issuer", "issued")  # which the head of a text says
_HEAD = 400  # code points in which a draft calls itself one

Leaders = dict[str, str]  # copy → the document that is found in its place


@dataclass(frozen=True)
class _Alike:
    """Holds a document as it is stored, with number, year and issuer, or without a number all words."""

    given: Document
    key: str
    is_nameless: bool = False  # its issuer is that of others

    @cached_property
    def completed(self) -> Document:
        """Return the document with what is read of its text, which is much work."""
        return complete(self.given)

    @cached_property
    def figures_of_title(self) -> frozenset[str]:
        """Return the figures in the title, arabic and Roman, without those of the document's own number and day."""
        title, number = self.given.title, self.key.partition(" ")[0]
        if not _FIGURE_OF_TITLE.search(title):
            return frozenset()
        day = self.given.issued or self.completed.issued
        own = [(start, end) for start, end, span in date_offsets_in(title, None) if day and span == Span.day(day)]
        own += [(each.start, each.end) for each in find_numbers(title) if each.number.key == number]
        for start, end in own:
            title = title[:start] + " " * (end - start) + title[end:]
        return frozenset(figure.lstrip("0") for figure in _FIGURE_OF_TITLE.findall(title))

    @property
    def rank(self) -> tuple[bool, bool, bool, int, str]:
        """Return the place among documents that are one: pages and records lead, then printed files.

        Of equal ones it is the one with an issuer, then the one that says more of itself, then the first by id.
        """
        given = self.given
        known = {field for field in (*GIVEN, "signer") if getattr(given, field)}
        known.update(_OF_HEAD if heading(tidy(given.text)) else ())
        has_pages = bool(given.pages or given.page_confidence)
        return is_file(given), has_pages, self.is_nameless, -len(known), given.id


def leaders_of(documents: Iterable[Document], keys: Mapping[str, str]) -> Leaders:
    """Return which of some documents that may be one are copies, each with its leader: the first of its text by rank.

    `keys` are the first of their `alike_values`. What has an address, or is a record with fields, is a copy where
    nothing that it gives says otherwise.
    """
    leading: dict[str, list[_Alike]] = defaultdict(list)
    leaders: Leaders = {}
    alike = _with_issuers([_Alike(document, keys[document.id]) for document in documents if document.id in keys])
    for candidate in sorted(alike, key=lambda candidate: candidate.rank):
        others = leading[candidate.key]
        same = next((leader for leader in others[:MAX_LEADERS] if _are_one(leader, candidate)), None)
        if same is None:
            others.append(candidate)
        else:
            leaders[candidate.given.id] = same.given.id
    return leaders


def _with_issuers(alike: Sequence[_Alike]) -> Iterator[_Alike]:
    """Yield the documents; one without an issuer has that of the others of its number, day and very text.

    Many councils of one day may have a text in common, so it has none where those are of several issuers.
    """
    for one in alike:
        if not one.key.endswith(" "):
            yield one
            continue
        keys = {
            other.key
            for other in alike
            if other.key.startswith(one.key) and other.key != one.key and _say_the_very_same(one, other)
        }
        yield replace(one, key=keys.pop(), is_nameless=True) if len(keys) == 1 else one


def _say_the_very_same(one: _Alike, other: _Alike) -> bool:
    """Tell whether two documents are of one day, and the text of one is a part of the other's, word for word."""
    shorter, longer = sorted((_words(each.given.text) for each in (one, other)), key=len)
    return (
        len(shorter) >= COMMON * len(longer)
        and f" {' '.join(shorter)} " in f" {' '.join(longer)} "
        and one.completed.issued == other.completed.issued is not None
    )


def _are_one(leader: _Alike, other: _Alike) -> bool:
    if is_file(other.given):
        return have_same_text(leader.given, other.given)
    _, year, *_ = (*leader.key.split(" "), "")
    return (
        bool(year)
        and have_same_text(leader.given, other.given, published=True)
        and not _say_otherwise(leader, other)
        and not _differ_in_addressee(leader, other)
        and not _differ_in_title(leader, other)
    )


def _say_otherwise(one: _Alike, other: _Alike) -> bool:
    """Tell whether what two records say of themselves cannot be true of one document."""
    for field in ("kind", "issued", "effective", "expires", "signer"):
        if getattr(one.given, field) == getattr(other.given, field):
            continue  # what is read of the same text is the same
        here, there = (getattr(each.completed, field) for each in (one, other))
        if field == "signer":
            here, there = (name_key(signer.name) if signer else None for signer in (here, there))
        if here and there and here != there and "other" not in (here, there):
            return True
    return False


def _differ_in_title(one: _Alike, other: _Alike) -> bool:
    """Tell whether each title has figures that the other lacks, arabic or Roman, without its own number and day."""
    if one.given.title == other.given.title:
        return False
    here, there = one.figures_of_title, other.figures_of_title
    return bool(here - there and there - here)


def _differ_in_addressee(one: _Alike, other: _Alike) -> bool:
    """Tell whether two documents were sent to different bodies; each letter has a title and a beginning of its own."""
    if _addressee(one.given.text) != _addressee(other.given.text):
        return True
    return _words(one.given.title) != _words(other.given.title) and one.completed.kind in _LETTERS


def _addressee(text: str) -> tuple[str, ...]:
    words = _words(text)
    starts = (at for at in range(len(words) - 1) if words[at : at + 2] == ("kinh", "gui"))
    return next((words[at : at + ADDRESSEE] for at in starts), ())


def have_same_text(one: Document, other: Document, *, published: bool = False) -> bool:
    """Tell whether two documents of the same number, year and issuer have the same text; `published` where neither is
    a file.
    """
    recognised = bool(one.page_confidence or other.page_confidence)
    if _is_draft(one) != _is_draft(other) or _differ_in_figures(one.text, other.text, recognised=recognised):
        return False
    likeness = compared(one.text, other.text)
    if recognised:
        return likeness.share >= SAME_RECOGNISED and likeness.stretch <= STRETCH_RECOGNISED
    if published and (likeness.ends > ENDS_PUBLISHED or likeness.stretch > STRETCH_PUBLISHED):
        return False
    return likeness.share >= SAME and likeness.stretch <= STRETCH


class Likeness(NamedTuple):
    """Says how far two texts are the same: the share of runs that their common parts have both, the longest stretch of
    other runs in these, and the words that each has and the other lacks at the beginning or at the end.
    """

    share: float
    stretch: int
    ends: int


def compared(one: str, other: str) -> Likeness:
    """Compare two texts; the share is 0 where the common parts are too short."""
    if one == other:
        return Likeness(1.0, 0, 0)
    texts = _words(one), _words(other)
    here, there = map(_places, texts)
    anchors = here.keys() & there.keys()
    if not anchors:
        return Likeness(0.0, 0, 0)
    spans = [_span(places, anchors) for places in (here, there)]
    parts = [words[start:end] for words, (start, end) in zip(texts, spans, strict=True)]
    if any(len(part) < COMMON * len(words) for part, words in zip(parts, texts, strict=True)):
        return Likeness(0.0, 0, 0)
    runs, others = (_runs(part, RUN) for part in parts)
    both, either = {*runs} & {*others}, {*runs} | {*others}
    stretches = (
        len(list(group)) for part in (runs, others) for common, group in groupby(part, both.__contains__) if not common
    )
    heads, tails = zip(
        *((words[:start], words[end:]) for words, (start, end) in zip(texts, spans, strict=True)), strict=True
    )
    ends = max(_lacking_in_both(*heads), _lacking_in_both(*tails))
    return Likeness(len(both) / len(either), max(stretches, default=0), ends)


def _lacking_in_both(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words each has that the other lacks; none where only one has more."""
    here, there = Counter(one), Counter(other)
    return min((here - there).total(), (there - here).total())


def _places(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Return where the runs of ANCHOR words stand that a text has once."""
    runs = _runs(words, ANCHOR)
    once = {run for run, count in Counter(runs).items() if count == 1}
    return {run: at for at, run in enumerate(runs) if run in once}


def _runs(words: Sequence[str], length: int) -> list[tuple[str, ...]]:
    return list(zip(*(islice(words, start, None) for start in range(length)), strict=False))


def _span(places: Mapping[tuple[str, ...], int], anchors: Iterable[tuple[str, ...]]) -> tuple[int, int]:
    """Return where the words from the first to the last anchor begin and end."""
    common = [places[run] for run in anchors]
    return min(common), max(common) + ANCHOR


def _differ_in_figures(one: str, other: str, *, recognised: bool) -> bool:
    """Tell whether each text has figures that the other lacks; one may have more at its beginning or end."""
    here, there = set(_FIGURE.findall(one)), set(_FIGURE.findall(other))
    allowed = OTHER_NUMBERS * min(len(here), len(there)) + 1 if recognised else 0
    return min(len(here - there), len(there - here)) > allowed


def _is_draft(document: Document) -> bool:
    texts = document.title, document.section or "", document.text[:_HEAD]
    return "du thao" in " ".join(map(fold, terms("\n".join(texts))))


@lru_cache(maxsize=64)
def _words(text: str) -> tuple[str, ...]:
    return tuple(map(fold, terms(text)))
