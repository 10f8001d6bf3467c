"""Read what a document does to others: each relation with the parts that it concerns, its days, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from corpus.document import Document

# Relations with their names for people: what the document does, and what is done to it. The strongest first.
RELATION_LABELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "repeals": ("Bãi bỏ", "Bị bãi bỏ bởi"),
        "replaces": ("Thay thế", "Được thay thế bởi"),
        "suspends": ("Ngưng hiệu lực", "Bị ngưng hiệu lực bởi"),
        "extends": ("Kéo dài thời gian áp dụng", "Được kéo dài thời gian áp dụng bởi"),
        "consolidates": ("Hợp nhất", "Được hợp nhất trong"),
        "corrects": ("Đính chính", "Được đính chính bởi"),
        "amends": ("Sửa đổi, bổ sung", "Được sửa đổi, bổ sung bởi"),
        "guides": ("Hướng dẫn, quy định chi tiết", "Được hướng dẫn, quy định chi tiết bởi"),
        "based-on": ("Căn cứ", "Là căn cứ của"),
        "cites": ("Dẫn chiếu", "Được dẫn chiếu trong"),
    }
)
EFFECTIVE_RELATIONS = ("repeals", "replaces", "suspends", "extends", "amends")  # that change what is in force


@dataclass(frozen=True, slots=True)
class OutgoingRelation:
    """Says what a document does to the one of a number.

    `key` is `DocumentNumber.key` of the number, `number` its spelling in documents. `year` and `issuer` are those of
    the other document: as stated, else as its number implies them; where no issuer is named, the citing document's
    council or committee of that place; None stays unknown. `issuer` is written as `Document.issuer` is.
    `parts` are what is meant of the other document (`khoản 2 Điều 3`), none for all of it; `is_partial` also where
    only words of it are meant, or all but some articles. `only_adds`: nothing of the other document ends.
    `where` is the division of the citing text that says it (`Điều 8, khoản 2`, `Phụ lục II`); `start` and `end` are the
    sentence in `schema.dates.searchable_text` of the tidy document (code points; equal for a given citation).
    `begins` is the day on which the change itself begins, where the sentence names one that is not that of the whole
    document; `ends` the last day of a suspension, or up to which an extension goes.
    """

    relation: str
    key: str
    number: str
    year: int | None = None
    issuer: str | None = None
    parts: tuple[str, ...] = ()
    is_partial: bool = False
    only_adds: bool = False
    where: str | None = None
    start: int = 0
    end: int = 0
    begins: date | None = None
    ends: date | None = None


def outgoing_relations(document: Document) -> tuple[OutgoingRelation, ...]:
    """Return what a completed document does to others."""
    return ()
