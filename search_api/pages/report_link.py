"""Address the report of a mistake in a document: a mail that names it, or the council's form with its address."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from corpus.document import Document
from search_api.json_shapes import document_page
from search_api.pages import effect_notice
from search_api.pages.cut_texts import cut_at_word
from search_api.sentences import pages as sentences

MAX_SUBJECT = 150  # code points; a title may have a thousand


def report_link(document: Document, report_to: str, public_url: str) -> str | None:
    """Return where a mistake in a document is reported; None where the site says nowhere.

    A form gets the address of the document as the parameter `document`.
    """
    if not report_to:
        return None
    address = f"{public_url}{document_page(document.id)}"
    if not report_to.startswith("mailto:"):
        return f"{report_to}{'&' if '?' in report_to else '?'}{urlencode({'document': address})}"
    name = cut_at_word(effect_notice.document_name(document.number, document.title), MAX_SUBJECT)
    fields = {
        "subject": sentences.plain(sentences.REPORT_SUBJECT.format(name=name)),
        "body": f"{sentences.REPORT_BODY}\n\n{address}\n",
    }
    # A mail program takes a plus sign for what it is.
    return f"{report_to}?{urlencode(fields, quote_via=quote, errors='replace')}"
