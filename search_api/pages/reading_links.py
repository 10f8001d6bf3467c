"""Link results to the documents, and to the places in them, that they show, and the documents back to the results.

The address of a document repeats the parameters of the search, so that nothing has to be remembered for the way back,
and nothing can lead elsewhere than to results.
"""

from __future__ import annotations

from urllib.parse import quote

from indexer.results import Result, ResultsPage, Snippet
from search_api.json_shapes import attachment_anchor, document_page
from search_api.pages.mark_places import mark_anchor
from search_api.pages.results_links import RESULTS_PATH
from search_api.parameters import QueryPairs, address, without

_FIRST_PAGE = (("page", "1"),)  # of a list of everything, whose address has no parameters


def document_pairs(results_page: ResultsPage, pairs: QueryPairs) -> QueryPairs:
    """Return the parameters of the documents of a page of results, which has `pairs` as its own."""
    if results_page.instead:
        return (*pairs, ("mark", results_page.instead))
    return pairs or _FIRST_PAGE


def document_address(id: str, pairs: QueryPairs, anchor: str | None = None) -> str:
    """Return the address of a document, or of a place in it."""
    page = address(document_page(id), pairs)
    return f"{page}#{quote(anchor)}" if anchor else page


def passage_address(result: Result, snippet: Snippet, pairs: QueryPairs) -> str:
    """Return the address of the place of a passage: the page of an attachment, the division, the page of the file, or
    its first mark."""
    return document_address(result.id, pairs, _anchor(snippet))


def _anchor(snippet: Snippet) -> str | None:
    if snippet.attachment:
        return attachment_anchor(snippet.attachment.number, snippet.page)
    if snippet.anchor:
        return snippet.anchor
    if snippet.page and snippet.page > 1:
        return f"trang-{snippet.page}"
    return mark_anchor(snippet.mark) if snippet.mark else None


def result_anchor(id: str) -> str:
    """Return the anchor of a result on the page of results."""
    return f"r-{id}"


def results_address(id: str, pairs: QueryPairs) -> str | None:
    """Return the address of the results from which a reader came to a document; None where there are none."""
    search = without(pairs, "mark", "day")
    return f"{address(RESULTS_PATH, search)}#{quote(result_anchor(id))}" if search else None
