"""Answer the page that says what is here: documents over time by kind and source, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import falcon

from corpus.vi.dates.span import Span
from indexer.schema import reading
from indexer.stats_results import CountsOverTime, Stats
from search_api import parameters
from search_api.pages import results_links
from search_api.pages.bar_chart import Address, BarChart, bar_chart, days_value, years_chart
from search_api.pages.page_head import PageHead
from search_api.pages.rendering import Pages
from search_api.resources import answer_bytes
from search_api.sentences import pages as sentences

PATH = "/thong-ke"
MAX_CHARTS = 6  # of kinds, and of sources; tables list all
MONTHS = 24
MAX_SOURCES = 100  # that the table lists


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """Holds the documents of a kind or a source, or of none: their count, and when one was last added or changed."""

    name: str
    href: str | None
    count: int
    last: datetime | None = None


class CoverageView:
    """Answers `/thong-ke`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with what is here."""
        answer_bytes(req, resp, self._render(), falcon.MEDIA_HTML)

    def _render(self) -> bytes:
        search, today = self.pages.search, self.pages.today()
        stats, over_time = search.stats(), search.counts_over_time()
        kinds = sorted(stats.kinds.items(), key=lambda item: -item[1])
        sources = sorted(stats.sources.items(), key=lambda item: -item[1])
        return self.pages.render(
            "coverage.html",
            head=PageHead(PATH, sentences.COVERAGE_LEAD),
            stats=stats,
            all_years=years_chart(_by_year(stats.years), _address()),
            months=_months(over_time, today),
            kind_charts=[
                chart
                for kind, _ in kinds[:MAX_CHARTS]
                if (chart := _years(over_time.years_by_kind.get(kind, {}), "kind", kind, _kind_name(kind)))
            ],
            source_charts=[
                chart
                for source, _ in (sources[:MAX_CHARTS] if len(sources) > 1 else ())
                if (chart := _years(over_time.years_by_source.get(source, {}), "source", source, source))
            ],
            kinds_here=[HoldingRow(_kind_name(kind), _listed("kind", kind), count) for kind, count in kinds],
            sources_here=_sources(stats),
            more_sources=max(0, len(sources) - MAX_SOURCES),
            gaps=_gaps(stats),
            more_unread=sum(stats.not_read.values()) - len(stats.unread),
        )


def _kind_name(kind: str) -> str:
    return sentences.KIND_LABELS.get(kind, kind)


def _sources(stats: Stats) -> list[HoldingRow]:
    """Return the sources, the largest first, each with the last change of a document of it."""
    listed = sorted(stats.sources.items(), key=lambda item: -item[1])[:MAX_SOURCES]
    rows = [HoldingRow(name, _listed("source", name), count, stats.last_changed.get(name)) for name, count in listed]
    unnamed = stats.documents - sum(stats.sources.values())
    return [*rows, HoldingRow(sentences.COVERAGE_NO_SOURCE, None, unnamed)] if rows and unnamed > 0 else rows


def _gaps(stats: Stats) -> list[str]:
    """Return sentences on what is here but cannot be relied on or found by its words."""
    readings = (
        (reading.WITHOUT_TEXT, sentences.COVERAGE_WITHOUT_TEXT),
        (reading.FROM_SCAN, sentences.COVERAGE_FROM_SCAN),
        (reading.POORLY, sentences.COVERAGE_POORLY),
        (reading.PARTLY, sentences.COVERAGE_PARTLY),
    )
    counts = ((stats.readings.get(value, 0), sentence) for value, sentence in readings)
    return [sentence.format(count=count) for count, sentence in counts if count]


def _by_year(counts: Mapping[str, int]) -> dict[int, int]:
    return {int(year): count for year, count in counts.items()}


def _listed(name: str, value: str) -> str:
    return parameters.address(results_links.RESULTS_PATH, [(name, value)])


def _address(*filters: tuple[str, str]) -> Address:
    """Return what makes the address of the documents of some days, with these filters."""

    def address(days: Span) -> str:
        return parameters.address(results_links.RESULTS_PATH, (*filters, *results_links.own_days(days)))

    return address


def _years(counts: Mapping[str, int], name: str, value: str, title: str) -> BarChart | None:
    return years_chart(_by_year(counts), _address((name, value)), title=title)


def _months(over_time: CountsOverTime, today: date) -> BarChart | None:
    """Return the picture of the last months, up to that of today."""
    last = today.year * 12 + today.month - 1
    values = []
    for number in range(last - MONTHS + 1, last + 1):
        year, month = number // 12, number % 12 + 1
        count = over_time.months.get(f"{year:04}-{month:02}", 0)
        values.append(days_value(Span.month(year, month), f"{month}/{year % 100:02}", count, _address()))
    return bar_chart(sentences.COVERAGE_MONTHS, sentences.FACET_LABELS["month"], values)
