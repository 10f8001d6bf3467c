"""Highlight documents: marked titles, and the passages that show most of a query, with code point ranges."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, chain, islice, pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from corpus.extraction.formal_frame import repeats
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.text import slug
from indexer.analysis.letters import letter_end
from indexer.results import MarkedText, Snippet
from indexer.search.highlight.candidates import Candidates, Ints
from indexer.search.highlight.marks import DATE, CitingSentence, Text, TextMatches, find_matches
from indexer.search.highlight.query_terms import HighlightTerms

MAX_TEXT = 300_000  # code points of a text in which passages are sought
MAX_BATCH = 1 << 19  # code points of texts that are highlighted together, so that their arrays take at most 20 MB
PASSAGE = 220  # code points that a passage should not exceed by much
MAX_PASSAGES = 2  # of one document
MAX_OPENING_LINES = 5  # of which the first that says more than the title is shown
MIN_NAME_WORDS = 2  # of a name under a signature that a query must have
GROUNDS_POINTS = 0.5  # words that grounds fall behind articles: they name what the title says
DATE_POINTS = 5  # words that a date counts for in choosing a passage, where the document matched by it

_LINE = re.compile(r"[^\n]*[^\W_][^\n]*")  # one with words
_NONE: frozenset[int] = frozenset()

_Passages = list[tuple[Snippet, frozenset[int]]]  # of one text, in order, with the numbers of the words marked in each


def mark(texts: Sequence[Text], terms: HighlightTerms) -> list[MarkedText]:
    """Return the texts with marks on all matches; matches with only white space between them are one mark."""
    joined = [text._replace(text=with_joined_lines(text.text)) for text in texts]
    return list(_marked(texts, find_matches(joined, terms)))


def mark_and_excerpt(
    titles: Sequence[Text],
    bodies: Sequence[Text],
    terms: HighlightTerms,
    attached: Sequence[Sequence[Text]] | None = None,
) -> list[tuple[MarkedText, tuple[Snippet, ...]]]:
    """Return for each document its marked title, and the passages of its body that show the most different words of the
    query, in their order; without any match, the beginning.

    No passage is made of the form of a document (`Text.frame`), nor of what its title says already; the beginning is
    then where the document begins to lay something down.

    `attached` are the texts of each document's attachments, of which at most one passage is shown (`_with_attached`).
    Matches beyond MAX_TEXT are ignored, of the body and of all attachments of a document together.
    """
    bodies = [_cut(body, MAX_TEXT) for body in bodies]
    files = [list(_cut_together(texts)) for texts in attached or [()] * len(bodies)]
    sizes = accumulate(len(body.text) + sum(len(t.text) for t in of) for body, of in zip(bodies, files, strict=True))
    cuts = [0, *(i for i, (a, b) in enumerate(pairwise(sizes), 1) if a // MAX_BATCH != b // MAX_BATCH), len(bodies)]
    return [result for i, j in pairwise(cuts) for result in _shown(titles[i:j], bodies[i:j], files[i:j], terms)]


def _cut(text: Text, length: int) -> Text:
    """Return the beginning of a text, with lines joined that were only wrapped."""
    return text._replace(text=with_joined_lines(text.text[: letter_end(text.text, length)]))


def _cut_together(texts: Iterable[Text]) -> Iterator[Text]:
    left = MAX_TEXT
    for text in texts:
        if left > 0:
            yield (cut := _cut(text, left))
            left -= len(cut.text)


def _shown(
    titles: Sequence[Text], bodies: Sequence[Text], files: Sequence[Sequence[Text]], terms: HighlightTerms
) -> Iterator[tuple[MarkedText, tuple[Snippet, ...]]]:
    texts = [*bodies, *chain.from_iterable(files)]
    matches = find_matches([*titles, *texts], terms)
    owners = [*range(len(bodies)), *(number for number, of in enumerate(files) for _ in of)]
    passages = _snippets(matches, len(titles), texts, [titles[owner].text for owner in owners])
    of_bodies = list(islice(passages, len(bodies)))
    snippets = (_with_attached(own, list(islice(passages, len(of)))) for own, of in zip(of_bodies, files, strict=True))
    return zip(_marked(titles, matches), snippets, strict=True)


def _with_attached(own: _Passages, attached: Iterable[_Passages]) -> tuple[Snippet, ...]:
    """Return the passages of a document: its own first, then the best of its attachments, if that shows more.

    An attachment's passage is shown where it has a word that the document's own passages lack, in place of the second
    of these, or as many words as they have. It leads where it has all their words and more: the query is in the file.
    """
    best, seen = max(
        ((snippet, words) for passages in attached for snippet, words in passages if words),
        key=lambda passage: len(passage[1]),
        default=(None, frozenset()),
    )
    shown = [snippet for snippet, _ in own]
    words = frozenset().union(*(words for _, words in own))
    if best is None or not (seen - words or len(seen) >= len(words)):
        return tuple(shown)
    if not words:
        return (best,)
    if seen > words:
        return best, max(own, key=lambda passage: len(passage[1]))[0]
    return (*shown[: MAX_PASSAGES - bool(seen - words)], best)


def _marked(texts: Sequence[Text], matches: TextMatches) -> Iterator[MarkedText]:
    """Yield the first texts with their marks."""
    firsts = matches.candidates.firsts[: len(texts) + 1]
    borders = matches.starts.searchsorted(firsts).tolist()
    starts, ends = matches.starts[: borders[-1]].tolist(), matches.ends[: borders[-1]].tolist()
    for text, first, i, j in zip(texts, firsts.tolist(), borders, borders[1:], strict=False):
        marks = zip(starts[i:j], ends[i:j], strict=True)
        yield MarkedText(text.text, _joined(matches.candidates.text, marks, (first, first + len(text.text))))


def _joined(text: str, marks: Iterable[tuple[int, int]], part: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Return the marks that end in a part of the text, adjacent ones merged, as offsets in that part."""
    origin, stop = part
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if end > stop:
            continue
        end = letter_end(text, end)
        if joined and (start <= joined[-1][1] or text[joined[-1][1] : start].isspace()):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple((start - origin, end - origin) for start, end in joined)


def _snippets(matches: TextMatches, at: int, bodies: Sequence[Text], titles: Sequence[str]) -> Iterator[_Passages]:
    """Yield the snippets of `bodies`, which are all texts from number `at` on, each with the words marked in it.

    `titles` are those of the documents that the bodies belong to.
    """
    candidates = matches.candidates
    text, firsts, sentences = candidates.text, candidates.firsts[at:], candidates.sentences.tolist()
    first_match = matches.starts.searchsorted(firsts[0])
    starts, ends = matches.starts[first_match:], matches.ends[first_match:]
    words = matches.words[first_match:]
    every = starts.tolist(), ends.tolist()
    in_form = _in_form(starts, firsts, bodies)
    signatures = _signed_names(starts[in_form], ends[in_form], words[in_form], firsts, bodies)
    starts, ends, words = starts[~in_form], ends[~in_form], words[~in_form]
    passages = _marked_passages(candidates, starts, sentences)
    passage_of = np.searchsorted([end for _, end in passages], starts, "right")
    counts = np.bincount(passage_of, minlength=len(passages))
    names = max(1, len(matches.names))
    different = np.unique(passage_of * names + words)
    points = np.bincount(different // names, minlength=len(passages)) + 0.1 * counts
    begins = np.array([start for start, _ in passages], np.int64)
    texts = firsts.searchsorted(begins, "right") - 1
    if DATE in matches.names:
        dates = np.bincount(passage_of[words == matches.names[DATE]], minlength=len(passages))
        points += DATE_POINTS * (np.array([bool(body.mentioned) for body in bodies])[texts] & (dates > 0))
    opens = firsts[:-1] + [body.frame.opens_at if body.frame else 0 for body in bodies]
    points -= GROUNDS_POINTS * (begins < opens[texts])
    best: list[list[int]] = [[] for _ in bodies]
    for i, text_index in zip(np.lexsort((-points, texts)).tolist(), np.sort(texts).tolist(), strict=True):
        is_new = len(best[text_index]) < MAX_PASSAGES and counts[i]
        if is_new and not repeats(text[slice(*passages[i])], titles[text_index]):
            best[text_index].append(i)
    upto = [0, *np.cumsum(counts).tolist()]
    marks = list(zip(starts.tolist(), ends.tolist(), strict=True))
    for number, (body, chosen) in enumerate(zip(bodies, best, strict=True)):
        first, end = int(firsts[number]), int(firsts[number + 1])
        matching = [slice(upto[i], upto[i + 1]) for i in sorted(chosen)]
        shown = [
            (
                _snippet(text, passages[i], marks[inside], first, body, every),
                frozenset(words[inside].tolist()),
            )
            for i, inside in zip(sorted(chosen), matching, strict=True)
        ]
        if not shown and number in signatures:
            passage, of_name, names_marked = signatures[number]
            shown = [(replace(_snippet(text, passage, of_name, first, body), where=None, anchor=None), names_marked)]
        if not shown and body.citing:
            shown = [(_citing(text, first, body, body.citing, sentences), _NONE)]
        yield shown or [
            (_snippet(text, passage, [], first, body), _NONE)
            for passage in _opening(text, int(opens[number]), end, titles[number], sentences)
        ]


def _citing(text: str, first: int, body: Text, citing: CitingSentence, sentences: list[int]) -> Snippet:
    """Return the sentence that names another document; of a long one the passage with the number."""
    number = first + citing.number[0], first + citing.number[1]
    parts = _passages(text, first + citing.start, first + citing.end, sentences)
    passage = next(part for part in parts if part[1] > number[0] or part[1] == first + citing.end)
    return _snippet(text, passage, [number] if number[0] < number[1] else [], first, body)


def _in_form(starts: Ints, firsts: Ints, bodies: Sequence[Text]) -> NDArray[np.bool_]:
    """Return for each match whether it begins in what is form."""
    edges = [
        first + min(edge, len(body.text))
        for first, body in zip(firsts.tolist(), bodies, strict=False)
        if body.frame
        for part in body.frame.form
        for edge in part
    ]
    inside: NDArray[np.bool_] = np.searchsorted(edges, starts, "right") % 2 == 1
    return inside


def _signed_names(
    starts: Ints, ends: Ints, words: Ints, firsts: Ints, bodies: Sequence[Text]
) -> dict[int, tuple[tuple[int, int], list[tuple[int, int]], frozenset[int]]]:
    """Return by number of the body the signature of which a name matches: its place, the matches, and their words.

    A name is matched by two words in its line: a role alone (`chủ tịch`) is that of many.
    """
    found: dict[int, tuple[tuple[int, int], list[tuple[int, int]], frozenset[int]]] = {}
    for number in np.unique(firsts.searchsorted(starts, "right") - 1).tolist():
        body, first = bodies[number], int(firsts[number])
        if body.frame is None or body.frame.signed is None or body.frame.signed[1] > len(body.text):
            continue
        start, end = (first + edge for edge in body.frame.signed)
        name = first + body.text.rfind("\n", 0, end - first) + 1
        if len(set(words[(starts >= name) & (ends <= end)].tolist())) >= MIN_NAME_WORDS:
            inside = (starts >= start) & (ends <= end)
            matching = list(zip(starts[inside].tolist(), ends[inside].tolist(), strict=True))
            found[number] = (start, end), matching, frozenset(words[inside].tolist())
    return found


def _snippet(
    text: str,
    passage: tuple[int, int],
    marks: Iterable[tuple[int, int]],
    first: int,
    body: Text,
    every: tuple[Sequence[int], Sequence[int]] | None = None,
) -> Snippet:
    """Return a passage of a body, which begins at `first`, with the marks that begin in it.

    `where` is the last division whose heading ends before the passage does, `page` the page on which the first mark
    stands, else the beginning. Where nothing else says its place, and `every` gives starts and ends of all matches,
    those in what is form among them, `mark` is the number of the first mark.
    """
    start, stop = passage
    passage_text = text[start:stop].rstrip()
    stop = start + len(passage_text)
    before = bisect_right(body.divisions, stop - first, key=itemgetter(0))
    _, where, anchor = body.divisions[before - 1] if before else (0, None, None)
    joined = _joined(text, marks, (start, stop))
    shown_at = start - first + (joined[0][0] if joined else 0)
    page = bisect_right(body.pages, shown_at) or None
    number = None
    if every and not (where or body.attachment or (page or 1) > 1):
        earlier = slice(bisect_left(every[0], first), bisect_left(every[0], start))
        number = 1 + len(_joined(text, zip(every[0][earlier], every[1][earlier], strict=True), (first, start)))
    return Snippet(passage_text, joined, where, page, body.attachment, anchor or (where and slug(where)), number)


def _opening(text: str, start: int, end: int, title: str, sentences: list[int]) -> list[tuple[int, int]]:
    """Return the first passage from `start` on that has words and does not repeat the title; none without one."""
    for line in islice(_LINE.finditer(text, start, end), MAX_OPENING_LINES):
        passage = next(_passages(text, *line.span(), sentences))
        if not repeats(text[slice(*passage)], title):
            return [passage]
    return []


def _marked_passages(candidates: Candidates, starts: NDArray[np.int64], sentences: list[int]) -> list[tuple[int, int]]:
    """Return the passages of the lines that have a match; other lines are not split."""
    lines = np.unique(candidates.breaks.searchsorted(starts))
    borders = np.concatenate(([-1], candidates.breaks))
    passages: list[tuple[int, int]] = []
    for begin, stop in zip((borders[lines] + 1).tolist(), borders[lines + 1].tolist(), strict=True):
        if stop - begin > PASSAGE:
            passages += _passages(candidates.text, begin, stop, sentences)
        else:
            passages.append((begin, stop))
    return passages


def _passages(text: str, begin: int, stop: int, sentences: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the passages of one line: whole sentences up to the length of a passage, or parts of a very long one."""
    while stop - begin > PASSAGE:
        following = bisect_right(sentences, begin + PASSAGE)
        end = sentences[following - 1] if following else begin
        if end <= begin:  # the sentence is longer than a passage
            end = min(stop, sentences[following]) if following < len(sentences) else stop
            if end - begin > 2 * PASSAGE:
                end = text.rfind(" ", begin, begin + PASSAGE) + 1 or letter_end(text, begin + PASSAGE)
        yield begin, end
        begin = end
    if begin < stop:
        yield begin, stop
