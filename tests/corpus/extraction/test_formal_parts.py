"""The parts by which a formal document is laid out are those that a reader sees, or none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.extraction.extract import complete
from corpus.extraction.formal_parts import FormalColumns, FormalPart, FormalParts, formal_parts
from corpus.extraction.structure import divisions
from corpus.readers import read_file
from tests.support.sample import SAMPLE

ONE_BELOW_THE_OTHER = """ỦY BAN NHÂN DÂN
XÃ BÌNH HÒA
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------

Số: 12/QĐ-UBND

Bình Hòa, ngày 05 tháng 8 năm 2024

QUYẾT ĐỊNH
Về việc thành lập Tổ công tác rà soát chợ
trên địa bàn xã Bình Hòa

CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ BÌNH HÒA

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Theo đề nghị của công chức Văn phòng - Thống kê xã.

QUYẾT ĐỊNH:

Điều 1. Thành lập Tổ công tác.

Điều 2. Văn phòng và Tổ công tác thi hành Quyết định này./.

Nơi nhận:
- Như Điều 2;
- Thường trực Đảng ủy, HĐND xã,
các thôn;
- Lưu: VT.

KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
(Đã ký)
Nguyễn Thị Tường Vy"""
IN_COLUMNS = """ỦY BAN NHÂN DÂN        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ BÌNH HÒA            Độc lập - Tự do - Hạnh phúc
Số: 45/UBND-VP         Bình Hòa, ngày 05 tháng 8 năm 2024
V/v rà soát chợ

Kính gửi: Các thôn trên địa bàn xã.

Đề nghị các thôn rà soát chợ trước ngày 20/8/2024./.

Nơi nhận:              TM. ỦY BAN NHÂN DÂN
- Như trên;            CHỦ TỊCH
- Lưu: VT.             Nguyễn Văn Bình"""


def parts_of(text: str) -> FormalParts:
    return formal_parts(text, divisions(text))


def written(text: str, parts: tuple[FormalPart, ...]) -> list[str]:
    return [f"{part.kind}: {' / '.join(text[part.start : part.end].splitlines())}" for part in parts]


def columns(text: str, side: FormalColumns | None) -> tuple[list[str], list[str]]:
    assert side
    return written(text, side.left), written(text, side.right)


def test_lines_below_each_other_become_two_columns() -> None:
    text = ONE_BELOW_THE_OTHER
    parts = parts_of(text)
    assert columns(text, parts.head) == (
        ["issuer: ỦY BAN NHÂN DÂN / XÃ BÌNH HÒA", "number: Số: 12/QĐ-UBND"],
        [
            "country: CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "motto: Độc lập - Tự do - Hạnh phúc",
            "day: Bình Hòa, ngày 05 tháng 8 năm 2024",
        ],
    )
    assert written(text, parts.middle) == [
        "kind: QUYẾT ĐỊNH",
        "abstract: Về việc thành lập Tổ công tác rà soát chợ / trên địa bàn xã Bình Hòa",
        "decider: CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ BÌNH HÒA",
        "ground: Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        "ground: Theo đề nghị của công chức Văn phòng - Thống kê xã.",
        "formula: QUYẾT ĐỊNH:",
    ]
    assert columns(text, parts.end) == (
        ["recipients: Nơi nhận: / - Như Điều 2; / - Thường trực Đảng ủy, HĐND xã, / các thôn; / - Lưu: VT."],
        ["role: KT. CHỦ TỊCH / PHÓ CHỦ TỊCH", "signed-mark: (Đã ký)", "signer: Nguyễn Thị Tường Vy"],
    )


@pytest.mark.parametrize("border", ["        ", " | "], ids=["blanks", "bars"])
def test_columns_in_lines_are_read_one_after_the_other(border: str) -> None:
    text = re.sub(" {4,}", border, IN_COLUMNS)
    parts = parts_of(text)
    assert columns(text, parts.head) == (
        ["issuer: ỦY BAN NHÂN DÂN", "issuer: XÃ BÌNH HÒA", "number: Số: 45/UBND-VP", "subject: V/v rà soát chợ"],
        [
            "country: CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "motto: Độc lập - Tự do - Hạnh phúc",
            "day: Bình Hòa, ngày 05 tháng 8 năm 2024",
        ],
    )
    assert written(text, parts.middle) == ["addressee: Kính gửi: Các thôn trên địa bàn xã."]
    assert columns(text, parts.end) == (
        ["recipients: Nơi nhận:", "recipients: - Như trên;", "recipients: - Lưu: VT."],
        ["role: TM. ỦY BAN NHÂN DÂN", "role: CHỦ TỊCH", "signer: Nguyễn Văn Bình"],
    )


def test_recipients_may_follow_the_signature() -> None:
    top, recipients, signature = re.split(r"\n\n(?=Nơi nhận:|KT\.)", ONE_BELOW_THE_OTHER)
    text = f"{top}\n\n{signature}\n\n{recipients}"
    left, right = columns(text, parts_of(text).end)
    assert (len(left), len(right)) == (1, 3)


@pytest.mark.parametrize(
    ("found", "put"),
    [
        ("XÃ BÌNH HÒA\n-------", "XÃ BÌNH HÒA\nĐiện thoại: 0203 123 456"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n", "CỘNG HOA XÃ HÔI CHỦ NGHIA VIÊT NAM\n"),  # as recognition slips
    ],
    ids=["another line", "a slip"],
)
def test_a_head_that_is_not_sure_has_no_columns(found: str, put: str) -> None:
    text = ONE_BELOW_THE_OTHER.replace(found, put)
    assert text != ONE_BELOW_THE_OTHER
    assert parts_of(text).head is None
    assert parts_of(text).end is not None


@pytest.mark.parametrize(
    "line",
    ["Ghi chú: bản này thay bản trước.", "1 | Nguyễn Văn An | Thôn Đông"],
    ids=["a sentence", "a row"],
)
def test_an_end_that_is_not_sure_has_no_columns(line: str) -> None:
    text = ONE_BELOW_THE_OTHER.replace("- Lưu: VT.\n", f"- Lưu: VT.\n{line}\n")
    assert parts_of(text).end is None
    assert parts_of(text).head is not None


def test_news_has_no_parts() -> None:
    assert parts_of("Chiều ngày 5/8, Chủ tịch HĐND xã Bình Hòa tiếp công dân.\n\nNguyễn Văn Bình") == FormalParts()


def _sample() -> list[Document]:
    paths = (path for path in (SAMPLE / "van-ban").rglob("*") if path.suffix in (".md", ".txt"))
    return [complete(read) for path in sorted(paths) for read in read_file(path) if isinstance(read, Document)]


def test_all_formal_documents_of_the_sample_are_laid_out_and_no_word_is_lost() -> None:
    documents = _sample()
    assert len(documents) > 25
    for document in documents:
        text = document.text
        parts = parts_of(text)
        assert parts.head, document.number
        assert parts.end, document.number
        for side in (parts.head, parts.end):
            shown = sorted((part.start, part.end) for part in (*side.left, *side.right))
            words = "".join(text[start:end] for start, end in shown)
            assert re.findall(r"\w", words) == re.findall(r"\w", text[side.start : side.end]), document.number
        ends = [part.end for part in parts.middle]
        assert all(part.start >= end for part, end in zip(parts.middle[1:], ends, strict=False)), document.number


def test_real_documents_are_laid_out(shared_data: Path) -> None:
    """Each file of one decision, in eight formats and encodings, has the same parts."""
    names = ("qd-127.docx", "qd-127.doc", "qd-127.odt", "qd-127.rtf", "qd-127-rows.pdf", "qd-127-columns.pdf")
    found = set()
    for name in (*names, "qd-127-vni.docx", "truth.txt"):
        [document] = [read for read in read_file(shared_data / "fixtures" / name) if isinstance(read, Document)]
        parts = parts_of(document.text)
        assert parts.head, name
        assert parts.end, name
        all_parts = (*parts.head.left, *parts.head.right, *parts.middle, *parts.end.left, *parts.end.right)
        found.add(tuple((part.kind, " ".join(document.text[part.start : part.end].split())) for part in all_parts))
    assert len(found) == 1
