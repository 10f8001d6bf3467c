"""Measure how well persons and their roles are recognised in the golden set `tests/golden/officials`.

The first lines of its `sentences.txt` explain the annotation.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import NamedTuple

from corpus.vi.bodies import find_bodies, parse_body
from corpus.vi.people.coreference import find_short_mentions
from corpus.vi.people.find import PersonMention, find_people, role_body
from corpus.vi.syllables import terms

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden" / "officials"
HELD_BACK_EVERY = 3  # every third sample is held back from tuning
TIMED_SYLLABLES = 60_000  # at least, in a timed run
SPEED_GOAL = 150_000  # syllables a second
RESOLVED_GOAL = 0.95  # of the short mentions
TIMED_RUNS = 3  # the best counts

_MARK = re.compile(r"\[\[(?P<person>[^|\]]+)(?:\|(?P<roles>[^\]]*))?\]\]|\{\{(?P<short>[^|}]+)\|(?P<meant>[^}]+)\}\}")
_DECOMPOSED = "(NFD) "

Row = dict[str, object]
Words = tuple[str, ...]


class Reading(NamedTuple):
    """Represents a correct reading of a role: its terms, and the terms of each accepted name of its body, if any."""

    role: Words
    bodies: tuple[Words, ...]


class GoldPerson(NamedTuple):
    """Represents an annotated person; each role has one or more equally correct readings."""

    start: int
    end: int
    roles: tuple[tuple[Reading, ...], ...]


class GoldShort(NamedTuple):
    """Represents an annotated short mention, with the terms of the full name it refers to."""

    start: int
    end: int
    meant: Words


class Sample(NamedTuple):
    """Represents a sentence or text without its marks, and its annotations."""

    where: str
    text: str
    people: tuple[GoldPerson, ...]
    shorts: tuple[GoldShort, ...]
    held_back: bool


Find = Callable[[str], list[PersonMention]]
BodyOf = Callable[[str], str | None]


def parse(marked: str, where: str = "", *, held_back: bool = False) -> Sample:
    """Parse an annotated text. Raises ValueError if a mark is not closed or refers to a person not named before."""
    if marked.startswith(_DECOMPOSED):
        marked = unicodedata.normalize("NFD", marked.removeprefix(_DECOMPOSED))
    people: list[GoldPerson] = []
    shorts: list[GoldShort] = []
    named: set[Words] = set()
    text, at = "", 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at, start = mark.end(), len(text)
        text += mark["person"] or mark["short"]
        if mark["person"]:
            roles = (mark["roles"] or "").split(";")
            people.append(GoldPerson(start, len(text), tuple(_readings(role) for role in roles if role.strip())))
            named.add(_words(mark["person"]))
        else:
            shorts.append(GoldShort(start, len(text), _words(mark["meant"])))
            if _words(mark["meant"]) not in named:
                raise ValueError(f"{where}: {mark.group()} is not named before")
    text += marked[at:]
    if re.search(r"\[\[|\]\]|\{\{|\}\}", text):
        raise ValueError(f"{where}: a mark is not closed")
    return Sample(where, text, tuple(people), tuple(shorts), held_back)


def golden(folder: Path = GOLDEN) -> list[Sample]:
    """Read the sentences and the texts; every third of each is marked as held back."""
    lines = (folder / "sentences.txt").read_text("utf-8").splitlines()
    sentences = [(f"line {i}", line) for i, line in enumerate(lines, 1) if line and not line.startswith("#")]
    texts = [(path.name, path.read_text("utf-8").strip()) for path in sorted((folder / "texts").glob("*.txt"))]
    return [
        parse(marked.replace("\\n", "\n"), where, held_back=index % HELD_BACK_EVERY == HELD_BACK_EVERY - 1)
        for part in (sentences, texts)
        for index, (where, marked) in enumerate(part)
    ]


def measure(samples: Iterable[Sample], find: Find, body_of: BodyOf) -> tuple[Row, list[tuple[str, str, str]]]:
    """Return the figures of a recogniser, and its misses as (where, what kind, what)."""
    count: Counter[str] = Counter()
    misses: list[tuple[str, str, str]] = []
    for sample in samples:
        for kind, right, what in _judged(sample, find(sample.text), body_of):
            count[kind] += 1
            count[f"{kind} right"] += right
            if not right:
                misses.append((sample.where, kind, what))
    return _figures(count), misses


def measure_shorts(samples: Iterable[Sample]) -> Row:
    """Return recall and precision of the short mentions resolved to the right person."""
    annotated = recognised = right = 0
    for sample in samples:
        gold = {(short.start, short.end): short.meant for short in sample.shorts}
        mentions = find_short_mentions(sample.text, find_people(sample.text))
        annotated += len(gold)
        recognised += len(mentions)
        right += sum(gold.get((mention.start, mention.end)) == _words(mention.name) for mention in mentions)
    return {
        "marked": annotated,
        "found": recognised,
        "right": right,
        "recall": round(right / annotated, 4) if annotated else 1.0,
        "precision": round(right / recognised, 4) if recognised else 1.0,
    }


def speed(texts: Sequence[str], read: Callable[[str], object]) -> int:
    """Return the syllables that `read` processes per second of CPU time, with the texts repeated.

    CPU time is not affected by other work on the machine.
    """
    size = sum(len(terms(text)) for text in texts)
    repeat = max(1, TIMED_SYLLABLES // size)
    best = float("inf")
    for _ in range(TIMED_RUNS):
        begin = process_time()
        for _ in range(repeat):
            for text in texts:
                read(text)
        best = min(best, process_time() - begin)
    return round(size * repeat / best)


def rows(folder: Path = GOLDEN) -> list[Row]:
    """Return the figures of the open part and of the held-back part, and the speed, each with its goal."""
    samples = golden(folder)
    goal = {"precision": 0.95, "f1": 0.92, "roles_and_bodies": 0.90}
    parts: list[Row] = []
    for name, held_back in (("open", False), ("held back", True)):
        part = [sample for sample in samples if sample.held_back is held_back]
        figures, _ = measure(part, find_people, body_label)
        reached = all(float(str(figures.get(key, 0))) >= minimum for key, minimum in goal.items())
        what = f"officials in the golden set, {name}"
        parts.append({"what": what, "goal": goal, "reached": reached, "samples": len(part), **figures})
        shorts = measure_shorts(part)
        joined = min(float(str(shorts["recall"])), float(str(shorts["precision"]))) >= RESOLVED_GOAL
        parts.append({"what": f"short mentions joined, {name}", "goal": RESOLVED_GOAL, "reached": joined, **shorts})
    texts = [sample.text for sample in samples if sample.where.endswith(".txt")]
    value = speed(texts, find_people)
    parts.append(
        {"what": "officials: syllables a second", "goal": SPEED_GOAL, "value": value, "reached": value >= SPEED_GOAL}
    )
    return parts


def misses(*, held_back: bool, folder: Path = GOLDEN) -> list[tuple[str, str, str]]:
    """Return the misses in the open or in the held-back part, as (where, what kind, what)."""
    part = [sample for sample in golden(folder) if sample.held_back is held_back]
    return measure(part, find_people, body_label)[1]


def body_label(role: str) -> str | None:
    """Return the label of the body of a role."""
    body = role_body(role)
    return body.label if body else None


def _readings(role: str) -> tuple[Reading, ...]:
    return tuple(_reading(way) for way in role.split(" / "))


def _reading(way: str) -> Reading:
    written, _, otherwise = way.partition(" = ")
    parts = [part.strip() for part in written.split("@")]
    bodies = [" ".join(parts[i:]) for i in range(1, len(parts))] + [otherwise] * bool(otherwise)
    return Reading(_role_words(" ".join(parts)), tuple(map(_body_words, bodies)))


def _words(text: str) -> Words:
    """Return the terms by which names and roles are compared, whatever their case, tone placement, signs and spaces."""
    return tuple(terms(text))


def _role_words(role: str) -> Words:
    """Return the terms of a role with its bodies by their labels (a signature may say `ỦY BAN NHÂN DÂN`)."""
    for mention in reversed(find_bodies(role)):
        role = f"{role[: mention.start]}{mention.body.label}{role[mention.end :]}"
    return _words(role)


def _body_words(text: str) -> Words:
    known = parse_body(text)
    return _words(known.label if known else text)


def _judged(sample: Sample, people: list[PersonMention], body_of: BodyOf) -> Iterator[tuple[str, bool, str]]:
    """Yield every judgement on a sample: what is judged, whether it is right, and what to show if not."""
    spans = {(person.start, person.end): person for person in people}
    annotated = {(gold.start, gold.end) for gold in sample.people}
    for start, end in spans:
        yield "found", (start, end) in annotated, _shown(sample.text, start, end)
    for gold in sample.people:
        person = spans.get((gold.start, gold.end))
        yield "asked", person is not None, _shown(sample.text, gold.start, gold.end)
        if gold.roles:
            shown = f"{sample.text[gold.start : gold.end]}: {list(person.roles) if person else 'not found'}"
            yield "role", person is not None and _fit(gold.roles, person.roles, None), shown
            bodies = [body_of(role) for role in person.roles] if person else []
            yield (
                "role and body",
                person is not None and _fit(gold.roles, person.roles, body_of),
                f"{shown} at {bodies}",
            )
        elif person:
            yield "no role", not person.roles, f"{person.name}: {list(person.roles)}"


def _fit(gold: tuple[tuple[Reading, ...], ...], roles: tuple[str, ...], body_of: BodyOf | None) -> bool:
    """Return whether the roles are the annotated ones, each once, in any order."""
    left = list(roles)
    for readings in gold:
        fitting = next((role for role in left if any(_agrees(reading, role, body_of) for reading in readings)), None)
        if fitting is None:
            return False
        left.remove(fitting)
    return not left


def _agrees(reading: Reading, role: str, body_of: BodyOf | None) -> bool:
    if _role_words(role) != reading.role:
        return False
    if body_of is None:
        return True
    label = body_of(role)
    return _body_words(label) in reading.bodies if label else not reading.bodies


def _shown(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 25) : start], text[end : end + 25]
    return " ".join(f"{before}[{text[start:end]}]{after}".split())


def _figures(count: Counter[str]) -> Row:
    def share(kind: str) -> float:
        return round(count[f"{kind} right"] / count[kind], 4) if count[kind] else 1.0

    precision, recall = share("found"), share("asked")
    return {
        "persons": count["asked"],
        "precision": precision,
        "recall": recall,
        "f1": round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0,
        "with_role": count["role"],
        "roles": share("role"),
        "roles_and_bodies": share("role and body"),
        "no_role_right": share("no role"),
    }
