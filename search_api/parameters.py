"""Parse and check the parameters of an address; links repeat the accepted ones as they came.

The tables SEARCH, RELATIONS, OFFICIALS, BODIES, SESSIONS and SUGGEST are all that the package knows of parameters;
`openapi` describes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from corpus.document import KINDS, RELATION_LABELS
from corpus.vi.dates.span import AFTER_LAST_DAY, Span
from indexer.results import DATES, FACETS, FILTERS, LITERAL_TYPES, SORTS, UNITS_WITH, Request
from search_api.parameter_forms import (
    DAY,
    LINE,
    MAX_QUERY_LETTERS,
    QUERY,
    SPAN,
    ParameterForm,
    choice,
    comma_list,
    query_text,
    typed_span,
    whole_number,
)
from search_api.problems import Problem
from search_api.sentences import Message
from search_api.sentences import parameters_vi as descriptions

QueryPairs = tuple[tuple[str, str], ...]  # names and values of a query string, in its order

MAX_PARAMETERS = 100
MAX_REACHABLE_RESULTS = 10_000  # page × size; further results are found by narrowing the search
MAX_QUOTED_LETTERS = 40  # of what came from a client, within a message

_DEFAULTS = Request()


class Parameter(NamedTuple):
    """Describes a parameter.

    `example` is a valid value; `default` is the value that stands for a missing one, where there is such a value;
    a `repeatable` parameter is parsed to a tuple. Where the `first_counts`, later values are left out.
    """

    form: ParameterForm
    example: str
    description: str
    default: str | int | None = None
    repeatable: bool = False
    first_counts: bool = False


def _filter(example: str, description: str) -> Parameter:
    return Parameter(LINE, example, description, repeatable=True)


SEARCH: dict[str, Parameter] = {
    "q": Parameter(QUERY, "nông thôn mới", descriptions.QUERY),
    "kind": Parameter(choice(*KINDS), "resolution", descriptions.KIND, repeatable=True),
    "issuer": _filter("HĐND huyện Lam Khê", descriptions.ISSUER),
    "official": _filter("nguyen-van-hoa", descriptions.OFFICIAL),
    "section": _filter("Tiếp xúc cử tri", descriptions.SECTION),
    "term": _filter("2016-2021", descriptions.TERM),
    "session": _filter("10", descriptions.SESSION),
    "status": _filter("còn hiệu lực", descriptions.STATUS),
    "source": _filter("van-ban", descriptions.SOURCE),
    "citing": _filter("12/2012/NQ-HĐND", descriptions.CITING),
    "relation": Parameter(choice(*RELATION_LABELS), "repeals", descriptions.RELATION, repeatable=True),
    "on": Parameter(DAY, "2021-06-01", descriptions.EFFECT_ON),
    "unit": _filter("phường Hoàn Kiếm", descriptions.UNIT),
    "with": Parameter(choice(*UNITS_WITH), "predecessors", descriptions.UNITS_WITH),
    "from": Parameter(SPAN, "2020-01", descriptions.FROM),
    "to": Parameter(SPAN, "2020-12-31", descriptions.TO),
    "date": Parameter(choice(*DATES), "issued", descriptions.DATE, _DEFAULTS.date),
    "sort": Parameter(choice(*SORTS), "newest", descriptions.SORT, _DEFAULTS.sort),
    "page": Parameter(whole_number(1), "2", descriptions.PAGE.format(reach=MAX_REACHABLE_RESULTS), _DEFAULTS.page),
    "size": Parameter(whole_number(1, 100), "20", descriptions.SIZE, _DEFAULTS.size),
    "facets": Parameter(comma_list(*FACETS), "kind,year", descriptions.FACETS),
    "literal": Parameter(comma_list(*LITERAL_TYPES, "all"), "date,spelling", descriptions.LITERAL),
}

OFFICIALS: dict[str, Parameter] = {
    "q": Parameter(QUERY, "nguyen van hoa", descriptions.NAME),
    "issuer": Parameter(LINE, "HĐND huyện Lam Khê", descriptions.BODY),
    "on": Parameter(DAY, "2019-06-01", descriptions.ON),
}

RELATIONS: dict[str, Parameter] = {"on": SEARCH["on"]}
BODIES: dict[str, Parameter] = {"q": Parameter(QUERY, "hdnd huyen", descriptions.BODY_NAME)}

SESSIONS: dict[str, Parameter] = {
    "q": Parameter(QUERY, "kỳ họp thứ 9 hdnd huyện", descriptions.SITTING),
    "body": Parameter(LINE, "hdnd-huyen-lam-khe", descriptions.SITTING_BODY),
    "term": Parameter(LINE, "2016-2021", descriptions.SITTING_TERM),
}

SUGGEST: dict[str, Parameter] = {"q": Parameter(QUERY, "nông", descriptions.TYPED)}


def typed_search(parse_span: Callable[[str], Span | None]) -> dict[str, Parameter]:
    """Return the table for the page: as SEARCH, but long queries are cut and days may have any form of `parse_span`."""
    cut_query = QUERY._replace(parse=lambda raw: query_text(raw[:MAX_QUERY_LETTERS]))
    return {
        **SEARCH,
        "q": SEARCH["q"]._replace(form=cut_query),
        # Forms have two fields for each end, of which people may fill both.
        "from": SEARCH["from"]._replace(form=typed_span(parse_span), example="13/01/2020", first_counts=True),
        "to": SEARCH["to"]._replace(form=typed_span(parse_span), example="12/2020", first_counts=True),
    }


def typed_document(parse_span: Callable[[str], Span | None]) -> dict[str, Parameter]:
    """Return the table for a document's page, whose address repeats that of the results from which a reader comes.

    `mark` is the query whose words are marked where that is not `q`, `day` the day of the effect where it is not `on`.
    """
    search = typed_search(parse_span)
    return {**search, "mark": search["q"], "day": search["on"]}


@dataclass(frozen=True, slots=True)
class QueryParameters:
    """Holds the parameters of a query string.

    `values` are parsed, by name; `pairs` are the raw pairs they came from; `refused` are the pairs that cannot be used,
    with one of `problems` for each, as far as they could be decoded at all. `exchanged` are `from` and `to` as they
    came, where they stand for each other since the first day was after the last.
    """

    values: Mapping[str, Any]
    pairs: QueryPairs
    refused: QueryPairs = ()
    problems: tuple[Problem, ...] = ()
    exchanged: QueryPairs = ()


def read(query_string: str, known: Mapping[str, Parameter]) -> QueryParameters:
    """Parse a query string; never raises. A parameter with an empty value counts as missing, as forms send it."""
    try:
        # A WSGI string holds bytes: addresses typed by hand contain UTF-8 that is not percent-encoded.
        received = parse_qsl(query_string.encode("latin-1").decode(), errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError:
        return QueryParameters({}, (), (), (_unreadable(),))
    values: dict[str, Any] = {}
    pairs: list[tuple[str, str]] = []
    refused: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for name, raw in received:
        problem = _unknown(name, known)
        if problem is None and name in values and known[name].first_counts:
            continue
        if problem is None and raw.strip():
            problem = _take(name, raw, known[name], values)
        if problem:
            refused.append((name, raw))
            problems.append(problem)
        elif raw.strip():
            pairs.append((name, raw))
    return QueryParameters(values, tuple(pairs), tuple(refused), tuple(problems))


def _take(name: str, raw: str, parameter: Parameter, values: dict[str, Any]) -> Problem | None:
    """Parse a value into `values`, or return the problem of a value that cannot be used."""
    if name in values and not parameter.repeatable:
        return _bad("REPEATED", name, parameter)
    try:
        value = parameter.form.parse(raw)
    except (ValueError, OverflowError):
        return _bad("BAD_VALUE", name, parameter, rule=parameter.form.rule, value=short(raw))
    values[name] = (*values.get(name, ()), value) if parameter.repeatable else value
    return None


def read_search(
    query_string: str, known: Mapping[str, Parameter], *, exchange: bool = False
) -> tuple[QueryParameters, Request]:
    """Return the parameters of a search, and the Request of those that can be used.

    With `exchange`, a first day after the last is taken for the last.
    """
    parsed = read(query_string, known)
    if exchange and _backwards(parsed.values):
        parsed = _exchanged(parsed)
    if problem := _backwards(parsed.values) or _out_of_reach(parsed.values):
        parsed = _refuse(parsed, problem)
    values = parsed.values
    return parsed, Request(
        text=values.get("q", ""),
        filters={name: values[name] for name in FILTERS if name in values},
        days=_days(values.get("from"), values.get("to")),
        units_with=values.get("with"),
        **{
            name: values[name] for name in ("date", "on", "sort", "page", "size", "facets", "literal") if name in values
        },
    )


def _days(first: Span | None, last: Span | None) -> Span | None:
    """Return the days from the first span to the last; None for either leaves that end open, None for both is None."""
    if first is None and last is None:
        return None
    return Span(first.start if first else date.min, last.end if last else AFTER_LAST_DAY)


def _exchanged(parsed: QueryParameters) -> QueryParameters:
    """Return the parameters with `from` and `to` in each other's place."""
    other = {"from": "to", "to": "from"}
    return replace(
        parsed,
        values={other.get(name, name): value for name, value in parsed.values.items()},
        pairs=tuple((other.get(name, name), value) for name, value in parsed.pairs),
        exchanged=tuple(pair for pair in parsed.pairs if pair[0] in other),
    )


def _refuse(parsed: QueryParameters, problem: Problem) -> QueryParameters:
    """Move the parameter that a problem names from the usable ones to those that are refused."""
    name = problem.parameter or ""
    return replace(
        parsed,
        values={key: value for key, value in parsed.values.items() if key != name},
        pairs=without(parsed.pairs, name),
        refused=(*parsed.refused, *(pair for pair in parsed.pairs if pair[0] == name)),
        problems=(*parsed.problems, problem),
    )


def address(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return the address of a path with these parameters."""
    query = urlencode(list(pairs))
    return f"{path}?{query}" if query else path


def with_value(pairs: QueryPairs, name: str, value: str) -> QueryPairs:
    """Return the pairs with this as the only value of `name`, at the place of its first pair, else at the end."""
    if all(key != name for key, _ in pairs):
        return (*pairs, (name, value))
    first = next(i for i, (key, _) in enumerate(pairs) if key == name)
    return tuple(
        (key, value if key == name else old) for i, (key, old) in enumerate(pairs) if key != name or i == first
    )


def without(pairs: QueryPairs, *names: str) -> QueryPairs:
    """Return the pairs without those of some names."""
    return tuple(pair for pair in pairs if pair[0] not in names)


def short(text: str) -> str:
    """Return a text from a client, cut to MAX_QUOTED_LETTERS, to be quoted in a message."""
    return text if len(text) <= MAX_QUOTED_LETTERS else text[:MAX_QUOTED_LETTERS] + "…"


def _backwards(values: Mapping[str, Any]) -> Problem | None:
    first, last = values.get("from"), values.get("to")
    if first is None or last is None or first.start < last.end:
        return None
    return Problem(400, Message("BACKWARDS"), parameter="to", example="to=2020-12")


def _out_of_reach(values: Mapping[str, Any]) -> Problem | None:
    size = values.get("size", _DEFAULTS.size)
    if values.get("page", _DEFAULTS.page) * size <= MAX_REACHABLE_RESULTS:
        return None
    last = MAX_REACHABLE_RESULTS // size
    detail = Message("OUT_OF_REACH", reach=MAX_REACHABLE_RESULTS, size=size, last=last)
    return Problem(400, detail, parameter="page", example=f"page={last}")


def _unknown(name: str, known: Mapping[str, Parameter]) -> Problem | None:
    if name in known:
        return None
    shown = short(name)
    if not known:
        return Problem(400, Message("NO_PARAMETERS", name=shown), parameter=shown)
    nearest = (get_close_matches(name, known, n=1, cutoff=0.5) or list(known))[0]
    example = f"{nearest}={known[nearest].example}"
    detail = Message("UNKNOWN_PARAMETER", name=shown, known=", ".join(known), example=example)
    return Problem(400, detail, parameter=shown, example=example)


def _bad(sentence: str, name: str, parameter: Parameter, **values: object) -> Problem:
    example = f"{name}={parameter.example}"
    return Problem(400, Message(sentence, name=name, example=example, **values), parameter=name, example=example)


def _unreadable() -> Problem:
    example = "q=n%C3%B4ng+th%C3%B4n"
    return Problem(400, Message("UNREADABLE", limit=MAX_PARAMETERS, example=example), parameter="q", example=example)
