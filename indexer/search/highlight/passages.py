"""Highlight documents: marked titles, and the passages that show most of a query, with code point ranges."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice, pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from corpus.vi.line_ends import with_joined_lines
from indexer.analysis.letters import letter_end
from indexer.results import MarkedText, Snippet
from indexer.search.highlight.candidates import Candidates
from indexer.search.highlight.marks import DATE, Text, TextMatches, find_matches
from indexer.search.highlight.query_terms import HighlightTerms

MAX_TEXT = 300_000  # code points of a text in which passages are sought
MAX_BATCH = 1 << 19  # code points of texts that are highlighted together, so that their arrays take at most 20 MB
PASSAGE = 220  # code points that a passage should not exceed by much
MAX_PASSAGES = 2  # of one document
DATE_POINTS = 5  # words that a date counts for in choosing a passage, where the document matched by it

_NOT_SPACE = re.compile(r"\S")
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
    passages = _snippets(matches, len(titles), texts)
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


def _snippets(matches: TextMatches, at: int, bodies: Sequence[Text]) -> Iterator[_Passages]:
    """Yield the snippets of `bodies`, which are all texts from number `at` on, each with the words marked in it."""
    candidates = matches.candidates
    text, firsts, sentences = candidates.text, candidates.firsts[at:], candidates.sentences.tolist()
    first_match = matches.starts.searchsorted(firsts[0])
    starts, words = matches.starts[first_match:], matches.words[first_match:]
    passages = _marked_passages(candidates, starts, sentences)
    passage_of = np.searchsorted([end for _, end in passages], starts, "right")
    counts = np.bincount(passage_of, minlength=len(passages))
    names = max(1, len(matches.names))
    different = np.unique(passage_of * names + words)
    points = np.bincount(different // names, minlength=len(passages)) + 0.1 * counts
    texts = firsts.searchsorted([start for start, _ in passages], "right") - 1
    if DATE in matches.names:
        dates = np.bincount(passage_of[words == matches.names[DATE]], minlength=len(passages))
        points += DATE_POINTS * (np.array([bool(body.mentioned) for body in bodies])[texts] & (dates > 0))
    best: list[list[int]] = [[] for _ in bodies]
    for i, text_index in zip(np.lexsort((-points, texts)).tolist(), np.sort(texts).tolist(), strict=True):
        if len(best[text_index]) < MAX_PASSAGES and points[i]:
            best[text_index].append(i)
    upto = [0, *np.cumsum(counts).tolist()]
    marks = list(zip(starts.tolist(), matches.ends[first_match:].tolist(), strict=True))
    for body, chosen, first, end in zip(bodies, best, firsts.tolist(), firsts[1:].tolist(), strict=False):
        matching = [slice(upto[i], upto[i + 1]) for i in sorted(chosen)]
        yield [
            (_snippet(text, passages[i], marks[inside], first, body), frozenset(words[inside].tolist()))
            for i, inside in zip(sorted(chosen), matching, strict=True)
        ] or [(_snippet(text, passage, [], first, body), _NONE) for passage in _first(text, first, end, sentences)]


def _snippet(text: str, passage: tuple[int, int], marks: Iterable[tuple[int, int]], first: int, body: Text) -> Snippet:
    """Return a passage of a body, which begins at `first`, with the marks that begin in it.

    `where` is the last division whose heading ends before the passage does, `page` the page on which the first mark
    stands, else the beginning.
    """
    start, stop = passage
    passage_text = text[start:stop].rstrip()
    stop = start + len(passage_text)
    before = bisect_right(body.divisions, stop - first, key=itemgetter(0))
    where = body.divisions[before - 1][1] if before else None
    joined = _joined(text, marks, (start, stop))
    shown_at = start - first + (joined[0][0] if joined else 0)
    return Snippet(passage_text, joined, where, bisect_right(body.pages, shown_at) or None, body.attachment)


def _first(text: str, start: int, end: int, sentences: list[int]) -> list[tuple[int, int]]:
    """Return the first passage that is not white space; none where there is none."""
    first_match = _NOT_SPACE.search(text, start, end)
    if not first_match:
        return []
    begin = text.rfind("\n", start, first_match.start()) + 1 or start
    return [next(_passages(text, begin, text.index("\n", first_match.start()), sentences))]


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
