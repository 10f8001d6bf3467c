"""Cut long texts behind a whole word."""

from __future__ import annotations


def word_end(text: str, letters: int) -> int:
    """Return where the last word that ends within so many letters does; a word that fills half of them is cut."""
    end = text.rfind(" ", letters // 2, letters + 1)
    return len(text[: end if end > 0 else letters].rstrip(" ,;:.–-"))


def cut_at_word(text: str, letters: int) -> str:
    """Return a text as one line, of at most so many letters and an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= letters else f"{line[: word_end(line, letters)]}…"
