"""Measure what is read of made scans: the fields of a document, who signed, and the time of a page.

A signer counts as right where the likeliest candidate is. Reading alone shows none as sure: that is left to the build,
which knows the officials of the body.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from time import process_time

import pypdfium2 as pdfium

from bench.formats import pdf, scans
from bench.formats.measure import fields_of
from bench.formats.records import Record, records
from corpus.extraction.signer_candidates import signer_candidates
from corpus.formats.blocks import text_of_blocks
from corpus.formats.content import PageContent
from corpus.formats.recognised_layout import pages_of_recognised
from corpus.formats.recognition import missing, recognise_page

DOCUMENTS = 8  # for each seed and resolution
SEEDS = (2030, 2031, 2032)
RESOLUTIONS = (150, 200, 300)
GOALS = {"number": 0.97, "issued": 0.97, "issuer": 0.97, "signer": 0.85}
LOW_SIGNER = 0.6  # the goal at 150 dpi


def rows(seeds: Sequence[int] = SEEDS, documents: int = DOCUMENTS) -> Iterator[dict[str, object]]:
    """Yield for each resolution the fields as counts, and the seconds of a page."""
    if why := missing(None) or pdf.missing():
        yield {"what": "scans", "skipped": why}
        return
    for dpi in RESOLUTIONS:
        counts: Counter[str] = Counter()
        seconds = 0.0
        for seed in seeds:
            for record in records(seed, documents):
                data = scans.scan(record, Random(f"{seed}/{record.truth.number}"), dpi)  # noqa: S311  (a test's layout)
                begun = process_time()
                pages = read(data)
                seconds += process_time() - begun
                counts["pages"] += len(pages)
                counts["documents"] += 1
                counts.update(_judged(record, pages))
        for field, goal in GOALS.items():
            goal = LOW_SIGNER if field == "signer" and dpi < 200 else goal
            share = counts[field] / max(1, counts["documents"])
            yield {"what": f"scans at {dpi} dpi: {field}", "goal": goal, "measured": round(share, 4),
                   "reached": share >= goal, "right": counts[field], "of": counts["documents"]}  # fmt: skip
        yield {"what": f"scans at {dpi} dpi: seconds a page", "measured": round(seconds / max(1, counts["pages"]), 2)}


def read(data: bytes) -> tuple[PageContent, ...]:
    """Return the pages of a scan."""
    with pdfium.PdfDocument(data) as document:
        count = len(document)
    return pages_of_recognised([recognise_page(data, page, None) for page in range(count)])


def _judged(record: Record, pages: Sequence[PageContent]) -> dict[str, int]:
    text = "\n\n".join(text_of_blocks(page.blocks) for page in pages)
    last = pages[-1]
    candidates = signer_candidates(text_of_blocks(last.blocks), last.name_readings, last.confidence or 0)
    found = {**fields_of(text), "signer": candidates[0].name if candidates else None}
    return {field: int(found[field] == getattr(record.truth, field)) for field in GOALS}
