"""Find in the original text what a query matched: marks as code point ranges, and the passages that show most of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from corpus.vi.numbers import find_numbers, index_keys
from corpus.vi.span import Span
from corpus.vi.syllables import Syllable
from corpus.vi.text import fold
from indexer import query as q
from indexer.mentioned import dates_in
from indexer.placed import syllables_among
from indexer.results import Marked, Snippet

LONGEST_TEXT = 300_000  # code points of a text in which passages are looked for
PASSAGE = 220  # code points that a passage should not be much longer than
PASSAGES = 2
WHY = 5  # words that a date is worth in choosing a passage, where it is why the document was found

_DATE = "#"

_SENTENCE = re.compile(r"[^.!?;\n]*(?:[.!?;](?!\s)[^.!?;\n]*)*[.!?;]?\s*")
_YEAR = re.compile(r"/\d{4}/")
_ARTICLE = re.compile(r"^(Điều\s+\d+[a-zđ]?)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Forms:
    exact: frozenset[str]
    bare: frozenset[str]
    folded: frozenset[str]

    def match(self, term: str, bare: bool) -> bool:
        return term in self.exact or (bare and term in self.bare) or fold(term) in self.folded


@dataclass(frozen=True, slots=True)
class Wanted:
    """Holds what of a query is to be marked: words, phrases in order, keys of document numbers, and spans of dates.

    `pairs` are typed neighbours, folded: where a text has a word beside its neighbour, it is not marked elsewhere
    (`hồ` of `hồ sơ` for `ho tro`). Of `mentioned` spans every date within is marked, and a passage with one is shown:
    they are why a document was found that is of another day. `day` is the document's own. `plain` are all words,
    folded. `shorter` are words of full forms, folded, with the short forms: where a text has one of these, words that
    stand alone are not meant (`hội` of `hội nghị` for `hội đồng nhân dân`, beside `HĐND`).
    """

    words: _Forms
    phrases: tuple[tuple[_Forms, ...], ...]
    keys: frozenset[str]
    pairs: frozenset[str]
    spans: frozenset[Span]
    plain: frozenset[str]
    shorter: tuple[tuple[frozenset[str], tuple[tuple[_Forms, ...], ...]], ...] = ()
    mentioned: tuple[Span, ...] = ()
    day: date | None = None

    def has(self, said: Span) -> bool:
        """Tell whether a date of a text is wanted."""
        return said in self.spans or any(q.fits(said, span) for span in self.mentioned)


@dataclass(slots=True)
class _Collected:
    words: list[q.Form] = field(default_factory=list)
    phrases: list[tuple[_Forms, ...]] = field(default_factory=list)
    pairs: set[str] = field(default_factory=set)
    spans: set[Span] = field(default_factory=set)
    shorter: list[tuple[frozenset[str], tuple[tuple[_Forms, ...], ...]]] = field(default_factory=list)


def wanted(query: q.Query) -> Wanted:
    """Return what is to be marked for a query: its words, phrases, numbers and dates, but nothing that is unwanted."""
    found = _Collected()
    _collect(query, found)
    keys = {form.term for form in found.words if form.layer == "keys"}
    # A text cites `12/NQ-HĐND` where a reader asks for that of one year.
    keys |= {_YEAR.sub("/", key, count=1) for key in keys}
    forms = [_forms(found.words), *(form for phrase in found.phrases for form in phrase)]
    plain = frozenset(fold(term) for own in forms for term in (*own.exact, *own.bare, *own.folded))
    spans, pairs = frozenset(found.spans), frozenset(found.pairs)
    return Wanted(forms[0], tuple(found.phrases), frozenset(keys), pairs, spans, plain, tuple(found.shorter))


def mark(text: str, wanted: Wanted) -> Marked:
    """Return the text with the marks of all that was wanted; neighbours that only a space divides are one mark."""
    return Marked(text, tuple(_join(text, [span for span, _ in _marks(text, wanted)])))


def snippets(text: str, wanted: Wanted) -> tuple[Snippet, ...]:
    """Return the passages of a text that show the most different words of the query, in the order of the text.

    Without any match it is the beginning.
    """
    text = text[:LONGEST_TEXT]
    found = _marks(text, wanted)
    passages = list(_passages(text))
    if not passages:
        return ()
    ranked: list[tuple[float, int]] = []
    at = 0
    for i, (_, end) in enumerate(passages):
        own: list[str] = []
        while at < len(found) and found[at][0][0] < end:
            own.append(found[at][1])
            at += 1
        why = WHY if wanted.mentioned and _DATE in own else 0
        ranked.append((-(len(set(own)) + 0.1 * len(own) + why), i))
    best = sorted(ranked)[:PASSAGES]
    chosen = sorted(i for score, i in best if score) or [0]
    return tuple(_snippet(text, *passages[i], found) for i in chosen)


def _snippet(text: str, start: int, end: int, found: list[tuple[tuple[int, int], str]]) -> Snippet:
    end = start + len(text[start:end].rstrip())
    marks = _join(text, [span for span, _ in found if start <= span[0] and span[1] <= end])
    articles = _ARTICLE.findall(text, 0, end)
    where = articles[-1] if articles else None
    return Snippet(text[start:end], tuple((a - start, b - start) for a, b in marks), where)


def _collect(query: q.Query, found: _Collected) -> None:
    match query:
        case q.Term(forms):
            found.words += [form for form in forms if form.layer in ("exact", "bare", "folded", "keys")]
        case q.Phrase(terms):
            found.phrases.append(tuple(_forms(list(term.forms)) for term in terms))
        case q.Close(part, runs):
            _collect(part, found)
            for a, b in (pair for run in runs for pair in pairwise(run)):
                found.pairs.update(f"{left}_{right}" for left in _plain(a) for right in _plain(b))
        case q.All(parts) | q.Any(parts) | q.Enough(parts, _):
            if isinstance(query, q.Any) and (full := _words_of(parts[:1])):
                others = (_words_of((part,)) for part in parts[1:])
                shorts = tuple(tuple(_forms(list(word.forms)) for word in other) for other in others if other)
                found.shorter.append((frozenset().union(*map(_plain, full)), shorts))
            for part in parts:
                _collect(part, found)
        case q.During(_, span):
            found.spans.add(span)
        case q.Without(part, _):
            _collect(part, found)
        case q.Hint(part, hints):
            _collect(part, found)
            for hint, _ in hints:
                if isinstance(hint, (q.Phrase, q.Any)):  # a name, or the days of a date
                    _collect(hint, found)


def _words_of(parts: tuple[q.Query, ...]) -> tuple[q.Term, ...]:
    """Return the words of a full or short form; none for what is something else."""
    match parts:
        case (q.Term() as word,):
            return (word,)
        case (q.Phrase(words),):
            return words
        case (q.All(words),) if all(isinstance(word, q.Term) for word in words):
            return tuple(word for word in words if isinstance(word, q.Term))
        case (q.All((q.Where(), said)),):
            return _words_of((said,))
    return ()


def _plain(word: q.Term) -> set[str]:
    return {fold(form.term) for form in word.forms}


def _forms(forms: list[q.Form]) -> _Forms:
    layers = {layer: frozenset(f.term for f in forms if f.layer == layer) for layer in ("exact", "bare", "folded")}
    return _Forms(**layers)


def _marks(text: str, wanted: Wanted) -> list[tuple[tuple[int, int], str]]:
    """Return the spans that match, in order, each with what it matched (folded, so that spellings are one word)."""
    found: dict[tuple[int, int], str] = {}
    placed, bare = syllables_among(text, wanted.plain)
    matching = [i for i, syllable in placed.items() if wanted.words.match(syllable.term, bare)]
    words = {i: fold(placed[i].term) for i in matching}
    paired = {i for i in matching if _pair(words, i) in wanted.pairs or _pair(words, i - 1) in wanted.pairs}
    beside = {words[i] for i in paired}
    for full, shorts in wanted.shorter:
        if any(_stands(short, placed, bare) for short in shorts):
            beside |= full
    for i, word in words.items():
        if i in paired or word not in beside:
            found[placed[i].start, placed[i].end] = word
    where = _places(placed) if wanted.phrases else {}
    for phrase in wanted.phrases:
        for i in _starts(phrase[0], where, bare):
            part = [placed[j] for j in range(i, i + len(phrase)) if j in placed]
            if (
                len(part) == len(phrase)
                and all(f.match(s.term, bare) for f, s in zip(phrase, part, strict=True))
                and _unbroken(text, part)
            ):
                found.update(((s.start, s.end), fold(s.term)) for s in part)
    if wanted.keys:
        for mention in find_numbers(text):
            if wanted.keys & set(index_keys(mention.number, mention.number.year)):
                found[mention.start, mention.end] = mention.number.key
    if wanted.spans:
        for start, end, said in dates_in(text, wanted.day):
            if wanted.has(said):
                found[start, end] = _DATE
    return sorted(found.items())


def _places(placed: Mapping[int, Syllable]) -> dict[str, list[int]]:
    """Return where each term stands, and (behind a space) each folded one: a look-up in place of a walk per phrase."""
    where: dict[str, list[int]] = {}
    for i, syllable in placed.items():
        where.setdefault(syllable.term, []).append(i)
        where.setdefault(f" {fold(syllable.term)}", []).append(i)
    return where


def _stands(form: tuple[_Forms, ...], placed: Mapping[int, Syllable], bare: bool) -> bool:
    return any(
        all(i + j in placed and word.match(placed[i + j].term, bare) for j, word in enumerate(form)) for i in placed
    )


def _starts(forms: _Forms, where: dict[str, list[int]], bare: bool) -> list[int]:
    """Return the places of the syllables that have one of the forms, in order."""
    keys = (*forms.exact, *(forms.bare if bare else ()), *(f" {term}" for term in forms.folded))
    return sorted({i for key in keys for i in where.get(key, ())})


def _pair(words: dict[int, str], at: int) -> str:
    return f"{words.get(at)}_{words.get(at + 1)}"


def _unbroken(text: str, part: list[Syllable]) -> bool:
    return "\n" not in text[part[0].start : part[-1].end]


def _join(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and (start <= joined[-1][1] or text[joined[-1][1] : start].isspace()):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _passages(text: str) -> Iterator[tuple[int, int]]:
    """Yield passages: whole sentences of one paragraph up to the length of a passage, or parts of a very long one."""
    at = 0
    for line in text.split("\n"):
        start, stop = at, at + len(line)
        at = stop + 1
        if not line.strip():
            continue
        begin = start
        for sentence in _SENTENCE.finditer(text, start, stop):
            if sentence.end() - begin > PASSAGE and sentence.start() > begin:
                yield begin, sentence.start()
                begin = sentence.start()
            while sentence.end() - begin > 2 * PASSAGE:
                cut = text.rfind(" ", begin, begin + PASSAGE) + 1 or begin + PASSAGE
                yield begin, cut
                begin = cut
        if begin < stop:
            yield begin, stop
