"""Offer where a query that is still being typed may lead: officials, document numbers and titles."""

from __future__ import annotations

from corpus.vi.numbers import find_numbers
from corpus.vi.syllables import is_bare, syllables, terms
from corpus.vi.text import fold
from indexer import query as q
from indexer.analysis import DOCUMENT, PERSON, shown_title, unpack
from indexer.engine import Ask, Reader
from indexer.forms import numbered, word
from indexer.officials import main_role, person
from indexer.results import Marked, Suggestion
from indexer.snippet import mark, wanted


def suggest(reader: Reader, text: str, limit: int) -> tuple[Suggestion, ...]:
    """Return at most `limit` suggestions for a tidy beginning of a query; its last word may be unfinished.

    Officials take a third of the places at most, where there are titles for the rest.
    """
    typed = terms(text)
    if not typed:
        return ()
    begun = _begun(typed)
    officials = _officials(reader, begun, typed, limit)
    numbers = _numbers(reader, text, limit)
    titles = _titles(reader, begun, typed, limit)
    few = max(limit // 3, limit - len(titles) - len(numbers))
    shown = {one.id: one for one in (*titles, *numbers)}  # a document is offered once, by its number if it was typed
    return (*officials[:few], *numbers, *(one for one in titles if shown[one.id] is one))[:limit]


def _begun(typed: list[str]) -> q.Query:
    bare = is_bare(typed)
    parts: list[q.Query] = [word(term, bare=bare, fields=("title",)) for term in typed[:-1]]
    last = typed[-1]
    layers = ("exact", "folded") if fold(last) == last else ("exact",)
    begun = q.Any(tuple(q.Prefix(layer, last, ("title",)) for layer in layers))
    parts.append(q.Hint(begun, ((word(last, bare=bare, fields=("title",)), 0.0),)))
    return q.All(tuple(parts))


def _officials(reader: Reader, begun: q.Query, typed: list[str], limit: int) -> list[Suggestion]:
    hits = reader.search(Ask(q.All((q.Where("type", (PERSON,)), begun)), size=limit)).hits
    people = [person(stored) for stored in reader.get(hit.id for hit in hits).values()]
    shown = [
        (one.id, _marked(f"{one.name} - {role.role}" if (role := main_role(one)) else one.name, begun, typed))
        for one in people
    ]
    return [Suggestion("official", text.text, text.marks, id) for id, text in shown]


def _numbers(reader: Reader, text: str, limit: int) -> list[Suggestion]:
    found: list[Suggestion] = []
    for mention in find_numbers(text, lenient=True)[:1]:
        query = q.All((q.Where("type", (DOCUMENT,)), numbered(mention.number.key)))
        hits = reader.search(Ask(query, sort="newest", size=limit)).hits
        for stored in reader.get(hit.id for hit in hits).values():
            document = unpack(stored)[0]
            said = f"{document.number}: {shown_title(document)}"
            found.append(Suggestion("number", said, ((0, len(document.number or "")),), document.id))
    return found


def _titles(reader: Reader, begun: q.Query, typed: list[str], limit: int) -> list[Suggestion]:
    hits = reader.search(Ask(q.All((q.Where("type", (DOCUMENT,)), begun)), size=limit)).hits
    found = []
    for id, stored in reader.get(hit.id for hit in hits).items():
        title = _marked(shown_title(unpack(stored)[0]), begun, typed)
        found.append(Suggestion("document", title.text, title.marks, id))
    return found


def _marked(text: str, begun: q.Query, typed: list[str]) -> Marked:
    """Mark the whole words, and of those that only begin as the last one does, the beginning."""
    whole = mark(text, wanted(begun))
    last = typed[-1]
    marks = dict.fromkeys(whole.marks)
    for syllable in syllables(text):
        if syllable.term.startswith(last) or fold(syllable.term).startswith(last):
            marks[syllable.start, min(syllable.end, syllable.start + len(last))] = None
    kept: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return Marked(text, tuple(kept))
