"""Join the lines of a text where a line break divides a person's name or a sentence."""

from __future__ import annotations

import re

from corpus.vi.bounded import compile_bounded
from corpus.vi.full_names import CAPITAL, LOWER, is_common_surname, is_name, is_surname, usual_syllables
from corpus.vi.text import term

# Patterns that begin with the line break itself are found much faster than those that begin with what precedes it.
_BREAK_IN_SENTENCE = re.compile(rf"\n(?:(?<=[^\W_]\n)|(?<=[^\W_] \n)|(?<=,\n)|(?<=, \n)) ?(?=[{LOWER}](?!\)))")
_BREAK_BEFORE_CAPITAL = compile_bounded(rf"\n *(?={CAPITAL})")
_LETTER = re.compile(r"[^\W\d_]")
_CAPITALS_BEFORE = re.compile(rf"(?:(?<=\s)|^){CAPITAL}(?: {CAPITAL}){{0,3}}$")
_CAPITALS_AFTER = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{0,3}}")
# What may follow a name, but not the first word of a sentence or heading.
_END_OF_NAME = compile_bounded(r" *(?:[,;)–-]|\n|$)")


def join_broken_lines(clean: str) -> str:
    """Return the tidy text, of the same length, with spaces for the line breaks that divide a name or a sentence."""
    if "\n" not in clean:
        return clean
    clean = _BREAK_IN_SENTENCE.sub(_blanks, clean)
    return _BREAK_BEFORE_CAPITAL.sub(lambda gap: _blanks(gap) if _breaks_name(clean, gap) else gap.group(), clean)


def _blanks(line_break: re.Match[str]) -> str:
    return " " * len(line_break.group())


def _breaks_name(clean: str, line_break: re.Match[str]) -> bool:
    """Tell whether a name continues after a line break: the line has only the surname, or ends in a middle syllable."""
    end = line_break.start()
    while end and clean[end - 1] == " ":
        end -= 1
    if not end or not _LETTER.match(clean, end - 1):
        return False
    before = _CAPITALS_BEFORE.search(clean, max(0, end - 40), end)
    after = _CAPITALS_AFTER.match(clean, line_break.end())
    if not before or not after:
        return False
    words, tail = before.group().split(), after.group().split()
    inside, last = usual_syllables()
    for at, word in enumerate(words):
        head = words[at:]
        if not is_surname(word) or not is_name(" ".join([*head, *tail])):
            continue
        if term(head[-1]) in ("thị", "văn") or (len(head) == 1 and is_common_surname(word)):
            return True
        usual = term(head[-1]) in inside and term(tail[0]) in last
        if usual and len(tail) == 1 and (len(head) == 2 or tail[0].isupper()):
            return bool(_END_OF_NAME.match(clean, after.end()))
    return False
