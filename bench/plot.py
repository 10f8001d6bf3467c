"""Draw the printed measurements as one SVG for the README: query times of all engines, and growth."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from math import ceil, floor, log10
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bench.questions import WAYS
from bench.world import BenchError

TEMPLATE = "figures.svg.jinja"
# Colours that people with red-green colour blindness can tell apart.
COLOURS = {"ours": "#0072b2", "ours-full": "#56b4e9", "tantivy": "#009e73", "fts5": "#e69f00", "whoosh": "#999999"}
BAR_HEIGHT, GROUP_GAP = 17, 14
HEADER_HEIGHT = 70  # title and legend above the bars
BAR_SCALE = (150, 800)  # first and last x of the scale of the bars
CHART_SIZE = (260, 150)  # width and height of a growth chart

Row = dict[str, Any]


class Axis(NamedTuple):
    """Maps values to coordinates on a logarithmic scale that ends at whole powers of ten."""

    first: int
    last: int
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the coordinate of a value above 0."""
        share = (log10(value) - self.first) / (self.last - self.first)
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Return the coordinate and the label of each power of ten."""
        return [
            (self.at(10.0**power), f"{10.0**power:,.{max(0, -power)}f}") for power in range(self.first, self.last + 1)
        ]


def axis(values: Iterable[float], start: float, end: float) -> Axis:
    """Return a scale that covers all values; a value of 0 was too short to measure and is drawn at the start."""
    logs = [log10(value) for value in values if value > 0] or [0.0]
    first = floor(min(logs))
    return Axis(first, max(ceil(max(logs)), first + 1), start, end)


def draw(files: Sequence[Path]) -> str:
    """Return the SVG of the rows in files that the commands printed. Raises BenchError if there are none."""
    rows = [row for file in files for row in _rows(file)]
    query = {(row["engine"], row["ask"]): row for row in rows if row.get("ask") in WAYS}
    growth = sorted((row for row in rows if "query_median_ms" in row), key=lambda row: float(row["articles"]))
    if not query and not growth:
        raise BenchError("Không có số đo nào để vẽ: hãy chỉ tệp JSON mà lệnh query hoặc grow đã in ra.")
    bars = _bars(query)
    below = HEADER_HEIGHT + bars["height"] if query else 0
    charts = [
        _chart(growth, "Building, s", ("build_s",), 0, below),
        _chart(growth, "Index and memory, MB", ("index_mb", "rss_mb"), 1, below),
        _chart(growth, "A reader's query, ms", ("query_median_ms", "query_p95_ms"), 2, below),
    ]
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(
        bars=bars,
        charts=charts if growth else [],
        below=below,
        height=below + (CHART_SIZE[1] + 110 if growth else 20),
        small=CHART_SIZE,
    )


def _rows(file: Path) -> list[Row]:
    try:
        return list(json.loads(file.read_text("utf-8"))["rows"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchError(f"Không đọc được {file}: hãy chỉ tệp JSON mà `python -m bench` đã in ra.") from error


def _bars(query: dict[tuple[str, str], Row]) -> dict[str, Any]:
    scale = axis((float(row["median_ms"]) for row in query.values()), *BAR_SCALE)
    groups, bars, top = [], [], HEADER_HEIGHT
    for way in WAYS:
        shown = [(name, query[name, way]) for name in COLOURS if (name, way) in query]
        groups.append((way, top + len(shown) * BAR_HEIGHT / 2)) if shown else None
        for name, row in shown:
            end = scale.at(float(row["median_ms"])) if row["median_ms"] else scale.start
            bars.append((top, end - scale.start, COLOURS[name], name, f"{row['median_ms']:.3g}"))
            top += BAR_HEIGHT
        top += GROUP_GAP if shown else 0
    return {
        "groups": groups,
        "bars": bars,
        "ticks": scale.ticks,
        "start": scale.start,
        "top": HEADER_HEIGHT,
        "height": top - HEADER_HEIGHT,
    }


def _chart(growth: Sequence[Row], title: str, keys: tuple[str, ...], column: int, below: float) -> dict[str, Any]:
    left, top = 50 + column * (CHART_SIZE[0] + 45), below + 75
    across = axis((float(row["articles"]) for row in growth), left, left + CHART_SIZE[0])
    up = axis((float(row[key]) for row in growth for key in keys), top + CHART_SIZE[1], top)
    lines = []
    for key, colour in zip(keys, ("#0072b2", "#e69f00"), strict=False):
        points = [(across.at(float(row["articles"])), up.at(float(row[key]))) for row in growth if row[key] > 0]
        lines.append((key, colour, points))
    return {"title": title, "left": left, "top": top, "across": across.ticks, "up": up.ticks, "lines": lines}
