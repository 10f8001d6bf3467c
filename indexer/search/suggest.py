"""Offer where a query that is still being typed may lead: officials, document numbers, phrases and titles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from corpus.vi.document_numbers import find_numbers
from corpus.vi.syllables import is_bare, syllables, terms
from corpus.vi.telex import begun as keys_begun
from corpus.vi.text import fold
from indexer.analysis.query_terms import numbered, together, word
from indexer.engines import query_tree as q
from indexer.engines.port import Reader, SearchRequest
from indexer.results import MarkedText, Suggestion
from indexer.schema.documents import DOCUMENT
from indexer.schema.persons import PERSON, decode_person, main_role
from indexer.schema.stored import decode_document, shown_title
from indexer.search.highlight.marks import Text
from indexer.search.highlight.passages import marked
from indexer.search.highlight.query_terms import wanted
from indexer.search.query.input_method import decode
from indexer.search.query.lookup import Lookup

LOOKED_AT = 24  # titles in which phrases are looked for
PHRASES = 3
LONGEST = 4  # syllables that a phrase goes on behind what was typed
MOST = 0.6  # of the titles with a phrase that say a longer one, so that the longer one is meant
BESIDE = 30.0  # points for titles in which the typed words stand side by side

# Words that no phrase ends with.
_OPEN = frozenset(
    (
        *("của", "và", "các", "cho", "với", "trong", "tại", "về", "là", "để", "ở", "từ", "đến", "được", "bị", "có"),
        *("không", "những", "một", "khi", "vì", "do", "theo", "sau", "trước", "trên", "dưới", "vào", "ra", "này"),
        *("đã", "sẽ", "đang", "còn", "cùng", "như", "mà", "thì", "bằng", "qua", "giữa", "ngoài", "mỗi", "mọi"),
    )
)


def suggest(lookup: Lookup, text: str, limit: int) -> tuple[Suggestion, ...]:
    """Return at most `limit` suggestions for a tidy beginning of a query; its last word may be unfinished.

    A space at the end finishes it. Keys of an input method are read where nothing begins as they do. Officials and
    phrases take a third of the places each at most, where there are titles for the rest.
    """
    found = _suggest(lookup, text, limit)
    if found or not text.strip():
        return found
    meant = decode(text, lookup.count, lookup.said).text
    begin = meant.rpartition(" ")[2]
    # The tone of an unfinished word, and what its letters will become, are not typed yet.
    meant = meant[: len(meant) - len(begin)] + fold(keys_begun(begin))
    return _suggest(lookup, meant, limit) if meant != text else ()


def _suggest(lookup: Lookup, text: str, limit: int) -> tuple[Suggestion, ...]:
    typed = terms(text)
    if not typed:
        return ()
    reader, begun = lookup.reader, _begun(typed, finished=text[-1:].isspace())
    officials = _officials(reader, begun, typed, limit) if lookup.in_names(typed) else []
    numbers = _numbers(reader, text, limit)
    titles, phrases = _titles(reader, begun, typed, limit, finished=text[-1:].isspace())
    third = max(limit // 3, limit - len(titles) - len(numbers))
    shown = {one.id: one for one in (*titles, *numbers)}  # a document is offered once, by its number if it was typed
    rest = (one for one in titles if shown[one.id] is one)
    return (*officials[:third], *numbers, *phrases[: min(PHRASES, third)], *rest)[:limit]


def _begun(typed: list[str], *, finished: bool) -> q.Query:
    bare = is_bare(typed)
    whole, last = (typed, "") if finished else (typed[:-1], typed[-1])
    words = [word(term, bare=bare, fields=("title",)) for term in whole]
    parts: list[q.Query] = [*words]
    beside: list[tuple[q.Query, float]] = [(pair, BESIDE) for pair in together(whole)]
    if last:
        layers = ("exact", "folded") if fold(last) == last else ("exact",)
        parts.append(q.Any(tuple(q.Prefix(layer, last, ("title",)) for layer in layers)))
        beside.append((word(last, bare=bare, fields=("title",)), 0.0))
    if last and whole:
        beside.append((q.Prefix("pairs", f"{fold(whole[-1])}_{fold(last)}", ("title",)), BESIDE))
    return q.Hint(q.All(tuple(parts)), tuple(beside))


def _officials(reader: Reader, begun: q.Query, typed: list[str], limit: int) -> list[Suggestion]:
    hits = reader.search(SearchRequest(q.All((q.Where("type", (PERSON,)), begun)), size=limit)).hits
    people = [decode_person(stored) for stored in reader.get([hit.id for hit in hits]).values()]
    said = [f"{one.name} - {role.role}" if (role := main_role(one)) else one.name for one in people]
    shown = zip(people, _marked(said, begun, typed), strict=True)
    return [Suggestion("official", text.text, text.marks, one.id) for one, text in shown]


def _numbers(reader: Reader, text: str, limit: int) -> list[Suggestion]:
    found: list[Suggestion] = []
    for mention in find_numbers(text, lenient=True)[:1]:
        query = q.All((q.Where("type", (DOCUMENT,)), numbered(mention.number.key)))
        hits = reader.search(SearchRequest(query, sort="newest", size=limit)).hits
        for stored in reader.get([hit.id for hit in hits]).values():
            document = decode_document(stored)[0]
            said = f"{document.number}: {shown_title(document)}"
            found.append(Suggestion("number", said, ((0, len(document.number or "")),), document.id))
    return found


def _titles(
    reader: Reader, begun: q.Query, typed: list[str], limit: int, *, finished: bool
) -> tuple[list[Suggestion], list[Suggestion]]:
    """Return the titles, and the phrases in which several of them go on as the query begins."""
    hits = reader.search(SearchRequest(q.All((q.Where("type", (DOCUMENT,)), begun)), size=max(limit, LOOKED_AT))).hits
    known = reader.titles([hit.id for hit in hits])
    ids, shown = list(known)[:limit], list(known.values())[:limit]
    phrases = _phrases(known.values(), typed, finished=finished)
    found = _marked([*shown, *phrases], begun, typed)
    titles = [Suggestion("document", title.text, title.marks, id) for id, title in zip(ids, found, strict=False)]
    return titles, [Suggestion("phrase", phrase.text, phrase.marks) for phrase in found[len(ids) :]]


def _phrases(titles: Iterable[str], typed: list[str], *, finished: bool) -> list[str]:
    """Return how titles go on behind what was typed, what most of them say first; the longest that as many say."""
    written: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for title in titles:
        for phrase, said in dict(_continued(title, typed, finished=finished)).items():
            written[phrase][said] += 1
    least = 2 if len(typed) > 1 else 3
    count = {phrase: forms.total() for phrase, forms in written.items() if forms.total() >= least}
    # `hội đồng nhân` is no phrase where most titles say `hội đồng nhân dân`.
    cut = {
        longer[:size]
        for longer in count
        for size in range(len(longer))
        if count[longer] >= MOST * count.get(longer[:size], 0)
    }
    whole = [phrase for phrase in count if phrase not in cut]
    best = sorted(whole, key=lambda phrase: (-count[phrase], -len(phrase), phrase))[:PHRASES]
    return [written[phrase].most_common(1)[0][0] for phrase in best]


def _continued(title: str, typed: list[str], *, finished: bool) -> Iterator[tuple[tuple[str, ...], str]]:
    found = syllables(title)
    size = len(typed)
    for i in range(len(found) - size + 1):
        begin = found[i : i + size]
        if not all(fits(own.term, term, whole=finished or j < size - 1)
                   for j, (own, term) in enumerate(zip(begin, typed, strict=True))):  # fmt: skip
            continue
        for end in range(i + size, min(len(found), i + size + LONGEST) + 1):
            if end > i + 1 and title[found[end - 2].end : found[end - 1].start] != " ":
                break
            last = found[end - 1].term
            if (
                end - i > 1
                and last not in _OPEN
                and not last.isdecimal()
                and not (end == i + size and last == typed[-1])
            ):
                said = title[found[i].start : found[end - 1].end]
                # A title's first letter is a capital, and so may be all of them.
                said = said.lower() if said.isupper() and len(said) > 6 else said
                small = i == 0 and not (end - i > 1 and said.split()[1][:1].isupper())
                yield tuple(own.term for own in found[i:end]), said[:1].lower() + said[1:] if small else said


def fits(term: str, typed: str, *, whole: bool) -> bool:
    """Tell whether a syllable is what was typed, or begins so; without marks it may bear any."""
    return any(one == typed if whole else one.startswith(typed) for one in (term, fold(term)))


def _marked(texts: list[str], begun: q.Query, typed: list[str]) -> list[MarkedText]:
    """Mark the whole words, and of those that only begin as the last one does, the beginning."""
    whole = marked([Text(text) for text in texts], wanted(begun))
    return [_begins(one, typed[-1]) for one in whole]


def _begins(whole: MarkedText, last: str) -> MarkedText:
    marks = dict.fromkeys(whole.marks)
    for syllable in syllables(whole.text):
        if syllable.term.startswith(last) or fold(syllable.term).startswith(last):
            marks[syllable.start, min(syllable.end, syllable.start + len(last))] = None
    kept: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return MarkedText(whole.text, tuple(kept))
