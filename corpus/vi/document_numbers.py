"""Find and parse the numbers of official documents: `05/2020/NQ-HĐND`, and what people type for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.forms import lowercase_in_place
from corpus.vi.text import fold


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """Holds the parts of a document's number: `12a/2020/NQ-HĐND` is 12, `a`, 2020, `NQ`, `HĐND`.

    A number of the National Assembly (`77/2015/QH13`) has the kind `QH13` and no body. An official letter has
    its body and office where others have kind and body: `512/UBND-TNMT` has the kind `UBND`, the body `TNMT`.
    """

    serial: int
    suffix: str
    year: int | None
    kind: str
    body: str
    digits: str = field(default="", compare=False)  # the serial as written, where it begins with a zero

    @property
    def text(self) -> str:
        """Return the number as documents write it: at least two digits; numbers of the Party have the dash first."""
        serial = f"{self.digits or format(self.serial, '02d')}{self.suffix}"
        if self.year is None and _PARTY_BODY.fullmatch(self.body) and self.kind in _KINDS.values():
            return f"{serial}-{self.kind}/{self.body}"
        return _with_slashes(serial, self.year, self.kind, self.body)

    @property
    def key(self) -> str:
        """Return the form by which equal numbers match: lower case, no marks, no leading zero."""
        return _key(self, self.year, self.body)


@dataclass(frozen=True, slots=True)
class NumberMention:
    """Holds a mention of a document by its number, between the offsets `start` and `end` of a text."""

    start: int
    end: int
    text: str
    number: DocumentNumber


def find_numbers(text: str, *, lenient: bool = False) -> list[NumberMention]:
    """Return the numbers in a tidy text, in order and not overlapping.

    Strict: a serial, a slash or dash, and a kind, as documents write them. Lenient adds what people type in
    queries: `12 nq hdnd`, `NQ 5/2020`, `nghị quyết số 5 năm 2020`, `12NQHĐND`; a year typed after a number without
    a year belongs to it.
    """
    corrected = _MISREAD.sub(_with_digits, _FOREIGN_HYPHEN.sub("-", text))
    if "_" in text:
        corrected = _UNDERSCORED.sub(_without_underscores, corrected)
    strict = list(_strict(corrected))
    if corrected != text:
        strict = [replace(mention, text=text[mention.start : mention.end]) for mention in strict]
    if not lenient:
        return strict
    mentions: list[NumberMention] = []
    covered = bytearray(len(text))
    for mention in chain(
        (_with_year(mention, text) for mention in strict), _typed(text, lowercase_in_place(corrected))
    ):
        if not any(covered[mention.start : mention.end]):
            covered[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            mentions.append(mention)
    return sorted(mentions, key=lambda mention: mention.start)


def _with_digits(match: re.Match[str]) -> str:
    """Return a number with digits where OCR has read letters (`O5/2O2O/`); a Roman numeral (`II/`) is unchanged."""
    serial = match["serial"]
    misread = any(map(str.isdigit, serial)) or bool(match["year"]) or (len(serial) > 1 and "I" not in serial)
    return match.group().translate(_DIGITS_READ_AS_LETTERS) if misread else match.group()


def _without_underscores(match: re.Match[str]) -> str:
    """Return a number with the signs for which underscores stand, as in names of files (`05_CT/TU`)."""
    serial, kind, body = match["serial"], match["kind"], match["body"]
    return f"{serial}{kind}".replace("_", "/") + body.replace("_", "-")


def label_start(text: str, start: int) -> int:
    """Return where the label of the number at `start` of a tidy text begins: `Luật số`, `QĐ số`."""
    label = _LABEL_BEFORE.search(text, max(0, start - 30), start)
    return label.start() if label else start


@lru_cache(maxsize=4096)
def parse_number(text: str) -> DocumentNumber | None:
    """Read a field that holds a single number in any form, with or without `Số:` before it."""
    text = _FIELD_LABEL.sub("", text.strip()).rstrip(" .,;")
    mentions = find_numbers(text, lenient=True)
    return mentions[0].number if len(mentions) == 1 and mentions[0].text == text else None


def written_number(text: str) -> str:
    """Return the number in a field as written, without its label and the stop behind it (`Số 12/QĐ-UBND.`).

    A hyphen is the plain one. A text that is no number stays as it is.
    """
    clean = _FIELD_LABEL.sub("", _FOREIGN_HYPHEN.sub("-", text.replace("\u00ad", "")).strip().rstrip(".,;"))
    return clean if clean != text and parse_number(clean) else text


def index_keys(number: DocumentNumber, year: int | None) -> tuple[str, ...]:
    """Return every key by which a query may refer to a document with this number, issued in this year.

    They are with and without the year, the body, and the digits that some councils append to their body (`HĐND7`).
    """
    years = (number.year or year, None)
    bodies = (number.body, number.body.rstrip("0123456789"), "")
    return tuple(dict.fromkeys(_key(number, key_year, body) for key_year in years for body in bodies))


def document_kind(number: DocumentNumber) -> str | None:
    """Return the document's kind that the number implies; None where it implies none (`77/2015/QH13`)."""
    if (number.kind, number.body) == ("CT", "CS"):
        return "official-letter"  # of the tax office, its department of policy: `5485/CT-CS`
    if number.kind in _DOCUMENT_KINDS:
        return _DOCUMENT_KINDS[number.kind]
    if number.kind in _KINDS.values():
        return "other"
    return "official-letter" if number.body and _OFFICE.fullmatch(number.kind) else None


def _strict(text: str) -> Iterator[NumberMention]:
    """Yield the numbers that are written as documents write them."""
    for match in _STRICT.finditer(text):
        kind, body, joint, end = match["kind"], match["body"] or "", match["joint"] or "", match.end()
        slash, tight = match["first"] == "/", joint.strip() == joint
        if not body and (joined := _KIND_AND_BODY_JOINED.fullmatch(_lookup_form(kind))):
            kind, body = kind[: joined.end("kind")], kind[joined.end("kind") :]
        while not _is_plausible(kind, body, slash=slash, tight=tight) and (cut := _LAST_PART.search(body)):
            body, end = body[: cut.start()], end - len(cut.group())
        if _is_plausible(kind, body, slash=slash, tight=tight):
            number = _number(match["serial"], match["suffix"], match["year"], kind, body)
            yield NumberMention(match.start(), end, text[match.start() : end], number)


def _is_plausible(kind: str, body: str, *, slash: bool, tight: bool) -> bool:
    """Tell a number from other digits before a slash or dash; `tight`: no space before the body.

    A known kind needs a body that is known or looks like an abbreviation; an unknown kind needs the slash and two
    abbreviations; a kind without a body needs the slash and its exact letters, or to be the National Assembly's.
    """
    known = _known_kind(kind)
    if body and known:
        return _lookup_form(body) in _BODIES or (tight and _is_abbreviation(body))
    if body:
        return slash and tight and _is_abbreviation(kind) and _is_abbreviation(body)
    return slash and (kind == known or bool(_ASSEMBLY.fullmatch(kind)))


def _typed(text: str, lower: str) -> Iterator[NumberMention]:
    """Yield the numbers as people type them, by the patterns of text in lower case."""
    for pattern in (_SERIAL_FIRST, _KIND_FIRST):
        for match in pattern.finditer(lower):
            groups = match.groupdict()
            body = match["body"] or groups.get("front") or ""
            year = match["year"] or match["later"]
            if pattern is _KIND_FIRST and not (groups["label"] or body or year) and not _is_number(match):
                continue
            name = match["kind"] or groups["alone"]
            kind = _KIND_NAMES.get(fold(name), name)
            number = _number(match["serial"], groups.get("suffix"), year, kind, body)
            yield NumberMention(match.start(), match.end(), text[match.start() : match.end()], number)


def _is_number(match: re.Match[str]) -> bool:
    """Tell `nghị quyết 68` from `kế hoạch 5 năm`, `quyết định 3 vấn đề` and `kế hoạch 2020`."""
    if int(match["serial"]) in _LIKELY_YEARS:
        return False
    if fold(match["kind"]) in _AMBIGUOUS_KINDS:
        return bool(_AFTER_NUMBER.match(match.string, match.end()))
    return not _COUNTED_NOUN.match(match.string, match.end())


def _with_year(mention: NumberMention, text: str) -> NumberMention:
    """Return the mention with the year that is typed behind a number without one."""
    later = _LATER_YEAR.match(text, mention.end)
    if mention.number.year or not later:
        return mention
    number = replace(mention.number, year=int(later["later"]))
    return NumberMention(mention.start, later.end(), text[mention.start : later.end()], number)


def _number(serial: str, suffix: str | None, year: str | None, kind: str, body: str) -> DocumentNumber:
    parts = re.split(r"[-–—]", re.sub(r"[\s.]", "", body))
    standard_body = "-".join(_standard_form(part) for part in parts if part)
    standard_kind = _known_kind(kind) or _standard_form(kind)
    digits = serial if serial.startswith("0") and len(serial) > 2 else ""
    return DocumentNumber(
        int(serial), (suffix or "").lower(), int(year) if year else None, standard_kind, standard_body, digits
    )


def _known_kind(written: str) -> str | None:
    return _KINDS.get(_lookup_form(written))


def _standard_form(part: str) -> str:
    """Return an abbreviation with the letters that its body uses: `hdnd` → `HĐND`, `Ttg` → `TTg`, `TƯ` → `TW`."""
    if part.upper() == "TƯ":
        return "TW"
    if known := _BODIES.get(_lookup_form(part)):
        return known
    if part.islower() or _ASSEMBLY.fullmatch(part):
        part = part.upper()
    return part.replace("HDND", "HĐND")


def _lookup_form(written: str) -> str:
    """Return the form under which the tables have it: `QDD` and `HDDND` are left over from Telex typing."""
    return fold(re.sub(r"[\s.]", "", written)).lower().replace("dd", "d")


def _is_abbreviation(written: str) -> bool:
    """Tell whether each part begins with a capital, two letters are capitals, and only Đ and Ư have marks."""
    ascii_form = written.replace("Đ", "D").replace("đ", "d").replace("Ư", "U")
    capitalised = all(part[:1].isupper() for part in re.split(r"[-–—]", written))
    return capitalised and fold(ascii_form) == ascii_form and sum(letter.isupper() for letter in written) > 1


def _key(number: DocumentNumber, year: int | None, body: str) -> str:
    return fold(_with_slashes(f"{number.serial}{number.suffix}", year, number.kind, body)).lower()


def _with_slashes(serial: str, year: int | None, kind: str, body: str) -> str:
    return "/".join((serial, *([str(year)] if year else []), f"{kind}-{body}" if body else kind))


def _table(*written: str) -> dict[str, str]:
    return {_lookup_form(word): word for line in written for word in line.split()}


_KINDS = _table(
    "NQ QĐ NĐ TT TTLT TTLN NQLT TTr TB BC KH KHLT CT CV CTr CTrPH CTPH HD GM KL QC QCPH QyĐ QĐi QĐNS QĐST PA ĐA PL L",
    "LCT SL VBHN CĐ GP PC AL",
)
_BODIES = _table(
    "HĐND UBND TTHĐND UBMTTQ MTTQ UBTVQH QH CP TTg CTN HĐBT HĐNN VPCP VPQH VP TW TU HU QU ĐU BTV BCĐ BPC BKTXH BKTNS",
    "BVHXH KTXH BTC BCA BQP BNV BYT BTP BXD BCT BGTVT BGDĐT BTNMT BNNPTNT BKHĐT BKHCN BLĐTBXH BVHTTDL BTTTT NHNN",
    "TNMT KHĐT GDĐT LĐTBXH TANDTC VKSNDTC HĐTP ĐĐBQH QLĐT UBKT KTTH KGVX",
)
# A committee of the Party, or a board of one: `TW`, `UBKTTW`, `BTGDVTU`.
_PARTY_BODY = re.compile(r"BTV|(?:U?B[A-ZĐ]{1,6}|VP)?(?:TW|TU|HU|QU|ĐU)")
_DOCUMENT_KINDS = {
    "NQ": "resolution", "QĐ": "decision", "TTr": "proposal", "TB": "notice", "BC": "report", "KH": "plan",
    "CT": "directive", "CV": "official-letter", "NĐ": "decree", "TT": "circular", "TTLT": "circular",
    "TTLN": "circular",
    "NQLT": "joint-resolution", "HD": "guidance", "CTr": "programme", "CTPH": "programme", "CTrPH": "programme",
    "CĐ": "official-dispatch", "KL": "conclusion", "PL": "ordinance", "L": "law", "LCT": "law",
}  # fmt: skip
_KIND_NAMES = {
    "nghi quyet": "nq", "quyet dinh": "qđ", "nghi dinh": "nđ", "thong tu": "tt", "to trinh": "ttr", "thong bao": "tb",
    "bao cao": "bc", "ke hoach": "kh", "chi thi": "ct", "cong van": "cv",
}  # fmt: skip
# Kinds that may be something else: `quyết định 3 …` is also a verb, and two letters may be another abbreviation.
_AMBIGUOUS_KINDS = frozenset(
    ("quyet dinh", "thong bao", "bao cao", "ke hoach", "to trinh", "cong van", "tt", "tb", "bc", "kh", "ct", "cv")
)
_LIKELY_YEARS = range(1945, 2036)

_DIGITS_READ_AS_LETTERS = str.maketrans("OoQlI", "00011")
# This, the foreign hyphen and the strict form look behind their first letter from behind it: `re` finds a letter of a
# class five times faster than it tries a lookbehind at every letter.
_MISREAD = re.compile(
    r"(?P<serial>[\dOolI](?<![\w/].)[\dOolI]{0,4}) ?[/-] ?(?:(?P<year>[12][\dOoQ]{3}) ?/ ?)?"
    r"(?=(?i:NQ|QĐ|QD|TB|TTr|BC|KH|CT|CV|NĐ|ND|TT|HD|KL)\w{0,6}[-–/ .])"
)
_FIELD_LABEL = compile_bounded(r"(?:số|so)(?: hiệu| ký hiệu)? ?[:.]? *(?=\d)", re.IGNORECASE)
_FOREIGN_HYPHEN = re.compile(r"[\u2010-\u2015\u2212](?<=\w.)(?=\w)")
_UNDERSCORED = compile_bounded(
    r"(?<![\w./-])(?P<serial>\d{1,5}[a-zđ]?(?:[/_-](?:19|20)\d\d)?)(?P<kind>[/_-][^\W\d_]{2,6})(?P<body>[/_-][^\W\d_]{2,10})(?!_)",
    re.IGNORECASE,
)
_LABEL_BEFORE = re.compile(
    r"(?<!\w)(?:(?:(?:bộ )?luật|(?:bo )?luat|pháp lệnh|phap lenh|hướng dẫn|huong dan|kết luận|ket luan|văn bản|van ban"
    r"|nghị quyết|nghi quyet|quyết định|quyet dinh|nghị định|nghi dinh|thông tư(?: liên tịch)?|thong tu(?: lien tich)?"
    r"|tờ trình|to trinh|thông báo|thong bao|báo cáo|bao cao|kế hoạch|ke hoach|chỉ thị|chi thi|công văn|cong van"
    r"|nq|qđ|qd|nđ|ttr|tb|bc|kh|ct|cv|tt)(?: (?:số|so)(?: hiệu| hieu)?)?|(?:số|so)(?: hiệu| hieu)?)[ :]*\Z",
    re.IGNORECASE,
)
_ASSEMBLY = re.compile(r"(?:qh|ubtvqh)\d{1,2}", re.IGNORECASE)
# A ministry, department or office; not `HS-ST`, a verdict.
_OFFICE = re.compile(r"(?:U|H|V|B|S|P|T|N|C|Đ)[A-ZĐ&]{2,}|TTg")
_KIND_AND_BODY_JOINED = re.compile(r"(?P<kind>nq|qd|nd|ttr|tb|bc|kh|ct)(?:tt)?(?:hdnd|ubnd|cp|ttg)")
_LAST_PART = re.compile(r"[-–—][^-–—]*\Z")
_PART = r"[^\W\d_][^\W\d_]{0,24}(?:&[^\W\d_]{1,24}){0,2}\d{0,2}"
_STRICT = compile_bounded(
    r"(?P<serial>\d(?<![\w/].)(?<!\d[.,].)\d{0,5})(?P<suffix>[a-zA-ZđĐ])?[ \n]?"
    r"(?:[/-] ?(?P<year>(?:19|20)\d\d) ?)?(?P<first>[/–—-])/?[ \n]?"
    rf"(?P<kind>{_PART})"
    rf"(?:(?P<joint>[ ]?[-–—/.][ \n]?)(?P<body>TT[ .]?(?:HĐND|HDND)|{_PART}(?:[-–—]{_PART}){{0,5}}))?(?!\w)"
)
_YEAR = r"(?:19|20)\d\d"
_LATER_YEAR = compile_bounded(rf" (?:(?:năm|nam) )?(?P<later>{_YEAR})(?![\w/-])", re.IGNORECASE)
_BODY = r"(?:tt ?)?(?:hđnd|hdnd)|ubnd|cp|ttg|tw|tu|hu|qu"
_SERIAL_FIRST = compile_bounded(
    rf"(?<![\w/.,])(?P<serial>\d{{1,5}})(?P<suffix>[a-z](?=[ /-]))?(?:[/ ](?P<year>{_YEAR}))?[ /-]?"
    rf"(?:(?P<kind>nq|qđ|qd|nđ|nd|ttr|tb|bc|kh|ct|tt)[ /-]?(?P<body>{_BODY})|(?P<alone>nq|qđ|qd))(?!\w)"
    rf"(?:{_LATER_YEAR.pattern})?"
)
_KIND_FIRST = compile_bounded(
    r"(?<![\w/-])(?P<kind>nq|qđ|qd|nđ|ttr|(?:tb|bc|kh|ct|cv|tt)(?!\d)|nghị quyết|nghi quyet|quyết định|quyet dinh"
    r"|nghị định|nghi dinh|thông tư|thong tu|tờ trình|to trinh|thông báo|thong bao|báo cáo|bao cao|kế hoạch|ke hoach"
    rf"|chỉ thị|chi thi|công văn|cong van)(?:[ -](?P<front>{_BODY}))?(?P<label> (?:số|so)(?: hiệu)?)?[ :]*"
    rf"(?P<serial>\d{{1,5}})(?P<suffix>[a-z](?=[ /]|\Z))?(?:/(?P<year>{_YEAR}))?(?:[ /-](?P<body>{_BODY})(?!\w))?"
    rf"(?![\w/%-]|[.,]\d)(?:{_LATER_YEAR.pattern})?"
)
_COUNTED_NOUN = re.compile(r" (?:năm|nam|tháng|thang|ngày|ngay|vấn đề|van de|nội dung|noi dung|điểm|diem|nhóm|nhom)\b")
_AFTER_NUMBER = compile_bounded(
    r"\s*\Z|\s*[,;:)\n]"
    r"| (?:của|cua|(?:ngày|ngay) \d+|về|ve|hđnd|hdnd|ubnd|quận|quan|huyện|huyen|tỉnh|tinh|xã|phường|phuong)\b"
)
