"""Find the documents that a document cites by number, its relation to each, and the parts and sentence meant."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from corpus.document import RELATIONS, Citation
from corpus.extraction.cited_parts import added_parts, cited_parts, means_words, names_matter_within, names_some_words
from corpus.extraction.citing_verbs import (
    CEASES_EFFECT,
    DOCUMENT,
    END_OF_BASIS,
    MAX_CLAUSE_CHARACTERS,
    VERB,
    is_only_adding,
    is_reported,
    passive_relation,
    relation_to,
)
from corpus.extraction.enacting_lists import Introduction, Lists, row_parts
from corpus.extraction.structure import quoted_spans
from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.find import find_dates
from corpus.vi.document_numbers import DocumentNumber, NumberMention, find_numbers
from corpus.vi.full_names import UPPER

# Before the code of a form, a contract, a parcel of land: no document of an authority.
_CODE = compile_bounded(
    r"\b(?:mẫu|biểu(?:\s+mẫu)?|phụ\s+lục|tờ\s+khai|hợp\s+đồng|hóa\s+đơn|hoá\s+đơn|gói\s+thầu|biển|thửa|tờ)\s*(?:số)?\s*:?\s*$",
    re.IGNORECASE,
)
_EXAMPLE = compile_bounded(r"\b(?:ví\s+dụ|thí\s+dụ|vd)\b", re.IGNORECASE)
# A number alone in a line of the head is the document's own, also where the head was not read.
_OWN_LABEL = compile_bounded(r"(?:^|\n)\W*(?:[^\W\d_]+ ){0,4}số\s*:?\s*$", re.IGNORECASE)
_HEAD_CHARACTERS = 600
# Where these kinds speak of repealing or amending, they mostly report what other documents do.
_REPORTING_KINDS = ("report", "proposal", "notice", "official-letter")
_CONTINUED = compile_bounded(
    rf"[^;\n]{{0,300}}(?:[;,]|\bvà)\s*(?:và\s+)?(?:[-–+•*]|\d+[.)]|[a-zđ]\))?\s*"
    r"(?:(?:(?:điểm|khoản|điều|phụ\s+lục)\s+[^\W_]{1,4}(?:\s*,|\s+và)?\s+(?:của\s+)?){1,6}"
    r"|(?:danh\s+mục|phụ\s+lục|quy\s+(?:định|chế)|bảng\s+giá|đơn\s+giá|đề\s+án)\s+(?:được\s+)?ban\s+hành\s+kèm\s+theo\s+)?"
    rf"(?:các\s+)?{DOCUMENT}?\s*(?:số)?\s*:?\s*",
    re.IGNORECASE,
)
_CONSOLIDATION = compile_bounded(r"(?:^|\n)\W*VĂN BẢN HỢP NHẤT\b")
_END_OF_CONSOLIDATED = compile_bounded(r"\n\W*(?:Căn cứ|Điều 1\b|Chương I\b)")
_BREAK_AFTER_LABEL = compile_bounded(r"[sS](?<!\w.)[ốỐ] *\n *(?=\d)")
_NEXT_BASIS = compile_bounded(rf"[^;\n]{{0,300}};\n{DOCUMENT}\s*số\s*:?\s*", re.IGNORECASE)
_SENTENCE_END = re.compile(rf"\n|[.!?](?=\s+[{UPPER}])")
# Lines of a document whose head was not read.
_ENACTS = re.compile(r"^\W?(?:điều 1\.|căn cứ |văn bản hợp nhất|trên cơ sở |thực hiện )", re.IGNORECASE | re.MULTILINE)
_ENACTING_TITLE = compile_bounded(
    r"\W*(?:nghị\s+quyết|quyết\s+định|chỉ\s+thị|luật|pháp\s+lệnh|nghị\s+định|thông\s+tư|quy\s+định)\s+[“\"]?[^\W\d_]",
    re.IGNORECASE,
)
_EXCEPT = compile_bounded(r"(?:[^.;\n]|\.(?=\d)){0,400}?\b(?:ngoại\s+)?trừ\b", re.IGNORECASE)
_IN_EACH = compile_bounded(rf"\b(?:tại|trong)\s+các\s+{DOCUMENT}\b", re.IGNORECASE)  # of several documents
_ENDS_WHOLE = ("repeals", "replaces", "suspends")
_MAX_CLAUSE_MENTIONS = 60
_DATE_AFTER_NUMBER = compile_bounded(r"[\s,(]*ngày\s+[\d/.\- ]+(?:tháng\s+\d+\s+năm\s+\d+)?", re.IGNORECASE)


class CitingPlace(NamedTuple):
    """Holds one place that cites a document: its number, the relation, and the parts meant.

    The number stands between `start` and `end` of its passage, its sentence between `first` and `last`.
    """

    number: DocumentNumber
    relation: str
    parts: tuple[str, ...]
    partial: bool
    only_adds: bool
    text: str
    start: int
    end: int
    first: int
    last: int
    introduction: Introduction | None = None
    passage: int = 0
    is_self: bool = False

    @property
    def sentence(self) -> str:
        """Return the sentence, or the item of a list."""
        return self.text[self.first : self.last]


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


def acting_kind(kind: str, title: str, text: str, *, is_formal: bool) -> str:
    """Return the kind that decides whether verbs say what a document does: a text without a head may still enact."""
    return kind if is_formal or _ENACTING_TITLE.match(title) or _ENACTS.search(text) else "news"


def cited_documents(
    passages: Iterable[str], number: DocumentNumber | None, *, issued: date | None, kind: str
) -> Iterator[CitingPlace]:
    """Yield each place in the passages that cites another document, with the parts meant and the sentence."""
    return (place for place in citing_places(tuple(passages), number, issued, kind) if not place.is_self)


@lru_cache(maxsize=1)  # a build asks of one document after the other, first for its citations, then for its relations
def citing_places(
    passages: tuple[str, ...], number: DocumentNumber | None, issued: date | None, kind: str
) -> tuple[CitingPlace, ...]:
    """Return each place in the passages that names a document, itself too: see `citations`."""
    joined = (_BREAK_AFTER_LABEL.sub(lambda label: label.group().replace("\n", " "), each) for each in passages)
    return tuple(place for at, passage in enumerate(joined) for place in _related(passage, at, number, issued, kind))


def _citation(mentions: list[CitingPlace]) -> Citation:
    """Return the citation of one document: its strongest relation, and all parts of it that are meant."""
    parts = dict.fromkeys(part for mention in mentions for part in mention.parts)
    return Citation(mentions[0].number.text, _strongest(mentions), tuple(parts))


def _strongest(mentions: list[CitingPlace]) -> str:
    """Return the relation that counts of all to one document; a part of it is only changed if the rest stays."""
    relations = {"amends" if m.partial and m.relation == "replaces" else m.relation for m in mentions}
    if "amends" in relations and all(m.partial for m in mentions if m.relation == "repeals"):
        relations.discard("repeals")
    return min(relations, key=RELATIONS.index)


def _related(
    passage: str, index: int, number: DocumentNumber | None, issued: date | None, kind: str
) -> Iterator[CitingPlace]:
    """Yield the mentions of documents, each with its relation."""
    mentions = [mention for mention in find_numbers(passage) if not _is_code(passage, mention)]
    if not mentions:
        return
    is_self = [_names_itself(passage, mention, number, issued) for mention in mentions]
    relations = ["cites"] * len(mentions)
    lists: list[Introduction | None] = [None] * len(mentions)
    if kind != "news":
        relations, lists = _relations(passage, mentions, is_self, enacting=kind not in _REPORTING_KINDS)
    joined = _consolidated(passage)
    for at, mention in enumerate(mentions):
        if relations[at] == "cites" and mention.start in joined:
            relations[at] = "consolidates"
        before = mentions[at - 1].end if at else 0
        after = mentions[at + 1].start if at + 1 < len(mentions) else len(passage)
        yield _cited(passage, mention, relations[at], (before, after), lists[at], index, is_self=is_self[at])


def _relations(
    passage: str, mentions: list[NumberMention], is_self: list[bool], *, enacting: bool
) -> tuple[list[str], list[Introduction | None]]:
    """Return the relation of the document to each mention, and what introduces the list that says it."""
    relations: list[str] = []
    introductions: list[Introduction | None] = []
    reported = False
    lists = Lists(passage)
    quoted = quoted_spans(passage)
    openings = [start for start, _ in quoted]
    for at, mention in enumerate(mentions):
        span = bisect_left(openings, mention.start) - 1
        if span >= 0 and mention.start < quoted[span][1]:
            relations.append("cites")  # what the words that are quoted do is not done here
            introductions.append(None)
            continue
        near = range(max(0, at - _MAX_CLAUSE_MENTIONS), at)
        first = mention.start - MAX_CLAUSE_CHARACTERS
        earlier = [(mentions[i], is_self[i]) for i in near if mentions[i].start > first]
        relation = relation_to(passage, mention, earlier, enacting)
        introduction: Introduction | None = None
        is_next = bool(at) and _is_enumerated(passage, mentions[at - 1], mention)
        reported = (reported and is_next) or (bool(at) and is_reported(passage, mentions[at - 1].end, mention.start))
        after_basis = relation == "cites" and at and relations[-1] == "based-on"
        if after_basis and _NEXT_BASIS.fullmatch(passage, mentions[at - 1].end, mention.start):
            relation = "based-on"
        if reported and relation != "based-on":
            relation = "cites"
        elif relation == "cites" and enacting:
            if is_next:
                relation, introduction = relations[-1], introductions[-1]
            elif introduction := lists.introduction(mention):
                relation = introduction.relation
            else:
                relation = passive_relation(passage, mention.end) or "cites"
        elif relation == "cites" and is_next:
            relation = relations[-1]
        relations.append(relation)
        introductions.append(introduction)
    for at in range(len(mentions) - 1, 0, -1):  # `A; B hết hiệu lực kể từ …`: both
        if (
            relations[at] == "repeals"
            and relations[at - 1] == "cites"
            and CEASES_EFFECT.match(passage, mentions[at].end)
            and _CONTINUED.fullmatch(passage, mentions[at - 1].end, mentions[at].start)
        ):
            relations[at - 1] = "repeals"
    return relations, introductions


def _consolidated(passage: str) -> range:
    """Return the offsets at which a consolidated text names what it joins: before its bases or its first article."""
    if not _CONSOLIDATION.search(passage, 0, _HEAD_CHARACTERS):
        return range(0)
    end = _END_OF_CONSOLIDATED.search(passage)
    return range(end.start() if end else len(passage))


def _cited(
    passage: str,
    mention: NumberMention,
    relation: str,
    between: tuple[int, int],
    introduction: Introduction | None,
    index: int,
    *,
    is_self: bool,
) -> CitingPlace:
    """Return a mention with the parts that stand before it and the sentence around it."""
    first = max(passage.rfind("\n", 0, mention.start) + 1, mention.start - MAX_CLAUSE_CHARACTERS)
    first = max([first, *(m.end() for m in _SENTENCE_END.finditer(passage, first, mention.start))])
    parts: tuple[str, ...] = ()
    partial = only_adds = False
    if relation not in ("cites", "based-on"):
        after = max(between[0], first)
        verb = VERB.search(passage, after, mention.start)
        if verb:
            after = verb.end()
            only_adds = relation == "amends" and is_only_adding(passage, *verb.span(), mention.start)
            if relation == "replaces" and means_words(passage, after, mention.start):
                relation = "amends"
        parts = (added_parts if only_adds else cited_parts)(passage, after, mention.start)
        partial = bool(parts) or names_some_words(passage, after, mention.start)
        if relation in _ENDS_WHOLE and not partial:
            each = next(_IN_EACH.finditer(passage, first, mention.start), None)
            in_each = each is not None and not VERB.search(passage, each.end(), mention.start)
            partial = in_each or names_matter_within(passage, after, mention.start)
        if introduction:
            its, in_part = row_parts(passage, mention, introduction)
            parts, partial = parts or its, partial or in_part or introduction.partial
        partial = partial or bool(_EXCEPT.match(passage, mention.end, between[1]))
    stop = _SENTENCE_END.search(passage, mention.end, mention.end + MAX_CLAUSE_CHARACTERS)
    last = stop.start() + 1 if stop else min(len(passage), mention.end + MAX_CLAUSE_CHARACTERS)
    while first < mention.start and passage[first].isspace():
        first += 1
    while last > mention.end and passage[last - 1].isspace():
        last -= 1
    at = (mention.start, mention.end, first, last)
    return CitingPlace(mention.number, relation, parts, partial, only_adds, passage, *at, introduction, index, is_self)


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
        and not END_OF_BASIS.search(passage, previous.end, mention.start)
    )


def _names_itself(passage: str, mention: NumberMention, number: DocumentNumber | None, issued: date | None) -> bool:
    """Tell whether a mention names the document with this number and day of issue."""
    if number is None or mention.number.key != number.key:
        return False
    if number.year is not None or issued is None:
        return True
    date_text = _DATE_AFTER_NUMBER.match(passage, mention.end)
    days = find_dates(date_text.group()) if date_text else []
    return not days or days[0].span.start == issued
