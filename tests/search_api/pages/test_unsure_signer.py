"""A name that a scan's signature may be read as is shown as unsure, never as who signed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import falcon.testing

from corpus.document import Document, Official, SignerCandidate
from indexer.engines.factory import open_engine
from indexer.indexing.fingerprint import fingerprint
from tests.support.sample import application
from tests.support.search import search_over


def test_an_unsure_signer_is_said_to_be_unsure(tmp_path: Path) -> None:
    read = (SignerCandidate("Trần Văn Binh", "Chủ tịch HĐND xã", 58),)
    text = "Điều 1. Giao Ủy ban nhân dân xã.\n\nTM. HỘI ĐỒNG NHÂN DÂN\nCHỦ TỊCH\n\nTrần Văn Binh"
    unsure = Document(
        "scan", "Nghị quyết về chợ", text, "resolution", issuer="HĐND xã Bình Hòa", signer_candidates=read
    )
    sure = replace(unsure, id="sure", title="Nghị quyết về cầu", signer=Official("Lê Thị Hoa"))
    search = search_over(open_engine("memory:", fingerprint()), tmp_path, unsure, sure)
    client = falcon.testing.TestClient(application(search))
    assert "signer" not in client.simulate_get("/v1/documents/scan").json
    assert client.simulate_get("/v1/documents/sure").json["signer"]["name"] == "Lê Thị Hoa"
    page = client.simulate_get("/van-ban/scan").text
    assert "chưa chắc chắn: bản chụp có thể ghi Trần Văn Binh" in page
    assert "người ký</span>" not in page
    assert "chưa chắc chắn" not in client.simulate_get("/van-ban/sure").text
