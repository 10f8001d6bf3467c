"""Find the documents that a document cites by number, its relation to each, and the parts and sentence meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from corpus.document import Citation
from corpus.extraction.cited_parts import cited_parts, names_some_words
from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.find import find_dates
from corpus.vi.document_numbers import DocumentNumber, NumberMention, find_numbers
from corpus.vi.full_names import UPPER

# The strongest first: of several relations to the same document the strongest counts.
_RELATIONS = (
    "repeals", "replaces", "suspends", "extends", "consolidates", "corrects", "amends", "guides", "based-on", "cites",
)  # fmt: skip

_DOCUMENT = (
    r"(?:nghị\s+quyết|quyết\s+định|chỉ\s+thị|kế\s+hoạch|thông\s+báo|tờ\s+trình|báo\s+cáo|công\s+văn|văn\s+bản"
    r"|luật|pháp\s+lệnh|nghị\s+định|thông\s+tư|hướng\s+dẫn|kết\s+luận|chương\s+trình|quy\s+định)"
)
_VERB = compile_bounded(
    r"(?P<repeals>\b(?:bãi\s+bỏ|hu[ỷy]\s+bỏ|hủy\s+bỏ"
    rf"|thu\s+hồi(?=\s+(?:các\s+|toàn\s+bộ\s+)?(?:{_DOCUMENT}|giấy)\b)))|(?P<replaces>\bthay\s+thế)"
    r"|(?P<corrects>\bđính\s+chính)|(?P<consolidates>\bhợp\s+nhất)"
    r"|(?P<suspends>\b(?:đình\s+chỉ|(?:tạm\s+)?ngưng|tạm\s+dừng)(?:\s+(?:việc\s+)?(?:thi\s+hành|thực\s+hiện|hiệu\s+lực|áp\s+dụng))+)"
    r"|(?P<extends>\b(?:(?:kéo\s+dài|gia\s+hạn)(?:\s+thời\s+(?:gian|hạn|hiệu))?"
    r"(?:\s+(?:thực\s+hiện|áp\s+dụng|thi\s+hành|hiệu\s+lực))*|tiếp\s+tục\s+áp\s+dụng))"
    r"|(?P<guides>\b(?:hướng\s+dẫn(?!\s+(?:liên\s+ngành\s+)?số\b)|quy\s+định\s+chi\s+tiết)(?:\s+(?:và|thi\s+hành|thực\s+hiện|hướng\s+dẫn))*)"
    r"|(?P<amends>\b(?:sửa\s+đổi|điều\s+chỉnh|bổ\s+sung)(?:\s*(?:,|và)\s*bổ\s+sung)?)",
    re.IGNORECASE,
)
# After a verb that reports what another document did: `điều chỉnh tại Quyết định số …`.
_PASSIVE = compile_bounded(r"(?:\s+một\s+số\s+(?:điều|nội\s+dung))?\s+(?:tại|theo|bởi)\b", re.IGNORECASE)
_UNDERGONE = compile_bounded(r"\b(?:được|đã|bị)(?:\s+được)?\s+$", re.IGNORECASE)
# What a guide guides is not what its matter is ruled by: `hướng dẫn thanh tra theo quy định tại Nghị định số …`.
_RULED_BY = compile_bounded(r"\btheo\b|\bquy\s+định\s+(?:tại|của|trong)\b", re.IGNORECASE)
# Before the code of a form, a contract, a parcel of land: no document of an authority.
_CODE = compile_bounded(
    r"\b(?:mẫu|biểu(?:\s+mẫu)?|phụ\s+lục|tờ\s+khai|hợp\s+đồng|hóa\s+đơn|hoá\s+đơn|gói\s+thầu|biển|thửa|tờ)\s*(?:số)?\s*:?\s*$",
    re.IGNORECASE,
)
_EXAMPLE = compile_bounded(r"\b(?:ví\s+dụ|thí\s+dụ|vd)\b", re.IGNORECASE)
# A number alone in a line of the head is the document's own, also where the head was not read.
_OWN_LABEL = compile_bounded(r"(?:^|\n)\W*(?:[^\W\d_]+ ){0,4}số\s*:?\s*$", re.IGNORECASE)
_HEAD_CHARACTERS = 600
# What ends a legal basis inside its line: `…, Ban Thường vụ ban hành Chương trình số …`.
_END_OF_BASIS = compile_bounded(
    r",\s[^,;]{0,80}\b(?:ban\s+hành(?!\s+kèm)|đã|xây\s+dựng|chỉ\s+thị:|thông\s+báo:)|:\s+(?!số\b)\S+\s|\btheo\s+quy\s+định\b",
    re.IGNORECASE,
)
_LEGAL_BASIS = compile_bounded(
    r"\W*(?:để\s+)?(?:căn\s+cứ|(?:sau\s+khi\s+)?(?:xem\s+)?xét|theo|thực\s+hiện|thi\s+hành|trên\s+cơ\s+sở)(?!\w)",
    re.IGNORECASE,
)
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
_CONTINUED = compile_bounded(
    rf"[^;\n]{{0,300}}(?:[;,]|\bvà)\s*(?:và\s+)?(?:[-–+•*]|\d+[.)]|[a-zđ]\))?\s*(?:các\s+)?{_DOCUMENT}?\s*(?:số)?\s*:?\s*",
    re.IGNORECASE,
)
_ACCORDING_TO = compile_bounded(
    rf"(?<!kèm )\b(?:theo|thực\s+hiện|căn\s+cứ)\s+{_DOCUMENT}?\s*(?:số)?\s*$", re.IGNORECASE
)
_CEASES_EFFECT = compile_bounded(
    r"(?:[^.;\n]|\.(?=\d)){0,600}?(?<!\bđã )\bhết\s+hiệu\s+lực(?:\s+thi\s+hành)?"
    r"(?:\s*,?\s+(?:kể\s+)?(?:từ|khi)\b|\s*(?:[.;\n]|$))",
    re.IGNORECASE,
)
_LIST_CEASES_EFFECT = compile_bounded(r"\bhết\s+hiệu\s+lực\b", re.IGNORECASE)
_CONSOLIDATION = compile_bounded(r"(?:^|\n)\W*VĂN BẢN HỢP NHẤT\b")
_END_OF_CONSOLIDATED = compile_bounded(r"\n\W*(?:Căn cứ|Điều 1\b|Chương I\b)")
_LIST_ITEM = compile_bounded(r"\s*(?:[-–+•*]|\d+[.)]|[a-zđ]\))\s*")
_CLAUSE_END = re.compile(rf";|\n|[.!?]\s+(?=[{UPPER}])")
_BREAK_AFTER_LABEL = compile_bounded(r"[sS](?<!\w.)[ốỐ] *\n *(?=\d)")
_NEXT_BASIS = compile_bounded(rf"[^;\n]{{0,300}};\n{_DOCUMENT}\s*số\s*:?\s*", re.IGNORECASE)
_SENTENCE_END = re.compile(rf"\n|[.!?](?=\s+[{UPPER}])")
_AND = re.compile(r"\b(?:và|cụ\s+thể:?)\s+$", re.IGNORECASE)
# A longer clause or list is no sentence of a document.
_MAX_CLAUSE_CHARACTERS = 800
_MAX_CLAUSE_MENTIONS = 60
_MAX_LIST_ITEMS = 60
_DATE_AFTER_NUMBER = compile_bounded(r"[\s,(]*ngày\s+[\d/.\- ]+(?:tháng\s+\d+\s+năm\s+\d+)?", re.IGNORECASE)

# A mention, and whether it names the citing document itself.
_EarlierMention = tuple[NumberMention, bool]


class CitingPlace(NamedTuple):
    """Holds one place that cites a document: its number, the relation, the parts meant, and the sentence."""

    number: DocumentNumber
    relation: str
    parts: tuple[str, ...]
    sentence: str
    partial: bool = False


def citations(
    passages: Iterable[str], number: DocumentNumber | None, *, issued: date | None, kind: str
) -> tuple[Citation, ...]:
    """Return every number in the passages but the document's `number`, once each, in the order of first mention.

    The passages are tidy, their wrapped lines joined.
    News only cite: they report what documents do. A report, proposal, notice or letter acts only where it is itself
    the subject (`Thông báo này thay thế …`); in other kinds a verb says what the document does. Who amends a document
    and repeals a part of it amends it.
    A number without a year is used again every year, so `number` with another day beside it is another document's.
    """
    cited: dict[str, list[CitingPlace]] = {}
    for mention in cited_documents(passages, number, issued=issued, kind=kind):
        cited.setdefault(mention.number.key, []).append(mention)
    return tuple(_citation(mentions) for mentions in cited.values())


def cited_documents(
    passages: Iterable[str], number: DocumentNumber | None, *, issued: date | None, kind: str
) -> Iterator[CitingPlace]:
    """Yield each place in the passages that cites another document, with the parts meant and the sentence."""
    for passage in passages:
        joined = _BREAK_AFTER_LABEL.sub(lambda label: label.group().replace("\n", " "), passage)
        yield from _related(joined, number, issued, kind)


def _citation(mentions: list[CitingPlace]) -> Citation:
    """Return the citation of one document: its strongest relation, and all parts of it that are meant."""
    parts = dict.fromkeys(part for mention in mentions for part in mention.parts)
    return Citation(mentions[0].number.text, _strongest(mentions), tuple(parts))


def _strongest(mentions: list[CitingPlace]) -> str:
    """Return the relation that counts of all to one document; a part of it is only changed if the rest stays."""
    relations = {"amends" if m.partial and m.relation == "replaces" else m.relation for m in mentions}
    if "amends" in relations and all(m.partial for m in mentions if m.relation == "repeals"):
        relations.discard("repeals")
    return min(relations, key=_RELATIONS.index)


def _related(passage: str, number: DocumentNumber | None, issued: date | None, kind: str) -> Iterator[CitingPlace]:
    """Yield the mentions of other documents, each with its relation."""
    mentions = [mention for mention in find_numbers(passage) if not _is_code(passage, mention)]
    is_self = [_names_itself(passage, mention, number, issued) for mention in mentions]
    relations: list[str] = []
    for at, mention in enumerate(mentions):
        near = range(max(0, at - _MAX_CLAUSE_MENTIONS), at)
        first = mention.start - _MAX_CLAUSE_CHARACTERS
        earlier = [(mentions[i], is_self[i]) for i in near if mentions[i].start > first]
        relation = "cites" if kind == "news" else _relation(passage, mention, earlier, kind not in _REPORTING_KINDS)
        after_basis = relation == "cites" and at and relations[-1] == "based-on"
        if after_basis and _NEXT_BASIS.fullmatch(passage, mentions[at - 1].end, mention.start):
            relation = "based-on"
        if relation == "cites" and at and _is_enumerated(passage, mentions[at - 1], mention):
            relation = relations[-1]
        relations.append(relation)
    for at in range(len(mentions) - 1, 0, -1):  # `A; B hết hiệu lực kể từ …`: both
        ceases = kind != "news" and relations[at] == "repeals" and _CEASES_EFFECT.match(passage, mentions[at].end)
        if (
            ceases
            and relations[at - 1] == "cites"
            and _CONTINUED.fullmatch(passage, mentions[at - 1].end, mentions[at].start)
        ):
            relations[at - 1] = "repeals"
    joined = _consolidated(passage)
    for at, mention in enumerate(mentions):
        if relations[at] == "cites" and mention.start in joined:
            relations[at] = "consolidates"
        if not is_self[at]:
            before = mentions[at - 1].end if at else 0
            yield _cited(passage, mention, relations[at], before)


def _consolidated(passage: str) -> range:
    """Return the offsets at which a consolidated text names what it joins: before its bases or its first article."""
    if not _CONSOLIDATION.search(passage, 0, _HEAD_CHARACTERS):
        return range(0)
    end = _END_OF_CONSOLIDATED.search(passage)
    return range(end.start() if end else len(passage))


def _cited(passage: str, mention: NumberMention, relation: str, previous: int) -> CitingPlace:
    """Return a mention with the parts that stand before it and the sentence around it."""
    first = max(passage.rfind("\n", 0, mention.start) + 1, mention.start - _MAX_CLAUSE_CHARACTERS)
    first = max([first, *(m.end() for m in _SENTENCE_END.finditer(passage, first, mention.start))])
    parts: tuple[str, ...] = ()
    partial = False
    if relation not in ("cites", "based-on"):
        verb = _VERB.search(passage, max(previous, first), mention.start)
        after = verb.end() if verb else max(previous, first)
        parts = cited_parts(passage, after, mention.start)
        partial = bool(parts) or names_some_words(passage, after, mention.start)
    last = _SENTENCE_END.search(passage, mention.end, mention.end + _MAX_CLAUSE_CHARACTERS)
    end = last.start() + 1 if last else min(len(passage), mention.end + _MAX_CLAUSE_CHARACTERS)
    return CitingPlace(mention.number, relation, parts, passage[first:end].strip(), partial)


def _is_code(passage: str, mention: NumberMention) -> bool:
    """Tell whether a number is that of a form, a contract or an example, or the document's own in its head."""
    if mention.number.kind == "HĐ" or _CODE.search(passage, max(0, mention.start - 40), mention.start):
        return True
    line = passage.rfind("\n", 0, mention.start) + 1
    alone = mention.start < _HEAD_CHARACTERS and passage[mention.end : mention.end + 1] in ("\n", "\t")
    if alone and _OWN_LABEL.search(passage, max(0, line - 1), mention.start):
        return True
    start = max(line, mention.start - 120)
    example = _EXAMPLE.search(passage, start, mention.start)
    return bool(example) and not _SENTENCE_END.search(passage, example.end() if example else start, mention.start)


def _is_enumerated(passage: str, previous: NumberMention, mention: NumberMention) -> bool:
    """Tell whether a mention goes on with the list of the one before: `A; B và C`, with no verb of its own."""
    return (
        bool(_CONTINUED.fullmatch(passage, previous.end, mention.start))
        and not _SENTENCE_END.search(passage, previous.end, mention.start)
        and not _END_OF_BASIS.search(passage, previous.end, mention.start)
    )


def _is_basis(passage: str, line: int, start: int, mention: NumberMention) -> bool:
    """Tell whether a mention stands in a legal basis that opens its line or clause and goes on up to it."""
    for opening in {line, start}:
        basis = _LEGAL_BASIS.match(passage, opening)
        if basis and not _END_OF_BASIS.search(passage, basis.end(), mention.start):
            return True
    return False


def _relation(passage: str, mention: NumberMention, earlier: list[_EarlierMention], enacting: bool) -> str:
    """Return the relation of a document to a mention; `enacting` where verbs of its kind say what it does."""
    line = passage.rfind("\n", 0, mention.start) + 1
    start = max(line, mention.start - _MAX_CLAUSE_CHARACTERS)
    start = max([start, *(m.end() for m in _CLAUSE_END.finditer(passage, start, mention.start))])
    if _is_basis(passage, line, start, mention):
        return "based-on"
    if enacting and _CEASES_EFFECT.match(passage, mention.end):
        return "repeals"
    verbs = list(_VERB.finditer(passage, start, mention.start))
    governing: str | None = None
    after = start
    for verb in verbs:
        if _PASSIVE.match(passage, verb.end()):  # `Nghị quyết số A được sửa đổi bởi Nghị quyết số B`
            if earlier and earlier[-1][0].start > after and _UNDERGONE.search(passage, start, verb.start()):
                governing = None
            continue
        before = [(m, is_self) for m, is_self in earlier if start <= m.start < verb.start()]
        # A letter that corrects does it itself.
        if _is_enacting_verb(passage, start, verb.start(), before, enacting or verb.lastgroup == "corrects"):
            # `quy định chi tiết và hướng dẫn`, `Sửa đổi … hướng dẫn`: the first verb of a row of verbs decides
            governing, after = verb.lastgroup, verb.end()
        elif governing and before and not _ENUMERATED.search(passage, verb.end(), mention.start):
            governing = None
    if not verbs and enacting:
        governing = _verb_of_list(passage, line)
    if governing == "guides" and _RULED_BY.search(passage, after, mention.start):
        governing = None
    if governing is None or _ACCORDING_TO.search(passage, after, mention.start):
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
            if _LIST_CEASES_EFFECT.search(passage, line, end):
                return "repeals"
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
