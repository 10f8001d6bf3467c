"""JSON Lines and the table of fields: streamed, every bad line named, no good document lost."""

from __future__ import annotations

import gzip
import json
import lzma
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from corpus.document import VIETNAM, Attachment, Citation, Document, Official, SignerCandidate, to_json
from corpus.readers import Failure, read_file
from corpus.readers import jsonl as jsonl_reader
from tests.support.files import read_as

GAZETTE = {
    "so_hieu": "118/QĐ-UBND",
    "ngay_ban_hanh": "14/2/2012",
    "ngay_hieu_luc": "2012-02-14",
    "ngay_het_hieu_luc": None,
    "co_quan_ban_hanh": "UBND huyện",
    "loai_van_ban": "Quyết định của Chủ tịch UBND huyện",
    "linh_vuc": "Nông thôn mới",
    "nguoi_ky": "Chủ tịch UBND Phạm Đức Uy",
    "trich_yeu": "Thành lập Ban Chỉ đạo xây dựng nông thôn mới",
    "tinh_trang": "Hết  hiệu lực",
    "file_urls": "https://lamkhe.example/$file/QD 118_signed.pdf;https://lamkhe.example/phu-luc.docx",
    "source_url": "https://lamkhe.example/van-ban?id=7",
}


def lines(*shapes: object) -> bytes:
    return "".join(json.dumps(s, ensure_ascii=False) + "\n" for s in shapes).encode()


def read(tmp_path: Path, data: bytes, name: str = "tin.jsonl") -> list[Document | Failure]:
    return read_as(name, data, tmp_path)


def read_document(tmp_path: Path, shape: object) -> Document:
    results = read(tmp_path, lines(shape))
    assert len(results) == 1, results
    assert isinstance(results[0], Document)
    return results[0]


def test_the_fields_of_a_gazette_become_those_of_a_document(tmp_path: Path) -> None:
    assert read_document(tmp_path, GAZETTE) == Document(
        id="",
        title="Thành lập Ban Chỉ đạo xây dựng nông thôn mới",
        kind="decision",
        number="118/QĐ-UBND",
        issuer="UBND huyện",
        issued=date(2012, 2, 14),
        effective=date(2012, 2, 14),
        section="Nông thôn mới",
        status="Hết  hiệu lực",
        signer=Official("Phạm Đức Uy", "Chủ tịch UBND"),
        url="https://lamkhe.example/van-ban?id=7",
        attachments=(
            Attachment("QD 118_signed.pdf", "application/pdf", url="https://lamkhe.example/$file/QD 118_signed.pdf"),
            Attachment(
                "phu-luc.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                url="https://lamkhe.example/phu-luc.docx",
            ),
        ),
    )


def test_an_abstract_is_the_summary_where_a_title_is_given(tmp_path: Path) -> None:
    document = read_document(tmp_path, {"title": "Nghị quyết về ngân sách", "trich_yeu": "Về ngân sách", "summary": ""})
    assert (document.title, document.summary) == ("Nghị quyết về ngân sách", "Về ngân sách")


@pytest.mark.parametrize("name", ["so_hieu", "soHieu", "So hieu", "SỐ HIỆU", "so-hieu", "so_ky_hieu", "number"])
def test_the_spelling_of_a_field_name_does_not_matter(tmp_path: Path, name: str) -> None:
    assert read_document(tmp_path, {"title": "Về thuế", name: "05/2020/NQ-HĐND"}).number == "05/2020/NQ-HĐND"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Nghị quyết HĐND xã", "resolution"),
        ("QUYẾT ĐỊNH", "decision"),
        ("Tờ trình của UBND", "proposal"),
        ("Công văn", "official-letter"),
        ("Luật", "law"),
        ("Tin tức", "news"),
        ("directive", "directive"),
    ],
)
def test_a_type_as_portals_write_it_becomes_our_kind(tmp_path: Path, written: str, kind: str) -> None:
    assert read_document(tmp_path, {"title": "Về đất đai", "loai_van_ban": written}).kind == kind


def test_an_impossible_date_costs_only_the_field(tmp_path: Path) -> None:
    results = read(tmp_path, lines({"title": "Về thuế", "ngay_ban_hanh": "31/02/2020", "so_hieu": "1/QĐ-UBND"}))
    assert results[0] == Document(id="", title="Về thuế", number="1/QĐ-UBND")
    assert isinstance(results[1], Failure)
    assert results[1].where == "tin.jsonl, dòng 1"
    assert "ngay_ban_hanh" in results[1].message
    assert "31/02/2020" in results[1].message


def test_a_value_of_the_wrong_type_costs_only_the_field(tmp_path: Path) -> None:
    document, *failures = read(tmp_path, lines({"title": "Về thuế", "section": {"a": 1}, "officials": [{"tuoi": "A"}]}))
    assert document == Document(id="", title="Về thuế")
    assert [f.message.split(":")[0] for f in failures if isinstance(f, Failure)] == [
        "bỏ qua trường section",
        "bỏ qua trường officials",
    ]


def test_times_bear_an_offset_whatever_form_they_had(tmp_path: Path) -> None:
    for written, moment in (
        ("2020-07-17T00:05:00.000Z", datetime(2020, 7, 17, 0, 5, tzinfo=UTC)),
        ("22/01/2020 | 11:21", datetime(2020, 1, 22, 11, 21, tzinfo=VIETNAM)),
        ("2020-01-22 11:21:00", datetime(2020, 1, 22, 11, 21, tzinfo=VIETNAM)),
    ):
        assert read_document(tmp_path, {"title": "Về thuế", "date": written}).published == moment


def test_lines_of_a_body_without_blank_lines_are_paragraphs(tmp_path: Path) -> None:
    assert (
        read_document(tmp_path, {"title": "Họp", "body": "Sáng nay họp.\nChiều nghỉ."}).text
        == "Sáng nay họp.\n\nChiều nghỉ."
    )


def test_tags_in_the_body_of_a_portal_are_not_text(tmp_path: Path) -> None:
    body = "<p>Sáng nay, HĐND&nbsp;họp &amp; bàn.</p><p>Thu <b>ngân sách</b> &lt; 5 tỷ.<br/>Hết.</p>"
    document = read_document(tmp_path, {"title": "Họp", "noi_dung": body})
    assert document.text == "Sáng nay, HĐND họp & bàn.\n\nThu ngân sách < 5 tỷ.\nHết."


def test_a_text_that_we_exported_stays_as_it_is(tmp_path: Path) -> None:
    assert read_document(tmp_path, {"title": "Họp", "text": "CHỦ TỊCH\nLê B <b>"}).text == "CHỦ TỊCH\nLê B <b>"


def test_text_is_tidied_and_loses_what_no_store_can_hold(tmp_path: Path) -> None:
    data = b'{"title": "Ho\xcc\xa3p\\u00a0H\xc4\x90ND\\u200b", "text": "a\\u0000b\\ud800c\\r\\nd"}\n'
    results = read(tmp_path, data)
    assert results == [Document(id="", title="Họp HĐND", text="abc\nd")]


def test_an_internal_key_of_a_site_is_no_section(tmp_path: Path) -> None:
    assert read_document(tmp_path, {"title": "Họp", "category": "van-ban.cua-huyen"}).section is None
    assert read_document(tmp_path, {"title": "Họp", "category": "Tổng hợp"}).section == "Tổng hợp"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_a_bad_line_is_named_and_the_reading_goes_on(tmp_path: Path, pack: type[bytes]) -> None:
    data = lines({"title": "Một"}) + b'{"title": "Hai"\n\n[1]\n{"url": "x"}\n' + lines({"title": "Ba"})
    results = read(tmp_path, pack(data), "tin.bin")
    assert [d.title for d in results if isinstance(d, Document)] == ["Một", "Ba"]
    assert [f.where for f in results if isinstance(f, Failure)] == [f"tin.bin, dòng {n}" for n in (2, 4, 5)]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_lines_before_the_cut_of_an_archive_are_read(tmp_path: Path, pack: type[bytes]) -> None:
    data = lines(*({"title": f"Tin số {n}", "body": str(n * 7919) * 40} for n in range(3000)))
    packed = pack(data)
    results = read(tmp_path, packed[: len(packed) * 2 // 3], "tin.jsonl.xz")
    documents = [d for d in results if isinstance(d, Document)]
    failures = [f for f in results if isinstance(f, Failure)]
    assert len(documents) > 500
    assert [d.title for d in documents] == [f"Tin số {n}" for n in range(len(documents))]
    assert [f.where for f in failures] == [f"tin.jsonl.xz, dòng {len(documents) + 1}"]
    assert "cắt ngang" in failures[0].message


def test_a_line_of_5_mb_is_read(tmp_path: Path) -> None:
    assert len(read_document(tmp_path, {"title": "Dài", "text": "x" * 5_000_000}).text) == 5_000_000


def test_a_line_above_the_limit_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl_reader, "MAX_LINE_BYTES", 10_000)
    long = {"title": "Dài", "text": "x" * 3_000_000}
    results = read(tmp_path, lines({"title": "Một"}, long, {"title": "Ba"}))
    assert [d.title for d in results if isinstance(d, Document)] == ["Một", "Ba"]
    assert [f.where for f in results if isinstance(f, Failure)] == ["tin.jsonl, dòng 2"]


def test_an_array_or_object_over_several_lines_is_read_too(tmp_path: Path) -> None:
    array = json.dumps([{"title": "Một"}, 5, {"title": "Hai"}], indent=2).encode()
    results = read(tmp_path, array, "tin.json")
    assert [d.title for d in results if isinstance(d, Document)] == ["Một", "Hai"]
    assert [f.where for f in results if isinstance(f, Failure)] == ["tin.json, mục 2"]
    single = json.dumps({"title": "Một", "text": "Nội dung"}, indent=2).encode("utf-16")
    assert read(tmp_path, single, "tin.json") == [Document(id="", title="Một", text="Nội dung")]


def test_a_broken_array_is_a_single_failure(tmp_path: Path) -> None:
    (failure,) = read(tmp_path, b'[{"title": "Mot"},\n{"title"', "tin.json")
    assert isinstance(failure, Failure)
    assert "mảng JSON" in failure.message


def test_what_was_exported_is_read_as_it_was(tmp_path: Path) -> None:
    document = Document(
        id="05-2020-nq-hdnd",
        title="Nghị quyết về nông thôn mới",
        text="Điều 1. Mức hỗ trợ\n\nĐiều 2. Hiệu lực",
        kind="resolution",
        summary="Hỗ trợ xã nông thôn mới",
        url="https://lamkhe.example/van-ban/5",
        source="HĐND huyện Lâm Khê",
        section="Văn bản",
        author="Văn phòng",
        language="vi",
        published=datetime(2020, 7, 20, 8, 0, tzinfo=VIETNAM),
        issued=date(2020, 7, 15),
        effective=date(2020, 8, 1),
        expires=date.max,
        number="05/2020/NQ-HĐND",
        issuer="HĐND huyện Lâm Khê",
        place="huyện Lâm Khê",
        term="2016-2021",
        session="10",
        status="Còn hiệu lực",
        signer=Official("Trần Thị Minh Nguyệt", "Chủ tịch HĐND huyện"),
        officials=(Official("Lê Quang Thủy", "Chủ tịch UBND huyện"),),
        citations=(Citation("62/TTr-UBND", "based-on", ("Điều 3", "khoản 2")),),
        attachments=(Attachment("a.pdf", "application/pdf", "0" * 64, 3, "https://lamkhe.example/a.pdf"),),
        pages=(0, 20),
        notes=("trang 3, 5 là ảnh chụp, chưa đọc được", "trang 7 bị hỏng"),
        page_confidence=(96, 100, 0),
        signer_candidates=(
            SignerCandidate("Trần Thị Minh Nguyệt", "Chủ tịch HĐND huyện", 61),
            SignerCandidate("Trần Thị Minh"),
        ),
    )
    assert [field.name for field in fields(document) if not getattr(document, field.name)] == []
    assert read_document(tmp_path, to_json(document)) == document


@pytest.mark.parametrize("value", [12, "12", [{"text": "A"}], ["1", 2], [True]])
def test_pages_and_notes_of_other_programs_are_passed_over(tmp_path: Path, value: object) -> None:
    assert read(tmp_path, lines({"title": "A", "pages": value, "notes": value})) == [Document(id="", title="A")]


def test_the_gazette_is_read_whole(shared_data: Path) -> None:
    results = list(read_file(shared_data / "gazette" / "son-la-2026.jsonl"))
    assert len(results) == 367
    assert not [f for f in results if isinstance(f, Failure)]
    assert all(
        d.signer and d.signer.role and d.kind in ("decision", "resolution") for d in results if hasattr(d, "kind")
    )


@pytest.mark.parametrize("name", ["articles.jsonl.xz", "headlines.jsonl.xz"])
def test_news_are_read_as_they_are(shared_data: Path, name: str) -> None:
    for number, result in enumerate(read_file(shared_data / "news" / name)):
        assert isinstance(result, Document), result
        assert result.title
        assert result.text or result.summary or result.url
        if number == 500:
            break
