"""Read a file as its first word says: well, or in one of the ways in which a reader of a hostile file goes wrong."""

from __future__ import annotations

import os
import signal
import time

from corpus.formats.blocks import ParagraphBlock
from corpus.formats.content import FileContent, NameReading, PageContent, UnreadableContent
from corpus.formats.recognised import RecognisedPage


def read(data: bytes) -> FileContent:
    match data.split(b" ")[0]:
        case b"sleep":
            time.sleep(100)
        case b"loop":
            while True:
                pass
        case b"memory":
            kept = []
            while True:
                kept.append(bytearray(50 << 20))
        case b"crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case b"exit":
            os._exit(3)
        case b"print":
            os.write(1, b'{"content": "from a library"}\n')
        case b"fault":
            raise ValueError("a fault of the reader")
        case b"refused":
            raise UnreadableContent("tệp có mật khẩu")
        case b"process":
            return FileContent((PageContent((ParagraphBlock(str(os.getpid())),)),))
    return FileContent((PageContent((ParagraphBlock(data.decode()),)),))


def recognise_page(data: bytes, page: int, tessdata: str | None) -> RecognisedPage:
    """Return a page with what was read of the file, its number and the folder of language data as names."""
    (block,) = read(data).pages[0].blocks
    assert isinstance(block, ParagraphBlock)
    return RecognisedPage(1, 1, (), (NameReading(f"{block.text} {tessdata}", page),))
