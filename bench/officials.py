"""Measure how persons, their roles and short mentions are found in the golden set `tests/golden/officials`.

The head of its `sentences.txt` explains the marks. Run `python -m bench.officials`, with `--misses` to see them; those
of the part that is held back are only shown with `--held-back` too.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, Protocol

from corpus.vi.bodies import body, find_bodies
from corpus.vi.names import PersonMention, find_people, role_body
from corpus.vi.syllables import terms

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden" / "officials"
HELD_BACK = 3  # one of so many
SYLLABLES = 60_000  # that a run of the clock goes over
RUNS = 3  # of which the best counts

_MARK = re.compile(r"\[\[(?P<person>[^|\]]+)(?:\|(?P<roles>[^\]]*))?\]\]|\{\{(?P<short>[^|}]+)\|(?P<meant>[^}]+)\}\}")
_DECOMPOSED = "(NFD) "

Row = dict[str, object]
Words = tuple[str, ...]


class Reading(NamedTuple):
    """Holds one right way to read a role: its terms, and the terms of what may be called its body (none: no body)."""

    role: Words
    bodies: tuple[Words, ...]


class GoldPerson(NamedTuple):
    """Tells where a person is named; each role with the readings that are equally right."""

    start: int
    end: int
    roles: tuple[tuple[Reading, ...], ...]


class GoldShort(NamedTuple):
    """Tells where a person is mentioned shortly, and the terms of the full name that is meant."""

    start: int
    end: int
    meant: Words


class Sample(NamedTuple):
    """Holds a sentence or text without its marks, and what they said."""

    where: str
    text: str
    people: tuple[GoldPerson, ...]
    shorts: tuple[GoldShort, ...]
    held_back: bool


class Short(Protocol):
    """Describes what is needed of a found short mention: its place, and the index of its person."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def person(self) -> int: ...  # noqa: D102


Find = Callable[[str], list[PersonMention]]
BodyOf = Callable[[str], str | None]
Join = Callable[[str, list[PersonMention]], Sequence[Short]]


def parse(marked: str, where: str = "", *, held_back: bool = False) -> Sample:
    """Take the marks out of a text; raise ValueError where they do not fit each other."""
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
    """Read the sentences and the texts; every third of each is held back."""
    lines = (folder / "sentences.txt").read_text("utf-8").splitlines()
    sentences = [(f"line {i}", line) for i, line in enumerate(lines, 1) if line and not line.startswith("#")]
    texts = [(path.name, path.read_text("utf-8").strip()) for path in sorted((folder / "texts").glob("*.txt"))]
    return [
        parse(marked.replace("\\n", "\n"), where, held_back=index % HELD_BACK == HELD_BACK - 1)
        for part in (sentences, texts)
        for index, (where, marked) in enumerate(part)
    ]


def measure(
    samples: Iterable[Sample], find: Find, body_of: BodyOf, join: Join | None = None
) -> tuple[Row, list[tuple[str, str, str]]]:
    """Return the figures of a finder, and its misses as (where, what kind, what)."""
    count: Counter[str] = Counter()
    misses: list[tuple[str, str, str]] = []
    for sample in samples:
        found = find(sample.text)
        for kind, right, what in _judged(sample, found, body_of, join):
            count[kind] += 1
            count[f"{kind} right"] += right
            if not right:
                misses.append((sample.where, kind, what))
    return _figures(count, joined=join is not None), misses


def speed(texts: Sequence[str], read: Callable[[str], object]) -> int:
    """Return the syllables a second that `read` goes through, with the texts repeated."""
    size = sum(len(terms(text)) for text in texts)
    repeat = max(1, SYLLABLES // size)
    best = float("inf")
    for _ in range(RUNS):
        begin = perf_counter()
        for _ in range(repeat):
            for text in texts:
                read(text)
        best = min(best, perf_counter() - begin)
    return round(size * repeat / best)


def rows(folder: Path = GOLDEN) -> list[Row]:
    """Return the figures of the open part, of the part held back, and the speed, each with its goal."""
    samples, join = golden(folder), short_mentions()
    goal = {"precision": 0.95, "f1": 0.92, "roles_and_bodies": 0.90, "shorts_joined": 0.95}
    made: list[Row] = []
    for name, held_back in (("open", False), ("held back", True)):
        part = [sample for sample in samples if sample.held_back is held_back]
        figures, _ = measure(part, find_people, body_label, join)
        reached = all(float(str(figures.get(key, 0))) >= least for key, least in goal.items())
        what = f"officials in the golden set, {name}"
        made.append({"what": what, "goal": goal, "reached": reached, "samples": len(part), **figures})
    texts = [sample.text for sample in samples if sample.where.endswith(".txt")]

    def everything(text: str) -> object:
        found = find_people(text)
        return join(text, found) if join else found

    made.append({"what": "officials: syllables a second", "goal": 150_000, "value": speed(texts, find_people)})
    if join:
        made.append({"what": "officials with short mentions: syllables a second", "value": speed(texts, everything)})
    return made


def short_mentions() -> Join | None:
    """Return the function that joins short mentions, None where this version has none."""
    try:
        found: Join = importlib.import_module("corpus.vi.short_mentions").short_mentions
    except ModuleNotFoundError:
        return None
    return found


def body_label(role: str) -> str | None:
    """Return the label of the body of a role."""
    found = role_body(role)
    return found.label if found else None


def _readings(role: str) -> tuple[Reading, ...]:
    return tuple(_reading(way) for way in role.split(" / "))


def _reading(way: str) -> Reading:
    said, _, otherwise = way.partition(" = ")
    parts = [part.strip() for part in said.split("@")]
    bodies = [" ".join(parts[i:]) for i in range(1, len(parts))] + [otherwise] * bool(otherwise)
    return Reading(_role_words(" ".join(parts)), tuple(_body_words(one) for one in bodies))


def _words(text: str) -> Words:
    """Return what two names or roles must share: neither capitals, tone places, signs nor spaces part them."""
    return tuple(terms(text))


def _role_words(role: str) -> Words:
    """Return the terms of a role with its bodies in their one form (a signature may say `ỦY BAN NHÂN DÂN`)."""
    for mention in reversed(find_bodies(role)):
        role = f"{role[: mention.start]}{mention.body.label}{role[mention.end :]}"
    return _words(role)


def _body_words(text: str) -> Words:
    found = body(text)
    return _words(found.label if found else text)


def _judged(
    sample: Sample, found: list[PersonMention], body_of: BodyOf, join: Join | None
) -> Iterator[tuple[str, bool, str]]:
    """Yield every judgement on one sample: what is judged, whether it is right, and what to show if not."""
    spans = {(one.start, one.end): one for one in found}
    asked = {(gold.start, gold.end) for gold in sample.people}
    for start, end in spans:
        yield "found", (start, end) in asked, _shown(sample.text, start, end)
    for gold in sample.people:
        one = spans.get((gold.start, gold.end))
        yield "asked", one is not None, _shown(sample.text, gold.start, gold.end)
        if gold.roles:
            told = f"{sample.text[gold.start : gold.end]}: {list(one.roles) if one else 'not found'}"
            yield "role", one is not None and _fit(gold.roles, one.roles, None), told
            bodies = [body_of(role) for role in one.roles] if one else []
            yield "role and body", one is not None and _fit(gold.roles, one.roles, body_of), f"{told} at {bodies}"
        elif one:
            yield "no role", not one.roles, f"{one.name}: {list(one.roles)}"
    if join is None:
        return
    shorts = join(sample.text, found)
    for short in sample.shorts:
        near = [one for one in shorts if one.start < short.end and short.start < one.end]
        names = [found[one.person].name for one in near]
        right = bool(near) and all(_words(name) == short.meant for name in names)
        yield "short", right, f"{_shown(sample.text, short.start, short.end)} joined to {names}"
    for made in shorts:
        known = any(made.start < short.end and short.start < made.end for short in sample.shorts)
        yield "short found", known, f"{_shown(sample.text, made.start, made.end)} joined to {found[made.person].name}"


def _fit(gold: tuple[tuple[Reading, ...], ...], roles: tuple[str, ...], body_of: BodyOf | None) -> bool:
    """Tell whether the roles are those asked for, each once, in whatever order."""
    left = list(roles)
    for readings in gold:
        fitting = next((role for role in left if any(_agrees(one, role, body_of) for one in readings)), None)
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


def _figures(count: Counter[str], *, joined: bool) -> Row:
    def share(kind: str) -> float:
        return round(count[f"{kind} right"] / count[kind], 4) if count[kind] else 1.0

    precision, recall = share("found"), share("asked")
    figures: Row = {
        "persons": count["asked"],
        "precision": precision,
        "recall": recall,
        "f1": round(2 * precision * recall / (precision + recall), 4) if precision + recall else 0.0,
        "with_role": count["role"],
        "roles": share("role"),
        "roles_and_bodies": share("role and body"),
        "no_role_right": share("no role"),
    }
    if joined:
        figures |= {"shorts": count["short"], "shorts_joined": share("short"), "shorts_precision": share("short found")}
    return figures


def main(arguments: Sequence[str]) -> int:
    """Print the figures as JSON, one row a line, and the misses where they are asked for."""
    for row in rows():
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    if "--misses" in arguments:
        part = [sample for sample in golden() if sample.held_back is ("--held-back" in arguments)]
        for miss in measure(part, find_people, body_label, short_mentions())[1]:
            sys.stdout.write("\t".join(miss) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
