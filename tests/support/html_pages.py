"""Reads a page: its links, ids, marks and words, and whether its tags are closed in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["meta", "link", "input", "img", "br", "hr"])


@dataclass
class Page(HTMLParser):
    """Reads a page: whether its tags are closed in order, its links, labels, fields and visible words."""

    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    labelled: set[str] = field(default_factory=set)
    fields: list[dict[str, str | None]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag == "label":
            self.labelled.add(given["for"] or "")
        if tag in ("input", "select") and given.get("type") != "hidden":
            self.fields.append(given)
        if given.get("id"):
            self.ids.append(given["id"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.open:
            self.marked.append(data)


def read(html: str) -> Page:
    """Read a page whose tags must be closed."""
    page = Page()
    page.feed(html)
    page.close()
    assert page.open == []
    return page
