"""Prepare the choice of days: presets, and for each end a calendar field beside one for months, quarters and years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.vi.dates.sessions import COUNCIL_TERMS, term_on
from search_api.pages.results_links import RESULTS_PATH, Link
from search_api.parameters import QueryPairs, address, without
from search_api.sentences import pages as sentences

RECENT_DAYS = 30  # as the query `30 ngày qua` counts them: today is the last
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMES = ("from", "to")
_OWN = ("date", "own")  # documents of these days, not those that only mention them


@dataclass(frozen=True, slots=True)
class DayField:
    """Holds what stands in the two fields of one end of the days: `day` in the calendar, `text` in the other one.

    Both are sent under one name, and the first that is filled counts. `is_day_first` where the calendar is to stand
    first: whoever fills the empty one beside a filled one wants the days that are newly given.
    """

    name: str
    day: str = ""
    text: str = ""
    is_refused: bool = False

    @property
    def is_day_first(self) -> bool:
        """Tell whether the calendar stands first in the form."""
        return not self.day


@dataclass(frozen=True, slots=True)
class DayChoices:
    """Holds the presets and the fields of both ends; `date` is the kind of day that counts."""

    presets: tuple[Link, ...]
    fields: tuple[DayField, ...]
    date: str

    @property
    def is_open(self) -> bool:
        """Tell whether the fields stand open, which they do only for days to be mended: others are a chip."""
        return any(field.is_refused for field in self.fields)


def day_choices(
    pairs: QueryPairs, today: date, *, refused: Mapping[str, str] | None = None, kind: str = "any"
) -> DayChoices:
    """Return the choice of days of a search; `refused` are values that cannot be used, `kind` is the chosen `date`."""
    refused = refused or {}
    typed = {**refused, **dict(pairs)}
    fields = tuple(_field(name, typed.get(name, ""), is_refused=name in refused) for name in _NAMES)
    return DayChoices(tuple(_presets(pairs, today)), fields, kind)


def _field(name: str, value: str, *, is_refused: bool) -> DayField:
    if _ISO_DAY.fullmatch(value.strip()) and not is_refused:
        return DayField(name, day=value.strip())
    return DayField(name, text=value, is_refused=is_refused)


def _presets(pairs: QueryPairs, today: date) -> Iterator[Link]:
    year = str(today.year)
    spans = {"year": (year, year), "recent": ((today - timedelta(RECENT_DAYS - 1)).isoformat(), today.isoformat())}
    if term := term_on(today):
        spans["term"] = (COUNCIL_TERMS[term].start.isoformat(), COUNCIL_TERMS[term].last.isoformat())
    rest = without(pairs, "page", *_NAMES, "date")
    for name, ends in spans.items():
        chosen = (*zip(_NAMES, ends, strict=True), _OWN)
        on = all(pair in pairs for pair in chosen)
        yield Link(sentences.DAY_PRESETS[name], address(RESULTS_PATH, rest if on else (*rest, *chosen)), on=on)
