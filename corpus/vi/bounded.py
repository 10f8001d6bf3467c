"""Compile patterns whose runs of blanks and signs are bounded, so that a hostile text costs linear time.

`nghị\\s+quyết` over 50,000 blanks is tried from each blank to the end of them. No phrase has so wide a gap: with a
bound on each run the time grows with the text, while the patterns stay as readable as they were.
"""

from __future__ import annotations

import re

MAX_RUN = 16  # blanks or signs between two parts of a phrase; a line of two columns has its parts further apart

# A blank or a class without words with `*` or `+`; else an escape or a class, which is passed over as a whole.
_RUN = re.compile(
    r"(?P<blank>\\s|\\W| |\\n|\[(?:\\W_|\^\\w|\^\\w\\n|\\s[,(./)]+)\])(?P<least>[*+])|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]",
    re.DOTALL,
)


def compile_bounded(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return the pattern of a source in which each `*` and `+` after a blank or a sign stops at MAX_RUN of them."""
    return re.compile(_RUN.sub(_bounded, source), flags)


def _bounded(match: re.Match[str]) -> str:
    if match["blank"] is None:
        return match.group()
    return f"{match['blank']}{{{0 if match['least'] == '*' else 1},{MAX_RUN}}}"
