"""Show of documents what a query matched: titles and the passages that show most of it, with code point ranges."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from indexer.results import MarkedText, Snippet
from indexer.search.highlight.candidates import Placed
from indexer.search.highlight.marks import DATE, Marks, Text, find
from indexer.search.highlight.query_terms import Wanted

LONGEST_TEXT = 300_000  # code points of a text in which passages are looked for
TOGETHER = 1 << 19  # code points of texts that are looked at at once, so that their arrays take some 20 MB at most
PASSAGE = 220  # code points that a passage should not be much longer than
PASSAGES = 2
WHY = 5  # words that a date is worth in choosing a passage, where it is why the document was found

_INK = re.compile(r"\S")
_ARTICLE = re.compile(r"Điều\s+\d+[a-zđ]?\b")


def marked(texts: Sequence[Text], wanted: Wanted) -> list[MarkedText]:
    """Return the texts with the marks of all that was wanted; neighbours that only a space divides are one mark."""
    return list(_marked(texts, find(texts, wanted)))


def shown(
    titles: Sequence[Text], bodies: Sequence[Text], wanted: Wanted
) -> list[tuple[MarkedText, tuple[Snippet, ...]]]:
    """Return for each document its marked title, and of its body the passages that show the most different words of
    the query, in their order; without any match the beginning.

    Nothing is looked for behind LONGEST_TEXT.
    """
    bodies = [body._replace(text=body.text[:LONGEST_TEXT]) for body in bodies]
    sizes = accumulate(len(body.text) for body in bodies)
    cuts = [0, *(i for i, (a, b) in enumerate(pairwise(sizes), 1) if a // TOGETHER != b // TOGETHER), len(bodies)]
    return [one for i, j in pairwise(cuts) for one in _shown(titles[i:j], bodies[i:j], wanted)]


def _shown(
    titles: Sequence[Text], bodies: Sequence[Text], wanted: Wanted
) -> Iterator[tuple[MarkedText, tuple[Snippet, ...]]]:
    found = find([*titles, *bodies], wanted)
    return zip(
        _marked(titles, found), _snippets(found, len(titles), [bool(body.mentioned) for body in bodies]), strict=True
    )


def _marked(texts: Sequence[Text], found: Marks) -> Iterator[MarkedText]:
    """Yield the texts that come first with their marks."""
    firsts = found.placed.firsts[: len(texts) + 1]
    borders = found.starts.searchsorted(firsts).tolist()
    starts, ends = found.starts[: borders[-1]].tolist(), found.ends[: borders[-1]].tolist()
    for text, first, i, j in zip(texts, firsts.tolist(), borders, borders[1:], strict=False):
        marks = zip(starts[i:j], ends[i:j], strict=True)
        yield MarkedText(text.text, _joined(found.placed.text, marks, (first, first + len(text.text))))


def _joined(text: str, marks: Iterable[tuple[int, int]], part: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Return those of the marks that end in a part of the text, neighbours as one, counted from where it begins."""
    origin, stop = part
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if end > stop:
            continue
        if joined and (start <= joined[-1][1] or text[joined[-1][1] : start].isspace()):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple((start - origin, end - origin) for start, end in joined)


def _snippets(found: Marks, at: int, dated: Sequence[bool]) -> Iterator[tuple[Snippet, ...]]:
    """Yield the snippets of all texts from number `at` on; `dated` tells whether a date is why one was found."""
    text, firsts, sentences = found.placed.text, found.placed.firsts[at:], found.placed.sentences.tolist()
    own = found.starts.searchsorted(firsts[0])
    starts, words = found.starts[own:], found.words[own:]
    passages = _marked_passages(found.placed, starts, sentences)
    which = np.searchsorted([end for _, end in passages], starts, "right")
    counts = np.bincount(which, minlength=len(passages))
    names = max(1, len(found.names))
    different = np.unique(which * names + words)
    points = np.bincount(different // names, minlength=len(passages)) + 0.1 * counts
    texts = firsts.searchsorted([start for start, _ in passages], "right") - 1
    if DATE in found.names:
        dates = np.bincount(which[words == found.names[DATE]], minlength=len(passages))
        points += WHY * (np.array(dated)[texts] & (dates > 0))
    best: list[list[int]] = [[] for _ in dated]
    for i, mine in zip(np.lexsort((-points, texts)).tolist(), np.sort(texts).tolist(), strict=True):
        if len(best[mine]) < PASSAGES and points[i]:
            best[mine].append(i)
    upto = [0, *np.cumsum(counts).tolist()]
    marks = list(zip(starts.tolist(), found.ends[own:].tolist(), strict=True))
    articles = list(_articles(text))
    for chosen, first, end in zip(best, firsts.tolist(), firsts[1:].tolist(), strict=False):
        shown = [(passages[i], marks[upto[i] : upto[i + 1]]) for i in sorted(chosen)]
        shown = shown or [(passage, []) for passage in _first(text, first, end, sentences)]
        above = [article for article in articles if first < article[0] <= end]
        yield tuple(_snippet(text, passage, inside, above) for passage, inside in shown)


def _snippet(
    text: str, passage: tuple[int, int], marks: Iterable[tuple[int, int]], articles: Sequence[tuple[int, str]]
) -> Snippet:
    """Return a passage with the marks that begin in it; the last of the articles before its end is where it stands."""
    start, stop = passage
    shown = text[start:stop].rstrip()
    stop = start + len(shown)
    before = bisect_right(articles, stop, key=itemgetter(0))
    return Snippet(shown, _joined(text, marks, (start, stop)), articles[before - 1][1] if before else None)


def _articles(text: str) -> Iterator[tuple[int, str]]:
    """Yield where an article begins at the beginning of a line behind the first, and what it is called."""
    at = text.find("\nĐiều")
    while at >= 0:
        if found := _ARTICLE.match(text, at + 1):
            yield found.end(), found.group()
        at = text.find("\nĐiều", at + 1)


def _first(text: str, start: int, end: int, sentences: list[int]) -> list[tuple[int, int]]:
    """Return the first passage of what is not only space; none where nothing else is there."""
    found = _INK.search(text, start, end)
    if not found:
        return []
    begin = text.rfind("\n", start, found.start()) + 1 or start
    return [next(_passages(text, begin, text.index("\n", found.start()), sentences))]


def _marked_passages(places: Placed, starts: NDArray[np.int64], sentences: list[int]) -> list[tuple[int, int]]:
    """Return the passages of the lines in which something starts; no others are cut."""
    lines = np.unique(places.breaks.searchsorted(starts))
    borders = np.concatenate(([-1], places.breaks))
    passages: list[tuple[int, int]] = []
    for begin, stop in zip((borders[lines] + 1).tolist(), borders[lines + 1].tolist(), strict=True):
        if stop - begin > PASSAGE:
            passages += _passages(places.text, begin, stop, sentences)
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
                end = text.rfind(" ", begin, begin + PASSAGE) + 1 or begin + PASSAGE
        yield begin, end
        begin = end
    if begin < stop:
        yield begin, stop
