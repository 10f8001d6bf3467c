"""Read the parameters of an address: each is known, checked, and put back into links as it came."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from corpus.document import KINDS
from corpus.vi.dates.span import Span
from indexer.results import DATES, FACETS, FILTERS, GUESSES, SORTS, Request
from search_api.problems import Problem, Words

Pairs = tuple[tuple[str, str], ...]

MAX_TEXT = 2_000  # letters of a query: a pasted paragraph, not a book
MAX_VALUE = 300  # letters of any other value
MAX_PAIRS = 100
REACH = 10_000  # results that paging reaches; further ones are found by narrowing the search


class Parameter(NamedTuple):
    """Describes one parameter: `read` raises ValueError for what `rule` does not allow; `example` is a valid value."""

    read: Callable[[str], Any]
    rule: Words
    example: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Holds what was asked: the values that can be used, the pairs they came from, those refused, and why."""

    values: Mapping[str, Any]
    pairs: Pairs
    refused: Pairs = ()
    problems: tuple[Problem, ...] = ()


def read(query: str, known: Mapping[str, Parameter]) -> Asked:
    """Read a query string. A parameter with an empty value counts as not given, as forms send it."""
    try:
        # A WSGI string holds bytes: addresses typed by hand bear UTF-8 that nobody percent-encoded.
        given = parse_qsl(query.encode("latin-1").decode(), errors="strict", max_num_fields=MAX_PAIRS)
    except ValueError:
        return Asked({}, (), (), (_UNREADABLE,))
    values: dict[str, Any] = {}
    pairs: list[tuple[str, str]] = []
    refused: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for name, raw in given:
        problem = _unknown(name, known)
        if problem is None and raw.strip():
            problem = _take(name, raw, known[name], values)
        if problem:
            refused.append((name, raw))
            problems.append(problem)
        elif raw.strip():
            pairs.append((name, raw))
    return Asked(values, tuple(pairs), tuple(refused), tuple(problems))


def _take(name: str, raw: str, parameter: Parameter, values: dict[str, Any]) -> Problem | None:
    if name in values and not parameter.repeated:
        return _twice(name, parameter)
    try:
        value = parameter.read(raw)
    except (ValueError, OverflowError):
        return _bad(name, raw, parameter)
    values[name] = (*values.get(name, ()), value) if parameter.repeated else value
    return None


def read_search(query: str, known: Mapping[str, Parameter]) -> tuple[Asked, Request]:
    """Read the parameters of a search and the request that they make; what is wrong is left out of the request."""
    asked = read(query, known)
    if problem := _backwards(asked.values) or _out_of_reach(asked.values):
        asked = _without(asked, problem)
    values = asked.values
    return asked, Request(
        text=values.get("q", ""),
        filters={name: values[name] for name in FILTERS if name in values},
        during=_during(values.get("from"), values.get("to")),
        **{name: values[name] for name in ("date", "sort", "page", "size", "facets", "literal") if name in values},
    )


def address(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return the address of a path with these parameters."""
    query = urlencode(list(pairs))
    return f"{path}?{query}" if query else path


def with_one(pairs: Pairs, name: str, value: str) -> Pairs:
    """Return the pairs with one value under a name, in its place where it had one."""
    if all(key != name for key, _ in pairs):
        return (*pairs, (name, value))
    first = next(i for i, (key, _) in enumerate(pairs) if key == name)
    return tuple(
        (key, value if key == name else old) for i, (key, old) in enumerate(pairs) if key != name or i == first
    )


def without(pairs: Pairs, *names: str) -> Pairs:
    """Return the pairs without those of some names."""
    return tuple(pair for pair in pairs if pair[0] not in names)


def _text(raw: str) -> str:
    if len(raw) > MAX_TEXT:
        raise ValueError
    return re.sub(r"[\x00-\x1f\x7f]", " ", raw)


def _value(raw: str) -> str:
    if len(raw) > MAX_VALUE or not raw.isprintable():
        raise ValueError
    return raw.strip()


def _choice(*allowed: str) -> Callable[[str], str]:
    def one(raw: str) -> str:
        if raw not in allowed:
            raise ValueError
        return raw

    return one


def _several(*allowed: str) -> Callable[[str], tuple[str, ...]]:
    one = _choice(*allowed)
    return lambda raw: tuple(dict.fromkeys(one(part.strip()) for part in raw.split(",")))


def _count(least: int, most: int) -> Callable[[str], int]:
    def count(raw: str) -> int:
        if not re.fullmatch(r"[0-9]{1,10}", raw) or not least <= int(raw) <= most:
            raise ValueError
        return int(raw)

    return count


_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def iso_span(raw: str) -> Span:
    """Return the span of `2020`, `2020-01` or `2020-01-13`. Raises ValueError or OverflowError for all else."""
    found = _ISO.fullmatch(raw)
    if not found:
        raise ValueError
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None  # noqa: S101 - the pattern has it always; this tells the type checker
    if month is None:
        return Span.year(year)
    return Span.month(year, month) if day is None else Span.day(date(year, month, day))


def _day(raw: str) -> date:
    if len(raw) != 10:
        raise ValueError
    return date.fromisoformat(raw)


def _one_of(allowed: Iterable[str]) -> Words:
    names = ", ".join(allowed)
    return Words(f"phải là một trong: {names}", f"must be one of: {names}")


def _list_of(allowed: Iterable[str]) -> Words:
    names = ", ".join(allowed)
    return Words(f"là danh sách cách nhau bằng dấu phẩy, gồm: {names}", f"is a comma list of: {names}")


_TEXT_RULE = Words(f"dài nhất {MAX_TEXT} chữ", f"has at most {MAX_TEXT} letters")
_VALUE_RULE = Words(f"là một dòng chữ, dài nhất {MAX_VALUE} chữ", f"is one line of text of at most {MAX_VALUE} letters")
_SPAN_RULE = Words("phải là năm, tháng hoặc ngày", "must be a year, a month or a day")
_DAY_RULE = Words("phải là một ngày", "must be a day")

TEXT = Parameter(_text, _TEXT_RULE, "nông thôn mới")
ISSUER = Parameter(_value, _VALUE_RULE, "HĐND huyện Lam Khê")
GUESS_NAMES = (*GUESSES, "all")

SEARCH: dict[str, Parameter] = {
    "q": TEXT,
    "kind": Parameter(_choice(*KINDS), _one_of(KINDS), "resolution", repeated=True),
    "issuer": ISSUER._replace(repeated=True),
    "official": Parameter(_value, _VALUE_RULE, "nguyen-van-hoa", repeated=True),
    "section": Parameter(_value, _VALUE_RULE, "Tiếp xúc cử tri", repeated=True),
    "term": Parameter(_value, _VALUE_RULE, "2016-2021", repeated=True),
    "session": Parameter(_value, _VALUE_RULE, "10", repeated=True),
    "status": Parameter(_value, _VALUE_RULE, "còn hiệu lực", repeated=True),
    "source": Parameter(_value, _VALUE_RULE, "van-ban", repeated=True),
    "from": Parameter(iso_span, _SPAN_RULE, "2020-01"),
    "to": Parameter(iso_span, _SPAN_RULE, "2020-12-31"),
    "date": Parameter(_choice(*DATES), _one_of(DATES), "issued"),
    "sort": Parameter(_choice(*SORTS), _one_of(SORTS), "newest"),
    "page": Parameter(_count(1, 10**9), Words("phải là số nguyên từ 1", "must be a whole number from 1"), "2"),
    "size": Parameter(
        _count(1, 100), Words("phải là số nguyên từ 1 đến 100", "must be a whole number from 1 to 100"), "20"
    ),
    "facets": Parameter(_several(*FACETS), _list_of(FACETS), "kind,year"),
    "literal": Parameter(_several(*GUESS_NAMES), _list_of(GUESS_NAMES), "date,spelling"),
}

OFFICIALS: dict[str, Parameter] = {
    "q": TEXT._replace(example="nguyen van hoa"),
    "issuer": ISSUER,
    "on": Parameter(_day, _DAY_RULE, "2019-06-01"),
}

SUGGEST: dict[str, Parameter] = {"q": TEXT._replace(example="nông")}


def lenient(read_span: Callable[[str], Span | None]) -> dict[str, Parameter]:
    """Return the parameters of a search as a person types them: dates in every form that `read_span` knows."""

    def span(raw: str) -> Span:
        found = read_span(raw.strip())
        if found is None:
            raise ValueError
        return found

    rule = Words("cần là năm, tháng hoặc ngày", _SPAN_RULE.en)
    return {
        **SEARCH,
        "q": TEXT._replace(read=lambda raw: _text(raw[:MAX_TEXT])),
        "from": Parameter(span, rule, "13/01/2020"),
        "to": Parameter(span, rule, "12/2020"),
    }


def _during(first: Span | None, last: Span | None) -> Span | None:
    if first is None and last is None:
        return None
    return Span(first.start if first else date.min, last.end if last else date.max)


def _backwards(values: Mapping[str, Any]) -> Problem | None:
    first, last = values.get("from"), values.get("to")
    if first is None or last is None or first.start < last.end:
        return None
    detail = Words(
        "Tham số to phải không sớm hơn from. Ví dụ: from=2020-01&to=2020-12.",
        "Parameter to must not be earlier than from. Example: from=2020-01&to=2020-12.",
    )
    return Problem(400, detail, parameter="to", example="to=2020-12")


def _out_of_reach(values: Mapping[str, Any]) -> Problem | None:
    size = values.get("size", 10)
    if values.get("page", 1) * size <= REACH:
        return None
    detail = Words(
        f"Chỉ xem được {REACH} kết quả đầu: với size={size}, page lớn nhất là {REACH // size}. "
        "Hãy thêm từ hoặc điều kiện lọc.",
        f"Only the first {REACH} results can be paged through: with size={size}, page is at most {REACH // size}. "
        "Narrow the search.",
    )
    return Problem(400, detail, parameter="page", example=f"page={REACH // size}")


def _without(asked: Asked, problem: Problem) -> Asked:
    name = problem.parameter or ""
    values = {key: value for key, value in asked.values.items() if key != name}
    refused = tuple(pair for pair in asked.pairs if pair[0] == name)
    return replace(
        asked,
        values=values,
        pairs=without(asked.pairs, name),
        refused=(*asked.refused, *refused),
        problems=(*asked.problems, problem),
    )


def _unknown(name: str, known: Mapping[str, Parameter]) -> Problem | None:
    if name in known:
        return None
    shown = short(name)
    if not known:
        detail = Words(
            f"Địa chỉ này không có tham số nào: hãy bỏ “{shown}”.",
            f"This address has no parameters: leave out “{shown}”.",
        )
        return Problem(400, detail, parameter=shown)
    near = (get_close_matches(name, known, n=1, cutoff=0.5) or list(known))[0]
    example = f"{near}={known[near].example}"
    names = ", ".join(known)
    detail = Words(
        f"Không có tham số “{shown}” ở địa chỉ này. Dùng được: {names}. Ví dụ: {example}.",
        f"There is no parameter “{shown}” at this address. Known: {names}. Example: {example}.",
    )
    return Problem(400, detail, parameter=shown, example=example)


def _bad(name: str, raw: str, parameter: Parameter) -> Problem:
    shown, example = short(raw), f"{name}={parameter.example}"
    detail = Words(
        f"Tham số {name} {parameter.rule.vi}, không phải “{shown}”. Ví dụ: {example}.",
        f"Parameter {name} {parameter.rule.en}, not “{shown}”. Example: {example}.",
    )
    return Problem(400, detail, parameter=name, example=example)


def short(text: str) -> str:
    """Return what came from a client as a message can quote it."""
    return text if len(text) <= 40 else text[:40] + "…"


def _twice(name: str, parameter: Parameter) -> Problem:
    example = f"{name}={parameter.example}"
    detail = Words(
        f"Tham số {name} chỉ được nêu một lần. Ví dụ: {example}.",
        f"Parameter {name} may be given once only. Example: {example}.",
    )
    return Problem(400, detail, parameter=name, example=example)


_UNREADABLE = Problem(
    400,
    Words(
        f"Các tham số phải là UTF-8 mã hóa phần trăm và không quá {MAX_PAIRS}. Ví dụ: q=n%C3%B4ng+th%C3%B4n.",
        f"Parameters must be percent-encoded UTF-8, at most {MAX_PAIRS} of them. Example: q=n%C3%B4ng+th%C3%B4n.",
    ),
    parameter="q",
    example="q=n%C3%B4ng+th%C3%B4n",
)
