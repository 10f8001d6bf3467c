"""Apply to all requests and answers what does not depend on the address: limits, methods, media types and headers."""

from __future__ import annotations

from typing import Any

import falcon

from search_api.compression import compress
from search_api.file_resources import FileResource
from search_api.problems import Problem, method_not_allowed
from search_api.resources import JSON, CitationsResource
from search_api.sentences import Message

MAX_ADDRESS_BYTES = 16_000  # of path and query: a long pasted paragraph, percent-encoded

_SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_CORS_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, Range, If-Range",
    "Access-Control-Expose-Headers": "ETag, Retry-After, Content-Disposition, Content-Range, Accept-Ranges",
    "Access-Control-Max-Age": "86400",
}


def is_api(path: str) -> bool:
    """Tell whether a path belongs to the interface for programs rather than to the pages for people."""
    return path.startswith(("/v1/", "/health/"))


class HttpMiddleware:
    """Refuses what no address takes, answers HEAD from GET and OPTIONS by itself, and adds the common headers."""

    def __init__(self, max_body: int) -> None:
        self.max_body = max_body

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Refuse an address or a body that is too large; treat HEAD as GET."""
        if len(req.env.get("QUERY_STRING", "")) + len(req.path) > MAX_ADDRESS_BYTES:
            raise Problem(414, Message("TOO_LONG"))
        if (req.content_length or 0) > self.max_body:
            raise Problem(413, Message("TOO_LARGE"))
        if req.method == "HEAD":
            req.method = "GET"
            req.context.head = True

    def process_resource(
        self, req: falcon.Request, resp: falcon.Response, resource: object, params: dict[str, Any]
    ) -> None:
        """Answer OPTIONS; refuse a method or a media type that the resource does not take."""
        allowed = _methods(resource)
        if req.method == "OPTIONS":
            resp.status = falcon.HTTP_204
            resp.set_header("Allow", allowed)
            resp.complete = True
        elif req.method not in allowed.split(", "):
            raise method_not_allowed(req.method, allowed)
        elif is_api(req.path) and not (isinstance(resource, FileResource) or req.client_accepts(JSON)):
            raise Problem(406, Message("NOT_ACCEPTABLE"))
        elif req.content_length and not _is_json(req.content_type):
            raise Problem(415, Message("UNSUPPORTED"))

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: object, req_succeeded: bool
    ) -> None:
        """Add the headers that keep browsers safe, and those that let other sites read the interface."""
        if not isinstance(resource, FileResource):
            compress(req, resp)
        if req.context.get("head"):
            req.method = "HEAD"  # falcon then sends the length without the body
        policy = resp.get_header("Content-Security-Policy")  # that of a file
        resp.set_headers(_SECURITY_HEADERS)
        if policy:
            resp.set_header("Content-Security-Policy", policy)
        if is_api(req.path):
            resp.set_headers(_CORS_HEADERS)
            if isinstance(resource, CitationsResource):  # a POST that changes nothing
                resp.set_header("Access-Control-Allow-Methods", "POST")
            resp.append_header("Vary", "Origin")


def _methods(resource: object) -> str:
    methods = [m for m in ("GET", "PUT", "POST", "DELETE") if hasattr(resource, f"on_{m.lower()}")]
    return ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"])


def _is_json(content_type: str | None) -> bool:
    return (content_type or "").partition(";")[0].strip().lower() == JSON
