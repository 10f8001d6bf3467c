"""Answer the addresses of kept files: whole or in part, with a name, as nothing that runs in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

import falcon

from corpus.document import SAFE_ID, Document
from corpus.store.originals import OpenOriginal, OriginalError
from corpus.vi.text import fold
from search_api.answer_cache import SearchService
from search_api.kept_files import KeptFile, KeptFiles
from search_api.problems import Problem, unavailable
from search_api.resources import matches_tag, moved, values_of
from search_api.sentences import Message

# What is sent is no page of ours: nothing in it may run, load or be framed.
FILE_POLICY = "sandbox; default-src 'none'"

OpenedFile = tuple[KeptFile, OpenOriginal]


class ByteRange(NamedTuple):
    """Holds the first byte that is sent, and the one after the last."""

    start: int
    stop: int


class FileResource:
    """Sends the files of documents; `files` is None where this is switched off."""

    def __init__(self, search: SearchService, files: KeptFiles | None) -> None:
        self.search = search
        self.files = files

    def send(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        id: str,
        find: Callable[[KeptFiles], OpenedFile],
        **parts: str,
    ) -> None:
        """Send the file that `find` opens for the document `id`; `parts` are the rest of the address.

        Raises Problem where it is not to be had.
        """
        values_of(req, {})
        if self.files is None:
            raise Problem(404, Message("ORIGINALS_OFF"))
        if not SAFE_ID.fullmatch(id) or not self.files.knows(id):
            raise moved(req, self.search.document_redirect(id), Problem(404, Message("NO_DOCUMENT")), **parts)
        try:
            kept, opened = find(self.files)
            try:
                self.files.verify(kept, opened)
                _answer(req, resp, kept, opened)
            finally:
                if resp.stream is None or resp.stream is not opened.file:
                    opened.close()
        except OriginalError as error:
            raise unavailable(Message("ORIGINAL_AWAY")) from error


class OriginalResource(FileResource):
    """Answers `/v1/documents/{id}/original`."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str) -> None:
        """Send the file that a document was read from."""
        self.send(req, resp, id, lambda files: files.original(id))


class AttachmentResource(FileResource):
    """Answers `/v1/documents/{id}/attachments/{n}`."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, id: str, n: str) -> None:
        """Send the file of an attachment."""
        number = int(n) if n.isascii() and n.isdigit() and len(n) < 6 else 0
        self.send(req, resp, id, lambda files: files.attachment(self._document(id), number), n=quote(n, safe=""))

    def _document(self, id: str) -> Document:
        document = self.search.document(id)
        if document is None:
            raise Problem(404, Message("NO_DOCUMENT"))
        return document


def _answer(req: falcon.Request, resp: falcon.Response, kept: KeptFile, opened: OpenOriginal) -> None:
    """Answer with the bytes, which wait for the client as the file itself or in a temporary one, never in memory."""
    resp.etag = kept.sha256
    resp.cache_control = ["no-cache"]
    resp.set_header("Content-Security-Policy", FILE_POLICY)
    if matches_tag(req.get_header("If-None-Match"), kept.sha256):
        resp.status = falcon.HTTP_304
        return
    whole = ByteRange(0, kept.size)
    wanted = _range(req, kept) or whole
    if wanted != whole:
        resp.status = falcon.HTTP_206
        resp.content_range = (wanted.start, wanted.stop - 1, kept.size)
    resp.content_type = kept.type.name
    resp.set_header("Accept-Ranges", "bytes")
    resp.set_header("Content-Disposition", _disposition(kept))
    resp.content_length = wanted.stop - wanted.start
    if req.context.get("head") or not resp.content_length:
        return
    if opened.file is None:
        resp.stream = opened.part(*wanted)
    else:
        opened.file.seek(wanted.start)
        resp.stream = opened.file  # waitress sends it from where it stands, as far as the length says


def _disposition(kept: KeptFile) -> str:
    """Return how a browser shall take a file: its name in UTF-8 (RFC 6266), and without marks for old programs."""
    plain = re.sub(r"[^ -~]", "_", fold(kept.name)).replace("%", "_")
    kind = "inline" if kept.type.shown else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(kept.name, safe='')}"


def _range(req: falcon.Request, kept: KeptFile) -> ByteRange | None:
    """Return the part that a request asks for; None for the whole, also where it asks for several parts or in a form
    that nobody knows, as RFC 9110 has it. Raises Problem (416) for one that the file does not have.
    """
    if req.context.get("head"):
        return None
    if_range = req.get_header("If-Range")
    if if_range is not None and if_range.strip() != f'"{kept.sha256}"':
        return None
    try:
        asked = req.range if req.range_unit == "bytes" else None
    except falcon.HTTPInvalidHeader:
        return None
    if asked is None:
        return None
    first, last = asked
    start = max(0, kept.size + first) if first < 0 else first
    stop = kept.size if last < 0 else min(last + 1, kept.size)
    if start >= stop:
        headers = {"Content-Range": f"bytes */{kept.size}", "Accept-Ranges": "bytes"}
        raise Problem(416, Message("RANGE_OUTSIDE", size=kept.size), headers=headers)
    return ByteRange(start, stop)
