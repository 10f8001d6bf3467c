from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vi.full_names import is_name, tidy_name
from corpus.vi.line_ends import with_joined_lines
from corpus.vi.people.find import PersonMention, Signer, find_people, role_body, split_role
from corpus.vi.text import tidy
from tests.support.files import GOLDEN

NAMES = ("Nguyễn Văn Hòa", "Trần Thị Minh Nguyệt", "Đỗ Hữu Quý", "Sùng A Páo", "LÊ QUANG THỦY", "Y Thông Niê")
ROLES = ("Chủ tịch HĐND huyện", "Quận ủy viên", "Trưởng phòng Tư pháp", "Phó Chủ tịch Thường trực UBND tỉnh Sơn La")
WORDS = (
    "đồng chí",
    "Các đồng chí:",
    "ông",
    "TM. UBND",
    "KT. CHỦ TỊCH",
    "đường",
    "phường",
    "xã Cẩm Sơn",
    "giữ chức",
    "đã ký",
)
SIGNS = (" - ", ", ", "; ", " (", ")", "\n", " ", "\r\n", "\u00a0", "\u200b", " và ", " là ", ".")
PIECES = st.sampled_from((*NAMES, *ROLES, *WORDS, *SIGNS))


def rows(table: str) -> list[list[str]]:
    lines = (GOLDEN / table).read_text("utf-8").splitlines()
    return [line.replace("\\n", "\n").split("\t") for line in lines if line and not line.startswith("#")]


def shown(people: list[PersonMention]) -> str:
    return " | ".join(f"{name}: {'; '.join(roles)}" if roles else name for _, _, name, roles, *_ in people) or "-"


@pytest.mark.parametrize(("text", "expected"), rows("people.tsv"))
def test_persons_are_found_with_all_their_roles(text: str, expected: str) -> None:
    assert shown(find_people(text)) == expected


@pytest.mark.parametrize(("text", "name", "role"), rows("signers.tsv"))
def test_a_signer_field_is_split_into_name_and_role(text: str, name: str, role: str) -> None:
    signer = split_role(text)
    assert (signer.name or "-", signer.role or "-") == (name, role)


@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from(("NFC", "NFD")))
def test_mentions_stand_in_order_where_their_names_are(pieces: str, form: str) -> None:
    text = unicodedata.normalize(form, pieces)  # type: ignore[arg-type]
    end = 0
    for mention in find_people(text):
        assert end <= mention.start < mention.end
        assert tidy_name(text[mention.start : mention.end]) == mention.name
        assert is_name(mention.name)
        end = mention.end


@given(
    st.sampled_from(NAMES), st.sampled_from(ROLES), st.sampled_from(("{1} {0}", "{0} - {1}", "{0}, {1}", "{0} ({1})"))
)
def test_a_signer_field_may_begin_with_the_name_or_the_role(name: str, role: str, form: str) -> None:
    assert split_role(form.format(name, role)) == Signer(tidy_name(name), role)


@given(st.text(max_size=60))
def test_no_text_is_an_error(text: str) -> None:
    assert all(tidy(mention.name) == mention.name for mention in find_people(text))
    split_role(text)
    role_body(text)


@pytest.mark.parametrize(
    "name", ["Nguyễn Văn Hòa", "LÊ THỊ B", "Mè Thị Lan", "Giàng A Chu", "Hoàng Thị Nguyên", "Cầm Bá C"]
)
def test_a_full_name_begins_with_a_surname(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "text", ["", "Hòa", "nguyễn văn hòa", "Đồng chí Hòa", "Nguyễn văn Hòa", "Chủ tịch UBND", "Lê B."]
)
def test_other_words_are_no_full_name(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    ("role", "place", "label"),
    [
        ("Chủ tịch HĐND quận", None, "HĐND quận"),
        ("Chủ tịch HĐND quận", "quận Hoàn Kiếm", "HĐND quận Hoàn Kiếm"),
        ("Chủ tịch UBND", "tỉnh Sơn La", "UBND tỉnh Sơn La"),
        ("Phó Chủ tịch Thường trực HĐND huyện", None, "HĐND huyện"),
        ("Phó Chủ tịch TTHĐND", None, "HĐND"),
        ("Quận ủy viên", "quận Hoàn Kiếm", "Quận ủy Hoàn Kiếm"),
        ("Ủy viên Ban Thường vụ Quận uỷ", None, "Ban Thường vụ Quận ủy"),
        ("Chủ tịch Ủy ban MTTQ quận", None, "UBMTTQ quận"),
        ("Trưởng phòng Tư pháp", "huyện Lam Khê", "Phòng Tư pháp huyện Lam Khê"),
        ("Chánh Văn phòng HĐND và UBND huyện", None, "Văn phòng HĐND và UBND huyện"),
        ("Phó Chánh Thanh tra Sở Y tế", None, "Thanh tra Sở Y tế"),
        ("Bộ trưởng Tài chính", None, "Bộ Tài chính"),
        ("Giám đốc Nhà hát Chèo tỉnh", "huyện Lam Khê", "Nhà hát Chèo tỉnh"),
        ("Hiệu trưởng Trường THCS Võ Thị Sáu", None, "Trường THCS Võ Thị Sáu"),
        ("Trưởng thôn Đạ Mua", None, "Thôn Đạ Mua"),
        ("Đại biểu Quốc hội tỉnh Hải Đông", None, "Quốc hội"),
    ],
)
def test_a_role_names_its_body(role: str, place: str | None, label: str) -> None:
    body = role_body(role, place=place)
    assert body
    assert body.label == label


@pytest.mark.parametrize("role", ["Chủ tịch", "Trưởng ban", "Phó Trưởng ban Thường trực", "Chủ tịch huyện Lam Khê"])
def test_a_role_without_a_body_has_none(role: str) -> None:
    assert role_body(role) is None


def test_names_that_only_their_context_proves_are_not_presented() -> None:
    mentions = find_people("Nguyễn Thị Hoa cho biết bà Trần Thị Lan đã về. Trần Thị Lan không nói gì thêm.")
    assert [(mention.name, mention.presented) for mention in mentions] == [
        ("Nguyễn Thị Hoa", False),
        ("Trần Thị Lan", True),
        ("Trần Thị Lan", True),
    ]


@given(st.lists(PIECES, max_size=14).map("".join))
def test_joining_broken_lines_moves_no_offset(pieces: str) -> None:
    clean = tidy(pieces)
    joined = with_joined_lines(clean)
    assert len(joined) == len(clean)
    assert all(new == old or old.isspace() for new, old in zip(joined, clean, strict=True))


def test_officials_of_a_council_page_are_found_with_all_roles(shared_data: Path) -> None:
    text = (shared_data / "council" / "000_747f56fbf521834a.txt").read_text("utf-8")
    roles: dict[str, set[str]] = {}
    for mention in find_people(text):
        roles.setdefault(mention.name, set()).update(role.replace("uỷ", "ủy") for role in mention.roles)
    assert roles == {
        "Dương Đức Tuấn": {"Thành ủy viên", "Bí thư Quận ủy", "Chủ tịch HĐND quận"},
        "Nguyễn Chí Lực": {"Phó Bí thư Quận ủy", "Chủ tịch UBND quận"},
        "Lê Hồng Phú": {"Ủy viên Ban Thường vụ Quận ủy", "Chủ tịch Ủy ban MTTQ quận", "Chủ tịch UBMTTQ quận"},
        "Phạm Thị Thu Thủy": {"Quận ủy viên", "Phó chủ tịch HĐND quận"},
        "Nguyễn Anh Quân": {"Ủy viên Ban Thường vụ Quận ủy", "Phó chủ tịch UBND quận"},
    }


def test_every_signer_field_of_a_gazette_is_split(shared_data: Path) -> None:
    lines = (shared_data / "gazette" / "son-la-2026.jsonl").read_text("utf-8").splitlines()
    fields = [json.loads(line)["nguoi_ky"] for line in lines]
    signers = [split_role(field) for field in fields]
    assert [f"{signer.role} {signer.name}" for signer in signers] == fields
    assert all(role_body(signer.role or "", place="tỉnh Sơn La") for signer in signers)


def test_nearly_every_name_of_a_directory_is_a_full_name(shared_data: Path) -> None:
    with (shared_data / "reference" / "officials-thanh-hoa.tsv").open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file, delimiter="\t")]
    assert sum(map(is_name, names)) / len(names) >= 0.99


def test_patients_victims_and_accused_persons_are_not_presented() -> None:
    text = "Bị cáo Lê Văn Tám khai đã lấy xe của nạn nhân Phạm Thị Lan. Ông Trần Văn Ba, Chủ tịch UBND xã, chứng kiến."
    assert [mention.name for mention in find_people(text) if mention.presented] == ["Trần Văn Ba"]


@pytest.mark.parametrize(("text", "expected"), rows("private_people.tsv"))
def test_petitioners_and_households_are_private_unless_they_hold_office(text: str, expected: str) -> None:
    presented = [mention.name for mention in find_people(text) if mention.presented]
    assert " | ".join(presented) == expected.replace("-", "")


def test_most_officials_of_a_directory_stay_officials_beside_any_title(shared_data: Path) -> None:
    with (shared_data / "reference" / "officials-thanh-hoa.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    texts = [f"Ông {row['name']}, {row['title']}, phát biểu." for row in rows]
    presented = [any(mention.presented for mention in find_people(text)) for text in texts]
    assert sum(presented) / len(rows) >= 0.99


def test_titles_of_decisions_put_in_capitals_name_nobody(shared_data: Path) -> None:
    titles = (shared_data / "reference" / "citing-titles.txt").read_text("utf-8").splitlines()
    assert [name for title in titles for _, _, name, *_ in find_people(title.upper())] == []
