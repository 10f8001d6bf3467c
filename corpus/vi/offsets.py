"""Map offsets in a tidy text back to offsets in the original."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from corpus.vi.text import INVISIBLE, tidy

# A unit that `tidy` changes by itself: a two-character line end, or a letter with its marks and the invisible
# characters around it.
_CLUSTER = re.compile(f"\\r\\n|[^\\u0300-\\u036f](?:[\\u0300-\\u036f{INVISIBLE}])*|(?s:.)")
_LONGER = re.compile("[\ufb00-\ufb06\u2160-\u217f]")  # may become several letters


class Aligned(NamedTuple):
    """Holds a tidy text; `offsets[i]` is the offset in the original of its i-th character (None: the same offset)."""

    text: str
    offsets: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of a non-empty span of the tidy text."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end]


def align(text: str) -> Aligned:
    """Return the tidy form of a text with its offsets. Costs no more than `tidy` for a text that is tidy already."""
    clean = tidy(text)
    in_place = len(clean) == len(text) and unicodedata.is_normalized("NFC", text) and not _LONGER.search(text)
    if clean == text or in_place:
        return Aligned(clean, None)
    parts: list[str] = []
    offsets: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        part = tidy(cluster.group())
        parts.append(part)
        offsets.extend([cluster.start()] * len(part))
    offsets.append(len(text))
    return Aligned("".join(parts), offsets)
