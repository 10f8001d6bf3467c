"""Suggest completions of a query that is still being typed: officials, document numbers, phrases and titles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from corpus.vi.document_numbers import find_numbers
from corpus.vi.stop_words import FUNCTION_WORDS
from corpus.vi.syllables import is_bare, syllables, terms
from corpus.vi.telex import plain_letters
from corpus.vi.text import fold
from indexer.analysis.query_terms import bears_number, title_pairs, word
from indexer.engines import query_tree as q
from indexer.engines.port import Reader, SearchRequest
from indexer.results import MarkedText, Suggestion
from indexer.schema.documents import DOCUMENT
from indexer.schema.persons import PERSON, decode_person, main_role
from indexer.schema.stored import decode_document, shown_title
from indexer.search.highlight.marks import Text
from indexer.search.highlight.passages import mark
from indexer.search.highlight.query_terms import highlight_terms
from indexer.search.query.input_method import decode_query
from indexer.search.query.lookup import Lookup

MIN_EXAMINED_TITLES = 24  # in which phrases are looked for
MAX_PHRASES = 3
MAX_ADDED_SYLLABLES = 4  # that a phrase adds to what was typed
MIN_LONGER_SHARE = 0.6  # a phrase is dropped where at least this share of its titles goes on to the same longer one
MIN_CAPITAL_PHRASE = 7  # characters of a phrase in capitals, of which shorter ones may be abbreviations
ADJACENT_BONUS = 30.0  # for titles in which the typed words stand side by side


class TitleSyllable(NamedTuple):
    """Marks a syllable of a title, as it is written in lower case and without marks."""

    start: int
    end: int
    term: str
    bare: str

    def begins_with(self, typed: str) -> bool:
        """Tell whether the syllable begins as typed; what was typed without marks may bear any."""
        return self.term.startswith(typed) or self.bare.startswith(typed)

    def is_typed(self, typed: str) -> bool:
        """Tell whether the syllable is what was typed; what was typed without marks may bear any."""
        return typed in (self.term, self.bare)


@lru_cache(maxsize=4096)
def _syllables(title: str) -> tuple[TitleSyllable, ...]:
    """Return the syllables of a title; while a query is typed, the same titles are looked at for each letter."""
    return tuple(TitleSyllable(word.start, word.end, word.term, fold(word.term)) for word in syllables(title))


def suggest(lookup: Lookup, text: str, limit: int) -> tuple[Suggestion, ...]:
    """Return at most `limit` suggestions for a tidy beginning of a query; its last word may be unfinished.

    A space at the end finishes it. Keys of an input method are decoded where nothing begins as they do. Officials and
    phrases take a third of the places each at most, where there are titles for the rest.
    """
    suggestions = _suggest(lookup, text, limit)
    if suggestions or not text.strip():
        return suggestions
    decoded = decode_query(text, lookup).text
    last = decoded.rpartition(" ")[2]
    # The tone of an unfinished word, and what its letters will become, are not typed yet.
    decoded = decoded[: len(decoded) - len(last)] + fold(plain_letters(last))
    return _suggest(lookup, decoded, limit) if decoded != text else ()


def _suggest(lookup: Lookup, text: str, limit: int) -> tuple[Suggestion, ...]:
    typed = terms(text)
    if not typed:
        return ()
    reader, finished = lookup.reader, text[-1:].isspace()
    query = _title_query(typed, finished=finished)
    officials = _officials(reader, query, typed, limit) if lookup.in_names(typed) else []
    numbers = _numbers(reader, text, limit)
    titles, phrases = _titles_and_phrases(reader, query, typed, limit, finished=finished)
    third = max(limit // 3, limit - len(titles) - len(numbers))
    by_number = {suggestion.id for suggestion in numbers}  # a document is offered once, by its number if it was typed
    others = (title for title in titles if title.id not in by_number)
    return (*officials[:third], *numbers, *phrases[: min(MAX_PHRASES, third)], *others)[:limit]


def _title_query(typed: list[str], *, finished: bool) -> q.Query:
    """Return the query of titles with all typed words, of which the last is a prefix unless it is finished."""
    bare = is_bare(typed)
    complete, last = (typed, "") if finished else (typed[:-1], typed[-1])
    must: list[q.Query] = [word(term, bare=bare, fields=("title",)) for term in complete]
    should: list[tuple[q.Query, float]] = [(pair, ADJACENT_BONUS) for pair in title_pairs(complete)]
    if last:
        layers = ("exact", "folded") if fold(last) == last else ("exact",)
        must.append(q.Any(tuple(q.Prefix(layer, last, ("title",)) for layer in layers)))
        should.append((word(last, bare=bare, fields=("title",)), 0.0))
    if last and complete:
        should.append((q.Prefix("pairs", f"{fold(complete[-1])}_{fold(last)}", ("title",)), ADJACENT_BONUS))
    return q.Hint(q.All(tuple(must)), tuple(should))


def _officials(reader: Reader, query: q.Query, typed: list[str], limit: int) -> list[Suggestion]:
    hits = reader.search(SearchRequest(q.All((q.Where("type", (PERSON,)), query)), size=limit)).hits
    people = [decode_person(stored) for stored in reader.get([hit.id for hit in hits]).values()]
    labels = [f"{person.name} - {role.role}" if (role := main_role(person)) else person.name for person in people]
    marked_labels = zip(people, _marked(labels, query, typed), strict=True)
    return [Suggestion("official", label.text, label.marks, person.id) for person, label in marked_labels]


def _numbers(reader: Reader, text: str, limit: int) -> list[Suggestion]:
    suggestions: list[Suggestion] = []
    for mention in find_numbers(text, lenient=True)[:1]:
        query = q.All((q.Where("type", (DOCUMENT,)), bears_number(mention.number.key)))
        hits = reader.search(SearchRequest(query, sort="newest", size=limit)).hits
        for stored in reader.get([hit.id for hit in hits]).values():
            document = decode_document(stored)[0]
            label = f"{document.number}: {shown_title(document)}"
            suggestions.append(Suggestion("number", label, ((0, len(document.number or "")),), document.id))
    return suggestions


def _titles_and_phrases(
    reader: Reader, query: q.Query, typed: list[str], limit: int, *, finished: bool
) -> tuple[list[Suggestion], list[Suggestion]]:
    """Return the best titles, and the phrases in which several titles continue the query."""
    size = max(limit, MIN_EXAMINED_TITLES)
    hits = reader.search(SearchRequest(q.All((q.Where("type", (DOCUMENT,)), query)), size=size)).hits
    examined = reader.titles([hit.id for hit in hits])
    ids, offered = list(examined)[:limit], list(examined.values())[:limit]
    phrases = _phrases(examined.values(), typed, finished=finished)
    texts = _marked([*offered, *phrases], query, typed)
    titles = [Suggestion("document", title.text, title.marks, id) for id, title in zip(ids, texts, strict=False)]
    return titles, [Suggestion("phrase", phrase.text, phrase.marks) for phrase in texts[len(ids) :]]


def _phrases(titles: Iterable[str], typed: list[str], *, finished: bool) -> list[str]:
    """Return how titles continue what was typed, the commonest first; of equally common phrases the longest."""
    spellings: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for title in titles:
        for phrase, text in dict(_continuations(title, typed, finished=finished)).items():
            spellings[phrase][text] += 1
    least = 2 if len(typed) > 1 else 3
    count = {phrase: texts.total() for phrase, texts in spellings.items() if texts.total() >= least}
    # `hội đồng nhân` is no phrase where most titles have `hội đồng nhân dân`.
    cut_off = {
        longer[:size]
        for longer in count
        for size in range(len(longer))
        if count[longer] >= MIN_LONGER_SHARE * count.get(longer[:size], 0)
    }
    complete = [phrase for phrase in count if phrase not in cut_off]
    best = sorted(complete, key=lambda phrase: (-count[phrase], -len(phrase), phrase))[:MAX_PHRASES]
    return [spellings[phrase].most_common(1)[0][0] for phrase in best]


def _continuations(title: str, typed: list[str], *, finished: bool) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the phrases of a title that begin as the query does, as terms and as text."""
    words, size = _syllables(title), len(typed)
    *complete, last_typed = typed
    last_matches = TitleSyllable.is_typed if finished else TitleSyllable.begins_with
    for start in range(len(words) - size + 1):
        if not last_matches(words[start + size - 1], last_typed):
            continue
        if not all(map(TitleSyllable.is_typed, words[start:], complete)):
            continue
        for end in range(start + size, min(len(words), start + size + MAX_ADDED_SYLLABLES) + 1):
            if end > start + 1 and title[words[end - 2].end : words[end - 1].start] != " ":
                break
            last = words[end - 1].term
            adds_nothing = end == start + size and last == typed[-1]
            if end - start > 1 and last not in FUNCTION_WORDS and not last.isdecimal() and not adds_nothing:
                text = title[words[start].start : words[end - 1].end]
                yield tuple(word.term for word in words[start:end]), _in_sentence(text, first=start == 0)


def _in_sentence(phrase: str, *, first: bool) -> str:
    """Return a phrase of a title as it is written within a sentence; `first`: the title begins with it."""
    # A title's first letter is a capital, and so may be all of them.
    if phrase.isupper() and len(phrase) >= MIN_CAPITAL_PHRASE:
        phrase = phrase.lower()
    may_be_name = phrase.split()[1][:1].isupper()
    return phrase[:1].lower() + phrase[1:] if first and not may_be_name else phrase


def _marked(texts: list[str], query: q.Query, typed: list[str]) -> list[MarkedText]:
    """Mark the typed words, and the beginnings of the words that begin as the last of them does."""
    return [_with_prefixes(text, typed[-1]) for text in mark([Text(text) for text in texts], highlight_terms(query))]


def _with_prefixes(marked_text: MarkedText, prefix: str) -> MarkedText:
    ranges = dict.fromkeys(marked_text.marks)
    for syllable in _syllables(marked_text.text):
        if syllable.begins_with(prefix):
            ranges[syllable.start, min(syllable.end, syllable.start + len(prefix))] = None
    apart: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return MarkedText(marked_text.text, tuple(apart))
