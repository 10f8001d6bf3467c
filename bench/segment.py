"""Measure the speed of word segmentation beside pyvi, and compare the label of every token with pyvi's."""

from __future__ import annotations

import json
import lzma
import random
import warnings
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, TypeVar

from bench.world import BenchError
from indexer.analysis.segmentation.viterbi import LINE_END, code, labels
from indexer.analysis.segmentation.words import load, tokens, words

SEED = 20250801
ROUNDS = 20
ARTICLES = 420  # of news: more than 250,000 tokens
WARM_UP_ARTICLES = 200  # read first and not measured

Row = dict[str, object]
Texts = Sequence[str]
Input = TypeVar("Input")


def rows(articles: Path, limit: int) -> Iterator[Row]:
    """Yield a row for our segmenter and one for pyvi, over the bodies of `limit` articles.

    Each round takes another part of the articles, which both read in random order, from the text to its words: ours
    with all lines in one call, pyvi line by line, as it takes only single lines.
    `tokens_per_s` is the median of the rounds, `query_ms` the median for queries of six words. Seconds are CPU time,
    as other work on the machine would distort the figures of the faster one more.
    Raises BenchError if there are too few articles.
    """
    pyvi = _pyvi()
    load()
    warm_up, measured = _bodies(articles, limit)
    ways: dict[str, Callable[[Texts], object]] = {
        "ours": lambda texts: words("\n".join(texts)),
        "pyvi": lambda texts: [pyvi.tokenize(line) for text in texts for line in text.split("\n")],
    }
    alone = {"ours": words, "pyvi": pyvi.tokenize}
    for way in ways.values():
        way(warm_up)
    chance = random.Random(SEED)  # noqa: S311 (the same order each time)
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS):
        part = measured[number::ROUNDS]
        queries = [" ".join(text.split()[:6]) for text in part]
        order = chance.sample(sorted(ways), len(ways))
        for name in order:
            times[name] += [_seconds(alone[name], query) for query in queries]
        taken = {name: _seconds(ways[name], part) for name in order}
        count = sum(len(tokens(line)) for text in part for line in text.split("\n"))
        for name, seconds in taken.items():
            speeds[name].append(count / seconds)
    lines = [line for text in measured for line in text.split("\n")]
    equal, total = _compared(pyvi, lines)
    for name in ways:
        yield {
            "engine": name,
            "tokens_per_s": round(median(speeds[name])),
            "labels_equal": total if name == "pyvi" else equal,
            "labels": total,
            "query_ms": round(median(times[name]) * 1000, 4),
        }


def _compared(pyvi: Any, lines: Texts) -> tuple[int, int]:
    """Return how many tokens have the label that pyvi gives them, and the number of pyvi's tokens.

    In a line that we tokenize differently no label counts as equal.
    """
    equal = total = 0
    ours = [tokens(line) for line in lines]
    our_labels = iter(labels([code(token) for line in ours for token in (*line, LINE_END)]))
    for line, cut in zip(lines, ours, strict=True):
        of_line = list(islice(our_labels, len(cut) + 1))[:-1]
        stock = pyvi.sylabelize(line)[1]
        total += len(stock)
        if stock and stock == cut:
            expected = pyvi.model.predict([pyvi.sent2features(stock, False)])[0]
            equal += sum((label == "I_W") == continues for label, continues in zip(expected, of_line, strict=True))
    return equal, total


def _seconds(work: Callable[[Input], object], argument: Input) -> float:
    began = process_time()
    work(argument)
    return process_time() - began


def _bodies(articles: Path, limit: int) -> tuple[list[str], list[str]]:
    """Return the bodies of the articles to warm up with, and of those to measure."""
    if not articles.exists():
        raise BenchError(f"Không có {articles}: hãy chỉ đúng tệp bài báo bằng --articles.")
    opened = lzma.open if articles.suffix == ".xz" else open
    with opened(articles, "rt", encoding="utf-8") as lines:
        bodies = [str(json.loads(line)["body"]) for line in islice(lines, WARM_UP_ARTICLES + limit)]
    if len(bodies) < WARM_UP_ARTICLES + ROUNDS:
        raise BenchError(
            f"Chỉ có {len(bodies)} bài báo để đo: cần ít nhất {WARM_UP_ARTICLES + ROUNDS} bài, đặt --limit từ {ROUNDS}."
        )
    return bodies[:WARM_UP_ARTICLES], bodies[WARM_UP_ARTICLES:]


def _pyvi() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyvi.ViTokenizer import ViTokenizer
    return ViTokenizer
