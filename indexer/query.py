"""Define the query tree that every engine answers: terms and columns, never text.

A leaf that matches words names terms of layers (see `indexer.analysis`); a leaf that matches facts names columns.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.vi.span import Span


@dataclass(frozen=True, slots=True)
class Form:
    """Names one term of one layer in which a word may appear; `weight` scales its score."""

    layer: str
    term: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Term:
    """Matches records with any of the forms in any of the fields; the best form of each field scores.

    All forms of a field are as rare as the commonest of them: they stand for one word, so that only weights tell
    them apart, and a rare spelling is not worth more than the one that was typed.
    """

    forms: tuple[Form, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Matches records with the terms one after another in one of the fields of the first term.

    It scores as All of its terms would: what the phrase adds in order, pairs already tell.
    """

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Matches records in which two words stand near each other in one of the fields of the first.

    With a reach of 1 the second stands right behind the first; with a longer one they are at most so many places
    apart, in any order. It scores like a term that is there as often as they are near, and as rare as both together
    (`weights.pair_idf`); which of their forms stands there does not count.
    """

    first: Term
    second: Term
    reach: int = 1
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Matches records with a term of the layer that starts so, in any of the fields; scores nothing."""

    layer: str
    start: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """Matches records whose column holds any of the values; scores nothing."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class During:
    """Matches records with a span in any of the columns that touches the asked one; scores nothing.

    A span in a column that is longer than LONG_SPAN days must lie within the asked one: whoever asks for
    a day in June 2019 does not want all that mentions the year 2019. With `touching` long spans need only touch too:
    an office is held on each of its days.
    """

    columns: tuple[str, ...]
    span: Span
    touching: bool = False


LONG_SPAN = 92


def fits(own: Span, asked: Span, *, touching: bool = False) -> bool:
    """Tell whether a span of a column is of the asked days, as `During` says."""
    return own.within(asked) if own.days > LONG_SPAN and not touching else own.touches(asked)


@dataclass(frozen=True, slots=True)
class All:
    """Matches records that every part matches; scores add up. Without parts it matches nothing."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Matches records that some part matches; scores add up. Without parts it matches nothing."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Matches what `part` matches and `unwanted` does not; `unwanted` scores nothing."""

    part: Query
    unwanted: Query


@dataclass(frozen=True, slots=True)
class Hint:
    """Raises what fits and hides nothing: matches `part`; each hint that matches too adds its score and its bonus."""

    part: Query
    hints: tuple[tuple[Query, float], ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every record; scores nothing."""


Query = Term | Phrase | Near | Prefix | Where | During | All | Any | Without | Hint | Everything
