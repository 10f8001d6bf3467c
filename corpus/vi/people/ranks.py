"""Rank offices by how high they stand among those of their level."""

from __future__ import annotations

from functools import lru_cache

from corpus.vi.bodies import find_bodies
from corpus.vi.text import fold

# The first entry that a folded title contains decides, so deputies stand before their superiors.
_RANKS = (
    ("pho chanh", 2), ("pho truong", 2), ("pho giam doc", 2), ("pho bi thu", 4), ("pho chu tich", 4),
    ("pho chu nhiem", 2), ("uy vien", 0), ("bi thu", 5), ("chu tich", 5), ("truong", 3), ("chanh", 3),
    ("giam doc", 3), ("chu nhiem", 3),
)  # fmt: skip


@lru_cache(maxsize=4096)
def rank(title: str, body: str | None) -> int:
    """Return the rank of an office, 1 to 5; 0 for an office at no council, as anybody may head a board for a day."""
    folded = fold(title).lower() if body and find_bodies(body) else ""
    return next((rank for words, rank in _RANKS if words in folded), 0)
