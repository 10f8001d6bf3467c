"""Measure what is read of made scans: letters, the fields of a document, who signed, and the time of a page.

What was printed on the scanned pages is what the reader of PDF gives of the same pages as letters. A signer counts as
right where the likeliest candidate is; a wrong one must never be the document's signer, which is shown as sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from time import process_time

import pypdfium2 as pdfium

from bench.formats import pdf, scans
from bench.formats.measure import edits_of_lines, plain_lines, read_text
from bench.formats.records import Record, records
from corpus.extraction.extract import complete
from corpus.formats.content import FileContent, PageContent, UnreadableContent
from corpus.formats.recognised_layout import pages_of_recognised
from corpus.formats.recognition import missing, recognise_page
from corpus.readers.foreign import document_of

DOCUMENTS = 16  # for each seed and resolution
SEEDS = (2030, 2031, 2032)
RESOLUTIONS = (150, 200, 300)
GOALS = {"number": 0.97, "issued": 0.97, "issuer": 0.97, "signer": 0.85}
LOW_SIGNER = 0.6  # the goal at 150 dpi
MAX_CER = 0.01
MAX_SECONDS = 2.0  # a page


def rows(
    seeds: Sequence[int] = SEEDS, documents: int = DOCUMENTS, resolutions: Sequence[int] = RESOLUTIONS
) -> Iterator[dict[str, object]]:
    """Yield for each resolution the error of letters, the fields as counts, and the seconds of a page."""
    if why := missing(None) or pdf.missing():
        yield {"what": "scans", "skipped": why}
        return
    for dpi in resolutions:
        counts: Counter[str] = Counter()
        for _, judged in judgements(seeds, documents, dpi):
            counts.update({what: value for what, value in judged.items() if isinstance(value, int | float)})
        yield from _figures(f"scans at {dpi} dpi", counts, LOW_SIGNER if dpi < 200 else GOALS["signer"])


def judgements(seeds: Sequence[int], documents: int, dpi: int) -> Iterator[tuple[Record, dict[str, int | float | str]]]:
    """Yield each record with what its scan gave: counts, and what was read of a field that is wrong."""
    for seed in seeds:
        for record in records(seed, documents):
            random = Random(f"{seed}/{record.truth.number}")  # noqa: S311  (a test's layout)
            printed = scans.printed(record, random)
            data = scans.scan(printed, record.truth.signer, random, dpi)
            begun = process_time()
            pages = read(data)
            seconds = process_time() - begun
            yield record, {**_judged(record, printed, pages), "seconds": seconds}


def read(data: bytes) -> tuple[PageContent, ...]:
    """Return the pages of a scan."""
    with pdfium.PdfDocument(data) as document:
        count = len(document)
    return pages_of_recognised([recognise_page(data, page, None) for page in range(count)])


def _judged(record: Record, printed: bytes, pages: Sequence[PageContent]) -> dict[str, int | float | str]:
    expected = plain_lines(read_text("pdf", printed))
    judged: dict[str, int | float | str] = {"documents": 1, "pages": len(pages), "letters": sum(map(len, expected))}
    try:
        document = complete(document_of(FileContent(tuple(pages))))
    except UnreadableContent:
        return {**judged, "edits": judged["letters"]}
    candidates = document.signer_candidates
    found = {
        "number": document.number,
        "issued": document.issued.isoformat() if document.issued else None,
        "issuer": document.issuer,
        "signer": candidates[0].name if candidates else None,
    }
    shown = document.signer.name if document.signer else None
    return {
        **judged,
        "edits": edits_of_lines(expected, plain_lines(document.text)),
        "shown": int(shown is not None),
        "wrong": int(shown not in (None, record.truth.signer)),
        **{field: int(found[field] == getattr(record.truth, field)) for field in GOALS},
        **{f"{field} read": str(value) for field, value in found.items() if value != getattr(record.truth, field)},
    }


def _figures(what: str, counts: Counter[str], signer_goal: float) -> Iterator[dict[str, object]]:
    cer = counts["edits"] / max(1, counts["letters"])
    yield {"what": f"{what}: CER", "goal": MAX_CER, "measured": round(cer, 5), "reached": cer <= MAX_CER,
           "letters": counts["letters"]}  # fmt: skip
    for field, goal in {**GOALS, "signer": signer_goal}.items():
        share = counts[field] / max(1, counts["documents"])
        yield {"what": f"{what}: {field}", "goal": goal, "measured": round(share, 4), "reached": share >= goal,
               "right": counts[field], "of": counts["documents"]}  # fmt: skip
    yield {"what": f"{what}: wrong signer shown as sure", "goal": 0, "measured": counts["wrong"],
           "reached": not counts["wrong"], "shown": counts["shown"], "of": counts["documents"]}  # fmt: skip
    seconds = counts["seconds"] / max(1, counts["pages"])
    yield {"what": f"{what}: seconds a page", "goal": MAX_SECONDS, "measured": round(seconds, 2),
           "reached": seconds <= MAX_SECONDS, "pages": counts["pages"]}  # fmt: skip
