"""Tell what the abbreviations and full forms of a query may also be written as: `Q. Hoàn Kiếm` for `quận Hoàn Kiếm`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from corpus.vi.abbreviations import Abbreviation, expansions, find_abbreviations, full_forms, readings_of_all
from corpus.vi.places import SHORT_LEVELS
from corpus.vi.syllables import Syllable, is_bare, like_syllable, syllables, terms
from corpus.vi.text import fold
from indexer.schema.abbreviations import LONGEST, Meaning
from indexer.search.query.lookup import Lookup

_LEVELS: Mapping[tuple[str, ...], str] = {tuple(level.split()): short.upper() for short, level in SHORT_LEVELS.items()}


_NUMBER = re.compile(r"\.? ?(?P<said>\d{1,3})(?!\w)")


def long_forms(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a text has a full form, and its short form, of three letters at least: `CT` may mean too much."""
    yield from (full for full in full_forms(text) if sum(map(str.isalpha, full[2])) > 2)


def other_forms(text: str, typed: list[Syllable], lookup: Lookup) -> dict[int, tuple[int, tuple[Meaning, ...]]]:
    """Return where short and full forms begin, where they end and what else they are written as.

    By the table that holds everywhere, and by what documents define. The short form of a level (`Q.`) counts only
    before the word behind it, where some document of the index has the two side by side.
    """
    said: dict[int, tuple[int, tuple[Meaning, ...]]] = {}
    table = [(start, end, tuple(map(Meaning, forms))) for start, end, forms in _by_table(text, typed)]
    for start, end, means in [*_levels(text, typed, lookup), *table, *lookup.shorthand.found(text, typed)]:
        known_end, known = said.get(start, (end, ()))
        if known_end <= end:
            same = {fold(meaning.text).lower() for meaning in known} if known_end == end else set()
            new = tuple(one for one in means if fold(one.text).lower() not in same)
            said[start] = end, (*(known if known_end == end else ()), *new)
    return said


def _by_table(text: str, typed: list[Syllable]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield where an abbreviation or a full form begins, where it ends, and what it means."""
    for start, end, short in full_forms(text):
        if _tells(short):
            full = next(
                (one for one in expansions(short) if terms(one) == terms(text[start:end])), expansions(short)[0]
            )
            yield start, end, _once((short, _joined(short), *_partly_short(full)))
    yield from _mixed(text, typed)
    for found in find_abbreviations(text, lenient=True):
        if len(found.text) == 1 and (number := _NUMBER.match(text, found.end)):
            level, said = found.readings[0], number["said"]
            yield found.start, number.end(), (f"{level} {said}", f"{found.text}{said}", f"{found.text}. {said}")
            continue
        yield found.start, found.end, _once(_read(found))


def _read(found: Abbreviation) -> Iterator[str]:
    spelled = [short for reading in found.readings[:1] for _, _, short in full_forms(reading)]
    yield from (*found.readings[:3], *spelled, *map(_joined, spelled), *_partly_short(found.readings[0]))


def _mixed(text: str, typed: list[Syllable]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the forms with a part that is short: `Thường trực HĐND` is `TT HĐND` too."""
    words = [fold(syllable.term) for syllable in typed]
    bare = is_bare([syllable.term for syllable in typed])
    for at, beside in enumerate(pairwise(words)):
        for form, full, short in _begun_with().get(beside, ()):
            own = typed[at : at + len(form)]
            said = tuple(syllable.term for syllable in own)
            if said == form or (bare and said == tuple(map(fold, form))):
                yield own[0].start, own[-1].end, _once((short, _joined(short), full, *_partly_short(full)))


def _levels(text: str, typed: list[Syllable], lookup: Lookup) -> Iterator[tuple[int, int, tuple[Meaning, ...]]]:
    """Yield the levels of places that some document has in short before the same word."""
    bare = is_bare([syllable.term for syllable in typed])
    at = 0
    while at + 1 < len(typed):
        count, short = 1, ""
        for level, spelled in _LEVELS.items():
            said = [syllable.term for syllable in typed[at : at + len(level)]]
            if said == list(level) or (bare and said == list(map(fold, level))):
                count, short = len(level), spelled
        following = typed[at + count : at + count + 1]
        if short and following and text[typed[at + count - 1].end : following[0].start] == " ":
            name = following[0]
            number = name.term.isdecimal()
            shown = f"{short}. {name.term}" if number else f"{short}."
            beside = lookup.beside(short.lower(), name.term) > 0
            forms = [Meaning(f"{short}. {name.term}", shown=shown)] * beside
            end = typed[at + count - 1].end
            if number:  # `P12` is one word
                forms += [Meaning(f"{short}{name.term}")] * (lookup.count(f"{short}{name.term}") > 0)
                end = name.end
            if forms:
                yield typed[at].start, end, tuple(forms)
        at += count


def _tells(short: str) -> bool:
    """Tell whether a short form is one wherever it stands: of three letters, or of two that mean nothing else."""
    letters = _joined(short)
    return len(letters) > 2 or (len(letters) == 2 and not like_syllable(letters) and len(expansions(short)) == 1)


@cache
def _partly_short(full: str) -> tuple[str, ...]:
    """Return the ways in which a full form is written with one part of it short: `Ủy ban MTTQ`, `TP Hồ Chí Minh`."""
    words = syllables(full)
    forms: list[str] = []
    for first in range(len(words)):
        for last in range(len(words) - 1, first - 1, -1):
            start, end = words[first].start, words[last].end
            inside = full_forms(full[start:end])
            if (start, end) == (0, len(full)) or [one[:2] for one in inside] != [(0, end - start)]:
                continue
            short = inside[0][2]
            if _tells(short):
                forms.append(f"{full[:start]}{short}{full[end:]}")
            break
    return tuple(forms)


@cache
def _begun_with() -> Mapping[tuple[str, str], list[tuple[tuple[str, ...], str, str]]]:
    """Return the forms that are partly short, with the full and the short form, by their first two words, folded."""
    table: dict[tuple[str, str], list[tuple[tuple[str, ...], str, str]]] = {}
    for full in readings_of_all():
        if len(terms(full)) > LONGEST:
            continue
        for form in _partly_short(full):
            words = tuple(terms(form))
            short = full_forms(full)[0][2]
            if len(words) > 1 and _tells(short):
                table.setdefault((fold(words[0]), fold(words[1])), []).append((words, full, short))
    return table


def _once(forms: tuple[str, ...] | Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))


def _joined(short: str) -> str:
    """Return an abbreviation in one piece: `KT-XH` is written `KTXH` too."""
    return "".join(filter(str.isalnum, short))
