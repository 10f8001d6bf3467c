"""Find and read the numbers of official documents: `05/2020/NQ-HĐND`, and what people type for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from corpus.vi.dates.forms import small_letters
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
        if self.year is None and self.body in _PARTY and self.kind in _KINDS.values():
            return f"{serial}-{self.kind}/{self.body}"
        return _written_out(serial, self.year, self.kind, self.body)

    @property
    def key(self) -> str:
        """Give the form by which equal numbers are found: small letters, no accents, no leading zero."""
        return _key(self, self.year, self.body)


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
    queries: `12 nq hdnd`, `NQ 5/2020`, `nghị quyết số 5 năm 2020`, `12NQHĐND`; a year that is typed after a
    number without one belongs to it.
    """
    read = _MISREAD.sub(_figures, text)
    strict = list(_strict(read))
    if read != text:
        strict = [replace(mention, text=text[mention.start : mention.end]) for mention in strict]
    if not lenient:
        return strict
    small = small_letters(read)
    kept: list[NumberMention] = []
    taken = bytearray(len(text))
    for mention in chain((_with_year(mention, text) for mention in strict), _typed(text, small)):
        if not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _figures(found: re.Match[str]) -> str:
    """Return a number whose figures a machine read as letters (`O5/2O2O/`) with figures; a Roman `II/` stays."""
    serial = found["serial"]
    misread = any(map(str.isdigit, serial)) or bool(found["year"]) or (len(serial) > 1 and "I" not in serial)
    return found.group().translate(_LETTERS) if misread else found.group()


def presented_from(text: str, start: int) -> int:
    """Return where the words begin that only present the number at `start` of a tidy text: `Luật số`, `QĐ số`."""
    before = _PRESENTED.search(text, max(0, start - 30), start)
    return before.start() if before else start


def parse_number(text: str) -> DocumentNumber | None:
    """Read a field that holds one number in any form, with or without `Số:` before it."""
    text = _LABEL.sub("", text.strip()).rstrip(" .,;")
    found = find_numbers(text, lenient=True)
    return found[0].number if len(found) == 1 and found[0].text == text else None


def index_keys(number: DocumentNumber, year: int | None) -> tuple[str, ...]:
    """Return every key by which a query may ask for a document with this number, issued in this year.

    With and without the year, the body, and the figures that some councils put after their body (`HĐND7`).
    """
    years = (number.year or year, None)
    bodies = (number.body, number.body.rstrip("0123456789"), "")
    return tuple(dict.fromkeys(_key(number, said, body) for said in years for body in bodies))


def document_kind(number: DocumentNumber) -> str | None:
    """Return the document's kind as the number tells it; None where it does not (`77/2015/QH13`)."""
    if number.kind in _DOCUMENT_KINDS:
        return _DOCUMENT_KINDS[number.kind]
    if number.kind in _KINDS.values():
        return "other"
    return "official-letter" if number.body and _ORGAN.fullmatch(number.kind) else None


def _strict(text: str) -> Iterator[NumberMention]:
    for found in _STRICT.finditer(text):
        kind, body, joint, end = found["kind"], found["body"] or "", found["joint"] or "", found.end()
        slash, tight = found["first"] == "/", joint.strip() == joint
        if not body and (glued := _GLUED.fullmatch(_looked_up(kind))):
            kind, body = kind[: glued.end("kind")], kind[glued.end("kind") :]
        while not _believed(kind, body, slash=slash, tight=tight) and (cut := _LAST_PART.search(body)):
            body, end = body[: cut.start()], end - len(cut.group())
        if _believed(kind, body, slash=slash, tight=tight):
            number = _number(found["serial"], found["suffix"], found["year"], kind, body)
            yield NumberMention(found.start(), end, text[found.start() : end], number)


def _believed(kind: str, body: str, *, slash: bool, tight: bool) -> bool:
    """Tell a number from other figures before a slash or dash.

    A known kind needs a body that is known or looks like an abbreviation; an unknown kind needs the slash and two
    abbreviations; a kind alone needs the slash and its exact letters, or be the National Assembly's.
    """
    known = _known_kind(kind)
    if body and known:
        return _looked_up(body) in _BODIES or (tight and _abbreviation(body))
    if body:
        return slash and tight and _abbreviation(kind) and _abbreviation(body)
    return slash and (kind == known or bool(_ASSEMBLY.fullmatch(kind)))


def _typed(text: str, small: str) -> Iterator[NumberMention]:
    for pattern in (_SERIAL_FIRST, _KIND_FIRST):
        for found in pattern.finditer(small):
            parts = found.groupdict()
            body = found["body"] or parts.get("front") or ""
            year = found["year"] or found["later"]
            if pattern is _KIND_FIRST and not (parts["said"] or body or year) and not _sure(found):
                continue
            said = found["kind"] or parts["alone"]
            kind = _NAMES.get(fold(said), said)
            number = _number(found["serial"], parts.get("suffix"), year, kind, body)
            yield NumberMention(found.start(), found.end(), text[found.start() : found.end()], number)


def _sure(found: re.Match[str]) -> bool:
    """Tell `nghị quyết 68` from `kế hoạch 5 năm`, `quyết định 3 vấn đề` and `kế hoạch 2020`."""
    if int(found["serial"]) in _LIKELY_YEARS:
        return False
    if fold(found["kind"]) in _PLAIN_VERBS:
        return bool(_AFTER_NUMBER.match(found.string, found.end()))
    return not _COUNTED.match(found.string, found.end())


def _with_year(mention: NumberMention, text: str) -> NumberMention:
    later = _LATER.match(text, mention.end)
    if mention.number.year or not later:
        return mention
    number = replace(mention.number, year=int(later["later"]))
    return NumberMention(mention.start, later.end(), text[mention.start : later.end()], number)


def _number(serial: str, suffix: str | None, year: str | None, kind: str, body: str) -> DocumentNumber:
    parts = re.split(r"[-–—]", re.sub(r"[\s.]", "", body))
    organ = "-".join(_restored(part) for part in parts if part)
    known = _known_kind(kind) or _restored(kind)
    return DocumentNumber(int(serial), (suffix or "").lower(), int(year) if year else None, known, organ)


def _known_kind(written: str) -> str | None:
    return _KINDS.get(_looked_up(written))


def _restored(part: str) -> str:
    """Return an abbreviation with the letters that its body uses: `hdnd` → `HĐND`, `Ttg` → `TTg`, `TƯ` → `TW`."""
    if part.upper() == "TƯ":
        return "TW"
    if known := _BODIES.get(_looked_up(part)):
        return known
    if part.islower() or _ASSEMBLY.fullmatch(part):
        part = part.upper()
    return part.replace("HDND", "HĐND")


def _looked_up(written: str) -> str:
    """Return the form that the tables know: `QDD` and `HDDND` are left over from Telex typing."""
    return fold(re.sub(r"[\s.]", "", written)).lower().replace("dd", "d")


def _abbreviation(written: str) -> bool:
    bare = written.replace("Đ", "D").replace("đ", "d").replace("Ư", "U")
    starts = all(part[:1].isupper() for part in re.split(r"[-–—]", written))
    return starts and fold(bare) == bare and sum(letter.isupper() for letter in written) > 1


def _key(number: DocumentNumber, year: int | None, body: str) -> str:
    return fold(_written_out(f"{number.serial}{number.suffix}", year, number.kind, body)).lower()


def _written_out(serial: str, year: int | None, kind: str, body: str) -> str:
    return "/".join((serial, *([str(year)] if year else []), f"{kind}-{body}" if body else kind))


def _table(*written: str) -> dict[str, str]:
    return {_looked_up(word): word for line in written for word in line.split()}


_KINDS = _table(
    "NQ QĐ NĐ TT TTLT TTLN NQLT TTr TB BC KH KHLT CT CV CTr CTrPH CTPH HD GM KL QC QCPH QyĐ QĐi QĐNS QĐST PA ĐA PL L",
    "LCT SL VBHN CĐ GP PC AL",
)
_BODIES = _table(
    "HĐND UBND TTHĐND UBMTTQ MTTQ UBTVQH QH CP TTg CTN HĐBT HĐNN VPCP VPQH VP TW TU HU QU ĐU BTV BCĐ BPC BKTXH BKTNS",
    "BVHXH KTXH BTC BCA BQP BNV BYT BTP BXD BCT BGTVT BGDĐT BTNMT BNNPTNT BKHĐT BKHCN BLĐTBXH BVHTTDL BTTTT NHNN",
    "TNMT KHĐT GDĐT LĐTBXH TANDTC VKSNDTC HĐTP ĐĐBQH QLĐT UBKT KTTH KGVX",
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
# `quyết định 3 …` may be what somebody does, and two letters may stand for something else.
_PLAIN_VERBS = frozenset(
    ("quyet dinh", "thong bao", "bao cao", "ke hoach", "to trinh", "cong van", "tt", "tb", "bc", "kh", "ct", "cv")
)
_LIKELY_YEARS = range(1945, 2036)

_LETTERS = str.maketrans("OoQlI", "00011")
_MISREAD = re.compile(
    r"(?<![\w/])(?P<serial>[\dOolI]{1,5}) ?[/-] ?(?:(?P<year>[12][\dOoQ]{3}) ?/ ?)?"
    r"(?=(?i:NQ|QĐ|QD|TB|TTr|BC|KH|CT|CV|NĐ|ND|TT|HD|KL)\w{0,6}[-–/ .])"
)
_LABEL = re.compile(r"(?:số|so)(?: hiệu| ký hiệu)? ?[:.]? *(?=\d)", re.IGNORECASE)
_PRESENTED = re.compile(
    r"(?<!\w)(?:(?:(?:bộ )?luật|(?:bo )?luat|pháp lệnh|phap lenh|hướng dẫn|huong dan|kết luận|ket luan|văn bản|van ban"
    r"|nghị quyết|nghi quyet|quyết định|quyet dinh|nghị định|nghi dinh|thông tư(?: liên tịch)?|thong tu(?: lien tich)?"
    r"|tờ trình|to trinh|thông báo|thong bao|báo cáo|bao cao|kế hoạch|ke hoach|chỉ thị|chi thi|công văn|cong van"
    r"|nq|qđ|qd|nđ|ttr|tb|bc|kh|ct|cv|tt)(?: (?:số|so)(?: hiệu| hieu)?)?|(?:số|so)(?: hiệu| hieu)?)[ :]*\Z",
    re.IGNORECASE,
)
_ASSEMBLY = re.compile(r"(?:qh|ubtvqh)\d{1,2}", re.IGNORECASE)
_ORGAN = re.compile(r"(?:U|H|V|B|S|P|T|N|C|Đ)[A-ZĐ&]{2,}|TTg")  # a ministry, department, office: not `HS-ST`, a verdict
_GLUED = re.compile(r"(?P<kind>nq|qd|nd|ttr|tb|bc|kh|ct)(?:tt)?(?:hdnd|ubnd|cp|ttg)")
_LAST_PART = re.compile(r"[-–—][^-–—]*\Z")
_PART = r"[^\W\d_][^\W\d_]{0,24}(?:&[^\W\d_]{1,24}){0,2}\d{0,2}"
_STRICT = re.compile(
    r"(?<![\w/])(?<!\d[.,])(?P<serial>\d{1,6})(?P<suffix>[a-zA-ZđĐ])?[ \n]?"
    r"(?:[/-] ?(?P<year>(?:19|20)\d\d) ?)?(?P<first>[/–—-])/?[ \n]?"
    rf"(?P<kind>{_PART})"
    rf"(?:(?P<joint>[ ]?[-–—/.][ \n]?)(?P<body>TT[ .]?(?:HĐND|HDND)|{_PART}(?:[-–—]{_PART}){{0,5}}))?(?!\w)"
)
_YEAR = r"(?:19|20)\d\d"
_LATER = re.compile(rf" (?:(?:năm|nam) )?(?P<later>{_YEAR})(?![\w/-])", re.IGNORECASE)
_BODY = r"(?:tt ?)?(?:hđnd|hdnd)|ubnd|cp|ttg|tw|tu|hu|qu"
_SERIAL_FIRST = re.compile(
    rf"(?<![\w/.,])(?P<serial>\d{{1,5}})(?P<suffix>[a-z](?=[ /-]))?(?:[/ ](?P<year>{_YEAR}))?[ /-]?"
    rf"(?:(?P<kind>nq|qđ|qd|nđ|nd|ttr|tb|bc|kh|ct|tt)[ /-]?(?P<body>{_BODY})|(?P<alone>nq|qđ|qd))(?!\w)"
    rf"(?:{_LATER.pattern})?"
)
_KIND_FIRST = re.compile(
    r"(?<![\w/-])(?P<kind>nq|qđ|qd|nđ|ttr|(?:tb|bc|kh|ct|cv|tt)(?!\d)|nghị quyết|nghi quyet|quyết định|quyet dinh"
    r"|nghị định|nghi dinh|thông tư|thong tu|tờ trình|to trinh|thông báo|thong bao|báo cáo|bao cao|kế hoạch|ke hoach"
    rf"|chỉ thị|chi thi|công văn|cong van)(?:[ -](?P<front>{_BODY}))?(?P<said> (?:số|so)(?: hiệu)?)?[ :]*"
    rf"(?P<serial>\d{{1,5}})(?P<suffix>[a-z](?=[ /]|\Z))?(?:/(?P<year>{_YEAR}))?(?:[ /-](?P<body>{_BODY})(?!\w))?"
    rf"(?![\w/%-]|[.,]\d)(?:{_LATER.pattern})?"
)
_COUNTED = re.compile(r" (?:năm|nam|tháng|thang|ngày|ngay|vấn đề|van de|nội dung|noi dung|điểm|diem|nhóm|nhom)\b")
_AFTER_NUMBER = re.compile(
    r"\s*\Z|\s*[,;:)\n]"
    r"| (?:của|cua|(?:ngày|ngay) \d+|về|ve|hđnd|hdnd|ubnd|quận|quan|huyện|huyen|tỉnh|tinh|xã|phường|phuong)\b"
)
