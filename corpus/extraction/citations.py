"""Find the documents that a document cites by number, and its relation to each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from corpus.document import Citation
from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.find import find_dates
from corpus.vi.document_numbers import DocumentNumber, NumberMention, find_numbers
from corpus.vi.full_names import UPPER

# The strongest first: of several relations to the same document the strongest counts.
_RELATIONS = ("repeals", "replaces", "amends", "based-on", "cites")

_VERB = re.compile(
    r"(?P<repeals>\b(?:bãi\s+bỏ|hu[ỷy]\s+bỏ|hủy\s+bỏ))|(?P<replaces>\bthay\s+thế)"
    r"|(?P<amends>\b(?:sửa\s+đổi|điều\s+chỉnh|bổ\s+sung|đính\s+chính)(?:\s*(?:,|và)\s*bổ\s+sung)?)",
    re.IGNORECASE,
)
_LEGAL_BASIS = compile_bounded(
    r"\W*(?:căn\s+cứ|(?:sau\s+khi\s+)?(?:xem\s+)?xét|theo|thực\s+hiện|thi\s+hành|trên\s+cơ\s+sở)(?!\w)", re.IGNORECASE
)
_DOCUMENT = r"(?:nghị\s+quyết|quyết\s+định|chỉ\s+thị|kế\s+hoạch|thông\s+báo|tờ\s+trình|báo\s+cáo|công\s+văn|văn\s+bản)"
# What may stand between the start of a clause and a verb whose subject is the document itself.
_BEFORE_ENACTING_VERB = compile_bounded(
    rf"(?:^|[,:.“”\"(])\s*(?:[-–+•*]|\d+(?:\.\d+)*[.)]?|[a-zđ]\))?\s*(?:điều\s+\d+\w?\.?)?\s*(?:{_DOCUMENT})?\s*$"
    r"|\b(?:và|này|việc|về|v/v|thống\s+nhất|thông\s+qua|phê\s+duyệt|phê\s+chuẩn|quyết\s+nghị)\s*$",
    re.IGNORECASE,
)
_THIS = re.compile(r"\bnày\b", re.IGNORECASE)
# Where these kinds speak of repealing or amending, they mostly report what other documents do.
_REPORTING_KINDS = ("report", "proposal", "notice", "official-letter")
_REST_OF_TITLE = compile_bounded(
    r"\s*(?:,?\s*ngày\s+[\d/.\- ]+(?:tháng\s+\d+\s+năm\s+\d+)?)?"
    r"\s*(?:của\s+[^,;]{3,70}?)?\s*(?:về(?:\s+việc)?|v/v)?\s*",
    re.IGNORECASE,
)
_ENUMERATED = compile_bounded(rf"(?:,|;|\bvà)\s*(?:các\s+)?(?:{_DOCUMENT})?\s*(?:số)?\s*:?\s*$", re.IGNORECASE)
_CONTINUED = compile_bounded(rf"[^;\n]{{0,300}};\s*(?:và\s+)?{_DOCUMENT}?\s*(?:số)?\s*", re.IGNORECASE)
_ACCORDING_TO = compile_bounded(
    rf"(?<!kèm )\b(?:theo|thực\s+hiện|căn\s+cứ)\s+{_DOCUMENT}?\s*(?:số)?\s*$", re.IGNORECASE
)
_CEASES_EFFECT = compile_bounded(
    r"[^.;\n]{0,250}?\bhết\s+hiệu\s+lực(?:\s+thi\s+hành)?\s*,?\s+(?:kể\s+)?(?:từ|khi)\b", re.IGNORECASE
)
_LIST_ITEM = compile_bounded(r"\s*(?:[-–+•*]|\d+[.)]|[a-zđ]\))\s*")
_CLAUSE_END = re.compile(rf";|\n|[.!?]\s+(?=[{UPPER}])")
_AND = re.compile(r"\bvà\s+$", re.IGNORECASE)
# A longer clause or list is no sentence of a document.
_MAX_CLAUSE_CHARACTERS = 800
_MAX_CLAUSE_MENTIONS = 60
_MAX_LIST_ITEMS = 60
_DATE_AFTER_NUMBER = compile_bounded(r"[\s,(]*ngày\s+[\d/.\- ]+(?:tháng\s+\d+\s+năm\s+\d+)?", re.IGNORECASE)

# A mention, and whether it names the citing document itself.
_EarlierMention = tuple[NumberMention, bool]


def citations(
    passages: Iterable[str], number: DocumentNumber | None, *, issued: date | None, kind: str
) -> tuple[Citation, ...]:
    """Return every number in the passages but the document's `number`, once each, in the order of first mention.

    News only cite: they report what documents do. A report, proposal, notice or letter acts only where it is itself
    the subject (`Thông báo này thay thế …`); in other kinds a verb says what the document does.
    A number without a year is used again every year, so `number` with another day beside it is another document's.
    """
    strengths: dict[str, tuple[str, int]] = {}  # by key: the number's text, the index of its relation
    for passage in passages:
        for mention, relation in _related(passage, number, issued, kind):
            strength = _RELATIONS.index(relation)
            text, best = strengths.get(mention.number.key, (mention.number.text, strength))
            strengths[mention.number.key] = (text, min(best, strength))
    return tuple(Citation(text, _RELATIONS[strength]) for text, strength in strengths.values())


def _related(
    passage: str, number: DocumentNumber | None, issued: date | None, kind: str
) -> Iterator[tuple[NumberMention, str]]:
    """Yield the mentions of other documents, each with its relation."""
    mentions = find_numbers(passage)
    is_self = [_names_itself(passage, mention, number, issued) for mention in mentions]
    previous = "cites"
    for at, mention in enumerate(mentions):
        if is_self[at]:
            continue
        near = range(max(0, at - _MAX_CLAUSE_MENTIONS), at)
        first = mention.start - _MAX_CLAUSE_CHARACTERS
        earlier = [(mentions[i], is_self[i]) for i in near if mentions[i].start > first]
        relation = "cites" if kind == "news" else _relation(passage, mention, earlier, kind not in _REPORTING_KINDS)
        if relation == "cites" and at and _CONTINUED.fullmatch(passage, mentions[at - 1].end, mention.start):
            relation = previous
        previous = relation
        yield mention, relation


def _relation(passage: str, mention: NumberMention, earlier: list[_EarlierMention], enacting: bool) -> str:
    """Return the relation of a document to a mention; `enacting` where verbs of its kind say what it does."""
    line = passage.rfind("\n", 0, mention.start) + 1
    if _LEGAL_BASIS.match(passage, line):
        return "based-on"
    if enacting and _CEASES_EFFECT.match(passage, mention.end):
        return "repeals"
    start = max(line, mention.start - _MAX_CLAUSE_CHARACTERS)
    start = max([start, *(m.end() for m in _CLAUSE_END.finditer(passage, start, mention.start))])
    verbs = list(_VERB.finditer(passage, start, mention.start))
    governing: str | None = None
    for verb in verbs:
        before = [(m, is_self) for m, is_self in earlier if start <= m.start < verb.start()]
        if _is_enacting_verb(passage, start, verb.start(), before, enacting):
            governing = verb.lastgroup
        elif governing and not _ENUMERATED.search(passage, verb.end(), mention.start):
            governing = None
    if not verbs and enacting:
        governing = _verb_of_list(passage, line)
    if governing is None or _ACCORDING_TO.search(passage, start, mention.start):
        return "cites"
    return governing


def _is_enacting_verb(passage: str, start: int, verb: int, before: list[_EarlierMention], enacting: bool) -> bool:
    """Tell whether the verb says what this document does, not what a document mentioned before it does."""
    if not enacting:
        return not before and _ends_with_this(passage[start:verb])
    if any(not is_self for _, is_self in before):
        return bool(_AND.search(passage, start, verb))
    if before and _REST_OF_TITLE.fullmatch(passage, before[-1][0].end, verb):
        return True
    return _opens_enacting_verb(passage[start:verb])


def _opens_enacting_verb(before: str) -> bool:
    """Tell whether the words before a verb let the document itself be its subject."""
    return bool(_BEFORE_ENACTING_VERB.search(before)) or _ends_with_this(before)


def _ends_with_this(words: str) -> bool:
    """Tell whether `này` stands in the last clause of some words (`Nghị quyết này và các phụ lục`)."""
    return bool(_THIS.search(words, max(words.rfind("."), words.rfind(";")) + 1))


def _verb_of_list(passage: str, line: int) -> str | None:
    """Return the relation in the line that opens a list (`Bãi bỏ các nghị quyết sau:`) for an item of that list."""
    for _ in range(_MAX_LIST_ITEMS):
        if not line or not _LIST_ITEM.match(passage, line):
            break
        end = line
        while end and passage[end - 1].isspace():
            end -= 1
        line = passage.rfind("\n", 0, end) + 1
        if passage[end - 1 : end] == ":":
            verb = _VERB.search(passage, line, end)
            return verb.lastgroup if verb and _opens_enacting_verb(passage[line : verb.start()]) else None
    return None


def _names_itself(passage: str, mention: NumberMention, number: DocumentNumber | None, issued: date | None) -> bool:
    """Tell whether a mention names the document with this number and day of issue."""
    if number is None or mention.number.key != number.key:
        return False
    if number.year is not None or issued is None:
        return True
    date_text = _DATE_AFTER_NUMBER.match(passage, mention.end)
    days = find_dates(date_text.group()) if date_text else []
    return not days or days[0].span.start == issued
