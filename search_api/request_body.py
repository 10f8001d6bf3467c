"""Read what a request brings in its body."""

from __future__ import annotations

import json
from typing import Any

from search_api.parameters import short
from search_api.problems import Problem, Words

MAX_PASTED = 200_000  # letters: the longest resolution with its annexes

_EXAMPLE = '{"text": "Nghị quyết số 05/2020/NQ-HĐND"}'


def read_text(body: bytes) -> str:
    """Return the `text` of a JSON object that has nothing else. Raises Problem."""
    try:
        given: Any = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise _bad("Nội dung gửi lên phải là JSON (UTF-8) có trường text", "Send JSON in UTF-8 with text") from None
    if not isinstance(given, dict) or "text" not in given:
        raise _bad("Nội dung gửi lên phải là đối tượng JSON có trường text", "Send a JSON object with text")
    if unknown := [short(name) for name in given if name != "text"]:
        raise _bad(f"Chỉ gửi trường text: hãy bỏ “{unknown[0]}”", f"Send text only: leave out “{unknown[0]}”")
    text = given["text"]
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_PASTED:
        raise _bad(
            f"Trường text phải là một chuỗi có chữ, dài nhất {MAX_PASTED} chữ",
            f"text must be a string that is not blank, of at most {MAX_PASTED} letters",
        )
    return text


def _bad(vi: str, en: str) -> Problem:
    detail = Words(f"{vi}. Ví dụ: {_EXAMPLE}.", f"{en}. Example: {_EXAMPLE}.")
    return Problem(400, detail, parameter="text", example=_EXAMPLE)
