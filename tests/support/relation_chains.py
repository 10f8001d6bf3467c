"""Reads the golden chains: documents that change each other, the relations between them, and their effect on days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.extraction.relations import outgoing_relations
from indexer.indexing.effect import facts_of, periods_of
from indexer.indexing.relations import Effects, pack_facts
from indexer.schema.effect import EffectPeriod

CHAINS = Path(__file__).parents[1] / "golden" / "relations" / "chains.txt"
RELATIONS = frozenset(("repeals", "replaces", "suspends", "extends", "consolidates", "corrects", "amends", "guides",
                       "based-on", "cites"))  # fmt: skip
STATUSES = frozenset(("in-force", "not-yet", "partly-expired", "expired", "suspended", "unknown"))

_EFFECT = re.compile(r"= (\w) (\S+) (\S+)(?: from (\S+))?(?: by (\w))?")


@dataclass(frozen=True, slots=True)
class ChainDocument:
    """Holds a document of a chain as its source gives it; `number` is empty for news."""

    key: str
    number: str
    issuer: str
    day: date
    title: str
    stated: str
    text: str


@dataclass(frozen=True, slots=True)
class Edge:
    """Holds what a document does to another one, to which parts of it, and where it says so."""

    source: str
    relation: str
    target: str
    parts: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Effect:
    """Holds the status of a document on a day, since when it has it, and by which document."""

    document: str
    on: date
    status: str
    since: date | None
    by: str | None


@dataclass(slots=True)
class Chain:
    """Holds a chain; rules are not tuned on those that are held back."""

    number: int
    name: str
    documents: list[ChainDocument] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    @property
    def is_held_back(self) -> bool:
        """Tell whether the chain is kept to measure with."""
        return self.number % 3 == 0


def read_chains() -> list[Chain]:
    """Return all chains. Raises ValueError for a line that is none of theirs."""
    _, *blocks = re.split(r"^## ", CHAINS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [_chain(block) for block in blocks]


def _chain(block: str) -> Chain:
    head, _, body = block.partition("\n")
    number, _, name = head.partition(" ")
    chain = Chain(int(number), name)
    for part in re.split(r"\n(?=\w \| )", f"\n{body}")[1:]:
        lines = part.rstrip().split("\n")
        ends = next((at for at, line in enumerate(lines) if line[:2] in ("> ", "= ")), len(lines))
        chain.documents.append(_document(lines[:ends]))
        for line in lines[ends:]:
            if line.startswith("> "):
                chain.edges.append(_edge(line))
            else:
                chain.effects.append(_effect(line))
    return chain


def _document(lines: list[str]) -> ChainDocument:
    key, number, issuer, day, title = (cell.strip() for cell in lines[0].split("|"))
    stated = lines[1].removeprefix("nguồn ghi: ") if lines[1].startswith("nguồn ghi: ") else ""
    text = "\n".join(lines[2 if stated else 1 :]).strip()
    return ChainDocument(key, number, issuer, date.fromisoformat(day), title, stated, text)


def _edge(line: str) -> Edge:
    ends, parts, where = (*(cell.strip() for cell in line[2:].split("|")), "", "")[:3]
    source, relation, target = ends.split()
    return Edge(source, relation, target, tuple(part.strip() for part in parts.split(";") if part.strip()), where)


def _effect(line: str) -> Effect:
    matched = _EFFECT.fullmatch(line)
    if not matched:
        raise ValueError(line)
    key, on, status, since, by = matched.groups()
    return Effect(key, date.fromisoformat(on), status, date.fromisoformat(since) if since else None, by)


def documents_of(chain: Chain) -> list[Document]:
    """Return the documents of a chain as a source gives them, each under the id `number-key`."""
    return [
        Document(
            f"{chain.number:02}-{each.key}",
            each.title,
            each.text,
            kind=None if each.number else "news",
            number=each.number or None,
            issuer=each.issuer or None,
            issued=each.day if each.number else None,
            published=None if each.number else datetime(each.day.year, each.day.month, each.day.day, 8, tzinfo=UTC),
            status=each.stated or None,
        )
        for each in chain.documents
    ]


def effects_of(documents: Iterable[Document]) -> dict[str, tuple[EffectPeriod, ...]]:
    """Return when documents are in force, as a build from nothing finds it."""
    effects, periods = Effects(None, BytesIO()), {}
    for document in map(complete, documents):
        facts = facts_of(document, outgoing_relations(document))
        effects.add([facts] if facts.changes else [], b"" if facts.changes else pack_facts([facts]))
        periods[document.id] = periods_of(facts)
    effects.resolve(periods, {})
    return {id: effects.periods(id) or own for id, own in periods.items()}
