"""Tell search engines which pages there are: `/robots.txt`, and `/sitemap.xml` with all pages to read, streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

import falcon

from search_api.answer_cache import SearchService
from search_api.body_shapes import body_page
from search_api.json_shapes import document_page, official_page
from search_api.pages.rendering import Pages
from search_api.problems import NOT_FOUND, Problem
from search_api.sitting_shapes import sitting_page

# The protocol allows 50,000 addresses and 50 MB a file, and 50,000 of our longest addresses are 25 MB. The first part
# has the pages of persons, bodies and sittings too, so many of each.
MAX_DOCUMENTS = 19_900
MAX_OTHERS = 10_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FIXED_PATHS = ("/", "/huong-dan", "/thong-ke")
_MAX_PART_BYTES = 32_768  # of a stream that are handed on at once

# Results are any number of pages over the same documents. Files of documents stay open: they are what is looked for.
ROBOTS = """User-agent: *
Disallow: /tim-kiem
Disallow: /goi-y
Disallow: /v1/
Allow: /v1/documents/*/original
Allow: /v1/documents/*/attachments/

Sitemap: {public_url}/sitemap.xml
"""


class RobotsView:
    """Answers `/robots.txt`."""

    def __init__(self, pages: Pages) -> None:
        self.body = ROBOTS.format(public_url=pages.public_url).encode()

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer what programs may read."""
        resp.content_type = falcon.MEDIA_TEXT
        resp.cache_control = ["public", "max-age=3600"]
        resp.data = self.body


class SitemapView:
    """Answers `/sitemap.xml`: all addresses, or where these are too many for a file the list of its parts."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the only part, or the index of all parts."""
        parts = _parts(self.pages)
        lines = _part(self.pages, 0) if parts <= 1 else _index(self.pages, parts)
        _stream(resp, lines)


class SitemapPartView:
    """Answers `/sitemap-{n}.xml`, the parts of `/sitemap.xml`, from 1 on."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response, n: int) -> None:
        """Answer with a part."""
        if not 1 <= n <= _parts(self.pages):
            raise Problem(404, NOT_FOUND)
        _stream(resp, _part(self.pages, n - 1))


def _parts(pages: Pages) -> int:
    return -(-pages.search.document_count() // MAX_DOCUMENTS)


def _part(pages: Pages, number: int) -> Iterator[str]:
    """Return the lines of a part of the addresses. A copy of another document has none: that one's page shows it."""
    documents = pages.search.document_changes(number * MAX_DOCUMENTS, MAX_DOCUMENTS)
    return _addresses(pages.public_url, () if number else _other_paths(pages.search), documents)


def _other_paths(search: SearchService) -> Iterator[str]:
    """Yield the addresses of the pages that are no documents: of those with most documents, and the latest sittings."""
    yield from _FIXED_PATHS
    yield from (body_page(body.id) for body in search.bodies("", limit=MAX_OTHERS).bodies)
    yield from (sitting_page(sitting.id) for sitting in search.sittings("", limit=MAX_OTHERS).sittings)
    yield from map(official_page, search.official_ids(MAX_OTHERS))


def _addresses(public_url: str, fixed: Iterable[str], documents: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f'{_HEAD}<urlset xmlns="{_NAMESPACE}">\n'
    for path in fixed:
        yield f"<url><loc>{escape(public_url + path)}</loc></url>\n"
    for id, day in documents:
        address = escape(public_url + document_page(id))
        yield f"<url><loc>{address}</loc><lastmod>{day}</lastmod></url>\n"
    yield "</urlset>\n"


def _index(pages: Pages, parts: int) -> Iterator[str]:
    yield f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n'
    for number in range(1, parts + 1):
        yield f"<sitemap><loc>{escape(pages.public_url)}/sitemap-{number}.xml</loc></sitemap>\n"
    yield "</sitemapindex>\n"


def _stream(resp: falcon.Response, lines: Iterator[str]) -> None:
    resp.content_type = "application/xml; charset=utf-8"
    resp.cache_control = ["no-cache"]
    resp.stream = _gathered(lines)


def _gathered(lines: Iterator[str]) -> Iterator[bytes]:
    """Yield lines as parts of a size that is worth sending."""
    gathered, size = [], 0
    for line in lines:
        gathered.append(line)
        size += len(line)
        if size >= _MAX_PART_BYTES:
            yield "".join(gathered).encode()
            gathered, size = [], 0
    yield "".join(gathered).encode()
