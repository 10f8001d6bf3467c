"""A short form and its full form find the same documents, inside names of bodies and places too."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.document import Document
from indexer.engines.port import Engine
from tests.support.search import ask, result_ids, search_over

# Each row: ways in which documents write the same, and further ways of typing it.
SAME = [
    (("TT HĐND", "Thường trực HĐND", "Thường trực Hội đồng nhân dân"), ("tthdnd", "thuong truc hdnd", "TTHĐND")),
    (("UBMTTQ", "Ủy ban MTTQ", "Ủy ban Mặt trận Tổ quốc"), ("ubmttq", "UB MTTQ", "uy ban mttq")),
    (("QĐ-UBND", "quyết định Ủy ban nhân dân", "quyết định UBND"), ("qd ubnd",)),
    (("Q. Hoàn Kiếm", "quận Hoàn Kiếm"), ("Q.Hoàn Kiếm", "quan hoan kiem", "q hoan kiem")),
    (("TP.HCM", "thành phố Hồ Chí Minh", "TP Hồ Chí Minh"), ("tphcm", "thanh pho ho chi minh", "TP. Hồ Chí Minh")),
    (("P.12", "phường 12", "P12"), ("p. 12", "phuong 12", "p12")),
    (("VP UBND", "Văn phòng UBND", "Văn phòng Ủy ban nhân dân"), ("vp ubnd",)),
    (("BCĐ", "Ban Chỉ đạo"), ("bcd", "ban chi dao")),
    (("KT-XH", "kinh tế - xã hội", "KTXH"), ("ktxh", "kinh tế xã hội", "kinh te xa hoi")),
    (("GPMB", "giải phóng mặt bằng"), ("gpmb", "giai phong mat bang", "G.P.M.B")),
    (("H. Lam Khê", "huyện Lam Khê"), ("huyen lam khe",)),
]


@pytest.mark.parametrize(("written", "typed"), SAME)
def test_short_and_full_forms_find_the_same_documents(
    written: tuple[str, ...], typed: tuple[str, ...], engine: Engine, tmp_path: Path
) -> None:
    documents = [Document(str(i), f"Tin số {i}", f"Hôm nay {form} có tin.") for i, form in enumerate(written)]
    search = search_over(engine, tmp_path, *documents, Document("other", "Chợ hoa", "Chợ hoa mở cửa ở thôn Đông."))
    for query in (*written, *typed):
        assert set(result_ids(search, query)) == {document.id for document in documents}, query


def test_the_form_that_is_not_typed_is_marked(engine: Engine, tmp_path: Path) -> None:
    text = "Chợ hoa ở Q. Hoàn Kiếm mở cửa."
    search = search_over(engine, tmp_path, Document("a", "Chợ hoa", text))
    page = ask(search, "quận Hoàn Kiếm")
    [snippet] = page.results[0].snippets
    assert "".join(snippet.text[start:end] for start, end in snippet.marks) == "QHoàn Kiếm"
    abbreviations = [entity for entity in page.understood if entity.type == "abbreviation"]
    assert [(entity.text, entity.meaning) for entity in abbreviations] == [("quận", {"text": "Q."})]


def test_a_typed_short_form_is_marked_in_short_and_in_full(engine: Engine, tmp_path: Path) -> None:
    search = search_over(engine, tmp_path, Document("a", "HĐND huyện họp", "Hội đồng nhân dân họp, HĐND quyết định."))
    [result] = ask(search, "hđnd").results
    shown = (result.title, *result.snippets)
    assert [[text.text[start:end] for start, end in text.marks] for text in shown] == [
        ["HĐND"],
        ["Hội đồng nhân dân", "HĐND"],
    ]


def test_the_short_form_of_a_level_counts_only_before_the_same_place(engine: Engine, tmp_path: Path) -> None:
    search = search_over(
        engine,
        tmp_path,
        Document("a", "Tin", "Ông Q. kể chuyện Hoàn Kiếm."),
        Document("b", "Tin", "Cơ quan ở Hoàn Kiếm."),
    )
    assert result_ids(search, "quận Hoàn Kiếm", literal=("spelling",)) == []
    assert ask(search, "cơ quan").understood == ()
