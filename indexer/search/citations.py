"""Find the document numbers in a pasted text, and the documents that bear them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from corpus.document import Document
from corpus.extraction.citations import citing_places
from corpus.extraction.cited_identity import stated_identities
from corpus.vi.bodies import Body
from corpus.vi.dates.find import find_dates
from corpus.vi.document_numbers import DocumentNumber, NumberMention, find_numbers
from corpus.vi.text import tidy
from indexer.analysis.index_terms import name_key
from indexer.analysis.letters import letter_end
from indexer.results import CitationsPage, CitedDocument, CitedNumber
from indexer.schema.stored import shown_title
from indexer.search.query.lookup import Lookup

# Characters after a number in which its day may stand: a gap such as ` của HĐND `, and the longest form of a day.
DATE_WINDOW = 80
MAX_CITED_DOCUMENTS = 20  # of one number; a number that more documents bear needs its year or council
MAX_CITATIONS = 1000  # in one answer: more than any resolution with its annexes has
SEARCHED_TOGETHER = 50  # numbers that are looked up by one search
MAX_LISTED_DOCUMENTS = 2000  # in one answer, some 700 bytes each as JSON
_GAP_BEFORE_DATE = re.compile(r"[^.;:!?]{0,12}")


def citations(lookup: Lookup, text: str) -> CitationsPage:
    """Return the document numbers in a text, in order. The text need not be tidy; the ranges are of it as it is.

    An answer holds at most MAX_CITATIONS numbers and MAX_LISTED_DOCUMENTS documents, so that no text of numbers gives
    an answer of many times its size; it says where the rest of the text begins.
    """
    mentions = [_with_marks(text, mention) for mention in find_numbers(text)]
    known = _KnownNumbers(lookup, [mention.number.key for mention in mentions[:MAX_CITATIONS]])
    issuers = _stated_issuers(text, mentions[:MAX_CITATIONS])
    starts = [*(mention.start for mention in mentions), len(text)]
    cited: list[CitedNumber] = []
    listed = 0
    for mention, following in zip(mentions[:MAX_CITATIONS], starts[1:], strict=False):
        after = text[mention.end : min(following, mention.end + DATE_WINDOW)]
        documents = _documents(known.near(mention.number.key), mention.number, after, issuers.get(mention.start))
        listed += len(documents)
        if listed > MAX_LISTED_DOCUMENTS:
            return CitationsPage(tuple(cited), mention.start)
        cited.append(CitedNumber(mention.start, mention.end, mention.text, mention.number.text, documents))
    return CitationsPage(tuple(cited), mentions[MAX_CITATIONS].start if len(mentions) > MAX_CITATIONS else None)


def _stated_issuers(text: str, mentions: Sequence[NumberMention]) -> dict[int, Body]:
    """Return the bodies that a text names as the issuers of some of its numbers, by where these begin."""
    if not mentions:
        return {}
    places = citing_places((text[: mentions[-1].end + DATE_WINDOW],), None, None, "news")
    stated = zip(places, stated_identities(places, None), strict=True)
    return {place.start: identity.body for place, identity in stated if identity.body}


class _KnownNumbers:
    """Looks up the documents of numbers in the order in which a text has them, no more than the answer comes to."""

    def __init__(self, lookup: Lookup, keys: Iterable[str]) -> None:
        self._lookup = lookup
        self._remaining = iter(dict.fromkeys(keys))
        self._searched: dict[str, Mapping[str, list[Document]]] = {}

    def near(self, key: str) -> Mapping[str, list[Document]]:
        """Return the documents of a number and of its forms with a year, by their keys."""
        while key not in self._searched:
            keys = list(islice(self._remaining, SEARCHED_TOGETHER))
            self._searched |= dict.fromkeys(keys, self._lookup.documents_by_number(keys))
        return self._searched[key]


def _with_marks(text: str, mention: NumberMention) -> NumberMention:
    """Return a mention with the combining marks after its last letter."""
    end = letter_end(text, mention.end)
    return mention if end == mention.end else replace(mention, end=end, text=text[mention.start : end])


def _documents(
    known: Mapping[str, list[Document]], number: DocumentNumber, after: str, issuer: Body | None
) -> tuple[CitedDocument, ...]:
    """Return the newest documents that bear a number, of the issuer that is stated after it, if one is.

    They are of the year stated after it, if there are any.
    """
    documents = [each for each in known.get(number.key, []) if issuer is None or _is_of(each, issuer)]
    if len(documents) > 1 and number.year is None and (year := _year(after)):
        of_year = known.get(replace(number, year=year).key, ())
        documents = [each for each in documents if each in of_year] or documents
    return tuple(CitedDocument(document.id, shown_title(document)) for document in documents[:MAX_CITED_DOCUMENTS])


def _is_of(document: Document, issuer: Body) -> bool:
    """Tell whether a document may be of a body, which may be stated without its place (`HĐND huyện`)."""
    own, stated = name_key(document.issuer or ""), name_key(issuer.label)
    is_any_place = issuer.place is None or issuer.place.islower()
    return not own or own == stated or (is_any_place and own.startswith(f"{stated}-"))


def _year(after: str) -> int | None:
    """Return the year of the full date with which a text goes on."""
    after = tidy(after)
    for mention in find_dates(after)[:1]:
        if mention.precision == "day" and _GAP_BEFORE_DATE.fullmatch(after, 0, mention.start):
            return mention.span.start.year
    return None
