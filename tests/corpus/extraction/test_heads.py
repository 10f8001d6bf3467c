"""What a careful clerk reads of documents as they come, by the golden table `heads.tsv`."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.readers import Failure, read_file
from tests.support.files import GOLDEN

ROWS = [line.split("\t") for line in (GOLDEN / "heads.tsv").read_text("utf-8").splitlines() if line and line[0] != "#"]


def _shown(document: Document, field: str, right: str) -> str:
    if field == "body":
        at = 0
        for passage in right.split(" … "):
            at = document.text.find(passage, at) + len(passage)
            if at < len(passage):
                return document.text
        return right
    if field in ("signer", "officials"):
        people = document.officials if field == "officials" else [document.signer] if document.signer else []
        return "; ".join(f"{person.name}, {person.role}" if person.role else person.name for person in people) or "-"
    if field == "cited":
        return "; ".join(f"{citation.number} {citation.relation}" for citation in document.citations) or "-"
    value = getattr(document, field)
    return str(value.date() if field == "published" and value else value or "-")


@pytest.mark.parametrize(("name", "text", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_a_document_is_read_as_it_comes(tmp_path: Path, name: str, text: str, expected: str) -> None:
    path = tmp_path / name
    path.write_text(text.replace("⏎", "\n").replace("⇥", "\t"), "utf-8")
    documents = [complete(result) for result in read_file(path) if not isinstance(result, Failure)]
    assert documents
    rights = [right.partition(": ")[::2] for right in expected.split(" | ")]
    assert [(field, _shown(document, field, right)) for document in documents for field, right in rights] == (
        rights * len(documents)
    )
    assert [complete(document) for document in documents] == documents
