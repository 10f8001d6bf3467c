"""Reads requests from their bytes, more strictly than waitress where two readers of one request could disagree."""

from __future__ import annotations

import re
from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest, RequestEntityTooLarge

MAX_CHUNK_LINE_BYTES = 1_024  # of a chunk's length with its extensions: nobody sends any
MAX_TRAILER_BYTES = 8_192  # of the fields that follow the last chunk, which nothing here reads

_HOST = re.compile(r"[A-Za-z0-9._~%!$&'()*+;=:\[\]-]*")  # no comma: waitress joins the values of two fields with one


class RequestParser(HTTPRequestParser):  # type: ignore[misc]
    """Reads one request; `error` says why it is refused, and a refused request is never asked to continue.

    An address may have bytes that the client should have percent-encoded.
    """

    def received(self, data: bytes) -> int:
        """Take the bytes that belong to this request and return how many these are."""
        try:
            consumed = int(super().received(data))
        except ValueError:  # Content-Length has more digits than Python turns into a number
            self.error = RequestEntityTooLarge("Content-Length is beyond all numbers")
            self.completed = self.headers_finished = True
            consumed = len(data)
        if self.chunked and not self.completed:
            self._limit_chunk_lines(self.body_rcv)
        if self.completed:
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read the first line and the header fields. Raises ParsingError."""
        first, newline, rest = header_plus.partition(b"\r\n")
        first = re.sub(rb"[\x80-\xff]", lambda match: b"%%%02X" % match[0][0], first)
        super().parse_header(first + newline + rest)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length beside Transfer-Encoding")
        if "TRANSFER_ENCODING" in self.headers:  # waitress takes the field from requests of HTTP/1.1 alone
            raise ParsingError("Transfer-Encoding before HTTP/1.1")
        host = self.headers.get("HOST")
        if (host is None and self.version == "1.1") or not _HOST.fullmatch(host or ""):
            raise ParsingError("Host is missing, repeated or invalid")

    def _limit_chunk_lines(self, receiver: Any) -> None:
        """Refuse lines without an end, which waitress would read from the beginning with each packet."""
        if len(receiver.control_line) > MAX_CHUNK_LINE_BYTES or len(receiver.trailer) > MAX_TRAILER_BYTES:
            self.error = BadRequest("A line between chunks is too long")
            self.completed = True
