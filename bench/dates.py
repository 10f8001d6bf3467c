"""Compare the golden table of dates with what is found: every third row was held back while the rules were made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from corpus.vi.dates.find import DateMention, OpenDate, find_asked, find_dates

GOLDEN = Path("tests/golden/dates.tsv")
WEDNESDAY = date(2020, 1, 22)  # the document's day, or the day of asking


class Example(NamedTuple):
    """Holds a row of the table: `when` is text, document or query; `found` is `-` where nothing is a date."""

    when: str
    text: str
    found: str


def golden(path: Path = GOLDEN) -> list[Example]:
    """Read the table."""
    lines = path.read_text("utf-8").splitlines()
    return [Example(*line.split("\t")) for line in lines if line and line[0] != "#"]


def found_in(when: str, text: str) -> str:
    """Return what is found, as the table writes it: `05/6/2020 = 2020-06-05 day`, `05/6 = 06-05 open`."""
    if when == "query":
        mentions, left = find_asked(text, WEDNESDAY)
    else:
        mentions, left = find_dates(text, reference=WEDNESDAY if when == "document" else None), []
    both: list[DateMention | OpenDate] = [*mentions, *left]
    found = sorted(both, key=lambda one: one.start)
    return " | ".join(map(_shown, found)) or "-"


def rows() -> Iterator[dict[str, object]]:
    """Yield the share of right rows in both parts, of phrases and of what is no date."""
    examples = golden()
    for name, part in (
        ("open", [one for i, one in enumerate(examples) if i % 3 != 2]),
        ("held back", examples[2::3]),
    ):
        wrong = [one.text for one in part if found_in(one.when, one.text) != one.found]
        yield {
            "what": f"dates of the golden table, {name}",
            "goal": 1.0,
            "measured": round(1 - len(wrong) / len(part), 4),
            "reached": not wrong,
            "phrases": sum(one.found != "-" for one in part),
            "no_dates": sum(one.found == "-" for one in part),
            "misses": wrong,
        }


def _shown(mention: DateMention | OpenDate) -> str:
    if isinstance(mention, DateMention):
        first, last, precision = f"{mention.span.start}", f"{mention.span.last}", mention.precision
    else:
        days = mention.of(2020)
        first, last, precision = f"{days.start:%m-%d}", f"{days.last:%m-%d}", "open"
    return f"{mention.text} = {first if first == last else f'{first}..{last}'} {precision}"
