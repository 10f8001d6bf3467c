"""Find the other written forms of what a query writes in short or in full: `Q. Hoàn Kiếm` for `quận Hoàn Kiếm`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise

from corpus.vi.abbreviations import Abbreviation, all_full_forms, expansions, find_abbreviations, find_full_forms
from corpus.vi.places import SHORT_LEVELS
from corpus.vi.syllables import Syllable, is_bare, looks_like_syllable, syllables, terms
from corpus.vi.text import fold
from indexer.schema.abbreviations import MAX_FULL_FORM_SYLLABLES, Expansion
from indexer.search.query.lookup import Lookup

_LEVELS: Mapping[tuple[str, ...], str] = {tuple(level.split()): short.upper() for short, level in SHORT_LEVELS.items()}

_NUMBER = re.compile(r"\.? ?(?P<digits>\d{1,3})(?!\w)")


def distinctive_full_forms(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, short form) of the full forms with a short one of three letters at least.

    Shorter ones have several meanings (`CT`).
    """
    yield from (mention for mention in find_full_forms(text) if sum(map(str.isalpha, mention[2])) > 2)


def other_forms(text: str, typed: list[Syllable], lookup: Lookup) -> dict[int, tuple[int, tuple[Expansion, ...]]]:
    """Return by the start of each short or full form its end and its other written forms.

    They come from the general table of abbreviations and from what documents define. The short form of a level of
    places (`Q.`) counts only where some document of the index has it right before the word that follows in the query.
    """
    forms: dict[int, tuple[int, tuple[Expansion, ...]]] = {}
    table = [(start, end, tuple(map(Expansion, texts))) for start, end, texts in _by_table(text, typed)]
    for start, end, others in [
        *_levels(text, typed, lookup),
        *table,
        *lookup.source_abbreviations.recognise(text, typed),
    ]:
        known_end, known = forms.get(start, (end, ()))
        if known_end > end:
            continue
        known = known if known_end == end else ()
        same = {fold(other.text).lower() for other in known}
        forms[start] = end, (*known, *(other for other in others if fold(other.text).lower() not in same))
    return forms


def _by_table(text: str, typed: list[Syllable]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield (start, end, other forms) of each short or full form of the general table."""
    for start, end, short in find_full_forms(text):
        if _is_distinctive(short):
            readings = expansions(short)
            full = next((reading for reading in readings if terms(reading) == terms(text[start:end])), readings[0])
            yield start, end, _unique((short, _joined(short), *_partly_short(full)))
    yield from _partly_short_mentions(text, typed)
    for mention in find_abbreviations(text, lenient=True):
        if len(mention.text) == 1 and (number := _NUMBER.match(text, mention.end)):
            level, digits = mention.readings[0], number["digits"]
            forms = (f"{level} {digits}", f"{mention.text}{digits}", f"{mention.text}. {digits}")
            yield mention.start, number.end(), forms
            continue
        yield mention.start, mention.end, _unique(_expanded(mention))


def _expanded(mention: Abbreviation) -> Iterator[str]:
    """Yield the full forms of an abbreviation, the short forms of the first of them, and its partly short forms."""
    shorts = [short for reading in mention.readings[:1] for _, _, short in find_full_forms(reading)]
    yield from (*mention.readings[:3], *shorts, *map(_joined, shorts), *_partly_short(mention.readings[0]))


def _partly_short_mentions(text: str, typed: list[Syllable]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield (start, end, other forms) of what is written in short in part: `Thường trực HĐND` is `TT HĐND` too."""
    folded = [fold(syllable.term) for syllable in typed]
    bare = is_bare([syllable.term for syllable in typed])
    for at, first_words in enumerate(pairwise(folded)):
        for form, full, short in _partly_short_forms().get(first_words, ()):
            words = typed[at : at + len(form)]
            spelling = tuple(syllable.term for syllable in words)
            if spelling == form or (bare and spelling == tuple(map(fold, form))):
                yield words[0].start, words[-1].end, _unique((short, _joined(short), full, *_partly_short(full)))


def _levels(text: str, typed: list[Syllable], lookup: Lookup) -> Iterator[tuple[int, int, tuple[Expansion, ...]]]:
    """Yield (start, end, short forms) of the levels of places that some document has in short before the same word."""
    bare = is_bare([syllable.term for syllable in typed])
    at = 0
    while at + 1 < len(typed):
        count, short = _level(typed, at, bare=bare)
        last, following = typed[at + count - 1], typed[at + count : at + count + 1]
        if short and following and text[last.end : following[0].start] == " ":
            name = following[0]
            is_number = name.term.isdecimal()
            shown = f"{short}. {name.term}" if is_number else f"{short}."
            forms = []
            if lookup.pair_count(short.lower(), name.term):
                forms.append(Expansion(f"{short}. {name.term}", shown=shown))
            if is_number and lookup.word_counts([f"{short}{name.term}"])[0]:  # `P12` is one word
                forms.append(Expansion(f"{short}{name.term}"))
            if forms:
                yield typed[at].start, name.end if is_number else last.end, tuple(forms)
        at += count


def _level(typed: list[Syllable], at: int, *, bare: bool) -> tuple[int, str]:
    """Return how many syllables from `at` on name a level of places, and its short form; 1 and "" where none do."""
    count, short = 1, ""
    for level, level_short in _LEVELS.items():
        words = [syllable.term for syllable in typed[at : at + len(level)]]
        if words == list(level) or (bare and words == list(map(fold, level))):
            count, short = len(level), level_short
    return count, short


def _is_distinctive(short: str) -> bool:
    """Tell whether a short form is one wherever it stands: of three letters, or of two with no other reading."""
    letters = _joined(short)
    return len(letters) > 2 or (len(letters) == 2 and not looks_like_syllable(letters) and len(expansions(short)) == 1)


@cache
def _partly_short(full: str) -> tuple[str, ...]:
    """Return the ways in which a full form is written with one part of it short: `Ủy ban MTTQ`, `TP Hồ Chí Minh`."""
    words = syllables(full)
    forms: list[str] = []
    for first in range(len(words)):
        for last in range(len(words) - 1, first - 1, -1):
            start, end = words[first].start, words[last].end
            inside = find_full_forms(full[start:end])
            if (start, end) == (0, len(full)) or [form[:2] for form in inside] != [(0, end - start)]:
                continue
            short = inside[0][2]
            if _is_distinctive(short):
                forms.append(f"{full[:start]}{short}{full[end:]}")
            break
    return tuple(forms)


@cache
def _partly_short_forms() -> Mapping[tuple[str, str], list[tuple[tuple[str, ...], str, str]]]:
    """Return the forms that are partly short, with the full and the short form, by their first two words, folded."""
    table: dict[tuple[str, str], list[tuple[tuple[str, ...], str, str]]] = {}
    for full in all_full_forms():
        if len(terms(full)) > MAX_FULL_FORM_SYLLABLES:
            continue
        for form in _partly_short(full):
            words = tuple(terms(form))
            short = find_full_forms(full)[0][2]
            if len(words) > 1 and _is_distinctive(short):
                table.setdefault((fold(words[0]), fold(words[1])), []).append((words, full, short))
    return table


def _unique(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))


def _joined(short: str) -> str:
    """Return an abbreviation in one piece: `KT-XH` is written `KTXH` too."""
    return "".join(filter(str.isalnum, short))
