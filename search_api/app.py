"""Put the addresses, the manners of every answer and the telling of problems together into one WSGI application."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import falcon

from corpus.settings import Settings
from corpus.store import StoreError
from corpus.vi.dates.find import VIETNAM
from indexer.engines.port import EngineError, TooBroad
from indexer.search import Search
from search_api import problems, resources
from search_api.pages.routes import Pages
from search_api.problems import MEDIA_TYPE, Problem, Words, encoded, language_of

MAX_ADDRESS = 16_000  # bytes of path and query: a long pasted paragraph, percent-encoded

_SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Access-Control-Max-Age": "86400",
}

_log = logging.getLogger(__name__)


def vietnam_today() -> date:
    """Return the day that it is in Vietnam now."""
    return datetime.now(VIETNAM).date()


def create_app(
    search: Search, settings: Settings, *, today: Callable[[], date] = vietnam_today
) -> falcon.App[falcon.Request, falcon.Response]:
    """Return the application over a search; `today` is its clock."""
    pages = Pages(search, today)
    app = falcon.App(middleware=[_Manners(settings.max_body)])
    app.req_options.strip_url_path_trailing_slash = True
    _tell_problems(app, pages)
    for path, resource in _api(search, today).items():
        app.add_route(path, resource)
    for path, resource in pages.routes().items():
        app.add_route(path, resource)
    return app


def is_api(path: str) -> bool:
    """Tell whether programs, rather than people, ask for a path."""
    return path.startswith(("/v1/", "/health/"))


def _api(search: Search, today: Callable[[], date]) -> dict[str, object]:
    return {
        "/v1/search": resources.SearchResource(search, today),
        "/v1/documents/{id}": resources.DocumentResource(search),
        "/v1/officials": resources.OfficialsResource(search),
        "/v1/officials/{id}": resources.OfficialResource(search),
        "/v1/suggest": resources.SuggestResource(search),
        "/v1/citations": resources.CitationsResource(search),
        "/v1/stats": resources.StatsResource(search),
        "/v1/openapi.json": resources.OpenapiResource(),
        "/health/live": resources.LiveResource(),
        "/health/ready": resources.ReadyResource(search),
    }


def _tell_problems(app: falcon.App[Any, Any], pages: Pages) -> None:
    def tell(req: falcon.Request, resp: falcon.Response, problem: Problem, params: Any) -> None:
        resp.status = problem.status
        resp.set_headers(problem.headers)
        resp.cache_control = ["no-store"]
        if is_api(req.path) or not req.client_accepts("text/html"):
            resp.content_type = MEDIA_TYPE
            resp.data = encoded(problem.shape(language_of(req.get_header("Accept-Language"))))
            resp.append_header("Vary", "Accept-Language")
        else:
            resp.content_type = falcon.MEDIA_HTML
            resp.data = pages.failure(problem)

    def too_broad(req: falcon.Request, resp: falcon.Response, error: TooBroad, params: Any) -> None:
        tell(req, resp, Problem(400, Words(str(error), problems.TOO_BROAD_EN)), params)

    def engine_away(req: falcon.Request, resp: falcon.Response, error: EngineError, params: Any) -> None:
        _log.warning("%s %s: %s", req.method, req.path, error)  # names machines, as below
        detail = problems.why(error, operator=req.path.startswith("/health/"))
        tell(req, resp, problems.unavailable(detail), params)

    def store_away(req: falcon.Request, resp: falcon.Response, error: Exception, params: Any) -> None:
        _log.warning("%s %s: %s", req.method, req.path, error)  # names the machine, which is for the operator alone
        tell(req, resp, problems.store_away(), params)

    def http(req: falcon.Request, resp: falcon.Response, error: falcon.HTTPError, params: Any) -> None:
        missing = error.status_code == 404
        tell(req, resp, Problem(404, problems.NOT_FOUND) if missing else Problem(400, problems.BAD_HTTP), params)

    def unexpected(req: falcon.Request, resp: falcon.Response, error: Exception, params: Any) -> None:
        _log.error("%s %s", req.method, req.path, exc_info=error)
        tell(req, resp, Problem(500, problems.FAILED), params)

    app.add_error_handler(Exception, unexpected)
    app.add_error_handler(falcon.HTTPError, http)
    app.add_error_handler(EngineError, engine_away)
    app.add_error_handler(TooBroad, too_broad)
    app.add_error_handler(StoreError, store_away)
    app.add_error_handler(Problem, tell)


class _Manners:
    """Refuses what no address takes, lets HEAD ask for what GET answers, and adds the headers of every answer."""

    def __init__(self, max_body: int) -> None:
        self.max_body = max_body

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        if len(req.env.get("QUERY_STRING", "")) + len(req.path) > MAX_ADDRESS:
            raise Problem(414, problems.TOO_LONG)
        if (req.content_length or 0) > self.max_body:
            raise Problem(413, problems.TOO_LARGE)
        if req.method == "HEAD":
            req.method = "GET"
            req.context.head = True

    def process_resource(
        self, req: falcon.Request, resp: falcon.Response, resource: object, params: dict[str, Any]
    ) -> None:
        allowed = _methods(resource)
        if req.method == "OPTIONS":
            resp.status = falcon.HTTP_204
            resp.set_header("Allow", allowed)
            resp.complete = True
        elif req.method not in allowed.split(", "):
            raise problems.method_not_allowed(req.method, allowed)
        elif is_api(req.path) and not req.client_accepts(resources.JSON):
            raise Problem(406, problems.NOT_ACCEPTABLE)
        elif req.content_length and not _is_json(req.content_type):
            raise Problem(415, problems.UNSUPPORTED)

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: object, req_succeeded: bool
    ) -> None:
        if req.context.get("head"):
            req.method = "HEAD"  # falcon then sends the length and keeps the body
        resp.set_headers(_SECURITY)
        if is_api(req.path):
            resp.set_headers(_CORS)
            if isinstance(resource, resources.CitationsResource):  # what is sent there changes nothing
                resp.set_header("Access-Control-Allow-Methods", "POST")
            resp.append_header("Vary", "Origin")


def _methods(resource: object) -> str:
    methods = [m for m in ("GET", "PUT", "POST", "DELETE") if hasattr(resource, f"on_{m.lower()}")]
    return ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"])


def _is_json(content_type: str | None) -> bool:
    return (content_type or "").partition(";")[0].strip().lower() == resources.JSON
