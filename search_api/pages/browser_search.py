"""Let browsers search here from their address bar: the OpenSearch description, and suggestions in its form."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import falcon

from search_api import parameters
from search_api.pages.rendering import Pages
from search_api.problems import encoded
from search_api.resources import values_of
from search_api.sentences import pages as sentences

DESCRIPTION_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS_TYPE = "application/x-suggestions+json"
SUGGESTIONS_PATH = "/goi-y"
_MAX_SHORT_NAME = 16  # letters, by the specification
_DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{short_name}</ShortName>
<Description>{name}</Description>
<InputEncoding>UTF-8</InputEncoding>
<Language>vi</Language>
<Image width="16" height="16" type="image/svg+xml">{icon}</Image>
<Url type="text/html" template={results}/>
<Url type="{suggestions_type}" template={suggestions}/>
<Url type="{description_type}" rel="self" template={itself}/>
</OpenSearchDescription>
"""


class BrowserSearchView:
    """Answers `/opensearch.xml`."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer how to search here."""
        url = self.pages.public_url
        resp.content_type = DESCRIPTION_TYPE
        resp.cache_control = ["public", "max-age=3600"]
        resp.data = _DESCRIPTION.format(
            short_name=escape(sentences.BROWSER_SEARCH_NAME[:_MAX_SHORT_NAME]),
            name=escape(self.pages.site.in_language(sentences.LANGUAGE).name),
            icon=escape(f"{url}/static/icon.svg"),
            results=quoteattr(f"{url}/tim-kiem?q={{searchTerms}}"),
            suggestions=quoteattr(f"{url}{SUGGESTIONS_PATH}?q={{searchTerms}}"),
            itself=quoteattr(f"{url}/opensearch.xml"),
            suggestions_type=SUGGESTIONS_TYPE,
            description_type=DESCRIPTION_TYPE,
        ).encode()


class BrowserSuggestionsView:
    """Answers `/goi-y`: the suggestions of `/v1/suggest` as browsers ask for them."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the text typed so far, and what it may become."""
        text = values_of(req, parameters.SUGGEST).get("q", "")
        suggested = self.pages.search.suggest(text) if text.strip() else ()
        resp.content_type = SUGGESTIONS_TYPE
        resp.cache_control = ["no-cache"]
        resp.data = encoded([text, [suggestion.text for suggestion in suggested]])
