import pytest

from corpus.document import Official
from corpus.extraction.signer_candidates import signer_candidates, sure_signer
from corpus.formats.content import NameReading

BLOCK = "Điều 3. Quyết định có hiệu lực từ ngày ký./.\n\nCHỦ TỊCH\n\n{}"


def names(text: str, *readings: tuple[str, int], confidence: int = 95) -> list[str]:
    read = [NameReading(*reading) for reading in readings]
    return [candidate.name for candidate in signer_candidates(text, read, confidence)]


def test_the_likeliest_name_of_a_signature_is_first() -> None:
    text = BLOCK.format("Lương Thanh Yên")
    assert names(text, ("Lương Thanh Yến", 97), ("Lương Yến", 70))[0] == "Lương Thanh Yến"
    assert names(text)[:1] == ["Lương Thanh Yên"]


def test_a_reading_that_is_no_name_is_no_candidate() -> None:
    assert names("Không có chữ ký", ("Nơi Nhận Như", 90), ("Phạm Thế Yến", 60)) == ["Phạm Thế Yến"]


def test_a_name_that_the_strip_does_not_have_gives_no_role() -> None:
    text = BLOCK.format("Hoàng Đức Mai")
    first, *_ = signer_candidates(text, [NameReading("Phạm Công Yến", 82)], 96)
    assert (first.name, first.role) == ("Phạm Công Yến", None)


@pytest.mark.parametrize(
    ("in_text", "readings", "sure"),
    [
        ("Lương Thanh Yến", [("Lương Thanh Yến", 96)], True),
        ("Lương Thanh Yến", [("Lương Thanh Yến", 96), ("Lương Yến", 60)], True),
        ("Lương Thanh Yến", [("Lương Thanh Yến", 85)], False),  # half of the ways of reading
        ("Lương Thanh Yên", [("Lương Thanh Yến", 96)], False),
        ("Lương Thanh Yến", [("Lương Thanh Yến", 96), ("Lương Thanh Yên", 60)], False),
        ("Lương Thanh Yến", [("Lương Thanh Yến", 96), ("Lương Thị Thanh Yến", 60)], False),
        ("Lương Thanh Yến", [], False),
        ("Nguyễn Văn Bưiu", [("Nguyễn Văn Bưiu", 96)], False),
    ],
)
def test_a_signer_is_sure_where_readings_leave_no_doubt(
    in_text: str, readings: list[tuple[str, int]], sure: bool
) -> None:
    text, read = BLOCK.format(in_text), [NameReading(*reading) for reading in readings]
    signer = sure_signer(text, read, signer_candidates(text, read, 95))
    assert signer == (Official(in_text) if sure else None)


def test_of_readings_as_sure_the_longer_name_is_first() -> None:
    text = "Không có chữ ký"
    assert names(text, ("Ngô Hữu Thảo", 80), ("Ngô Thúy Hữu Thảo", 80))[0] == "Ngô Thúy Hữu Thảo"


def test_a_name_goes_before_what_a_stamp_left_of_it() -> None:
    text = "Không có chữ ký"
    assert names(text, ("Đỗ Văn Thảo", 82), ("Đỗ Văn Công Thảo", 80))[0] == "Đỗ Văn Công Thảo"
    assert names(text, ("Đỗ Văn Thảo", 96), ("Đỗ Văn Công Thảo", 59))[0] == "Đỗ Văn Thảo"


def test_a_name_with_a_strange_syllable_goes_behind() -> None:
    assert names("Không có chữ ký", ("Huỳnh Ngộc Quỳnh", 90), ("Huỳnh Ngọc Quỳnh", 70))[0] == "Huỳnh Ngọc Quỳnh"
