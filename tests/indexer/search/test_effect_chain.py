"""The chain of a document has the nearest documents that change each other, however many there are."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from indexer.engines.port import Engine
from indexer.results import ChainLink
from indexer.search.effect_chain import MAX_DOCUMENTS
from tests.support.related import resolution, search_over
from tests.support.sample import empty_store

FIRST = date(2012, 1, 10)


def test_a_chain_is_bounded_and_begins_with_its_document(tmp_path: Path, engine: Engine) -> None:
    """Each resolution amends the one before; the last one only cites the first."""
    days = [FIRST + timedelta(days=100 * n) for n in range(20)]
    documents = [resolution("n0", f"1/{FIRST.year}/NQ-HĐND", FIRST, "Điều 1. Chợ.")]
    for n, day in enumerate(days[1:], 1):
        before = documents[-1]
        text = f"Điều 1. Sửa đổi Điều 1 Nghị quyết số {before.number} của Hội đồng nhân dân huyện Lam Khê."
        text += "\n\nĐiều 2. Thực hiện Nghị quyết số 1/2012/NQ-HĐND." * (n == 19)
        documents.append(resolution(f"n{n}", f"{n + 1}/{day.year}/NQ-HĐND", day, text))
    search = search_over(documents, empty_store(tmp_path), engine)
    alone, middle = (search.document(id) for id in ("n0", "n10"))
    assert alone is not None
    assert middle is not None
    chain = search.effect_chain(middle)
    assert chain.documents[0].id == "n10"
    assert {"n9", "n11", "n8", "n12"} <= {document.id for document in chain.documents}
    assert len(chain.documents) <= MAX_DOCUMENTS
    assert ChainLink("n11", "n10", "amends", is_partial=True) in chain.changes
    ends = {end for change in chain.changes for end in change[:2]}
    assert ends <= {document.id for document in chain.documents}
    assert "n19" not in {document.id for document in search.effect_chain(alone).documents}
    assert search.effect_chain(middle) is chain  # kept
