"""Define the query tree that every engine answers: terms and columns, never text.

A leaf that matches words names terms of layers (`indexer.analysis.index_terms`); other leaves name columns.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.vi.dates.span import Span


@dataclass(frozen=True, slots=True)
class Form:
    """Names a term of a layer in which a word may appear; `weight` scales its score."""

    layer: str
    term: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Term:
    """Term query (BM25F) for a word in several forms: matches any form in any of the fields; the best form scores.

    The frequency of a form is added up over the fields before it is saturated, so that a word of the title that stands
    in the text too is still one word. The doc_freq of every form is the greatest that any of them has in any field:
    they stand for one word, so that only weights tell them apart, and a rare spelling scores no more than the typed
    one.
    """

    forms: tuple[Form, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Phrase query: matches records with the terms one after another in one of the fields of the first term.

    It scores as All of its terms would: the order of words is scored by pairs already.
    """

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Prefix query: matches records with a term of the layer that starts with `start`, in any field; scores nothing."""

    layer: str
    start: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """Filter: matches records whose column has any of the values; scores nothing."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class During:
    """Range query: matches records with a span of days in any of the columns that touches `span`; scores nothing.

    A span in a column that is longer than LONG_SPAN days must lie within `span`: a query for a day in June 2019 is not
    for everything that mentions the year 2019. With `touching`, long spans need only touch too: a person is in office
    on each of its days.
    """

    columns: tuple[str, ...]
    span: Span
    touching: bool = False


LONG_SPAN = 92  # days


def fits(indexed: Span, requested: Span, *, touching: bool = False) -> bool:
    """Tell whether a span of a column matches the requested one, as `During` defines it."""
    within = indexed.days > LONG_SPAN and not touching
    return indexed.within(requested) if within else indexed.overlaps(requested)


@dataclass(frozen=True, slots=True)
class All:
    """Conjunction (must): matches records that every part matches; scores add up. Without parts it matches nothing."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Disjunction (should): matches records that any part matches; scores add up. Without parts it matches nothing."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Enough:
    """Minimum-should-match by weight: matches records whose matching parts have at least `share` of the parts' weight.

    Scores add up. The weight of a part is the `ranking.idf` of its number of records, and none where no record matches
    it. Without parts, or where nothing matches any, it matches nothing.
    """

    parts: tuple[Query, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Close:
    """Proximity boost: matches `part`, and raises those of its records in which words of a run stand close together.

    Only candidates gain: the `ranking.CANDIDATES` records of the highest scores, of equal ones the newest, then by id.
    Words side by side in a run count where they stand so in a field, words within `ranking.REACH` of each other where
    they are no farther apart in any order, both as BM25 of that pair among the candidates. The resulting score is then
    multiplied by `ranking.title_cover` of the words in the title. All words of the runs have the same fields.
    """

    part: Query
    runs: tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Must-not: matches what `part` matches and `unwanted` does not; `unwanted` scores nothing."""

    part: Query
    unwanted: Query


@dataclass(frozen=True, slots=True)
class Hint:
    """Should-clauses with a bonus: matches `part`; each hint that matches too adds its score and its bonus.

    It hides nothing: a record needs to match no hint.
    """

    part: Query
    hints: tuple[tuple[Query, float], ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """Match-all: matches every record; scores nothing."""


Query = Term | Phrase | Prefix | Where | During | All | Any | Enough | Close | Without | Hint | Everything
