"""Writes answers: those of the application, and those to requests that never reach it."""

from __future__ import annotations

from html import escape
from typing import Any

from waitress.task import ErrorTask, WSGITask

from search_api.problems import MEDIA_TYPE, Problem, busy, encoded, language_of
from search_api.sentences import Message


class AnswerTask(WSGITask):  # type: ignore[misc]
    """Answers from the application; says that the connection closes while the server stops."""

    def build_response_header(self) -> bytes:
        """Return the first line and the header fields."""
        if self.channel.server.draining:
            self.request.headers["CONNECTION"] = "close"
        return bytes(super().build_response_header())


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """Answers with a problem a request that never reached the application."""

    def execute(self) -> None:
        """Write the problem, as JSON or as a page; the connection then closes."""
        problem = _problem_of(self.request)
        headers = self.request.headers
        for_people = "text/html" in headers.get("ACCEPT", "")
        body = _page(problem) if for_people else encoded(problem.shape(language_of(headers.get("ACCEPT_LANGUAGE"))))
        self.status = f"{problem.status} {problem.title('en')}"
        self.response_headers += [
            ("Content-Type", "text/html; charset=utf-8" if for_people else MEDIA_TYPE),
            ("Cache-Control", "no-store"),
            ("Access-Control-Allow-Origin", "*"),
            ("Vary", "Origin, Accept-Language"),
            ("X-Content-Type-Options", "nosniff"),
            *problem.headers.items(),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(b"" if getattr(self.request, "command", "") == "HEAD" else body)


def _page(problem: Problem) -> bytes:
    """Return the page for people in plain HTML: the server has no templates, and no time for them when it is busy."""
    title, detail = escape(problem.title("vi")), escape(problem.detail.vi)
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><h1>{title}</h1><p>{detail}</p>"
    ).encode()


def _problem_of(request: Any) -> Problem:
    code = request.error.code
    if code == 503:
        return busy()
    if code == 431 and b"\n" not in request.header_plus:
        return Problem(414, Message("TOO_LONG"))  # the first line alone exceeds the limit
    sentence = {413: "TOO_LARGE", 431: "HEADERS_TOO_LARGE", 500: "FAILED", 501: "NO_ENCODING"}
    return Problem(code, Message(sentence.get(code, "BAD_HTTP")))
