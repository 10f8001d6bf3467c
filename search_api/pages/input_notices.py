"""Say what of an address could not be used as it stands, and what was done instead."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.results import Request, ResultsPage
from search_api.pages import labels
from search_api.parameter_forms import MAX_QUERY_LETTERS
from search_api.parameters import MAX_PARAMETERS, MAX_REACHABLE_RESULTS, QueryPairs, QueryParameters, short
from search_api.problems import Problem
from search_api.sentences import pages as sentences


def input_notices(
    parsed: QueryParameters, request: Request, results_page: ResultsPage, known: Iterable[str]
) -> list[str]:
    """Return a notice for each part of an address that was cut, exchanged or ignored.

    Names that are no parameter are passed over in silence: other sites add some.
    """
    notices = [*_cut(parsed.pairs), *_exchanged(parsed.exchanged)]
    refused = zip(parsed.refused, parsed.problems, strict=False)  # of an address that cannot be read there are no pairs
    notices += [
        _refused(name, value, problem, request, results_page) for (name, value), problem in refused if name in known
    ]
    if parsed.problems and not parsed.refused:
        notices.append(sentences.ADDRESS_UNREADABLE.format(limit=MAX_PARAMETERS))
    return list(dict.fromkeys(notices))


def _cut(pairs: QueryPairs) -> Iterable[str]:
    if any(name == "q" and len(value) > MAX_QUERY_LETTERS for name, value in pairs):
        yield sentences.QUERY_CUT.format(letters=labels.count(MAX_QUERY_LETTERS))


def _exchanged(days: QueryPairs) -> Iterable[str]:
    if days:
        typed = dict(days)
        yield sentences.DAYS_EXCHANGED.format(first=short(typed["from"]), last=short(typed["to"]))


def _refused(name: str, value: str, problem: Problem, request: Request, results_page: ResultsPage) -> str:
    if problem.detail.sentence == "REPEATED":
        return sentences.PARAMETER_REPEATED.format(name=name)
    if name in ("from", "to"):
        field = sentences.DAYS_FROM if name == "from" else sentences.DAYS_TO
        return sentences.DAY_IGNORED.format(field=field, value=short(value))
    if name == "page":
        return _page(value, request, results_page)
    return sentences.FILTER_IGNORED.format(name=name, value=short(value))


def _page(value: str, request: Request, results_page: ResultsPage) -> str:
    if not re.fullmatch(r"\s*[-+]?[0-9]+\s*", value):
        return sentences.PAGE_NO_NUMBER.format(value=short(value))
    if not value.strip(" +0") or value.lstrip().startswith("-"):
        return sentences.PAGE_BELOW_FIRST
    if results_page.total > MAX_REACHABLE_RESULTS:
        return sentences.PAGE_IGNORED.format(reach=labels.count(MAX_REACHABLE_RESULTS))
    pages = max(1, -(-results_page.total // request.size))
    return sentences.PAGE_PAST_LAST.format(value=short(value.strip()), pages=labels.count(pages))
