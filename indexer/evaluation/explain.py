"""Explain what is recognised in a text, for those who wonder why something is found or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rich.table import Table

from corpus.vi.abbreviations import find_abbreviations
from corpus.vi.bodies import find_bodies
from corpus.vi.dates.find import find_dates
from corpus.vi.dates.sessions import find_sessions
from corpus.vi.document_numbers import find_numbers
from corpus.vi.people.coreference import find_short_mentions
from corpus.vi.people.find import find_people
from corpus.vi.syllables import terms
from corpus.vi.text import fold, tidy
from indexer.analysis.segmentation.words import words


def analysis_table(text: str, *, today: date) -> Table:
    """Return a table of a text's syllables, words, dates, numbers, sessions, bodies and officials."""
    table = Table(show_lines=False)
    for title in ("Loại", "Trong câu", "Hiểu là"):
        table.add_column(title, overflow="fold")
    for row in _rows(tidy(text), today):
        table.add_row(*row)
    return table


def _rows(text: str, today: date) -> Iterator[tuple[str, str, str]]:
    syllables = terms(text)
    yield "tiếng", text, " · ".join(syllables)
    yield "không dấu", "", " · ".join(fold(term) for term in syllables)
    for word in words(text):
        yield "từ", word.replace("_", " "), word
    for date_mention in find_dates(text, today=today):
        yield "ngày", date_mention.text, date_mention.span.label
    for number in find_numbers(text, lenient=True):
        yield "số hiệu", number.text, f"{number.number.text} (khóa {number.number.key})"
    for short_form in find_abbreviations(text, lenient=True):
        yield "viết tắt", short_form.text, "; ".join(short_form.readings)
    for session in find_sessions(text):
        parts = [session.session and f"kỳ họp {session.session}", session.term and f"nhiệm kỳ {session.term}"]
        yield "kỳ họp", session.text, ", ".join(part for part in parts if part)
    for mention in find_bodies(text):
        yield "cơ quan", mention.text, mention.body.label
    people = find_people(text)
    for person in filter(lambda person: person.presented, people):
        yield "cán bộ", person.name, "; ".join(person.roles)
    for short in find_short_mentions(text, people):
        yield "gọi tắt", short.text, short.name
