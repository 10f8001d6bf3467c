"""Build the WSGI application: resources at their addresses, middleware, and answers to errors."""

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
from search_api import file_resources, problems, resources
from search_api.answer_cache import SearchService
from search_api.kept_files import KeptFiles
from search_api.middleware import HttpMiddleware, is_api
from search_api.pages.page_request import LanguageMiddleware
from search_api.pages.rendering import Pages
from search_api.pages.routes import page_routes
from search_api.problems import MEDIA_TYPE, Problem, encoded, language_of
from search_api.sentences import Message
from search_api.site import Site

_log = logging.getLogger(__name__)


def vietnam_today() -> date:
    """Return the day that it is in Vietnam now."""
    return datetime.now(VIETNAM).date()


def create_app(
    search: SearchService,
    settings: Settings,
    *,
    files: KeptFiles | None = None,
    site: Site | None = None,
    today: Callable[[], date] = vietnam_today,
) -> falcon.App[falcon.Request, falcon.Response]:
    """Return the application over a search; `files` are those that it sends, if any, `today` is its clock.

    `site` says under which name.
    """
    files = files if settings.originals else None
    pages = Pages(search, today, files, site=site or Site(), public_url=settings.public_url)
    middleware: list[Any] = [LanguageMiddleware(), HttpMiddleware(settings.max_body)]
    app = falcon.App(middleware=middleware)
    app.req_options.strip_url_path_trailing_slash = True
    _add_error_handlers(app, pages)
    for path, resource in (_api(search, today, files) | page_routes(pages)).items():
        app.add_route(path, resource)
    return app


def _api(search: SearchService, today: Callable[[], date], files: KeptFiles | None) -> dict[str, object]:
    return {
        "/v1/search": resources.SearchResource(search, today),
        "/v1/documents/{id}": resources.DocumentResource(search, today),
        "/v1/documents/{id}/relations": resources.RelationsResource(search, today),
        "/v1/documents/{id}/original": file_resources.OriginalResource(search, files),
        "/v1/documents/{id}/attachments/{n}": file_resources.AttachmentResource(search, files),
        "/v1/officials": resources.OfficialsResource(search),
        "/v1/officials/{id}": resources.OfficialResource(search),
        "/v1/bodies": resources.BodiesResource(search),
        "/v1/bodies/{id}": resources.BodyResource(search),
        "/v1/sessions": resources.SittingsResource(search),
        "/v1/sessions/{id}": resources.SittingResource(search),
        "/v1/suggest": resources.SuggestResource(search),
        "/v1/citations": resources.CitationsResource(search),
        "/v1/stats": resources.StatsResource(search),
        "/v1/openapi.json": resources.OpenapiResource(),
        "/health/live": resources.LiveResource(),
        "/health/ready": resources.ReadyResource(search),
    }


def _add_error_handlers(app: falcon.App[Any, Any], pages: Pages) -> None:
    """Answer every exception with a problem: as a page to people, as JSON to programs."""

    def answer(req: falcon.Request, resp: falcon.Response, problem: Problem, params: Any) -> None:
        resp.status = problem.status
        resp.set_headers(problem.headers)
        resp.cache_control = ["no-store"]
        resp.delete_header("ETag")  # that of the answer which could not be made
        if is_api(req.path) or not req.client_accepts("text/html"):
            resp.content_type = MEDIA_TYPE
            resp.data = encoded(problem.shape(language_of(req.get_header("Accept-Language"))))
            resp.append_header("Vary", "Accept-Language")
        else:
            resp.content_type = falcon.MEDIA_HTML
            resp.data = pages.failure(problem)

    def too_broad(req: falcon.Request, resp: falcon.Response, error: TooBroad, params: Any) -> None:
        answer(req, resp, Problem(400, Message("TOO_BROAD", reason=error)), params)

    def engine_away(req: falcon.Request, resp: falcon.Response, error: EngineError, params: Any) -> None:
        _log.warning("%s %s: %s", req.method, req.path, error)  # names machines, which are for the operator alone
        detail = problems.engine_message(error, operator=req.path.startswith("/health/"))
        answer(req, resp, problems.unavailable(detail), params)

    def store_away(req: falcon.Request, resp: falcon.Response, error: StoreError, params: Any) -> None:
        _log.warning("%s %s: %s", req.method, req.path, error)  # names the machine, as above
        answer(req, resp, problems.unavailable(Message("STORE_AWAY")), params)

    def http(req: falcon.Request, resp: falcon.Response, error: falcon.HTTPError, params: Any) -> None:
        missing = error.status_code == 404
        answer(req, resp, Problem(404, problems.NOT_FOUND) if missing else Problem(400, Message("BAD_HTTP")), params)

    def unexpected(req: falcon.Request, resp: falcon.Response, error: Exception, params: Any) -> None:
        _log.error("%s %s", req.method, req.path, exc_info=error)
        answer(req, resp, Problem(500, Message("FAILED")), params)

    app.add_error_handler(Exception, unexpected)
    app.add_error_handler(falcon.HTTPError, http)
    app.add_error_handler(EngineError, engine_away)
    app.add_error_handler(TooBroad, too_broad)
    app.add_error_handler(StoreError, store_away)
    app.add_error_handler(Problem, answer)
