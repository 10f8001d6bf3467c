"""Join what a line end has cut in two: a person's name, or a sentence of a text that was set in lines."""

from __future__ import annotations

import re

from corpus.vi.full_names import CAPITAL, LOWER, is_common_surname, is_name, is_surname, usual_syllables
from corpus.vi.text import term

# Patterns that begin with the line end itself are looked for much faster than what stands before it.
_GOES_ON = re.compile(rf"\n(?:(?<=[^\W_]\n)|(?<=[^\W_] \n)|(?<=,\n)|(?<=, \n)) ?(?=[{LOWER}](?!\)))")
_CUT = re.compile(rf"\n *(?={CAPITAL})")
_LETTER = re.compile(r"[^\W\d_]")
_BEFORE = re.compile(rf"(?:(?<=\s)|^){CAPITAL}(?: {CAPITAL}){{0,3}}$")
_AFTER = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{0,3}}")
# What follows a name, but not the first word of a sentence or heading.
_CLOSED = re.compile(r" *(?:[,;)–-]|\n|$)")


def unwrapped(clean: str) -> str:
    """Return a tidy text of the same length with spaces for the line ends that cut a name or a sentence."""
    if "\n" not in clean:
        return clean
    clean = _GOES_ON.sub(lambda gap: " " * len(gap.group()), clean)
    return _CUT.sub(lambda gap: " " * len(gap.group()) if _cuts_name(clean, gap) else gap.group(), clean)


def _cuts_name(clean: str, gap: re.Match[str]) -> bool:
    """Tell whether a name goes on after a line end: the line has only its surname, or ends in a middle syllable."""
    end = gap.start()
    while end and clean[end - 1] == " ":
        end -= 1
    if not end or not _LETTER.match(clean, end - 1):
        return False
    begin = _BEFORE.search(clean, max(0, end - 40), end)
    rest = _AFTER.match(clean, gap.end())
    if not begin or not rest:
        return False
    head, tail = begin.group().split(), rest.group().split()
    inside, last = usual_syllables()
    for at, word in enumerate(head):
        known = head[at:]
        if not is_surname(word) or not is_name(" ".join([*known, *tail])):
            continue
        if term(known[-1]) in ("thị", "văn") or (len(known) == 1 and is_common_surname(word)):
            return True
        usual = term(known[-1]) in inside and term(tail[0]) in last
        if usual and len(tail) == 1 and (len(known) == 2 or tail[0].isupper()):
            return bool(_CLOSED.match(clean, rest.end()))
    return False
