"""Define the answer to a request that cannot be served: one shape (RFC 9457) in Vietnamese or English."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from indexer.engines.port import EngineError, IncompleteIndex, NoIndex, UnusableIndex
from search_api.sentences import LANGUAGES, Message

MEDIA_TYPE = "application/problem+json"

NOT_FOUND = Message("NOT_FOUND")
ENGINE_AWAY = Message("ENGINE_AWAY")


class Problem(Exception):
    """Ends a request: says why, and names the parameter at fault with a valid example where there is one."""

    def __init__(
        self,
        status: int,
        detail: Message,
        *,
        parameter: str | None = None,
        example: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail.of("en"))
        self.status = status
        self.detail = detail
        self.parameter = parameter
        self.example = example
        self.headers = dict(headers or {})

    def title(self, language: str) -> str:
        """Return the heading that all problems of this status share."""
        titles: dict[int, str] = LANGUAGES[language].TITLES
        return titles.get(self.status, titles[500 if self.status >= 500 else 400])

    def shape(self, language: str) -> dict[str, Any]:
        """Return the problem as plain data. `type` is `about:blank`: the status and `parameter` say which it is."""
        shape: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title(language),
            "status": self.status,
            "detail": self.detail.of(language),
        }
        if self.parameter is not None:
            shape["parameter"] = self.parameter
        if self.example is not None:
            shape["example"] = self.example
        return shape


def encoded(shape: Any) -> bytes:
    """Return JSON in UTF-8 with letters unescaped; half a surrogate pair, which UTF-8 cannot hold, becomes `?`."""
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def language_of(accept_language: str | None) -> str:
    """Return `en` for a reader who ranks English above Vietnamese, else `vi`."""
    ranks = {"vi": 0.0, "en": 0.0}
    for part in (accept_language or "").lower().split(","):
        tag, _, weight = part.partition(";")
        name = tag.strip().partition("-")[0]
        if name in ranks:
            ranks[name] = max(ranks[name], _quality(weight))
    return "en" if ranks["en"] > ranks["vi"] else "vi"


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0


def method_not_allowed(method: str, allowed: str) -> Problem:
    """Return the problem of a method that an address does not know; `allowed` goes into the Allow header."""
    return Problem(405, Message("METHOD_NOT_ALLOWED", method=method, allowed=allowed), headers={"Allow": allowed})


def engine_message(error: EngineError, *, operator: bool = False) -> Message:
    """Return the message for an engine that cannot answer.

    Only an `operator` gets the engine's Vietnamese sentence on what is wrong with the index, which names its folder or
    alias. Machines are named in the log alone.
    """
    if operator and isinstance(error, (NoIndex, UnusableIndex, IncompleteIndex)):
        return Message("UNAVAILABLE", reason=error)
    return Message("NOT_BUILT") if isinstance(error, NoIndex) else ENGINE_AWAY


def unavailable(detail: Message) -> Problem:
    """Return the problem of a part of the service that cannot answer now; clients may try again after 5 seconds."""
    return Problem(503, detail, headers={"Retry-After": "5"})


def busy() -> Problem:
    """Return the problem of a queue that is full, or in which a request waited too long."""
    return unavailable(Message("BUSY"))
