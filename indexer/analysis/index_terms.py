"""Turn the text of a field into the layers of terms that every index stores.

    exact   the syllables, one tone placement, lower case        phối hợp năm 2020 → phối · hợp · năm · 2020
    pairs   folded adjacent syllables, titles only               → phoi_hop · hop_nam · nam_2020
    words   words of several syllables by pyvi, titles only      → phối_hợp
    keys    document numbers, in every form they are typed in    05/2020/NQ-HĐND → 5/2020/nq-hdnd · 5/nq-hdnd · …

An engine derives two more layers from `exact` (`indexer.engines.port.Record`):

    folded  the marked syllables without their marks             → phoi · hop · nam
    bare    the syllables of documents that have no marks at all
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from corpus.vi.document_numbers import NumberMention, find_numbers, index_keys
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.syllables import terms
from corpus.vi.text import fold
from indexer.analysis.segmentation.words import words

Layers = dict[str, tuple[str, ...]]  # layer → its terms in order


def text_layers(text: str) -> Layers:
    """Return the layers of an ordinary field; an empty term after each line is a gap that no phrase spans.

    A line end inside a sentence is none.
    """
    exact: list[str] = []
    for paragraph in with_joined_lines(text).split("\n"):
        if syllables := terms(paragraph):
            exact += [*syllables, ""]
    return {"exact": tuple(exact)}


def title_layers(text: str) -> Layers:
    """Return the layers of a title or an abstract, which have pairs, words and number keys as well."""
    layers = text_layers(text)
    folded = [fold(term) for term in layers["exact"]]
    pairs = tuple(f"{a}_{b}" for a, b in pairwise(folded) if a and b)
    return layers | {"pairs": pairs, "words": tuple(words(text)), "keys": number_terms(find_numbers(text))}


def number_terms(mentions: Iterable[NumberMention]) -> tuple[str, ...]:
    """Return the terms of the `keys` layer for the document numbers that a text mentions."""
    return tuple(key for mention in mentions for key in index_keys(mention.number, mention.number.year))


def name_key(name: str) -> str:
    """Return the form that all spellings of a name share: its folded syllables joined by hyphens."""
    return "-".join(fold(term) for term in terms(name))
