"""Read the language that an address asks for, and know the address of the page that is being made."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import quote, unquote_plus

import falcon

from search_api.middleware import is_api
from search_api.parameters import short
from search_api.sentences import pages as sentences
from search_api.sentences.pages import DEFAULT_LANGUAGE, PAGE_LANGUAGES

LANGUAGE = "lang"  # the parameter


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Describes the request of a page: `query` is its query string without the language, as it came.

    `notice` says which language was asked for that there is not, or that there were two.
    """

    path: str = "/"
    query: str = ""
    language: str = DEFAULT_LANGUAGE
    notice: str = ""

    def address_in(self, language: str) -> str:
        """Return the address of the same page in a language."""
        path = quote(f"/{self.path.lstrip('/')}", errors="replace")  # two slashes would lead to another site
        # A WSGI string holds bytes.
        query = quote(self.query.encode("latin-1"), safe="!$&'()*+,;=:@/?%~[]")
        return _with_language(f"{path}?{query}" if query else path, language)


_NONE = PageRequest()
_current: ContextVar[PageRequest] = ContextVar("request of the page that is being made", default=_NONE)


def current_request() -> PageRequest:
    """Return the request of the page that is being made."""
    return _current.get()


class LanguageMiddleware:
    """Sets the language of a page from `lang`, which the page's own parameters then do not contain any more."""

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Set the language, also for what is no page: threads answer one request after another."""
        request = _read(req.path, req.query_string) if is_page(req.path) else PageRequest(req.path)
        _current.set(request)
        sentences.use_language(request.language)
        if is_page(req.path):
            req.query_string = request.query

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: object, req_succeeded: bool
    ) -> None:
        """Lead on in the language of the page."""
        location = resp.get_header("Location")
        language = current_request().language
        if location and location.startswith("/"):
            resp.set_header("Location", in_language(location, language))


def in_language(address: str, language: str) -> str:
    """Return the address of a page in a language, which of the default one says nothing of it."""
    return address if language == DEFAULT_LANGUAGE else _with_language(address, language)


def _with_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{LANGUAGE}={language}"


def is_page(path: str) -> bool:
    """Tell whether an address is one of the pages, which there are in several languages."""
    return not (is_api(path) or path.startswith("/static/"))


def _read(path: str, query: str) -> PageRequest:
    parts = [part for part in query.split("&") if part]
    asked = [unquote_plus(part.partition("=")[2]).strip().lower() for part in parts if _is_language(part)]
    asked = list(dict.fromkeys(filter(None, asked)))
    known = [language for language in asked if language in PAGE_LANGUAGES]
    language = known[0] if known else DEFAULT_LANGUAGE
    with sentences.in_language(language):
        unknown = next((value for value in asked if value not in PAGE_LANGUAGES), None)
        notice = ""
        if unknown is not None:
            notice = sentences.NO_SUCH_LANGUAGE.format(value=short(unknown))
        elif len(known) > 1:
            notice = sentences.SEVERAL_LANGUAGES
    return PageRequest(path, "&".join(part for part in parts if not _is_language(part)), language, notice)


def _is_language(part: str) -> bool:
    return part.partition("=")[0] == LANGUAGE
