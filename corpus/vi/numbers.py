"""Find and read the numbers of official documents: `05/2020/NQ-HĐND`, and what people type for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.vi.text import fold


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """Holds a document's number in parts: `12a/2020/NQ-HĐND` is 12, `a`, 2020, `NQ`, `HĐND`.

    A number of the National Assembly (`77/2015/QH13`) has the kind `QH13` and no body. An official letter bears
    its body and office where others have kind and body: `512/UBND-TNMT` has the kind `UBND`, the body `TNMT`.
    """

    serial: int
    suffix: str
    year: int | None
    kind: str
    body: str

    @property
    def text(self) -> str:
        """Give the number as documents write it: two figures at least, the Party's with the dash first."""
        serial = f"{self.serial:02d}{self.suffix}"
        if self.year is None and self.body in _PARTY:
            return f"{serial}-{self.kind}/{self.body}"
        return "/".join(part for part in (serial, str(self.year or ""), _joined(self.kind, self.body)) if part)

    @property
    def key(self) -> str:
        """Give the form by which equal numbers are found: small letters, no accents, no leading zero."""
        return _key(self.serial, self.suffix, self.year, self.kind, self.body)


@dataclass(frozen=True, slots=True)
class NumberMention:
    """Says that `text[start:end]` names a document by this number."""

    start: int
    end: int
    text: str
    number: DocumentNumber


def find_numbers(text: str, *, lenient: bool = False) -> list[NumberMention]:
    """Return the numbers in a tidy text, in order and not overlapping.

    Strict: a serial, a slash or dash, and a kind, as documents write them. Lenient adds what people type in
    queries: `12 nq hdnd`, `NQ 5/2020`, `nghị quyết số 5 năm 2020`, `12NQHĐND`.
    """
    found = list(_written(text))
    if lenient:
        found += _typed(text)
    kept: list[NumberMention] = []
    for mention in sorted(found, key=lambda mention: (mention.start, -mention.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def parse_number(text: str) -> DocumentNumber | None:
    """Read a field that holds one number, with or without `Số:` before it."""
    text = _LABEL.sub("", text.strip()).rstrip(" .,;")
    found = find_numbers(text, lenient=True)
    return found[0].number if len(found) == 1 and found[0].text == text else None


def index_keys(number: DocumentNumber, year: int | None) -> tuple[str, ...]:
    """Return every key by which a query may ask for a document with this number, issued in this year."""
    years = dict.fromkeys((number.year or year, None))
    bodies = dict.fromkeys((number.body, number.body.rstrip("0123456789"), ""))
    keys = (_key(number.serial, number.suffix, y, number.kind, body) for y in years for body in bodies)
    return tuple(dict.fromkeys(keys))


def document_kind(number: DocumentNumber) -> str | None:
    """Return the document's kind as the number tells it; None where it does not (`77/2015/QH13`)."""
    kind = number.kind
    if kind in _DOCUMENT_KINDS:
        return _DOCUMENT_KINDS[kind]
    if kind in _KINDS.values():
        return "other"
    return "official-letter" if number.body else None


def _written(text: str) -> Iterator[NumberMention]:
    for found in _STRICT.finditer(text):
        number = _number(found)
        if number:
            yield NumberMention(found.start(), found.end(), found.group(), number)


def _number(found: re.Match[str]) -> DocumentNumber | None:
    kind, body = found["kind"], found["body"] or ""
    known = fold(kind).lower() in _KINDS
    if body:
        if not known and not (_proper(kind) and _proper(body)):
            return None
        if known and not _proper(body) and fold(body).lower() not in _BODIES:
            return None
    elif not _ASSEMBLY.fullmatch(fold(kind).lower()) and not (known and kind == _KINDS[fold(kind).lower()]):
        return None
    return _made(found["serial"], found["suffix"], found["year"], kind, body)


def _made(serial: str, suffix: str | None, year: str | None, kind: str, body: str) -> DocumentNumber:
    return DocumentNumber(int(serial), (suffix or "").lower(), int(year) if year else None, _kind(kind), _body(body))


def _typed(text: str) -> Iterator[NumberMention]:
    small = text.lower()
    if len(small) != len(text):
        return
    for pattern in (_GLUED, _KIND_FIRST):
        for found in pattern.finditer(small):
            kind = _NAMES.get(fold(found["kind"]), found["kind"])
            number = _made(found["serial"], None, found["year"] or found["later"], kind, found["body"] or "")
            yield NumberMention(found.start(), found.end(), text[found.start() : found.end()], number)


def _kind(written: str) -> str:
    return _KINDS.get(fold(written).lower()) or _restored(written)


def _body(written: str) -> str:
    parts = [_restored(part) for part in re.split(r"[-–—]", re.sub(r"[\s.]", "", written)) if part]
    return "-".join(parts)


def _restored(part: str) -> str:
    known = _BODIES.get(fold(part).lower())
    if known:
        return known
    if part.islower():
        part = part.upper()
    return re.sub("HDND", "HĐND", part)


def _proper(written: str) -> bool:
    return len(written) > 1 and sum(c.isupper() for c in written) > 1


def _joined(kind: str, body: str) -> str:
    return f"{kind}-{body}" if kind and body else kind or body


def _key(serial: int, suffix: str, year: int | None, kind: str, body: str) -> str:
    parts = (f"{serial}{suffix}", str(year or ""), _joined(kind, body))
    return fold("/".join(part for part in parts if part)).lower()


def _folded(*written: str) -> dict[str, str]:
    return {fold(word).lower(): word for word in " ".join(written).split()}


_KINDS = _folded(
    "NQ QĐ NĐ TT TTLT TTr TB BC KH CT CV CTr CTrPH HD GM KL QC QyĐ QĐi PL L LCT SL VBHN CĐ ĐA PA TTLN NQLT"
)
_BODIES = _folded(
    "HĐND UBND TTHĐND UBMTTQ MTTQ UBTVQH QH CP TTg CTN HĐBT HĐBC HĐNN VPCP VP TW TU HU QU ĐU BTV BCĐ BPC BKTXH BKTNS",
    "BVHXH KTXH BTC BCA BQP BNV BYT BTP BXD BCT BGTVT BGDĐT BTNMT BNNPTNT BKHĐT BKHCN BLĐTBXH BVHTTDL BTTTT NHNN",
    "TNMT KHĐT GDĐT LĐTBXH TANDTC VKSNDTC HĐTP ĐĐBQH QLĐT",
)
_PARTY = frozenset(("TW", "TU", "HU", "QU", "ĐU", "BTV"))
_DOCUMENT_KINDS = {
    "NQ": "resolution", "QĐ": "decision", "TTr": "proposal", "TB": "notice", "BC": "report", "KH": "plan",
    "CT": "directive", "CV": "official-letter",
}  # fmt: skip
_NAMES = {
    "nghi quyet": "nq", "quyet dinh": "qđ", "nghi dinh": "nđ", "thong tu": "tt", "to trinh": "ttr", "thong bao": "tb",
    "bao cao": "bc", "ke hoach": "kh", "chi thi": "ct", "cong van": "cv",
}  # fmt: skip

_LABEL = re.compile(r"(?:số|so)(?: hiệu| ký hiệu)? ?[:.]? *(?=\d)", re.IGNORECASE)
_ASSEMBLY = re.compile(r"(?:qh|ubtvqh)\d{1,2}")
_PART = r"[A-ZĐa-zđ][A-ZĐa-zđ&]*\d{0,2}"
_STRICT = re.compile(
    r"(?<![\w/])(?<!\d[.,])(?P<serial>\d{1,6})(?P<suffix>[a-zA-ZđĐ])? ?"
    r"(?:[/-] ?(?P<year>(?:19|20)\d\d) ?)?[/–—-] ?"
    rf"(?P<kind>{_PART})(?: ?[-–—/.] ?(?P<body>TT[ .]?(?:HĐND|HDND)|{_PART}(?:[-–—]{_PART})*))?(?!\w)"
)
_GLUED = re.compile(
    r"(?<![\w/])(?P<serial>\d{1,5})(?:[/ ](?P<year>(?:19|20)\d\d))?[ /-]?(?P<kind>nq|qđ|qd|ttr|tb|bc|kh|ct|nđ|nd)[ /-]?"
    r"(?P<body>hđnd|hdnd|ubnd|cp)(?!\w)(?:(?: năm| nam)? (?P<later>(?:19|20)\d\d)(?![\w/]))?"
)
_KIND_FIRST = re.compile(
    r"(?<![\w/])(?P<kind>nq|qđ|qd|nđ|ttr|tb|bc|kh|ct|cv|tt|nghị quyết|nghi quyet|quyết định|quyet dinh|nghị định"
    r"|nghi dinh|thông tư|thong tu|tờ trình|to trinh|thông báo|thong bao|báo cáo|bao cao|kế hoạch|ke hoach"
    r"|chỉ thị|chi thi|công văn|cong van)(?: (?:số|so))?[ :]*(?P<serial>\d{1,5})(?:/(?P<year>(?:19|20)\d\d))?"
    r"(?:[ /-]?(?P<body>hđnd|hdnd|ubnd|cp)(?!\w))?(?:(?: năm| nam)? (?P<later>(?:19|20)\d\d)(?![\w/]))?(?![\w/])"
)
