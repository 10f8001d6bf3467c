"""Compare the dates recognised with the golden table; every third row was not used while rules were developed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from corpus.vi.dates.find import DateMention, YearlessDate, find_dates, find_typed_dates

GOLDEN = Path("tests/golden/dates.tsv")
WEDNESDAY = date(2020, 1, 22)  # the day of the document or of the query


class Example(NamedTuple):
    """Represents a row of the table.

    `when` is `text`, `document` or `query`; `expected` is `-` where nothing is a date.
    """

    when: str
    text: str
    expected: str


def golden(path: Path = GOLDEN) -> list[Example]:
    """Read the table."""
    lines = path.read_text("utf-8").splitlines()
    return [Example(*line.split("\t")) for line in lines if line and line[0] != "#"]


def recognised_dates(when: str, text: str) -> str:
    """Return the dates recognised, as the table writes them: `05/6/2020 = 2020-06-05 day`, `05/6 = 06-05 open`."""
    if when == "query":
        mentions, left = find_typed_dates(text, WEDNESDAY)
    else:
        mentions, left = find_dates(text, reference=WEDNESDAY if when == "document" else None), []
    both: list[DateMention | YearlessDate] = [*mentions, *left]
    return " | ".join(map(_shown, sorted(both, key=lambda mention: mention.start))) or "-"


def rows() -> Iterator[dict[str, object]]:
    """Yield the share of correct rows for each part, with the numbers of rows with and without a date."""
    examples = golden()
    for name, part in (
        ("open", [example for i, example in enumerate(examples) if i % 3 != 2]),
        ("held back", examples[2::3]),
    ):
        wrong = [example.text for example in part if recognised_dates(example.when, example.text) != example.expected]
        yield {
            "what": f"dates of the golden table, {name}",
            "goal": 1.0,
            "measured": round(1 - len(wrong) / len(part), 4),
            "reached": not wrong,
            "phrases": sum(example.expected != "-" for example in part),
            "no_dates": sum(example.expected == "-" for example in part),
            "misses": wrong,
        }


def _shown(mention: DateMention | YearlessDate) -> str:
    if isinstance(mention, DateMention):
        first, last, precision = f"{mention.span.start}", f"{mention.span.last}", mention.precision
    else:
        days = mention.of(2020)
        first, last, precision = f"{days.start:%m-%d}", f"{days.last:%m-%d}", "open"
    return f"{mention.text} = {first if first == last else f'{first}..{last}'} {precision}"
