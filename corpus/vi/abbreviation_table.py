"""Index the list of abbreviations by short form, and its full forms by their syllables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any

from corpus.vi.bounded import compile_bounded
from corpus.vi.syllables import terms
from corpus.vi.text import fold
from corpus.vi.word_lists import JOINER, alternation, entries

# Keys of `full_form_tree` that are no syllables: the forms that end at a node, and the node behind a joiner.
END, BRANCH_JOINER = "", "+"
# A run of letters that may be a piece of an abbreviation, in any case.
TYPED_PIECE = re.compile(r"(?<!\w)(?:[^\W\d_]{1,14}(?!\w)|[QPqp](?=\d{1,3}(?!\w)))")
_SEPARATORS = re.compile(r"[\s.&,/–—-]+")


def normalized(short: str) -> str:
    """Return a short form in lower case, without what may stand between its letters."""
    return _SEPARATORS.sub("", short).lower()


def merged(readings: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the readings of several entries, each once, in order."""
    return tuple(dict.fromkeys(reading for entry in readings for reading in entry))


def lookup(typed: str) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Return the readings of the entries with exactly this normal form, and of those that differ only in marks."""
    same: list[tuple[str, ...]] = []
    other: list[tuple[str, ...]] = []
    for short, readings in _by_folded_form().get(fold(typed), ()):
        (same if short == typed else other).append(readings)
    return same, other


@cache
def table_rows() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the short forms and the readings of every line of the list."""
    lines = entries("abbreviations")
    pairs = (line.split(" = ") for line in lines[: lines.index("---")])
    return tuple((tuple(shorts.split(" | ")), tuple(full.split("; "))) for shorts, full in pairs)


@cache
def _by_folded_form() -> Mapping[str, list[tuple[str, tuple[str, ...]]]]:
    """Return by folded normal form the normal forms and readings of the table."""
    entries_by_form: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for shorts, readings in table_rows():
        for normal in dict.fromkeys(map(normalized, shorts)):
            entries_by_form.setdefault(fold(normal), []).append((normal, readings))
    entries_by_form.pop("", None)
    return entries_by_form


@cache
def prefixes() -> frozenset[str]:
    """Return the beginnings of every folded normal form, its whole length too."""
    return frozenset(form[:length] for form in _by_folded_form() for length in range(1, len(form) + 1))


@cache
def mixed_case_pieces() -> frozenset[str]:
    """Return the pieces that the table writes with small letters in them (`TTr`)."""
    pieces = (piece.group() for shorts, _ in table_rows() for short in shorts for piece in TYPED_PIECE.finditer(short))
    return frozenset(piece for piece in pieces if not piece.isupper())


@cache
def dotted_forms() -> frozenset[str]:
    """Return the short forms that the table writes with full stops."""
    return frozenset(short for shorts, _ in table_rows() for short in shorts if "." in short)


@cache
def context_rules() -> Mapping[str, list[tuple[re.Pattern[str], str]]]:
    """Return by folded normal form the patterns of the words behind it, each with the reading that they leave."""
    lines = entries("abbreviations")
    rules: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for line in lines[lines.index("---") + 1 :]:
        condition, reading = line.split(" = ")
        short, words = condition.split(" + ")
        forms = words.split(", ")
        pattern = compile_bounded(rf"\.? ?(?:{alternation([*forms, *map(fold, forms)])})(?!\w)", re.IGNORECASE)
        rules.setdefault(fold(normalized(short)), []).append((pattern, reading))
    return rules


@cache
def full_form_tree() -> Mapping[str, Any]:
    """Return the tree of folded syllables of every reading; where a reading ends, its marked form and short form.

    An ambiguous reading belongs to the line where it is the likeliest.
    """
    root: dict[str, Any] = {}
    ranked = [(rank, full, shorts[0]) for shorts, readings in table_rows() for rank, full in enumerate(readings)]
    for _, full, short in sorted(ranked, key=itemgetter(0)):
        parts = [terms(part) for part in JOINER.split(full)]
        form = tuple(word for part in parts for word in part)
        nodes = [root]
        for i, part in enumerate(parts):
            nodes += [node.setdefault(BRANCH_JOINER, {}) for node in nodes] if i else []
            for word in part:
                nodes = [node.setdefault(fold(word), {}) for node in nodes]
        for node in nodes:
            forms = node.setdefault(END, [])
            if all(other != form for other, _ in forms):
                forms.append((form, "" if short == "-" else short))
    return root
