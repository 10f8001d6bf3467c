"""Measure what each reader of a foreign format gives of documents whose words and fields are known.

The documents are made anew for each seed; CER is edits for each letter, line by line in the order of reading.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from importlib import import_module
from random import Random
from time import process_time

from bench.formats import encodings, pdf, word, word97
from bench.formats.records import Record, records
from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.formats.blocks import text_of_blocks

DOCUMENTS = 40  # for each seed
SEEDS = (2027, 2028, 2029)
MAX_CER = 0.002
MIN_FIELDS = 0.98
WRITERS: dict[str, Callable[[Record, Random], bytes]] = {
    "doc": word97.doc,
    "docx": word.docx,
    "odt": word.odt,
    "pdf": pdf.write,
    "rtf": word.rtf,
}
Miss = tuple[str, str, str, str]  # where, what, right, read
FIELDS = ("kind", "number", "issued", "issuer", "signer", "role")


def rows(
    seeds: Sequence[int] = SEEDS, documents: int = DOCUMENTS, misses: list[Miss] | None = None
) -> Iterator[dict[str, object]]:
    """Yield the figures of each format, then those of old encodings.

    Of a format: error of letters, each field as counts, and milliseconds for a document. What is wrong is added to
    `misses`: fields as (format, layout and seed; field; right; read), lines, encodings.
    """
    misses = [] if misses is None else misses
    if why := pdf.missing():
        yield {"what": "pdf", "skipped": why}
    for name, write in measured().items():
        counts: Counter[str] = Counter()
        seconds = 0.0
        for seed in seeds:
            for record in records(seed, documents):
                data = write(record, Random(f"{seed}/{record.truth.number}"))  # noqa: S311  (a layout of a test)
                begun = process_time()
                text = read_text(name, data)
                seconds += process_time() - begun
                counts["documents"] += 1
                counts.update(_judged(record, text, f"{name} {record.layout} {seed}", misses))
        cer = counts["edits"] / max(1, counts["letters"])
        yield {"what": f"{name}: CER", "goal": MAX_CER, "measured": round(cer, 5), "reached": cer <= MAX_CER,
               "letters": counts["letters"], "seeds": list(seeds)}  # fmt: skip
        for field in FIELDS:
            share = counts[field] / max(1, counts["documents"])
            yield {"what": f"{name}: {field}", "goal": MIN_FIELDS, "measured": round(share, 4),
                   "reached": share >= MIN_FIELDS, "right": counts[field], "of": counts["documents"]}  # fmt: skip
        yield {
            "what": f"{name}: milliseconds for a document",
            "measured": round(1000 * seconds / max(1, counts["documents"]), 2),
        }
    yield from encodings.rows(seeds, documents, misses)


def measured() -> dict[str, Callable[[Record, Random], bytes]]:
    """Return the writers that work here: that of PDF needs a library and a font."""
    return {name: write for name, write in WRITERS.items() if name != "pdf" or not pdf.missing()}


def read_text(name: str, data: bytes) -> str:
    """Return the text of a file by the reader of its format."""
    content = import_module(f"corpus.formats.{name}").read(data)
    return "\n\n".join(text_of_blocks(page.blocks) for page in content.pages)


def plain_lines(text: str) -> list[str]:
    """Return the lines of a text as records have them: the cells of a row joined by bars."""
    lines = (unicodedata.normalize("NFC", line).strip(" |") for line in text.split("\n"))
    return [line for line in lines if line and not line.startswith("---|")]


def record_text(record: Record) -> str:
    """Return the text of a record."""
    return "\n".join(record.lines())


def differing(expected: Sequence[str], found: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield the stretches of lines in which two texts differ."""
    for kind, start, end, other_start, other_end in SequenceMatcher(
        None, expected, found, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            yield expected[start:end], found[other_start:other_end]


def edits(expected: str, found: str) -> int:
    """Return how many letters must be put in, left out or changed to make one text of the other."""
    before = list(range(len(found) + 1))
    for at, letter in enumerate(expected, start=1):
        row = [at]
        for other, there in enumerate(found, start=1):
            row.append(min(row[-1] + 1, before[other] + 1, before[other - 1] + (letter != there)))
        before = row
    return before[-1]


def edits_of_lines(expected: Sequence[str], found: Sequence[str]) -> int:
    """Return the edits between the lines of two texts."""
    return sum(edits("\n".join(one), "\n".join(other)) for one, other in differing(expected, found))


def fields_of(text: str) -> dict[str, str | None]:
    """Return what a text says of itself, in the form of a record's truth."""
    document = complete(Document(id="bench", text=text))
    signer = document.signer
    return {
        "kind": document.kind,
        "number": document.number,
        "issued": document.issued.isoformat() if document.issued else None,
        "issuer": document.issuer,
        "signer": signer.name if signer else None,
        "role": signer.role if signer else None,
    }


def _fields(record: Record) -> dict[str, str]:
    return {field: getattr(record.truth, field) for field in FIELDS}


def _judged(record: Record, text: str, where: str, misses: list[Miss]) -> dict[str, int]:
    expected, found, right = plain_lines(record_text(record)), fields_of(text), _fields(record)
    counts = {field: int(found[field] == right[field]) for field in FIELDS}
    misses += [(where, field, right[field], str(found[field])) for field in FIELDS if not counts[field]]
    lines = plain_lines(text)
    counts["letters"], counts["edits"] = sum(map(len, expected)), edits_of_lines(expected, lines)
    for one, other in differing(expected, lines):
        misses.append((where, "text", " / ".join(one)[:200], " / ".join(other)[:200]))
    return counts
