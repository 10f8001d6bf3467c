"""Reads the golden table of sentences that say what a document does to others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.extraction.relations import OutgoingRelation

SENTENCES = Path(__file__).parents[1] / "golden" / "relations" / "sentences.txt"
_DEFAULT = "resolution | 09/2023/NQ-HĐND | HĐND huyện Lam Khê | 2023-07-14 | 2023-07-24 | Quy định mức hỗ trợ"


@dataclass(frozen=True, slots=True)
class Row:
    """Holds a document of the table with the lines of its relations."""

    name: str
    document: Document
    lines: tuple[str, ...]


def read_rows() -> list[Row]:
    """Return all rows of the table."""
    _, *blocks = re.split(r"^## ", SENTENCES.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [_row(block) for block in blocks]


def line_of(relation: OutgoingRelation) -> str:
    """Return a relation as a line of the table."""
    notes = (
        "một phần" if relation.is_partial else "",
        "chỉ bổ sung" if relation.only_adds else "",
        f"từ {relation.begins}" if relation.begins else "",
        f"đến {relation.ends}" if relation.ends else "",
    )
    cells = (
        f"> {relation.relation} {relation.number}",
        str(relation.year or ""),
        relation.issuer or "",
        "; ".join(relation.parts),
        relation.where or "",
        ", ".join(filter(None, notes)),
    )
    return _plain(" | ".join(cells))


def _row(block: str) -> Row:
    name, *lines = block.rstrip().split("\n")
    first = lines[0] if lines[0].startswith("văn bản: ") else ""
    head = (first.removeprefix("văn bản: ") or _DEFAULT).split("|")
    kind, number, issuer, issued, effective, title = (cell.strip() or None for cell in head)
    text = "\n".join(line for line in lines if line != first and not line.startswith("> "))
    given = Document(
        "a",
        title=title or "",
        text=text.strip(),
        kind=kind,
        number=number,
        issuer=issuer,
        issued=date.fromisoformat(issued) if issued else None,
        effective=date.fromisoformat(effective) if effective else None,
    )
    return Row(name, complete(given), tuple(_plain(line) for line in lines if line.startswith("> ")))


def _plain(line: str) -> str:
    return re.sub(r"\s*\|\s*", " | ", line).strip(" |")
