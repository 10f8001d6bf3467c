"""Rank offices within the council, committee or party body that they belong to."""

from __future__ import annotations

from functools import lru_cache

from corpus.vi.bodies import find_bodies
from corpus.vi.text import fold

# The first entry that a folded title contains decides, so deputies come before their superiors.
_RANKS = (
    ("pho chanh", 2), ("pho truong", 2), ("pho giam doc", 2), ("pho bi thu", 4), ("pho chu tich", 4),
    ("pho chu nhiem", 2), ("uy vien", 0), ("bi thu", 5), ("chu tich", 5), ("truong", 3), ("chanh", 3),
    ("giam doc", 3), ("chu nhiem", 3),
)  # fmt: skip

# Folded levels at which somebody holds an office (`chủ tịch huyện`).
OFFICE_LEVELS = frozenset(("tinh", "thanh pho", "quan", "huyen", "thi xa", "xa", "phuong", "thi tran"))

# The bodies that a position at a bare level means, the likeliest first: the chairman of a district is first that of its
# committee.
BODIES_OF_LEVEL = {
    "chu tich": ("ubnd", "hdnd"),
    "pho chu tich": ("ubnd", "hdnd"),
    "bi thu": ("uy",),
    "pho bi thu": ("uy",),
}


@lru_cache(maxsize=4096)
def rank(title: str, body: str | None) -> int:
    """Return the rank of an office, 2 to 5 and 5 the highest; 0 for members and for offices at no known body.

    Anybody may head a board for a day, so an office without a known body ranks no higher than a member.
    """
    folded = fold(title).lower() if body and find_bodies(body) else ""
    return next((rank for words, rank in _RANKS if words in folded), 0)
