"""Reads the parameters of an address: each is known and checked, and stays in links as it came.

The tables SEARCH, OFFICIALS and SUGGEST are all that the package knows of parameters; `openapi` describes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from corpus.document import KINDS
from corpus.vi.dates.span import AFTER_LAST_DAY, Span
from indexer.results import DATES, FACETS, FILTERS, GUESSES, SORTS, Request
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
from search_api.sentences import Words
from search_api.sentences import parameters_vi as described

QueryPairs = tuple[tuple[str, str], ...]  # names and values of a query string, in its order

MAX_PARAMETERS = 100
MAX_REACHABLE_RESULTS = 10_000  # to which paging leads; further ones are found by narrowing the search
MAX_QUOTED_LETTERS = 40  # of what came from a client, within a message

_DEFAULTS = Request()


class Parameter(NamedTuple):
    """Describes a parameter.

    `example` is a valid value; `default` is the value that stands for a missing one, where there is such a value;
    a `repeatable` parameter is parsed to a tuple.
    """

    form: ParameterForm
    example: str
    description: str
    default: str | int | None = None
    repeatable: bool = False


def _line(example: str, description: str) -> Parameter:
    return Parameter(LINE, example, description, repeatable=True)


SEARCH: dict[str, Parameter] = {
    "q": Parameter(QUERY, "nông thôn mới", described.QUERY),
    "kind": Parameter(choice(*KINDS), "resolution", described.KIND, repeatable=True),
    "issuer": _line("HĐND huyện Lam Khê", described.ISSUER),
    "official": _line("nguyen-van-hoa", described.OFFICIAL),
    "section": _line("Tiếp xúc cử tri", described.SECTION),
    "term": _line("2016-2021", described.TERM),
    "session": _line("10", described.SESSION),
    "status": _line("còn hiệu lực", described.STATUS),
    "source": _line("van-ban", described.SOURCE),
    "from": Parameter(SPAN, "2020-01", described.FROM),
    "to": Parameter(SPAN, "2020-12-31", described.TO),
    "date": Parameter(choice(*DATES), "issued", described.DATE, _DEFAULTS.date),
    "sort": Parameter(choice(*SORTS), "newest", described.SORT, _DEFAULTS.sort),
    "page": Parameter(whole_number(1), "2", described.PAGE.format(reach=MAX_REACHABLE_RESULTS), _DEFAULTS.page),
    "size": Parameter(whole_number(1, 100), "20", described.SIZE, _DEFAULTS.size),
    "facets": Parameter(comma_list(*FACETS), "kind,year", described.FACETS),
    "literal": Parameter(comma_list(*GUESSES, "all"), "date,spelling", described.LITERAL),
}

OFFICIALS: dict[str, Parameter] = {
    "q": Parameter(QUERY, "nguyen van hoa", described.NAME),
    "issuer": Parameter(LINE, "HĐND huyện Lam Khê", described.BODY),
    "on": Parameter(DAY, "2019-06-01", described.ON),
}

SUGGEST: dict[str, Parameter] = {"q": Parameter(QUERY, "nông", described.TYPED)}

DOCUMENT_PAGE: dict[str, Parameter] = {"q": SEARCH["q"]}


def typed_search(parse_span: Callable[[str], Span | None]) -> dict[str, Parameter]:
    """Return SEARCH as a person types it: long queries are cut, dates have every form that `parse_span` knows."""
    cut_query = QUERY._replace(parse=lambda raw: query_text(raw[:MAX_QUERY_LETTERS]))
    return {
        **SEARCH,
        "q": SEARCH["q"]._replace(form=cut_query),
        "from": SEARCH["from"]._replace(form=typed_span(parse_span), example="13/01/2020"),
        "to": SEARCH["to"]._replace(form=typed_span(parse_span), example="12/2020"),
    }


@dataclass(frozen=True, slots=True)
class QueryParameters:
    """Holds the parameters of a query string: the values that can be used, the pairs they came from, the pairs that
    were refused, and a problem for each of these."""

    values: Mapping[str, Any]
    pairs: QueryPairs
    refused: QueryPairs = ()
    problems: tuple[Problem, ...] = ()


def read(query_string: str, known: Mapping[str, Parameter]) -> QueryParameters:
    """Read a query string. A parameter with an empty value counts as missing, as forms send it."""
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
        if problem is None and raw.strip():
            problem = _take(name, raw, known[name], values)
        if problem:
            refused.append((name, raw))
            problems.append(problem)
        elif raw.strip():
            pairs.append((name, raw))
    return QueryParameters(values, tuple(pairs), tuple(refused), tuple(problems))


def _take(name: str, raw: str, parameter: Parameter, values: dict[str, Any]) -> Problem | None:
    """Parse a value into `values`; return the problem of a value that cannot be used."""
    if name in values and not parameter.repeatable:
        return _bad("REPEATED", name, parameter)
    try:
        value = parameter.form.parse(raw)
    except (ValueError, OverflowError):
        return _bad("BAD_VALUE", name, parameter, rule=parameter.form.rule, value=short(raw))
    values[name] = (*values.get(name, ()), value) if parameter.repeatable else value
    return None


def read_search(query_string: str, known: Mapping[str, Parameter]) -> tuple[QueryParameters, Request]:
    """Read the parameters of a search, and the request that they make without those that cannot be used."""
    parsed = read(query_string, known)
    if problem := _backwards(parsed.values) or _out_of_reach(parsed.values):
        parsed = _refuse(parsed, problem)
    values = parsed.values
    return parsed, Request(
        text=values.get("q", ""),
        filters={name: values[name] for name in FILTERS if name in values},
        during=_during(values.get("from"), values.get("to")),
        **{name: values[name] for name in ("date", "sort", "page", "size", "facets", "literal") if name in values},
    )


def _during(first: Span | None, last: Span | None) -> Span | None:
    if first is None and last is None:
        return None
    return Span(first.start if first else date.min, last.end if last else AFTER_LAST_DAY)


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
    """Return the pairs with this value alone under a name, where the name stood first, else at the end."""
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
    """Return what came from a client as a message can quote it."""
    return text if len(text) <= MAX_QUOTED_LETTERS else text[:MAX_QUOTED_LETTERS] + "…"


def _backwards(values: Mapping[str, Any]) -> Problem | None:
    first, last = values.get("from"), values.get("to")
    if first is None or last is None or first.start < last.end:
        return None
    return Problem(400, Words("BACKWARDS"), parameter="to", example="to=2020-12")


def _out_of_reach(values: Mapping[str, Any]) -> Problem | None:
    size = values.get("size", _DEFAULTS.size)
    if values.get("page", _DEFAULTS.page) * size <= MAX_REACHABLE_RESULTS:
        return None
    last = MAX_REACHABLE_RESULTS // size
    detail = Words("OUT_OF_REACH", reach=MAX_REACHABLE_RESULTS, size=size, last=last)
    return Problem(400, detail, parameter="page", example=f"page={last}")


def _unknown(name: str, known: Mapping[str, Parameter]) -> Problem | None:
    if name in known:
        return None
    shown = short(name)
    if not known:
        return Problem(400, Words("NO_PARAMETERS", name=shown), parameter=shown)
    nearest = (get_close_matches(name, known, n=1, cutoff=0.5) or list(known))[0]
    example = f"{nearest}={known[nearest].example}"
    detail = Words("UNKNOWN_PARAMETER", name=shown, known=", ".join(known), example=example)
    return Problem(400, detail, parameter=shown, example=example)


def _bad(sentence: str, name: str, parameter: Parameter, **values: object) -> Problem:
    example = f"{name}={parameter.example}"
    return Problem(400, Words(sentence, name=name, example=example, **values), parameter=name, example=example)


def _unreadable() -> Problem:
    example = "q=n%C3%B4ng+th%C3%B4n"
    return Problem(400, Words("UNREADABLE", limit=MAX_PARAMETERS, example=example), parameter="q", example=example)
