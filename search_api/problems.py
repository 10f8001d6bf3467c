"""Define what is told to a client that cannot be served: one shape (RFC 9457) in Vietnamese or English."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from indexer.engines.port import EngineError, IncompleteIndex, NoIndex, UnusableIndex

MEDIA_TYPE = "application/problem+json"


class Words(NamedTuple):
    """Holds one sentence in both languages."""

    vi: str
    en: str

    def of(self, language: str) -> str:
        """Return the sentence in `vi` or `en`."""
        return self.en if language == "en" else self.vi


class Problem(Exception):
    """Ends a request: says why, and names the parameter at fault with a valid example where there is one."""

    def __init__(
        self,
        status: int,
        detail: Words,
        *,
        parameter: str | None = None,
        example: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail.en)
        self.status = status
        self.detail = detail
        self.parameter = parameter
        self.example = example
        self.headers = dict(headers or {})

    def title(self, language: str) -> str:
        """Return the heading that all problems of this status share."""
        return TITLES.get(self.status, TITLES[500 if self.status >= 500 else 400]).of(language)

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
    """Return JSON in UTF-8 with letters as they are; half a surrogate pair, which UTF-8 cannot hold, becomes `?`."""
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


TITLES = {
    400: Words("Yêu cầu chưa đúng", "Bad request"),
    404: Words("Không tìm thấy", "Not found"),
    405: Words("Phương thức không dùng được ở đây", "Method not allowed"),
    406: Words("Không có dạng trả lời được yêu cầu", "Not acceptable"),
    413: Words("Nội dung gửi lên quá lớn", "Content too large"),
    414: Words("Địa chỉ quá dài", "URI too long"),
    415: Words("Dạng nội dung không được nhận", "Unsupported media type"),
    431: Words("Phần đầu của yêu cầu quá lớn", "Request header fields too large"),
    500: Words("Dịch vụ gặp lỗi", "Internal server error"),
    501: Words("Cách truyền không được hỗ trợ", "Not implemented"),
    503: Words("Dịch vụ tạm thời chưa trả lời được", "Service unavailable"),
}

NOT_FOUND = Words(
    "Không có gì ở địa chỉ này. Các địa chỉ của giao diện lập trình nằm trong /v1/openapi.json.",
    "There is nothing at this address. /v1/openapi.json lists what there is.",
)
NO_DOCUMENT = Words(
    "Không có văn bản nào mang mã này. Hãy tìm lại bằng /v1/search.",
    "No document has this identifier. Look for it with /v1/search.",
)
NO_OFFICIAL = Words(
    "Không có cán bộ nào mang mã này. Hãy tìm lại bằng /v1/officials?q=.",
    "No official has this identifier. Look for the person with /v1/officials?q=.",
)
NOT_ACCEPTABLE = Words(
    "Địa chỉ này chỉ trả lời bằng application/json: hãy để Accept là application/json hoặc */*.",
    "This address answers in application/json only: set Accept to application/json or */*.",
)
UNSUPPORTED = Words(
    "Địa chỉ này không nhận nội dung dạng đó: hãy bỏ phần nội dung hoặc gửi application/json.",
    "This address does not take content of that type: send no content, or application/json.",
)
TOO_LARGE = Words(
    "Nội dung gửi lên vượt quá mức dịch vụ nhận: hãy chia nhỏ rồi gửi lại.",
    "The content is larger than this service takes: send it in parts.",
)
TOO_LONG = Words(
    "Địa chỉ dài hơn mức dịch vụ nhận: hãy rút ngắn câu tìm hoặc bớt điều kiện lọc.",
    "The address is longer than this service takes: shorten the query or use fewer filters.",
)
HEADERS_TOO_LARGE = Words(
    "Phần đầu của yêu cầu lớn hơn mức dịch vụ nhận: hãy bớt hoặc rút ngắn các trường đầu.",
    "The header fields are larger than this service takes: send fewer or shorter ones.",
)
BAD_HTTP = Words(
    "Yêu cầu không đúng quy cách HTTP nên dịch vụ không đọc được.",
    "The request is not well-formed HTTP and could not be read.",
)
NO_ENCODING = Words(
    "Dịch vụ chỉ nhận Transfer-Encoding: chunked.",
    "Only Transfer-Encoding: chunked is supported.",
)
FAILED = Words(
    "Dịch vụ gặp lỗi ngoài dự kiến và đã ghi lại. Hãy thử lại sau; nếu vẫn lỗi, hãy báo cho người quản trị.",
    "The service met an unexpected error and has logged it. Try again later, or tell its operator.",
)
BUSY = Words(
    "Hiện có quá nhiều người cùng tìm. Hãy thử lại sau vài giây.",
    "Too many requests are waiting. Try again in a few seconds.",
)
UNAVAILABLE_EN = "The index cannot answer now. Try again later, or ask the operator to build it."
TOO_BROAD_EN = "The quoted phrase is long and too many documents may have it: shorten it or add filters."
NOT_BUILT = Words(
    "Dịch vụ đang được chuẩn bị, xin trở lại sau ít phút. Người quản trị hãy chạy lệnh `python -m indexer build`.",
    "The service is being prepared, come back in a few minutes. Operators run `python -m indexer build`.",
)
ENGINE_AWAY = Words(
    "Dịch vụ tìm kiếm đang tạm gián đoạn. Xin thử lại sau ít phút.",
    "Searching is interrupted for the moment. Try again in a few minutes.",
)
STORE_AWAY = Words(
    "Kho văn bản đang không trả lời. Hãy thử lại sau ít phút.",
    "The store of documents does not answer now. Try again in a few minutes.",
)


def method_not_allowed(method: str, allowed: str) -> Problem:
    """Return the problem of a method that an address does not know; `allowed` goes into the Allow header."""
    detail = Words(
        f"Địa chỉ này không nhận phương thức {method}: hãy dùng {allowed}.",
        f"This address does not take {method}: use {allowed}.",
    )
    return Problem(405, detail, headers={"Allow": allowed})


def why(error: EngineError, *, operator: bool = False) -> Words:
    """Return what is told of an engine that cannot answer; only an `operator` is told what is wrong with an index, in
    the engine's own Vietnamese sentence, which names folder or index. Machines are named in the log alone."""
    if operator and isinstance(error, (NoIndex, UnusableIndex, IncompleteIndex)):
        return Words(str(error), UNAVAILABLE_EN)
    return NOT_BUILT if isinstance(error, NoIndex) else ENGINE_AWAY


def unavailable(detail: Words) -> Problem:
    """Return the problem of an index that cannot answer."""
    return Problem(503, detail, headers={"Retry-After": "5"})


def store_away() -> Problem:
    """Return the problem of a store that cannot be read."""
    return Problem(503, STORE_AWAY, headers={"Retry-After": "5"})


def busy() -> Problem:
    """Return the problem of a queue that is full, or in which a request waited too long."""
    return Problem(503, BUSY, headers={"Retry-After": "5"})
