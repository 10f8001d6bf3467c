"""Define the query tree that every engine answers: terms and columns, never text.

A leaf that matches words names terms of layers (`indexer.analysis.index_terms`); one that matches facts, columns.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.vi.dates.span import Span


@dataclass(frozen=True, slots=True)
class Form:
    """Names one term of one layer in which a word may appear; `weight` scales its score."""

    layer: str
    term: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Term:
    """Matches records with any of the forms in any of the fields; the best form scores.

    How often a form is there is added up over the fields before it is saturated (BM25F), so that a word of the title
    that the text says too is still one word. All forms are as rare as the commonest of them in the field that has it
    most often: they stand for one word, so that only weights tell them apart, and a rare spelling is not worth more
    than the one that was typed.
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
    return own.within(asked) if own.days > LONG_SPAN and not touching else own.overlaps(asked)


@dataclass(frozen=True, slots=True)
class All:
    """Matches records that every part matches; scores add up. Without parts it matches nothing."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Matches records that some part matches; scores add up. Without parts it matches nothing."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Enough:
    """Matches records whose matching parts weigh at least `share` of all parts together; their scores add up.

    A part weighs the more the fewer records match it (`weights.idf`); one that none matches weighs nothing. Without
    parts, or where nothing matches any, it matches nothing.
    """

    parts: tuple[Query, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Close:
    """Matches `part`, and raises those of its records in which words of a run stand close together.

    Only candidates gain: the `weights.CANDIDATES` records that score most, of equal ones the newest, then by id. Words
    beside each other in a run count where they stand so in a field, words within `weights.REACH` of each other where
    they are no farther apart in any order, both as BM25 of that pair among the candidates. What
    comes of it grows by up to `weights.COVER` with the share of the title that the words make up. All words of the
    runs have the same fields.
    """

    part: Query
    runs: tuple[tuple[Term, ...], ...]


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


Query = Term | Phrase | Prefix | Where | During | All | Any | Enough | Close | Without | Hint | Everything
