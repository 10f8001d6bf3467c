"""Complete the fields of a document from its text: number, kind, issuer, days, signer, officials, citations."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from itertools import islice, zip_longest
from math import ceil
from typing import NamedTuple

from corpus.document import KINDS, Document, Official, with_short_title
from corpus.extraction.citations import acting_kind, citations
from corpus.extraction.effect_days import ADOPTED, DATE, effect_days
from corpus.extraction.heading import Heading, compose_title, heading, kind_of
from corpus.extraction.issuer import issuer_of
from corpus.extraction.signature import Signature, signature, with_body
from corpus.vi.bodies import Body, find_bodies
from corpus.vi.bounded import compile_bounded
from corpus.vi.dates.find import find_dates, parse_moment
from corpus.vi.dates.sessions import find_sessions, term_on
from corpus.vi.document_numbers import DocumentNumber, document_kind, find_numbers, parse_number, written_number
from corpus.vi.full_names import namesakes, normalized_name
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.people.find import PersonMention, find_people_joined
from corpus.vi.people.signers import bare_name, split_signers
from corpus.vi.syllables import terms
from corpus.vi.text import tidy

_TITLE_NUMBER = compile_bounded(r"\W*(?:[^\W\d_]+\s+){1,3}(?:số\s*:?\s*)?(?=\d)", re.IGNORECASE)
_TITLE_DATE = compile_bounded(rf"[\s,(]*(ngày\s+{DATE})", re.IGNORECASE)
_KIND_AND_SUBJECT = compile_bounded(r"\W*[^\W\d_]+\s+[^\W\d_]+\s+(?:về\s+việc|v/v)(?!\w)", re.IGNORECASE)
_DATE_LINE_PART = (
    r"(?:[\d\W]|(?:thứ\s+\w+|chủ\s+nhật|ngày|giờ|phút|lúc|đăng|cập\s+nhật|gmt|utc|am|pm|sa|ch|t|z)(?![^\W\d_]))"
)
_DATE_LINE_START = re.compile(_DATE_LINE_PART, re.IGNORECASE)
_DATE_LINE = re.compile(
    rf"(?=.*\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}|.*\d{{4}}-\d{{2}}-\d{{2}}){_DATE_LINE_PART}+", re.IGNORECASE
)
_VIEW_COUNT = compile_bounded(r"(?:\s*\|)?\s*(?:view\s*count|lượt\s+(?:xem|đọc)|số\s+lượt)\b.*", re.IGNORECASE)
_ENDS_IN_INITIAL = re.compile(r" \w$")  # `bà Trần Thị B.`: whose name is not given
_COUNCIL = compile_bounded(r"hđnd|hdnd|hội\s+đồng\s+nhân\s+dân|hoi\s+dong\s+nhan\s+dan", re.IGNORECASE)
# `Chiều ngày 14/9, …`: how portals begin their news.
_NEWS_OPENING = compile_bounded(
    r"(?:^|\n)\W*(?:[^\n(]{0,40}\([^)\n]{2,40}\)\s*[-–—]\s*)?(?:(?:vào\s+)?(?:sáng|trưa|chiều|tối|đêm)(?:\s+nay)?,?\s+"
    r"(?:(?:ngày|mùng)\s+)?\d{1,2}\s?[/.–-]\s?\d|(?:trong\s+)?(?:(?:hai|ba|2|3)\s+)?ngày\s+\d{1,2}[^\n]{0,24}?\s?[/.–-]\s?\d{1,2}(?:[/.–-]\d{4})?\s?,"
    r"|(?:sáng|chiều|tối)\s+nay\b|(?:trong\s+)?(?:hai|ba|2|3)\s+ngày\s)",
    re.IGNORECASE,
)
_MAX_OPENING_CHARACTERS = 1000
_MAX_BRIEF_CHARACTERS = 200  # `Xem tệp đính kèm`
_MARKED_SHARE = 0.03  # of a Vietnamese text's letters: those that no other language has
_LETTERS = re.compile(r"[^\W\d_]")
_VIETNAMESE_LETTERS = re.compile(r"[ăđơưẠ-ỹ]", re.IGNORECASE)
# The commonest syllables, as a text without marks has them.
_COMMON_SYLLABLES = re.compile(
    r"\b(?:va|cua|cac|khong|duoc|trong|nguoi|nhung|nhan|dan|huyen|quyet|nghi|hoi|dong|uy|ban|ngay|thang|nam|cho|voi|tai"
    r"|theo|ve|viec|tinh|thanh|pho|quan|xa|phuong|so|chu|tich|den|tu|la|co)\b"
)


class _Texts(NamedTuple):
    """Holds the texts of a document, each tidy, with wrapped lines joined in place: offsets stay."""

    title: str
    summary: str
    text: str


def complete(document: Document) -> Document:
    """Return the document with its empty fields filled from its text; a given value wins.

    It is pure, idempotent, and raises for no text: each field is derived from the text and from fields that were
    completed before it. Two given values are rewritten, so that a body is a single facet value and a person has a
    single name: `issuer` becomes the label of its body (`HỘI ĐỒNG NHÂN DÂN HUYỆN ĐẮK SONG` → `HĐND huyện Đắk Song`,
    `UBND Tỉnh` with its place where that can be inferred), and a `signer` whose name includes the role
    (`Phó Chủ tịch UBND Nguyễn Thành Công`) is split. A title too long for any page is cut and stands in the text.
    The status is never guessed, and no signer is read where a page was recognised.
    """
    document = with_short_title(document)
    text = tidy(document.text)
    head = heading(text)
    published = document.published or (None if head else _published(text))
    kind = _kind(document, text, head, published)
    if kind == "news":
        head = None
    formal = kind != "news" and (kind != "other" or bool(head or document.number or document.issuer))
    title = document.title if document.title.strip() or head is None else compose_title(head) or document.title
    texts = _Texts(*map(with_joined_lines, (tidy(title), tidy(document.summary or ""), text)))
    document = replace(document, kind=kind, title=title, published=published)
    document = replace(document, number=_number(document, texts, head, formal))
    number = parse_number(document.number) if document.number else None
    issuer, body, place = issuer_of(document, head if formal else None, texts.title if formal else "")
    document = replace(document, issuer=issuer, place=place)
    document = replace(document, issued=document.issued or (_issued(texts, head, number) if formal else None))
    if formal and not (document.effective and document.expires):
        days = effect_days(document, texts.text)
        effective, expires = document.effective or days.effective, document.expires or days.expires
        document = replace(document, effective=effective, expires=expires)
    document = _with_session(document, texts, head if formal else None, number, body)
    signed = signature(text, body) if formal and text else None
    is_unsure = signed and not document.signer and _is_recognised(document, signed)
    signers = _signers(document.signer, None if is_unsure else signed)
    document = replace(document, signer=signers[0] if signers else None)
    return replace(
        document,
        officials=_officials(document, signers, body, texts, signed),
        citations=document.citations
        or citations(
            texts, number, issued=document.issued, kind=acting_kind(kind, texts.title, texts.text, is_formal=formal)
        ),
        language=document.language or _language(texts),
    )


def _kind(document: Document, text: str, head: Heading | None, published: datetime | None) -> str:
    """Return a kind of KINDS, by the first of these that has one: given kind, given number, head, title.

    A document without a head and without formal fields is news where it has a day of publication, section or author.
    """
    if document.kind in KINDS:
        return document.kind or "other"
    if given := kind_of(document.kind or ""):
        return given
    number = parse_number(document.number) if document.number else None
    if number and (by_number := document_kind(number)) not in (None, "other"):
        return by_number or "other"
    if head:
        return head.kind or "other"
    title = tidy(document.title)
    if document.number or document.issuer or document.issued or document.signer:
        return kind_of(title) or "other"
    is_brief = len(text) < _MAX_BRIEF_CHARACTERS
    # The page of a document that is attached has its day of publication too.
    if is_brief and (document.attachments or _KIND_AND_SUBJECT.match(title)) and (attached := kind_of(title)):
        return attached
    if published or document.section or document.author:
        return "news"
    numbered = _title_number(title)
    if numbered:
        return document_kind(numbered[0]) or kind_of(title) or "other"
    by_title = kind_of(title) if _KIND_AND_SUBJECT.match(title) else None
    return by_title or ("news" if _NEWS_OPENING.search(text[:_MAX_OPENING_CHARACTERS]) else "other")


def _published(text: str) -> datetime | None:
    """Return the time of a date line among the first five lines (`22/01/2020 | 11:21 | View Count: 8`)."""
    for line in [line.strip() for line in text[:2000].split("\n") if line.strip()][:5]:
        if not _DATE_LINE_START.match(line):
            continue  # most lines: the patterns below read them to their ends
        line = _VIEW_COUNT.sub("", line)
        if len(line) < 80 and _DATE_LINE.fullmatch(line) and (moment := parse_moment(line)):
            return moment
    return None


def _title_number(title: str) -> tuple[DocumentNumber, int] | None:
    """Return the number that a title begins with after its kind, and where it ends; never a number it only cites."""
    start = _TITLE_NUMBER.match(title)
    if not start or not kind_of(title):
        return None
    mentions = find_numbers(title)
    if mentions and mentions[0].start <= start.end() <= mentions[0].end:
        return mentions[0].number, mentions[0].end
    return None


def _number(document: Document, texts: _Texts, head: Heading | None, formal: bool) -> str | None:
    if document.number:
        return written_number(document.number)
    if not formal:
        return None
    if head and head.number:
        return head.number.text
    numbered = _title_number(texts.title)
    return numbered[0].text if numbered else None


def _issued(texts: _Texts, head: Heading | None, number: DocumentNumber | None) -> date | None:
    """Return the day of issue: in the head, after the number in the title, or where the text says it was adopted."""
    if head and head.issued:
        return head.issued
    title = texts.title
    numbered = _title_number(title)
    if numbered and number and numbered[0].key == number.key and (day := _TITLE_DATE.match(title, numbered[1])):
        return _day(day.group(1))
    adopted = ADOPTED.search(texts.text)
    return _day(adopted.group()) if adopted else None


def _day(words: str) -> date | None:
    """Return the first date of a text that has a day."""
    return next((mention.span.start for mention in find_dates(words) if mention.precision == "day"), None)


def _with_session(
    document: Document, texts: _Texts, head: Heading | None, number: DocumentNumber | None, body: Body | None
) -> Document:
    """Fill in term and session of a document that a council issued, or of news whose title is about its session.

    A term without its years (`khóa XIX`, or none) is the term of the document's day: councils of every level are
    elected on the same day, while each counts its terms for itself.
    """
    if document.term and document.session:
        return document
    day = document.issued or (document.published.date() if document.published else None)
    title = texts.title
    searched: list[str] = []
    if document.kind == "news":
        searched = [title] if _COUNCIL.search(title) and "Quốc hội" not in title else []
    elif "HĐND" in (number.body if number else "") or (body and "HĐND" in body.kind and "UBND" not in body.kind):
        adopted = ADOPTED.search(texts.text)
        searched = [" ".join(head.under) if head else "", adopted.group() if adopted else "", title]
        searched.append(head.abstract or "" if head else "")
    for passage in filter(None, searched):
        mentions = find_sessions(passage)
        session = next((m.session for m in mentions if m.session), None)
        years = next((m.term for m in mentions if m.term and m.term[:1].isdigit()), None)
        if mentions:
            term = years or (term_on(day) if day else None)
            return replace(document, term=document.term or term, session=document.session or session)
    return document


def _is_recognised(document: Document, signed: Signature) -> bool:
    """Tell whether a signature stands on a page that was recognised: its name in the text is one of several readings.

    Where it is sure the document's field has it.
    """
    if document.signer_candidates:
        return True
    starts = document.pages or (0,)
    on_pages = zip(starts, document.page_confidence, strict=False)
    before = [sure for start, sure in on_pages if len(tidy(document.text[:start])) <= signed.start]
    return bool(before) and before[-1] < 100


def _signers(given: Official | None, signed: Signature | None) -> tuple[Official, ...]:
    """Return who signed, the first of them first: those of the field, else of the signature."""
    if given is None:
        return signed.officials if signed else ()
    split = [signer for signer in split_signers(given.name) if signer.name]
    if len(split) > 1:
        roles = (given.role or "").split(";")
        roles = roles if len(roles) == len(split) else [given.role or ""]
        pairs = zip_longest(split, map(str.strip, roles))
        people = [Official(signer.name or "", signer.role or role or None) for signer, role in pairs]
    elif split and split[0].role and not given.role:
        people = [Official(split[0].name or "", split[0].role)]
    else:
        people = [Official(bare_name(given.name), given.role)]
    # A name alone in a field gets its role from the signature with the same name.
    if signed:
        by_name = {tuple(terms(official.name)): official for official in signed.officials}
        people = [each if each.role else by_name.get(tuple(terms(each.name)), each) for each in people]
    return tuple(people)


def _officials(
    document: Document, signers: tuple[Official, ...], body: Body | None, texts: _Texts, signed: Signature | None
) -> tuple[Official, ...]:
    """Return the signers, with the body in the role, and the people of the passages: each once for each role.

    Two spellings of a role are the same role, and of a role and its longer form (`Chủ tịch HĐND`, `Chủ tịch HĐND
    huyện`) only the longer is returned. Given officials stay; a signer who is not among them is put first.
    """
    signing = [Official(signer.name, signer.role and with_body(signer.role, body)) for signer in signers]
    if document.officials:
        given = [Official(bare_name(official.name), official.role) for official in document.officials]
        known = {tuple(terms(official.name)) for official in given}
        return (*(signer for signer in signing if tuple(terms(signer.name)) not in known), *given)
    officials: dict[tuple[str, str], Official] = {}
    for person in signing + _people(texts, signed):
        officials.setdefault((" ".join(terms(person.name)), _role_key(person.role or "")), person)
    roles: dict[str, list[str]] = {}
    for name, role in officials:
        roles.setdefault(name, []).append(role)
    return tuple(
        person
        for (name, role), person in officials.items()
        if not any(other != role and f"{other} ".startswith(f"{role} " if role else "") for other in roles[name])
    )


def _people(texts: _Texts, signed: Signature | None) -> list[Official]:
    """Return the people named with a role or an honorific outside the signature block, once for each role."""
    text = texts.text
    parts = [text[: signed.start], text[signed.end :]] if signed else [text]
    passages = filter(None, (texts.title, texts.summary, *parts))
    mentions = [mention for passage in passages for mention in find_people_joined(passage)]
    private = {mention.name for mention in mentions if mention.private}
    return [
        Official(mention.name, role)
        for mention in mentions
        if mention.presented and not _is_historical(mention)
        if mention.roles or not (mention.name in private or _ENDS_IN_INITIAL.search(mention.name))
        for role in mention.roles or (None,)
    ]


def _is_historical(mention: PersonMention) -> bool:
    """Tell whether a mention is of somebody after whom streets are named, and of no office but the highest."""
    leading = all(role.lower() in ("tổng bí thư", "chủ tịch nước", "chủ tịch", "thủ tướng") for role in mention.roles)
    return leading and normalized_name(mention.name) in namesakes()


@lru_cache(maxsize=10_000)
def _role_key(role: str) -> str:
    """Return a role in a form in which its spellings are equal."""
    for mention in reversed(find_bodies(role)):
        role = role[: mention.start] + mention.body.label + role[mention.end :]
    return " ".join(terms(role))


def _language(texts: _Texts) -> str | None:
    """Recognise Vietnamese by its letters, or, in a text without marks, by its commonest syllables."""
    sample = f"{texts.title[:200]} {texts.text[:1000] or texts.summary[:1000]}"
    enough = max(2, ceil(_MARKED_SHARE * len(sample)))  # of a sample that is nothing but letters
    marked = sum(1 for _ in islice(_VIETNAMESE_LETTERS.finditer(sample), enough))
    if marked == enough or marked >= max(2, _MARKED_SHARE * len(_LETTERS.findall(sample))):
        return "vi"
    common = _COMMON_SYLLABLES.findall(sample.lower())
    return "vi" if len(set(common)) >= 4 and len(common) >= 0.25 * len(sample.split()) else None
