"""Measure what is read of real files, where a folder has them with a table of what they say (`manifest.tsv`)."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.extraction.heading import kind_of
from corpus.readers import read_file
from corpus.vi.text import slug

FIELDS = ("kind", "number", "issued", "issuer", "signers")
Miss = tuple[str, str, str, str]


def rows(folder: Path | None, misses: list[Miss]) -> Iterator[dict[str, object]]:
    """Yield for each field of how many files it is right; what is wrong is added to `misses`."""
    tables = sorted(folder.rglob("manifest.tsv")) if folder else []
    if not tables:
        yield {"what": "real files", "skipped": "không có thư mục tệp thật (--data)"}
        return
    counts: Counter[str] = Counter()
    for table in tables:
        with table.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                right, found = _right(row), _found(table.parent / row["file"])
                if found is None:
                    counts["not read"] += 1
                    misses.append((row["file"], "file", "", "not read"))
                    continue
                counts["files"] += 1
                for field in FIELDS:
                    is_right = slug(right[field]) == slug(found[field])
                    counts[field] += is_right
                    if not is_right:
                        misses.append((row["file"], field, right[field], found[field]))
    for field in FIELDS:
        yield {"what": f"real files: {field}", "goal": 1, "measured": round(counts[field] / max(1, counts["files"]), 4),
               "reached": counts[field] == counts["files"], "right": counts[field], "of": counts["files"]}  # fmt: skip
    yield {"what": "real files without letters or not read", "measured": counts["not read"]}


def _right(row: dict[str, str]) -> dict[str, str]:
    """Return what the table says, as `corpus.extraction` writes it: bodies by their labels, no roles."""
    issuer = row["issuer"].replace("; ", " - ")
    kind = kind_of(re.split(r"[,;]", row["kind"].rpartition(": ")[2])[0]) or "other"
    signers = [re.sub(r"\s*\(.*", "", name) for name in row["signer"].split("; ")]
    return {
        "kind": kind,
        "number": row["number"],
        "issued": row["issued"],
        "issuer": complete(Document(id="bench", issuer=issuer)).issuer or "",
        "signers": "; ".join(filter(None, signers)),
    }


def _found(path: Path) -> dict[str, str] | None:
    read = next((result for result in read_file(path) if isinstance(result, Document)), None)
    if read is None:
        return None
    document = complete(read)
    signature = complete(Document(id="bench", text=document.text, number=document.number, issuer=document.issuer))
    signer = document.signer.name if document.signer else ""
    names = [official.name for official in signature.officials]
    # Several sign a joint document; they come first among the officials.
    several = " - " in (document.issuer or "") and names[:1] == [signer]
    return {
        "kind": document.kind or "",
        "number": document.number or "",
        "issued": document.issued.isoformat() if document.issued else "",
        "issuer": document.issuer or "",
        "signers": "; ".join(names[: len((document.issuer or "").split(" - "))]) if several else signer,
    }
