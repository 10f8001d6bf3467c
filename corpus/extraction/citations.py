"""Find what a document cites by number, and how it stands to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from corpus.document import Citation
from corpus.vi.dates.find import find_dates
from corpus.vi.document_numbers import DocumentNumber, NumberMention, find_numbers
from corpus.vi.full_names import UPPER

# The strongest first: a document that repeals what it also rests on is told of as repealing it.
STRENGTH = ("repeals", "replaces", "amends", "based-on", "cites")

_VERB = re.compile(
    r"(?P<repeals>\b(?:bãi\s+bỏ|hu[ỷy]\s+bỏ|hủy\s+bỏ))|(?P<replaces>\bthay\s+thế)"
    r"|(?P<amends>\b(?:sửa\s+đổi|điều\s+chỉnh|bổ\s+sung|đính\s+chính)(?:\s*(?:,|và)\s*bổ\s+sung)?)",
    re.IGNORECASE,
)
_GROUNDS = re.compile(
    r"\W*(?:căn\s+cứ|(?:sau\s+khi\s+)?(?:xem\s+)?xét|theo|thực\s+hiện|thi\s+hành|trên\s+cơ\s+sở)(?!\w)", re.IGNORECASE
)
_DOCUMENT = r"(?:nghị\s+quyết|quyết\s+định|chỉ\s+thị|kế\s+hoạch|thông\s+báo|tờ\s+trình|báo\s+cáo|công\s+văn|văn\s+bản)"
# What may stand between the start of a clause and a verb whose subject is the document itself.
_OWN_DEED = re.compile(
    rf"(?:^|[,:.“”\"(])\s*(?:[-–+•*]|\d+(?:\.\d+)*[.)]?|[a-zđ]\))?\s*(?:điều\s+\d+\w?\.?)?\s*(?:{_DOCUMENT})?\s*$"
    r"|\b(?:và|này|việc|về|v/v|thống\s+nhất|thông\s+qua|phê\s+duyệt|phê\s+chuẩn|quyết\s+nghị)\s*$"
    r"|\bnày\b[^.;]*$",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(r"\bnày\b[^.;]*$", re.IGNORECASE)
# What these kinds say of deeds is mostly about other documents' deeds.
_TELLING = ("report", "proposal", "notice", "official-letter")
_OWN_TITLE = re.compile(
    r"\s*(?:,?\s*ngày\s+[\d/.\- ]+(?:tháng\s+\d+\s+năm\s+\d+)?)?"
    r"\s*(?:của\s+[^,;]{3,70}?)?\s*(?:về(?:\s+việc)?|v/v)?\s*",
    re.IGNORECASE,
)
_ENUMERATED = re.compile(rf"(?:,|;|\bvà)\s*(?:các\s+)?(?:{_DOCUMENT})?\s*(?:số)?\s*:?\s*$", re.IGNORECASE)
_CONTINUED = re.compile(rf"[^;\n]{{0,300}};\s*(?:và\s+)?{_DOCUMENT}?\s*(?:số)?\s*", re.IGNORECASE)
_BY_WAY_OF = re.compile(rf"(?<!kèm )\b(?:theo|thực\s+hiện|căn\s+cứ)\s+{_DOCUMENT}?\s*(?:số)?\s*$", re.IGNORECASE)
_ENDS = re.compile(r"[^.;\n]{0,250}?\bhết\s+hiệu\s+lực(?:\s+thi\s+hành)?\s*,?\s+(?:kể\s+)?(?:từ|khi)\b", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[-–+•*]|\d+[.)]|[a-zđ]\))\s*")
_CLAUSE_END = re.compile(rf";|\n|[.!?]\s+(?=[{UPPER}])")
_AND = re.compile(r"\bvà\s+$", re.IGNORECASE)
# Bounds in characters and in numbers or lines: a clause or list longer than that is no sentence of a document.
_WINDOW = 800
_NEAR = 60
_DAY_AFTER = re.compile(r"[\s,(]*ngày\s+[\d/.\- ]+(?:tháng\s+\d+\s+năm\s+\d+)?", re.IGNORECASE)


def citations(
    passages: Iterable[str], own: DocumentNumber | None, *, issued: date | None, kind: str
) -> tuple[Citation, ...]:
    """Return every number in the passages but the document's own, once each, in the order of first mention.

    News report of deeds, they do not do them: what they cite they cite. A report, proposal, notice or letter does what
    it says of itself (`Thông báo này thay thế …`); a resolution or decision does what it says.
    A number without a year is used again every year, so the own number with another day beside it is another's.
    """
    found: dict[str, tuple[str, int]] = {}
    for passage in passages:
        for mention, relation in _related(passage, own, issued, kind):
            strength = STRENGTH.index(relation)
            text, best = found.get(mention.number.key, (mention.number.text, strength))
            found[mention.number.key] = (text, min(best, strength))
    return tuple(Citation(text, STRENGTH[strength]) for text, strength in found.values())


def _related(
    passage: str, own: DocumentNumber | None, issued: date | None, kind: str
) -> Iterator[tuple[NumberMention, str]]:
    mentions = find_numbers(passage)
    owned = [_is_own(passage, mention, own, issued) for mention in mentions]
    before = "cites"
    for at, mention in enumerate(mentions):
        if owned[at]:
            continue
        near = range(max(0, at - _NEAR), at)
        earlier = [(mentions[i], owned[i]) for i in near if mentions[i].start > mention.start - _WINDOW]
        relation = "cites" if kind == "news" else _relation(passage, mention, earlier, kind not in _TELLING)
        if relation == "cites" and at and _CONTINUED.fullmatch(passage, mentions[at - 1].end, mention.start):
            relation = before
        before = relation
        yield mention, relation


def _relation(passage: str, mention: NumberMention, earlier: list[tuple[NumberMention, bool]], doing: bool) -> str:
    line = passage.rfind("\n", 0, mention.start) + 1
    if _GROUNDS.match(passage, line):
        return "based-on"
    if doing and _ENDS.match(passage, mention.end):
        return "repeals"
    start = max(line, mention.start - _WINDOW)
    start = max([start, *(m.end() for m in _CLAUSE_END.finditer(passage, start, mention.start))])
    verbs = list(_VERB.finditer(passage, start, mention.start))
    governing: str | None = None
    for verb in verbs:
        before = [(m, its) for m, its in earlier if start <= m.start < verb.start()]
        if _is_own_deed(passage, start, verb.start(), before, doing):
            governing = verb.lastgroup
        elif governing and not _ENUMERATED.search(passage, verb.end(), mention.start):
            governing = None
    if not verbs and doing:
        governing = _verb_of_list(passage, line)
    if governing is None or _BY_WAY_OF.search(passage, start, mention.start):
        return "cites"
    return governing


def _is_own_deed(passage: str, start: int, verb: int, before: list[tuple[NumberMention, bool]], doing: bool) -> bool:
    """Tell whether the verb says what this document does, not what a document named before it does."""
    if not doing:
        return not before and bool(_OF_ITSELF.search(passage[start:verb]))
    if any(not own for _, own in before):
        return bool(_AND.search(passage, start, verb))
    if before and _OWN_TITLE.fullmatch(passage, before[-1][0].end, verb):
        return True
    return bool(_OWN_DEED.search(passage[start:verb]))


def _verb_of_list(passage: str, line: int) -> str | None:
    """Return the deed of the line that opens a list (`Bãi bỏ các nghị quyết sau:`) for an item of that list."""
    for _ in range(_NEAR):
        if not line or not _ITEM.match(passage, line):
            break
        end = line
        while end and passage[end - 1].isspace():
            end -= 1
        line = passage.rfind("\n", 0, end) + 1
        if passage[end - 1 : end] == ":":
            verb = _VERB.search(passage, line, end)
            return verb.lastgroup if verb and _OWN_DEED.search(passage[line : verb.start()]) else None
    return None


def _is_own(passage: str, mention: NumberMention, own: DocumentNumber | None, issued: date | None) -> bool:
    if own is None or mention.number.key != own.key:
        return False
    if own.year is not None or issued is None:
        return True
    beside = _DAY_AFTER.match(passage, mention.end)
    days = find_dates(beside.group()) if beside else []
    return not days or days[0].span.start == issued
