"""Finish a page of another language than that of the documents, once all of it is there.

Two things hold for every page and can so be forgotten on none: each link and each form leads on in the language of the
page, and what is Vietnamese says so (`lang="vi"`), so that a screen reader pronounces it and a translator leaves the
rest alone. Templates escape all text, so that tags are what they look like.
"""

from __future__ import annotations

import re

from search_api.pages.page_request import LANGUAGE
from search_api.sentences.pages import END_FOREIGN, FOREIGN, marked_foreign

# Addresses of pages: from the root, or only a query; not of files and of the interface for programs.
_ADDRESS = re.compile(
    r'(?<= )(?P<name>href|action)="(?P<path>(?:/(?!/|static/|v1/|health/|feeds/)[^"?#]*)?)'
    r'(?P<query>(?:\?[^"#]*)?)(?P<fragment>(?:#[^"]*)?)"'
)
_FORM = re.compile(r"<form\b[^>]*>")
_TAG = re.compile(f"<[^<>]*{FOREIGN}[^<>]*>")
# Elements that hold no other element, or only those of SVG.
_TEXT_ELEMENT = re.compile(
    rf"<(?P<name>title|option|textarea|text|tspan|script)\b(?P<rest>[^>]*)>(?P<text>[^<]*{FOREIGN}[^<]*)"
)
_QUOTED = re.compile("(?<=“)[^”<]+(?=”)")
# A value is put into `bdi`, which no style sheet gives a look.
_VALUE = re.compile(f"{FOREIGN}([^{FOREIGN}{END_FOREIGN}<]*){END_FOREIGN}")
_SIGNS = re.compile(f"[{FOREIGN}{END_FOREIGN}]")


def finalized(value: object) -> object:
    """Return what an expression of a template gave, marked where it is Vietnamese; markup is finished already."""
    return value if hasattr(value, "__html__") else marked_foreign(value)


def with_quotes_marked(html: str) -> str:
    """Return HTML in which the words in quotation marks are marked where they are Vietnamese."""
    return _QUOTED.sub(lambda match: str(marked_foreign(match[0])), html)


def finished(page: str, language: str) -> str:
    """Return a page whose links and forms keep its language, and in which what is Vietnamese says so."""
    page = _ADDRESS.sub(lambda match: _kept_address(match, language), page)
    page = _FORM.sub(lambda match: _kept_form(match[0], language), page)
    page = _TAG.sub(lambda match: _SIGNS.sub("", match[0]), page)
    page = _TEXT_ELEMENT.sub(_marked_element, page)
    page = _VALUE.sub(r'<bdi lang="vi">\1</bdi>', page)
    return _SIGNS.sub("", page)


def _kept_address(match: re.Match[str], language: str) -> str:
    path, query, fragment = match["path"], match["query"], match["fragment"]
    is_elsewhere = not (path or query) or re.search(rf"[?;&]{LANGUAGE}=", query)
    if is_elsewhere:
        return match[0]
    joined = f"{query}&amp;" if query else "?"
    return f'{match["name"]}="{path}{joined}{LANGUAGE}={language}{fragment}"'


def _kept_form(tag: str, language: str) -> str:
    """Return the tag of a form with the language as a hidden field; what is posted has it in its address."""
    if 'method="post"' in tag:
        return tag
    return f'{tag}<input type="hidden" name="{LANGUAGE}" value="{language}">'


def _marked_element(match: re.Match[str]) -> str:
    text = _SIGNS.sub("", match["text"])
    has_language = match["name"] == "script" or " lang=" in match["rest"]
    language = "" if has_language else ' lang="vi"'
    return f"<{match['name']}{match['rest']}{language}>{text}"
