"""Write numbers, days, spans, units and notes as the pages show them, in the language of the page."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from corpus.vi.dates.find import VIETNAM
from indexer.results import FacetValue, NamedUnit, Note
from indexer.schema.stored import DocumentSource
from indexer.sitting_results import NamedSitting
from search_api.sentences import pages as sentences

_DISTRICTS = ("quận", "huyện", "thị xã", "thành phố")
MAX_NAMED_UNITS = 3  # in a sentence; the others are counted


def day(when: date | datetime | None) -> str:
    """Return `13/01/2020`, or `13 January 2020`, in Vietnam's time; an empty text for None."""
    if when is None:
        return ""
    if isinstance(when, datetime):
        when = when.astimezone(VIETNAM).date()
    return sentences.DAY.format(day=when.day, month=sentences.MONTHS[when.month], year=when.year)


def count(number: int) -> str:
    """Return a number with thousands set apart: `1.234` in Vietnamese, `1,234` in English."""
    return f"{number:,}".replace(",", sentences.THOUSANDS)


def facet_value(name: str, value: FacetValue) -> str:
    """Return the label of a value of a facet; kinds and statuses have names in each language."""
    if name == "session":
        return sitting_name(value.value)
    worded: Mapping[str, Mapping[str, str]] = {"kind": sentences.KIND_LABELS, "status": sentences.STATUS_LABELS}
    return worded.get(name, {}).get(value.value, value.label)


def uncapitalised(text: str) -> str:
    """Return a label as it stands inside a sentence."""
    return text[:1].lower() + text[1:]


def capitalised(text: str) -> str:
    """Return a label as it stands alone."""
    return text[:1].upper() + text[1:]


def size(bytes: int) -> str:
    """Return a size as people say it: `812 byte`, `340 KB`, `1,2 MB`."""
    if bytes < 1_000:
        return f"{bytes} byte"
    if bytes < 999_500:
        return f"{round(bytes / 1_000)} KB"
    tenths = max(10, bytes // 100_000)
    return f"{count(tenths // 10)}{sentences.DECIMAL}{tenths % 10} MB"


def web(url: str | None) -> str | None:
    """Return an address that leads to another site, None for any other."""
    return url if url and url.startswith(("https://", "http://")) else None


def also_at(sources: Sequence[DocumentSource]) -> list[tuple[str, str | None]]:
    """Return where else than at its own place, the first, a document was published: names, with addresses if known.

    A file of the same source is no other place.
    """
    places: dict[tuple[str, str | None], None] = {}
    for place in sources[1:]:
        address = web(place.url)
        name = place.source or (urlsplit(address).hostname if address else None)
        if name and (address or place.source != sources[0].source):
            places[name, address] = None
    return list(places)


def span(first: date, last: date) -> str:
    """Return the shortest name of the days from the first to the last; `date.min` and `date.max` are open ends."""
    if last == date.max:
        return sentences.SPAN_FROM.format(day=day(first))
    if first == date.min:
        return sentences.SPAN_UNTIL.format(day=day(last))
    if first == last:
        return sentences.SPAN_DAY.format(day=day(first))
    are_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1] and first.year == last.year
    if are_months and (name := _months(first.year, first.month, last.month)):
        return name
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return sentences.SPAN_YEARS.format(first=first.year, last=last.year)
    return sentences.SPAN_DAYS.format(first=day(first), last=day(last))


def _months(year: int, first: int, last: int) -> str | None:
    """Return the name of the months of a year from the first to the last; None where they have none."""
    if first == last:
        return sentences.SPAN_MONTH.format(month=sentences.MONTHS[first], year=year)
    if last % 3 == 0 and last - first == 2:
        return sentences.SPAN_QUARTER.format(numeral=("I", "II", "III", "IV")[last // 3 - 1], year=year)
    whole = {(1, 12): sentences.SPAN_YEAR, (1, 6): sentences.SPAN_FIRST_HALF, (7, 12): sentences.SPAN_SECOND_HALF}
    return whole[first, last].format(year=year) if (first, last) in whole else None


def note(what: Note, query: str) -> str:
    """Return the sentence of a note on a query; the one that it comes with where the language has none for its code."""
    worded = sentences.NOTES.get(what.code)
    return sentences.sentence(worded).format(text=query[what.start : what.end]) if worded else what.message


def years(first: int, last: int) -> str:
    """Return `2016`, or `2016–2021`."""
    return str(first) if first == last else f"{first}–{last}"


def sitting(named: NamedSitting) -> str:
    """Return the name of a sitting without its council: `Kỳ họp thứ 9`, `Kỳ họp chuyên đề lần thứ 3`."""
    return sitting_name(named.number)


def sitting_name(number: str) -> str:
    """Return the name of a sitting by its number, before which the name of its series may stand."""
    series, _, number = number.rpartition(" ")
    number = sentences.FIRST if number == "1" else number
    sentence = sentences.SITTING_OF_SERIES if series else sentences.SITTING_NAME
    return sentence.format(series=series, number=number)


def term(named: NamedSitting) -> str:
    """Return the term of a sitting: its years, and its ordinal where that is known."""
    if named.ordinal is None:
        return named.term
    return sentences.TERM_WITH_ORDINAL.format(term=named.term, ordinal=named.ordinal)


def whole_sitting(named: NamedSitting) -> str:
    """Return the name of a sitting with its council and term."""
    return sentences.WHOLE_SITTING.format(sitting=sitting(named), council=named.council, term=named.term)


Meaning = Mapping[str, str | int | tuple[NamedUnit, ...]]


def units(what: Meaning, key: str) -> tuple[NamedUnit, ...]:
    """Return the units that a meaning has under a key."""
    named = what.get(key, ())
    return named if isinstance(named, tuple) else ()


def names(what: Meaning, key: str, shown: int = MAX_NAMED_UNITS) -> str:
    """Return the names of the first units that a meaning has under a key, and how many there are more."""
    listed = units(what, key)
    text = ", ".join(unit.name for unit in listed[:shown])
    rest = int(str(what.get(f"{key}_total", len(listed)))) - len(listed[:shown])
    return sentences.UNITS_MORE.format(names=text, count=count(rest)) if rest else text


def unit_meaning(what: Meaning, *, is_named: bool) -> str:
    """Return what a unit is and what became of it; its name only where `is_named`."""
    place = str(what.get("place", ""))
    name = ", ".join(filter(None, (str(what["name"]), place)))
    if not is_named:
        name = sentences.UNIT_IN.format(place=place) if place else ""
    facts = []
    if "until" in what:
        sentence = sentences.UNIT_UNTIL_LATEST if "until_latest" in what else sentences.UNIT_UNTIL
        facts.append(sentence.format(day=day(date.fromisoformat(str(what["until"])))))
    elif "since" in what:
        facts.append(sentences.UNIT_SINCE.format(day=day(date.fromisoformat(str(what["since"])))))
    if "now" in what:
        facts.append(sentences.UNIT_NOW.format(names=names(what, "now")))
    elif "was" in what:
        is_new, is_district = "since" in what, str(units(what, "was")[0].name).startswith(_DISTRICTS)
        sentence = sentences.UNIT_WAS if is_new else sentences.UNIT_WAS_IN if is_district else sentences.UNIT_INCLUDES
        facts.append(sentence.format(names=names(what, "was")))
    joined = "; ".join(facts)
    return sentences.MEANING_UNIT.format(name=name, facts=joined) if name and joined else name or joined
