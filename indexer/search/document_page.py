"""Compute what a document's page shows beside the document: its officials, where it names them, a query's marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from corpus.document import Document, day_of
from corpus.vi.people.coreference import find_short_mentions
from corpus.vi.people.find import find_people
from corpus.vi.text import tidy
from indexer.analysis.letters import letter_end
from indexer.results import NamedOfficial, NameMention, Request
from indexer.search import hits
from indexer.search.highlight.passages import mark
from indexer.search.highlight.query_terms import highlight_terms
from indexer.search.query.lookup import Lookup
from indexer.search.query.questions import is_question
from indexer.search.query.understanding import understand


def marker(
    request: Request, document: Document, lookup: Lookup, today: date
) -> Callable[[str], tuple[tuple[int, int], ...]]:
    """Return a function from a text of a document to the marks of a search in it, as half-open code point ranges.

    They are those that the results of the search show.
    """
    text = " ".join(tidy(request.text).split())
    plain = Request(text, days=request.days, date=request.date, literal=request.literal)
    meaning = understand(plain, text, lookup, today=today, question=is_question(text))
    terms = highlight_terms(meaning.query)
    mentioned = hits.not_own_days(document, terms.spans)
    day = day_of(document)
    return lambda text: mark([hits.text_with_mentions(text, terms, day, mentioned)], terms)[0].marks


def officials_of(document: Document, lookup: Lookup) -> tuple[NamedOfficial, ...]:
    """Return the persons that a document names, as the index resolved them; none where it has no such document."""
    return next((hits.officials_of(stored) for stored in lookup.stored_documents([document.id])), ())


def name_mentions(document: Document, officials: Iterable[NamedOfficial]) -> tuple[NameMention, ...]:
    """Return where a document's text names its officials, first in full and then in short, in text order."""
    ids: dict[str, set[str]] = {}
    for official in officials:
        ids.setdefault(official.name, set()).add(official.id)
    # Two persons of one name in one document cannot be told apart by it.
    known = {name: next(iter(same_name)) for name, same_name in ids.items() if len(same_name) == 1}
    people = find_people(document.text) if known else []
    first_mentions = {person.name: person for person in reversed(people)}
    text = document.text
    mentions = [(mention.start, letter_end(text, mention.end), mention.name) for mention in first_mentions.values()]
    mentions += [
        (mention.start, letter_end(text, mention.end), mention.name) for mention in find_short_mentions(text, people)
    ]
    return tuple(NameMention(start, end, known[name]) for start, end, name in sorted(mentions) if name in known)
