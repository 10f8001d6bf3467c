"""Parse the body of a request."""

from __future__ import annotations

import json
from typing import Any

from search_api.parameters import short
from search_api.problems import Problem
from search_api.sentences import Message

MAX_PASTED_LETTERS = 200_000  # the longest resolution with its annexes

_EXAMPLE = '{"text": "Nghị quyết số 05/2020/NQ-HĐND"}'


def read_text(body: bytes) -> str:
    """Return the `text` of a JSON object that has no other field. Raises Problem (400) for anything else."""
    try:
        content: Any = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise _problem("BODY_NOT_JSON") from None
    if not isinstance(content, dict) or "text" not in content:
        raise _problem("BODY_WITHOUT_TEXT")
    if unknown := [short(name) for name in content if name != "text"]:
        raise _problem("BODY_UNKNOWN_FIELD", name=unknown[0])
    text = content["text"]
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_PASTED_LETTERS:
        raise _problem("BODY_BAD_TEXT", letters=MAX_PASTED_LETTERS)
    return text


def _problem(sentence: str, **values: object) -> Problem:
    return Problem(400, Message(sentence, example=_EXAMPLE, **values), parameter="text", example=_EXAMPLE)
