"""Cut passages to what results show of them: no label that stands before them anyway, and no bars of tables."""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.results import Snippet

_BAR = re.compile(r"(?<!\\)\|")


class PassageText(NamedTuple):
    """Holds the text of a passage, in which marks keep their places, and which part of it is shown."""

    text: str
    start: int
    end: int


def passage_text(snippet: Snippet) -> PassageText:
    """Return what is shown of a passage: the cells of a row of a table with points between them, a heading without the
    label by which it is linked (`Điều 7. Nguồn kinh phí` as `Nguồn kinh phí`), but where that is marked.
    """
    text = snippet.text
    if text.startswith("|") or text.endswith("|"):
        text = _BAR.sub("·", text)
        return PassageText(text, len(text) - len(text.lstrip(" ·")), len(text.rstrip(" ·")))
    start = _label_end(snippet) if snippet.where and not snippet.attachment else 0
    return PassageText(text, start, len(text))


def _label_end(snippet: Snippet) -> int:
    """Return where the text begins behind the label of its division, 0 where it has none or nothing else."""
    label = (snippet.where or "").rpartition(", ")[2]
    labels = [label]
    if label.startswith("Mục ") and not label[-1].isdigit():  # which begins with the numeral alone
        labels.append(label.rpartition(" ")[2])
    written = "|".join(map(re.escape, labels))
    found = re.match(rf"(?:{written})[.:]\s+(?=\S)", snippet.text, re.IGNORECASE)
    is_marked = found is not None and any(start < found.end() for start, _ in snippet.marks)
    return found.end() if found and not is_marked else 0
