"""Read the metadata of an HTML page: JSON-LD, Open Graph, Dublin Core, its layout, its table of attributes.

Days that merely stand somewhere on the page (a clock, other news) are none of its fields: a date in a field wins over
dates in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin

from corpus.readers.encoding import clean
from corpus.readers.fields import field_of
from corpus.readers.items import MEDIA_TYPES
from corpus.readers.layout import author_of, date_of
from corpus.readers.page_blocks import text_of
from corpus.vi.bounded import compile_bounded

# Our field → the names of meta elements for it, best first.
_META_NAMES = {
    "title": "dc.title dcterms.title citation_title og:title twitter:title",
    "summary": "og:description dc.description dcterms.abstract description",
    "published": "article:published_time og:article:published_time datepublished dc.date.issued dcterms.issued"
    " dc.date.created dcterms.created dc.date dcterms.date pubdate publish_date citation_date",
    "author": "dc.creator dcterms.creator article:author author",
    "section": "article:section",
    "source": "og:site_name dc.publisher dcterms.publisher",
    "url": "og:url",
}
_ARTICLE_TYPES = ("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "WebPage")
_SITE_AFTER_TITLE = compile_bounded(r"\s+[|»–—-]\s+[^|»–—]*$")
_HEADINGS = "//h1|//h2|//h3|//*[contains(@class,'title') or contains(@class,'tieude') or @itemprop='headline']"
# A date alone in the second cell of a row is a value with its label in the first cell.
_VALUE_CELL = "ancestor-or-self::td[preceding-sibling::td]"
_FIELDS_TO_FILL = ".//select or .//textarea or .//input[not(@type) or @type='text' or @type='search' or @type='date']"
_MAX_AUTHOR_WORDS = 10
_NO_AUTHOR = re.compile(r"\.\.|…|\d|:|http")
_PARAMETERS = re.compile(r"[?#].*", re.DOTALL)
_MAX_TITLE_CHARACTERS = 400  # and of the value of an attribute
_MAX_META_CHARACTERS = 2000
_MAX_ELEMENTS = 3000  # of a kind that are looked at
# A table with so many known labels, at least one of a formal document, has the attributes of a document.
_MIN_KNOWN_LABELS = 3
_FORMAL_FIELDS = {"number", "issued", "issuer", "abstract"}


class PageMetadata(NamedTuple):
    """Holds the fields of a page, as it writes them, and the elements of its layout that show title and date."""

    fields: dict[str, Any]
    heading: Any
    date_line: Any


def metadata(tree: Any) -> PageMetadata:
    """Return the metadata of a page; `title` is left out where only the title of the browser window has it."""
    metas = _metas(tree)
    linked = _linked_data(tree)
    fields: dict[str, Any] = {
        field: next((metas[name] for name in names.split() if metas.get(name)), None)
        for field, names in _META_NAMES.items()
    }
    fields |= {field: value for field, value in linked.items() if value}
    title, heading = _title(tree, fields)
    date_line = _date_line(tree, heading)
    if heading is None and date_line is not None and title is None:
        title = _line_before(date_line)
    fields["title"] = title
    fields["published"] = fields["published"] or _time(tree)
    if date_line is not None and not fields["published"]:
        fields["published"] = date_of(text_of(date_line))
    fields["author"] = _author(tree, fields)
    fields["url"] = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None) or fields["url"]
    fields["section"] = fields["section"] or _breadcrumb(tree, title)
    is_news = linked.get("title") or metas.get("og:type") == "article" or fields["published"]
    fields["kind"] = "news" if is_news else None
    if fields["summary"] == title:
        fields["summary"] = None
    attributes = _attributes(tree)
    if attributes:
        fields |= {"kind": None, "published": linked.get("published"), **attributes}
        fields["attachments"] = files_of(tree.xpath("//a[@href]"), fields["url"])
    return PageMetadata({field: value for field, value in fields.items() if value}, heading, date_line)


def browser_title(tree: Any) -> str | None:
    """Return the title of the browser window, without the name of the site after it."""
    return _SITE_AFTER_TITLE.sub("", _head_title(tree)) or None


def _head_title(tree: Any) -> str:
    return " ".join(clean(tree.xpath("string(//head/title)")[:_MAX_META_CHARACTERS]).split())


def _metas(tree: Any) -> dict[str, str]:
    """Return the contents of meta elements by name; of elements with the same name the first counts."""
    metas: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(name.lower(), clean(meta.get("content")[:_MAX_META_CHARACTERS]).strip())
    return metas


def _linked_data(tree: Any) -> dict[str, Any]:
    """Return the fields of the first article in the page's JSON-LD (https://schema.org/Article)."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            value = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(value):
            kinds = item.get("@type")
            if "headline" in item and any(k in _ARTICLE_TYPES for k in (kinds if isinstance(kinds, list) else [kinds])):
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


def _title(tree: Any, fields: dict[str, Any]) -> tuple[str | None, Any]:
    """Return the title without the site's name, and the element of the layout that shows it."""
    titles = [text for text in (fields["title"], _head_title(tree)) if text]
    headings = [(text_of(e, _MAX_TITLE_CHARACTERS), e) for e in tree.xpath(_HEADINGS)[:_MAX_ELEMENTS]]
    shown = [(text, e) for text, e in headings if len(text) >= 10 and any(text in title for title in titles)]
    if shown:
        return max(shown, key=lambda pair: len(pair[0]))
    bold = tree.xpath("//body//b|//body//strong|//body//font")[:_MAX_ELEMENTS] if titles else []
    if exact := [e for e in bold if text_of(e, _MAX_TITLE_CHARACTERS) == titles[0] and len(titles[0]) >= 10]:
        return titles[0], exact[0]
    first = [(line, e) for e in tree.xpath("//h1")[:_MAX_ELEMENTS] if (line := text_of(e, _MAX_TITLE_CHARACTERS))]
    if fields["title"]:
        site = fields["source"]
        after = compile_bounded(rf"\s+[-|–—»:]{{1,16}}\s*{re.escape(site)}\s*$") if site else None
        title = after.sub("", fields["title"]) if after else fields["title"]
        return title, first[0][1] if len(first) == 1 else None
    return first[0] if len(first) == 1 else (None, None)


def _time(tree: Any) -> str | None:
    times = tree.xpath("//*[@itemprop='datePublished']/@datetime|//article//time[@pubdate or @datetime]/@datetime")
    return str(times[0]) if times else None


def _date_line(tree: Any, heading: Any) -> Any:
    """Return the element of the date line beside the title: further away is the page's clock, or another item."""
    if heading is None:
        near = tree.xpath("//body//*")[:_MAX_ELEMENTS]
    else:
        near = heading.xpath("following::*[position() <= 25]") + heading.xpath("preceding::*[position() <= 12]")[::-1]
    for element in near:
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "a", "li") or len(element) > 8:
            continue
        line = text_of(element, 120)
        if date_of(line) and (":" in line or (heading is not None and not element.xpath(_VALUE_CELL))):
            return element
    return None


def _line_before(element: Any) -> str | None:
    """Return the line above the date line, where an old page has its title without a heading's tag."""
    lines = element.xpath("preceding::text()[normalize-space()][position() <= 1]")
    line = " ".join(clean(str(lines[-1])).split()) if lines else ""
    return line if 10 <= len(line) <= _MAX_TITLE_CHARACTERS and not date_of(line) else None


def _author(tree: Any, fields: dict[str, Any]) -> str | None:
    """Return the author that the page names, unless that is the site itself or its administrator."""
    shown = [
        text_of(e, 80) for e in tree.xpath("//*[contains(@class,'author') or @itemprop='author' or @rel='author']")[:20]
    ]
    names = [fields["author"], *(author_of(text) or text for text in shown)]
    return next((name for name in names if name and name != fields["source"] and _may_be_author(name)), None)


def _may_be_author(name: str) -> bool:
    """Tell whether the text of an author's field is a name: a blank to be filled in, or a sentence, is none."""
    return 1 < len(name.split()) <= _MAX_AUTHOR_WORDS and not _NO_AUTHOR.search(name)


def _breadcrumb(tree: Any, title: str | None) -> str | None:
    """Return the last of the breadcrumbs that is not the page itself."""
    steps = [text_of(a, 200) for a in tree.xpath("//*[contains(@class,'breadcrumb')]//a")[:20]]
    steps = [s for s in steps if s and s != title and s.lower() not in ("trang chủ", "home", "trang nhất")]
    return steps[-1] if steps else None


def _attributes(tree: Any) -> dict[str, str]:
    """Return the fields in a table of attributes (`Số ký hiệu | 05/2020/NQ-HĐND | Ngày ban hành | 15/07/2020`).

    A line alone above them is the abstract.
    """
    fields: dict[str, str] = {}
    head = None
    asking = set(tree.xpath(f"//table[not(.//table)][{_FIELDS_TO_FILL}]")[:_MAX_ELEMENTS])
    for row in tree.xpath("//tr[not(.//tr)]|//dl")[:_MAX_ELEMENTS]:
        if next(row.iterancestors("table"), None) in asking:
            continue  # of a search form
        cells = [text_of(cell) for cell in row if isinstance(cell.tag, str)]
        if len(list(filter(None, cells))) == 1 and not fields:
            head = next(filter(None, cells))
        while cells:
            label, *cells = cells
            name, colon, value = label.partition(":")
            if colon and value.strip():
                cells = [value.strip(), *cells]
            for field in _fields_of_label(name.strip(" *")):
                if cells and field and 0 < len(cells[0]) <= _MAX_TITLE_CHARACTERS and not _is_label(cells[0]):
                    fields.setdefault(field, cells[0])
                cells = cells[1:]
    if len(fields) < _MIN_KNOWN_LABELS or not fields.keys() & _FORMAL_FIELDS:
        return {}
    if head and len(head) <= _MAX_TITLE_CHARACTERS:
        fields.setdefault("abstract", head)
    return fields


def _is_label(value: str) -> bool:
    """Tell whether what stands where a value should is the next label: `Số ký hiệu | Ngày ban hành` is a head."""
    return bool(field_of(value.strip(" *:")))


def has_search_form(tree: Any) -> bool:
    """Tell whether a page has a form that asks for two or more of the fields of documents."""
    return any(
        sum(bool(field_of(text_of(label, 60).strip(" *:"))) for label in form.xpath(".//td|.//th|.//label")[:200]) > 1
        for form in tree.xpath(f"//form[{_FIELDS_TO_FILL}]")[:20]
    )


def _fields_of_label(label: str) -> list[str | None]:
    """Return the fields of a label; `Cơ quan ban hành / Người ký` stands for two, with their values in two cells."""
    whole = field_of(label)
    if whole or "/" not in label:
        return [whole] if whole else []
    parts = [field_of(part) for part in label.split("/")]
    return parts if any(parts) else []


def files_of(links: Iterable[Any], base: str | None) -> list[str]:
    """Return the addresses of the files of documents that links lead to, each once."""
    addresses = dict.fromkeys(
        href
        for link in links
        if _PARAMETERS.sub("", href := link.get("href")).rpartition(".")[2].strip().lower() in MEDIA_TYPES
    )
    urls = []
    for address in addresses:
        try:
            urls.append(urljoin(base or "", address.strip().replace("\\", "/")))
        except ValueError:  # an invalid address
            continue
    return urls
