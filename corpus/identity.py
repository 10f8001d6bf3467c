"""Make a document's permanent id: safe in a URL, and readable where a number is known."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from corpus.document import SAFE_ID, Document
from corpus.extraction.extract import complete
from corpus.vi.bodies import parse_body
from corpus.vi.document_numbers import parse_number
from corpus.vi.text import slug, tidy

_MAX_READABLE_CHARACTERS = 90  # of an address or title in an id, before the hash
# Of the visitor, not of the page:
_TRACKING_PARAMETER = re.compile(r"utm_.*|fbclid|gclid|gbraid|wbraid|dclid|msclkid|mc_[ce]id|gidzl|zalo_?id|zarsrc|_gl")
_INDEX_FILE = re.compile(r"/(?:index\.(?:html?|php|aspx|jsp)|default\.(?:aspx?|html?))$", re.IGNORECASE)
_DEFAULT_PORT = re.compile(r":(?:80|443)?$")


def identify(document: Document) -> str:
    """Return the id: the given one, else made from the URL, else from number, issuer and year, else from the content.

    It depends on the document alone, so it is the same in every run and every store. A given id that is not safe
    in a URL is made safe.
    """
    if SAFE_ID.fullmatch(document.id):
        return document.id
    if document.url and document.url.strip():
        return _id_from_url(document.url)
    if document.id:
        return _hashed_slug(slug(document.id), document.id)
    return _id_from_number(document) or "vb-" + _hash(tidy(document.title) + "\0" + tidy(document.text))[:16]


def keys_of(document: Document, *, original: str | None, path: Path | None, record: str | None = None) -> list[str]:
    """Return what a document's id is made for, the strongest first; none for a given id, which is its own.

    `original` and `path` are of a file that holds this document alone, else None: the nth document of a file is another
    one after a better reading. `record` is the sha256 of what it was read from in a file that may hold several. A path
    counts where nothing better is known, with source and title, as files of one name follow each other in a folder.
    """
    if SAFE_ID.fullmatch(document.id):
        return []
    keys = []
    url = (document.url or "").strip()
    if url:
        keys += address_keys(url)
    if original:
        keys.append(f"original:{original}")
    if record and not url:
        keys.append(f"record:{record}")
    if path and not url and not document.id and not _id_from_number(document):
        keys.append(f"file:{document.source or ''}\0{os.fspath(path.absolute())}\0{slug(document.title)}")
    return keys


def address_keys(url: str) -> list[str]:
    """Return the keys by which the document of an address is found: the address itself, and what its page has."""
    return [f"url:{url.strip()}", f"address:{canonical_address(url)}"]


def canonical_address(url: str) -> str:
    """Return what the addresses of one page have in common.

    That is without scheme, `www.`, the port of the scheme, empty parts and dots in the path, the last slash, the name
    of an index file, a fragment, parameters that track, and whether letters are written by percent signs.
    """
    try:
        return _address_parts(url)[1]
    except ValueError:  # as in `http://[`
        return tidy(url)


def _id_from_url(url: str) -> str:
    """Return the last part of the path and the query, and a hash of the whole, as many URLs share a slug."""
    try:
        return _hashed_slug(*_address_parts(url))
    except ValueError:
        return _hashed_slug(slug(url), url)


def _address_parts(url: str) -> tuple[str, str]:
    """Return of an address what an id shows, and the canonical address. Raises ValueError where it is none."""
    parts = urlsplit(url.strip())
    query = urlencode([pair for pair in parse_qsl(parts.query, True) if not _TRACKING_PARAMETER.fullmatch(pair[0])])
    path = posixpath.normpath("/" + unquote(parts.path).strip("/")) if parts.path.strip("/") else ""
    path = _INDEX_FILE.sub("", re.sub("//+", "/", path)).rstrip("/")
    # A fragment is a place on a page, unless it is the route of a page made by scripts.
    route = parts.fragment if parts.fragment[:1] in ("/", "!") else ""
    host = _DEFAULT_PORT.sub("", parts.netloc.lower().rpartition("@")[2]).removeprefix("www.")
    shown = slug(f"{posixpath.splitext(posixpath.basename(path))[0]} {unquote(query)} {route}") or slug(host)
    return shown, tidy(f"{host}{path}?{query}#{route}")


def _id_from_number(document: Document) -> str | None:
    """Return number, issuer and year as a slug (`12-nq-hdnd-huyen-lam-khe-2017`); None where one of them is missing."""
    known = document if document.number and document.issuer and document.issued else complete(document)
    if not known.number or not known.issuer or known.kind == "news":
        return None
    number = parse_number(known.number)
    year_in_number = number.year if number else None
    year = year_in_number or (known.issued.year if known.issued else None)
    if not year:
        return None  # the next year has a document of the same number and issuer
    issuer = parse_body(known.issuer, place=known.place)
    parts = slug(number.text if number else known.number).split("-")
    issuers = slug(issuer.label if issuer else known.issuer).split("-")
    shared = max(n for n in range(len(issuers) + 1) if n == 0 or parts[-n:] == issuers[:n])
    parts += issuers[shared:]
    if not year_in_number:
        parts.append(str(year))
    id = "-".join(filter(None, parts))
    return id if SAFE_ID.fullmatch(id) else None


def _hashed_slug(shown: str, whole: str) -> str:
    """Return a slug, cut at a hyphen where it is long, and a hash of the whole text that it stands for."""
    if len(shown) > _MAX_READABLE_CHARACTERS:
        shown = shown[:_MAX_READABLE_CHARACTERS]
        shown = shown.rpartition("-")[0] or shown
    return "-".join(filter(None, (shown, _hash(whole)[:10])))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
