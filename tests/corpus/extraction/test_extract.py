from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Citation, Document, Official
from corpus.extraction.citations import cited_documents
from corpus.extraction.extract import complete
from corpus.readers import read_file
from corpus.vi.dates.find import VIETNAM
from tests.support.files import GOLDEN, SAMPLE, SAMPLE_ATTACHMENT, SAMPLE_SCAN

READING = GOLDEN / "reading"

DECISION = """ỦY BAN NHÂN DÂN
HUYỆN LAM KHÊ
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------

Số: 2040/QĐ-UBND

Lam Khê, ngày 05 tháng 11 năm 2019

QUYẾT ĐỊNH
Về việc phê duyệt phương án bồi thường

CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN

Căn cứ Nghị quyết số 12/NQ-HĐND ngày 18/12/2018 của Hội đồng nhân dân huyện;

QUYẾT ĐỊNH:

Điều 1. Phê duyệt phương án bồi thường đường tỉnh 352.

Điều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 118/QĐ-UBND ngày 14/2/2012.

Nơi nhận:
- Như Điều 2;
- Lưu: VT.

KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
(Đã ký)

Vũ Minh Khôi"""

TWO_COLUMNS = """     BAN PHÁP CHẾ                   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    Số: 44/BC-BPC                 Lam Khê, ngày 10 tháng 12 năm 2023

BÁO CÁO
Thẩm tra các tờ trình tại kỳ họp"""

LETTER = """UBND HUYỆN LAM KHÊ
Số: 512/UBND-TNMT
V/v tăng cường quản lý khai thác cát
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Lam Khê, ngày 09 tháng 9 năm 2022

Kính gửi: UBND các xã, thị trấn.

TL. CHỦ TỊCH
TRƯỞNG PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG

Trần Văn Bình"""


def _read(title: str = "", text: str = "", **given: Any) -> Document:
    return complete(Document(id="x", title=title, text=text, **given))


def test_a_formal_text_gives_every_field() -> None:
    document = _read(text=DECISION)
    assert document.kind == "decision"
    assert document.number == "2040/QĐ-UBND"
    assert document.title == "Quyết định số 2040/QĐ-UBND về việc phê duyệt phương án bồi thường"
    assert (document.issuer, document.place) == ("UBND huyện Lam Khê", "huyện Lam Khê")
    assert (document.issued, document.effective) == (date(2019, 11, 5), date(2019, 11, 5))
    assert document.signer == Official("Vũ Minh Khôi", "Phó Chủ tịch UBND huyện")
    assert document.officials == (document.signer,)
    assert document.citations == (Citation("12/NQ-HĐND", "based-on"), Citation("118/QĐ-UBND", "replaces"))
    assert (document.term, document.session, document.status, document.language) == (None, None, None, "vi")


def test_a_head_in_two_columns_is_parsed_like_a_single_column() -> None:
    document = _read(text=TWO_COLUMNS)
    assert (document.kind, document.number, document.issued) == ("report", "44/BC-BPC", date(2023, 12, 10))
    assert document.title == "Báo cáo số 44/BC-BPC Thẩm tra các tờ trình tại kỳ họp"
    assert document.issuer == "Ban Pháp chế HĐND"


def test_an_official_letter_has_its_subject_under_the_number() -> None:
    document = _read(text=LETTER)
    assert document.kind == "official-letter"
    assert document.title == "Công văn số 512/UBND-TNMT về việc tăng cường quản lý khai thác cát"
    assert document.signer == Official("Trần Văn Bình", "Trưởng phòng Tài nguyên và Môi trường")


def test_what_is_given_wins() -> None:
    given = {
        "kind": "notice",
        "number": "7/TB",
        "issued": date(2001, 2, 3),
        "effective": date(2001, 3, 4),
        "place": "xã An Lạc",
        "language": "en",
        "signer": Official("Lê Văn Tám", "Trưởng phòng"),
        "officials": (Official("Lê Văn Tám", None),),
        "citations": (Citation("1/QĐ-UBND", None),),
        "term": "1999-2004",
        "session": "2",
    }
    document = _read("Tiêu đề", DECISION, **given)
    assert {name: getattr(document, name) for name in given} == given
    assert document.title == "Tiêu đề"


def test_a_given_issuer_becomes_the_label_of_its_body() -> None:
    assert _read("A", issuer="HỘI ĐỒNG NHÂN DÂN HUYỆN ĐẮK SONG").issuer == "HĐND huyện Đắk Song"
    assert _read("A", issuer="Hội người yêu hoa").issuer == "Hội người yêu hoa"


@pytest.mark.parametrize(
    "given",
    [
        {"place": "tỉnh Sơn La"},
        {"url": "https://congbao.sonla.gov.vn/1"},
        {"title": "Bãi bỏ quy định của UBND tỉnh Sơn La"},
    ],
)
def test_an_issuer_with_only_a_level_gets_its_place_from_the_document(given: dict[str, str]) -> None:
    document = _read(**{"title": "Phê duyệt quy hoạch", **given}, issuer="UBND Tỉnh")
    assert (document.issuer, document.place) == ("UBND tỉnh Sơn La", "tỉnh Sơn La")


def test_an_issuer_with_only_a_level_stays_so_without_a_place() -> None:
    document = _read("Phê duyệt quy hoạch", issuer="UBND Tỉnh", url="https://lamkhe.example/1")
    assert (document.issuer, document.place) == ("UBND tỉnh", None)


def test_a_number_is_never_read_from_a_citation_in_news() -> None:
    news: dict[str, Any] = {"published": datetime(2020, 7, 16, 8, tzinfo=VIETNAM)}
    document = _read("Nghị quyết số 12/NQ-HĐND đi vào cuộc sống", "Thực hiện Nghị quyết số 12/NQ-HĐND, …", **news)
    assert (document.kind, document.number) == ("news", None)
    assert document.citations == (Citation("12/NQ-HĐND", "cites"),)
    document = _read("Huyện thông qua Nghị quyết số 12/NQ-HĐND")
    assert (document.kind, document.number) == ("other", None)


def test_a_title_that_begins_with_its_number_gives_day_and_issuer() -> None:
    document = _read("Nghị quyết số 5/2020/NQ-HĐND ngày 15/7/2020 của HĐND huyện Lam Khê về mức hỗ trợ")
    assert (document.kind, document.number) == ("resolution", "05/2020/NQ-HĐND")
    assert (document.issuer, document.issued) == ("HĐND huyện Lam Khê", date(2020, 7, 15))
    assert _read("Quyết định 5/QĐ-UBND ngày 15/7/2020 UBND xã An Lạc ban hành quy chế").issuer == "UBND xã An Lạc"


def test_a_kind_is_given_or_follows_from_number_head_or_news_signs() -> None:
    assert _read("A", kind="plan").kind == "plan"
    assert _read("A", kind="Quyết định của Chủ tịch UBND tỉnh").kind == "decision"
    assert _read("A", number="87/TB-HĐND").kind == "notice"
    assert _read("Nghị quyết Về việc phê chuẩn quyết toán", issuer="HĐND huyện Lam Khê").kind == "resolution"
    assert _read("A", section="Tin tức").kind == "news"
    assert _read("A", "Một đoạn văn.").kind == "other"


def test_a_day_of_effect_is_a_day_or_some_days_after_the_signing() -> None:
    def effective(words: str) -> date | None:
        return _read("A", f"Điều 3. {words}", kind="resolution", issued=date(2020, 7, 15)).effective

    assert effective("Nghị quyết này có hiệu lực thi hành từ ngày 25 tháng 7 năm 2020.") == date(2020, 7, 25)
    assert effective("Quyết định này có hiệu lực kể từ ngày ký.") == date(2020, 7, 15)
    assert effective("Có hiệu lực sau 07 ngày kể từ ngày Hội đồng nhân dân thông qua.") == date(2020, 7, 22)
    assert effective("Đơn vị chịu trách nhiệm thi hành.") is None
    assert effective("Áp dụng Luật Đất đai có hiệu lực từ ngày 01/8/2024.") is None


def test_a_document_of_a_council_has_its_term_and_session() -> None:
    text = "Nghị quyết này được Hội đồng nhân dân huyện khóa XIX, kỳ họp thứ 9 thông qua ngày 15 tháng 7 năm 2020."
    document = _read("Về mức hỗ trợ", text, number="05/2020/NQ-HĐND")
    assert (document.term, document.session, document.issued) == ("2016-2021", "9", date(2020, 7, 15))
    assert _read("Về kỳ họp thứ 9", text, number="5/QĐ-UBND", issuer="UBND huyện").session is None


def test_news_have_a_session_by_their_title_only() -> None:
    news: dict[str, Any] = {"published": datetime(2020, 12, 20, 8, tzinfo=VIETNAM)}
    document = _read("Kỳ họp thứ 10 HĐND huyện khóa XIX, nhiệm kỳ 2016-2021", **news)
    assert (document.term, document.session) == ("2016-2021", "10")
    assert _read("Tin vắn", "Kỳ họp thứ 10 HĐND huyện", **news).session is None
    assert _read("Kỳ họp thứ 10, Quốc hội khóa XIV", **news).session is None


def test_a_time_of_publishing_is_alone_in_its_line() -> None:
    document = _read("A", "22/01/2020 | 11:21  | View Count: 1336\n\nChiều ngày 13/01/2020, hội nghị …")
    assert document.published == datetime(2020, 1, 22, 11, 21, tzinfo=VIETNAM)
    assert document.kind == "news"
    assert _read("A", "Ngày 13/01/2020, Thường trực HĐND họp.").published is None


@pytest.mark.parametrize(
    ("end", "name", "role"),
    [
        ("TM. HỘI ĐỒNG NHÂN DÂN\nCHỦ TỊCH\n\nTrần Thị Minh Nguyệt", "Trần Thị Minh Nguyệt", "Chủ tịch HĐND huyện"),
        ("T/M ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n[đã ký]\nLê Văn Hà", "Lê Văn Hà", "Phó Chủ tịch UBND huyện"),
        (
            "TM. THƯỜNG TRỰC HĐND\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nNơi nhận:\n- Lưu: VT.\n(Đã ký)\nLê Văn Hà",
            "Lê Văn Hà",
            "Phó Chủ tịch HĐND huyện",
        ),
        ("TM. BAN PHÁP CHẾ\nTRƯỞNG BAN\nLê Văn Hà", "Lê Văn Hà", "Trưởng Ban Pháp chế HĐND huyện"),
        ("CHỦ TỊCH\n\nLê Văn Hà\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.", "Lê Văn Hà", "Chủ tịch HĐND huyện"),
        (
            "| Nơi nhận: | TM. HỘI ĐỒNG NHÂN DÂN |\n| - Lưu. | CHỦ TỊCH |\n| | Lê Văn Hà |",
            "Lê Văn Hà",
            "Chủ tịch HĐND huyện",
        ),
    ],
)
def test_a_signature_gives_name_and_role(end: str, name: str, role: str) -> None:
    document = _read(
        "Về mức thu", f"Điều 1. Ban hành mức thu.\n\n{end}", kind="resolution", issuer="HĐND huyện Lam Khê"
    )
    assert document.signer == Official(name, role)


def test_a_signer_field_with_role_and_name_is_split() -> None:
    document = _read("A", signer=Official("Phó Chủ tịch UBND Nguyễn Thành Công"))
    assert document.signer == Official("Nguyễn Thành Công", "Phó Chủ tịch UBND")


def test_a_signer_given_by_name_gets_the_role_of_the_signature() -> None:
    """Only where the signature has the same name."""
    assert _read(text=DECISION, signer=Official("Vũ Minh Khôi")).signer == Official(
        "Vũ Minh Khôi", "Phó Chủ tịch UBND huyện"
    )
    assert _read(text=DECISION, signer=Official("Lê Văn Hà")).signer == Official("Lê Văn Hà")


@pytest.mark.parametrize("line", (READING / "relations.txt").read_text(encoding="utf-8").splitlines())
def test_the_words_before_a_number_decide_the_relation(line: str) -> None:
    if not line or line.startswith("#"):
        return
    text, expected = (part.strip() for part in line.rsplit("→", 1))
    document = _read("Về một việc", text.replace("⏎", "\n"), kind="resolution", number="24/NQ-HĐND")
    assert ", ".join(f"{c.number} {c.relation}" for c in document.citations) == expected


def test_a_notice_acts_only_where_it_is_the_subject() -> None:
    """What it says that other documents repeal, it only cites."""
    text = "Kỳ họp đã bãi bỏ Nghị quyết số 12/2012/NQ-HĐND.\nThông báo này thay thế Thông báo số 3/TB-HĐND."
    document = _read("Kết quả kỳ họp", text, number="87/TB-HĐND")
    assert document.citations == (Citation("12/2012/NQ-HĐND", "cites"), Citation("03/TB-HĐND", "replaces"))


def test_the_same_number_of_another_year_is_a_citation() -> None:
    text = "Thực hiện Nghị quyết số 12/NQ-HĐND ngày 19/12/2017 về dự toán năm 2018"
    assert _read("A", text, number="12/NQ-HĐND", issued=date(2018, 12, 18)).citations
    assert not _read("A", text, number="12/NQ-HĐND", issued=date(2017, 12, 19)).citations


def test_a_person_stands_once_for_each_role_the_signer_first() -> None:
    text = (
        "Đồng chí Lê Văn Hà - Bí thư Huyện ủy, Chủ tịch HĐND huyện khai mạc. "
        "Đồng chí Lê Văn Hà - Bí thư Huyện uỷ phát biểu. Ông Lê Văn Hà kết luận."
    )
    document = _read("A", text, signer=Official("Trần Thị Bình", "Chủ tịch UBND huyện"))
    assert document.officials == (
        Official("Trần Thị Bình", "Chủ tịch UBND huyện"),
        Official("Lê Văn Hà", "Bí thư Huyện ủy"),
        Official("Lê Văn Hà", "Chủ tịch HĐND huyện"),
    )


def test_vietnamese_is_known_with_and_without_marks() -> None:
    assert _read("A", "Hội nghị tổng kết công tác năm 2019.").language == "vi"
    assert _read("A", "Hoi nghi tong ket cong tac cua Hoi dong nhan dan huyen nam 2019").language == "vi"
    assert _read("A", "The council met on Monday to discuss the budget of the year.").language is None
    assert _read("A", "Le conseil a été réuni pour délibérer sur le budget général.").language is None


PIECES = st.sampled_from(
    [
        *DECISION.split("\n"),
        *TWO_COLUMNS.split("\n"),
        *LETTER.split("\n"),
        "",
        "HỘI ĐỒNG NHÂN DÂN",
        "KHÓA XIX, KỲ HỌP THỨ 9",
        "22/01/2020 | 11:21",
        "Đồng chí Lê Văn Hà - Bí thư Huyện ủy, Chủ tịch HĐND huyện",
        "Bãi bỏ các nghị quyết sau:",
        "a) Nghị quyết số 12/2012/NQ-HĐND;",
        "UBND Tỉnh",
        "Sơn La, ngày 1 tháng 2 năm 2020",
        "có hiệu lực sau 999 ngày kể từ ngày ký",
        "TM. | KT. | (Đã ký)",
        "\u200b\u0301|#*\x00",
    ]
)
WORDS = st.one_of(st.lists(PIECES, max_size=25).map("\n".join), st.text(max_size=80))
FIELD = st.none() | PIECES.filter(bool)


@settings(max_examples=150)
@given(
    title=st.one_of(st.just(""), WORDS),
    text=WORDS,
    number=FIELD,
    issuer=FIELD,
    place=FIELD,
    kind=FIELD,
    url=FIELD,
    signer=st.none() | PIECES.map(Official),
    published=st.sampled_from([None, datetime(2020, 7, 16, tzinfo=VIETNAM)]),
    issued=st.sampled_from([None, date(2020, 7, 15), date.max]),
)
def test_reading_twice_is_reading_once(**given: Any) -> None:
    once = _read(**given)
    assert complete(once) == once


def test_the_sample_is_completed_as_in_its_table() -> None:
    table = []
    for path in sorted(set(SAMPLE.rglob("*.*")) - {SAMPLE_SCAN, SAMPLE_ATTACHMENT}):
        for document in read_file(path):
            assert isinstance(document, Document), document
            table.append(_row(path, complete(document)))
    expected = (READING / "sample.txt").read_text(encoding="utf-8").splitlines()
    assert table == [line for line in expected if not line.startswith("#")]


def _row(path: Path, document: Document) -> str:
    signer = document.signer or Official("-")
    cells = (
        path.name,
        document.number or document.title[:40],
        document.kind,
        document.issuer,
        document.issued or (document.published and document.published.date()),
        signer.name,
        signer.role,
        document.term,
        document.session,
    )
    return " | ".join(str(cell or "-") for cell in cells)


def test_the_seed_page_gives_its_six_persons_with_all_roles(shared_data: Path) -> None:
    documents = [d for d in read_file(shared_data / "council" / "000_747f56fbf521834a.txt") if isinstance(d, Document)]
    roles: dict[str, list[str | None]] = {}
    for official in complete(documents[0]).officials:
        roles.setdefault(official.name, []).append(official.role)
    lines = [f"{name}: {'; '.join(map(str, its))}" for name, its in roles.items()]
    assert "\n".join(lines) == (READING / "seed-page.txt").read_text(encoding="utf-8").rstrip("\n")


def test_signers_of_a_gazette_are_split_and_issuers_have_places(shared_data: Path) -> None:
    lines = (shared_data / "gazette" / "son-la-2026.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        row = json.loads(line)
        given = Document(
            id="", title=row["trich_yeu"], number=row["so_hieu"], issuer=row["co_quan_ban_hanh"], url=row["source_url"]
        )
        document = complete(replace(given, kind=row["loai_van_ban"], signer=Official(row["nguoi_ky"])))
        assert document.signer, line
        assert document.signer.role, line
        assert f"{document.signer.role} {document.signer.name}" == row["nguoi_ky"]
        assert document.kind in ("resolution", "decision", "directive")
        assert document.place, line
        assert document.issuer in ("UBND tỉnh Sơn La", "HĐND tỉnh Sơn La") or (document.issuer or "").startswith(
            "HĐND xã "
        )


def test_a_cited_place_has_the_parts_and_the_sentence() -> None:
    text = "Điều 1. Về hỗ trợ.\nĐiều 2. Bãi bỏ Điều 3 và khoản 2 Điều 4 của Nghị quyết số 18/2020/NQ-HĐND."
    (place,) = cited_documents([text], None, issued=None, kind="resolution")
    assert (place.relation, place.parts) == ("repeals", ("Điều 3", "khoản 2 Điều 4"))
    assert place.sentence == "Bãi bỏ Điều 3 và khoản 2 Điều 4 của Nghị quyết số 18/2020/NQ-HĐND."
