"""Make texts of documents the values of columns, by which a search is filtered and counted."""

from __future__ import annotations

from corpus.vi.text import tidy

MAX_VALUE_LETTERS = 300  # as links repeat a value


def column_value(text: str) -> str:
    """Return a text as a value: one printable line, cut at a word, which a filter takes as it is."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in tidy(text)).split())
    if len(line) <= MAX_VALUE_LETTERS:
        return line
    whole_words = line[: MAX_VALUE_LETTERS + 1].rpartition(" ")[0]
    return whole_words or line[:MAX_VALUE_LETTERS]
