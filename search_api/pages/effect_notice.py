"""Word whether a document is in force, for a notice on its page: since when, until when, and what brought it about."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from corpus.vi.document_numbers import document_kind, parse_number
from corpus.vi.text import slug
from indexer.results import Effect, Relation
from indexer.schema.effect import status_code
from search_api.json_shapes import document_page
from search_api.pages import labels
from search_api.sentences import pages as sentences

_QUIET_STATUSES = ("in-force", "unknown")  # of which a document has no notice
# Signs tell statuses apart without colour.
_SIGNS = {"in-force": "✓", "not-yet": "○", "partly-expired": "◐", "expired": "✕", "suspended": "‖"}
_STATED_SIGN = "?"  # of words of a source that nobody knows


class PlaceLink(NamedTuple):
    """Holds the link to a place in a document: `Điều 8 Nghị quyết 05/2020/NQ-HĐND`; no `href` where it is not here."""

    text: str
    href: str | None


class EffectNotice(NamedTuple):
    """Holds the sentence of a notice: the status with its days, why, the link to what brought it about, and the rest.

    `stated` are the source's own words where they say something else, or all that is known.
    """

    status: str
    why: str = ""
    link: PlaceLink | None = None
    rest: str = ""
    stated: str | None = None


class StatusBadge(NamedTuple):
    """Holds the status of a document in a row of results; `code` is `stated` for words that nobody knows."""

    text: str
    sign: str
    code: str


def badge(status: str | None) -> StatusBadge | None:
    """Return the badge of a status, a code or words of a source; None where there is none or it is not known."""
    code = status and status_code(status)
    if not status or code == "unknown":
        return None
    return (
        StatusBadge(sentences.STATUS_LABELS[code], _SIGNS[code], code)
        if code
        else StatusBadge(status, _STATED_SIGN, "stated")
    )


def status_name(status: str | None) -> str | None:
    """Return the name of a status for people; the source's words are their own name."""
    return sentences.STATUS_LABELS.get(status, status) if status else None


def effect_notice(effect: Effect, *, today: date) -> EffectNotice | None:
    """Return the notice of a document; None for one that lays down nothing or is in force today.

    A day that a reader asked for is always answered.
    """
    is_asked = effect.on != today
    if effect.status is None:
        return None
    is_computed = effect.status in sentences.STATUS_LABELS
    # What a source says is of its own day, not of another one that is asked; where nothing is computed, it is all.
    differs = not is_asked and _says_otherwise(effect)
    stated = sentences.STATED.format(words=effect.stated) if differs or not is_computed else None
    if status_code(effect.status) in _QUIET_STATUSES and not (is_asked or differs or effect.by):
        return None
    if not (is_computed or is_asked or effect.by):
        return EffectNotice("", stated=stated)
    status = effect.status if is_computed else "unknown"
    text = sentences.STATUS_LABELS[status] + _days(effect)
    if is_asked:
        text = sentences.EFFECT_ON.format(day=labels.day(effect.on), effect=text)
    if effect.by is None:
        return EffectNotice(text, rest=".", stated=stated)
    sentence = sentences.EFFECT_MAYBE_BY if status == "unknown" else sentences.EFFECT_BY
    why = sentence.format(relation=labels.uncapitalised(sentences.RELATION_LABELS[effect.by.relation][1]))
    parts = sentences.EFFECT_PARTS.format(parts=", ".join(effect.by.parts)) if effect.by.parts else ""
    return EffectNotice(text, why, place_link(effect.by), f"{parts}.", stated)


def place_link(relation: Relation) -> PlaceLink:
    """Return the link to the division of the other document that changes this one."""
    where = reversed(relation.where.split(", ")) if relation.where else ()  # `khoản 2 Điều 8 Nghị quyết …`
    return PlaceLink(" ".join((*where, named(relation))), place_address(relation))


def place_address(relation: Relation) -> str | None:
    """Return the address of the other document, at the article that says what it does; None where it is not here."""
    if relation.document is None:
        return None
    address = document_page(relation.document.id)
    return f"{address}#{anchors(relation.where)[-1]}" if relation.direction == "in" and relation.where else address


def anchors(where: str | None) -> list[str]:
    """Return the anchors of a division, the nearest first: of `Điều 8, khoản 2` that of the clause and of the article.

    A page has an anchor for each article, and for a clause only where that begins a paragraph.
    """
    names = (where or "").split(", ")
    article = names[:-1] if len(names) > 1 and names[-1].startswith("khoản ") else names
    return list(dict.fromkeys((slug(", ".join(names)), slug(", ".join(article)))))


def named(relation: Relation) -> str:
    """Return the name of the other document of a relation."""
    return document_name(relation.number, relation.document.title if relation.document else "")


def document_name(number: str | None, title: str) -> str:
    """Return the name of a document: `Nghị quyết 05/2020/NQ-HĐND`, else its title."""
    if not number:
        return title or sentences.DOCUMENT
    kind = _kind(number)
    return f"{sentences.KIND_LABELS[kind]} {number}" if kind and kind != "other" else number


@lru_cache(maxsize=4096)
def _kind(number: str) -> str | None:
    parsed = parse_number(number)
    return document_kind(parsed) if parsed else None


def _days(effect: Effect) -> str:
    if effect.status == "not-yet":
        if effect.until is None or effect.until == date.max:
            return ""
        return sentences.EFFECT_STARTS.format(day=labels.day(effect.until + timedelta(days=1)))
    since = sentences.EFFECT_SINCE.format(day=labels.day(effect.since)) if effect.since else ""
    has_end = effect.status == "suspended" and effect.until and effect.until != date.max
    return since + (sentences.EFFECT_UNTIL.format(day=labels.day(effect.until)) if has_end else "")


def _says_otherwise(effect: Effect) -> bool:
    """Tell whether the source's words mean another status than the computed one, for which they do not stand in.

    What nobody knows how to read is only shown beside it.
    """
    code = status_code(effect.stated) if effect.stated and effect.stated != effect.status else None
    return code is not None and code != effect.status
