"""Read the weights of pyvi's model and its list of words from the files of the installed pyvi.

pyvi itself loads them with scikit-learn, two seconds and 90 MB; none of its code runs here. The model is a CRFsuite
file inside a pickle, of which only that value is read.
"""

from __future__ import annotations

import pickletools
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import sentences

# Forms without weight. With one of them at the end of each line, the edges of a line need no special case.
UNKNOWN, END = 0, 1

# What else the model uses of a token, in pyvi's order of features; the index is the bit in a token's code.
FACTS = ("word.isupper()", "word.istitle()", "word.isdigit()")
_HERE, _BEFORE, _AFTER = "word.lower():", "-1:word.lower():", "+1:word.lower():"

# A pair of scores, of a token that begins a word and of one that goes on with it, is one complex number: two are added
# part by part like two doubles, in one operation.
Score = complex
ScoreArray = NDArray[np.complex128]
Steps = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class NeighbourWeights:
    """Holds the weights of the token on one side: its initial capital, all capitals, a listed word that spans both."""

    title: Score
    upper: Score
    pair: Score
    triple: Score


@dataclass(frozen=True, slots=True)
class Model:
    """Holds the model for look-ups from Python.

    A form is the place of a token's small letters in `numbers`. `here` has a score for each form with each of its FACTS
    (form × 8 + facts), `before` and `after` one for each form as a neighbour. Two forms side by side have the number
    first × forms + second: `pairs` has a bit for each such number, set for listed words of two syllables; `heads` are
    the numbers that begin a listed word of three, `triples` are head × forms + third. `steps[a][b]` is the weight of
    label b after label a.
    """

    numbers: dict[str, int]
    forms: int
    here: list[Score]
    before: list[Score]
    after: list[Score]
    left: NeighbourWeights
    right: NeighbourWeights
    pairs: bytes
    heads: frozenset[int]
    triples: frozenset[int]
    steps: Steps


@dataclass(frozen=True, slots=True)
class ModelArrays:
    """Holds the model for look-ups with NumPy; `places[n]` tells which forms are the nth of a listed word of three."""

    here: ScoreArray
    before: ScoreArray
    after: ScoreArray
    pairs: NDArray[np.uint8]
    triples: NDArray[np.int64]
    places: tuple[NDArray[np.bool_], ...]


@cache
def model() -> Model:
    """Return the model, read once. Raises ImportError where the installed pyvi has another one than this code reads."""
    import pyvi

    folder = Path(pyvi.__file__).parent / "models"
    try:
        weights, steps = _crf((folder / "pyvi3.pkl").read_bytes())
        return _built(weights, steps, (folder / "words.txt").read_text("utf-8").split("\n"))
    except (OSError, ValueError, LookupError, StopIteration, struct.error) as error:
        raise ImportError(sentences.UNREADABLE_MODEL.format(folder=folder)) from error


@cache
def arrays() -> ModelArrays:
    """Return the model as arrays, made when many lines are labelled for the first time."""
    known = model()
    here, before, after = (np.array(column, np.complex128) for column in (known.here, known.before, known.after))
    triples = np.array(sorted(known.triples), np.int64)
    places = np.zeros((3, known.forms), np.bool_)
    for place, forms in zip(places, (triples // known.forms**2, triples // known.forms, triples), strict=True):
        place[forms % known.forms] = True
    return ModelArrays(here, before, after, np.frombuffer(known.pairs, np.uint8), triples, tuple(places))


def _built(weights: dict[str, Score], steps: Steps, listed: Iterable[str]) -> Model:
    # pyvi looks up lower case only: entries with capitals never match.
    several = [tuple(word.split(" ")) for word in listed if word == word.lower()]
    two, three = ([word for word in several if len(word) == length] for length in (2, 3))
    kinds = (_HERE, _BEFORE, _AFTER)
    weighed = (name.removeprefix(kind) for kind in kinds for name in weights if name.startswith(kind))
    numbers = {form: at for at, form in enumerate(dict.fromkeys(chain(weighed, *two, *three)), END + 1)}
    forms = len(numbers) + END + 1

    def column(kind: str) -> list[Score]:
        return [0j, 0j, *(weights.get(kind + form, 0j) for form in numbers)]

    pairs = bytearray(forms * forms // 8 + 1)
    for first, second in two:
        key = numbers[first] * forms + numbers[second]
        pairs[key >> 3] |= 1 << (key & 7)
    triples = [(numbers[first] * forms + numbers[second], numbers[third]) for first, second, third in three]
    return Model(
        numbers=numbers,
        forms=forms,
        here=[score for weight in column(_HERE) for score in _token_scores(weights, weight)],
        before=column(_BEFORE),
        after=column(_AFTER),
        left=_neighbour_weights(weights, "-"),
        right=_neighbour_weights(weights, "+"),
        pairs=bytes(pairs),
        heads=frozenset(head for head, _ in triples),
        triples=frozenset(head * forms + third for head, third in triples),
        steps=steps,
    )


def _neighbour_weights(weights: dict[str, Score], sign: str) -> NeighbourWeights:
    features = ("1:word.istitle()", "1:word.isupper()", "1:word.bi_gram()", "2:word.tri_gram()")
    return NeighbourWeights(*(weights[sign + name] for name in features))


def _token_scores(weights: dict[str, Score], form: Score) -> Iterator[Score]:
    """Yield the scores of a form with none of the FACTS, with the first, the second, both, and so on."""
    for facts in range(1 << len(FACTS)):
        score = weights["bias"] + form
        for bit, fact in enumerate(FACTS):
            if facts >> bit & 1:
                score += weights[fact]
        yield score


def _crf(pickled: bytes) -> tuple[dict[str, Score], Steps]:
    """Return the weights of each feature and those of the steps between labels.

    The format is that of CRFsuite's own writer, little-endian: a header; the weights, each with its kind (0: of a
    feature, 1: of a step), from where, and to which label; and dictionaries that number labels and features.
    """
    values = (value for _, value, _ in pickletools.genops(pickled))
    # This version of pickle stores bytes as Latin-1 text.
    crf = next(value for value in values if isinstance(value, str) and value.startswith("lCRF")).encode("latin-1")
    _, _, kind, version, _, labels, features, at_weights, at_labels, at_features, _, _ = struct.unpack_from(
        "<4sI4s9I", crf
    )
    if (kind, version, _names(crf, at_labels, labels)) != (b"FOMC", 100, ["B_W", "I_W"]):
        raise ValueError("another kind of model")
    record = np.dtype([("kind", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])
    count = struct.unpack_from("<4sII", crf, at_weights)[2]
    records = np.frombuffer(crf, record, count, at_weights + 12)
    scores, steps = np.zeros((features, labels)), np.zeros((labels, labels))
    for table, part in ((scores, records[records["kind"] == 0]), (steps, records[records["kind"] == 1])):
        table[part["source"], part["label"]] = part["weight"]
    names = _names(crf, at_features, features)
    (begin_begin, begin_go), (go_begin, go_go) = steps.tolist()
    weights = dict(zip(names, scores.view(np.complex128)[:, 0].tolist(), strict=True))
    return weights, ((begin_begin, begin_go), (go_begin, go_go))


def _names(crf: bytes, at: int, count: int) -> list[str]:
    """Return the strings of a dictionary in the order of their numbers."""
    number, places = struct.unpack_from("<II", crf, at + 16)
    if number != count:
        raise ValueError("a dictionary of another size")
    names: list[str] = []
    for place in struct.unpack_from(f"<{count}I", crf, at + places):
        size = struct.unpack_from("<II", crf, at + place)[1]
        names.append(crf[at + place + 8 : at + place + 7 + size].decode())  # a NUL ends it
    return names
