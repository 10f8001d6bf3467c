"""Give a document the id that it keeps for ever: safe in a URL, and readable where a number is known."""

from __future__ import annotations

import hashlib
import posixpath
import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from corpus.document import SAFE_ID, Document
from corpus.extraction.extract import read
from corpus.vi.bodies import body
from corpus.vi.document_numbers import parse_number
from corpus.vi.text import slug, tidy

_READABLE = 90  # characters of an address or title that an id shows at most
_VISITOR = re.compile(r"utm_.*|fbclid|gclid|zalo_?id|zarsrc")  # say where a visitor came from, not what is shown


def identify(document: Document) -> str:
    """Return the id: the given one, else made from the URL, else from number, issuer and year, else from the content.

    It depends on the document alone, so it is the same in every run and every store. What is given but not safe
    in a URL is made safe.
    """
    if SAFE_ID.fullmatch(document.id):
        return document.id
    if document.url and document.url.strip():
        return _of_address(document.url)
    if document.id:
        return _readable(slug(document.id), document.id)
    return _of_number(document) or "vb-" + _hash(tidy(document.title) + "\0" + tidy(document.text))[:16]


def _of_address(url: str) -> str:
    """Return the last part of the path and the query, and a hash of the whole, as a slug is the same for many."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # as in `http://[`
        return _readable(slug(url), url)
    query = urlencode([pair for pair in parse_qsl(parts.query, True) if not _VISITOR.fullmatch(pair[0])])
    path = unquote(parts.path).rstrip("/")
    # A fragment is a place on a page, unless a page made by scripts has its address there.
    route = parts.fragment if parts.fragment[:1] in ("/", "!") else ""
    host = parts.netloc.lower().rpartition("@")[2].removeprefix("www.")
    shown = slug(f"{posixpath.splitext(posixpath.basename(path))[0]} {unquote(query)} {route}") or slug(host)
    return _readable(shown, tidy(f"{host}{path}?{query}#{route}"))


def _of_number(document: Document) -> str | None:
    known = document if document.number and document.issuer and document.issued else read(document)
    if not known.number or not known.issuer or known.kind == "news":
        return None
    number = parse_number(known.number)
    told = number.year if number else None
    year = told or (known.issued.year if known.issued else None)
    if not year:
        return None  # the next year has a document of the same number and issuer
    issuer = body(known.issuer, place=known.place)
    parts = slug(number.text if number else known.number).split("-")
    issuers = slug(issuer.label if issuer else known.issuer).split("-")
    shared = max(n for n in range(len(issuers) + 1) if n == 0 or parts[-n:] == issuers[:n])
    parts += issuers[shared:]
    if not told:
        parts.append(str(year))
    made = "-".join(filter(None, parts))
    return made if SAFE_ID.fullmatch(made) else None


def _readable(shown: str, whole: str) -> str:
    if len(shown) > _READABLE:
        shown = shown[:_READABLE].rpartition("-")[0] or shown[:_READABLE]
    return "-".join(filter(None, (shown, _hash(whole)[:10])))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
