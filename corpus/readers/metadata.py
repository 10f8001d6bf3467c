"""Read what a page says of itself: JSON-LD, Open Graph, Dublin Core, its layout, its table of attributes.

Trafilatura's own metadata are not used: its dates are guesses that may be any day on the page, even the day of the
page's clock, and a date that is given wins over what is read from the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin

from corpus.readers.encoding import clean
from corpus.readers.fields import MEDIA_TYPES, field_of
from corpus.readers.layout import author_of, date_of

# Our field: the names of meta elements that give it, best first.
META = {
    "title": "dc.title dcterms.title citation_title og:title twitter:title",
    "summary": "og:description dc.description dcterms.abstract description",
    "published": "article:published_time og:article:published_time datepublished dc.date.issued dcterms.issued"
    " dc.date.created dcterms.created dc.date dcterms.date pubdate publish_date citation_date",
    "author": "dc.creator dcterms.creator article:author author",
    "section": "article:section",
    "source": "og:site_name dc.publisher dcterms.publisher",
    "url": "og:url",
}
_ARTICLES = ("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "WebPage")
_HEADINGS = "//h1|//h2|//h3|//*[contains(@class,'title') or contains(@class,'tieude') or @itemprop='headline']"
# A date alone in the second cell of a row is a value with its label in the first one.
_VALUE = "ancestor-or-self::td[preceding-sibling::td]"
_SHORT = 400
_LONG = 2000
_ROWS = 3000
# At least so many known labels, one of them of a formal document, make a table the attributes of a document.
_LABELS = 3
_FORMAL = {"number", "issued", "issuer", "abstract"}


class Page(NamedTuple):
    """Holds the fields that a page gives, as it writes them, and the element of its layout that is the date line."""

    fields: dict[str, Any]
    date_line: Any


def facts(tree: Any) -> Page:
    """Return what the page says of itself; `title` is left out where only the browser's title line gives one."""
    metas = _metas(tree)
    linked = _linked_data(tree)
    found: dict[str, Any] = {
        field: next((metas[name] for name in names.split() if metas.get(name)), None) for field, names in META.items()
    }
    found |= {field: value for field, value in linked.items() if value}
    title, heading = _title(tree, found)
    date_line = _date_line(tree, heading)
    if heading is None and date_line is not None and title is None:
        title = _line_before(date_line)
    found["title"] = title
    found["published"] = found["published"] or _time(tree)
    if date_line is not None and not found["published"]:
        found["published"] = date_of(words(date_line))
    found["author"] = _author(tree, found)
    found["url"] = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None) or found["url"]
    found["section"] = found["section"] or _crumb(tree, title)
    found["kind"] = "news" if linked.get("title") or metas.get("og:type") == "article" or found["published"] else None
    if found["summary"] == title:
        found["summary"] = None
    attributes = _attributes(tree)
    if attributes:
        found |= {"kind": None, "published": linked.get("published"), **attributes}
        found["attachments"] = _files(tree, found["url"])
    return Page({field: value for field, value in found.items() if value}, date_line)


def browser_title(tree: Any) -> str | None:
    """Return the title line of the browser window, without the name of the site behind it."""
    page = " ".join(clean(tree.xpath("string(//head/title)")[:_LONG]).split())
    return re.sub(r"\s+[|»–—-]\s+[^|»–—]*$", "", page) or None


def words(element: Any, limit: int | None = None) -> str:
    """Return the text of an element on one line; nothing where it is longer than `limit` characters."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(part)
        length += len(part.strip())
        if limit is not None and length > limit:
            return ""
    return " ".join(clean(" ".join(parts)).split())


def _metas(tree: Any) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(name.lower(), clean(meta.get("content")[:_LONG]).strip())
    return metas


def _linked_data(tree: Any) -> dict[str, Any]:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            value = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(value):
            kinds = item.get("@type")
            if "headline" in item and any(k in _ARTICLES for k in (kinds if isinstance(kinds, list) else [kinds])):
                return {
                    "title": _string(item["headline"]),
                    "published": _string(item.get("datePublished") or item.get("dateCreated")),
                    "author": _string(item.get("author")),
                    "summary": _string(item.get("description")),
                    "section": _string(item.get("articleSection")),
                    "source": _string(item.get("publisher")),
                }
    return {}


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()


def _string(value: Any) -> str | None:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_string, value))) or None
    if isinstance(value, dict):
        value = value.get("name")
    return clean(value).strip() or None if isinstance(value, str) else None


def _title(tree: Any, found: dict[str, Any]) -> tuple[str | None, Any]:
    """Return the title without the site's name, and the element of the layout that shows it."""
    told = [
        text for text in (found["title"], " ".join(clean(tree.xpath("string(//head/title)")[:_LONG]).split())) if text
    ]
    headings = [(words(e, _SHORT), e) for e in tree.xpath(_HEADINGS)[:_ROWS]]
    shown = [(text, e) for text, e in headings if len(text) >= 10 and any(text in t for t in told)]
    if shown:
        return max(shown, key=lambda pair: len(pair[0]))
    first = [(line, e) for e in tree.xpath("//h1")[:_ROWS] if (line := words(e, _SHORT))]
    if found["title"]:
        site = found["source"]
        title = re.sub(rf"\s+[-|–—»:]+\s*{re.escape(site)}\s*$", "", found["title"]) if site else found["title"]
        return title, first[0][1] if len(first) == 1 else None
    return first[0] if len(first) == 1 else (None, None)


def _time(tree: Any) -> str | None:
    times = tree.xpath("//*[@itemprop='datePublished']/@datetime|//article//time[@pubdate or @datetime]/@datetime")
    return str(times[0]) if times else None


def _date_line(tree: Any, heading: Any) -> Any:
    """Return the element of the date line beside the title: further off stands the page's clock, or another item."""
    if heading is None:
        near = tree.xpath("//body//*")[:_ROWS]
    else:
        near = heading.xpath("following::*[position() <= 25]") + heading.xpath("preceding::*[position() <= 12]")[::-1]
    for element in near:
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "a", "li") or len(element) > 8:
            continue
        line = words(element, 120)
        if date_of(line) and (":" in line or (heading is not None and not element.xpath(_VALUE))):
            return element
    return None


def _line_before(element: Any) -> str | None:
    """Return the line above the date line, where an old page has its title without a heading's tag."""
    lines = element.xpath("preceding::text()[normalize-space()][position() <= 1]")
    line = " ".join(clean(str(lines[-1])).split()) if lines else ""
    return line if 10 <= len(line) <= _SHORT and not date_of(line) else None


def _author(tree: Any, found: dict[str, Any]) -> str | None:
    """Return the author that the page names, unless that is the site itself or its administrator."""
    shown = [
        words(e, 80) for e in tree.xpath("//*[contains(@class,'author') or @itemprop='author' or @rel='author']")[:20]
    ]
    named = [found["author"], *(author_of(text) or text for text in shown)]
    return next((n for n in named if n and n != found["source"] and " " in n and not n.startswith("http")), None)


def _crumb(tree: Any, title: str | None) -> str | None:
    """Return the last step of the breadcrumbs that is not the page itself."""
    steps = [words(a, 200) for a in tree.xpath("//*[contains(@class,'breadcrumb')]//a")[:20]]
    steps = [s for s in steps if s and s != title and s.lower() not in ("trang chủ", "home", "trang nhất")]
    return steps[-1] if steps else None


def _attributes(tree: Any) -> dict[str, str]:
    """Return what a table of attributes gives (`Số ký hiệu | 05/2020/NQ-HĐND | Ngày ban hành | 15/07/2020`)."""
    found: dict[str, str] = {}
    head = None
    for row in tree.xpath("//tr[not(.//tr)]|//dl")[:_ROWS]:
        cells = [words(cell) for cell in row if isinstance(cell.tag, str)]
        if len(list(filter(None, cells))) == 1 and not found:
            head = next(filter(None, cells))
        while cells:
            label, *cells = cells
            name, colon, value = label.partition(":")
            if colon and value.strip():
                cells = [value.strip(), *cells]
            for field in _labels(name.strip(" *")):
                if cells and field and cells[0] and len(cells[0]) <= _SHORT:
                    found.setdefault(field, cells[0])
                cells = cells[1:]
    if len(found) < _LABELS or not found.keys() & _FORMAL:
        return {}
    if head and len(head) <= _SHORT:
        found.setdefault("abstract", head)
    return found


def _labels(label: str) -> list[str | None]:
    """Return the fields that one label stands for; `Cơ quan ban hành / Người ký` has its values in as many cells."""
    whole = field_of(label)
    if whole or "/" not in label:
        return [whole] if whole else []
    parts = [field_of(part) for part in label.split("/")]
    return parts if any(parts) else []


def _files(tree: Any, base: str | None) -> list[str]:
    addresses = dict.fromkeys(
        href for href in tree.xpath("//a/@href") if href.partition("?")[0].rpartition(".")[2].lower() in MEDIA_TYPES
    )
    found = []
    for address in addresses:
        try:
            found.append(urljoin(base or "", address.strip()))
        except ValueError:  # an address that is none
            continue
    return found
