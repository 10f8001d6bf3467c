"""Read from its own words since when a document has effect, and until when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from corpus.document import Document
from corpus.extraction.structure import quoted_spans
from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.find import find_dates

DATE = r"(?:\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
ADOPTED = compile_bounded(
    r"(?:nghị\s+quyết|quyết\s+định)\s+này[^.;\n]{0,30}(?:được\s+)?(?:hội\s+đồng\s+nhân\s+dân|hđnd)[^.;\n]{0,200}?"
    rf"thông\s+qua(?:[^.;\n]{{0,60}}?ngày\s+{DATE})?",
    re.IGNORECASE,
)
_IN_WORDS = {"ba": 3, "năm": 5, "bảy": 7, "mười": 10, "mười lăm": 15, "ba mươi": 30, "bốn mươi lăm": 45}
_NUMBER_OF_DAYS = (
    rf"(?P<after>\d{{1,3}}|{'|'.join(sorted(_IN_WORDS, key=len, reverse=True))})(?:\s*\([^()\n]{{1,20}}\))?"
)
_ISSUE = r"(?P<issue>(?:được\s+)?(?:ký|ban\s+hành|công\s+bố))"
_ADOPTION = (
    r"(?P<adoption>(?:được\s+)?thông\s+qua"
    r"|(?:(?:được|có)\s+)?(?:nghị\s+quyết\s+này\s+được\s+)?(?:hội\s+đồng\s+nhân\s+dân|hđnd)[^.;\n]{0,60}?thông\s+qua)"
)
_EFFECTIVE = compile_bounded(
    r"\bcó\s+hiệu\s+lực(?:\s+(?:thi\s+hành|pháp\s+luật|áp\s+dụng|trở\s+về\s+trước))?\s*,?\s*"
    rf"(?:sau\s+{_NUMBER_OF_DAYS}\s+ngày\s*,?\s*)?"
    rf"(?:(?:kể\s+)?từ\s+(?:(?:\d{{1,2}}\s+giờ(?:\s+\d{{1,2}}\s+phút)?\s*,?\s+)?ngày\s+)?(?:(?P<day>{DATE})|{_ISSUE}|{_ADOPTION})"
    r"|(?:kể\s+)?từ\s+năm\s+ngân\s+sách\s+(?P<budget>\d{4})(?!\d)|(?P<until>(?:cho\s+)?đến\s+(?:hết\s+)?(?:ngày|năm)\s))",
    re.IGNORECASE,
)
_CEASES = compile_bounded(
    rf"\bnày(?P<subject>)\s+(?:sẽ\s+)?hết\s+hiệu\s+lực(?:\s+thi\s+hành)?\s*,?\s*(?:kể\s+)?từ\s+ngày\s+({DATE})",
    re.IGNORECASE,
)
_APPLIES = compile_bounded(
    r"\bnày(?P<subject>)\s+(?:được\s+)?(?:áp\s+dụng|thực\s+hiện|có\s+giá\s+trị)\b", re.IGNORECASE
)
_THROUGH = compile_bounded(
    rf"\bđến\s+(?:hết\s+(?P<words>ngày\s+{DATE}|{DATE}|năm\s+\d{{4}}|tháng\s+\d{{1,2}}(?:\s+năm\s+|/)\d{{4}})|(?P<day>ngày\s+{DATE}))",
    re.IGNORECASE,
)
_BUDGET_YEARS = compile_bounded(
    r"\b(?:năm\s+ngân\s+sách|(?:thời\s+kỳ|giai\s+đoạn)\s+ổn\s+định(?:\s+ngân\s+sách)?)[^.;\n\d]{0,60}"
    r"(?:\d{4}\s*(?:[-–]|đến(?:\s+năm)?(?:\s+ngân\s+sách)?)\s*(?:năm\s+(?:ngân\s+sách\s+)?)?)(?P<last>\d{4})(?!\d)",
    re.IGNORECASE,
)
# Behind these words stand days of other documents.
_OF_OTHERS = compile_bounded(
    r"\b(?:thay\s+thế|bãi\s+bỏ|hu[ỷy]\s+bỏ|hủy\s+bỏ|sửa\s+đổi|hết\s+hiệu\s+lực|quy\s+định\s+tại)\b|\bsố\s*:?\s+\d+",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(r"[.;:]\s|\n")
_SENTENCE_END = re.compile(r"[.;](?=\s|$)|\n")
_OWN_NOUN = compile_bounded(
    r"\b(?P<noun>nghị\s+quyết|quyết\s+định|chỉ\s+thị|kế\s+hoạch|bộ\s+luật|luật|pháp\s+lệnh|nghị\s+định|thông\s+tư"
    r"(?:\s+liên\s+tịch)?|văn\s+bản|hướng\s+dẫn|quy\s+chế|quy\s+định|điều\s+lệ|quy\s+trình|nội\s+quy|chương\s+trình"
    r"|đề\s+án|bảng\s+giá(?:\s+đất)?|đơn\s+giá)\s+(?:liên\s+tịch\s+)?này\b",
    re.IGNORECASE,
)
# `này` is often left out: `Điều 4. Nghị quyết có hiệu lực từ ngày …`.
_BARE_NOUN = compile_bounded(
    r"\W*(?P<noun>nghị\s+quyết|quyết\s+định)\s+"
    r"(?:(?:đã\s+)?được\s+(?:hội\s+đồng\s+nhân\s+dân|hđnd)[^.;\n]{0,200}?thông\s+qua[^.;\n]{0,60}?(?:,|\bvà)\s+)?",
    re.IGNORECASE,
)
_PART = compile_bounded(
    r"\b(?:phụ\s+lục|khoản|điểm|chương|mục|tiểu\s+mục|biểu|bảng\s+giá|danh\s+mục|riêng|(?:các\s+)?(?:quy\s+định|nội\s+dung)"
    r"|mức\s+\w+)\b|\bđiều\s+\d+\w?(?:\s*(?:,|và)\s*(?:điều\s+)?\d+\w?)*\s+(?:của|tại|trong|ban\s+hành)\b",
    re.IGNORECASE,
)
_NOUNS = {
    "resolution": "nghị quyết", "joint-resolution": "nghị quyết", "decision": "quyết định", "directive": "chỉ thị",
    "plan": "kế hoạch", "law": "luật", "ordinance": "pháp lệnh", "decree": "nghị định", "circular": "thông tư",
}  # fmt: skip
_ISSUED_WITH = (
    "quy chế", "quy định", "điều lệ", "quy trình", "nội quy", "chương trình", "đề án", "bảng giá", "bảng giá đất",
    "đơn giá",
)  # fmt: skip
_BINDING_KINDS = (*_NOUNS, "other")
# Found far faster than the patterns above.
_EFFECT, _NO_EFFECT = "hiệu lực", "hết hiệu lực"
_BEFORE_CEASES = 16  # characters between `này` and these words
_MAX_CEASES = 100
_LIMITING = ("đến hết", "ngân sách")  # in a text that says until when it is applied
_MAX_SENTENCE = 400


class EffectDays(NamedTuple):
    """Holds the first and the last day of a document's effect, None where its words do not say."""

    effective: date | None = None
    expires: date | None = None


class _Sentence(NamedTuple):
    """Holds a sentence that says when a document takes effect, between two offsets; `ends` is behind its words."""

    match: re.Match[str]
    noun: str
    last: int


def effect_days(document: Document, text: str) -> EffectDays:
    """Return the days of effect that a text with joined lines says of its document, whose day of issue is known.

    The sentence must be about the document itself, not about an annex or some articles; proposals, reports and letters
    only speak of others' effect. What a regulation that is issued with a decision says of itself is not the decision's.
    """
    if document.kind not in _BINDING_KINDS:
        return EffectDays()
    own = _NOUNS.get(document.kind)
    sentences = list(_sentences(text, own))
    sentences = [s for s in sentences if s.noun in ("", own)] or [
        s for s in sentences if own is None or s.noun not in _ISSUED_WITH
    ]
    effective = next((day for s in sentences if (day := _first_day(s.match, document, text))), None)
    expires = next((day for s in sentences if (day := _last_day(text, s.match.start(), s.last))), None)
    expires = expires or _otherwise_expires(text, own)
    if effective and expires and expires < effective:
        expires = None
    return EffectDays(effective, expires)


def _sentences(text: str, own: str | None) -> Iterator[_Sentence]:
    """Yield the sentences that say when a document takes effect, outside quotations."""
    quoted: list[tuple[int, int]] | None = None
    for at in _places(text, _EFFECT):
        match = _EFFECTIVE.match(text, max(0, at - len("có ")))
        if match is None:
            continue
        if quoted is None:
            quoted = quoted_spans(text)
        if any(start <= match.start() < end for start, end in quoted):
            continue
        noun = _subject(text, match.start(), own)
        if noun is not None:
            end = _SENTENCE_END.search(text, match.end(), match.end() + _MAX_SENTENCE)
            yield _Sentence(match, noun, end.start() if end else min(len(text), match.end() + _MAX_SENTENCE))


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _subject(text: str, at: int, own: str | None) -> str | None:
    """Return the noun of the document that is the subject of a verb, empty where none is named; None for a part.

    `own` is the noun of the document itself, which is meant by it alone too.
    """
    first = max(0, at - _MAX_SENTENCE)
    first = max([first, *(m.end() for m in _SENTENCE_START.finditer(text, first, at))])
    nouns = list(_OWN_NOUN.finditer(text, first, at))
    if not nouns:
        if bare := _BARE_NOUN.fullmatch(text, first, at):
            return own if _lowered(bare["noun"]) == own else None
        return "" if not re.search(r"\w", text[first:at]) else None
    if _PART.search(text, first, nouns[-1].start()):
        return None
    return _lowered(nouns[-1]["noun"]).removeprefix("bộ ")


def _lowered(words: str) -> str:
    return " ".join(words.lower().split())


def _first_day(match: re.Match[str], document: Document, text: str) -> date | None:
    if match["day"]:
        return _day(f"ngày {match['day']}")
    if match["budget"]:
        return _day(f"ngày 01/01/{match['budget']}")
    if match["until"]:
        return None
    base = (adoption_day(text) if match["adoption"] else None) or document.issued
    after = (match["after"] or "0").lower()
    days = int(after) if after.isdigit() else _IN_WORDS[_lowered(after)]
    try:
        return base + timedelta(days=days) if base else None
    except OverflowError:
        return None


def adoption_day(text: str) -> date | None:
    """Return the day on which a council adopted a document, as its closing sentence says."""
    return next((day for adopted in ADOPTED.finditer(text) if (day := _day(adopted.group()))), None)


def _last_day(text: str, start: int, end: int) -> date | None:
    """Return the last day that a sentence about effect says, before it speaks of other documents."""
    others = _OF_OTHERS.search(text, start, end)
    end = others.start() if others else end
    if through := _THROUGH.search(text, start, end):
        return _end_of(through["words"] or through["day"])
    if years := _BUDGET_YEARS.search(text, start, end):
        return _end_of(f"năm {years['last']}")
    return None


def _otherwise_expires(text: str, own: str | None) -> date | None:
    """Return the last day where another sentence says it: `Nghị quyết này hết hiệu lực từ ngày 01/01/2022`."""
    for at in _places(text, _NO_EFFECT):
        ceases = _CEASES.search(text, max(0, at - _BEFORE_CEASES), at + _MAX_CEASES)
        if ceases and _subject(text, ceases.start("subject"), own) == own and (day := _day(f"ngày {ceases[2]}")):
            return day - timedelta(days=1)
    if not any(words in text for words in _LIMITING):
        return None
    for at in _places(text, "này"):
        applies = _APPLIES.match(text, at)
        if applies and _subject(text, applies.start("subject"), own) == own:
            end = _SENTENCE_END.search(text, applies.end(), applies.end() + _MAX_SENTENCE)
            if day := _last_day(text, applies.start(), end.start() if end else applies.end()):
                return day
    return None


def _day(words: str) -> date | None:
    """Return the first date of a text that has a day."""
    return next((mention.span.start for mention in find_dates(words) if mention.precision == "day"), None)


def _end_of(words: str) -> date | None:
    """Return the last day of the first date of a text."""
    return next((mention.span.last for mention in find_dates(words)), None)
