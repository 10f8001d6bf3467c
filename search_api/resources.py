"""Answer the addresses of the JSON interface, one resource each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import quote

import falcon

from corpus.document import SAFE_ID
from indexer.results import Effect
from search_api import body_shapes, json_shapes, openapi, parameters, problems, sitting_shapes
from search_api.answer_cache import SearchService
from search_api.parameters import Parameter
from search_api.problems import Problem, encoded
from search_api.request_body import read_text
from search_api.sentences import Message
from search_api.sentences import operator_vi as sentences

JSON = "application/json"


def values_of(req: falcon.Request, known: dict[str, Parameter]) -> dict[str, Any]:
    """Return the parsed parameters of a request by name. Raises Problem for the first that cannot be used."""
    parsed = parameters.read(req.query_string, known)
    if parsed.problems:
        raise parsed.problems[0]
    return dict(parsed.values)


def answer(req: falcon.Request, resp: falcon.Response, shape: Any) -> None:
    """Answer with JSON and its ETag, or with 304 to a client that has it."""
    answer_bytes(req, resp, encoded(shape), JSON)


def answer_bytes(req: falcon.Request, resp: falcon.Response, body: bytes, media_type: str) -> None:
    """Answer with bytes and their ETag, or with 304 to a client that has them."""
    answer_tagged(req, resp, hashlib.sha256(body).hexdigest()[:32], media_type, lambda: body)


def answer_tagged(
    req: falcon.Request, resp: falcon.Response, tag: str, media_type: str, body: Callable[[], bytes]
) -> None:
    """Answer with what `body` returns and an ETag that is known before; with 304 to a client that has it, unmade."""
    if matches_tag(req.get_header("If-None-Match"), tag):
        resp.status = falcon.HTTP_304
    else:
        resp.data = body()
        resp.content_type = media_type
    resp.etag = tag
    resp.cache_control = ["no-cache"]


def tag_of(*versions: object) -> str:
    """Return the ETag of an answer that depends on these versions, and on this program, which gives it its form."""
    text = repr((_program(), *versions))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def moved(req: falcon.Request, target: str | None, missing: Problem, **parts: str) -> Exception:
    """Return what to raise where nothing has the id of a request: a redirect to the id that took its place (`target`),
    for whatever hangs below it too (`parts` of the address), else the problem `missing`."""
    if target is None:
        return missing
    address = (req.uri_template or "").format(id=quote(target, safe=""), **parts)
    location = f"{address}?{req.query_string}" if req.query_string else address
    return falcon.HTTPStatus(falcon.HTTP_308, headers={"Location": location, "Cache-Control": "no-cache"})


def answer_uncached(resp: falcon.Response, shape: Any) -> None:
    """Answer with JSON that no cache may store."""
    resp.content_type = JSON
    resp.cache_control = ["no-store"]
    resp.data = encoded(shape)


@cache
def _program() -> str:
    """Return a digest of this package, which gives answers their form."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def matches_tag(if_none_match: str | None, tag: str) -> bool:
    """Tell whether a client has the answer of a tag, by its header `If-None-Match`."""
    header = if_none_match or ""
    return header.strip() == "*" or tag in re.findall(r'"([^"]*)"', header)


class SearchResource:
    """Answers `/v1/search`; `today` is the clock."""

    def __init__(self, search: SearchService, today: Callable[[], date]) -> None:
        self.search = search
        self.today = today

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer a page of results."""
        start = perf_counter()
        parsed, request = parameters.read_search(req.query_string, parameters.SEARCH)
        if parsed.problems:
            raise parsed.problems[0]
        results_page = self.search.search(request, today=self.today())
        resp.content_type = JSON
        resp.cache_control = ["no-cache"]
        resp.data = encoded(
            json_shapes.results_shape(results_page, request, parsed.pairs, (perf_counter() - start) * 1000)
        )


class DocumentResource:
    """Answers `/v1/documents/{id}`; `today` is the clock."""

    def __init__(self, search: SearchService, today: Callable[[], date]) -> None:
        self.search = search
        self.today = today

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        """Answer the whole document."""
        values_of(req, {})
        version = self.search.document_version(id) if SAFE_ID.fullmatch(id) else None
        if version is None:
            raise moved(req, self.search.document_redirect(id), Problem(404, Message("NO_DOCUMENT")))
        effect = self.search.effect(id, on=self.today())
        answer_tagged(req, resp, tag_of(version, effect.status), JSON, lambda: self._body(id, effect))

    def _body(self, id: str, effect: Effect) -> bytes:
        document = self.search.document(id)
        if document is None:
            raise Problem(404, Message("NO_DOCUMENT"))
        return encoded(
            json_shapes.document_shape(document, effect)
            | json_shapes.sources_shape(self.search.sources_of(id))
            | json_shapes.dates_shape(self.search.mentioned_dates(document))
        )


class RelationsResource:
    """Answers `/v1/documents/{id}/relations`; `today` is the clock."""

    def __init__(self, search: SearchService, today: Callable[[], date]) -> None:
        self.search = search
        self.today = today

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        """Answer what a document does to others and they to it, and its effect on a day."""
        on = values_of(req, parameters.RELATIONS).get("on") or self.today()
        if target := self.search.document_redirect(id):
            raise moved(req, target, Problem(404, Message("NO_DOCUMENT")))
        page = self.search.relations(id, on=on) if SAFE_ID.fullmatch(id) else None
        if page is None:
            raise Problem(404, Message("NO_DOCUMENT"))
        answer(req, resp, json_shapes.relations_shape(page))


class OfficialsResource:
    """Answers `/v1/officials`."""

    def __init__(self, search: SearchService) -> None:
        self.search = search

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the officials of a name, of a body, or in office on a day."""
        values = values_of(req, parameters.OFFICIALS)
        people = self.search.officials(values.get("q", ""), issuer=values.get("issuer"), on=values.get("on"))
        answer(req, resp, json_shapes.officials_shape(people))


class OfficialResource:
    """Answers `/v1/officials/{id}`."""

    def __init__(self, search: SearchService) -> None:
        self.search = search

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        """Answer an official with all roles."""
        values_of(req, {})
        person = self.search.official(id)
        if person is None:
            raise moved(req, self.search.official_redirect(id), Problem(404, Message("NO_OFFICIAL")))
        answer(req, resp, json_shapes.official_shape(person))


class BodiesResource:
    """Answers `/v1/bodies`."""

    def __init__(self, search: SearchService) -> None:
        self.search = search

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the bodies of a name."""
        bodies = self.search.bodies(values_of(req, parameters.BODIES).get("q", ""))
        answer(req, resp, body_shapes.bodies_shape(bodies))


class BodyResource:
    """Answers `/v1/bodies/{id}`."""

    def __init__(self, search: SearchService) -> None:
        self.search = search

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        """Answer a body with its documents and officials."""
        values_of(req, {})
        body = self.search.body(id)
        if body is None:
            raise Problem(404, Message("NO_BODY"))
        answer(req, resp, body_shapes.body_shape(body))


class SittingsResource:
    """Answers `/v1/sessions`."""

    def __init__(self, search: SearchService) -> None:
        self.search = search

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the sittings of a number, a council or a term."""
        values = values_of(req, parameters.SESSIONS)
        found = self.search.sittings(values.get("q", ""), body=values.get("body"), term=values.get("term"))
        answer(req, resp, sitting_shapes.sittings_shape(found))


class SittingResource:
    """Answers `/v1/sessions/{id}`."""

    def __init__(self, search: SearchService) -> None:
        self.search = search

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        """Answer a sitting with its documents."""
        values_of(req, {})
        sitting = self.search.sitting(id)
        if sitting is None:
            raise Problem(404, Message("NO_SITTING"))
        answer(req, resp, sitting_shapes.sitting_shape(sitting))


class SuggestResource:
    """Answers `/v1/suggest`."""

    def __init__(self, search: SearchService) -> None:
        self.search = search

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer what a reader may mean by the letters typed so far."""
        text = values_of(req, parameters.SUGGEST).get("q", "")
        answer(req, resp, json_shapes.suggestions_shape(self.search.suggest(text) if text.strip() else ()))


class CitationsResource:
    """Answers `/v1/citations`."""

    def __init__(self, search: SearchService) -> None:
        self.search = search

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the document numbers in the text of the body; it may be private, so no cache stores the answer."""
        values_of(req, {})
        text = read_text(req.bounded_stream.read())
        answer_uncached(resp, json_shapes.citations_shape(self.search.citations(text)))


class StatsResource:
    """Answers `/v1/stats`."""

    def __init__(self, search: SearchService) -> None:
        self.search = search

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the counts of what is indexed."""
        values_of(req, {})
        answer(req, resp, json_shapes.stats_shape(self.search.stats(), self.search.counts_over_time()))


class OpenapiResource:
    """Answers `/v1/openapi.json`."""

    def __init__(self) -> None:
        self.body = encoded(openapi.document())

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the description of the interface."""
        values_of(req, {})
        answer_bytes(req, resp, self.body, JSON)


class LiveResource:
    """Answers `/health/live`: the process runs."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer that the process runs."""
        answer_uncached(resp, {"status": "live"})


class ReadyResource:
    """Answers `/health/ready`: searches can be answered."""

    def __init__(self, search: SearchService) -> None:
        self.search = search

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer which generation is served, or 503 while there is none."""
        state = self.search.state()
        if state.problem and not state.ready:
            raise state.problem.with_traceback(None)  # each request would lengthen the traceback
        shape = {"status": "ready", "generation": state.generation, "records": state.count, "change": state.change}
        shape["engine"] = self.search.health()
        if state.problem:
            problem = problems.engine_message(state.problem, operator=True).vi
            shape["engine"] = sentences.OLDER_GENERATION.format(generation=state.generation, problem=problem)
        answer_uncached(resp, {name: value for name, value in shape.items() if value is not None})
