"""Measure that hostile and damaged files end nothing: bombs, loops, deep nesting, and files with bytes changed or cut.

Each is read by the process apart, as a run reads it: every answer but a text is one sentence.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from random import Random
from time import perf_counter

from bench.formats.records import Record, records
from bench.formats.word import zipped
from corpus import sentences
from corpus.formats.content import UnreadableContent
from corpus.formats.process_apart import LateReading, ProcessApart

MUTATED = 500
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SIZE = 100_000  # how deep and wide hostile files are
_BOMB_BYTES = 3_000  # for each level of that
Miss = tuple[str, str, str, str]


def rows(
    writers: dict[str, Callable[[Record, Random], bytes]], count: int, misses: list[Miss], size: int = SIZE
) -> Iterator[dict[str, object]]:
    """Yield how many hostile and changed files hung, and for how many a reader broke; these are put in `misses`."""
    counts: Counter[str] = Counter()
    slowest = 0.0
    with ProcessApart() as apart:
        for what, name, data in [*_made(size), *_mutated(writers, count)]:
            begun = perf_counter()
            counts[outcome := _outcome(apart, name, data)] += 1
            slowest = max(slowest, perf_counter() - begun)
            if outcome in ("hung", "broke"):
                misses.append((what, name, "read or refused", outcome))
    total = sum(counts.values())
    for outcome in ("hung", "broke"):
        yield {"what": f"hostile files: {outcome}", "goal": 0, "measured": counts[outcome],
               "reached": counts[outcome] == 0, "of": total}  # fmt: skip
    yield {"what": "hostile files: read, refused, out of memory", "measured": [counts[each] for each in
           ("read", "refused", "out of memory")], "of": total, "slowest seconds": round(slowest, 2)}  # fmt: skip


def _outcome(apart: ProcessApart, name: str, data: bytes) -> str:
    try:
        apart.read(f"corpus.formats.{name}", data)
    except LateReading:
        return "hung"
    except UnreadableContent as error:
        return {sentences.READING_BROKE: "broke", sentences.READING_TOO_LARGE: "out of memory"}.get(
            str(error), "hung" if str(error).startswith(sentences.READING_TOO_LONG.partition("{")[0]) else "refused"
        )
    return "read"


def _made(size: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield hostile files as (what, reader, bytes)."""
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{{}}</w:body></w:document>'
    paragraph = "<w:p><w:r><w:t>a</w:t></w:r></w:p>"
    yield "bomb of a ZIP", "docx", _bomb("word/document.xml", size)
    yield "bomb of a ZIP", "odt", _bomb("content.xml", size)
    yield "bomb of a ZIP", "sheet", _bomb("xl/workbook.xml", size)
    entities = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10 if at else "ha"}">' for at in range(12))
    laughs = f"<!DOCTYPE x [{entities}]>" + document.format("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>")
    yield "entities of entities", "docx", zipped({"word/document.xml": laughs})
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    asked = outside + document.format("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>")
    yield "a file outside", "docx", zipped({"word/document.xml": asked})
    deep = "<w:tbl><w:tr><w:tc>" * size + paragraph + "</w:tc></w:tr></w:tbl>" * size
    yield "deep tables", "docx", zipped({"word/document.xml": document.format(deep)})
    yield "wide row", "docx", zipped({"word/document.xml": document.format(
        f"<w:tbl><w:tr>{f'<w:tc>{paragraph}</w:tc>' * size}</w:tr></w:tbl>")})  # fmt: skip
    yield "deep groups", "rtf", b"{\\rtf1" + b"{" * size + b"a" + b"}" * (size + 1)
    yield "open groups", "rtf", b"{\\rtf1" + b"{\\*\\x" * size
    yield "binary to the end of the world", "rtf", b"{\\rtf1\\bin2147483647 a}"
    loop = (b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999>>endobj "
            b"trailer<</Root 1 0 R>>")  # fmt: skip
    yield "pages that hold themselves", "pdf", b"%PDF-1.4\n" + loop
    yield "half a compound file", "doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"\xff" * 5000
    yield "half a compound file", "sheet", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000)


def _bomb(name: str, size: int) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
        block = b" " * 1_000_000
        for _ in range(_BOMB_BYTES * size // len(block)):
            part.write(block)
    return data.getvalue()


def _mutated(writers: dict[str, Callable[[Record, Random], bytes]], count: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield so many files of records with bytes changed or cut, the formats in turn."""
    whole = {name: [write(record, Random(7)) for record in records(7, 4)] for name, write in writers.items()}  # noqa: S311
    for number in range(count):
        random = Random(number)  # noqa: S311  (damage of a test file)
        name = list(whole)[number % len(whole)]
        data = bytearray(random.choice(whole[name]))
        for _ in range(random.choice((1, 30, 300))):
            data[random.randrange(len(data))] = random.randrange(256)
        end = random.choice((len(data), len(data), random.randrange(len(data))))
        yield f"changed file {number}", name, bytes(data[:end])
