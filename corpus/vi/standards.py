"""Find the numbers of standards and technical regulations: `QCVN 02:2019/BLĐTBXH`, `TCVN 9386-1:2012`, and sloppier."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.forms import lowercase_in_place
from corpus.vi.text import fold


class StandardMention(NamedTuple):
    """Holds a mention of a standard between the offsets `start` and `end` of a text, and its number as it is written.

    `number` has what was typed in the official form: `qcvn 2 2019` is `QCVN 02:2019`. `year` is None where none was.
    """

    start: int
    end: int
    text: str
    number: str
    year: int | None


def find_standards(text: str) -> list[StandardMention]:
    """Return the standards that a tidy text names, in order; blanks, capitals, signs and marks may be left out."""
    return [_mention(text, match) for match in _STANDARD.finditer(lowercase_in_place(text))]


def _mention(text: str, match: re.Match[str]) -> StandardMention:
    kind, body, year = _KINDS[fold(match["kind"])], match["body"] or match["bare"], match["year"]
    serial = match["serial"].zfill(2)  # as regulations have it: `QCVN 02`
    series = f"{match['series'].upper()} " if match["series"] else ""
    number = f"{kind} {series}{serial}" + (f":{year}" if year else "")
    number += f"/{_BODIES.get(fold(body), body.upper())}" if body else ""
    start, end = match.span()
    return StandardMention(start, end, text[start:end], number, int(year) if year else None)


_KINDS = {fold(kind).lower(): kind for kind in ("QCVN", "QCĐP", "QCXDVN", "TCVN", "TCXDVN", "TCXD", "TCCS", "TCN")}
_MINISTRIES = (
    *("BLĐTBXH", "BXD", "BCT", "BYT", "BTNMT", "BNNMT", "BGTVT", "BNNPTNT", "BKHCN", "BTTTT", "BCA", "BQP", "BTC"),
    *("BVHTTDL", "BGDĐT", "BNV", "BKHĐT", "BTP", "NHNN"),
)
_BODIES = {fold(body).lower(): body for body in _MINISTRIES}
_BODY = "|".join(sorted({*_BODIES, *map(str.lower, _BODIES.values())}))  # with their marks and without
_STANDARD = compile_bounded(
    rf"(?<!\w)(?P<kind>qcđp|{'|'.join(_KINDS)})(?: (?:số|so))?[ :.-]?"
    r"(?:(?P<series>iso/iec|iso|iec|en|astm) ?)?(?P<serial>\d{1,5}(?:[-.]\d{1,3})?)(?!\d)"
    r"(?: ?[:/ –-] ?(?P<year>(?:19|20)\d\d)(?!\d|/\d))?"
    rf"(?: ?/ ?(?P<body>[^\W\d_]{{2,12}})(?!\w)|[ -](?P<bare>{_BODY})(?!\w))?(?!\w)"
)
